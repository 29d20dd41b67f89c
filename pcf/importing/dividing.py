r"""Causal allocation: shares that differ from exchange to exchange, one column for each product.

With the amount :math:`a_r` of exchange *r* and its share :math:`w_{rp}` for product *p*, the column
of product *p* holds :math:`w_{rp}\,a_r`; over all products of a process

.. math:: \sum_p w_{rp} = 1

so that nothing is lost and nothing counts twice. The column of the reference flow keeps the id of
the process, the others are ``<id>--2``, ``<id>--3`` ….
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pcf.background.records import ExchangeRecord, ProcessRecord
from pcf.importing.coproducts import TOLERANCE, Output, merged
from pcf.importing.package import Process

if TYPE_CHECKING:
    from pcf.importing.draft import Draft

#: Between the id of a process or row and the number of its column.
MARK = "--"


@dataclass(frozen=True, slots=True)
class Column:
    """One product of a process, and the share of each exchange that falls to it."""

    output: Output
    shares: Mapping[str, float]


def base_id(id: str) -> str:
    """Give the id of the process of a column; any other id as it is."""
    head, mark, number = id.rpartition(MARK)
    return head if mark and number.isdecimal() else id


def columns(
    process: Process, outputs: list[Output], burdens: Collection[str]
) -> tuple[list[Column], list[Output]] | None:
    """Divide the exchanges of a process among its products.

    Parameters
    ----------
    process
        The process.
    outputs
        The reference output first, then the others.
    burdens
        Ids of the exchanges that are inputs or emissions.

    Returns
    -------
    tuple or None
        Columns, the reference first, and outputs to which nothing falls. None when an exchange
        has no shares, shares that do not add up to one, or shares for something that is no output.
    """
    by_id = {output.exchange.id: output.flow for output in outputs}
    shares: dict[str, dict[str, float]] = {output.flow: {} for output in outputs}
    for exchange in process.exchanges:
        if exchange.id not in burdens:
            continue
        total = 0.0
        for part in exchange.allocations:
            flow = by_id.get(part.coproduct)
            if flow is None or part.share is None or not 0.0 <= part.share <= 1.0 + TOLERANCE:
                return None
            own = shares[flow]
            own[exchange.id] = own.get(exchange.id, 0.0) + part.share
            total += part.share
        if abs(total - 1.0) > TOLERANCE:
            return None
        for own in shares.values():
            if exchange.id in own:
                own[exchange.id] /= total
    first, *others = single = merged(outputs)
    if first.amount != outputs[0].amount and first.exchange.direction != "output":
        return None
    burdened = [first, *(other for other in others if any(shares[other.flow].values()))]
    made = [Column(output, shares[output.flow]) for output in burdened]
    kept = {column.output.flow for column in made}
    return made, [output for output in single if output.flow not in kept]


def column_rows(draft: Draft, column: Column, number: int) -> list[ExchangeRecord]:
    """Give the inputs and emissions of a column, each with its share of the amount."""
    process = draft.process.id
    found = []
    for row in draft.rows:
        share = column.shares.get(row.id.removeprefix(f"{process}."), 0.0)
        if share == 0.0:
            continue
        low = None if row.low is None else row.low * share
        high = None if row.high is None else row.high * share
        own = replace(row, amount=row.amount * share, low=low, high=high)
        found.append(own if number == 1 else replace(own, id=numbered(row.id, number)))
    return found


def numbered(id: str, number: int) -> str:
    """Give the id of a column or of a row in it; the first keeps its own."""
    return id if number == 1 else f"{id}{MARK}{number}"


def named(record: ProcessRecord, number: int, product: tuple[str, str]) -> ProcessRecord:
    """Give the head of a column: further products stand in its name (Chinese, English)."""
    if number == 1:
        return record
    return replace(
        record,
        id=numbered(record.id, number),
        name_zh=f"{record.name_zh}；{product[0]}",
        name_en=f"{record.name_en}; {product[1]}",
    )
