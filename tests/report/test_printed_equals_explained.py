"""Every printed number with an address is, to its digits, what ``pcf explain`` says of it."""

from __future__ import annotations

import re
from functools import cache
from math import fsum

import pytest
from study_kit import agrees, example, study

from pcf.calc.as_graph import graph_of
from pcf.calc.explanation import Explanation
from pcf.commands import main
from pcf.documents.digits import share_text
from pcf.documents.graph.drawing import drawing_of
from pcf.documents.graph.folding import folded
from pcf.documents.graph.layout import layout_of
from pcf.documents.graph.supply import supply_of
from pcf.documents.layout import words_of
from pcf.documents.living.explorer import explorer_of
from pcf.documents.study.addresses import explain_study, is_of_study
from pcf.documents.study.gather import gather

EXAMPLES = ("lfp-pack", "fertiliser-urea", "vehicle-bev", "jrc-nmc111")
SHEETS = (("eu-battery", "eu"), ("miit", "miit"), ("gbt24067", "gbt24067"))
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


@cache
def result(name: str, target: str = ""):
    project = example(name)
    return project.calculate_target(target).footprint if target else project.calculate()


@cache
def about(name: str, target: str):
    return gather(example(name), target)


@cache
def told(name: str, target: str, address: str) -> Explanation | None:
    """Explain an address as the prompt does."""
    if is_of_study(address):
        return explain_study(about(name, target), address)
    return result(name, target).explain(address)


def differs(text: str, found: Explanation) -> bool:
    """Whether a printed text is something else than the explained number; words never differ."""
    if text == "n/a":
        return found.value is not None and found.share_of_total is not None
    if text.endswith("%") and text[0] not in "<>":
        share = found.value if found.unit == "" else found.share_of_total
        return text != share_text(share)
    return bool(_NUMBER.match(text)) and not agrees(text.lstrip("+"), found.value)


def wrong_of(document, name: str, target: str = "") -> list[tuple[str, str, float]]:
    """Numbers that are not what their address explains; at least one is compared."""
    wrong, compared = [], 0
    for number in document.numbers():
        scoped = words_of(number, document).partition(" --target ")[2]
        if not number.address or scoped not in ("", target):
            continue
        found = told(name, scoped, number.address)
        assert found is not None, number
        compared += 1
        units = {number.unit, found.unit, ""}
        if differs(number.text, found) or len(units) > 2:
            wrong.append((number.address, str(number), found.value, found.unit))
    assert compared
    return wrong


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("kind", ["study", "summary"])
def test_studies_and_summaries(name, kind) -> None:
    assert wrong_of(study(name, kind=kind).document, name) == []


@pytest.mark.parametrize(("kind", "target"), SHEETS)
def test_sheets_of_a_battery(kind, target) -> None:
    made = study("lfp-pack", kind=kind, target=target).document
    assert wrong_of(made, "lfp-pack", target) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_box_of_the_picture_folded_or_not(name) -> None:
    """The box of a process shows all that leaves it, that of a dataset what the rows draw."""
    supply = supply_of(result(name), graph_of(result(name)))
    assert len([n for n in supply.nodes.values() if n.kind == "process"]) > 1
    for view in (supply, folded(supply)):
        silent = [node.kind for node in view.nodes.values() if not node.entry.address]
        assert set(silent) <= {"category"}
        for node in view.nodes.values():
            for entry in (node.entry, node.own):
                found = told(name, "", entry.address) if entry.address else None
                if found is not None:
                    assert not differs(entry.text, found), (node.key, entry, found.value)
                    assert entry.share == share_text(found.share_of_total), (node.key, entry)
                    assert found.unit == supply.unit


def test_boxes_upstream_of_one_process_say_that_they_are_a_part() -> None:
    """``--focus``: what the rows upstream of it draw is less than what all rows draw."""
    from pcf.graph.supply import part_of

    node = "process:lfp_solid_state"
    found = result("lfp-pack")
    part = part_of(graph_of(found), node, None)
    supply = supply_of(found, part, focus=node)
    assert len(supply.nodes) < len(graph_of(found))
    for box in supply.nodes.values():
        explained = told("lfp-pack", "", box.entry.address)
        assert not differs(box.entry.text, explained), (box.entry, explained.value)
    nearest_only = part_of(graph_of(found), "process:pack_assembly", 1)
    for box in supply_of(found, nearest_only, "gwp", "process:pack_assembly", 1).nodes.values():
        if box.entry.address:
            explained = told("lfp-pack", "", box.entry.address)
            assert not differs(box.entry.text, explained), (box.entry, explained.value)


def test_the_drawing_carries_the_addresses_of_what_it_shows() -> None:
    supply = folded(supply_of(result("lfp-pack"), graph_of(result("lfp-pack"))))
    svg = drawing_of(supply, layout_of(supply), "en").svg
    box = svg[svg.index('data-key="process:lfp_solid_state"') :]
    assert 'data-address="upstream:process:lfp_solid_state"' in box[:200]


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_that_the_living_page_shows(name) -> None:
    explorer = explorer_of(about(name, "").rounded)
    parts = (*explorer.stages, *explorer.ledger, *explorer.gases, explorer.total)
    held = (*explorer.processes, *explorer.rows, *explorer.suppliers)
    drawn = (*explorer.sankey.nodes, *explorer.tiles)
    compared = 0
    for entry in (*parts, *(item.entry for item in (*held, *drawn))):
        if entry.address:
            compared += 1
            assert not differs(entry.text, told(name, "", entry.address)), entry
    assert compared > len(explorer.rows)
    assert {s.kind for s in explorer.suppliers if not s.entry.address} <= {"process"}


def test_a_total_per_another_unit_is_the_total_times_its_factor(capsys) -> None:
    found = result("fertiliser-urea")
    for item in found.alternatives:
        explained = found.explain(f"alternative:{item.id}")
        [factor] = [f.value for f in explained.facts if f.key == "alternative_factor"]
        assert explained.value == item.value
        assert item.value == pytest.approx(found.total * float(factor.split()[0]), rel=1e-9)
        assert [(t.address, t.value) for t in explained.terms] == [("total", item.value)]
        assert explained.share_of_total is None
        assert explained.unit == item.unit
    folder = str(example("lfp-pack").folder)
    assert main(["explain", "alternative:per-pack", "-C", folder, "--lang", "en"]) == 0
    told_there = capsys.readouterr().out
    assert "lifetime_energy / functional_energy" in told_there  # what the factor is computed by
    assert "total x factor" in told_there


def test_what_leaves_a_process_is_what_is_drawn_upstream_of_it() -> None:
    """Own rows and supplies of other processes add up to it."""
    for name in EXAMPLES:
        for part in result(name).processes:
            found = result(name).explain(f"upstream:process:{part.id}", until=1.0)
            own = fsum(t.value for t in found.terms if not t.source.startswith("process:"))
            assert own == pytest.approx(part.value, rel=1e-9, abs=1e-12), part.id
            whole = fsum(t.value for t in found.terms) + found.rest_value
            assert whole == pytest.approx(found.value, rel=1e-9, abs=1e-12), part.id
