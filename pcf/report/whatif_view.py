"""Base, changed and difference: stages, largest changes, performance class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.csv_text import csv_text
from pcf.report.difference_view import changes_of
from pcf.report.numbers import aligned, percent, signed
from pcf.report.page import Column, Page
from pcf.report.performance_view import class_line
from pcf.report.words import in_words, name_of, pick

if TYPE_CHECKING:
    from pcf.calc.footprint import Part
    from pcf.calc.whatif import WhatIf


def whatif_page(result: WhatIf, lang: Language, *, top: int = 10) -> Page:
    """Lay out what a change does; `top` is the number of changed rows listed."""
    page = Page()
    base, difference = result.base, result.difference
    page.line(f"{pick(base.product_zh, base.product_en, lang)}  ({base.project})", "bold")
    if base.scenario:
        page.line(f"{label('scenario', lang)}: {base.scenario}")
    for change in result.changes:
        page.line(change, indent=2)
    page.line()
    _stages(page, result, lang)
    if difference.is_empty:
        page.line()
        page.line(label("no_difference", lang))
    if not difference.comparable:
        page.line()
        page.line(f"! {label('not_comparable', lang)}", "yellow")
    changes_of(page, difference, lang, top)
    classes = result.classes
    if classes is not None:
        page.heading(label("performance_class", lang))
        for key, found in zip(("base_case", "changed_case"), classes, strict=True):
            page.line(f"{label(key, lang)}: {class_line(found, lang)}", indent=2)
    return page


def _stages(page: Page, result: WhatIf, lang: Language) -> None:
    stages = _pairs(result)
    before = [*(b for _, b, _ in stages), result.base.total]
    after = [*(a for _, _, a in stages), result.changed.total]
    same = result.base.unit == result.changed.unit
    deltas = [a - b for a, b in zip(after, before, strict=True)] if same else [None] * len(before)
    names = [*(name_of(part, lang) for part, _, _ in stages), label("total", lang)]
    shares = [
        signed(percent(d / abs(b))) if d is not None and b else ""
        for d, b in zip(deltas, before, strict=True)
    ]
    columns = (
        Column(""),
        Column(label("base_case", lang), "number"),
        Column(label("changed_case", lang), "number"),
        Column(label("change", lang), "number"),
        Column("", "number"),
    )
    table = list(
        zip(names, aligned(before), aligned(after), aligned(deltas, sign=True), shares, strict=True)
    )
    page.table(columns, table, bold_last=True)
    units = dict.fromkeys((result.base.unit, result.changed.unit))
    unit = " -> ".join(in_words(unit, lang) for unit in units)
    page.line(phrase("in_unit", lang, unit=unit), "dim", indent=2)


def _pairs(result: WhatIf) -> list[tuple[Part, float, float]]:
    before = {part.id: part for part in result.base.stages}
    after = {part.id: part for part in result.changed.stages}
    return [
        (
            after.get(id) or before[id],
            before[id].value if id in before else 0.0,
            after[id].value if id in after else 0.0,
        )
        for id in dict.fromkeys([*before, *after])
    ]


def whatif_table(result: WhatIf, lang: Language) -> str:
    """Give stages, total and changed rows as CSV: kind, id, name, before, after, change."""
    rows: list[tuple[str | float | None, ...]] = [
        ("stage", part.id, name_of(part, lang), before, after, after - before)
        for part, before, after in _pairs(result)
    ]
    d = result.difference
    rows.append(("total", "total", label("total", lang), d.total_a, d.total_b, d.delta))
    rows += [
        ("row", change.address, name_of(change, lang), change.before, change.after, change.delta)
        for change in d.changes
    ]
    return csv_text(("kind", "id", "name", "before", "after", "change"), rows)
