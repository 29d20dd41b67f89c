"""Pictures of the supply chain: nothing lost, nothing netted, nothing over another, equal bytes."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from math import fsum
from pathlib import Path
from xml.etree import ElementTree

import pytest
from graph_kit import with_more
from kit import background, footprint, project
from tiny_result import HOSTILE, STEEL, tiny

from pcf.api import Project
from pcf.calc.as_graph import graph_of
from pcf.documents.graph.drawing import drawing_of
from pcf.documents.graph.folding import folded
from pcf.documents.graph.layout import BOX, CATEGORY, DATASET, layout_of
from pcf.documents.graph.measure import cut, lines_of, width_of
from pcf.documents.graph.page import graph_html, graph_svg
from pcf.documents.graph.supply import merged, supply_of

EXAMPLES = Path(__file__).parents[2] / "datasets" / "examples"
SVG = "{http://www.w3.org/2000/svg}"
UPSTREAM = "upstream:process:module_assembly"


def chain(found):
    return supply_of(found, graph_of(found))


@pytest.fixture(scope="module")
def pack():
    return chain(Project.load(EXAMPLES / "lfp-pack").calculate())


@pytest.fixture(scope="module")
def vehicle():
    return chain(Project.load(EXAMPLES / "vehicle-bev").calculate())


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The plant takes 3 kg of steel (6 kg CO2e) and ore (1 kg emitted) and removes 2 kg."""
    return chain(tiny(tmp_path_factory.mktemp("small"), 2))


def sums(supply):
    return fsum(node.entry.weight for node in supply.nodes.values() if node.behind)


def test_a_small_chain_has_the_edges_that_were_solved_by_hand(small) -> None:
    edges = {(e.source, e.target, e.less): (e.entry.text, e.rows) for e in small.edges}
    assert edges == {
        ("bg:steel/steel", "process:plant", False): ("6.00", 1),
        ("emission", "process:mine", False): ("1.00", 1),
        ("emission", "process:plant", True): ("-2.00", 1),
        ("process:mine", "process:plant", False): ("1.00", 1),
        ("process:plant", "unit", False): ("5.00", 1),
    }
    plant = small.nodes["process:plant"]
    assert (plant.entry.text, plant.entry.share) == ("5.00", "100.0 %")
    assert plant.own.text == "4.00"  # 6 of steel less 2 removed
    assert small.nodes["emission"].entry.text == "-1.00"


@pytest.mark.parametrize("name", ["pack", "vehicle", "small"])
def test_background_and_emissions_add_up_to_the_total_folded_or_not(name, request) -> None:
    supply = request.getfixturevalue(name)
    total = supply.nodes["unit"].entry.weight
    for view in (supply, folded(supply)):
        assert sums(view) == pytest.approx(total, rel=2e-5)  # weights keep six digits
        assert sum(e.rows for e in view.edges) == len(supply.flows)


def test_folding_keeps_every_dataset_in_one_node(pack) -> None:
    made = folded(pack)
    datasets = {key for key, node in pack.nodes.items() if node.kind == "background"}
    held = [key for node in made.nodes.values() for key in node.holds]
    alone = [key for key, node in made.nodes.items() if node.kind == "background"]
    assert sorted(held + alone) == sorted(datasets)
    assert len([n for n in made.nodes.values() if n.behind]) <= 15
    assert all(len(node.holds) > 1 for node in made.nodes.values() if node.kind == "category")


def test_burdens_and_credits_between_two_nodes_are_two_edges(small) -> None:
    steel = next(flow for flow in small.flows if flow.source.startswith("bg:"))
    made = merged(replace(small, flows=(*small.flows, replace(steel, value=-6.0))), {})
    lines = [e for e in made.edges if e.source == "bg:steel/steel"]
    assert sorted((e.less, e.entry.text) for e in lines) == [(False, "6.00"), (True, "-6.00")]
    assert made.nodes["bg:steel/steel"].entry.text == "0"
    drawn = drawing_of(made, layout_of(made), "en").svg
    root = ElementTree.fromstring(drawn)
    less = [e for e in root.iter(f"{SVG}path") if "less" in e.get("class", "")]
    assert len(less) == 2  # and the removal
    assert all(e.get("stroke-dasharray") == "7 4" for e in less)


def test_width_follows_contribution(pack) -> None:
    drawn = drawing_of(pack, layout_of(pack, DATASET), "en")
    root = ElementTree.fromstring(drawn.svg)
    lines = [e for e in root.iter(f"{SVG}path") if e.get("class", "").startswith("e")]
    assert len(lines) == len(drawn.edges) == len(pack.edges)
    widths = [float(line.get("stroke-width")) for line in lines]
    assert widths[0] == 13.0
    assert widths == sorted(widths, reverse=True)
    half = next(n for n, e in enumerate(drawn.edges) if e.width < drawn.edges[0].width / 2)
    assert widths[half] < 7.0


def apart(a, b) -> bool:
    return a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y


@pytest.mark.parametrize("name", ["pack", "vehicle", "small"])
def test_no_box_covers_another(name, request) -> None:
    supply = request.getfixturevalue(name)
    for view, size in ((supply, DATASET), (folded(supply), CATEGORY)):
        layout = layout_of(view, size)
        assert set(layout.boxes) == set(view.nodes)
        assert all(apart(a, b) for a, b in combinations(layout.boxes.values(), 2))
        assert max(box.bottom for box in layout.boxes.values()) <= layout.height
        assert max(box.right for box in layout.boxes.values()) <= layout.width
        assert min(box.x for box in layout.boxes.values()) >= 0


def test_stages_are_columns_and_components_bands(pack) -> None:
    layout = layout_of(pack)
    columns = {span.id: span for span in layout.stages}
    assert list(columns) == ["raw_material", "production", "distribution", "use", "end_of_life"]
    bands = {span.id: span for span in layout.bands}
    for key, node in pack.nodes.items():
        box = layout.boxes[key]
        if node.kind == "process":
            assert columns[node.stage].start <= box.x
            assert box.right <= columns[node.stage].end
            if node.component:
                assert bands[node.component].start < box.y < bands[node.component].end
        elif node.behind:
            assert box.right < columns["raw_material"].start
    assert list(bands).index("cathode") < list(bands).index("cell assembly")
    assert list(bands).index("cell assembly") < list(bands).index("pack assembly")


def test_a_chain_of_600_processes_with_loops_is_drawn(pack) -> None:
    made = with_more(pack, 600)
    layout = layout_of(made)
    assert all(apart(a, b) for a, b in combinations(layout.boxes.values(), 2))
    drawn = drawing_of(made, layout, "en")
    assert len(drawn.nodes) == len(pack.nodes) + 600
    loop = next(n for n, e in enumerate(drawn.edges) if e.source == e.target)
    paths = [e for e in ElementTree.fromstring(drawn.svg).iter(f"{SVG}path") if e.get("data-s")]
    assert paths[loop].get("d").split(" ")[1].startswith("c")


def test_a_real_loop_is_solved_and_drawn(tmp_path) -> None:
    """The mill feeds the plant and takes scrap of it: A 1 kg, B 0.1 kg back."""
    processes = [
        {"id": "a", "product": "pa", "amount": 1, "unit": "kg"},
        {"id": "b", "product": "pb", "amount": 1, "unit": "kg"},
    ]
    rows = [
        {"process": "a", "part": "x", "flow": "pb", "amount": 1, "unit": "kg",
         "supplier": "process:b", "id": "AB"},
        {"process": "b", "part": "x", "flow": "pa", "amount": 0.1, "unit": "kg",
         "supplier": "process:a", "id": "BA"},
        {"process": "b", "part": "x", "flow": "steel", "amount": 1, "unit": "kg",
         "supplier": "bg:steel", "id": "S"},
    ]  # fmt: skip
    made = project(tmp_path / "p", processes, demand={"a": (1, "kg")}, tables={"bom": rows})
    supply = chain(footprint(made, background(tmp_path / "b", STEEL)))
    drawn = drawing_of(supply, layout_of(supply), "zh")
    assert {(e.source, e.target) for e in drawn.edges} >= {
        ("process:a", "process:b"),
        ("process:b", "process:a"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_svg_stands_alone_and_its_text_is_text(pack, lang) -> None:
    text = graph_svg(pack, lang)
    root = ElementTree.fromstring(text)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "path", "text"}
    assert "href" not in text
    assert "url(" not in text
    shown = [element.text for element in root.iter(f"{SVG}text")]
    name = {"zh": "LFP模组装配", "en": "LFP module assembly (20"}[lang]
    assert name in shown
    assert "0.35321 (100.0 %)" in shown
    assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    boxes = [e for e in root.iter(f"{SVG}g") if e.get("data-address") == UPSTREAM]
    assert len(boxes) == 1


def test_the_same_chain_gives_the_same_bytes_in_any_order(pack) -> None:
    mixed = random.Random(7)
    nodes, flows = list(pack.nodes.items()), list(pack.flows)
    mixed.shuffle(nodes)
    mixed.shuffle(flows)
    again = merged(replace(pack, nodes=dict(nodes), flows=tuple(flows)), {})
    assert graph_svg(again, "en") == graph_svg(pack, "en")
    assert graph_html(again, "zh") == graph_html(pack, "zh")


def test_hostile_names_are_text_and_stay_in_their_box(small) -> None:
    text = graph_svg(small, "en")
    root = ElementTree.fromstring(text)
    told = [element.text for element in root.iter(f"{SVG}title")]
    assert any(" ".join(HOSTILE.split()) in line for line in told)
    assert "<img" not in text
    room = BOX[0] - 14
    for element in root.iter(f"{SVG}g"):
        if element.get("class", "").startswith("n "):
            assert all(width_of(t.text, 11) <= room + 16 for t in element.iter(f"{SVG}text"))


@pytest.mark.parametrize("removal", [7, 9])
def test_zero_and_negative_totals_have_no_share_of_nothing(tmp_path, removal) -> None:
    supply = chain(tiny(tmp_path, removal))
    root = ElementTree.fromstring(graph_svg(supply, "en"))
    shown = [element.text for element in root.iter(f"{SVG}text")]
    assert ("0" if removal == 7 else "-2.00 (100.0 %)") in shown
    assert not any("nan" in text or "inf" in text for text in shown)
    assert ("-7.00" if removal == 7 else "-9.00") in str(supply.edges)


def test_names_are_cut_where_they_must_be() -> None:
    assert cut("short", 100, 11) == "short"
    assert cut("a very long name of a process", 60, 11).endswith("…")
    assert width_of(cut("W" * 50, 60, 11), 11) <= 60
    room = width_of("磷酸铁锂合成", 11)
    assert lines_of("磷酸铁锂合成)", room, 11) == ("磷酸铁锂合", "成)")
    for name in ("", "x" * 200, "one two three four five six seven eight nine ten"):
        lines = lines_of(name, 100, 11)
        assert 1 <= len(lines) <= 2
        assert all(width_of(line, 11) <= 100 for line in lines)
