"""Draws of a footprint on a page and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.csv_text import csv_text
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcf.calc.uncertain.monte_carlo import Comparison, MonteCarlo, Reason
    from pcf.calc.uncertain.stated import LeftOut
    from pcf.calc.uncertain.statistics import Estimate, Statistics


def uncertainty_page(result: MonteCarlo, lang: Language, *, top: int = 10) -> Page:
    """Lay out a result of draws; `top` is the number of contributions listed."""
    page = Page()
    base = result.footprint
    page.line(f"{pick(base.product_zh, base.product_en, lang)}  ({base.project})", "bold")
    if base.scenario:
        page.line(f"{label('scenario', lang)}: {base.scenario}")
    sampling = result.sampling
    page.line(phrase("draws_title", lang, draws=sampling.draws, seed=sampling.seed))
    if result.sample.failed:
        page.line(phrase("draws_failed", lang, count=result.sample.failed), "bold")
    known = (label("draws_deterministic", lang), result.deterministic)
    unit = in_words(base.unit, lang)
    _statistics(page, result.statistics, unit, lang, known)
    _reasons(page, result.reasons, unit, lang)
    if top:
        _variance(page, result, lang, top)
    if result.comparison is not None:
        _comparison(page, result.comparison, unit, lang)
    page.line()
    for line in _notes(result, lang):
        page.line(line, "dim")
    return page


def _word(family: str, key: str, lang: Language) -> str:
    """Label of one word of a family."""
    return label(family + key, lang)


def _listed(s: Statistics, lang: Language) -> list[tuple[str, Estimate]]:
    named = [(label("draws_mean", lang), s.mean), (label("draws_median", lang), s.median)]
    named.append((label("draws_sd", lang), s.standard_deviation))
    named += [
        (phrase("draws_quantile", lang, level=f"{level * 100:g}"), quantile)
        for level, quantile in s.quantiles.items()
        if level != 0.5
    ]
    return named


def _statistics(
    page: Page, s: Statistics, unit: str, lang: Language, known: tuple[str, float]
) -> None:
    listed = _listed(s, lang)
    values = aligned([known[1], *(e.value for _, e in listed)])
    rows = [(known[0], values[0], "")]
    rows += [
        (name, value, f"{number(e.low)} .. {number(e.high)}")
        for (name, e), value in zip(listed, values[1:], strict=True)
    ]
    columns = (
        Column(label("draws_statistic", lang)),
        Column(unit, "number"),
        Column(label("draws_range", lang)),
    )
    page.table(columns, rows)


def _reasons(page: Page, reasons: Sequence[Reason], unit: str, lang: Language) -> None:
    page.heading(label("draws_why", lang))
    values = aligned([r.value for r in reasons], sign=True)
    rows = [
        (value, _word("draws_why_", r.kind, lang),
         "" if r.matters else label("draws_by_chance", lang))
        for r, value in zip(reasons, values, strict=True)
    ]  # fmt: skip
    page.table((Column(unit, "number"), Column(""), Column("")), rows)


def _variance(page: Page, result: MonteCarlo, lang: Language, top: int) -> None:
    page.heading(label("draws_variance", lang))
    parts = result.contributions
    if parts is None:
        page.line(label("draws_too_few", lang), indent=2)
        return
    inputs = {i.address: i for i in result.inputs}
    rows = []
    for part in parts[:top]:
        item = inputs.get(part.address)
        name = "" if item is None or item.address.startswith("p") else name_of(item, lang)
        law = "" if item is None else _word("spread_", item.distribution, lang)
        rows.append((percent(part.share), part.address, name, law))
    if len(parts) > top:
        words = phrase("draws_others", lang, count=len(parts) - top)
        rows.append((percent(sum(p.share for p in parts[top:])), words, "", ""))
    rows.append((percent(result.rest), label("draws_rest", lang), "", ""))
    columns = (Column("", "number"), Column(""), Column("", least=90), Column("", least=70))
    page.table(columns, rows)


def _comparison(page: Page, c: Comparison, unit: str, lang: Language) -> None:
    page.heading(phrase("draws_against", lang, name=c.name))
    chance = c.a_below_b
    words = {"name": c.name, "share": percent(chance.value)}
    ends = {"low": percent(chance.low), "high": percent(chance.high)}
    page.line(phrase("draws_below", lang, **words, **ends), "bold", indent=2)
    counts = {"common": c.common, "own": c.own, "pairs": c.pairs}
    page.line(phrase("draws_common", lang, **counts), indent=2)
    if c.equal == c.pairs:
        page.line(phrase("draws_all_equal", lang, pairs=c.pairs), "bold", indent=2)
    if c.failed:
        page.line(phrase("draws_failed_of", lang, name=c.name, count=c.failed), "bold", indent=2)
    for line in _not_drawn(c.left_out, lang, f"{c.name}: "):
        page.line(line, "dim", indent=2)
    name = f"{c.name}: {label('draws_deterministic', lang)}"
    _statistics(page, c.b, unit, lang, (name, c.deterministic))
    _reasons(page, c.reasons, unit, lang)
    page.line(phrase("draws_difference", lang, name=c.name), "bold")
    rows = [
        (
            name,
            number(e.value) if e is c.difference.standard_deviation else signed(number(e.value)),
            f"{number(e.low)} .. {number(e.high)}",
        )
        for name, e in _listed(c.difference, lang)
    ]
    columns = (
        Column(label("draws_statistic", lang)),
        Column(unit, "number"),
        Column(label("draws_range", lang)),
    )
    page.table(columns, rows)


def _notes(result: MonteCarlo, lang: Language) -> list[str]:
    """Say what is assumed, left out, cut, checked and not covered."""
    sample, inputs = result.sample, result.inputs
    notes = [phrase("draws_stated", lang, share=percent(result.stated_share))]
    assumed = sum(i.basis == "assumed" for i in inputs)
    if assumed:
        notes.append(phrase("draws_assumed", lang, count=assumed, all=len(inputs)))
    scored = sum(i.basis == "pedigree" for i in inputs)
    if scored:
        notes.append(phrase("draws_pedigree", lang, count=scored))
    cut = [i.cut for i in inputs if i.cut > 1e-6]
    if cut:
        notes.append(phrase("draws_cut", lang, count=len(cut), share=percent(max(cut))))
    notes += _not_drawn(sample.stated.left_out, lang)
    if sample.way == "arrays":
        worst = f"{sample.worst:.1e}"
        notes.append(phrase("draws_way_arrays", lang, count=sample.checked, worst=worst))
    else:
        notes.append(label("draws_way_each", lang))
    cover = sample.cover
    if cover is None:
        return [*notes, label("draws_background_none", lang)]
    words = {"reached": cover.reached, "drawn": cover.drawn, "weight": percent(cover.weight)}
    notes.append(phrase("draws_background", lang, **words))
    notes.append(label("draws_compiled" if sample.compiled else "draws_not_compiled", lang))
    if sample.again or sample.lost:
        notes.append(phrase("draws_again", lang, again=sample.again, lost=sample.lost))
    if sample.turned:
        notes.append(phrase("draws_turned", lang, count=sample.turned))
    if cover.apart:
        notes.append(phrase("draws_background_apart", lang, count=cover.apart))
    return notes


def _not_drawn(left_out: Sequence[LeftOut], lang: Language, head: str = "") -> list[str]:
    """Say which stated spreads are not drawn."""
    put_in = [item.address for item in left_out if item.why == "put_in"]
    others = len(left_out) - len(put_in)
    notes = [head + phrase("draws_not_drawn", lang, count=others)] if others else []
    if put_in:
        notes.append(head + phrase("draws_put_in", lang, rows=", ".join(put_in)))
    return notes


def uncertainty_table(result: MonteCarlo, lang: Language) -> str:
    """Give statistics, contributions and the comparison as CSV: kind, name, value, range."""
    rows: list[tuple[str | float | None, ...]] = [
        ("deterministic", label("draws_deterministic", lang), result.deterministic, None, None)
    ]
    rows += _csv_rows("statistic", result.statistics, lang)
    rows += [("variance", p.address, p.share, None, None) for p in result.contributions or ()]
    if result.rest is not None:
        rows.append(("variance", label("draws_rest", lang), result.rest, None, None))
    if result.comparison is not None:
        c = result.comparison
        rows.append(("below", c.name, c.a_below_b.value, c.a_below_b.low, c.a_below_b.high))
        rows += _csv_rows("against", c.b, lang)
        rows += _csv_rows("difference", c.difference, lang)
    return csv_text(("kind", "name", "value", "low", "high"), rows)


def _csv_rows(kind: str, s: Statistics, lang: Language) -> list[tuple[str | float | None, ...]]:
    return [(kind, name, e.value, e.low, e.high) for name, e in _listed(s, lang)]
