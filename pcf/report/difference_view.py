"""The difference of two footprints by stages and by rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of

if TYPE_CHECKING:
    from pcf.calc.compare import Difference


def stages_of(page: Page, difference: Difference, lang: Language) -> None:
    """Add the changes of the stages."""
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
        Column(in_words(difference.unit_b, lang), "number"),
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
