"""The main job on real input: the example packs, from folder to explained footprint."""

from __future__ import annotations

from functools import cache
from math import fsum

import pytest
from oracle import brightway_score

import pcf
from pcf.calc.footprint import Footprint
from pcf.location import data_root
from pcf.units import is_mass

EXAMPLES = data_root("datasets") / "examples"
PACKS = ("lfp-pack", "nmc811-pack")


@cache
def computed(name: str, scenario: str | None = None) -> Footprint:
    return pcf.Project.load(EXAMPLES / name).calculate(scenario)


#: kg CO2e per kWh delivered; a change needs a fragment "Changes to numbers".
GOLDEN = {"lfp-pack": 0.3532128044977614, "nmc811-pack": 0.3191751388908402}


@pytest.mark.parametrize("name", PACKS)
def test_total_is_the_recorded_one(name: str) -> None:
    assert computed(name).total == pytest.approx(GOLDEN[name], rel=1e-9)


@pytest.mark.parametrize("name", [*PACKS, "paper-case"])
def test_brightway_finds_the_same_total(name: str) -> None:
    result = computed(name)
    assert brightway_score(result.context) == pytest.approx(result.total, rel=1e-9)


@pytest.mark.parametrize("name", [*PACKS, "paper-case"])
def test_every_partition_adds_up(name: str) -> None:
    result = computed(name)
    for parts in (result.stages, result.processes, result.components, result.ledger, result.gases):
        assert fsum(p.value for p in parts) == pytest.approx(result.total, rel=1e-9)
    assert fsum(p.share for p in result.stages) == pytest.approx(1, rel=1e-9)
    frame = result.to_frame()
    assert frame["value"].sum() == pytest.approx(result.total, rel=1e-9)


@pytest.mark.parametrize("name", PACKS)
def test_pack_is_a_real_one(name: str) -> None:
    result = computed(name)
    model = result.context.linked.model
    materials = {
        e.flow for e in model.exchanges if e.direction == "input" and is_mass(e.amount.unit)
    }
    assert len(materials) >= 100
    assert len(model.processes) >= 40
    assert [p.id for p in result.stages if p.value] == [
        "raw_material", "production", "distribution", "use", "end_of_life",
    ]  # fmt: skip
    assert result.coverage.rows_linked == result.coverage.rows
    assert result.coverage.mass_explained == pytest.approx(1, abs=1e-4)
    assert result.coverage.primary_share > 0


@pytest.mark.parametrize("name", PACKS)
def test_missing_material_is_seen_in_the_mass(name: str) -> None:
    project = pcf.Project.load(EXAMPLES / name)
    whole = project.calculate().coverage
    first = next(r for r in computed(name).context.linked.rows if r.process == "pack_assembly"
                 and r.address.startswith("row:bom/") and is_mass(r.amount.unit))  # fmt: skip
    address = first.address.removeprefix("row:bom/")
    less = project.calculate(overrides=[f"bom.{address}.amount=0"]).coverage
    lost = first.amount.to("kg")
    assert whole.explained_mass_kg - less.explained_mass_kg == pytest.approx(lost, rel=1e-3)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("scenario", ["hydro-power", "closed-loop", "ar5"])
def test_scenarios_change_what_they_say(name: str, scenario: str) -> None:
    difference = pcf.compare(computed(name), computed(name, scenario))
    assert not difference.is_empty
    assert fsum(c.delta for c in difference.changes) == pytest.approx(difference.delta, rel=1e-9)
    if scenario == "closed-loop":
        touched = {c.address.split("/")[0] for c in difference.changes}
        assert touched == {"row:endoflife"}
        assert difference.delta < 0
    assert difference.comparable is (scenario == "hydro-power")


@pytest.mark.parametrize("name", PACKS)
def test_any_row_goes_down_to_its_source(name: str) -> None:
    result = computed(name)
    for row in result.top(8):
        told = result.explain(row.address, depth=2)
        assert told.value == row.value
        assert told.value == pytest.approx(row.amount * row.intensity, rel=1e-9)
        assert told.sources
        assert fsum(t.value for t in told.terms) + told.rest_value == pytest.approx(
            row.value, rel=1e-9
        )
        for term in told.terms:
            assert term.amount * term.intensity == pytest.approx(term.value, rel=1e-9)


def test_dataset_terms_add_up_to_its_intensity() -> None:
    result = computed("lfp-pack")
    for process in ("li2co3_spodumene", "aluminium_primary_cn", "elec_grid_cn", "refinery_cn"):
        told = result.explain(f"dataset:bg:{process}", until=1.0)
        assert fsum(t.value for t in told.terms) == pytest.approx(told.value, rel=1e-9)


def test_unknown_address_suggests_the_right_word() -> None:
    with pytest.raises(pcf.UsageError) as caught:
        computed("lfp-pack").explain("stage:manufacture")
    [problem] = caught.value.findings
    assert problem.code == "GR050"
    assert problem.help("en") == "did you mean stage:production"


def test_graph_holds_every_row_and_adds_up() -> None:
    graph = pcf.Project.load(EXAMPLES / "lfp-pack").graph()
    result = computed("lfp-pack")
    rows = {data["row"]: data for *_, data in graph.edges(data=True)}
    needing = [r for r in result.rows if r.supplier != "emission"]
    assert {r.address for r in needing} <= rows.keys()
    nodes = dict(graph.nodes(data=True))
    own = fsum(d["value"] for d in nodes.values() if d["kind"] in ("process", "unit"))
    assert own == pytest.approx(result.total, rel=1e-9)


def test_json_round_trip_is_exact() -> None:
    import json

    from pcf.calc.as_json import footprint_from_json

    result = computed("paper-case")
    again = footprint_from_json(json.loads(result.to_json()))
    assert again.total == result.total
    assert pcf.compare(result, again).is_empty
    assert again.coverage == result.coverage
    with pytest.raises(pcf.UsageError) as caught:
        again.explain("total")
    assert [f.code for f in caught.value.findings] == ["GR051"]


@pytest.mark.parametrize("name", [*PACKS, "paper-case"])
def test_total_is_found_the_other_way_round(name: str) -> None:
    assert computed(name).coverage.traversal == pytest.approx(1, rel=1e-9)


def test_upstream_of_the_functional_unit_is_the_total() -> None:
    graph = pcf.Project.load(EXAMPLES / "lfp-pack").graph()
    taken = [data["cumulative"] for _, _, data in graph.in_edges("unit", data=True)]
    assert fsum(taken) == pytest.approx(computed("lfp-pack").total, rel=1e-9)


def test_gases_that_cannot_be_reached_are_exactly_zero() -> None:
    result = computed("paper-case")
    assert all(abs(part.value) > 1e-18 or part.value == 0 for part in result.gases)
