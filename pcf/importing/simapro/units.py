"""Units of a SimaPro file: its own list, and those that every SimaPro has."""

from __future__ import annotations

from collections.abc import Iterable

from pcf.importing.keeping import word_id
from pcf.importing.package import FlowProperty, Names, Place, Unit, UnitGroup
from pcf.importing.simapro.blocks import Line
from pcf.importing.simapro.formulas import number

#: Units that mean the same in every file: name, quantity, reference units in one, reference.
_ALWAYS = (
    ("kg", "Mass", 1.0, "kg"), ("g", "Mass", 1e-3, "kg"), ("mg", "Mass", 1e-6, "kg"),
    ("\N{MICRO SIGN}g", "Mass", 1e-9, "kg"), ("ton", "Mass", 1e3, "kg"),
    ("kton", "Mass", 1e6, "kg"), ("Mtn", "Mass", 1e9, "kg"), ("lb", "Mass", 0.4535924, "kg"),
    ("oz", "Mass", 0.02834952, "kg"), ("tn.sh", "Mass", 907.1848, "kg"),
    ("tn.lg", "Mass", 1016.047, "kg"),
    ("MJ", "Energy", 1.0, "MJ"), ("kJ", "Energy", 1e-3, "MJ"), ("GJ", "Energy", 1e3, "MJ"),
    ("TJ", "Energy", 1e6, "MJ"), ("kWh", "Energy", 3.6, "MJ"), ("MWh", "Energy", 3600.0, "MJ"),
    ("Wh", "Energy", 0.0036, "MJ"),
)  # fmt: skip


class UnitBook:
    """Units by name, with the group that each belongs to."""

    def __init__(self) -> None:
        self._units: dict[str, tuple[str, float, str]] = {u: (q, f, r) for u, q, f, r in _ALWAYS}
        self._place = Place("")

    def add(self, rows: Iterable[Line], decimal: str, file: str) -> int:
        """Take up the rows of a ``Units`` block; give how many could not be read."""
        broken = 0
        for row in rows:
            factor = number(row.cell(2), decimal)
            if factor is None or factor <= 0 or not row.cell(0) or not row.cell(3):
                broken += 1
                continue
            self._forget(row.cell(1), row.cell(3))
            self._units[row.cell(0)] = (row.cell(1), factor, row.cell(3))
            self._place = Place(file, "Units", row.line)
        return broken

    def _forget(self, quantity: str, reference: str) -> None:
        """Drop the units of a quantity that refer to another unit than the file does."""
        self._units = {
            unit: part
            for unit, part in self._units.items()
            if part[0] != quantity or part[2] == reference
        }

    def reference(self, unit: str) -> str:
        """Reference unit of the group of a unit; a unit of no group stands for itself."""
        return self._units[unit][2] if unit in self._units else unit

    def property(self, unit: str) -> str:
        """Id of the quantity that a unit measures; empty when it is in no group."""
        return word_id("quantity", self._units[unit][0]) if unit in self._units else ""

    def records(self) -> tuple[dict[str, FlowProperty], dict[str, UnitGroup]]:
        """Quantities and groups of units."""
        properties: dict[str, FlowProperty] = {}
        groups: dict[str, UnitGroup] = {}
        for quantity in dict.fromkeys(part[0] for part in self._units.values()):
            listed = [(u, f, r) for u, (q, f, r) in self._units.items() if q == quantity]
            id, names = word_id("quantity", quantity), Names(en=quantity)
            units = tuple(Unit(unit, factor) for unit, factor, _ in listed)
            groups[id] = UnitGroup(id, "", names, units, listed[0][2], self._place)
            properties[id] = FlowProperty(id, "", names, id, self._place)
        return properties, groups
