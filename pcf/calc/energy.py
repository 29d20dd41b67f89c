r"""Energy balance of the unit processes of a project and of its product system.

Energy is the lower heating value of materials and the energy of electricity, heat and steam, MJ.
Values are those of the rows of ``flows.csv`` (``energy_mj``) and of the background, with their
sources; none is guessed. A flow without one is *uncovered*: it is listed with its mass, and nothing
is concluded from a side on which one stands. The first law says that products and losses hold no
more than what enters:

.. math:: x = \max\left(0, \frac{E_\mathrm{out} + E_\mathrm{lost} - E_\mathrm{in}}
                                  {E_\mathrm{out} + E_\mathrm{lost}}\right)

Energy from nature that is no row (wind, sun, water, fuel in the ground, growth of plants) is not in
it: a process that takes energy from there has an excess that means nothing, and the rule that reads
the excess names the processes it is about.

Nor is the heat or the pressure of what a works makes: steam of a converter hood or of red coke,
power of a top-pressure turbine, ambient heat of a heat pump. So power, heat and steam beyond what
enters are an excess only where a process burns something; a heating value beyond what enters is
one wherever some energy enters. Else the surplus is *unseen*: it may come from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, isfinite
from typing import TYPE_CHECKING

from pcf.background.balance import Side, sides_of
from pcf.background.records import BURDEN_FREE
from pcf.calc.balance_book import (
    SYSTEM,
    Book,
    Entry,
    is_allocated,
    process_entries,
    records,
    system_entries,
)
from pcf.units import compatible

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked, Solved

#: MJ per kg that steam holds at most (700 C: enthalpy over water of 0 C 3.9); fuels hold more.
_STEAM = 4.0
#: MJ per kg of carbon that a fuel gives at most: methane, 802.3 / 12.011.
_HEAT_OF_CARBON = 66.8


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A flow whose energy nobody states; `mass_kg` None where its mass is not known either."""

    flow: str
    enters: bool
    mass_kg: float | None


@dataclass(frozen=True, slots=True)
class EnergyBalance:
    """Energy of one unit process per its reference flow, or of the system per functional unit, MJ.

    inflow, outflow
        What enters, and what products and co-products take out, as far as it is covered.
    lost
        What by-products, wastes and waste heat that are stated take out.
    coverage
        Part of the mass that enters and leaves whose energy is known; None where the mass of an
        uncovered flow is not known.
    excess
        Part of what leaves that nothing that enters brings, 0..1; None when it cannot be told: an
        uncovered flow enters, no energy enters, none leaves, the surplus is `unseen`, or
        co-products carry a share of the system.
    unseen
        Part of what leaves that no row brings, but that heat, pressure or nature may, 0..1; None
        when nothing can be told or all of it is an `excess`.
    unsourced
        Flows of the project whose heating value states no source.
    """

    process: str
    inflow: float
    outflow: float
    lost: float
    coverage: float | None
    excess: float | None
    uncovered: tuple[Uncovered, ...]
    unsourced: tuple[str, ...]
    unseen: float | None = None

    @property
    def ratio(self) -> float | None:
        """Products and losses by what enters; None when not all that enters is covered."""
        if not self.inflow or any(one.enters for one in self.uncovered):
            return None
        return (self.outflow + self.lost) / self.inflow


def energy_balances(linked: Linked, book: Book | None = None) -> tuple[EnergyBalance, ...]:
    """Balance the energy of every unit process of a project, in the order of the model.

    `book` is that of the project, when there is one already.
    """
    book = book or Book(linked)
    return tuple(_balance(id, entries, book) for id, entries in process_entries(linked, book))


def system_energy(solved: Solved) -> EnergyBalance:
    """Balance the energy that crosses the border of the project per functional unit."""
    book = Book(solved.linked)
    decided = not is_allocated(solved)
    return _balance(SYSTEM, system_entries(solved, book), book, decided=decided)


def _balance(id: str, entries: list[Entry], book: Book, *, decided: bool = True) -> EnergyBalance:
    sides = sides_of(records(id, entries), book.flows, book.contents)
    pairs = [
        (entry, side)
        for entry, side in zip(entries, sides, strict=True)
        if side.direction != "emission" and side.enters() is not None and side.amount
    ]
    known = [(entry, side) for entry, side in pairs if book.has_energy(entry)]
    inside = [side for _, side in known if side.enters()]
    outside = [side for _, side in known if not side.enters()]
    lost = [side for side in outside if side.is_waste_out() or side.flow.kind in BURDEN_FREE]
    inflow = _energy(inside)
    outflow = _energy(side for side in outside if side not in lost)
    of_losses = max(
        _energy(s for s in lost if s.flow.kind != "waste_service"),
        _energy(s for s in lost if s.flow.kind == "waste_service"),
    )
    uncovered = tuple(
        Uncovered(entry.flow, side.enters() is True, _mass(side))
        for entry, side in pairs
        if not book.has_energy(entry)
    )
    some = decided and any(side.enters() for _, side in pairs)
    surplus = _surplus(inflow, outflow + of_losses, uncovered) if some else None
    is_told = not surplus or _is_told(surplus * (outflow + of_losses), sides, inside, outside)
    return EnergyBalance(
        id, inflow, outflow, of_losses, _coverage(known, uncovered),
        surplus if is_told else None, uncovered, _unsourced(known, book),
        None if is_told else surplus,
    )  # fmt: skip


def _is_told(surplus: float, sides: list[Side], inside: list[Side], outside: list[Side]) -> bool:
    """Whether a surplus in MJ is one of energy that rows should bring.

    So it is where a fuel enters, however little (a slip of units makes it a thousandth), where the
    carbon that leaves to the air was burnt for as much heat, or where more heating value leaves
    than energy enters.
    """
    inflow = _energy(inside)
    fuel = _energy(side for side in inside if _is_fuel(side))
    made = _energy(side for side in outside if _is_fuel(side))
    burnt = fsum(side.span("carbon").high for side in sides if _is_burnt(side))
    is_fired = fuel > 0.0 or burnt * _HEAT_OF_CARBON >= surplus
    return inflow > 0.0 and (is_fired or made > inflow)


def _is_fuel(side: Side) -> bool:
    """Whether the energy of a flow is a heating value: it holds carbon, or more than hot steam."""
    energy, mass = side.span("energy").low, side.span("mass")
    if energy <= 0.0:
        return False
    is_dense = isfinite(mass.high) and energy > _STEAM * mass.high > 0.0
    return side.span("carbon").low > 0.0 or is_dense


def _is_burnt(side: Side) -> bool:
    """Whether carbon leaves to the air."""
    return side.direction == "emission" and side.enters() is False and side.span("carbon").high > 0


def _energy(sides: Iterable[Side]) -> float:
    return fsum(side.span("energy").low for side in sides)


def _mass(side: Side) -> float | None:
    mass = side.span("mass")
    return mass.low if isfinite(mass.high) else None


def _surplus(inflow: float, leaves: float, uncovered: tuple[Uncovered, ...]) -> float | None:
    if leaves <= 0.0:
        return None
    if inflow >= leaves:
        return 0.0
    return None if any(one.enters for one in uncovered) else (leaves - inflow) / leaves


def _coverage(known: list[tuple[Entry, Side]], uncovered: tuple[Uncovered, ...]) -> float | None:
    if not uncovered:
        return 1.0
    open_masses = [one.mass_kg for one in uncovered if one.mass_kg is not None]
    if len(open_masses) < len(uncovered):
        return None
    covered = fsum(_mass(side) or 0.0 for _, side in known)
    whole = covered + fsum(open_masses)
    return covered / whole if whole else None


def _unsourced(known: list[tuple[Entry, Side]], book: Book) -> tuple[str, ...]:
    """Flows with a heating value of the project that no source stands behind."""
    found = []
    for entry, _ in known:
        own = book.own(entry.flow)
        if own is None or own.energy_mj is None or compatible(own.unit, "MJ"):
            continue
        if own.energy_mj and not own.source.strip():
            found.append(entry.flow)
    return tuple(dict.fromkeys(found))
