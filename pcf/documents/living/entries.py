"""Entries of the living page: parts of the total with their rounded texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.documents.digits import decimal_text, share_text

if TYPE_CHECKING:
    from pcf.calc.footprint import RowResult
    from pcf.calc.small_parts import SmallParts
    from pcf.documents.printed import Printed

#: Digits that are kept of a weight: a shape needs no more, and the page stays small.
_WEIGHT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the total.

    address
        What ``pcf explain`` takes; empty where there is none.
    text, share
        Rounded value in the unit of the result, and its share of the total.
    weight
        The value itself, signed, for the size of a shape.
    """

    address: str
    name_zh: str
    name_en: str
    text: str
    share: str
    weight: float


@dataclass(frozen=True, slots=True)
class ProcessEntry:
    """A unit process: `stage` is the position of its stage in `Explorer.stages`."""

    entry: Entry
    stage: int
    component: str
    location: str
    reference: str
    source: str


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A row: what a unit process takes in, sends away or emits.

    process, supplier
        Positions in `Explorer.processes` and `Explorer.suppliers`.
    stated
        Amount as it is stated, per reference flow of the process.
    amount, factor
        Amount per functional unit, and kg CO2e per `unit`, rounded.
    place
        File and line in the project folder.
    """

    entry: Entry
    process: int
    supplier: int
    direction: str
    stated: str
    amount: str
    unit: str
    factor: str
    origin: str
    evidence: str
    dq: str
    source: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class SupplierEntry:
    """What feeds rows: a dataset, a received footprint, another unit process, or an emission.

    entry
        What all rows that it feeds carry together; without an address for a unit process.
    sources
        Positions in `Explorer.sources`.
    at
        Address of the supplier itself: of a dataset per unit, or of a unit process.
    """

    entry: Entry
    kind: str
    category_zh: str
    category_en: str
    location: str
    year: str
    technology: str
    sources: tuple[int, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become texts: the printed numbers of the result, and what shares are of."""

    printed: Printed
    total: float

    def entry(self, address: str, names: tuple[str, str], value: float) -> Entry:
        """Give a part of the total its texts."""
        share = value / self.total if self.total else None
        return Entry(
            address,
            *names,
            decimal_text(self.printed.number(value)),
            share_text(share),
            weight(value),
        )

    def sum(self, address: str, names: tuple[str, str], values: Iterable[float]) -> Entry:
        """Give a sum its texts."""
        return self.entry(address, names, fsum(values))


def weight(value: float) -> float:
    """Value with as many digits as a shape needs."""
    return float(f"{value:.{_WEIGHT_DIGITS}g}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What charts are made of.

    rows, of_row
        Every row, and the position of its supplier in `suppliers`.
    position
        Unit processes by their address.
    """

    rows: tuple[RowResult, ...]
    of_row: tuple[int, ...]
    stages: tuple[Entry, ...]
    position: Mapping[str, ProcessEntry]
    suppliers: tuple[SupplierEntry, ...]
    scale: Scale
    small: SmallParts
