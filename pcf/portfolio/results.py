"""Results as a table: one line per variant, the same columns always.

Numbers are written with the digits that give back the same bits. An empty cell is what does not
exist: a stage outside the boundary, the numbers of a variant that could not be computed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from pcf.climate import LEDGERS
from pcf.model import STAGES
from pcf.portfolio.evaluate import Outcome

#: Columns of text, of whole numbers, and of numbers; in this order in every file.
NAMES = ("number", "product", "scenario", "target", "suppliers", "variant", "line", "status",
         "way", "total", "unit", "basis", *(f"stage_{s}" for s in STAGES),
         *(f"ledger_{c}" for c in LEDGERS), "findings", "place")  # fmt: skip
WHOLE = ("number", "line")
NUMBERS = ("total", *(f"stage_{s}" for s in STAGES), *(f"ledger_{c}" for c in LEDGERS))
OK, FAILED = "ok", "failed"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the results, read back."""

    cells: dict[str, str]

    @property
    def total(self) -> float | None:
        """Total in kg CO2e per functional unit; None when it could not be computed."""
        return float(self.cells["total"]) if self.cells["status"] == OK else None

    @property
    def name(self) -> str:
        """What tells the result from others, for people."""
        parts = (self.cells[n] for n in ("product", "scenario", "target", "suppliers", "variant"))
        return " · ".join(filter(None, parts))


def header() -> str:
    """First line of the table."""
    return ",".join(NAMES) + "\n"


def encoded(outcomes: Iterable[Outcome]) -> bytes:
    """Lines of results, without the header."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for outcome in outcomes:
        writer.writerow(_cells(outcome))
    return stream.getvalue().encode()


def _cells(outcome: Outcome) -> list[str]:
    variant, product, scores = outcome.variant, outcome.product, outcome.scores
    line = "" if variant.line is None else str(variant.line)
    head = [str(variant.number), product.id, product.scenario or "", product.target or "",
            variant.suppliers, variant.id, line]  # fmt: skip
    if scores is None:
        codes = " ".join(dict.fromkeys(item.code for item in outcome.errors))
        blank = [""] * (3 + len(STAGES) + len(LEDGERS))
        return [*head, FAILED, outcome.way, *blank, codes, _place(outcome)]
    numbers = ["" if v is None else repr(v) for v in (*scores.stages, *scores.ledger)]
    return [
        *head,
        OK,
        outcome.way,
        repr(scores.total),
        scores.unit,
        scores.basis,
        *numbers,
        " ".join(scores.errors),
        "",
    ]


def _place(outcome: Outcome) -> str:
    """Where the first error is."""
    places = (str(item.location) for item in outcome.errors if item.location is not None)
    return next(places, "")[:_LONGEST].replace("\n", " ").replace("\r", " ")


def read_results(stream: TextIO) -> Iterator[list[str]]:
    """Give the cells of the lines of a table without its header, in the order of `NAMES`."""
    yield from csv.reader(stream, strict=True)


def result_of(cells: list[str]) -> Result:
    """Name the cells of a line."""
    return Result(dict(zip(NAMES, cells, strict=True)))
