"""The walk from one target to another on the screen: a waterfall in ASCII and a stage matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.targets_view import setting_name
from pcf.report.words import in_words, said

if TYPE_CHECKING:
    from pcf.calc.footprint import Part
    from pcf.targets.reconcile import Reconciliation, Step

_BAR = 32
#: Stages beside each other: that many fit a narrow screen.
_ABREAST = 3
_UP, _DOWN, _TOTAL = "+", "-", "="


def reconciliation_page(walk: Reconciliation, lang: Language) -> Page:
    """Lay out a reconciliation: bars, what changes in each step, stages after each step."""
    page = Page()
    page.line(f"A  {walk.a}   {number(walk.total_a)} {in_words(walk.unit_a, lang)}", "bold")
    page.line(f"B  {walk.b}   {number(walk.total_b)} {in_words(walk.unit_b, lang)}", "bold")
    page.line()
    if walk.is_empty:
        page.line(label("no_difference", lang), "green")
        return page
    page.line(label("walk_order", lang), "dim")
    _bars(page, walk, lang)
    _sum(page, walk, lang)
    _changes(page, walk, lang)
    _stages(page, walk, lang)
    return page


def _names(step: Step, lang: Language) -> str:
    return " + ".join(label(f"group_{name}", lang) for name in step.groups)


def _bars(page: Page, walk: Reconciliation, lang: Language) -> None:
    """Draw each step from the total before to the total after, on one scale."""
    totals = [walk.total_a, *(step.total for step in walk.steps), 0.0]
    low, high = min(totals), max(totals)
    steps = enumerate(walk.steps, start=1)
    names = [f"A {walk.a}", *(f"{n} {_names(step, lang)}" for n, step in steps), f"B {walk.b}"]
    deltas = ["", *aligned([step.delta for step in walk.steps], sign=True), ""]
    after = aligned([walk.total_a, *(step.total for step in walk.steps), walk.total_b])
    spans = [(0.0, walk.total_a, _TOTAL)]
    before = walk.total_a
    for step in walk.steps:
        spans.append((before, step.total, _UP if step.total > before else _DOWN))
        before = step.total
    spans.append((0.0, walk.total_b, _TOTAL))
    columns = (
        Column(),
        Column(label("change", lang), "number"),
        Column(label("after_step", lang), "number"),
        Column(least=80),
    )
    drawn = (bar(start, end, low, high, mark) for start, end, mark in spans)
    page.table(columns, list(zip(names, deltas, after, drawn, strict=True)))


def bar(start: float, end: float, low: float, high: float, mark: str) -> str:
    """Draw a bar between two values on the scale from `low` to `high`; nothing for no change."""
    if start == end or low == high:
        return ""
    first, last = sorted(_position(value, low, high) for value in (start, end))
    return "." * first + mark * max(1, last - first)


def _position(value: float, low: float, high: float) -> int:
    return round((value - low) / (high - low) * _BAR)


def _sum(page: Page, walk: Reconciliation, lang: Language) -> None:
    unit_a, unit_b = (in_words(unit, lang) for unit in (walk.unit_a, walk.unit_b))
    if unit_a == unit_b:
        text = phrase("walk_sum", lang, delta=signed(number(walk.delta)), unit=unit_a,
                      share=signed(percent(walk.relative)))  # fmt: skip
    else:
        text = phrase("walk_units", lang, a=unit_a, b=unit_b)
    page.line()
    page.line(text, indent=2)


def _changes(page: Page, walk: Reconciliation, lang: Language) -> None:
    page.heading(label("walk_changes", lang))
    rows = [
        (_names(step, lang) if not position else "", setting_name(change.key, lang),
         _shown(change.before, lang), _shown(change.after, lang))
        for step in walk.steps
        for position, change in enumerate(step.changes)
    ]  # fmt: skip
    page.table((Column(), Column(), Column("A"), Column("B")), rows)
    for step in walk.steps:
        if len(step.groups) > 1:
            why = "; ".join(said(item, lang) for item in step.merged_because[:2])
            page.line(phrase("walk_merged", lang, groups=_names(step, lang), why=why), "yellow",
                      indent=2)  # fmt: skip


def _shown(value: str, lang: Language) -> str:
    return ", ".join(label(word, lang) for word in value.split(", ")) if value else "-"


def _stages(page: Page, walk: Reconciliation, lang: Language) -> None:
    """Stages after each step that moves one of them, a line for each step."""
    moved: list[tuple[str, dict[str, float]]] = [("A", _values(walk.stages_a))]
    for position, step in enumerate(walk.steps, start=1):
        values = _values(step.stages)
        if values != moved[-1][1]:
            moved.append((str(position), values))
    stages = list(dict.fromkeys(stage for _, values in moved for stage in values))
    page.heading(label("walk_stages", lang))
    for first in range(0, len(stages), _ABREAST):
        _stage_table(page, moved, stages[first : first + _ABREAST], lang)


def _stage_table(
    page: Page, moved: list[tuple[str, dict[str, float]]], stages: list[str], lang: Language
) -> None:
    figures = [aligned([values.get(stage) for _, values in moved]) for stage in stages]
    rows = [(title, *(column[line] for column in figures)) for line, (title, _) in enumerate(moved)]
    page.table((Column(), *(Column(label(stage, lang), "number") for stage in stages)), rows)


def _values(parts: tuple[Part, ...]) -> dict[str, float]:
    return {part.id: part.value for part in parts}
