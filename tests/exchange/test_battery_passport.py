"""Battery passport in three shapes: stages add up, a negative stage is never clipped."""

import json
from decimal import Decimal

import pytest
from exchange_case import STUDY, edit
from kit import project
from official import official, samm_errors

from pcf.api import Project
from pcf.exchange.battery_passport import SHAPES, passport_fields

BATTERY_PASS = "battery_passport/BatteryPass-CarbonFootprint-1.2.0/{}-schema.json"
IDTA = "battery_passport/IDTA_02035-3_DBP-Part-3_ProductCarbonFootprint.json"
#: kg CO2e per kWh: 0.1 + 0.05 + 0.004 - 0.006 = 0.148; 20 000 kWh per battery: 2960 kg.
STAGES = {"raw_material": 0.1, "production": 0.05, "distribution": 0.004, "end_of_life": -0.006}


def battery(folder, values=STAGES, study=STUDY):
    exchanges = [
        {"id": f"X-{stage}", "process": stage, "amount": abs(value), "unit": "kg",
         "direction": "emission" if value >= 0 else "removal",
         "flow": "co2_fossil" if value >= 0 else "co2_biogenic_uptake", "source": "by hand"}
        for stage, value in values.items()
    ]  # fmt: skip
    project(
        folder,
        [{"id": s, "stage": s, "product": f"p_{s}", "amount": 1, "unit": "kWh"} for s in values],
        demand=dict.fromkeys(values, (1.0, "kWh")),
        tables={
            "exchanges": exchanges,
            "flows": [{"id": f"p_{s}", "name_en": s, "unit": "kWh"} for s in values],
        },
        files={"study.toml": study},
    )
    edit(folder, 'unit = "kg"', 'unit = "kWh"')
    edit(folder, 'kind = "declared"', 'kind = "functional"')
    edit(folder, 'kind = "cradle-to-gate"', 'kind = "cradle-to-grave"')
    edit(
        folder,
        "[boundary]",
        '[[unit.alternative]]\nid = "pc"\nname_zh = "个"\nname_en = "battery"\nunit = "piece"\n'
        "factor = 20000\n[boundary]",
    )
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    opened = Project.load(battery(tmp_path_factory.mktemp("b") / "pack"))
    return {shape: opened.export("battery-passport", shape=shape) for shape in SHAPES}


def document(export):
    return json.loads(export.text, parse_float=Decimal, parse_int=Decimal)


def test_battery_pass_by_hand(made):
    assert document(made["batterypass"]) == {
        "batteryCarbonFootprint": Decimal("0.148"),
        "carbonFootprintPerLifecycleStage": [
            {"lifecycleStage": "RawMaterialExtraction", "carbonFootprint": Decimal("0.1")},
            {"lifecycleStage": "MainProduction", "carbonFootprint": Decimal("0.05")},
            {"lifecycleStage": "Distribution", "carbonFootprint": Decimal("0.004")},
            {"lifecycleStage": "Recycling", "carbonFootprint": Decimal("-0.006")},
        ],
        "carbonFootprintPerformanceClass": "n.a., no class is published",
        "carbonFootprintStudy": "https://example.com/cf/model-x.pdf",
        "absoluteCarbonFootprint": Decimal("2960"),
    }
    assert [i.name for i in made["batterypass"].identities] == ["stages = total"]
    assert made["batterypass"].version == "batterypass/1.2.0"


def test_battery_pass_is_valid_by_the_official_schema(made):
    name = BATTERY_PASS.format("CarbonFootprintForBatteries")
    assert samm_errors(json.loads(made["batterypass"].text), name, "utf-16") == []
    assert samm_errors({"batteryCarbonFootprint": 1}, name, "utf-16")


def test_idta_has_one_entry_per_stage_total_and_battery(made):
    entries = document(made["idta"])["ProductCarbonFootprints"]
    figures = [
        (e["PcfCo2eq"], e["ReferenceImpactUnitForCalculation"], len(e["LifeCyclePhases"]))
        for e in entries
    ]
    assert figures == [
        (Decimal("0.148"), "kwH", 4),
        (Decimal("0.1"), "kwH", 1),
        (Decimal("0.05"), "kwH", 1),
        (Decimal("0.004"), "kwH", 1),
        (Decimal("-0.006"), "kwH", 1),
        (Decimal("2960"), "piece", 4),
    ]
    assert entries[1]["LifeCyclePhases"] == ["A1 - raw material supply (and upstream production)"]
    assert sum(f[0] for f in figures[1:5]) == figures[0][0]
    assert all(set(e) == set(passport_fields()["idta"]["mandatory"]) for e in entries)


def test_idta_names_are_those_of_the_official_template(made):
    shell = json.loads(official(IDTA).read_text(encoding="utf-8"))
    [listed] = shell["submodels"][0]["submodelElements"]
    names = {item["idShort"].lower() for item in listed["value"][0]["value"]}
    [first, *_] = document(made["idta"])[listed["idShort"]]
    assert {name.lower() for name in first} == names


def test_a_shape_that_forbids_negative_stages_gets_the_total_only(made):
    export = made["catena-x"]
    entries = document(export)["sustainability"]["carbonFootprint"]
    assert [(e["lifecycle"], e["value"], e["unit"]) for e in entries] == [
        ("whole life cycle", Decimal("0.148"), "kg CO2 / kWh")
    ]
    [told] = [f for f in export.findings if f.code == "EX012"]
    assert (told.node, Decimal(told.observed)) == ("end_of_life", Decimal("-0.006"))
    [note] = [n for n in export.notes if n.key == "export_stages_withheld"]
    assert "end_of_life is negative" in note.text("en")
    assert ("dropped", "absolute footprint") in {(n.kind, n.field) for n in export.notes}


def test_without_a_negative_stage_all_are_listed(tmp_path):
    values = {**STAGES, "end_of_life": 0.006}
    export = Project.load(battery(tmp_path / "b", values)).export(
        "battery-passport", shape="catena-x"
    )
    entries = document(export)["sustainability"]["carbonFootprint"]
    assert [e["value"] for e in entries] == list(
        map(Decimal, ("0.16", "0.1", "0.05", "0.004", "0.006"))
    )
    assert set(entries[0]) == {*passport_fields()["catena-x"]["mandatory"], "performanceClass"}


def test_another_unit_or_a_use_stage_is_refused(tmp_path):
    with_use = battery(tmp_path / "use", {**STAGES, "use": 0.2})
    export = Project.load(with_use).export("battery-passport", draft=True)
    assert export.document is None
    assert "EX014" in [f.code for f in export.findings]
    by_mass = battery(tmp_path / "kg")
    edit(by_mass, 'unit = "kWh"\ndescription_zh', 'unit = "kg"\ndescription_zh')
    export = Project.load(by_mass).export("battery-passport")
    assert "EX017" in [f.code for f in export.findings]


def test_mandatory_statements(tmp_path):
    study = STUDY.replace('study_url = "https://example.com/cf/model-x.pdf"\n', "")
    export = Project.load(battery(tmp_path / "b", study=study)).export("battery-passport")
    assert export.document is None
    assert [(f.code, f.observed) for f in export.findings if f.code == "EX002"] == [
        ("EX002", "carbonFootprintStudy")
    ]
    wrong = STUDY.replace('study_url = "https://', 'study_url = "see //')
    export = Project.load(battery(tmp_path / "c", study=wrong)).export("battery-passport")
    assert "EX015" in [f.code for f in export.findings]
    draft = Project.load(tmp_path / "b").export("battery-passport", draft=True)
    assert "carbonFootprintStudy" not in document(draft)
    assert ("draft", "-") in {(n.kind, n.field) for n in draft.notes}
