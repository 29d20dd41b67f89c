r"""Bounds that chemistry sets to a process, from ``datasets/plausibility/floors.csv``.

A bound is a sum of terms, each a chain of factors and divisors; a factor ``[flow]`` is the amount
of that input per unit of the reference product. What it is compared with is, per unit of the
reference product, the sum of the named emissions or inputs, or the highest possible carbon of all
inputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from pcf.background.contents import Content
from pcf.background.csvtable import Columns, Row, read_rows
from pcf.background.records import ExchangeRecord, FlowRecord, ProcessRecord
from pcf.findings import Findings, Location, finding
from pcf.location import data_root
from pcf.units import convert

FLOORS = Columns(
    ("id", "flow", "process", "measure", "flows", "bound", "level", "floor", "unit", "derivation",
     "tag", "sources"),
    ("comment",),
    ("id", "flow", "measure", "bound", "floor", "derivation", "sources"),
)  # fmt: skip
#: Figures of the sources are rounded to three digits.
ROUNDING = 0.001
_FACTOR = re.compile(r"(\[[a-z0-9_]+\]|\d+(?:\.\d+)?)", re.ASCII)
_TERM = re.compile(rf"{_FACTOR.pattern}(?: [*/] {_FACTOR.pattern})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound.

    flow, processes
        It holds for unit processes whose reference product is `flow`, only the listed ones if any
        are listed.
    measure
        ``emission``, ``input`` or ``carbon``; `flows` says of which flows.
    bound
        ``min`` or ``max``.
    strict
        Whether breaking it is an error; otherwise a published inventory breaks it and `comment`
        says why.
    floor
        The sum of terms, as written.
    """

    id: str
    flow: str
    processes: tuple[str, ...]
    measure: str
    flows: tuple[str, ...]
    bound: str
    strict: bool
    floor: str
    unit: str
    derivation: str
    sources: tuple[str, ...]
    comment: str

    def value(self, inputs: Mapping[str, float]) -> float:
        """Give the bound per unit of product; `inputs` by flow, per unit of product."""
        return sum(_term(text, inputs) for text in self.floor.split(" + "))


@dataclass(frozen=True, slots=True)
class FloorCheck:
    """A bound compared with a process, both per unit of the reference product."""

    floor: Floor
    process: str
    limit: float
    found: float

    @property
    def holds(self) -> bool:
        """Whether the process keeps to it, up to the rounding of its sources."""
        if self.floor.bound == "min":
            return self.found >= self.limit * (1 - ROUNDING)
        return self.found <= self.limit * (1 + ROUNDING)


def _term(text: str, inputs: Mapping[str, float]) -> float:
    value = 1.0
    signs = ["*", *re.findall(r" ([*/]) ", text)]
    for sign, factor in zip(signs, _FACTOR.findall(text), strict=True):
        number = inputs.get(factor[1:-1], 0.0) if factor[0] == "[" else float(factor)
        value = value * number if sign == "*" else value / number
    return value


def read_floors(findings: Findings) -> tuple[Floor, ...]:
    """Read the table; a bound that cannot be read is ``DS050``."""
    path = data_root("datasets") / "plausibility" / "floors.csv"
    made = []
    for row in read_rows(path, "plausibility/floors.csv", FLOORS, findings):
        if all(_TERM.fullmatch(term) for term in row.text("floor").split(" + ")):
            made.append(_floor(row))
        else:
            at = row.at("floor")
            findings.add(finding("DS050", at, node=row.text("id"), observed=row.text("floor")))
    return tuple(made)


def _floor(row: Row) -> Floor:
    return Floor(
        id=row.text("id"),
        flow=row.text("flow"),
        processes=row.words("process"),
        measure=row.choice("measure", ("emission", "input", "carbon")),
        flows=row.words("flows"),
        bound=row.choice("bound", ("min", "max")),
        strict=row.choice("level", ("error", "warning")) == "error",
        floor=row.text("floor"),
        unit=row.text("unit"),
        derivation=row.text("derivation"),
        sources=row.words("sources"),
        comment=row.text("comment"),
    )


def check_floors(
    process: ProcessRecord,
    rows: Iterable[ExchangeRecord],
    floors: Iterable[Floor],
    flows: Mapping[str, FlowRecord],
    contents: Mapping[str, Content],
) -> Iterator[FloorCheck]:
    """Compare a unit process with every bound on its reference product."""
    own = [
        floor
        for floor in floors
        if floor.flow == process.product and (not floor.processes or process.id in floor.processes)
    ]
    if process.kind != "unit" or not own:
        return
    made = convert(process.amount, process.unit, flows[process.product].unit)
    inputs = _per_unit(rows, "input", made, flows)
    emitted = _per_unit(rows, "emission", made, flows)
    for floor in own:
        if floor.measure == "carbon":
            found = sum(contents[flow].carbon.high * amount for flow, amount in inputs.items())
        else:
            amounts = emitted if floor.measure == "emission" else inputs
            found = sum(amounts.get(flow, 0.0) for flow in floor.flows)
        applies = floor.bound == "max" or floor.measure != "input" or found > 0
        if applies and isfinite(found) and (found or floor.bound == "min"):
            yield FloorCheck(floor, process.id, floor.value(inputs), found)


def _per_unit(
    rows: Iterable[ExchangeRecord], direction: str, made: float, flows: Mapping[str, FlowRecord]
) -> dict[str, float]:
    amounts: dict[str, float] = {}
    for row in rows:
        if row.direction == direction:
            amount = convert(row.amount, row.unit, flows[row.flow].unit) / made
            amounts[row.flow] = amounts.get(row.flow, 0.0) + amount
    return amounts


def place_of(rows: Iterable[tuple[ExchangeRecord, Location]], floor: Floor) -> Location | None:
    """Place of the first row that a bound speaks of."""
    for row, at in rows:
        if row.flow in floor.flows and row.direction == floor.measure:
            return Location(at.file, at.line, "amount")
    return None
