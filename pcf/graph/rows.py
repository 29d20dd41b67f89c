"""Rows: everything in a model that needs a supplier or emits, in one form.

Tables say the same thing in different words: an exchange, an electricity claim, a transport leg,
an end-of-life route. Here each becomes a `Row`: an amount that a unit process takes in, sends to
treatment, emits, or is credited with. Rules that decide which supplier counts (electricity
instruments, transport modes, end-of-life formulas) are applied in `expand`, and every such decision
leaves its reason on the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location
from pcf.model import Amount, Exchange, Supplier
from pcf.model.process import Direction, Origin

#: Id of the process that holds the rows of ``endoflife.toml``; one of it per functional unit.
END_OF_LIFE = "endoflife"

RowKind = Literal["technosphere", "emission"]


@dataclass(frozen=True, slots=True)
class Row:
    """An amount per reference flow of a unit process.

    sign
        +1 for an input, a waste sent to treatment, an emission or removal (a removal flow has a
        negative characterization factor of its own); −1 for a credit.
    flow
        Flow asked for; empty = the reference product of the stated supplier.
    physical
        Amount that really enters, where `amount` is a weight of burden (the Circular Footprint
        Formula); None where both are the same.
    reason
        Why the stated supplier is not the whole story, e.g. ``no-certificate``; empty otherwise.
    """

    address: str
    process: str
    kind: RowKind
    direction: Direction | Literal["credit"]
    flow: str
    amount: Amount
    sign: float
    supplier: Supplier | None
    origin: Origin
    part: str = ""
    ledger: str | None = None
    source: str = ""
    evidence: str | None = None
    dq: str | None = None
    reason: str = ""
    place: Location | None = None
    physical: Amount | None = None

    @property
    def carried(self) -> Amount:
        """Amount that really enters or leaves, for balances of mass and energy."""
        return self.physical or self.amount


def row_of_exchange(exchange: Exchange, *, reason: str = "") -> Row:
    """Make the row of an exchange; an emission or removal needs no supplier."""
    emits = exchange.direction in ("emission", "removal")
    return Row(
        address=exchange.address,
        process=exchange.process,
        kind="emission" if emits else "technosphere",
        direction=exchange.direction,
        flow=exchange.flow,
        amount=exchange.amount,
        sign=1.0,
        supplier=exchange.supplier,
        origin=exchange.origin,
        part=exchange.part,
        ledger=exchange.ledger,
        source=exchange.source,
        evidence=exchange.evidence,
        dq=exchange.dq,
        reason=reason,
        place=exchange.place,
    )
