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


def wrong_in_picture(supply, name: str) -> list[tuple[str, object, float]]:
    """Boxes and lines of a picture, folded or not, that are not what their address explains."""
    wrong = []
    for view in (supply, folded(supply)):
        boxes = [entry for node in view.nodes.values() for entry in (node.entry, node.own)]
        silent = [entry for entry in boxes if not entry.address]
        assert all(entry.text == "0" for entry in silent)  # rows of the functional unit itself
        lines = [edge.entry for edge in view.edges]
        assert len({entry.address for entry in lines}) == len(lines)
        for entry in (*boxes, *lines):
            found = told(name, "", entry.address) if entry.address else None
            if found is None:
                continue
            share = share_text(found.share_of_total)
            same = (entry.share, supply.unit) == (share, found.unit)
            if not same or differs(entry.text, found):
                wrong.append((entry.address, entry, found.value))
        for edge in view.edges:
            facts = {fact.key: fact.value for fact in told(name, "", edge.entry.address).facts}
            assert bool(facts.get("mass")) == bool(edge.mass)
            if edge.mass:
                assert agrees(edge.mass.split()[0], float(facts["mass"].split()[0])), edge
    return wrong


def part(name: str, node: str, depth: int | None, weight: str = "gwp"):
    from pcf.graph.supply import part_of

    found = result(name)
    return supply_of(found, part_of(graph_of(found), node, depth), weight, node, depth)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_box_and_line_of_the_picture_folded_or_not(name) -> None:
    """The box of a process shows all that leaves it, that of a dataset what the rows draw."""
    supply = supply_of(result(name), graph_of(result(name)))
    assert len([n for n in supply.nodes.values() if n.kind == "process"]) > 1
    assert {edge.target for edge in supply.edges} >= {"unit"}
    assert wrong_in_picture(supply, name) == []


def test_boxes_and_lines_by_mass_and_of_a_part_of_the_chain() -> None:
    """``--focus``: what the rows upstream of it draw is less than what all rows draw."""
    whole = graph_of(result("lfp-pack"))
    by_mass = supply_of(result("lfp-pack"), whole, "mass")
    assert "use:rest_mass" in {node.entry.address for node in folded(by_mass).nodes.values()}
    upstream = part("lfp-pack", "process:lfp_solid_state", None)
    near = part("lfp-pack", "process:pack_assembly", 1)
    for supply in (by_mass, upstream, near, part("lfp-pack", "unit", 3, "mass")):
        assert len(supply.edges) > 2
        assert wrong_in_picture(supply, "lfp-pack") == []
    assert len(upstream.nodes) < len(whole)


@pytest.mark.parametrize(
    "address",
    ["burden:process:none", "burden:rest,unit", "credit:process:pack_assembly,unit",
     "burden:process:pack_assembly,unit@process:none", "use:category:none", "use:rest_mass+1"],
)  # fmt: skip
def test_a_line_or_fold_that_no_picture_draws_is_not_known(address) -> None:
    from pcf.errors import UsageError

    with pytest.raises(UsageError):
        result("lfp-pack").explain(address)


def test_a_line_is_explained_by_its_rows_and_a_fold_by_what_it_holds() -> None:
    found = result("lfp-pack").explain("burden:process:cell_formation,process:module_assembly")
    assert [t.address for t in found.terms] == ["row:bom/B-module_assembly-cell"]
    held = result("lfp-pack").explain("use:category:metal")
    facts = {fact.key: fact.value for fact in held.facts}
    assert facts["graph_holds"].split(": ")[1].startswith("bg:")


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
    drawn = (*explorer.sankey.nodes, *explorer.sankey.bands, *explorer.tiles)
    compared = 0
    for entry in (*parts, *(item.entry for item in (*held, *drawn))):
        if entry.address:
            compared += 1
            assert not differs(entry.text, told(name, "", entry.address)), entry
    assert compared > len(explorer.rows) + len(drawn)
    assert {s.kind for s in explorer.suppliers if not s.entry.address} <= {"process"}
    assert all(item.entry.address for item in drawn)
    bands = [band.entry.address for band in explorer.sankey.bands]
    assert len(set(bands)) == len(bands)


def test_small_parts_of_charts_are_explained_by_their_rows() -> None:
    explorer = explorer_of(about("lfp-pack", "").rounded)
    shown = {t.entry.address for t in explorer.tiles}
    shown |= {item.entry.address for item in (*explorer.sankey.nodes, *explorer.sankey.bands)}
    small = {address for address in shown if "small:" in address}
    assert {re.sub(r"(?<=process:)\w+", "*", a).split(",")[0] for a in small} >= {
        "small:raw_material", "small:process:*", "small:categories", "burden:small:categories",
        "burden:small:raw_material",
    }  # fmt: skip
    rows = {row.address: row for row in result("lfp-pack").rows}
    least = 0.01 * fsum(abs(row.value) for row in rows.values())
    found = result("lfp-pack").explain("small:raw_material", until=1.0)
    of_process: dict[str, list[float]] = {}
    for term in found.terms:
        assert rows[term.address].stage == "raw_material"
        of_process.setdefault(rows[term.address].process, []).append(term.value)
    assert len(of_process) > 1
    assert all(fsum(map(abs, values)) < least for values in of_process.values())


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
