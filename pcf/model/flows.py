"""Flows and amounts."""

from __future__ import annotations

from dataclasses import dataclass

from pcf.findings import Location
from pcf.units import convert


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated quantity.

    `value` is in `unit`, the unit that the user wrote: nothing is converted before a link is made,
    so that equal units never cost a bit. `text` is what stood in the cell (number or formula).
    """

    value: float
    unit: str
    text: str = ""

    def to(self, unit: str) -> float:
        """Value in another unit of the same kind; raises `pcf.units.UnitError` otherwise."""
        return convert(self.value, self.unit, unit)


@dataclass(frozen=True, slots=True)
class Flow:
    """A product, service, waste or elementary flow named in a project (``model/flows.csv``).

    The three properties serve allocation and mass coverage, each per one `unit` of the flow;
    None means not given, which is not the same as zero. `source` says where they come from.
    """

    id: str
    name_zh: str
    name_en: str
    unit: str
    cas: str | None = None
    mass_kg: float | None = None
    energy_mj: float | None = None
    price: float | None = None
    properties: tuple[tuple[str, float], ...] = ()
    place: Location | None = None
    source: str = ""
