"""What is wrong inside a supplier's file: its sums, its mass, its dates, its boundary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from pcf.findings import Finding, finding
from pcf.project.received_pact import VALID_YEARS
from pcf.project.received_statement import (
    ZERO,
    Statement,
    day_of,
    half_last_digit,
    years_later,
)

#: The one boundary of a footprint that can feed a row: everything up to the supplier's gate.
BOUNDARY = "cradle-to-gate"


def check_statement(stated: Statement, node: str) -> Iterator[Finding]:
    """Check a file in itself; `node` is ``supplier:ID``."""
    if stated.boundary and stated.boundary != BOUNDARY:
        yield finding("RX006", stated.places.get("boundary"), node=node,
                      observed=stated.boundary, expected=BOUNDARY)  # fmt: skip
    yield from _sums(stated, node)
    yield from _mass(stated, node)
    yield from _dates(stated, node)
    if stated.status and stated.status != "Active":
        yield finding("RX019", stated.places.get("status"), node=node, observed=stated.status)
    if not stated.strict and stated.stated_amount not in (None, Decimal(1)):
        yield finding("RX020", stated.places.get("amount"), node=node,
                      observed=stated.stated_amount, word=stated.word)  # fmt: skip
    if stated.apart:
        yield finding("RX023", stated.places.get("excluding"), node=node, observed=stated.apart)


def adds_up(stated: Statement, name: str) -> bool:
    """Whether the parts add up to the total `name`, within the rounding of the printed digits."""
    total = stated.excluding if name == "excluding" else stated.including
    if total is None or stated.parts.fossil is None:
        return False
    parts = stated.parts
    addends = list(parts.addends())
    if name == "including" and parts.uptake is not None:
        addends.append(parts.uptake)
    slack = sum(map(half_last_digit, (*addends, total)), ZERO)
    return abs(sum(addends, ZERO) - total) <= slack


def _sums(stated: Statement, node: str) -> Iterator[Finding]:
    """Parts against totals, where the format says that they add up (``RX010``)."""
    if not stated.strict or stated.parts.fossil is None:
        return
    sums = {"excluding": stated.parts.excluding(), "including": stated.parts.including()}
    for name, made in sums.items():
        total = stated.excluding if name == "excluding" else stated.including
        if total is not None and not adds_up(stated, name):
            yield finding("RX010", stated.places.get(name), node=node, observed=total,
                          expected=made, gap=total - made)  # fmt: skip
    if stated.excluding is not None and stated.including is not None:
        uptake = stated.parts.uptake or ZERO
        slack = sum(map(half_last_digit, (uptake, stated.excluding, stated.including)), ZERO)
        gap = stated.including - stated.excluding - uptake
        if abs(gap) > slack:
            made = stated.including - stated.excluding
            yield finding("RX012", stated.places.get("including"), node=node,
                          observed=made, expected=uptake)  # fmt: skip


def _mass(stated: Statement, node: str) -> Iterator[Finding]:
    """Mass of a product that is measured in kilograms is its amount (``RX011``)."""
    amount = stated.stated_amount
    if stated.word == "kilogram" and stated.mass is not None and amount is not None:
        wanted = stated.amount if stated.strict else amount
        if stated.mass not in (wanted, stated.amount):
            yield finding("RX011", stated.places.get("mass"), node=node,
                          observed=stated.mass, expected=wanted)  # fmt: skip


def _dates(stated: Statement, node: str) -> Iterator[Finding]:
    """Dates in the right order, validity of at most three years (``RX018``)."""
    first, _, last = stated.period.partition("/")
    start, end = day_of(first), day_of(last)
    since, until = day_of(stated.valid_from), day_of(stated.valid_until)
    period, validity = stated.places.get("period"), stated.places.get("validity")
    begins = stated.places.get("since", validity)
    if start is not None and end is not None and start > end:
        yield finding("RX018", period, node=node, observed=stated.period, expected="start <= end")
    if since is not None and until is not None and since > until:
        observed = f"{stated.valid_from}/{stated.valid_until}"
        yield finding("RX018", validity, node=node, observed=observed, expected="start <= end")
    if end is None or until is None:
        return
    latest = years_later(end + timedelta(days=1), VALID_YEARS) - timedelta(days=1)
    if until > latest:
        yield finding("RX018", validity, node=node, observed=stated.valid_until,
                      expected=f"<= {latest.isoformat()}")  # fmt: skip
    if since is not None and since <= end:
        yield finding("RX018", begins, node=node, observed=stated.valid_from,
                      expected=f"> {end.isoformat()}")  # fmt: skip
