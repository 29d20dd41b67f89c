"""Rows of a project in the form of the background, with the contents of their flows, for balances.

Contents of a flow of the project come from its row in ``flows.csv``; what it does not state comes
from the background flow that supplies it, also through unit processes that pass it on: what takes
in one material and makes the same mass of one product holds the same elements, whatever its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from pcf.background.contents import Content, Span, content_of
from pcf.background.records import Direction, ExchangeRecord, FlowKind, FlowRecord
from pcf.calc.flow_contents import (
    CARBON_PROPERTY,
    background_contents,
    background_record,
    own_content,
    own_record,
)
from pcf.graph.outputs import has_coproducts
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.units import compatible, convert, is_mass

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked, Solved
    from pcf.model import Exchange, Flow, UnitProcess

#: Id of the balance of the whole product system.
SYSTEM = "system"
#: Role of what the electricity ledger draws: it is energy, whatever its flow is called.
_POWER = "power"
#: Tables of rows that bring materials.
_MATERIAL = ("row:bom/", "row:exchanges/")
#: Part of a material that may get lost where it is passed on, and that rounding may add.
_LOST, _ROUNDING = 0.02, 1e-6


@dataclass(frozen=True, slots=True)
class Entry:
    """A row in the form of the background; `key` names its flow and the role that it plays.

    flow
        Id of the flow that the project names, else of the one that supplies it.
    """

    flow: str
    key: str
    direction: Direction
    amount: float
    unit: str


class Book:
    """Flows and contents of one project, filled as they are met."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._own = {flow.id: flow for flow in linked.model.flows}
        self.flows: dict[str, FlowRecord] = {}
        self.contents: dict[str, Content] = {}
        self._with_energy: dict[str, bool] = {}
        self._passing = _passing(linked)
        self._stating = {
            flow.id
            for flow in linked.model.flows
            if flow.energy_mj is not None or CARBON_PROPERTY in dict(flow.properties)
        }

    def own(self, flow: str) -> Flow | None:
        """Flow of the project of that id."""
        return self._own.get(flow)

    def has_energy(self, entry: Entry) -> bool:
        """Whether the energy of a flow is known: stated, zero among it, or that of its supplier.

        A flow of the project that states none and is measured in no energy has none here, whatever
        its carbon says: nothing is guessed.
        """
        return self._with_energy.get(entry.key, False)

    def row(self, row: Row, scale: float) -> Entry | None:
        """Put a row into the form of the background; None for a credit."""
        if row.sign < 0:
            return None
        amount = row.carried.value * scale
        if row.kind == "emission":
            return self.entry(row.flow, row.flow, "emission", amount, row.amount.unit)
        flow, supplied = self._supplied(row)
        role = "waste" if row.direction == "waste" else ""
        if row.address.startswith("row:electricity/"):
            role = _POWER
        return self.entry(flow, supplied, "input", amount, row.amount.unit, role)

    def _supplied(self, row: Row) -> tuple[str, str]:
        """Flow of a row, and the flow behind it whose contents it has; itself when none is.

        The way back ends at a flow of the project that states what it holds.
        """
        flow, behind = _linked_flows(row, self._linked)
        seen: set[str] = set()
        while (maker := _maker(row, self._linked)) in self._passing and maker not in seen:
            if seen and behind in self._stating:
                break
            seen.add(maker)
            row = self._passing[maker]
            behind = _linked_flows(row, self._linked)[1]
        return flow, behind

    def entry(
        self, flow: str, supplied: str, way: Direction, amount: float, unit: str, role: str = ""
    ) -> Entry:
        """Book a flow; `role` ``waste`` is one that leaves for treatment, ``power`` electricity.

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
            self.contents[key] = content_of(record)
        known = self.flows[key]
        if role == "waste" and known.kind != "waste_service":
            way = "coproduct"
        return Entry(flow or supplied, key, way, convert(amount, unit, known.unit), known.unit)

    def _fill(self, key: str, flow: str, supplied: str, role: str) -> None:
        own = self._own.get(flow)
        record, content = self._behind(supplied, passed=supplied != flow)
        if own is not None:
            self.flows[key] = own_record(own, "waste" if role == "waste" else "product")
            self.contents[key] = own_content(own, self.flows[key], record, content)
            self._with_energy[key] = self._states_energy(own, key, record)
            if role == _POWER and own.energy_mj is None and compatible(own.unit, "MJ"):
                mj = convert(1.0, own.unit, "MJ")
                self.contents[key] = replace(self.contents[key], energy=Span(mj, mj))
                self._with_energy[key] = True
        elif record is not None and content is not None:
            self.flows[key], self.contents[key] = record, content
            self._with_energy[key] = isfinite(content.energy.high)

    def _behind(self, supplied: str, *, passed: bool) -> tuple[FlowRecord | None, Content | None]:
        """Flow that supplies another one, with its contents: of the background, or passed on."""
        background = self._linked.background
        record = background_record(background, supplied)
        if record is not None:
            return record, background_contents(background)[record.id]
        own = self._own.get(supplied) if passed else None
        if own is None:
            return None, None
        record = own_record(own, "product")
        return record, own_content(own, record, None, None)

    def _states_energy(self, own: Flow, key: str, supplied: FlowRecord | None) -> bool:
        energy = self.contents[key].energy
        if own.energy_mj is not None or not isfinite(energy.high):
            return own.energy_mj is not None
        by_supplier = supplied is not None and compatible(own.unit, supplied.unit)
        return by_supplier or energy.low > 0 or own.unit == "tkm"


def process_entries(linked: Linked, book: Book) -> Iterator[tuple[str, list[Entry]]]:
    """Give every unit process, in the order of the model, with what enters and leaves it."""
    rows: dict[str, list[Row]] = {}
    for row in linked.rows:
        rows.setdefault(row.process, []).append(row)
    others: dict[str, list[Exchange]] = {}
    for exchange in linked.model.exchanges:
        if exchange.direction == "coproduct":
            others.setdefault(exchange.process, []).append(exchange)
    for process in linked.model.processes:
        entries = [book.row(row, 1.0) for row in rows.get(process.id, ())]
        entries.append(_reference(book, process))
        entries += [
            book.entry(e.flow, e.flow, "coproduct", e.amount.value, e.amount.unit)
            for e in others.get(process.id, ())
        ]
        yield process.id, [e for e in entries if e is not None and e.amount >= 0]


def system_entries(solved: Solved, book: Book) -> list[Entry]:
    """Give what crosses the border of the project per functional unit, and its product."""
    entries = [entry for entry in border(solved, book) if entry.amount >= 0]
    processes = {p.id: p for p in solved.linked.model.processes}
    for flow in solved.linked.model.unit.reference_flows:
        process = processes[flow.process]
        way: Direction = "coproduct" if process.reference.value > 0 else "input"
        entry = book.entry(
            process.product, process.product, way, flow.amount.value, flow.amount.unit
        )
        entries += [entry] if entry.amount >= 0 else []
    return entries


def is_allocated(solved: Solved) -> bool:
    """Whether co-products carry a share, so that the system takes no whole process."""
    return has_coproducts(solved.linked.model)


def records(id: str, entries: Iterable[Entry]) -> list[ExchangeRecord]:
    """Give entries as rows of a process of a background."""
    return [
        ExchangeRecord(str(n), id, e.direction, e.key, e.amount, e.unit)
        for n, e in enumerate(entries)
    ]


def border(solved: Solved, book: Book) -> Iterator[Entry]:
    """Rows that cross the border of the project, per functional unit."""
    for row in solved.linked.rows:
        link = solved.linked.links.get(row.address)
        if row.process == END_OF_LIFE or (link and link.supplier.kind == "process"):
            continue
        entry = book.row(row, solved.activity[row.process])
        if entry is not None:
            yield entry


def _reference(book: Book, process: UnitProcess) -> Entry:
    amount = process.reference.value
    way: Direction = "output" if amount > 0 else "input"
    return book.entry(process.product, process.product, way, abs(amount), process.reference.unit)


def _linked_flows(row: Row, linked: Linked) -> tuple[str, str]:
    link = linked.links.get(row.address)
    if link is None or link.supplier.kind == "received":
        return row.flow, row.flow
    if link.supplier.kind == "process":
        flow = row.flow or link.supplier.flow or ""
        return flow, flow
    return row.flow, link.supplier.flow or linked.background.process(link.supplier.id).product


def _maker(row: Row, linked: Linked) -> str:
    """Unit process of the project that supplies a row; empty where none does."""
    link = linked.links.get(row.address)
    return link.supplier.id if link is not None and link.supplier.kind == "process" else ""


def _passing(linked: Linked) -> dict[str, Row]:
    """Row of the one material that each unit process passes on, of those that do so.

    It takes in one material, by mass, and makes about as much of one product.
    """
    several = {e.process for e in linked.model.exchanges if e.direction == "coproduct"}
    taken: dict[str, list[Row]] = {}
    for row in linked.rows:
        if row.direction == "input" and row.address.startswith(_MATERIAL):
            taken.setdefault(row.process, []).append(row)
    made: dict[str, Row] = {}
    for process in linked.model.processes:
        rows = [r for r in taken.get(process.id, ()) if not compatible(r.amount.unit, "MJ")]
        unit = process.reference.unit
        if len(rows) != 1 or process.id in several or not is_mass(unit):
            continue
        (row,) = rows
        if row.sign > 0 and is_mass(row.carried.unit):
            kg, out = convert(row.carried.value, row.carried.unit, unit), process.reference.value
            if out > 0 and out <= kg * (1 + _ROUNDING) and kg <= out * (1 + _LOST):
                made[process.id] = row
    return made
