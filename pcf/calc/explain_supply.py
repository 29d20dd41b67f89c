"""Take apart what the supply chain carries, and the total per other units.

Addresses: ``upstream:process:ID`` (kg CO2e of what leaves a unit process for others, with all that
is upstream of it), ``use:SUPPLIER`` (what the rows that a supplier feeds carry together),
``use:emission`` (what unit processes emit and remove themselves), ``supplier:ID`` (a received
footprint per unit), and ``alternative:ID``.

``use:SUPPLIER@NODE`` counts only rows of unit processes upstream of a node, and ``@NODE+N`` those
at most N steps away: so much of the chain a picture of that part shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.explain_figures import Figures, named
from pcf.calc.explanation import Explanation, Fact, Term
from pcf.graph.supply import part_of

if TYPE_CHECKING:
    from pcf.calc.footprint import RowResult

_EMISSION = "emission"
_PART = re.compile(r"(?P<supplier>[^@]+)(?:@(?P<node>[^@+]+)(?:\+(?P<depth>\d{1,4}))?)?")
_LISTED = 8


def use_address(supplier: str, node: str = "", depth: int | None = None) -> str:
    """Address of what a supplier gives to all rows, or to those of a part of the chain."""
    steps = "" if depth is None else f"+{depth}"
    return f"use:{supplier}" + (f"@{node}{steps}" if node else "")


def upstream(figures: Figures, key: str) -> Explanation | None:
    """Explain all that leaves a unit process: its rows, each with everything upstream of it."""
    from pcf.calc.as_graph import graph_of

    footprint, node = figures.footprint, key if key.startswith("process:") else f"process:{key}"
    graph = graph_of(footprint)
    if node not in graph:
        return None
    data = graph.nodes[node]
    id = node.removeprefix("process:")
    terms = [_term(row, _carried(row)) for row in footprint.rows if row.process == id]
    users = [
        f"{user} {edge['cumulative']:.6g}" for _, user, edge in graph.out_edges(node, data=True)
    ]
    more = f" (+{len(users) - _LISTED})" if len(users) > _LISTED else ""
    facts = [
        Fact("how", "how_upstream"),
        Fact("upstream_own", f"{data['value']:.6g} {footprint.unit}"),
        Fact("used_by", "; ".join(users[:_LISTED]) + more),
    ]
    names = str(data["name_zh"]), str(data["name_en"])
    return figures.made(names, float(data["cumulative"]), footprint.unit, terms, facts)


def use(figures: Figures, key: str) -> Explanation | None:
    """Explain what a supplier gives to the rows that it feeds."""
    found = _PART.fullmatch(key)
    if found is None:
        return None
    footprint, supplier = figures.footprint, found["supplier"].removeprefix("dataset:")
    rows = [row for row in footprint.rows if row.supplier == supplier]
    if not rows:
        return None
    if found["node"]:
        kept = _processes(figures, found["node"], found["depth"])
        if kept is None:
            return None
        rows = [row for row in rows if row.process in kept]
    first = next(row for row in footprint.rows if row.supplier == supplier)
    terms = [_term(row, row.value) for row in rows]
    facts = [Fact("how", "how_use_emission" if supplier == _EMISSION else "how_use")]
    if supplier != _EMISSION:
        facts.append(Fact("supplier", supplier))
        facts.append(Fact("intensity", f"{first.intensity:.6g} kg CO2e/{first.unit}"))
    facts.append(Fact("part_of_chain", key.partition("@")[2]))
    names = (first.supplier_zh or supplier, first.supplier_en or supplier)
    names = named(_EMISSION) if supplier == _EMISSION else names
    return figures.made(names, fsum(t.value for t in terms), footprint.unit, terms, facts)


def received(figures: Figures, key: str) -> Explanation | None:
    """Explain what a unit of a received footprint counts, as its first row draws on it."""
    footprint, address = figures.footprint, f"supplier:{key}"
    row = next((r for r in footprint.rows if r.supplier == address), None)
    if row is None:
        return None
    told = [item.source for item in footprint.solved.linked.model.received if item.id == key]
    facts = [Fact("how", "how_received"), *(Fact("source", text) for text in told),
             Fact("row", row.address)]  # fmt: skip
    names = (row.supplier_zh or address, row.supplier_en or address)
    return figures.made(names, row.intensity, f"kg CO2e/{row.unit}", facts=facts)


def alternative(figures: Figures, key: str) -> Explanation | None:
    """Explain the total per another unit: total × factor."""
    footprint = figures.footprint
    found = next((a for a in footprint.alternatives if a.id == key), None)
    if found is None:
        return None
    unit = footprint.solved.linked.model.unit
    stated = next(a for a in unit.alternatives if a.id == key)
    facts = [
        Fact("how", "how_alternative"),
        Fact("total", f"{footprint.total:.9g} {footprint.unit}"),
        Fact("alternative_factor", f"{stated.factor:.12g}"),
        Fact("formula", stated.formula),
    ]
    total = Term("total", *named("total"), found.value, None, footprint.total,
                 footprint.unit, stated.factor)  # fmt: skip
    names = (found.name_zh, found.name_en)
    made = figures.made(names, found.value, found.unit, [total], facts)
    return replace(made, share_of_total=None)


def _processes(figures: Figures, node: str, depth: str | None) -> set[str] | None:
    """Unit processes of a part of the chain; None where there is no such node."""
    from pcf.calc.as_graph import graph_of

    graph = graph_of(figures.footprint)
    if node not in graph:
        return None
    part = part_of(graph, node, None if depth is None else int(depth))
    return {name.removeprefix("process:") for name in part if name.startswith("process:")}


def _carried(row: RowResult) -> float:
    """kg CO2e that comes with a row: its own, or what is upstream of the process that feeds it."""
    return row.amount * row.intensity if row.supplier.startswith("process:") else row.value


def _term(row: RowResult, value: float) -> Term:
    return Term(
        row.address, row.name_zh, row.name_en, value, None, row.amount, row.unit,
        value / row.amount if row.amount else None, row.origin, row.supplier,
    )  # fmt: skip


SUPPLY: dict[str, Callable[[Figures, str], Explanation | None]] = {
    "upstream": upstream,
    "use": use,
    "supplier": received,
    "alternative": alternative,
}
