"""Recycled content on the screen: one line for each metal, with the minimum that applies later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label
from pcf.report.numbers import number, percent
from pcf.report.page import Column, Page

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.calc.recycled_table import Minimum


def recycled_block(page: Page, footprint: Footprint, lang: Language) -> None:
    """Add the block where the project states recycled content; nothing otherwise."""
    content = footprint.stated_recycled_content()
    metals = [metal for metal in content.metals if metal.counts] if content else []
    if not metals:
        return
    page.heading(label("sheet_recycled", lang))
    columns = (
        Column(),
        Column("kg", "number"),
        Column(label("share", lang), "number"),
        *(Column(f"{label('from_day', lang)} {day}", "number") for day in _days(metals[0].minimum)),
    )
    rows = [
        (
            metal.metal,
            "-" if metal.kg is None else number(metal.kg),
            percent(metal.share),
            percent(metal.minimum.step_1),
            percent(metal.minimum.step_2),
        )
        for metal in metals
    ]
    page.table(columns, rows)


def _days(minimum: Minimum) -> tuple[str, str]:
    return minimum.step_1_from, minimum.step_2_from
