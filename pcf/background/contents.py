r"""What a unit of each flow holds: mass, carbon and energy, each as a lowest and highest value.

Carbon comes, in this order, from ``carbon.csv`` beside the tables, from the chemical formula of the
flow, or stays open between nothing and all of its mass. A fuel of the fuel table holds

.. math:: c = h\,e\,M_\mathrm{C} / M_\mathrm{CO_2}

kg C per unit, with its lower heating value *h* (MJ per unit) and CO2 factor *e* (kg per MJ) between
its bounds.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite
from pathlib import Path

from pcf.background.csvtable import Columns, Row, read_rows
from pcf.background.records import FlowRecord
from pcf.background.stoichiometry import (
    ATOMIC_WEIGHTS,
    FormulaError,
    composition,
    mass_fraction,
    molar_mass,
)
from pcf.findings import Findings, Location, finding
from pcf.location import data_root

CARBON_TABLE = "carbon.csv"
CARBON = Columns(
    ("flow", "basis", "tag", "sources"),
    ("formula", "fuel", "low", "high", "comment"),
    ("flow", "basis"),
)
#: kg C per kg CO2.
CARBON_IN_CO2 = ATOMIC_WEIGHTS["C"] / molar_mass("CO2")
_ENERGY = {"MJ": 1.0, "GJ": 1000.0}


@dataclass(frozen=True, slots=True)
class Span:
    """A quantity between its lowest and highest possible value."""

    low: float = 0.0
    high: float = 0.0

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def times(self, amount: float) -> Span:
        """Span of an amount (not negative) of it."""
        return Span(self.low * amount, self.high * amount if amount else 0.0)

    @property
    def is_known(self) -> bool:
        """Whether the span is narrow enough to speak of a value: within a fifth of its middle."""
        return isfinite(self.high) and self.high - self.low <= 0.1 * (self.low + self.high)


@dataclass(frozen=True, slots=True)
class Content:
    """What one unit of a flow holds.

    mass, carbon
        kg per unit.
    energy
        Lower heating value or energy, MJ per unit; open upwards where a combustible flow states
        none.
    basis
        Where the carbon is known from: ``formula``, ``fuel``, ``range``, ``none`` or ``open``.
    """

    mass: Span
    carbon: Span
    energy: Span
    basis: str


def contents_of(
    flows: Mapping[str, FlowRecord], folder: Path | None, findings: Findings
) -> dict[str, Content]:
    """Give the contents of every flow.

    Parameters
    ----------
    flows
        Flows by id.
    folder
        Folder of the background; its ``carbon.csv`` is read when it is there.
    findings
        Takes the faults of that table.
    """
    stated = {} if folder is None else stated_carbon(flows, folder, findings)
    return {id: content_of(flow, stated.get(id)) for id, flow in flows.items()}


def content_of(flow: FlowRecord, stated: tuple[Span, str] | None = None) -> Content:
    """Give the contents of one flow; `stated` is what `stated_carbon` says of its carbon."""
    mass = _mass(flow)
    carbon, basis = stated or _from_formula(flow, mass)
    return Content(mass, carbon, _energy(flow, carbon), basis)


def _mass(flow: FlowRecord) -> Span:
    weightless = flow.unit == "tkm" or _carrier(flow) > 0
    if flow.kind == "service" or (flow.mass_kg is None and weightless):
        return Span()
    if flow.mass_kg is not None:
        return Span(flow.mass_kg, flow.mass_kg)
    return Span(1.0, 1.0) if flow.unit == "kg" else Span(0.0, inf)


def _carrier(flow: FlowRecord) -> float:
    """MJ per unit of heat, power or a fuel measured by its heat; 0 for other flows.

    A battery is measured in kWh too, and is no energy: electricity is known by its name.
    """
    if flow.unit == "kWh":
        return 3.6 if "electricity" in f"{flow.id} {flow.name_en}".casefold() else 0.0
    return _ENERGY.get(flow.unit, 0.0)


def _from_formula(flow: FlowRecord, mass: Span) -> tuple[Span, str]:
    if flow.formula:
        try:
            carbon = mass_fraction(flow.formula, "C")
        except FormulaError:
            return Span(0.0, mass.high), "open"
        return Span(carbon * mass.low, carbon * mass.high), "formula"
    if flow.kind == "service" or mass.high == 0:
        return Span(), "none"
    return Span(0.0, mass.high), "open"


def _energy(flow: FlowRecord, carbon: Span) -> Span:
    if flow.energy_mj is not None:
        return Span(flow.energy_mj, flow.energy_mj)
    carrier = _carrier(flow)
    if carrier or flow.unit in ("kWh", "tkm"):
        return Span(carrier, carrier)
    inert = carbon.high <= 0.03 and not _burns(flow.formula)
    return Span() if flow.kind == "service" or inert else Span(0.0, inf)


def _burns(formula: str) -> bool:
    """Whether a substance without carbon still brings energy: it holds no oxygen."""
    if not formula:
        return False
    try:
        atoms = composition(formula)
    except FormulaError:
        return False
    return "O" not in atoms and set(atoms) not in ({"N"}, {"H", "Cl"}, {"Na", "Cl"})


def stated_carbon(
    flows: Mapping[str, FlowRecord], folder: Path, findings: Findings
) -> dict[str, tuple[Span, str]]:
    """Read the carbon that ``carbon.csv`` of a background states, with its basis, by flow."""
    path = folder / CARBON_TABLE
    if not path.is_file():
        return {}
    made: dict[str, tuple[Span, str]] = {}
    for row in read_rows(path, f"{folder.name}/{CARBON_TABLE}", CARBON, findings):
        flow = flows.get(row.text("flow"))
        span = None if flow is None else _span(row, flow)
        if flow is None or span is None or flow.id in made:
            at = Location(row.file, row.line, "flow" if flow is None else "basis")
            findings.add(finding("DS050", at, node=row.text("flow"), observed=row.text("basis")))
        else:
            made[flow.id] = (span, row.text("basis"))
    return made


def _span(row: Row, flow: FlowRecord) -> Span | None:
    basis = row.text("basis")
    if basis == "none":
        return Span()
    if basis == "formula":
        try:
            share = mass_fraction(row.text("formula"), "C")
        except FormulaError:
            return None
        return Span(share, share).times(flow.mass_kg or 1.0)
    if basis == "fuel":
        return _fuel(row.text("fuel"), flow)
    low, high = row.number("low"), row.number("high")
    if basis != "range" or low is None or high is None or not 0 <= low <= high:
        return None
    return Span(low, high)


def _fuel(name: str, flow: FlowRecord) -> Span | None:
    factors = fuel_factors().get(name)
    if factors is None:
        return None
    heat, low, high = factors
    stated = 1.0 if flow.unit == "MJ" else flow.energy_mj or heat
    return Span(low * stated * CARBON_IN_CO2, high * stated * CARBON_IN_CO2)


@lru_cache(maxsize=1)
def fuel_factors() -> dict[str, tuple[float, float, float]]:
    """Heating value (MJ per unit) and lowest and highest CO2 factor (kg per MJ) of each fuel."""
    path = data_root("datasets") / "fuels" / "fuels.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {
            row["id"]: (
                float(row["ncv_mj_per_unit"]),
                float(row["ef_co2_lower"] or row["ef_co2_kg_per_mj"]),
                float(row["ef_co2_upper"] or row["ef_co2_kg_per_mj"]),
            )
            for row in csv.DictReader(stream)
            if row["ncv_mj_per_unit"] and row["ef_co2_kg_per_mj"]
        }
