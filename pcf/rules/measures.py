"""Amounts as mass and energy, with the properties that a project states for its flows."""

from __future__ import annotations

from functools import cache

from pcf.model import Amount, Model
from pcf.units import UnitError, conversion_factor


class Measures:
    """Turns amounts of flows into kg, kWh and MJ; None when an amount has no such dimension."""

    def __init__(self, model: Model) -> None:
        self._flows = {flow.id: flow for flow in model.flows}

    def kg(self, flow: str, amount: Amount) -> float | None:
        """Mass of an amount, from its unit or from the mass that the flow states."""
        own = self._flows.get(flow)
        made = _converted(amount, "kg")
        return self._property(flow, amount, own.mass_kg if own else None) if made is None else made

    def mj(self, flow: str, amount: Amount) -> float | None:
        """Energy of an amount in MJ, from its unit or from the energy that the flow states."""
        own = self._flows.get(flow)
        made = _converted(amount, "MJ")
        return (
            self._property(flow, amount, own.energy_mj if own else None) if made is None else made
        )

    @staticmethod
    def m3(amount: Amount) -> float | None:
        """Volume of an amount, from its unit."""
        return _converted(amount, "m3")

    @staticmethod
    def dimension(unit: str) -> str:
        """What a unit measures: mass, energy, volume or other."""
        of = {"mass": "kg", "energy": "MJ", "volume": "m3"}
        return next((name for name, base in of.items() if _factor(unit, base) is not None), "other")

    @staticmethod
    def kwh(amount: Amount) -> float | None:
        """Energy of an amount in kWh, from its unit."""
        return _converted(amount, "kWh")

    def _property(self, flow: str, amount: Amount, per_unit: float | None) -> float | None:
        made = None if per_unit is None else _converted(amount, self._flows[flow].unit)
        return None if made is None or per_unit is None else made * per_unit


def _converted(amount: Amount, unit: str) -> float | None:
    if amount.unit == unit:
        return amount.value
    factor = _factor(amount.unit, unit)
    return None if factor is None else amount.value * factor


@cache
def _factor(source: str, target: str) -> float | None:
    """Conversion factor; None when the units measure different things."""
    try:
        return conversion_factor(source, target)
    except UnitError:
        return None
