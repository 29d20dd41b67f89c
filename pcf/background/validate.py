"""Whether the tables of a background hang together; every fault of one pass, with its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pcf import suggest
from pcf.background.odd_rows import FITTING, OUTPUTS, OddRows, same_kind
from pcf.background.records import BURDEN_FREE, ExchangeRecord, FlowRecord, ProcessRecord
from pcf.background.rows import Rows
from pcf.background.tables import Tables
from pcf.findings import Finding, Location, finding
from pcf.units import convert, is_known, known_units

Property = Literal["mass", "energy", "economic"]
PROPERTIES: tuple[Property, ...] = ("mass", "energy", "economic")


def output_property(row: ExchangeRecord, rule: str) -> float | None:
    """Allocation property of an output per unit, under ``mass``, ``energy`` or ``economic``."""
    values = {"mass": row.mass_kg, "energy": row.energy_mj, "economic": row.price}
    return values[rule]


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the known word most like `word`; a dash when nothing is known."""
    return suggest.nearest(word, sorted(known), 0.0) or "-"


class Index:
    """Records of a background by id, with their places."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.exchanges = Rows.of(tables.exchanges)
        self.flows: dict[str, FlowRecord] = {f.id: f for f in tables.flows}
        self.processes: dict[str, ProcessRecord] = {p.id: p for p in tables.processes}
        self.sources = {s.key for s in tables.sources}

    @cached_property
    def rows(self) -> dict[str, list[tuple[ExchangeRecord, Location]]]:
        """Exchanges with their places, by process; processes without rows have an empty list."""
        return {process.id: self.of(process.id) for process in self.tables.processes}

    def of(self, process: str) -> list[tuple[ExchangeRecord, Location]]:
        """Exchanges of one process with their places."""
        places = self.tables.places.exchanges
        numbers = self.exchanges.of_process(process).tolist()
        return [(self.exchanges[n], places[n]) for n in numbers]

    def is_supply(self, row: ExchangeRecord) -> bool:
        """Whether a row is an output that something can be supplied with."""
        if row.direction not in OUTPUTS:
            return False
        flow = self.flows.get(row.flow)
        return flow is not None and flow.kind not in BURDEN_FREE

    @cached_property
    def are_supplies(self) -> NDArray[np.bool_]:
        """Whether each row is an output that something can be supplied with."""
        texts, flows = self.exchanges.texts, self.flows
        supplied = texts["flow"].where(lambda f: f in flows and flows[f].kind not in BURDEN_FREE)
        return supplied & texts["direction"].where(OUTPUTS.__contains__)

    @cached_property
    def supplies(self) -> set[tuple[str, str]]:
        """Pairs of process and flow that can supply."""
        process, flow = (self.exchanges.texts[name] for name in ("process", "flow"))
        return {
            (process.words[process.codes[n]], flow.words[flow.codes[n]])
            for n in np.flatnonzero(self.are_supplies)
        }


def validate(tables: Tables) -> Iterator[Finding]:
    """Find every fault of a background except loops that cannot be solved.

    Numbers that could not be read are not-a-number and were reported by the reader; amounts that
    are not finite for another reason are reported here as ``DS007``.
    """
    index = Index(tables)
    odd = OddRows(index)
    yield from _duplicates(tables, index)
    yield from _flows(tables)
    pairs = zip(tables.processes, tables.places.processes, odd.processes(), strict=True)
    for process, at, is_odd in pairs:
        if is_odd:
            yield from _head(process, at, index)
            yield from _outputs(process, at, index)
    for number in odd.rows():
        row, at = index.exchanges[number], tables.places.exchanges[number]
        yield from _sources_known(row.id, row.sources, at, index)
        yield from _exchange(row, at, index)


def _duplicates(tables: Tables, index: Index) -> Iterator[Finding]:
    places, rows = tables.places, index.exchanges
    for ids, where, column in (
        ([s.key for s in tables.sources], places.sources, "key"),
        ([f.id for f in tables.flows], places.flows, "id"),
        ([p.id for p in tables.processes], places.processes, "id"),
        (list(rows.column("id")) if rows.has_twins() else [], places.exchanges, "id"),
    ):
        first: dict[str, Location] = {}
        for name, at in zip(ids, where, strict=False):
            if name in first:
                place = Location(at.file, at.line, column)
                yield finding("DS012", place, node=name, observed=name, expected=first[name])
            first.setdefault(name, at)


def _flows(tables: Tables) -> Iterator[Finding]:
    spellings = {*known_units(), "1"}
    for flow, at in zip(tables.flows, tables.places.flows, strict=True):
        unknown = flow.unit not in spellings and not is_known(flow.unit)
        if unknown and not tables.manifest.imported:
            place = Location(at.file, at.line, "unit")
            near = nearest(flow.unit, spellings)
            yield finding("DS019", place, node=flow.id, observed=flow.unit, suggestion=near)
        if (flow.kind == "elementary") != bool(flow.ledger and flow.gas):
            place = Location(at.file, at.line, "ledger")
            text = f"{flow.kind}: {flow.ledger or '-'}, {flow.gas or '-'}"
            yield finding("DS029", place, node=flow.id, observed=text)


def _sources_known(
    node: str, keys: tuple[str, ...], at: Location, index: Index
) -> Iterator[Finding]:
    place = Location(at.file, at.line, "sources")
    if not keys:
        yield finding("DS023", place, node=node)
    for key in keys:
        if key not in index.sources:
            near = nearest(key, index.sources)
            yield finding("DS024", place, node=node, observed=key, suggestion=near)


def _head(process: ProcessRecord, at: Location, index: Index) -> Iterator[Finding]:
    yield from _sources_known(process.id, process.sources, at, index)
    flow = index.flows.get(process.product)
    if flow is None:
        place = Location(at.file, at.line, "product")
        near = nearest(process.product, index.flows)
        yield finding("DS014", place, node=process.id, observed=process.product, suggestion=near)
    elif not same_kind(process.unit, flow.unit):
        yield _unit_fault(process.id, process.unit, flow, at)


def _unit_fault(node: str, unit: str, flow: FlowRecord, at: Location) -> Finding:
    place = Location(at.file, at.line, "unit")
    return finding(
        "DS018", place, node=node, observed=unit, expected=flow.unit, suggestion=flow.unit,
        flow=flow.id,
    )  # fmt: skip


def _outputs(process: ProcessRecord, at: Location, index: Index) -> Iterator[Finding]:
    rows = index.of(process.id)
    references = [(row, place) for row, place in rows if row.direction == "output"]
    if not references:
        yield finding("DS020", at, node=process.id, observed=process.product)
    seen: set[str] = set()
    for row, place in rows:
        if row.direction not in OUTPUTS:
            continue
        if row.flow in seen or (row, place) in references[1:]:
            yield finding("DS021", place, node=process.id, observed=row.flow)
        seen.add(row.flow)
        if math.isfinite(row.amount) and row.amount <= 0:
            where = Location(place.file, place.line, "amount")
            yield finding("DS025", where, node=row.id, observed=f"{row.amount:g}")
    if references:
        yield from _agrees(process, *references[0], index)
        yield from _allocation(process, at, index)


def _agrees(
    process: ProcessRecord, row: ExchangeRecord, at: Location, index: Index
) -> Iterator[Finding]:
    """Whether the reference output is the product and amount that the head states."""
    stated = f"{process.amount:g} {process.unit} {process.product}"
    found = f"{row.amount:g} {row.unit} {row.flow}"
    if row.flow == process.product and row.flow in index.flows:
        if not same_kind(row.unit, process.unit):
            return
        amount = convert(row.amount, row.unit, process.unit)
        if not math.isfinite(amount) or math.isclose(amount, process.amount, rel_tol=1e-12):
            return
    yield finding("DS022", at, node=process.id, observed=found, expected=stated)


def _allocation(process: ProcessRecord, at: Location, index: Index) -> Iterator[Finding]:
    outputs = [(row, place) for row, place in index.of(process.id) if index.is_supply(row)]
    if len(outputs) < 2 or process.allocation in ("cutoff", "stated"):
        return
    rule = process.allocation
    if rule not in PROPERTIES:
        place = Location(at.file, at.line, "allocation")
        yield finding("DS027", place, node=process.id, observed=rule, count=len(outputs))
        return
    column = {"mass": "mass_kg", "energy": "energy_mj", "economic": "price"}[rule]
    values = [(output_property(row, rule), place) for row, place in outputs]
    positive = any(value is not None and value > 0 for value, _ in values)
    for (row, place), (value, _) in zip(outputs, values, strict=True):
        if value is None or value < 0 or not positive:
            where = Location(place.file, place.line, column)
            shown = "" if value is None else f"{value:g}"
            yield finding(
                "DS026", where, node=process.id, observed=shown, expected=rule, flow=row.flow
            )


def _exchange(row: ExchangeRecord, at: Location, index: Index) -> Iterator[Finding]:
    def place(column: str) -> Location:
        return Location(at.file, at.line, column)

    if not math.isfinite(row.amount):
        yield finding("DS007", place("amount"), node=row.id, observed=row.amount)
    if row.process not in index.processes:
        near = nearest(row.process, index.processes)
        yield finding("DS013", place("process"), node=row.id, observed=row.process, suggestion=near)
    flow = index.flows.get(row.flow)
    if flow is None:
        near = nearest(row.flow, index.flows)
        yield finding("DS014", place("flow"), node=row.id, observed=row.flow, suggestion=near)
        return
    if flow.kind not in FITTING.get(row.direction, (flow.kind,)):
        yield finding(
            "DS028", place("direction"), node=row.id, observed=row.direction, expected=flow.kind,
            flow=flow.id,
        )  # fmt: skip
    elif row.direction == "input":
        yield from _provider(row, place("provider"), index)
    if not same_kind(row.unit, flow.unit):
        yield _unit_fault(row.id, row.unit, flow, at)


def _provider(row: ExchangeRecord, at: Location, index: Index) -> Iterator[Finding]:
    if (row.provider, row.flow) in index.supplies:
        return
    if not row.provider and index.tables.manifest.imported:
        return
    makers = sorted(process for process, flow in index.supplies if flow == row.flow)
    listed = ", ".join(makers[:4]) or "-"
    if not row.provider:
        yield finding("DS015", at, node=row.id, observed=row.flow, suggestion=listed)
    elif row.provider not in index.processes:
        near = nearest(row.provider, makers or index.processes)
        yield finding("DS016", at, node=row.id, observed=row.provider, suggestion=near)
    elif (row.provider, row.flow) not in index.supplies:
        yield finding(
            "DS017", at, node=row.id, observed=row.provider, expected=row.flow, suggestion=listed
        )
