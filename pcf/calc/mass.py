"""Mass balance of unit processes: material that they take in and give off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.graph.rows import END_OF_LIFE, Row
from pcf.units import UnitError, convert, is_mass

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked

#: Categories of background flows that are measured in kg and are energy, not material.
_ENERGY_CATEGORIES = ("heat & fuel use",)
_NOT_MATERIAL = ("service", "waste_service", "elementary")
#: Tables whose rows carry material.
_MATERIAL_TABLES = ("bom", "exchanges")


@dataclass(frozen=True, slots=True)
class MassBalance:
    """Material that a unit process takes in and gives off, kg per reference flow.

    Electricity, heat, transport and services carry no material. Emissions are told apart: part of
    their mass is oxygen of the air.

    gap
        0..1. Output beyond the input: (out − in) / out. Input that leaves nowhere:
        (in − out − emissions) / in, not below 0. None when one side states no mass.
    """

    process: str
    mass_in_kg: float
    mass_out_kg: float
    emissions_kg: float
    gap: float | None


def mass_balances(linked: Linked) -> tuple[MassBalance, ...]:
    """Balance every unit process that states material on both sides, in the order of the model."""
    flows = FlowMasses(linked)
    taken: dict[str, list[Row]] = {}
    for row in linked.rows:
        if row.process != END_OF_LIFE and row.address.split(":", 1)[1].split("/")[0] in (
            _MATERIAL_TABLES
        ):
            taken.setdefault(row.process, []).append(row)
    coproducts: dict[str, list[float]] = {}
    for exchange in linked.model.exchanges:
        if exchange.direction == "coproduct":
            kg = flows.kg(exchange.flow, exchange.amount.value, exchange.amount.unit)
            coproducts.setdefault(exchange.process, []).append(kg or 0.0)
    made = []
    for process in linked.model.processes:
        reference = flows.kg(process.product, process.reference.value, process.reference.unit)
        if reference is not None:
            rows = taken.get(process.id, ())
            made.append(_balance(process.id, reference, rows, coproducts, flows))
    return tuple(made)


def _balance(
    process: str,
    reference: float,
    rows: Iterable[Row],
    coproducts: Mapping[str, list[float]],
    flows: FlowMasses,
) -> MassBalance:
    masses: dict[str, list[float]] = {"input": [], "waste": [], "emission": []}
    for row in rows:
        if row.direction in masses:
            kg = flows.kg(row.flow, row.carried.value, row.carried.unit, row.direction)
            if kg is not None:
                masses[row.direction].append(kg)
    taken = fsum(masses["input"]) + max(-reference, 0.0)
    made = max(reference, 0.0) + fsum(coproducts.get(process, ())) + fsum(masses["waste"])
    emitted = fsum(masses["emission"])
    return MassBalance(process, taken, made, emitted, _gap(taken, made, emitted))


def _gap(taken: float, made: float, emitted: float) -> float | None:
    if taken <= 0.0 or made <= 0.0:
        return None
    if made > taken:
        return (made - taken) / made
    return max(0.0, taken - made - emitted) / taken


class FlowMasses:
    """Masses of flows of one project."""

    def __init__(self, linked: Linked) -> None:
        self._own = {flow.id: flow for flow in linked.model.flows}
        self._background = linked.background

    def kg(self, flow: str, amount: float, unit: str, direction: str = "") -> float | None:
        """Mass of an amount of a flow; None when it is no material or states no mass."""
        own = self._own.get(flow)
        if own is None and direction in ("input", "") and not self.is_material(flow):
            return None
        if is_mass(unit):
            return convert(amount, unit, "kg")
        if own is None or own.mass_kg is None:
            return None
        try:
            return convert(amount, unit, own.unit) * own.mass_kg
        except UnitError:
            return None

    def is_material(self, flow: str) -> bool:
        """Whether a flow is neither energy nor a service; a flow of the project alone is."""
        try:
            record = self._background.flow(flow)
        except KeyError:
            return True
        return record.kind not in _NOT_MATERIAL and record.category not in _ENERGY_CATEGORIES
