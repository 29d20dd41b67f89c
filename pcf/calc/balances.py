r"""Mass, carbon and energy balance of the unit processes of a project and of its product system.

The physics is that of `pcf.background.balance`, which balances background datasets: contents are
spans between a lowest and a highest value, and a balance is *open* only when no value inside the
spans closes it. The mass of a unit process is asked both ways: mass that enters and leaves nowhere
is a loss that nobody recorded, and makes it open beyond the same tolerance; what is emitted counts
with its whole mass there. In background datasets air, water and residues are no rows, so that
`pcf.background.balance` asks of their mass only whether more leaves than enters. A balance that
rests on flows of unknown content is *undecided*: it cannot be closed, which is not the same as that
it does not close.

Contents of a flow of the project come from its row in ``flows.csv`` (``mass_kg``, ``energy_mj`` and
the property ``carbon_kg``, kg carbon per unit); what it does not state comes from the background
flow that supplies it. Contents of background flows come from chemical formulas, the fuel table and
``carbon.csv`` with their sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum, isfinite
from typing import TYPE_CHECKING, Literal

from pcf.background.balance import BOUND, KINDS, TOLERANCE, Balance, Kind, balances
from pcf.background.contents import Content, Span, contents_of
from pcf.background.records import Direction, ExchangeRecord, FlowKind, FlowRecord, ProcessRecord
from pcf.calc.flow_contents import (
    background_contents,
    background_record,
    own_content,
    own_record,
)
from pcf.findings import Findings
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.units import compatible, convert, is_mass

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked, Solved
    from pcf.model import Exchange, UnitProcess

State = Literal["closed", "open", "undecided", "nothing"]
#: Id of the balance of the whole product system.
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class UnitBalance:
    """Balance of one unit process per its reference flow, or of the system per functional unit.

    state
        ``closed``; ``open`` it does not close; ``undecided`` it cannot be closed, because `unknown`
        flows state no content; ``nothing`` there is nothing of this kind.
    why
        Reason of the last two states: ``unknown_flows``, ``no_content``, ``no_input``,
        ``allocated`` (co-products carry a share: the system takes no whole process).
    inflow, outflow, emitted
        Lowest and highest value, kg, kg C or MJ; `emitted` is part of `outflow`.
    gap
        Smallest relative gap that no value inside the spans closes, 0..1: (out − in)/out, for
        carbon, and mass of a unit process, also (in − out)/in; 0 when closed; None when not
        decided.
    """

    process: str
    kind: Kind
    state: State
    why: str
    inflow: Span
    outflow: Span
    emitted: Span
    gap: float | None
    unknown: tuple[str, ...]

    @property
    def is_decided(self) -> bool:
        """Whether the contents suffice to say that it closes or does not."""
        return self.state in ("closed", "open")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row in the form of the background; `key` names its flow and the role that it plays."""

    key: str
    direction: Direction
    amount: float
    unit: str


class _Book:
    """Flows and contents of one project, filled as they are met."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._own = {flow.id: flow for flow in linked.model.flows}
        self.flows: dict[str, FlowRecord] = {}
        self.contents: dict[str, Content] = {}

    def row(self, row: Row, scale: float) -> _Entry | None:
        """Put a row into the form of the background; None for a credit."""
        if row.sign < 0:
            return None
        amount = row.carried.value * scale
        if row.kind == "emission":
            return self.entry(row.flow, row.flow, "emission", amount, row.amount.unit)
        supplied = _supplied(row, self._linked)
        role = "waste" if row.direction == "waste" else ""
        return self.entry(row.flow, supplied, "input", amount, row.amount.unit, role)

    def entry(
        self, flow: str, supplied: str, way: Direction, amount: float, unit: str, role: str = ""
    ) -> _Entry:
        """Book a flow; `role` ``waste`` is one that leaves for treatment.

        A flow that nobody describes, or whose unit does not fit, has open contents.
        """
        key = f"{flow or supplied}|{supplied}|{role}"
        if key not in self.flows:
            self._fill(key, flow, supplied, role)
        if key not in self.flows or not compatible(unit, self.flows[key].unit):
            key = f"{key}|{unit}"
            kind: FlowKind = "waste" if role == "waste" else "product"
            record = FlowRecord(flow or supplied, flow, flow, kind, unit, "")
            self.flows[key] = record
            self.contents[key] = contents_of({record.id: record}, None, Findings())[record.id]
        known = self.flows[key]
        if role == "waste" and known.kind != "waste_service":
            way = "coproduct"
        return _Entry(key, way, convert(amount, unit, known.unit), known.unit)

    def _fill(self, key: str, flow: str, supplied: str, role: str) -> None:
        background = self._linked.background
        record, own = background_record(background, supplied), self._own.get(flow)
        content = background_contents(background)[record.id] if record else None
        if own is not None:
            self.flows[key] = own_record(own, "waste" if role == "waste" else "product")
            self.contents[key] = own_content(own, self.flows[key], record, content)
        elif record is not None and content is not None:
            self.flows[key], self.contents[key] = record, content


def unit_balances(linked: Linked) -> tuple[UnitBalance, ...]:
    """Balance every unit process of a project, in the order of the model, three kinds each."""
    rows: dict[str, list[Row]] = {}
    for row in linked.rows:
        rows.setdefault(row.process, []).append(row)
    others: dict[str, list[Exchange]] = {}
    for exchange in linked.model.exchanges:
        if exchange.direction == "coproduct":
            others.setdefault(exchange.process, []).append(exchange)
    book = _Book(linked)
    made: list[UnitBalance] = []
    for process in linked.model.processes:
        entries = [book.row(row, 1.0) for row in rows.get(process.id, ())]
        entries.append(_reference(book, process))
        entries += [
            book.entry(e.flow, e.flow, "coproduct", e.amount.value, e.amount.unit)
            for e in others.get(process.id, ())
        ]
        made += _balanced(process.id, entries, book)
    return tuple(made)


def system_balances(solved: Solved) -> tuple[UnitBalance, ...]:
    """Balance the product system per functional unit: what crosses the border of the project.

    Flows between unit processes of the project stand on both sides and are left out. With
    co-products that carry a share the system takes parts of processes, whose contents need not
    balance: the sums are given and the state is ``undecided`` (``allocated``).
    """
    linked = solved.linked
    book = _Book(linked)
    entries = list(_border(solved, book))
    for flow in linked.model.unit.reference_flows:
        process = next(p for p in linked.model.processes if p.id == flow.process)
        way: Direction = "coproduct" if process.reference.value > 0 else "input"
        entries.append(
            book.entry(process.product, process.product, way, flow.amount.value, flow.amount.unit)
        )
    made = _balanced(SYSTEM, entries, book)
    if any(e.direction == "coproduct" for e in linked.model.exchanges):
        made = [
            replace(b, state="undecided", why="allocated", gap=None) if b.state != "nothing" else b
            for b in made
        ]
    return tuple(made)


def taken_in(solved: Solved) -> tuple[float, float]:
    """Mass (kg) and energy (MJ) that the product system takes in per functional unit.

    Sums of the lowest contents of what rows draw from the background and from received footprints:
    the basis of cut-off shares.
    """
    book = _Book(solved.linked)
    mass = energy = 0.0
    for entry in _border(solved, book):
        if entry is not None and entry.direction == "input":
            content, flow = book.contents[entry.key], book.flows[entry.key]
            if flow.kind not in ("service", "waste_service"):
                mass += content.mass.low * entry.amount
            energy += content.energy.low * entry.amount
    return mass, energy


def _border(solved: Solved, book: _Book) -> Iterable[_Entry | None]:
    """Rows that cross the border of the project, per functional unit."""
    for row in solved.linked.rows:
        link = solved.linked.links.get(row.address)
        if row.process == END_OF_LIFE or (link and link.supplier.kind == "process"):
            continue
        yield book.row(row, solved.activity[row.process])


def _reference(book: _Book, process: UnitProcess) -> _Entry:
    amount = process.reference.value
    way: Direction = "output" if amount > 0 else "input"
    return book.entry(process.product, process.product, way, abs(amount), process.reference.unit)


def _balanced(id: str, entries: Iterable[_Entry | None], book: _Book) -> list[UnitBalance]:
    known = [entry for entry in entries if entry is not None and entry.amount >= 0]
    head = ProcessRecord(
        id, "", "", "", 1.0, "", "", "", "", "unit", "", "none", "", (), "derived"
    )  # fmt: skip
    rows = [
        ExchangeRecord(str(n), id, e.direction, e.key, e.amount, e.unit)
        for n, e in enumerate(known)
    ]
    found = {b.kind: b for b in balances(head, rows, book.flows, book.contents)}
    return [_read(found[kind], known, book) for kind in KINDS]


def _read(found: Balance, entries: list[_Entry], book: _Book) -> UnitBalance:
    emitted = Span()
    for entry in entries:
        if entry.direction == "emission" and book.flows[entry.key].id not in BOUND:
            emitted = emitted + _emitted(found.kind, entry, book)
    state = found.state
    gap = _gap(found) if state in ("closed", "open") else None
    if state == "closed" and found.kind == "mass" and found.process != SYSTEM:
        lost = _lost(found, emitted, entries, book)
        state, gap = ("open", lost) if lost else (state, gap)
    return UnitBalance(
        found.process, found.kind, state, found.why, found.inflow, found.outflow,
        emitted, gap, found.unknown,
    )  # fmt: skip


def _lost(found: Balance, emitted: Span, entries: list[_Entry], book: _Book) -> float:
    """Part of the mass that enters and leaves nowhere, (in − out)/in; 0 within the tolerance."""
    air = fsum(
        convert(entry.amount, entry.unit, "kg")
        for entry in entries
        if entry.direction == "emission"
        and is_mass(entry.unit)
        and book.flows[entry.key].id not in BOUND
    )
    if not isfinite(emitted.high):
        return 0.0
    out = found.outflow.high + max(air - emitted.high, 0.0)
    surplus = found.inflow.low - out
    if found.inflow.low <= 0.0 or surplus <= TOLERANCE["mass"] * found.inflow.low:
        return 0.0
    return surplus / found.inflow.low


def _emitted(kind: Kind, entry: _Entry, book: _Book) -> Span:
    """Carbon of an emission; its oxygen may come from the air, so it counts as mass alone."""
    return Span() if kind == "energy" else book.contents[entry.key].carbon.times(entry.amount)


def _gap(found: Balance) -> float:
    surplus, missing = found.outflow.low - found.inflow.high, found.inflow.low - found.outflow.high
    if found.state == "closed":
        return 0.0
    if surplus > 0:
        return surplus / found.outflow.low
    return missing / found.inflow.low if missing > 0 else 0.0


def _supplied(row: Row, linked: Linked) -> str:
    """Flow of the background that stands behind a row; its own flow when none does."""
    link = linked.links.get(row.address)
    if link is None or link.supplier.kind != "background":
        return row.flow
    return link.supplier.flow or linked.background.process(link.supplier.id).product
