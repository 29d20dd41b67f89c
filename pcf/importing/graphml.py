"""An imported background as GraphML: processes, and who supplies whom with how much."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.importing.writers import Source


#: Characters that XML does not have.
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def write(source: Source, target: Path) -> tuple[Finding, ...]:
    """Write the graph; an edge points from supplier to user, open ends have a node of their own.

    An edge holds the amount per reference amount of the user, as the tables state it.
    """
    import networkx as nx

    background = source.background
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    emitted = 0
    for process in background.processes():
        graph.add_node(
            process.id, name_zh=_plain(process.name_zh), name_en=_plain(process.name_en),
            location=process.location, year=process.year, kind=process.kind,
            amount=process.amount, unit=process.unit, product=process.product,
        )  # fmt: skip
    for process in background.processes():
        for row in background.exchanges(process.id):
            if row.direction == "emission":
                emitted += 1
            elif row.direction == "input":
                supplier = row.provider or f"open:{row.flow}"
                if supplier not in graph:
                    name = _plain(background.flow(row.flow).name_en)
                    graph.add_node(supplier, name_en=name, kind="open")
                graph.add_edge(
                    supplier, process.id, key=row.id, flow=row.flow, amount=row.amount,
                    unit=row.unit,
                )  # fmt: skip
    text = "\n".join(nx.generate_graphml(graph)) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
    return (finding("IM046", observed=emitted, expected="emission"),) if emitted else ()


def _plain(text: str) -> str:
    return _NOT_XML.sub(" ", text)
