"""The sensitivity set and what would lower the footprint most, on a page and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, finding_catalogue, label, phrase
from pcf.report.csv_text import csv_text
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of, pick

if TYPE_CHECKING:
    from pcf.duties import SensitivityCase
    from pcf.ranking import Sensitivity


def ranking_page(result: Sensitivity, lang: Language, *, top: int = 10) -> Page:
    """Lay out a sensitivity; `top` is the number of rows, parameters and suppliers listed."""
    page = Page()
    base = result.footprint
    page.line(f"{pick(base.product_zh, base.product_en, lang)}  ({base.project})", "bold")
    if base.scenario:
        page.line(f"{label('scenario', lang)}: {base.scenario}")
    page.line(f"{label('total', lang)}: {number(base.total)} {in_words(base.unit, lang)}")
    _cases(page, result, lang)
    if top:
        _rows(page, result, lang, top)
        _parameters(page, result, lang, top)
        _swaps(page, result, lang, top)
    _uncertainty(page, result, lang, top)
    page.line()
    page.line(label("ranking_is_arithmetic", lang), "dim")
    return page


def _cases(page: Page, result: Sensitivity, lang: Language) -> None:
    cases = result.set.cases
    page.heading(label("sensitivity_set", lang))
    columns = (
        Column(""),
        Column(label("sensitivity_case", lang)),
        Column(in_words(result.set.unit, lang), "number"),
        Column(label("change", lang), "number"),
        Column("", "number"),
    )
    totals = aligned([case.total for case in cases])
    deltas = aligned([case.delta for case in cases], sign=True)
    rows, kind = [], ""
    for case, total, delta in zip(cases, totals, deltas, strict=True):
        first = _word("duty_", case.kind, lang) if case.kind != kind else ""
        kind = case.kind
        rows.append((first, _name(case, lang), total, delta, signed(percent(case.relative))))
    page.table(columns, rows)


def _name(case: SensitivityCase, lang: Language) -> str:
    if case.total is not None:
        if case.limit is None:
            return case.name
        return f"{case.name} ({phrase('duty_limited', lang, limit=f'{case.limit:g}')})"
    why = _why(case.reason, lang)
    return f"{case.name}: {why}" if case.name else why


def _why(reason: str, lang: Language) -> str:
    """Say why there is no value: words of a label, or the titles of the findings that it names."""
    known = finding_catalogue()
    parts = reason.split(", ")
    if not all(part in known for part in parts):
        return label(reason, lang)
    return "; ".join(f"{known[part][f'title_{lang}']} [{part}]" for part in parts)


def _word(family: str, key: str, lang: Language) -> str:
    """Label of one word of a family."""
    return label(family + key, lang)


def _step(result: Sensitivity) -> str:
    return f"-{result.step * 100:g} %"


def _rows(page: Page, result: Sensitivity, lang: Language, top: int) -> None:
    listed = [row for row in result.rows if row.cumulative][:top]
    if not listed:
        return
    page.heading(phrase("ranking_rows", lang, step=_step(result)))
    deltas = aligned([row.change(-result.step) for row in listed], sign=True)
    table = [
        (delta, signed(percent(_share(row.elasticity, result))), f"{name_of(row, lang)}  {address}")
        for row, delta, address in zip(listed, deltas, [r.address for r in listed], strict=True)
    ]
    page.table(_columns(result, label("row", lang), lang), table)


def _share(elasticity: float | None, result: Sensitivity) -> float | None:
    return None if elasticity is None else -elasticity * result.step


def _columns(result: Sensitivity, last: str, lang: Language) -> tuple[Column, ...]:
    return (
        Column(in_words(result.set.unit, lang), "number"),
        Column(label("change", lang), "number"),
        Column(last),
    )


def _parameters(page: Page, result: Sensitivity, lang: Language, top: int) -> None:
    listed = [p for p in result.parameters if p.delta][:top]
    if not listed:
        return
    page.heading(phrase("ranking_parameters", lang, step=_step(result)))
    deltas = aligned([p.delta for p in listed], sign=True)
    table = [
        (
            delta,
            signed(percent(_share(p.elasticity, result))),
            f"{p.name}  ({number(p.value)} {in_words(p.unit, lang)})",
        )
        for p, delta in zip(listed, deltas, strict=True)
    ]
    page.table(_columns(result, label("duty_one_parameter", lang), lang), table)


def _swaps(page: Page, result: Sensitivity, lang: Language, top: int) -> None:
    listed = result.swaps[:top]
    if not listed:
        return
    page.heading(label("ranking_swaps", lang))
    deltas = aligned([s.delta for s in listed], sign=True)
    table = [
        (
            delta,
            signed(percent(s.relative)),
            f"--swap {s.swap}",
            f"{name_of(s, lang)}, {s.location} {s.year}, {label(s.tag, lang)}",
        )
        for s, delta in zip(listed, deltas, strict=True)
    ]
    columns = (*_columns(result, "", lang), Column("", least=110))
    page.table(columns, table)


def _uncertainty(page: Page, result: Sensitivity, lang: Language, top: int) -> None:
    spread = result.uncertainty
    page.heading(label("uncertainty", lang))
    covered = percent(spread.stated_share)
    if spread.low95 is None:
        page.line(phrase("uncertainty_none", lang, share=covered), indent=2)
        return
    words = {
        "low": number(spread.low95),
        "high": number(spread.high95),
        "expected": number(spread.expected),
        "deviation": number(spread.standard_deviation),
        "unit": in_words(spread.unit, lang),
    }
    page.line(phrase("uncertainty_95", lang, **words), indent=2)
    bounds = {"low": number(spread.low), "high": number(spread.high), "unit": words["unit"]}
    page.line(phrase("uncertainty_bounds", lang, **bounds), indent=2)
    page.line(phrase("uncertainty_share", lang, share=covered), indent=2)
    assumed = sum(1 for i in spread.inputs if i.is_assumed)
    if assumed:
        page.line(
            phrase("uncertainty_assumed", lang, count=assumed, all=len(spread.inputs)), indent=2
        )
    if spread.left_out:
        page.line(phrase("uncertainty_left_out", lang, count=len(spread.left_out)), indent=2)
    rows = [
        (percent(i.share), i.address,
         f"{number(i.low)} .. {number(i.high)} {in_words(i.unit, lang)}",
         _word("spread_", i.distribution, lang))
        for i in spread.inputs[:top]
    ]  # fmt: skip
    columns = (
        Column(label("uncertainty_part", lang), "number"),
        Column(""),
        Column(""),
        Column(""),
    )
    page.table(columns, rows)


def ranking_table(result: Sensitivity, lang: Language) -> str:
    """Give cases, rows, parameters and suppliers as CSV: kind, name, change, relative change."""
    step = result.step
    total = result.set.total
    rows: list[tuple[str | float | None, ...]] = [
        (c.kind, _name(c, lang), " ".join(c.changes), c.total, c.delta, c.relative)
        for c in result.set.cases
    ]
    rows += [
        ("row_decrease", r.address, name_of(r, lang), total + r.change(-step), r.change(-step),
         _share(r.elasticity, result))
        for r in result.rows
    ]  # fmt: skip
    rows += [
        ("parameter_decrease", p.name, "", None if p.delta is None else total + p.delta, p.delta,
         _share(p.elasticity, result))
        for p in result.parameters
    ]  # fmt: skip
    rows += [
        ("swap", s.swap, name_of(s, lang), total + s.delta, s.delta, s.relative)
        for s in result.swaps
    ]
    return csv_text(("kind", "id", "what", "total", "change", "relative"), rows)
