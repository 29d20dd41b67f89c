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

from dataclasses import dataclass, replace
from math import fsum, isfinite
from typing import TYPE_CHECKING, Literal

from pcf.background.balance import BOUND, KINDS, TOLERANCE, Balance, Kind, balances
from pcf.background.contents import Span
from pcf.background.records import ProcessRecord
from pcf.calc.balance_book import (
    SYSTEM,
    Book,
    Entry,
    border,
    is_allocated,
    process_entries,
    records,
    system_entries,
)
from pcf.units import convert, is_mass

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked, Solved

State = Literal["closed", "open", "undecided", "nothing"]


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


def unit_balances(linked: Linked, book: Book | None = None) -> tuple[UnitBalance, ...]:
    """Balance every unit process of a project, in the order of the model, three kinds each.

    `book` is that of the project, when there is one already.
    """
    book = book or Book(linked)
    made: list[UnitBalance] = []
    for id, entries in process_entries(linked, book):
        made += _balanced(id, entries, book)
    return tuple(made)


def system_balances(solved: Solved) -> tuple[UnitBalance, ...]:
    """Balance the product system per functional unit: what crosses the border of the project.

    Flows between unit processes of the project stand on both sides and are left out. With
    co-products that carry a share the system takes parts of processes, whose contents need not
    balance: the sums are given and the state is ``undecided`` (``allocated``).
    """
    book = Book(solved.linked)
    made = _balanced(SYSTEM, system_entries(solved, book), book)
    if is_allocated(solved):
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
    book = Book(solved.linked)
    mass = energy = 0.0
    for entry in border(solved, book):
        if entry.direction == "input":
            content, flow = book.contents[entry.key], book.flows[entry.key]
            if flow.kind not in ("service", "waste_service"):
                mass += content.mass.low * entry.amount
            energy += content.energy.low * entry.amount
    return mass, energy


def _balanced(id: str, entries: list[Entry], book: Book) -> list[UnitBalance]:
    head = ProcessRecord(
        id, "", "", "", 1.0, "", "", "", "", "unit", "", "none", "", (), "derived"
    )  # fmt: skip
    found = {b.kind: b for b in balances(head, records(id, entries), book.flows, book.contents)}
    return [_read(found[kind], entries, book) for kind in KINDS]


def _read(found: Balance, entries: list[Entry], book: Book) -> UnitBalance:
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


def _lost(found: Balance, emitted: Span, entries: list[Entry], book: Book) -> float:
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


def _emitted(kind: Kind, entry: Entry, book: Book) -> Span:
    """Carbon of an emission; its oxygen may come from the air, so it counts as mass alone."""
    return Span() if kind == "energy" else book.contents[entry.key].carbon.times(entry.amount)


def _gap(found: Balance) -> float:
    surplus, missing = found.outflow.low - found.inflow.high, found.inflow.low - found.outflow.high
    if found.state == "closed":
        return 0.0
    if surplus > 0:
        return surplus / found.outflow.low
    return missing / found.inflow.low if missing > 0 else 0.0
