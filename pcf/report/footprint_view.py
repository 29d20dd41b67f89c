"""A footprint on the screen: stages, largest rows, gases, ledger, coverage, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcf.documents.open_ends import open_ends_words
from pcf.i18n import Language, label, phrase
from pcf.report.data_view import passed_on
from pcf.report.findings_view import findings_page, summary
from pcf.report.numbers import aligned, number, percent
from pcf.report.page import Column, Page
from pcf.report.performance_view import class_line
from pcf.report.recycled_view import recycled_block
from pcf.report.words import fact, in_words, name_of, pick, said

if TYPE_CHECKING:
    from pcf.calc.footprint import BackgroundIdentity, Coverage, Footprint, Part

#: Gases with a smaller share of the total are traces on the screen; JSON has every one.
_TRACE = 1e-6
#: Findings on what imported databases leave open, told beside the coverage.
_RESERVED = ("IM034", "IM033", "IM031", "IM035", "IM028", "IM029", "IM030",
             "IM023")  # fmt: skip


def footprint_page(
    footprint: Footprint, lang: Language, *, top: int = 10, verbose: bool = False
) -> Page:
    """Lay out a footprint; `top` is the number of rows listed."""
    page = Page()
    _head(page, footprint, lang)
    page.line()
    _parts(page, footprint, footprint.stages, lang, total=True)
    _top(page, footprint, lang, top)
    _gases(page, footprint, lang)
    page.heading(label("by_ledger", lang))
    _parts(page, footprint, list(footprint.ledger), lang)
    _alternatives(page, footprint, lang)
    _class(page, footprint, lang)
    recycled_block(page, footprint, lang)
    _coverage(page, footprint.coverage, lang)
    _reservations(page, footprint, lang)
    _identity(page, footprint, lang)
    _findings(page, footprint, lang, verbose)
    return page


def _head(page: Page, footprint: Footprint, lang: Language) -> None:
    name = pick(footprint.product_zh, footprint.product_en, lang)
    page.line(f"{name}  ({footprint.project})", "bold")
    unit = pick(footprint.unit_zh, footprint.unit_en, lang)
    page.line(f"{label(f'unit_{footprint.unit_kind}', lang)}: {unit}")
    line = f"{label('boundary', lang)}: {label(footprint.boundary, lang)}"
    if footprint.scenario:
        line += f"   {label('scenario', lang)}: {footprint.scenario}"
    page.line(line)


def _parts(
    page: Page,
    footprint: Footprint,
    parts: Sequence[Part],
    lang: Language,
    *,
    total: bool = False,
) -> None:
    values: list[float | None] = [part.value for part in parts]
    names = [name_of(part, lang) for part in parts]
    shares = [percent(part.share) for part in parts]
    if total:
        values.append(footprint.total)
        names.append(label("total", lang))
        shares.append(percent(footprint.share(footprint.total)))
    columns = (
        Column(""),
        Column(in_words(footprint.unit, lang), "number"),
        Column(label("share", lang), "number"),
    )
    rows = list(zip(names, aligned(values), shares, strict=True))
    page.table(columns, rows, bold_last=total)


def _gases(page: Page, footprint: Footprint, lang: Language) -> None:
    """Gases, largest first; traces are counted, not listed."""
    gases = sorted((p for p in footprint.gases if p.value), key=lambda p: -abs(p.value))
    traces = [p for p in gases if p.share is not None and abs(p.share) < _TRACE]
    shown = gases[: len(gases) - len(traces)]
    if not shown:
        return
    page.heading(label("by_gas", lang))
    _parts(page, footprint, shown, lang)
    if traces:
        page.line(phrase("traces", lang, count=len(traces)), "dim", indent=2)


def _top(page: Page, footprint: Footprint, lang: Language, count: int) -> None:
    rows = [row for row in footprint.top(count) if row.value]
    if not rows:
        return
    carrying = sum(1 for row in footprint.rows if row.value)
    page.heading(phrase("largest_rows", lang, count=len(rows), all=carrying))
    values = aligned([row.value for row in rows])
    columns = (
        Column(in_words(footprint.unit, lang), "number"),
        Column(label("share", lang), "number"),
        Column(label("row", lang)),
        Column(label("amount", lang), "number", least=90),
        Column(label("supplier", lang), least=110),
    )
    table = [
        (
            value,
            percent(footprint.share(row.value)),
            f"{name_of(row, lang)}  {row.address}",
            f"{number(row.amount)} {in_words(row.unit, lang)}",
            row.supplier,
        )
        for value, row in zip(values, rows, strict=True)
    ]
    page.table(columns, table)


def _alternatives(page: Page, footprint: Footprint, lang: Language) -> None:
    if not footprint.alternatives:
        return
    page.heading(label("same_total", lang))
    figures = aligned([a.value for a in footprint.alternatives])
    rows = [
        (name_of(a, lang), figure, in_words(a.unit, lang))
        for a, figure in zip(footprint.alternatives, figures, strict=True)
    ]
    page.table((Column(), Column("", "number"), Column()), rows)


def _class(page: Page, footprint: Footprint, lang: Language) -> None:
    """Performance class, when the project has a table of classes."""
    found = footprint.performance_class() if footprint.context is not None else None
    if found is not None:
        page.heading(label("performance_class", lang))
        page.line(class_line(found, lang), indent=2)


def _coverage(page: Page, coverage: Coverage, lang: Language) -> None:
    page.heading(label("coverage", lang))
    rows = [
        (label("rows_linked", lang), f"{coverage.rows_linked} / {coverage.rows}", ""),
        (
            label("flows_characterized", lang),
            f"{coverage.flows_characterized} / {coverage.flows}",
            "",
        ),
        (label("mass_explained", lang), percent(coverage.mass_explained), _masses(coverage, lang)),
        (label("traversal", lang), percent(coverage.traversal), ""),
        (label("primary_share", lang), percent(coverage.primary_share), ""),
        (label("evidence_share", lang), percent(coverage.evidence_share), ""),
        (label("estimate_share", lang), percent(coverage.estimate_share), ""),
        (label("unsplit_share", lang), percent(coverage.unsplit_share), ""),
    ]
    left_out = percent(coverage.excluded_share)
    rows.append((label("excluded_share", lang), left_out, _left_out(coverage, lang)))
    rows += _open_ends(coverage, lang)
    page.table((Column(), Column("", "number"), Column()), rows)
    for gas in coverage.uncharacterized:
        text = phrase("gas_without_factor", lang, gas=name_of(gas, lang), kg=number(gas.kg))
        page.line(f"! {text}", "yellow", indent=2)


def _reservations(page: Page, footprint: Footprint, lang: Language) -> None:
    """What imported databases leave open, the largest row first."""
    found = [item for item in footprint.findings if item.code in _RESERVED]
    if not found:
        return
    rank = {row.address: -abs(row.value) for row in footprint.rows}
    page.heading(label("not_covered", lang))
    for item in sorted(found, key=lambda f: (_RESERVED.index(f.code), rank.get(f.node or "", 0.0))):
        page.line(f"! [{item.code}] {said(item, lang)}", "yellow", indent=2)


def _open_ends(coverage: Coverage, lang: Language) -> list[tuple[str, str, str]]:
    """Open inputs of imported datasets: a range when all are bounded, else that they are not."""
    ends = coverage.open_ends
    if ends is None:
        return []
    held = phrase("open_held_told", lang, count=ends.held)
    rows = [(label("open_held", lang), str(ends.held), held)] if ends.held else []
    if not ends.inputs:
        return rows
    told = open_ends_words(ends, lang, number)
    return [(label("open_upstream", lang), str(ends.inputs), told), *rows]


def _masses(coverage: Coverage, lang: Language) -> str:
    if coverage.product_mass_kg is None or coverage.explained_mass_kg is None:
        return label("mass_not_given", lang)
    explained, whole = number(coverage.explained_mass_kg), number(coverage.product_mass_kg)
    return phrase("mass_of", lang, explained=explained, whole=whole)


def _left_out(coverage: Coverage, lang: Language) -> str:
    count = coverage.excluded_unestimated
    return phrase("not_estimated", lang, count=count) if count else ""


def _identity(page: Page, footprint: Footprint, lang: Language) -> None:
    identity = footprint.identity
    page.heading(label("rests_on", lang))
    lock = label("locked" if identity.locked else "not_locked", lang)
    rows = [
        (
            label("background", lang),
            f"{identity.background} {identity.background_version}  "
            f"sha256 {identity.background_sha256[:12]}  {lock}",
        ),
        *((label("background", lang), background_text(part, lang)) for part in identity.also),
        (label("factors", lang), f"{identity.factors}  sha256 {identity.factors_sha256[:12]}"),
    ]
    rows += [(fact(key, lang), label(value, lang)) for key, value in footprint.method.items()]
    page.table((Column(), Column()), rows)


def background_text(part: BackgroundIdentity, lang: Language) -> str:
    """Say what one of several backgrounds is and whether it may be handed on."""
    shown = f"{part.id} {part.version}  sha256 {part.sha256[:12]}"
    return f"{shown}  {part.system_model}; {part.licence}; {passed_on(part, lang)}"


def _findings(page: Page, footprint: Footprint, lang: Language, verbose: bool) -> None:
    found = footprint.findings
    if not found:
        return
    page.heading(summary(found, lang))
    if verbose:
        page.extend(findings_page(found, lang, counts=False))
        return
    others = [f for f in found if f.code not in _RESERVED]
    for item in [f for f in others if f.level in ("error", "warning")][:5]:
        page.line(f"{label(item.level, lang)}[{item.code}] {said(item, lang)}", indent=2)
