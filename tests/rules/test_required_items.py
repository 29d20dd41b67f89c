"""Required materials and processes: missing, zero, duplicated, unlinked, bought as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny import HEAD, bare, case, clause, evaluated, write

from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

HEADER = "id,kind,group,name_zh,name_en,when,any_of,within,evidence\n"
ITEMS = HEADER + (
    "cathode,material,cathode,正极,cathode,,flow = lfp_cam,,own\n"
    "iron,material,cathode,磷酸铁,iron phosphate,,flow = fepo4,cathode,own\n"
    "graphite,material,anode,石墨,graphite,,name_zh ~ 石墨 & part = anode | flow = graphite,,own\n"
    "powder,material,anode,石墨粉,graphite powder,,flow = graphitised_powder_cn,graphite,own\n"
    "cells,process,,电芯,cell making,,name_en ~ cell making,,own\n"
)
MATERIALS = clause(check="required", params='kind = "material"\nwaived_by = "goal.reason"')


def run(root: Path, snippet: Snippet | None = None, items: str = ITEMS) -> Verdict:
    write(root, MATERIALS, required=items)
    return evaluated(root, bare(snippet)).results[0].verdicts[0]


def test_everything_is_there(tmp_path: Path) -> None:
    """The cathode is a dataset, so its iron phosphate is inside; the graphite is made here."""
    verdict = run(tmp_path)
    assert verdict.outcome == "pass"
    assert verdict.reason_en == (
        "3 there; 1 inside something bought as a whole; 0 stated as not used (-)"
    )


def test_a_deleted_material_is_named(tmp_path: Path) -> None:
    verdict = run(tmp_path, Snippet(removes=("bom.B-CAM",)))
    assert [f.text("en") for f in verdict.failures] == ["missing: cathode"]
    assert verdict.failures[0].node == "cathode"
    assert verdict.failures[0].text("zh") == "缺少：正极"


def test_a_missing_part_of_something_made_here(tmp_path: Path) -> None:
    verdict = run(tmp_path, Snippet(removes=("exchanges.E-COKE",)))
    assert [f.text("en") for f in verdict.failures] == [
        "missing: graphite powder (anode), taken in by Milling and classification of anode graphite"
    ]


def test_amount_zero(tmp_path: Path) -> None:
    verdict = run(tmp_path, Snippet(sets={"bom.B-CAM.amount": 0}))
    assert [f.text("en") for f in verdict.failures] == ["amount is zero: cathode"]
    assert str(verdict.failures[0].place).startswith("model/bom.csv:")


def test_the_same_row_twice(tmp_path: Path) -> None:
    row = {"id": "B-CAM2", "process": "cell_material_kitting", "part": "cathode", "flow": "lfp_cam",
           "amount": 13, "unit": "kg", "supplier": "bg:lfp_solid_state",
           "origin": "primary"}  # fmt: skip
    verdict = run(tmp_path, Snippet(adds={"bom": (row,)}))
    assert [f.text("en") for f in verdict.failures] == [
        "stated twice: cathode (bom/B-CAM, bom/B-CAM2)"
    ]


def test_no_supplier(tmp_path: Path) -> None:
    verdict = run(tmp_path, Snippet(sets={"bom.B-CAM.supplier": "bg:nothing"}))
    assert [f.text("en") for f in verdict.failures] == ["no supplier: cathode"]


def test_stated_as_not_used_with_a_reason(tmp_path: Path) -> None:
    gone = ("bom.B-CAM",)
    waived = Snippet(removes=gone, sets={"study.goal.reason": ["cathode: other chemistry"]})
    verdict = run(tmp_path, waived)
    assert (verdict.outcome, verdict.reason_en.split("; ")[-1]) == (
        "pass", "1 stated as not used (cathode)",
    )  # fmt: skip
    bare_word = Snippet(removes=gone, sets={"study.goal.reason": ["cathode:"]})
    assert run(tmp_path, bare_word).outcome == "fail"


@pytest.mark.parametrize("reason", ["待定", "n/a", "n/a: tbd", "无", "no", "-", "  "])
def test_a_reason_that_says_nothing_waives_nothing(reason: str, tmp_path: Path) -> None:
    said = {"study.goal.reason": [f"cathode: {reason}"]}
    verdict = run(tmp_path, Snippet(removes=("bom.B-CAM",), sets=said))
    assert [f.text("en") for f in verdict.failures] == ["missing: cathode"]


@pytest.mark.parametrize("reason", ["n/a: sodium cell", "不适用：另一体系", "another chemistry"])
def test_a_reason_behind_not_applicable_is_one(reason: str, tmp_path: Path) -> None:
    said = {"study.goal.reason": [f"cathode: {reason}"]}
    assert run(tmp_path, Snippet(removes=("bom.B-CAM",), sets=said)).outcome == "pass"


def test_less_than_the_least_is_as_good_as_none(tmp_path: Path) -> None:
    """12 kg of 46 kg: 0.28 kg per kg that the kitting makes, by its own mass."""
    head = HEADER.replace("evidence", "evidence,least,least_source")
    row = "cathode,material,cathode,正极,cathode,,flow = lfp_cam,,own,{},derived\n"
    made = {least: run(tmp_path / least, items=head + row.format(least)) for least in ("0.1", "99")}
    assert made["0.1"].outcome == "pass"
    (failure,) = made["99"].failures
    assert failure.text("en").startswith("too little: cathode (")
    assert failure.text("en").endswith(" kg per kg that the process makes; at least 99 kg)")
    assert "至少应为99 kg" in failure.text("zh")


@pytest.mark.parametrize(
    ("instead", "outcome"), [("name_en ~ foil", "pass"), ("name_zh ~ 无此物 | flow = none", "fail")]
)
def test_something_stands_in_the_place_of_what_no_design_is_without(
    instead: str, outcome: str, tmp_path: Path
) -> None:
    items = HEADER.replace("evidence", "evidence,instead") + (
        f"cathode,material,cathode,正极,cathode,,flow = lfp_cam,,own,{instead}\n"
    )
    said = {"study.goal.reason": ["cathode: a film of another kind"]}
    verdict = run(tmp_path, Snippet(removes=("bom.B-CAM",), sets=said), items)
    assert verdict.outcome == outcome
    assert [f.text("en") for f in verdict.failures] == [
        "stated as not used: cathode; nothing else there takes its place"
    ] * (outcome == "fail")


@pytest.mark.parametrize(
    ("example", "row", "bought", "item"),
    [
        ("lfp-pack", "cathode", "cathode_calender_slit_lfp", "lfp_cam"),
        ("nmc811-pack", "cathode", "cathode_calender_slit_nmc811", "nmc_cam"),
        ("lfp-pack", "anode", "anode_calender_slit_lfp", "anode_graphite"),
        ("lfp-pack", "cathode", "", "lfp_cam"),
    ],
)
def test_an_electrode_stands_for_its_active_material_where_it_is_bought(
    example: str, row: str, bought: str, item: str
) -> None:
    """Without a dataset the electrode is made in the project, of a nameless powder."""
    powder: dict[str, object] = {
        "id": "own",
        "name_zh": "甲",
        "name_en": "a",
        "unit": "kg",
        "source": "rule test",
    }
    other = {"flow": "own", "supplier": "bg:scrap_sorting_cn"}
    made = f"{row}_slurry_mixing-{item}"
    sets: dict[str, object] = {"study.battery.not_used": [f"{item}: the electrode is bought"]}
    if bought:  # with both electrodes bought no carbon is left that could stand for graphite
        sets[f"bom.B-cell_assembly-{row}.supplier"] = f"bg:{bought}"
        sets["bom.B-cell_assembly-cathode.supplier"] = f"bg:{bought.replace('anode', 'cathode')}"
    else:
        sets |= {f"bom.B-{made}.{key}": value for key, value in other.items()}
    of = case(Snippet(sets, adds={"flows": (powder,)}), f"example:{example}")
    whole = registry().pack("lithium-battery")
    asked = tuple(c for c in whole.clauses if c.check == "required")
    found = Evaluator(Subjects(of)).evaluate(replace(whole, clauses=asked))
    told = {str(f.node).partition("@")[0] for v in found for f in v.failures
            if f.key == "fail_waived"}  # fmt: skip
    assert told == (set() if bought else {item})


@pytest.mark.parametrize(
    ("row", "item", "names"),
    [
        ("cathode", "lfp_cam", ("正极", "cathode")),
        ("cathode", "lfp_cam", ("正电极", "positive electrode")),
        ("cathode", "lfp_cam", ("外购阴极卷料", "coated cathode")),
        ("anode", "anode_graphite", ("负极", "anode")),
        ("anode", "anode_graphite", ("负极大卷", "anode web")),
    ],
)
def test_a_bought_electrode_stands_for_it_under_any_name(
    row: str, item: str, names: tuple[str, str]
) -> None:
    bought: dict[str, object] = {
        "id": "own_el", "name_zh": names[0], "name_en": names[1], "unit": "kg",
        "source": "rule test",
    }  # fmt: skip
    sets: dict[str, object] = {
        "study.battery.not_used": [f"{item}: the electrode is bought"],
        f"bom.B-cell_assembly-{row}.flow": "own_el",
        f"bom.B-cell_assembly-{row}.supplier": "bg:scrap_sorting_cn",
    }
    of = case(Snippet(sets, adds={"flows": (bought,)}), "example:lfp-pack")
    whole = registry().pack("lithium-battery")
    asked = tuple(c for c in whole.clauses if c.check == "required")
    found = Evaluator(Subjects(of)).evaluate(replace(whole, clauses=asked))
    assert [f.node for v in found for f in v.failures if f.key == "fail_waived"] == []


def test_items_that_do_not_apply(tmp_path: Path) -> None:
    items = HEADER + "x,material,,名,name,study.goal.reason = other,flow = none,,own\n"
    verdict = run(tmp_path, items=items)
    assert (verdict.outcome, verdict.reason_en) == ("na", "nothing is required here")


def test_processes_of_the_project_or_of_its_datasets(tmp_path: Path) -> None:
    text = clause(check="required", params='kind = "process"')
    items = HEADER + (
        "cells,process,,电芯,cell making,,name_en ~ cell making,,own\n"
        "foil,process,,铝箔,foil rolling,,id = al_foil_rolling,,own\n"
        "oven,process,,焙烧,baking,,name_en ~ baking oven,,own\n"
    )
    write(tmp_path, text, HEAD, required=items)
    (verdict,) = evaluated(tmp_path, bare()).results[0].verdicts
    assert [f.text("en") for f in verdict.failures] == ["missing: baking"]


def test_bands(tmp_path: Path) -> None:
    """The result is about 0.07 kg/kWh: 70 kg/MWh after conversion; a band per kg says nothing."""
    text = clause(check="plausible", params="")
    bands = "of,unit,low,high,evidence,source\ntotal,{unit},{low},{high},own,S 2020\n"
    of = bare()
    total = of.footprint.total
    for unit, low, high, outcome in (
        ("kWh", total * 0.9, total * 1.1, "pass"),
        ("MWh", total * 900, total * 1100, "pass"),
        ("kg CO2e/kWh", total * 2, total * 3, "fail"),
        ("kg", 0, 1, "na"),
    ):
        write(tmp_path, text, plausibility=bands.format(unit=unit, low=low, high=high))
        (verdict,) = evaluated(tmp_path, of).results[0].verdicts
        assert verdict.outcome == outcome, unit
    write(tmp_path, text, plausibility=bands.format(unit="kWh", low=1, high=2))
    (verdict,) = evaluated(tmp_path, of).results[0].verdicts
    assert verdict.failures[0].text("en") == (
        f"result {total:.4g} kg CO2e/kWh lies outside 1 to 2 kg CO2e/kWh (S 2020)"
    )
