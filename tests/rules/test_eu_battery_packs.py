"""The packs of the battery regulation: legal state, settings, guards, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pcf.location import data_root
from pcf.rules.evaluate import Verdict
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.testing import Bench

PACKS = (
    "eu-battery", "eu-battery-ev", "eu-battery-ev-jrc-2023", "eu-battery-industrial",
    "eu-battery-lmt",
)  # fmt: skip
BENCH = Bench(data_root("product_rules"))
GREEN = {
    "id": "L-GREEN", "process": "cell_making", "kind": "contract", "flow": "electricity",
    "amount": 1, "unit": "kWh", "supplier": "bg:elec_grid_cn_green_wind_delivered",
    "fallback": "bg:elec_grid_cn", "certificate": "GEC-1", "origin": "primary",
    "evidence": "EV-METER", "source": "test",
}  # fmt: skip


def verdicts(pack: str, sets: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Verdict]:
    known = registry().pack(pack)
    return BENCH.verdicts(known, known.model, Snippet(sets=sets or {}, **more))


def code(pack: str, words: str) -> str:
    """Code of the clause whose text holds the words."""
    found = [c.code for c in registry().pack(pack).clauses if words in c.text_en]
    assert len(found) == 1, (words, found)
    return found[0]


@pytest.mark.parametrize("id", PACKS)
def test_the_legal_state_is_said(id: str) -> None:
    pack = registry().pack(id)
    assert "2026-09-05" in pack.status
    assert "adopted" in pack.remarks["note_en"]
    assert "2026-09-05" in pack.remarks["note_zh"]
    assert any(word in pack.status for word in ("not adopted", "no act", "no draft"))


@pytest.mark.parametrize("id", PACKS)
def test_the_model_project_passes_every_clause(id: str) -> None:
    wrong = {
        code: [f.text("en") for f in v.failures]
        for code, v in verdicts(id).items()
        if v.outcome == "fail"
    }
    assert wrong == {}


def test_settings_of_the_profiles() -> None:
    method = {id: registry().pack(id).settings["method"] for id in PACKS}
    for settings in method.values():
        assert settings["gwp_set"] == ("EF3.1",)
        assert settings["biogenic"] == ("0/0",)
        assert settings["end_of_life"] == ("cff",)
    assert method["eu-battery-ev"]["electricity"] == ("national-average",)
    assert set(method["eu-battery-ev-jrc-2023"]["electricity"]) == {"residual", "instruments"}
    cut = registry().pack("eu-battery-ev").settings["cut_off"]
    assert (cut["single"], cut["total"]) == (0.01, 0.03)


@pytest.mark.parametrize("id", PACKS)
def test_nothing_remembered_is_an_error(id: str) -> None:
    assert [c.code for c in registry().pack(id).clauses
            if c.evidence == "recall" and c.severity == "error"] == []  # fmt: skip


def test_both_stage_maps_are_offered() -> None:
    pack = registry().pack("eu-battery-ev")
    assert pack.preset("annex-ii") is not None
    assert pack.preset("jrc-2023") is not None


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        ({"study.eu.plants": 2}, "exactly one battery model made in one plant"),
        ({"processes.module_assembly.location": "CN-FJ"}, "lie in one place"),
        ({"processes.module_assembly.year": 2022}, "are of one period"),
    ],
)
def test_two_plants_or_periods_in_one_declaration_are_refused(
    sets: dict[str, Any], words: str
) -> None:
    found = verdicts("eu-battery-ev", sets)[code("eu-battery-ev", words)]
    assert (found.outcome, found.clause.severity) == ("fail", "error")


def test_a_supplier_in_another_place_is_not_a_second_plant() -> None:
    """Only processes that the company runs are looked at: materials come from anywhere."""
    name = code("eu-battery-ev", "lie in one place")
    sets = {"processes.graphite_milling.location": "CN-NM",
            "processes.graphite_milling.stage": "production"}  # fmt: skip
    assert verdicts("eu-battery-ev", sets)[name].outcome == "pass"


def test_a_longer_warranty_than_the_divisor_fails() -> None:
    name = code("eu-battery-ev", "Total energy is usable energy times cycles")
    found = verdicts("eu-battery-ev", {"study.eu.warranty_years": 10})[name]
    # 5 kWh x 60 x 10 = 3000 kWh, the model delivers 5 x 480 = 2400 kWh
    assert found.outcome == "fail"
    assert (found.failures[0].observed, found.failures[0].required) == (
        "3000 kWh", "2400 kWh",
    )  # fmt: skip


@pytest.mark.parametrize(("vehicle", "cycles"), [("M1", 120), ("L", 60), ("N3", 60)])
def test_cycles_that_contradict_the_class_fail(vehicle: str, cycles: int) -> None:
    sets = {"study.eu.vehicle_class": vehicle, "study.eu.cycles_per_year": cycles}
    found = verdicts("eu-battery-ev", sets)
    failed = [c for c, v in found.items() if v.outcome == "fail" and "Vehicle class" in
              v.clause.text_en]  # fmt: skip
    assert len(failed) == 1


def test_gross_capacity_and_missing_warranty_fail() -> None:
    gross = verdicts("eu-battery-ev", {"study.eu.capacity_basis": "gross"})
    assert gross[code("eu-battery-ev", "Capacity is the usable energy")].outcome == "fail"
    without = verdicts("eu-battery-ev", unsets=("study.eu.warranty_years",))
    assert without[code("eu-battery-ev", "commercial warranty")].outcome == "fail"


def test_contracts_count_in_one_profile_and_not_in_the_other() -> None:
    added = {"electricity": (GREEN,)}
    name = code("eu-battery-ev", "Contractual instruments")
    assert verdicts("eu-battery-ev", adds=added)[name].outcome == "pass"  # counted as grid power
    claimed = verdicts("eu-battery-ev", {"pcf.method.electricity": "instruments"}, adds=added)
    assert claimed[name].outcome == "fail"
    asked = verdicts("eu-battery-ev-jrc-2023", adds=added)
    assert asked[code("eu-battery-ev-jrc-2023", "Instruments that count")].outcome == "judgement"


def test_a_declared_value_that_moved_needs_a_new_declaration() -> None:
    name = code("eu-battery", "differs from the declared value")
    total = BENCH.case(registry().pack("eu-battery").model, Snippet()).footprint
    assert total is not None
    for factor, outcome in ((1.0, "pass"), (1.09, "pass"), (1.12, "fail"), (0.9, "fail")):
        sets = {"study.eu.declared_value": total.total * factor}
        assert verdicts("eu-battery", sets)[name].outcome == outcome, factor


@pytest.mark.parametrize(
    ("day", "share", "failed"),
    [
        ("2030-12-31", 0.0, []),
        ("2031-08-17", 0.0, []),
        ("2031-08-18", 0.059, ["2031-08-18"]),
        ("2031-08-18", 0.06, []),
        ("2036-08-18", 0.119, ["2036-08-18"]),
        ("2036-08-18", 0.12, []),
    ],
)
def test_minimum_recycled_content_from_its_day_on(
    day: str, share: float, failed: list[str]
) -> None:
    row = {"id": "R-LI", "row": "bom/B-CAM", "metal": "Li", "metal_content": 0.044,
           "active": "yes", "pre_share": 0, "post_share": share, "evidence": "EV-BOM",
           "source": "test"}  # fmt: skip
    found = verdicts("eu-battery", {"study.eu.placed_on_market": day}, adds={"recycled": (row,)})
    told = [
        step
        for step in ("2031-08-18", "2036-08-18")
        if found[code("eu-battery", f"placed on the market from {step}")].outcome == "fail"
    ]
    assert told == failed


def test_every_row_of_the_collection_is_a_clause_or_has_a_reason() -> None:
    """Each of the 109 rows is traced in a clauses.toml, or stands in not-yet.md."""
    import re

    root = data_root("product_rules")
    texts = [p.read_text(encoding="utf-8") for p in sorted(root.glob("eu-battery*/*/clauses.toml"))]
    traced = {name for text in texts for name in re.findall(r"^# (EUB-[A-Z]+-\d\d)$", text, re.M)}
    notes = (root / "eu-battery/2023-1542/not-yet.md").read_text(encoding="utf-8")
    left = set(re.findall(r"^\| (EUB-[A-Z]+-\d\d) \|", notes, re.M))
    own = {"EUB-CFF-00", "EUB-EL-00", "EUB-FU-10", "EUB-FU-11"}
    assert traced & left == set()
    assert len((traced | left) - own) == 109


@pytest.mark.parametrize(
    ("sets", "failing"),
    [
        ({"A": 0.5}, "EUB050"),
        ({"class": "plastic", "A": 0.2}, "EUB081"),
        ({"class": "other", "A": 0.2}, "EUB081"),
        ({"class": "other", "A": 0.5}, None),
        ({"A": 0.2}, None),
    ],
)
def test_a_follows_the_class_of_the_material(sets: Mapping[str, Any], failing: str | None) -> None:
    found = verdicts("eu-battery-ev", {f"endoflife.material.steel.{k}": v for k, v in sets.items()})
    wrong = [c for c in ("EUB050", "EUB081") if found[c].outcome == "fail"]
    assert wrong == ([failing] if failing else [])


def test_a_follows_the_class_also_where_only_the_input_is_recycled() -> None:
    recycled = {
        "R1": 0.3, "R2": 0, "A": 0.5, "R1_evidence": "EV-TEST", "rows": ["bom.B-STEEL"],
        "recycled": "bg:eaf_steel_cn",
    }  # fmt: skip
    sets = {f"endoflife.material.steel.{key}": value for key, value in recycled.items()}
    assert verdicts("eu-battery-ev", sets)["EUB050"].outcome == "fail"


@pytest.mark.parametrize(
    ("sets", "failing"),
    [
        ({"study.eu.plant_country": "DE"}, "EUB082"),
        ({"pcf.product.location": "DE"}, "EUB082"),
        ({"processes.module_assembly.location": "DE"}, "EUB082"),
        ({"processes.cell_making.location": "KR"}, "EUB083"),
    ],
)
def test_the_plant_is_in_one_country(sets: Mapping[str, Any], failing: str) -> None:
    found = verdicts("eu-battery-ev", sets)
    (failure,) = found[failing].failures
    assert any(country in failure.text("en") for country in ("DE", "KR"))


def test_distribution_follows_the_place_of_the_product_and_not_what_is_declared() -> None:
    by_road = {"transport.T-RAIL.mode": "road", "study.eu.plant_country": "DE"}
    assert verdicts("eu-battery-ev", by_road)["EUB029"].outcome == "fail"
