"""The difference of two footprints: how much, in which stages, by which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import fact, name_of

if TYPE_CHECKING:
    from pcf.calc.compare import Difference


def difference_page(difference: Difference, lang: Language, *, top: int = 20) -> Page:
    """Lay out a difference; `top` is the number of changed rows listed."""
    page = Page()
    page.line(f"A  {difference.name_a}", "bold")
    page.line(f"B  {difference.name_b}", "bold")
    page.line()
    if difference.is_empty:
        page.line(label("no_difference", lang), "green")
        return page
    _totals(page, difference, lang)
    _reasons(page, difference, lang)
    _stages(page, difference, lang)
    changes_of(page, difference, lang, top)
    return page


def _totals(page: Page, difference: Difference, lang: Language) -> None:
    same = difference.unit_a == difference.unit_b
    before = number(difference.total_a) + ("" if same else f" {difference.unit_a}")
    after = f"{number(difference.total_b)} {difference.unit_b}"
    text = f"{label('total', lang)}  {before} -> {after}"
    if same:
        text += f"   {signed(number(difference.delta))}"
        if difference.relative is not None:
            text += f"   ({signed(percent(difference.relative))})"
    page.line(text, "bold")


def _reasons(page: Page, difference: Difference, lang: Language) -> None:
    if not difference.reasons:
        return
    page.line()
    key = "differs_in" if difference.comparable else "not_comparable"
    page.line(f"! {label(key, lang)}", "yellow")
    columns = (Column(), Column("A"), Column("B"))
    rows = [(fact(what, lang), label(a, lang), label(b, lang)) for what, a, b in difference.reasons]
    page.table(columns, rows)


def _stages(page: Page, difference: Difference, lang: Language) -> None:
    if not difference.stages:
        return
    page.heading(label("by_stage", lang))
    figures = aligned([part.value for part in difference.stages], sign=True)
    rows = [
        (name_of(part, lang), figure, percent(part.share))
        for part, figure in zip(difference.stages, figures, strict=True)
    ]
    columns = (
        Column(),
        Column(difference.unit_b, "number"),
        Column(label("share_of_change", lang), "number"),
    )
    page.table(columns, rows)


def changes_of(page: Page, difference: Difference, lang: Language, top: int) -> None:
    """Add the largest changes of rows, split into amount and intensity."""
    listed = difference.changes[:top]
    if not listed:
        return
    page.heading(phrase("by_row", lang, count=len(listed), all=len(difference.changes)))
    deltas = aligned([change.delta for change in listed], sign=True)
    before = aligned([change.before for change in listed])
    after = aligned([change.after for change in listed])
    columns = (
        Column(label("change", lang), "number"),
        Column(label("row", lang)),
        Column(label("cause", lang), least=70),
        Column("A", "number", least=90),
        Column("B", "number", least=90),
        Column(label("by_amount", lang), "number", least=110),
        Column(label("by_intensity", lang), "number", least=110),
    )
    rows = [
        (
            delta,
            f"{name_of(change, lang)}  {change.address}",
            label(f"cause_{change.cause}", lang),
            a,
            b,
            signed(number(change.amount_effect)),
            signed(number(change.intensity_effect)),
        )
        for change, delta, a, b in zip(listed, deltas, before, after, strict=True)
    ]
    page.table(columns, rows)
