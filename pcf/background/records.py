"""Records of a background database: what its tables say, typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FlowKind = Literal["product", "service", "waste_service", "elementary"]
ProcessKind = Literal["unit", "aggregated", "mix", "mapping"]
Tag = Literal["published", "derived", "recall", "estimate", "link"]


@dataclass(frozen=True, slots=True)
class Source:
    """A citation with its licence note and how the figure was checked."""

    key: str
    citation: str
    licence: str
    checked: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FlowRecord:
    """A flow of the background.

    `ledger` and `gas` are set for elementary flows only: the column of the greenhouse-gas ledger
    in which an emission of it is booked by default, and the gas it is reported under.
    """

    id: str
    name_zh: str
    name_en: str
    kind: FlowKind
    unit: str
    category: str
    cas: str = ""
    formula: str = ""
    mass_kg: float | None = None
    energy_mj: float | None = None
    price: float | None = None
    ledger: str = ""
    gas: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """A row of a background process, per the reference amount of the process.

    `direction`: ``output`` the reference product (exactly one), ``coproduct``, ``input``,
    ``emission``. `provider` is the process that supplies an input. `mass_kg`, `energy_mj`,
    `price` are the allocation properties of an output, per unit. `ledger` overrides the ledger
    column of the flow (``aircraft``).
    """

    id: str
    process: str
    direction: Literal["output", "coproduct", "input", "emission"]
    flow: str
    amount: float
    unit: str
    provider: str = ""
    mass_kg: float | None = None
    energy_mj: float | None = None
    price: float | None = None
    ledger: str = ""
    uncertainty: str = ""
    low: float | None = None
    high: float | None = None
    pedigree: str = ""
    tag: str = ""
    sources: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """Head of a background process."""

    id: str
    name_zh: str
    name_en: str
    product: str
    amount: float
    unit: str
    location: str
    year: str
    technology: str
    kind: ProcessKind
    category: str
    allocation: str
    variant: str
    sources: tuple[str, ...]
    tag: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class GhgColumn:
    """One column of the greenhouse-gas inventory: an elementary flow booked in a ledger column."""

    flow: str
    ledger: str
    gas: str
