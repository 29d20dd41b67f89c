import csv
import io
import re
from itertools import pairwise

import hand_made
import networkx as nx
import pytest

from pcf.graph.supply import part_of
from pcf.report import graph_view


def tree(graph, lang="en", **style):
    page = graph_view.tree_page(graph, graph_view.TreeStyle(lang, **style))
    return page.render(style["width"])


def test_tree_is_finite_and_marks_the_loop():
    text = graph_view.tree_page(hand_made.graph(), graph_view.TreeStyle("en", width=200)).render(
        200
    )
    assert text == (
        "up the supply chain, kg CO2e per functional unit\n"
        "one piece  unit\n"
        '`-- evil "name" <b>&[x]|\\  =1+1  process:a  (1 kg)\n'
        "    |-- 2  b  process:b  (0.5 kg)\n"
        "    |   `-- 1.5  grid  bg:grid/electricity  (3 kg)\n"
        "    |-- 1  grid  bg:grid/electricity  (2 kg)\n"
        '    `-- 0.1  evil "name" <b>&[x]|\\  =1+1  process:a  (0.1 kg)  <- loop\n'
    )


def test_a_supplier_of_many_is_opened_once():
    graph = nx.MultiDiGraph()
    layers = ["unit", *(f"process:{i}" for i in range(40))]
    for node in layers:
        graph.add_node(node, name_zh=node, name_en=node)
    for user, supplier in pairwise(layers):
        for key in ("x", "y"):
            graph.add_edge(supplier, user, key=f"{supplier}{key}", cumulative=1.0, amount=1.0)
    lines = tree(graph, width=400).split("\n")
    assert len(lines) < 100
    assert any("see above" in line for line in lines)


def test_graphml_reads_back():
    text = graph_view.graphml(hand_made.graph())
    back = nx.read_graphml(io.BytesIO(text.encode()))
    assert set(back.nodes) == set(hand_made.graph().nodes)
    assert back.number_of_edges() == 5
    assert back.nodes["process:a"]["name_en"] == 'evil "name" <b>&[x]|\\  =1+1'


def test_csv_reads_back_and_computes_nothing():
    rows = list(csv.DictReader(io.StringIO(graph_view.edge_table(hand_made.graph()))))
    assert len(rows) == 5
    assert tuple(rows[0]) == graph_view.EDGE_COLUMNS
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row.values())
    assert rows[0]["flow"] == "'=HYPERLINK(1)"
    assert float(rows[1]["cumulative"]) == 1.5


def test_mermaid_labels_are_closed():
    text = graph_view.mermaid(hand_made.graph(), "en")
    assert text.startswith("flowchart LR\n")
    for line in text.split("\n")[1:-1]:
        assert re.fullmatch(
            r'  n\d+(\["[^"<>&\[\]|\\]*"\]|\("[^"<>\[\]|\\]*"\))|  n\d+ -->\|[^|]*\| n\d+', line
        ), line


def test_dot_strings_are_closed():
    text = graph_view.dot(hand_made.graph(), "en")
    for line in text.split("\n"):
        assert len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0, line
    assert '"process:a" [label="evil \\"name\\" <b>&[x]|\\\\  =1+1"];' in text


@pytest.mark.parametrize(
    ("focus", "depth", "nodes"),
    [
        (None, None, 4),
        (None, 1, 2),
        ("process:b", None, 2),
        ("process:a", 1, 3),
    ],
)
def test_focus_and_depth(focus, depth, nodes):
    assert len(part_of(hand_made.graph(), focus, depth)) == nodes


def test_weight_by_mass():
    text = tree(hand_made.graph(), "zh", weight="mass", width=200)
    assert "|-- 0.5  b  process:b" in text


def test_a_narrow_screen_keeps_figures_and_ids():
    lines = tree(hand_made.graph(), width=40).split("\n")
    assert "`-- process:a" in lines
    assert "    |   `-- 1.5  bg:grid/electricity" in lines


def test_depth_bounds_the_tree():
    text = tree(hand_made.graph(), "en", depth=2, width=200)
    assert "1.5  grid" not in text
    assert "2  b  process:b" in text
