"""Carbon that a process of a plant burns: what tells a furnace from a step that passes a material.

What a project says of its emissions cannot prove that a process is no furnace: the row may be
missing. What it takes in can: fuel, electrode and reductant hold carbon (`pcf.calc.balance_book`),
and where less of it leaves with the emissions than comes in, something is not told.
"""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING

from pcf.background.contents import CARBON_IN_CO2, Span
from pcf.calc.balance_book import Book

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked
    from pcf.graph.rows import Row


class PlantCarbon:
    """Carbon in the rows of the unit processes of a project."""

    def __init__(self, linked: Linked | None) -> None:
        self._book = Book(linked) if linked else None
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in linked.rows if linked else ():
            self._rows[row.process].append(row)

    def untold(self, process: str, passed: str, emitted: float) -> Span:
        """Carbon beside the material passed on that its emissions do not hold, kg.

        Parameters
        ----------
        passed
            Address of the row that brings the material passed on.
        emitted
            All emissions of the process, kg, taken as CO2.
        """
        spans = [
            self._held(row)
            for row in self._rows[process]
            if row.direction == "input" and row.address != passed
        ]
        out = CARBON_IN_CO2 * emitted
        low, high = fsum(s.low for s in spans), fsum(s.high for s in spans)
        return Span(max(0.0, low - out), max(0.0, high - out))

    def _held(self, row: Row) -> Span:
        """Carbon of what a row brings; a credit brings none."""
        entry = self._book.row(row, 1.0) if self._book else None
        if self._book is None or entry is None or entry.amount <= 0.0:
            return Span()
        return self._book.contents[entry.key].carbon.times(entry.amount)
