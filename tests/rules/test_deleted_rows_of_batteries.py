"""One row taken out of a battery pack is an error that names the material or the process."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from pcf.background import open_background
from pcf.calc.calculate import link_model
from pcf.graph.completeness import completeness_findings
from pcf.location import data_root
from pcf.model import Exchange, Model, StudyValue
from pcf.project.reader import Reading, read_project
from pcf.rules.as_findings import to_findings
from pcf.rules.case import Case
from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Pack
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

#: Flows that carry no material: heat, steam, machines and treatment of wastes. Which of them a step
#: uses depends on the plant, and nothing in the list of materials says so.
NO_MATERIAL = {
    "heat_natural_gas": "heat",
    "steam_industrial": "heat",
    "diesel_machine": "machine hours",
    "wastewater_treatment": "treatment",
    "waste_inert_landfill": "treatment",
}
PACKS = ("lfp-pack", "nmc811-pack")

Errors = set[tuple[str, str | None, str]]


@cache
def reading(name: str) -> Reading:
    return read_project(data_root("datasets") / "examples" / name)


@cache
def pack() -> Pack:
    whole = registry().pack("lithium-battery")
    asked = [c for c in whole.clauses if c.check == "required" or c.code in ("GBT122", "LIB042")]
    return replace(whole, clauses=tuple(asked))


def errors(name: str, exchanges: tuple[Exchange, ...] | None = None) -> Errors:
    """Code, node and words of every error of a pack with these rows; nothing is solved."""
    read = reading(name)
    model = read.model
    assert model is not None
    if exchanges is not None:
        model = replace(model, exchanges=exchanges)
    background = open_background(model.background.id, model.background.allocation)
    linked = link_model(model, background, {})
    case = Case(data_root("datasets"), replace(read, model=model), linked, None)
    found = [*linked.findings, *completeness_findings(model, linked.rows, linked.links)]
    found += to_findings(Evaluator(Subjects(case)).evaluate(pack()))
    return {(f.code, f.node, f.message("en")) for f in found if f.level == "error"}


def takes(model: Model) -> list[Exchange]:
    return [e for e in model.exchanges if e.direction in ("input", "waste")]


def without(name: str, *ids: str) -> tuple[Exchange, ...]:
    model = reading(name).model
    assert model is not None
    return tuple(e for e in model.exchanges if e.id not in ids)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_that_is_whole_has_no_such_error(name: str) -> None:
    assert errors(name) == set()


@pytest.mark.parametrize("name", PACKS)
def test_a_deleted_row_is_named(name: str) -> None:
    model = reading(name).model
    assert model is not None
    rows = [row for row in takes(model) if row.flow not in NO_MATERIAL]
    assert len(rows) > 150
    assert [row.id for row in rows if not errors(name, without(name, row.id))] == []


@pytest.mark.parametrize(
    ("row", "code", "node"),
    [
        ("B-make_cooling_panel-copper_cathode", "LIB017", "brazing_filler@make_cooling_panel"),
        ("B-make_hv_disconnect_unit-steel_sheet", "LIB015", "steel_sheet@make_hv_disconnect_unit"),
    ],
)
def test_a_material_too_light_for_the_mass_balance_is_named(row: str, code: str, node: str) -> None:
    """0.8 % of the panel and 0.4 % of the unit: within the rounding that the balance allows."""
    assert {(c, n) for c, n, _ in errors("nmc811-pack", without("nmc811-pack", row))} == {
        (code, node)
    }


def test_a_broken_link_names_every_process_behind_it() -> None:
    """Formation makes its cell of nothing: the cell and all that is upstream of it fall out."""
    found = errors("nmc811-pack", without("nmc811-pack", "B-cell_formation-filled_cell"))
    lost = {node for code, node, _ in found if code == "GR042"}
    assert {"cell_filling", "cell_assembly", "cathode_slurry_mixing"} <= lost
    assert "module_assembly" not in lost
    missing = {node for code, node, _ in found if code.startswith("LIB")}
    assert {"nmc_cam@cell_formation", "electrolyte@cell_formation"} <= missing


def test_the_foil_of_the_pouch_does_not_stand_in_for_that_of_the_cathode() -> None:
    found = errors("lfp-pack", without("lfp-pack", "B-cathode_coating_drying-al_foil"))
    assert ("LIB011", "al_foil@cell_formation") in {(code, node) for code, node, _ in found}


def test_a_trace_is_nothing() -> None:
    model = reading("lfp-pack").model
    assert model is not None
    rows = tuple(
        replace(e, amount=replace(e.amount, value=1e-15)) if e.flow == "pvdf" else e
        for e in model.exchanges
    )
    told = [text for code, _, text in errors("lfp-pack", rows) if code == "LIB009"]
    assert [text.split(" (")[0].split(":")[0] for text in told] == ["amount is as good as none"]


@pytest.mark.parametrize(
    ("factor", "code", "level"), [(1.0, "GR046", "error"), (1.009, "GR046", "error"),
                                  (2.0, "GR045", "warning")]
)  # fmt: skip
def test_one_input_stated_twice(factor: float, code: str, level: str) -> None:
    """Grams beside kilograms: amounts are compared in the unit of the supplier."""
    model = reading("lfp-pack").model
    assert model is not None
    one = next(e for e in model.exchanges if e.id == "B-make_pack_busbar-cu_sheet")
    again = replace(one.amount, value=one.amount.value * 1000.0 * factor, unit="g")
    rows = (*model.exchanges, replace(one, id="B-again", amount=again))
    model = replace(model, exchanges=rows)
    background = open_background(model.background.id, model.background.allocation)
    linked = link_model(model, background, {})
    found = completeness_findings(model, linked.rows, linked.links)
    assert [(f.code, f.level) for f in found] == [(code, level)]
    assert "bom/B-again" in found[0].message("en")
    assert "bom/B-make_pack_busbar-cu_sheet" in found[0].message("en")


@pytest.mark.parametrize(
    ("name", "row", "item"),
    [
        ("lfp-pack", "B-lfp_solid_state-li2co3", "li2co3_lfp"),
        ("lfp-pack", "B-lfp_solid_state-fepo4", "fepo4"),
        ("nmc811-pack", "B-cam_nmc811_calcination-lioh_h2o", "lioh"),
        ("nmc811-pack", "B-pcam_nmc811_coprecipitation-coso4_7h2o", "coso4"),
        ("lfp-pack", "B-anode_slurry_mixing-anode_graphite", "anode_graphite"),
        ("nmc811-pack", "B-anode_slurry_mixing-anode_graphite", "anode_graphite"),
    ],
)
def test_what_the_chemistry_needs_is_not_waived_away(name: str, row: str, item: str) -> None:
    """A reason excuses the salt that is not used, and not a cathode without the metal.

    Nor an anode without active material: carbon black and ethylene carbonate are none.
    """
    read = reading(name)
    assert read.model is not None
    waived = StudyValue((f"{item}: another salt is used",))
    study = {**read.study, "battery.not_used": waived}
    model = replace(read.model, exchanges=without(name, row), study=study)
    background = open_background(model.background.id, model.background.allocation)
    case = Case(data_root("datasets"), replace(read, model=model, study=study),
                link_model(model, background, {}), None)  # fmt: skip
    found = to_findings(Evaluator(Subjects(case)).evaluate(pack()))
    told = [f for f in found if f.level == "error" and str(f.node).startswith(item)]
    assert len(told) == 1
    assert "stated as not used" in told[0].message("en")
