"""Which unit processes the product draws on: followed from its reference flows along the links.

A process that nothing demands has the activity zero: its rows look complete and count nothing. That
is what a deleted row leaves behind, and the total alone does not show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pcf.findings import Finding, finding
from pcf.graph.link import Link
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.model import Model


@dataclass(frozen=True, slots=True)
class Reach:
    """Unit processes that the product draws on, the end of life among them.

    demanded
        Reached along rows of any amount, zero included.
    active
        Reached along rows whose amount is not zero: a process outside of them counts nothing.
    """

    demanded: frozenset[str]
    active: frozenset[str]


def reach_of(model: Model, rows: Iterable[Row], links: Mapping[str, Link]) -> Reach:
    """Follow the links from the reference flows, and from the end of life, to every supplier."""
    suppliers: dict[str, list[tuple[str, bool]]] = {}
    for row in rows:
        link = links.get(row.address)
        if link is not None and link.supplier.kind == "process":
            found = suppliers.setdefault(row.process, [])
            found.append((link.supplier.id, row.amount.value != 0.0))
    first = [flow.process for flow in model.unit.reference_flows]
    if model.end_of_life is not None:
        first.append(END_OF_LIFE)
    every = {user: [name for name, _ in found] for user, found in suppliers.items()}
    active = {user: [name for name, runs in found if runs] for user, found in suppliers.items()}
    return Reach(upstream(first, every), upstream(first, active))


def upstream(
    first: Iterable[str], suppliers: Mapping[str, Iterable[str]], stop: Iterable[str] = ()
) -> frozenset[str]:
    """Give the processes `first` and all that supply them; processes of `stop` are not entered."""
    barred = set(stop)
    seen: set[str] = set()
    waiting = list(first)
    while waiting:
        process = waiting.pop()
        if process not in seen:
            seen.add(process)
            waiting += [name for name in suppliers.get(process, ()) if name not in barred]
    return frozenset(seen)


def reach_findings(
    model: Model, rows: Iterable[Row], links: Mapping[str, Link]
) -> tuple[Finding, ...]:
    """Tell the unit processes that the product does not draw on, in the order of the model.

    ``GR042`` nothing demands it; ``GR043`` the same in a scenario or under single values, which
    replace suppliers on purpose; ``GR044`` every row that demands it has the amount zero.
    """
    reach = reach_of(model, rows, links)
    unused = "GR042" if model.scenario is None and not model.changed else "GR043"
    return tuple(
        finding(
            "GR044" if process.id in reach.demanded else unused,
            process.place,
            node=process.id,
            observed=process.id,
            product=process.product,
        )
        for process in model.processes
        if process.id not in reach.active
    )
