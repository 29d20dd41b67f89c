"""What is declared: product, functional or declared unit, system boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location
from pcf.model.flows import Amount
from pcf.model.stages import Stage


@dataclass(frozen=True, slots=True)
class Product:
    """The product and the period and place for which the study speaks."""

    id: str
    name_zh: str
    name_en: str
    family: str
    producer: str
    plant: str
    location: str
    period: str
    mass: Amount | None = None


@dataclass(frozen=True, slots=True)
class ReferenceFlow:
    """How much of a unit process the functional unit takes (ISO 14067 6.3.3)."""

    process: str
    amount: Amount
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same total per another unit: value × `factor`, shown as kg CO2e per `unit`.

    formula
        What the factor is computed by; empty for one that is given.
    """

    id: str
    name_zh: str
    name_en: str
    unit: str
    factor: float
    formula: str = ""


@dataclass(frozen=True, slots=True)
class FunctionalUnit:
    """Functional or declared unit and its reference flows."""

    kind: Literal["functional", "declared"]
    amount: Amount
    description_zh: str
    description_en: str
    reference_flows: tuple[ReferenceFlow, ...]
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Boundary:
    """System boundary: its type and the stages inside it."""

    kind: Literal["cradle-to-grave", "cradle-to-gate", "gate-to-gate"]
    stages: tuple[Stage, ...]
