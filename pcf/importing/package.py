"""The neutral form of a database: what a package states, typed, before anything is decided.

A reader writes down what its file says and decides nothing: an amount that is not there stays
None, a direction that is not there stays empty. Every record remembers the file and the place in
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pcf.findings import Location

FlowKind = Literal["product", "waste", "elementary", "other"]
Direction = Literal["input", "output", ""]
#: What a process stands for: unit processes are never mixed with the others in silence.
ProcessKind = Literal["unit", "result", "parameter", "sector"]
KINDS: tuple[ProcessKind, ...] = ("unit", "result", "parameter", "sector")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: file inside the package, pointer inside the file, line (1-based)."""

    file: str
    pointer: str = ""
    line: int | None = None

    def location(self) -> Location:
        """Give the same as the place of a finding."""
        return Location(self.file, self.line, self.pointer or None)


@dataclass(frozen=True, slots=True)
class Names:
    """A text in Chinese and English; `other` holds further languages as (code, text)."""

    zh: str = ""
    en: str = ""
    other: tuple[tuple[str, str], ...] = ()

    @property
    def any(self) -> str:
        """English, else Chinese, else the first other language; empty when there is none."""
        return self.en or self.zh or (self.other[0][1] if self.other else "")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a group: one of it is `factor` reference units; None when not stated."""

    name: str
    factor: float | None


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units that measure the same; `reference` is the name of the reference unit."""

    id: str
    version: str
    names: Names
    units: tuple[Unit, ...]
    reference: str
    place: Place


@dataclass(frozen=True, slots=True)
class FlowProperty:
    """A quantity (mass, net calorific value) and its unit group."""

    id: str
    version: str
    names: Names
    unit_group: str
    place: Place


@dataclass(frozen=True, slots=True)
class FlowAmount:
    """Amount of a flow property per one unit of the reference property of a flow."""

    property: str
    factor: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow.

    unit
        Reference unit as the package spells it; empty when it cannot be found out.
    stub
        True when no data set of the package describes it: only an exchange names it.
    """

    id: str
    version: str
    names: Names
    kind: FlowKind
    place: Place
    categories: tuple[str, ...] = ()
    cas: str = ""
    formula: str = ""
    synonyms: tuple[str, ...] = ()
    properties: tuple[FlowAmount, ...] = ()
    reference_property: str = ""
    unit: str = ""
    location: str = ""
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Spread of an amount as stated.

    `deviation` is the relative standard deviation of the 95 % interval: the squared geometric one
    of a log-normal spread, two standard deviations (in percent) of a normal one.
    """

    kind: str
    low: float | None = None
    high: float | None = None
    deviation: float | None = None
    mode: float | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Share (0..1) of an exchange that falls to a co-product (id of its exchange)."""

    coproduct: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a process; `formula` wins over `value` when both stand there."""

    name: str
    value: float | None
    formula: str = ""
    low: float | None = None
    high: float | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A row of a process, as stated.

    id
        Id inside the process (internal id of the data set).
    amount
        None when none is stated or it cannot be read; then `stated` holds the text.
    unit
        Unit of the amount; empty means the reference unit of the flow.
    formula
        Amount as formula over the parameters of the process, when there is no amount.
    provider
        Id of the process that supplies it, when the file names one.
    avoided
        True for an avoided product: an input with the sign turned.
    """

    id: str
    direction: Direction
    flow: str
    amount: float | None
    pointer: str
    line: int | None = None
    stated: str = ""
    unit: str = ""
    formula: str = ""
    location: str = ""
    provider: str = ""
    uncertainty: Uncertainty | None = None
    allocations: tuple[Allocation, ...] = ()
    derivation: str = ""
    comment: str = ""
    avoided: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """A data set of a process.

    kind, kind_text
        What it stands for, and the words of the file from which that was read.

    References
    ----------
        Ids of the exchanges that are reference flows; one of them may be an input (treatment).
    market
        True when the data set says that it is a market or a consumption mix.
    principle
        Modelling principle that the data set states, e.g. ``Attributional``.
    quality
        Pairs of indicator and value of the review.
    """

    id: str
    version: str
    names: Names
    kind: ProcessKind
    place: Place
    kind_text: str = ""
    categories: tuple[str, ...] = ()
    location: str = ""
    year: str = ""
    valid_until: str = ""
    technology: str = ""
    comment: str = ""
    licence: str = ""
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    functional_unit: str = ""
    principle: str = ""
    market: bool = False
    quality: tuple[tuple[str, str], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    exchanges: tuple[Exchange, ...] = ()

    def place_of(self, exchange: Exchange) -> Place:
        """Give the place of one of its exchanges."""
        return Place(self.place.file, exchange.pointer, exchange.line)


@dataclass(frozen=True, slots=True)
class Document:
    """A source or a contact that data sets refer to."""

    id: str
    version: str
    kind: Literal["source", "contact"]
    names: Names
    place: Place
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A whole database in neutral form.

    format
        Name of the reader.
    name
        File name of the package.
    sha256
        Hash over the bytes of the file, or of all files of the folder.
    """

    format: str
    name: str
    sha256: str
    flows: Mapping[str, Flow] = field(default_factory=dict)
    processes: Mapping[str, Process] = field(default_factory=dict)
    flow_properties: Mapping[str, FlowProperty] = field(default_factory=dict)
    unit_groups: Mapping[str, UnitGroup] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
