"""Take apart what the supply chain carries, and the total per other units.

Addresses: ``upstream:process:ID`` (kg CO2e of what leaves a unit process for others, with all that
is upstream of it), ``use:SUPPLIER`` (what the rows that a supplier feeds carry together),
``use:emission`` (what unit processes emit and remove themselves), ``burden:SUPPLIER,USER`` and
``credit:SUPPLIER,USER`` (a line of the picture; see `pcf.calc.supply_flows`), those of charts in
`pcf.calc.small_parts`, ``supplier:ID`` (a received footprint per unit), and ``alternative:ID``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.explain_figures import Figures, named
from pcf.calc.explanation import Explanation, Fact, Term
from pcf.calc.small_parts import band, small
from pcf.calc.supply_flows import (
    EMISSION,
    WEIGHTS,
    Flow,
    Fold,
    Weight,
    flows_of,
    fold_keys,
    folds_of,
    part_asked,
    rest_key,
)

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.footprint import Footprint, RowResult

_LISTED = 8


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
    """Explain what a supplier, or a fold of suppliers, gives to the rows that it feeds."""
    footprint, asked = figures.footprint, _asked(figures, key.removeprefix("dataset:"))
    supplier = asked.what
    fold = asked.fold(supplier)
    held = (supplier,) if fold is None else fold.held
    flows = [flow for flow in asked.flows if flow.source in held]
    if not flows:
        return None
    facts = [Fact("how", "how_use_emission" if supplier == EMISSION else "how_use")]
    if supplier != EMISSION:
        first = next((row for row in footprint.rows if row.supplier == supplier), None)
        told = f"{first.intensity:.6g} kg CO2e/{first.unit}" if first else ""
        facts += [*_supplier(supplier, fold), Fact("intensity", told)]
    return _sum(figures, asked.names(supplier, fold), flows, [*facts, asked.part])


def line(figures: Figures, key: str, *, weight: Weight, less: bool) -> Explanation | None:
    """Explain a line of the picture of the chain: its rows, each with everything upstream of it."""
    asked = _asked(figures, key)
    fold = asked.fold_of_line(weight)
    flows = [
        flow
        for flow in asked.flows
        if (flow.size(weight) < 0) == less
        and asked.what
        == f"{fold.key if fold and flow.source in fold.held else flow.source},{flow.target}"
    ]
    if not flows:
        return None
    source, target = fold.key if fold else flows[0].source, flows[0].target
    masses = [flow.mass for flow in flows if flow.mass is not None]
    facts = [
        Fact("how", "how_line"),
        *_supplier(source, fold),
        Fact("used_by", target),
        Fact("mass", f"{fsum(masses):.6g} kg" if masses else ""),
        asked.part,
    ]
    zh, en = (
        f"{a} → {b}"
        for a, b in zip(asked.names(source, fold), asked.names(target, None), strict=True)
    )
    return _sum(figures, (zh, en), flows, facts)


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


@dataclass(frozen=True)
class _Asked:
    """What is asked for of a part of the chain, and the flows in it."""

    footprint: Footprint
    what: str
    graph: nx.MultiDiGraph[str]
    flows: tuple[Flow, ...]
    part: Fact

    @cached_property
    def _keys(self) -> dict[str, str]:
        return fold_keys(self.footprint, self.graph)

    def fold(self, key: str) -> Fold | None:
        """Fold of a key: a whole category, or the smallest ones that a picture puts together."""
        for weight in WEIGHTS:
            if key == rest_key(weight):
                return folds_of(self.flows, self._keys, weight).get(key)
        held = tuple(sorted(source for source, fold in self._keys.items() if fold == key))
        return Fold(key, held) if held else None

    def fold_of_line(self, weight: Weight) -> Fold | None:
        """Fold that a line begins at; None where it begins at a box of its own."""
        known = {*self._keys.values(), rest_key(weight)}
        begun = [key for key in known if self.what.startswith(f"{key},")]
        return self.fold(max(begun, key=len)) if begun else None

    def names(self, key: str, fold: Fold | None) -> tuple[str, str]:
        """Names of a box in Chinese and English."""
        if fold is not None or key == EMISSION:
            return fold.names if fold else named("graph_emissions")
        data = self.graph.nodes.get(key, {})
        zh, en = str(data.get("name_zh", "")), str(data.get("name_en", ""))
        return zh or en or key, en or zh or key


def _asked(figures: Figures, key: str) -> _Asked:
    from pcf.calc.as_graph import graph_of

    footprint = figures.footprint
    graph = graph_of(footprint)
    folds = fold_keys(footprint, graph).values()
    boxes = {*graph, EMISSION, *folds, *map(rest_key, WEIGHTS)}
    what, part = part_asked(graph, key, boxes)
    told = Fact("part_of_chain", key.removeprefix(what).removeprefix("@"))
    return _Asked(footprint, what, part, flows_of(footprint, part), told)


def _sum(
    figures: Figures, names: tuple[str, str], flows: Sequence[Flow], facts: Sequence[Fact]
) -> Explanation:
    """Sum of flows, each a term with the row that it comes from."""
    rows = {row.address: row for row in figures.footprint.rows}
    terms = [
        _term(rows[flow.row], flow.value) if flow.row in rows else
        Term(f"upstream:{flow.source}", flow.source, flow.source, flow.value, None)
        for flow in flows
    ]  # fmt: skip
    value = fsum(flow.value for flow in flows)
    return figures.made(names, value, figures.footprint.unit, terms, facts)


def _supplier(key: str, fold: Fold | None) -> list[Fact]:
    """Supplier of what is explained; of a fold those that it stands for, the first few of them."""
    if fold is None:
        return [Fact("supplier", key)]
    held = fold.held
    more = f" (+{len(held) - _LISTED})" if len(held) > _LISTED else ""
    return [Fact("graph_holds", f"{len(held)}: {'; '.join(held[:_LISTED])}{more}")]


def _carried(row: RowResult) -> float:
    """kg CO2e that comes with a row: its own, or what is upstream of the process that feeds it."""
    return row.amount * row.intensity if row.supplier.startswith("process:") else row.value


def _term(row: RowResult, value: float) -> Term:
    return Term(
        row.address, row.name_zh, row.name_en, value, None, row.amount, row.unit,
        value / row.amount if row.amount else None, row.origin, row.supplier,
    )  # fmt: skip


def _line_or_band(figures: Figures, key: str, *, less: bool) -> Explanation | None:
    found = line(figures, key, weight="gwp", less=less)
    return found or band(figures, key, less=less)


SUPPLY: dict[str, Callable[[Figures, str], Explanation | None]] = {
    "upstream": upstream,
    "use": use,
    "burden": partial(_line_or_band, less=False),
    "credit": partial(_line_or_band, less=True),
    "small": small,
    "burden_mass": partial(line, weight="mass", less=False),
    "credit_mass": partial(line, weight="mass", less=True),
    "supplier": received,
    "alternative": alternative,
}
