"""Unit processes and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location
from pcf.model.flows import Amount
from pcf.model.method import AllocationRule
from pcf.model.stages import Stage

Direction = Literal["input", "coproduct", "waste", "emission", "removal"]
Origin = Literal["primary", "secondary", "estimate"]
ElectricityKind = Literal["grid", "self", "direct", "contract"]


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who supplies a row.

    kind
        ``process`` a unit process of this project; ``background`` a dataset of the background
        database; ``received`` a supplier's footprint in ``suppliers/``.
    id
        Process id, dataset id or received id.
    flow
        Output meant, when the dataset has several; None = its reference product or the row's flow.
    """

    kind: Literal["process", "background", "received"]
    id: str
    flow: str | None = None

    def __str__(self) -> str:
        prefix = {"process": "process:", "background": "bg:", "received": "supplier:"}[self.kind]
        return f"{prefix}{self.id}" + (f"/{self.flow}" if self.flow else "")


@dataclass(frozen=True, slots=True)
class UnitProcess:
    """A unit process of the project (``model/processes.csv``).

    `reference` is the reference flow: the amount of `product` that the rows of the process refer
    to. A negative reference amount marks the treatment of a waste (it takes in `product`).
    """

    id: str
    name_zh: str
    name_en: str
    stage: Stage
    product: str
    reference: Amount
    location: str
    allocation: AllocationRule | None
    component: str = ""
    year: int | None = None
    technology: str = ""
    source: str = ""
    note: str = ""
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One row: what a unit process takes in or gives off per its reference flow.

    Amounts are positive in the stated direction: an ``emission`` adds, a ``removal`` takes away, a
    ``waste`` goes to treatment, a ``coproduct`` leaves beside the reference product.

    table, id
        Address of the row: ``row:<table>/<id>``.
    ledger
        Ledger column for an emission that differs from the default of its flow
        (``aircraft``, ``dluc``), else None.
    displaces
        For a co-product under substitution: the supplier of the product that it displaces.
    gsd, values
        Geometric standard deviation of a lognormal spread around the amount; values and weights of
        a discrete one.
    spread_of_another
        Whether the row states bounds or values that were of an amount which has been replaced:
        they are not here.
    """

    table: str
    id: str
    process: str
    direction: Direction
    flow: str
    amount: Amount
    supplier: Supplier | None
    origin: Origin
    part: str = ""
    ledger: str | None = None
    displaces: Supplier | None = None
    source: str = ""
    evidence: str | None = None
    dq: str | None = None
    uncertainty: str | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    place: Location | None = None
    gsd: float | None = None
    values: tuple[tuple[float, float], ...] = ()
    spread_of_another: bool = False

    @property
    def address(self) -> str:
        """Address that ``pcf explain`` takes."""
        return f"row:{self.table}/{self.id}"


@dataclass(frozen=True, slots=True)
class ElectricityUse:
    """A row of the electricity ledger (``model/electricity.csv``).

    kind
        ``grid``; ``self`` generated on site, attributes not sold; ``direct`` dedicated line,
        attributes not sold; ``contract`` an instrument that needs a `certificate`.
    exchange
        The row itself; its supplier is the claimed source of the electricity.
    fallback
        Grid supplier that counts when the claim does not (no certificate, or a grid-only method).
    attributes_sold
        Whether the attributes of the electricity were sold to somebody else, so that it counts as
        grid electricity; None = not stated.
    """

    exchange: Exchange
    kind: ElectricityKind
    fallback: Supplier | None = None
    certificate: str | None = None
    attributes_sold: bool | None = None


@dataclass(frozen=True, slots=True)
class TransportLeg:
    """A row of ``model/transport.csv``: mode × distance × mass.

    mass
        Mass carried per reference flow of the process; None when `cargo_row` names the row whose
        mass is carried.
    distance
        None = the published default of the mode, which is printed when used.
    """

    id: str
    process: str
    mode: str
    mass: Amount | None
    cargo_row: str | None
    distance: Amount | None
    supplier: Supplier | None
    origin: Origin
    source: str = ""
    evidence: str | None = None
    dq: str | None = None
    note: str = ""
    place: Location | None = None
