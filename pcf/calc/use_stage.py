"""Amounts of the use stage, for its variation as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked
    from pcf.model import Exchange

USE = "use"


@dataclass(frozen=True, slots=True)
class UseAmounts:
    """Amounts that unit processes of the use stage take in or give off, by address.

    What one process of the stage takes from another is left out, so that a chain of them varies
    once. Co-products are outputs and are left out as well.

    rows
        Amounts of exchanges and electricity by row address, in the units of the rows.
    legs
        Masses of transport legs by id that carry no row: those that carry one move with it.
    """

    rows: dict[str, float]
    legs: dict[str, float]

    def changes(self, step: float) -> tuple[str, ...]:
        """Every amount changed by a relative step, as ``--set`` takes it."""
        made = [
            f"{address.removeprefix('row:').replace('/', '.', 1)}.amount={value * (1 + step)!r}"
            for address, value in self.rows.items()
        ]
        made += [f"transport.{id}.mass={value * (1 + step)!r}" for id, value in self.legs.items()]
        return tuple(made)

    def varied(self, step: float) -> dict[str, float]:
        """Amounts of the rows changed by a relative step."""
        return {address: value * (1 + step) for address, value in self.rows.items()}


def use_amounts(linked: Linked) -> UseAmounts:
    """Give the amounts of the use stage of a linked project."""
    stage = {p.id for p in linked.model.processes if p.stage == USE}

    def from_outside(address: str) -> bool:
        link = linked.links.get(address)
        return link is None or link.supplier.kind != "process" or link.supplier.id not in stage

    rows = {
        e.address: e.amount.value
        for e in _exchanges(linked)
        if e.process in stage and e.amount.value and from_outside(e.address)
    }
    legs = {
        leg.id: leg.mass.value
        for leg in linked.model.transport
        if leg.process in stage and leg.mass is not None and leg.mass.value
    }
    return UseAmounts(rows, legs)


def _exchanges(linked: Linked) -> Iterator[Exchange]:
    """Exchanges that move with the activity: all but co-products."""
    yield from (e for e in linked.model.exchanges if e.direction != "coproduct")
    yield from (use.exchange for use in linked.model.electricity)
