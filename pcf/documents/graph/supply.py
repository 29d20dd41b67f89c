"""The supply chain as plain values for a picture: nodes with their rounded texts, and edges.

Nodes are those of `pcf.graph.supply.supply_graph`, and one more that stands for what unit processes
emit and remove themselves. Rows between the same two nodes are one edge, burdens apart from
credits: nothing is netted away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

from pcf.calc.explain_supply import use_address
from pcf.documents.digits import number_text
from pcf.documents.living.entries import Entry, Scale
from pcf.documents.living.suppliers import suppliers_of
from pcf.documents.rounding import RoundedResult, rounded_result
from pcf.i18n import label

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.footprint import Footprint

Weight = Literal["gwp", "mass"]
Names = tuple[str, str]
UNIT, EMISSION = "unit", "emission"
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
    group: Names = ("", "")
    holds: tuple[str, ...] = ()

    @property
    def behind(self) -> bool:
        """Whether it stands in the background."""
        return self.kind in BEHIND


@dataclass(frozen=True, slots=True)
class Flow:
    """A supply of one row: kg CO2e upstream of it, and its mass where it has one."""

    source: str
    target: str
    value: float
    mass: float | None


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
    """The supply chain; `flows` are what `edges` are sums of.

    focus
        Node upstream of which everything lies; empty for the whole chain.
    """

    unit: str
    scenario: str
    weight: Weight
    stages: tuple[Entry, ...]
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    edges: tuple[Edge, ...]
    scale: Scale
    focus: str = ""


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
    flows = (*_flows(graph), *_emissions(footprint, graph))
    groups = _groups(footprint, scale)
    nodes = {
        key: _node(key, graph.nodes[key], (rounded, scale), groups, (focus, depth))
        for key in sorted(graph.nodes)
    }
    if any(flow.source == EMISSION for flow in flows):
        names = (label("graph_emissions", "zh"), label("graph_emissions", "en"))
        entry = scale.entry(use_address(EMISSION, focus, depth), names, 0.0)
        nodes[EMISSION] = Node(EMISSION, EMISSION, entry, entry)
    made = Supply(
        rounded.unit, footprint.scenario or "", weight, _stages(rounded, bool(focus)), nodes,
        flows, (), scale, focus,
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
        held.setdefault((source, target, _is_less(flow, supply.weight)), []).append(flow)
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


def _flows(graph: nx.MultiDiGraph[str]) -> Iterator[Flow]:
    ends = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[1], str(e[2])))
    for source, target, _, data in ends:
        yield Flow(source, target, float(data["cumulative"]), data.get("mass_kg"))


def _emissions(footprint: Footprint, graph: nx.MultiDiGraph[str]) -> Iterator[Flow]:
    for row in footprint.rows:
        user = f"process:{row.process}"
        if row.supplier == EMISSION and user in graph:
            yield Flow(EMISSION, user, row.value, None)


def _groups(footprint: Footprint, scale: Scale) -> dict[str, Names]:
    """Category of every dataset."""
    found = suppliers_of(footprint, footprint.rows, scale)
    return {
        row.supplier: (found.suppliers[at].category_zh, found.suppliers[at].category_en)
        for row, at in zip(footprint.rows, found.of_row, strict=True)
    }


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
    groups: Mapping[str, Names],
    part: tuple[str, int | None],
) -> Node:
    rounded, scale = table
    kind = str(data["kind"])
    names = (str(data["name_zh"]), str(data["name_en"]))
    if kind == UNIT:
        entry = scale.entry("total", names, rounded.total.exact)
        return Node(key, kind, entry, scale.entry("", names, 0.0))
    made = kind == "process"
    address = f"upstream:{key}" if made else use_address(key, *part)
    return Node(
        key, kind, scale.entry(address, names, float(data["cumulative"])),
        scale.entry(key if made else address, names, float(data["value"])), str(data["stage"]),
        str(data["component"]), groups.get(key, ("", "")),
    )  # fmt: skip


def _is_less(flow: Flow, weight: Weight) -> bool:
    return (flow.value if weight == "gwp" else flow.mass or 0.0) < 0


def _edge(
    ends: tuple[str, str, bool], flows: Iterable[Flow], supply: Supply, nodes: Mapping[str, Node]
) -> Edge:
    source, target, less = ends
    held = list(flows)
    a, b = nodes[source].entry, nodes[target].entry
    names = (f"{a.name_zh} → {b.name_zh}", f"{a.name_en} → {b.name_en}")
    entry = supply.scale.sum("", names, (flow.value for flow in held))
    masses = [flow.mass for flow in held if flow.mass is not None]
    mass = fsum(masses)
    told = f"{number_text(mass, supply.scale.printed.digits)} kg" if masses else ""
    width = abs(entry.weight if supply.weight == "gwp" else mass)
    return Edge(source, target, entry, told, len(held), less, width)
