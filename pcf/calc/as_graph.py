"""The supply chain of a solved footprint as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.graph.supply import EdgeValue, supply_graph

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.footprint import Footprint


def graph_of(footprint: Footprint) -> nx.MultiDiGraph[str]:
    """Supply chain as a frozen graph; see `pcf.graph.supply.supply_graph`.

    Raises
    ------
    UsageError
        ``GR051`` for a result that was read from a file.
    """
    solved = footprint.solved
    linked = solved.linked
    values = {
        row.address: EdgeValue(row.amount, row.value, row.amount * row.intensity)
        for row in footprint.rows
    }
    return supply_graph(
        linked.model, linked.background, linked.rows, linked.links, values,
        solved.upstream_of_demand(),
    )  # fmt: skip
