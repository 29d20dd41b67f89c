"""The model: everything that a project folder says, typed and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pcf.findings import Location
from pcf.model.circular import Material
from pcf.model.flows import Amount, Flow
from pcf.model.method import Method
from pcf.model.performance import PerformanceTable
from pcf.model.process import (
    ElectricityUse,
    Exchange,
    Origin,
    Supplier,
    TransportLeg,
    UnitProcess,
)
from pcf.model.product import Boundary, FunctionalUnit, Product
from pcf.model.recycled import RecycledRow
from pcf.model.spread import UncertaintySettings
from pcf.model.study import Judgement, StudyValue


@dataclass(frozen=True, slots=True)
class BackgroundChoice:
    """Which background database and which allocation inside its multi-output processes.

    `also` are further ones of the study; their datasets are named ``bg:ID:DATASET``.
    """

    id: str
    allocation: str
    also: tuple[BackgroundChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value of ``model/parameters.toml``; `formula` is None for a plain number.

    `low` and `high` are its spread; `distribution` says what they mean, None = not stated.
    `gsd` and `values` are its spread under a lognormal and a discrete distribution.
    `spread_of_another` says that bounds or values are stated of a value which has been replaced:
    they are not here.
    """

    name: str
    value: float
    unit: str
    formula: str | None = None
    source: str = ""
    low: float | None = None
    high: float | None = None
    place: Location | None = None
    distribution: str | None = None
    gsd: float | None = None
    values: tuple[tuple[float, float], ...] = ()
    spread_of_another: bool = False


@dataclass(frozen=True, slots=True)
class Recovered:
    """A material won back per unit treated, and what it displaces where a formula gives credit.

    `quality` is the quality ratio Qs/Qp of recovered to displaced material (0..1).
    """

    id: str
    flow: str
    amount: Amount
    displaces: Supplier | None
    quality: float = 1.0
    source: str = ""
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class EndOfLifeRoute:
    """One route at the end of life; `share` (0..1) of the end-of-life product takes it."""

    id: str
    name_zh: str
    name_en: str
    share: float
    supplier: Supplier | None
    origin: Origin
    recovered: tuple[Recovered, ...] = ()
    source: str = ""
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class EndOfLife:
    """``model/endoflife.toml``: how much reaches its end per functional unit, and where.

    `routes` serve cut-off, closed-loop and open-loop, `materials` the Circular Footprint Formula.
    `quantity` is None when the end of life lies outside the boundary and only the recycled content
    of the input counts.
    """

    quantity: Amount | None
    routes: tuple[EndOfLifeRoute, ...]
    materials: tuple[Material, ...] = ()
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Something left out, why, and the estimated share of the footprint (0..1), if estimated.

    `mass` and `energy` are what is left out per functional unit, None when not stated.
    """

    id: str
    what: str
    reason: str
    share: float | None
    source: str = ""
    place: Location | None = None
    mass: Amount | None = None
    energy: Amount | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves a row: path inside the project, page, hash as recorded."""

    id: str
    file: str
    page: str
    sha256: str
    covers: str = ""
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A supplier's footprint in ``suppliers/``: kg CO2e per `unit` of `flow`, by ledger column.

    It is characterized already, with the supplier's `gwp_set`; gases are not split.

    format
        Exchange format and version, e.g. ``pact/3.0.0``; empty for the plain form.
    sha256
        Hash of the original file.
    mass_kg
        kg of product per `unit`; None when not stated, 0 for energy and services.
    biogenic
        ``split`` into ledger columns, ``not split``, or empty for the plain form.
    uptake
        Biogenic CO2 held in the product at the gate (kg CO2e per `unit`, <= 0), when stated.
    primary_share, exempted_share
        Parts of the figure (0..1) that rest on primary data and that were left out, when stated.
    packaged
        Whether the supplier says that the figure holds packaging.
    dqr
        Ratings of technology, geography and time, 1 (best) to 5, when stated.
    """

    id: str
    flow: str
    unit: str
    name_zh: str
    name_en: str
    ledger: tuple[tuple[str, float], ...]
    gwp_set: str
    boundary: str
    location: str
    period: str
    valid_until: str
    source: str
    place: Location | None = None
    format: str = ""
    sha256: str = ""
    valid_from: str = ""
    mass_kg: float | None = None
    biogenic: str = ""
    uptake: float | None = None
    primary_share: float | None = None
    exempted_share: float | None = None
    dqr: tuple[float | None, ...] = ()
    packaged: bool = False
    verification: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A product system as the project folder states it."""

    id: str
    product: Product
    unit: FunctionalUnit
    boundary: Boundary
    method: Method
    background: BackgroundChoice
    flows: tuple[Flow, ...]
    processes: tuple[UnitProcess, ...]
    exchanges: tuple[Exchange, ...]
    electricity: tuple[ElectricityUse, ...]
    transport: tuple[TransportLeg, ...]
    end_of_life: EndOfLife | None
    exclusions: tuple[Exclusion, ...]
    parameters: tuple[Parameter, ...]
    evidence: tuple[Evidence, ...]
    received: tuple[Received, ...] = ()
    scenario: str | None = None
    changed: bool = False
    study: Mapping[str, StudyValue] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    performance: PerformanceTable | None = None
    recycled: tuple[RecycledRow, ...] = ()
    uncertainty: UncertaintySettings | None = None
