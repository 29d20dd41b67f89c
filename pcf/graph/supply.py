"""The supply chain of a project as a networkx multigraph.

Nodes are ``unit`` (the functional unit), ``process:ID``, ``bg:DATASET/FLOW`` and ``supplier:ID``;
an edge runs from supplier to user, keyed by the address of its row. Several rows between the same
two are several edges; loops are edges like others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.background import Background
from pcf.graph.link import Link
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.model import Model
from pcf.units import convert, is_mass

if TYPE_CHECKING:
    import networkx as nx

UNIT = "unit"


@dataclass(frozen=True, slots=True)
class EdgeValue:
    """What a row carries per functional unit.

    amount
        In the unit of the supplier; negative for credits.
    value
        kg CO2e that the row itself carries (0 when a unit process of the project feeds it).
    cumulative
        kg CO2e upstream of the row: amount × cradle-to-gate intensity of its supplier.
    """

    amount: float
    value: float
    cumulative: float


def supply_graph(
    model: Model,
    background: Background,
    rows: Iterable[Row],
    links: Mapping[str, Link],
    values: Mapping[str, EdgeValue],
    demand: Mapping[str, float],
) -> nx.MultiDiGraph[str]:
    """Build the graph and freeze it.

    `values` are by row address; `demand` holds kg CO2e upstream of each process that the functional
    unit takes.

    Node attributes: ``kind`` (unit, process, background, received), ``name_zh``, ``name_en``,
    ``stage``, ``component``, ``value`` (kg CO2e that its own rows carry; for a supplier from
    outside what all rows draw from it), ``cumulative`` (kg CO2e of all that leaves it for others).
    Edge attributes: ``row``, ``flow``, ``amount``, ``unit``, ``value``, ``cumulative``,
    ``mass_kg``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(project=model.id)
    graph.add_node(
        UNIT,
        kind="unit",
        name_zh=model.unit.description_zh,
        name_en=model.unit.description_en,
        stage="",
        component="",
    )
    for process in model.processes:
        graph.add_node(
            f"process:{process.id}",
            kind="process",
            name_zh=process.name_zh,
            name_en=process.name_en,
            stage=process.stage,
            component=process.component,
        )
    for row in rows:
        link = links.get(row.address)
        if link is None:
            continue
        supplier = _supplier_node(graph, model, background, link)
        value = values[row.address]
        user = f"process:{row.process}"
        if user not in graph:
            _add_end_of_life(graph, user)
        graph.add_edge(supplier, user, key=row.address, **_edge(row, link, value))
    _add_demand(graph, model, demand)
    _sum_nodes(graph, rows, values)
    frozen: nx.MultiDiGraph[str] = nx.freeze(graph)
    return frozen


def part_of(
    graph: nx.MultiDiGraph[str], focus: str | None, depth: int | None
) -> nx.MultiDiGraph[str]:
    """Give the part that lies upstream of `focus`, at most `depth` steps away.

    Without `focus` the part begins at the functional unit; the whole graph when `depth` is None
    as well.
    """
    import networkx as nx

    if focus is None and depth is None:
        return graph
    start = focus or UNIT
    upstream = graph.reverse(copy=False)
    near = nx.single_source_shortest_path_length(upstream, start, cutoff=depth)
    return graph.subgraph(list(near))


def _edge(row: Row, link: Link, value: EdgeValue) -> dict[str, str | float | None]:
    mass = convert(value.amount, link.unit, "kg") if is_mass(link.unit) else None
    return {
        "row": row.address,
        "flow": link.supplier.flow or row.flow,
        "amount": value.amount,
        "unit": link.unit,
        "value": value.value,
        "cumulative": value.cumulative,
        "mass_kg": mass,
    }


def _supplier_node(
    graph: nx.MultiDiGraph[str], model: Model, background: Background, link: Link
) -> str:
    supplier = link.supplier
    if supplier.kind == "process":
        return f"process:{supplier.id}"
    node = str(supplier)
    if node not in graph:
        if supplier.kind == "background":
            record = background.process(supplier.id)
            zh, en = record.name_zh, record.name_en
        else:
            received = next(r for r in model.received if r.id == supplier.id)
            zh, en = received.name_zh, received.name_en
        graph.add_node(node, kind=supplier.kind, name_zh=zh, name_en=en, stage="", component="")
    return node


def _add_end_of_life(graph: nx.MultiDiGraph[str], node: str) -> None:
    from pcf.i18n import label

    graph.add_node(
        node,
        kind="process",
        name_zh=label("end_of_life", "zh"),
        name_en=label("end_of_life", "en"),
        stage="end_of_life",
        component="",
    )


def _add_demand(graph: nx.MultiDiGraph[str], model: Model, demand: Mapping[str, float]) -> None:
    for number, flow in enumerate(model.unit.reference_flows):
        graph.add_edge(
            f"process:{flow.process}",
            UNIT,
            key=f"reference_flow:{number}",
            row=f"reference_flow:{number}",
            flow="",
            amount=flow.amount.value,
            unit=flow.amount.unit,
            value=0.0,
            cumulative=demand.get(flow.process, 0.0),
            mass_kg=None,
        )
    end = f"process:{END_OF_LIFE}"
    if end in graph:
        graph.add_edge(
            end,
            UNIT,
            key=END_OF_LIFE,
            row=END_OF_LIFE,
            flow="",
            amount=1.0,
            unit="",
            value=0.0,
            cumulative=demand.get(END_OF_LIFE, 0.0),
            mass_kg=None,
        )


def _sum_nodes(
    graph: nx.MultiDiGraph[str], rows: Iterable[Row], values: Mapping[str, EdgeValue]
) -> None:
    own: dict[str, list[float]] = {}
    for row in rows:
        if row.address in values:
            own.setdefault(f"process:{row.process}", []).append(values[row.address].value)
    for node, data in graph.nodes(data=True):
        leaving = [d["cumulative"] for _, _, d in graph.out_edges(node, data=True)]
        data["cumulative"] = fsum(leaving)
        if data["kind"] in ("background", "received"):
            data["value"] = fsum(d["value"] for _, _, d in graph.out_edges(node, data=True))
        else:
            data["value"] = fsum(own.get(node, ()))
