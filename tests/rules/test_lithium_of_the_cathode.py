"""A cathode that is made here takes in the lithium that it holds, from whatever salt.

With less than a tenth of the least of any salt, the salt is as good as not there (LIB009, an
error); below 90 % of what the cathode holds that is a warning (LIB061).

LFP holds 6.94 / 157.76 = 0.04399 kg of lithium per kg. The example takes 0.23898 kg of Li2CO3 with
2 * 6.94 / 73.89 = 0.18785 each: 1.02 of what is needed.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

LFP, NMC = "bom.B-lfp_solid_state-li2co3", "bom.B-cam_nmc811_calcination-lioh_h2o"
SALT: dict[str, object] = {"id": "own_salt", "name_zh": "磷酸锂", "name_en": "lithium phosphate",
        "unit": "kg", "source": "rule test"}  # fmt: skip


def outcomes(example: str, sets: dict[str, object], **adds: tuple[dict[str, object], ...]) -> str:
    """How the error, as far as it is about lithium, and the warning end."""
    whole = registry().pack("lithium-battery")
    asked = tuple(c for c in whole.clauses if c.code in ("LIB009", "LIB061"))
    of = Subjects(case(Snippet(sets, adds=adds), f"example:{example}"))
    listed, balance = Evaluator(of).evaluate(replace(whole, clauses=asked))
    told = [f.text("en") for f in listed.failures]
    lithium = [text for text in told if "lithium carbonate" in text or "lithium hydroxide" in text]
    return f"{'fail' if lithium else 'pass'} {balance.outcome}"


@pytest.mark.parametrize(
    ("example", "sets", "told"),
    [
        ("lfp-pack", {}, "pass pass"),
        ("lfp-pack", {f"{LFP}.amount": 0.215}, "pass pass"),
        ("lfp-pack", {f"{LFP}.amount": 0.119}, "pass fail"),
        ("lfp-pack", {f"{LFP}.amount": 0.239, f"{LFP}.unit": "g"}, "fail fail"),
        ("lfp-pack", {f"{LFP}.flow": "lioh_h2o", f"{LFP}.amount": 0.27,
                      f"{LFP}.supplier": "bg:lioh_mix"}, "pass pass"),
        ("lfp-pack", {"bom.B-cathode_slurry_mixing-lfp_cam.supplier": "bg:lfp_solid_state"},
         "pass na"),
        ("nmc811-pack", {}, "pass pass"),
        ("nmc811-pack", {f"{NMC}.amount": 0.2}, "pass fail"),
        ("nmc811-pack", {f"{NMC}.amount": 0.0004}, "fail fail"),
        ("jrc-nmc111", {}, "pass pass"),
    ],
)  # fmt: skip
def test_lithium_in_is_lithium_out(example: str, sets: dict[str, object], told: str) -> None:
    assert outcomes(example, sets) == told


def test_a_salt_that_is_not_in_the_list_is_not_called_short() -> None:
    sets: dict[str, object] = {f"{LFP}.flow": "own_salt", f"{LFP}.amount": 0.245}
    assert outcomes("lfp-pack", sets, flows=(SALT,)) == "pass pass"


def test_the_salt_may_enter_a_step_before_the_furnace() -> None:
    """The lithium is mixed in a process of its own, which supplies the furnace."""
    mixing = {"id": "mixing", "name_zh": "混料", "name_en": "mixing", "stage": "raw_material",
              "component": "cathode", "location": "CN", "product": "own_mix", "amount": 1,
              "unit": "kg", "source": "rule test"}  # fmt: skip
    mix = {**SALT, "id": "own_mix", "name_zh": "混合料", "name_en": "mixture"}
    row = {"id": "B-mix", "process": "lfp_solid_state", "part": "cathode", "flow": "own_mix",
           "amount": 1, "unit": "kg", "supplier": "process:mixing", "origin": "secondary",
           "source": "rule test"}  # fmt: skip
    sets: dict[str, object] = {f"{LFP}.process": "mixing"}
    found = outcomes("lfp-pack", sets, flows=(mix,), processes=(mixing,), bom=(row,))
    assert found == "pass pass"


@pytest.mark.parametrize(("salt", "told"), [(1.0, "pass pass"), (0.5, "pass fail"),
                                            (0.001, "fail fail")])  # fmt: skip
@pytest.mark.parametrize("name", [("混合料", "mixture"), ("一烧料", "first-fired material")])
@pytest.mark.parametrize("example", ["lfp-pack", "nmc811-pack"])
def test_mixing_before_the_kiln_hides_no_slip(
    example: str, name: tuple[str, str], salt: float, told: str
) -> None:
    """Salt and precursor enter a process of their own, and the kiln takes their mixture."""
    lfp = example == "lfp-pack"
    row, kiln = (LFP, "lfp_solid_state") if lfp else (NMC, "cam_nmc811_calcination")
    other = f"bom.B-{kiln}-{'fepo4' if lfp else 'pcam'}"
    needed, whole = (0.23898, 1.21449) if lfp else (0.431341, 1.380341)
    mixing = {**_step("mixing", "混料", "mixing", "own_mix"), "amount": whole}
    sets = {
        f"{row}.process": "mixing",
        f"{row}.amount": needed * salt,
        f"{other}.process": "mixing",
    }
    found = outcomes(example, sets, flows=(_flow("own_mix", *name),), processes=(mixing,),
                     bom=(_row(kiln, "own_mix", whole, "process:mixing"),))  # fmt: skip
    assert found == told


@pytest.mark.parametrize("names", [("醋酸锂", "lithium acetate"), ("电池级锂盐", "Li salt"),
                                   ("三元一烧料", "first-fired material"),
                                   ("再生正极材料", "regenerated cathode material")])  # fmt: skip
@pytest.mark.parametrize("example", ["lfp-pack", "nmc811-pack"])
def test_a_small_salt_beside_another_source_is_not_too_little(
    example: str, names: tuple[str, str]
) -> None:
    lfp = example == "lfp-pack"
    kiln = "lfp_solid_state" if lfp else "cam_nmc811_calcination"
    main = _row(kiln, "own_feed", 0.6, "bg:scrap_sorting_cn")
    sets: dict[str, object] = {f"{LFP if lfp else NMC}.amount": 0.01}
    found = outcomes(example, sets, flows=(_flow("own_feed", *names),), bom=(main,))
    assert found.startswith("pass")


@pytest.mark.parametrize("component", ["cathode", "ncm", "正极材料"])
def test_nmc_of_carbonate_stands_in_any_component(component: str) -> None:
    sets: dict[str, object] = {
        "processes.cam_nmc811_calcination.component": component, f"{NMC}.flow": "li2co3",
        f"{NMC}.amount": 0.38, f"{NMC}.supplier": "bg:li2co3_mix",
    }  # fmt: skip
    assert outcomes("nmc811-pack", sets).startswith("pass")


@pytest.mark.parametrize("name", ["锂电铜箔", "锂电级铜箔"])
def test_a_trade_name_brings_no_lithium(name: str) -> None:
    foil = _flow("own_foil", name, "copper foil")
    sets = {"bom.B-anode_coating_drying-cu_foil.flow": "own_foil", f"{LFP}.amount": 0.000239,
            "processes.cu_foil_electrodeposition.product": "own_foil"}  # fmt: skip
    assert outcomes("lfp-pack", sets, flows=(foil,)) == "fail fail"


@pytest.mark.parametrize(
    "names",
    [("LFP材料", "LFP"), ("磷酸铁锂材料", "LFP material"), ("磷酸铁锂正极", "LFP cathode"),
     ("磷酸铁锂成品", "LFP product"), ("LiFePO4", "LiFePO4")],
)  # fmt: skip
def test_a_slip_is_found_whatever_the_cathode_is_called(names: tuple[str, str]) -> None:
    """Or the cathode itself is not found, which is an error of the same clause."""
    sets = {f"{LFP}.amount": 0.000239, "processes.lfp_solid_state.product": "own_cam",
            "bom.B-cathode_slurry_mixing-lfp_cam.flow": "own_cam"}  # fmt: skip
    whole = registry().pack("lithium-battery")
    asked = tuple(c for c in whole.clauses if c.code == "LIB009")
    of = Subjects(case(Snippet(sets, adds={"flows": (_flow("own_cam", *names),)}),
                       "example:lfp-pack"))  # fmt: skip
    (listed,) = Evaluator(of).evaluate(replace(whole, clauses=asked))
    assert listed.outcome == "fail"


def _flow(id: str, zh: str, en: str) -> dict[str, object]:
    return {**SALT, "id": id, "name_zh": zh, "name_en": en}


def _step(id: str, zh: str, en: str, product: str) -> dict[str, object]:
    return {"id": id, "name_zh": zh, "name_en": en, "stage": "raw_material", "component": "cathode",
            "location": "CN", "product": product, "amount": 1, "unit": "kg",
            "source": "rule test"}  # fmt: skip


def _row(process: str, flow: str, amount: float, supplier: str) -> dict[str, object]:
    return {"id": f"B-{process}-{flow}", "process": process, "part": "cathode", "flow": flow,
            "amount": amount, "unit": "kg", "supplier": supplier, "origin": "secondary",
            "source": "rule test"}  # fmt: skip


IRON = "bom.B-lfp_solid_state-fepo4"
REPAIR = {f"{LFP}.amount": 0.015, f"{IRON}.amount": 0.02}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("废正极黑粉", "spent cathode black mass"), "pass pass"),
        (("退役磷酸铁锂电芯", "retired LFP cells"), "pass pass"),
        (("修复料", "feed for repair"), "fail fail"),  # nobody knows what it holds
        (("磷酸铁", "iron phosphate"), "fail fail"),
    ],
)
@pytest.mark.parametrize("made_in", ["废正极直接修复", "磷酸铁锂固相合成"])
def test_spent_cathode_brings_its_lithium(names: tuple[str, str], made_in: str, told: str) -> None:
    """0.98 kg of it and 0.015 kg of Li2CO3, less than the 0.0152 kg that a cathode needs."""
    spent = _row("lfp_solid_state", "own_feed", 0.98, "bg:scrap_sorting_cn")
    sets = {**REPAIR, "processes.lfp_solid_state.name_zh": made_in}
    assert outcomes("lfp-pack", sets, flows=(_flow("own_feed", *names),), bom=(spent,)) == told


@pytest.mark.parametrize(("salt", "told"), [(1.0, "pass pass"), (0.5, "pass fail"),
                                            (0.001, "fail fail")])  # fmt: skip
@pytest.mark.parametrize(
    ("example", "step", "flow"),
    [
        ("lfp-pack", ("lfp_cam_milling", "磷酸铁锂气流粉碎", "Jet milling of LFP"),
         ("lfp_cam_powder", "磷酸铁锂粉体成品", "LFP powder")),
        ("lfp-pack", ("lfp_cam_delivery", "磷酸铁锂正极材料配送", "Delivery of LFP"),
         ("lfp_cam_delivered", "磷酸铁锂正极材料(到厂)", "LFP cathode material, delivered")),
        ("nmc811-pack", ("cam_nmc811_coating", "三元材料包覆二烧", "Coating and second firing"),
         ("cam_nmc811_coated", "包覆三元正极材料", "coated NMC cathode material")),
    ],
)  # fmt: skip
def test_a_step_behind_the_kiln_neither_adds_lithium_nor_wants_it_twice(
    example: str, step: tuple[str, str, str], flow: tuple[str, str, str], salt: float, told: str
) -> None:
    lfp = example == "lfp-pack"
    made, maker = (
        ("lfp_cam", "lfp_solid_state") if lfp else ("cam_nmc811", "cam_nmc811_calcination")
    )
    into = f"bom.B-cathode_slurry_mixing-{'lfp_cam' if lfp else 'cam'}"
    sets = {f"{into}.flow": flow[0], f"{into}.supplier": f"process:{step[0]}",
            f"{LFP if lfp else NMC}.amount": salt * (0.23898 if lfp else 0.431341)}  # fmt: skip
    found = outcomes(
        example, sets, flows=(_flow(*flow),), processes=(_step(*step, flow[0]),),
        bom=(_row(step[0], made, 1.002, f"process:{maker}"),),
    )  # fmt: skip
    assert found == told


@pytest.mark.parametrize(("salt", "told"), [(0.431341, "pass pass"), (0.000431, "fail fail")])
def test_a_kiln_is_known_by_what_it_makes(salt: float, told: str) -> None:
    kiln = "processes.cam_nmc811_calcination"
    sets = {f"{kiln}.name_zh": "高镍烧结", f"{kiln}.name_en": "High-nickel sintering",
            f"{NMC}.amount": salt}  # fmt: skip
    made = {"flow": "ncm811", "supplier": "process:cam_nmc811_calcination"}
    sets |= {f"bom.B-cathode_slurry_mixing-cam.{key}": value for key, value in made.items()}
    sets[f"{kiln}.product"] = "ncm811"
    own = _flow("ncm811", "NMC811三元正极材料", "NMC811 cathode active material")
    assert outcomes("nmc811-pack", sets, flows=(own,)) == told


@pytest.mark.parametrize(
    "sets",
    [
        {f"processes.{id}.component": "磷酸铁锂生产车间"
         for id in ("lfp_solid_state", "fepo4_precipitation", "feso4_purification")},
        {"processes.lfp_solid_state.name_en": "Lithiation of iron phosphate to LFP"},
    ],
)  # fmt: skip
def test_what_is_no_cathode_material_holds_no_lithium(sets: dict[str, object]) -> None:
    assert outcomes("lfp-pack", sets) == "pass pass"


@pytest.mark.parametrize(("amount", "told"), [(0.23898, "pass"), (0.000239, "fail")])
def test_a_slip_behind_a_delivery_is_found(amount: float, told: str) -> None:
    flow = _flow("own_salt", "锂盐", "Li salt")
    supply = _step("deliv", "锂盐配送", "delivery of the salt", "own_salt")
    sets: dict[str, object] = {f"{LFP}.process": "deliv", f"{LFP}.amount": 1.01}
    row = _row("lfp_solid_state", "own_salt", amount, "process:deliv")
    found = outcomes("lfp-pack", sets, flows=(flow,), processes=(supply,), bom=(row,))
    assert found.split()[0] == told


@pytest.mark.parametrize(("amount", "told"), [(0.23898, "pass pass"), (0.119, "pass fail")])
def test_a_salt_that_is_delivered_counts_once(amount: float, told: str) -> None:
    flow = _flow("li2co3_delivered", "碳酸锂(到厂)", "lithium carbonate, delivered")
    supply = _step("supply_li2co3", "碳酸锂采购", "Supply of lithium carbonate", str(flow["id"]))
    sets = {f"{LFP}.amount": amount, f"{LFP}.flow": flow["id"],
            f"{LFP}.supplier": "process:supply_li2co3"}  # fmt: skip
    row = _row("supply_li2co3", "li2co3", 1, "bg:li2co3_mix")
    assert outcomes("lfp-pack", sets, flows=(flow,), processes=(supply,), bom=(row,)) == told
