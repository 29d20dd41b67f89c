"""Records of a background database: what its tables say, typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FlowKind = Literal["product", "service", "waste_service", "elementary", "by_product", "waste"]
ProcessKind = Literal["unit", "aggregated", "mix", "mapping", "parameter", "sector"]
Tag = Literal["published", "derived", "recall", "estimate", "link"]
Direction = Literal["output", "coproduct", "input", "emission"]
AllocationRule = Literal["none", "mass", "energy", "economic", "cutoff", "stated"]
Ledger = Literal["fossil", "biogenic_emission", "biogenic_removal", "dluc", "aircraft", "unsplit"]

#: Kinds of flow that leave a process without burden and never supply anything (cut-off).
BURDEN_FREE: tuple[FlowKind, ...] = ("by_product", "waste")
#: Kinds that are no unit process and no result of one; of equal fit they come last.
APART = ("parameter", "sector")


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

    `kind`: ``by_product`` and ``waste`` leave their process without burden (cut-off) and are not
    supply; ``waste_service`` is a quantity of waste treated, bought as an input.
    `default_provider` is the supplier meant where the database itself has no reason for another
    one; it ranks candidates and never decides a link.
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
    default_provider: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """A row of a background process, per the reference amount of the process.

    `direction`: ``output`` the reference product (exactly one), ``coproduct``, ``input``,
    ``emission``. A co-product whose flow is a ``by_product`` or ``waste`` carries no burden.
    Uptakes are emissions of an uptake flow, with positive amounts. `provider` is the process that
    supplies an input. `mass_kg`, `energy_mj`, `price` are the allocation properties of an output,
    per unit. `ledger` overrides the ledger column of the flow (``aircraft``). `share` is the burden
    (0..1) of an output under the allocation rule ``stated`` of an imported database; there an input
    without `provider` is an open end.
    """

    id: str
    process: str
    direction: Direction
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
    share: float | None = None


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """Head of a background process.

    held
        Exchanges that an import held back from it, by reason: reason, count and name.
    principle
        Modelling principle that an imported data set states, in lower case.
    """

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
    held: tuple[str, ...] = ()
    principle: str = ""


@dataclass(frozen=True, slots=True)
class GhgColumn:
    """One column of the greenhouse-gas inventory: an elementary flow booked in a ledger column."""

    flow: str
    ledger: str
    gas: str
