"""The supply chain as plain values for a picture: nodes with their rounded texts, and edges.

Nodes are those of `pcf.graph.supply.supply_graph`, and one more that stands for what unit processes
emit and remove themselves. Rows between the same two nodes are one edge, burdens apart from
credits: nothing is netted away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, Any

from pcf.calc.supply_flows import (
    EMISSION,
    Flow,
    Fold,
    Shown,
    Weight,
    flows_of,
    fold_keys,
)
from pcf.documents.digits import number_text
from pcf.documents.living.entries import Entry, Scale
from pcf.documents.rounding import RoundedResult, rounded_result
from pcf.i18n import label

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.footprint import Footprint

Names = tuple[str, str]
UNIT = "unit"
#: Kinds of nodes that stand in the background of a picture.
BEHIND = ("background", "received", "emission", "category")


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the picture.

    entry
        kg CO2e of what leaves it for others, with everything upstream; of a node of the background
        what the rows shown draw from it.
    own
        kg CO2e of its own rows.
    fold
        Key of the fold that a supplier from outside belongs to; see `pcf.calc.supply_flows`.
    group
        Category of a dataset in Chinese and English.
    holds
        Keys of the datasets that a folded node stands for.
    """

    key: str
    kind: str
    entry: Entry
    own: Entry
    stage: str = ""
    component: str = ""
    fold: str = ""
    group: Names = ("", "")
    holds: tuple[str, ...] = ()

    @property
    def behind(self) -> bool:
        """Whether it stands in the background."""
        return self.kind in BEHIND


@dataclass(frozen=True, slots=True)
class Edge:
    """Rows between two nodes, all burdens or all credits.

    width
        Absolute value that its width stands for; 0 where there is none.
    """

    source: str
    target: str
    entry: Entry
    mass: str
    rows: int
    less: bool
    width: float


@dataclass(frozen=True, slots=True)
class Supply:
    """The supply chain; `flows` are what `edges` are sums of."""

    unit: str
    scenario: str
    shown: Shown
    stages: tuple[Entry, ...]
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    edges: tuple[Edge, ...]
    scale: Scale

    @property
    def weight(self) -> Weight:
        """What widths of lines stand for."""
        return self.shown.weight

    @property
    def focus(self) -> str:
        """Node upstream of which everything lies; empty for the whole chain."""
        return self.shown.focus


def supply_of(
    footprint: Footprint,
    graph: nx.MultiDiGraph[str],
    weight: Weight = "gwp",
    focus: str = "",
    depth: int | None = None,
) -> Supply:
    """Take the values of a graph, or of a part of it, for a picture.

    Parameters
    ----------
    graph
        Of `pcf.calc.as_graph.graph_of`, or the part of it that is wanted.
    focus
        Node that the part begins at.
    depth
        How many steps upstream of it the part ends; None for everything.
    """
    rounded = rounded_result(footprint, footprint.stages, None)
    scale = Scale(rounded.printed, footprint.total)
    flows, shown = flows_of(footprint, graph), Shown(weight, focus, depth)
    folds = fold_keys(footprint, graph)
    nodes = {
        key: _node(key, graph.nodes[key], (rounded, scale), folds.get(key, ""), shown)
        for key in sorted(graph.nodes)
    }
    if any(flow.source == EMISSION for flow in flows):
        names = (label("graph_emissions", "zh"), label("graph_emissions", "en"))
        entry = scale.entry(shown.use(EMISSION), names, 0.0)
        nodes[EMISSION] = Node(EMISSION, EMISSION, entry, entry)
    made = Supply(
        rounded.unit, footprint.scenario or "", shown, _stages(rounded, bool(focus)), nodes,
        flows, (), scale,
    )  # fmt: skip
    return merged(made, {})


def merged(supply: Supply, holder: Mapping[str, Node]) -> Supply:
    """Put nodes into those that hold them, and make the edges anew.

    Parameters
    ----------
    holder
        Node that stands for a node, by its key.
    """
    held: dict[tuple[str, str, bool], list[Flow]] = {}
    nodes: dict[str, Node] = {}
    for key, node in supply.nodes.items():
        nodes.setdefault(holder.get(key, node).key, holder.get(key, node))
    for flow in supply.flows:
        source, target = (
            holder[key].key if key in holder else key for key in (flow.source, flow.target)
        )
        held.setdefault((source, target, flow.size(supply.weight) < 0), []).append(flow)
    edges = tuple(_edge(ends, held[ends], supply, nodes) for ends in sorted(held))
    drawn: dict[str, list[float]] = {}
    for (source, _, _), found in held.items():
        drawn.setdefault(source, []).extend(flow.value for flow in found)
    for key, node in nodes.items():
        if node.behind:
            names = (node.entry.name_zh, node.entry.name_en)
            entry = supply.scale.sum(node.entry.address, names, drawn.get(key, ()))
            nodes[key] = replace(node, entry=entry, own=entry)
    return replace(supply, nodes=nodes, edges=edges)


def _stages(rounded: RoundedResult, part_only: bool) -> tuple[Entry, ...]:
    """Stages with their totals; a part of the chain has no totals of stages."""
    return tuple(
        Entry(part.address, part.name_zh, part.name_en, "" if part_only else part.text,
              "" if part_only else part.share, part.exact)
        for part in rounded.stages.parts
    )  # fmt: skip


def _node(
    key: str,
    data: Mapping[str, Any],
    table: tuple[RoundedResult, Scale],
    fold: str,
    shown: Shown,
) -> Node:
    rounded, scale = table
    kind = str(data["kind"])
    names = (str(data["name_zh"]), str(data["name_en"]))
    if kind == UNIT:
        entry = scale.entry("total", names, rounded.total.exact)
        return Node(key, kind, entry, scale.entry("", names, 0.0))
    made = kind == "process"
    address = f"upstream:{key}" if made else shown.use(key)
    return Node(
        key, kind, scale.entry(address, names, float(data["cumulative"])),
        scale.entry(key if made else address, names, float(data["value"])), str(data["stage"]),
        str(data["component"]), fold, Fold(fold, (key,)).names if fold else ("", ""),
    )  # fmt: skip


def _edge(
    ends: tuple[str, str, bool], flows: Iterable[Flow], supply: Supply, nodes: Mapping[str, Node]
) -> Edge:
    source, target, less = ends
    held = list(flows)
    a, b = nodes[source].entry, nodes[target].entry
    names = (f"{a.name_zh} → {b.name_zh}", f"{a.name_en} → {b.name_en}")
    address = supply.shown.line(source, target, less=less)
    entry = supply.scale.sum(address, names, (flow.value for flow in held))
    masses = [flow.mass for flow in held if flow.mass is not None]
    mass = fsum(masses)
    told = f"{number_text(mass, supply.scale.printed.digits)} kg" if masses else ""
    width = abs(entry.weight if supply.weight == "gwp" else mass)
    return Edge(source, target, entry, told, len(held), less, width)
