"""The supply chain as a tree of text, as Mermaid, DOT, GraphML, CSV and JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal

from pcf.i18n import Language, label
from pcf.report.numbers import number
from pcf.report.page import Page
from pcf.report.width import cells, plain
from pcf.report.words import in_words, pick

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

Weight = Literal["gwp", "mass"]
ROOT = "unit"
EDGE_COLUMNS = (
    "supplier",
    "user",
    "row",
    "flow",
    "amount",
    "unit",
    "value",
    "cumulative",
    "mass_kg",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _name(graph: Graph, node: str, lang: Language) -> str:
    attributes = graph.nodes[node]
    name = pick(str(attributes.get("name_zh", "")), str(attributes.get("name_en", "")), lang)
    return plain(name) or (label("functional_unit", lang) if node == ROOT else node)


def _weight(edge: Mapping[str, Any], weight: Weight) -> float | None:
    """Give what comes along an edge: mass, or kg CO2e upstream; None when it is not stated."""
    return _figure(edge.get("mass_kg" if weight == "mass" else "cumulative"))


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class TreeStyle:
    """How a tree is laid out; lines wider than `width` lose the amount, then the name."""

    lang: Language
    root: str = ROOT
    weight: Weight = "gwp"
    depth: int | None = None
    width: int = 100


def tree_page(graph: Graph, style: TreeStyle) -> Page:
    """Lay out the graph as a tree from the user down to its suppliers, largest first.

    A supplier that was opened before is named and not repeated; one that supplies itself is
    marked as a loop. So the tree has at most one branch for every edge.
    """
    page = Page()
    page.line(label(f"tree_{style.weight}", style.lang), "dim")
    page.line(f"{_name(graph, style.root, style.lang)}  {style.root}", "bold")
    for text in _branches(graph, style):
        page.line(text, solid=True)
    return page


def _branches(graph: Graph, style: TreeStyle) -> Iterator[str]:
    expanded = {style.root}
    path = [style.root]
    stack = [(iter(_suppliers(graph, style.root, style.weight)), "")]
    while stack:
        pending, indent = stack[-1]
        entry = next(pending, None)
        if entry is None:
            stack.pop()
            path.pop()
            continue
        supplier, edge, figure, last = entry
        head = indent + ("`-- " if last else "|-- ")
        if figure is not None and not (path[-1] == ROOT and figure == 0):
            head += f"{number(figure)}  "
        note = ""
        if supplier in path:
            note = f"  <- {label('loop', style.lang)}"
        elif supplier in expanded and graph.in_degree(supplier):
            note = f"  ({label('see_above', style.lang)})"
        elif style.depth is None or len(path) < style.depth:
            expanded.add(supplier)
            path.append(supplier)
            below = indent + ("    " if last else "|   ")
            stack.append((iter(_suppliers(graph, supplier, style.weight)), below))
        amount = _amount(edge, style.lang)
        yield _fitted(head, _name(graph, supplier, style.lang), supplier, amount, note, style.width)


def _amount(edge: Mapping[str, Any], lang: Language) -> str:
    unit = in_words(edge.get("unit") or "", lang)
    return f"{number(_figure(edge.get('amount')))} {unit}".strip()


def _fitted(head: str, name: str, node: str, amount: str, note: str, width: int) -> str:
    """Give the fullest form of a line that fits; figure and id are never cut."""
    forms = (f"{head}{name}  {node}  ({amount}){note}", f"{head}{name}  {node}{note}")
    return next((form for form in forms if cells(form) <= width), f"{head}{node}{note}")


def _suppliers(
    graph: Graph, user: str, weight: Weight
) -> list[tuple[str, Mapping[str, Any], float | None, bool]]:
    found = [
        (supplier, key, edge, _weight(edge, weight))
        for supplier, _, key, edge in graph.in_edges(user, keys=True, data=True)
    ]
    found.sort(key=lambda item: (-abs(item[3] or 0.0), item[0], str(item[1])))
    last = len(found) - 1
    return [(s, edge, figure, i == last) for i, (s, _, edge, figure) in enumerate(found)]


def mermaid(graph: Graph, lang: Language, *, weight: Weight = "gwp") -> str:
    """Give the graph as a Mermaid flow chart, from supplier to user."""
    ids = {node: f"n{i}" for i, node in enumerate(sorted(graph.nodes))}
    lines = ["flowchart LR"]
    for node, short in ids.items():
        left, right = ('["', '"]') if node == ROOT or node.startswith("process:") else ('("', '")')
        lines.append(f"  {short}{left}{_mermaid(_name(graph, node, lang))}{right}")
    for supplier, user, figure in _drawn(graph, weight):
        lines.append(f"  {ids[supplier]} -->|{number(figure)}| {ids[user]}")
    return "\n".join(lines) + "\n"


def dot(graph: Graph, lang: Language, *, weight: Weight = "gwp") -> str:
    """Give the graph in the DOT language of Graphviz."""
    lines = ["digraph supply_chain {", "  rankdir=LR;", "  node [shape=box];"]
    for node in sorted(graph.nodes):
        lines.append(f"  {_dot(node)} [label={_dot(_name(graph, node, lang))}];")
    for supplier, user, figure in _drawn(graph, weight):
        lines.append(f"  {_dot(supplier)} -> {_dot(user)} [label={_dot(number(figure))}];")
    return "\n".join([*lines, "}"]) + "\n"


def _drawn(graph: Graph, weight: Weight) -> Iterator[tuple[str, str, float | None]]:
    edges = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[1], str(e[2])))
    for supplier, user, _, edge in edges:
        yield supplier, user, _weight(edge, weight)


def _mermaid(text: str) -> str:
    replacements = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
    replacements |= {"`": "#96;", "\\": "#92;", "[": "#91;", "]": "#93;", "|": "#124;"}
    return "".join(replacements.get(c, c) for c in plain(text))


def _dot(text: str) -> str:
    escaped = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def graphml(graph: Graph) -> str:
    """Give the graph as GraphML; attributes that are not given are left out."""
    import networkx as nx

    made: Graph = nx.MultiDiGraph()
    for node in sorted(graph.nodes):
        made.add_node(plain(node), **_scalars(graph.nodes[node]))
    edges = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[1], str(e[2])))
    for supplier, user, key, edge in edges:
        made.add_edge(plain(supplier), plain(user), key=plain(str(key)), **_scalars(edge))
    return "\n".join(nx.generate_graphml(made)) + "\n"


def _scalars(attributes: Mapping[str, Any]) -> dict[str, str | float | int | bool]:
    return {
        key: plain(value) if isinstance(value, str) else value
        for key, value in attributes.items()
        if value is not None
    }


def edge_table(graph: Graph) -> str:
    """Give the edges as CSV, one row each; text that a spreadsheet would compute is quoted."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(EDGE_COLUMNS)
    for edge in _edges(graph):
        writer.writerow([_cell(edge[column]) for column in EDGE_COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def _edges(graph: Graph) -> list[dict[str, Any]]:
    edges = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[1], str(e[2])))
    return [
        {
            "supplier": supplier,
            "user": user,
            **{name: edge.get(name) for name in EDGE_COLUMNS[2:]},
        }
        for supplier, user, _, edge in edges
    ]


def graph_json(graph: Graph) -> dict[str, Any]:
    """Give the `data` object of ``pcf graph --format json``."""
    nodes = [{"id": node, **dict(graph.nodes[node])} for node in sorted(graph.nodes)]
    return {"nodes": nodes, "edges": _edges(graph)}


#: Formats of ``pcf graph`` that are text of their own.
WRITERS: dict[str, Callable[[Graph, Language, Weight], str]] = {
    "mermaid": lambda graph, lang, weight: mermaid(graph, lang, weight=weight),
    "dot": lambda graph, lang, weight: dot(graph, lang, weight=weight),
    "graphml": lambda graph, lang, weight: graphml(graph),
    "csv": lambda graph, lang, weight: edge_table(graph),
}
