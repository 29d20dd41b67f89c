"""Floors are about the furnace, not about the steps beside it that carry its words.

Each plant has one more step than the example: grinding before the furnace, desulphurisation,
purification or crushing behind it, or neighbours in a component group named after it. It passes its
floors; and with the row deleted or cut that each floor is about, the floor still fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.plant_flows import Plant, PlantFlows
from pcf.rules.subjects import Subjects

Sets = Mapping[str, object]
_OWN = {"origin": "primary", "source": "rule test"}


def outcomes(example: str, pack: str, edits: Snippet) -> dict[str, str]:
    found = Evaluator(Subjects(case(edits, f"example:{example}"))).evaluate(registry().pack(pack))
    return {v.clause.code: v.outcome for v in found}


def step(id: str, zh: str, en: str, takes: str, of: str, kg: float = 1000, **more: Any) -> Snippet:
    """A step of 1000 kg of its own product, which takes `kg` of a flow of a process."""
    product = {"id": f"{id}_product", "name_zh": "品", "name_en": f"{en}, {takes}", "unit": "kg",
               "mass_kg": 1, "source": "rule test"}  # fmt: skip
    process = {"id": id, "name_zh": zh, "name_en": en, "stage": "production", "location": "CN",
               "product": f"{id}_product", "amount": 1000, "unit": "kg", "year": 2022,
               "source": "rule test", **more}  # fmt: skip
    taken = {"id": f"E-{id}", "process": id, "direction": "input", "flow": takes, "amount": kg,
             "unit": "kg", "supplier": f"process:{of}", **_OWN}  # fmt: skip
    return Snippet(adds={"flows": (product,), "processes": (process,), "exchanges": (taken,)})


def fed(row: str, id: str) -> dict[str, object]:
    """A row that takes the product of a step."""
    return {f"{row}.supplier": f"process:{id}", f"{row}.flow": f"{id}_product"}


def _and(edits: Snippet, sets: Sets) -> Snippet:
    return Snippet({**edits.sets, **sets}, adds=edits.adds)


_HOT_METAL, _COAL = "exchanges.E-bof_steelmaking-hot_metal", "exchanges.E-blast_furnace-hard_coal"
_BF = {"exchanges.E-blast_furnace-coke.amount": 30, f"{_COAL}.amount": 100}
_BF_CO2 = {"exchanges.E-blast_furnace-co2_fossil-reductant.amount": 593}
_KILN = {"exchanges.E-clinker_burning-co2_fossil-calcination.amount": 0}
DESULPHURISED = _and(
    step("ds", "高炉铁水预处理(脱硫)", "pretreated hot metal", "hot_metal", "blast_furnace"),
    fed(_HOT_METAL, "ds"),
)
GROUND = _and(
    step("pci", "高炉喷煤制粉", "ground coal", "hard_coal", "supply_hard_coal"), fed(_COAL, "pci")
)
PURIFIED = _and(
    step(
        "pure", "电解水制氢站纯化与压缩", "purification", "hydrogen_product", "electrolyser", 1010
    ),
    {"pcf.unit.reference_flow.electrolyser.process": "pure"},
)
CRUSHED = _and(
    step("crush", "电石破碎", "crushing", "calcium_carbide", "carbide_furnace", component="电石炉"),
    {"pcf.unit.reference_flow.carbide_furnace.process": "crush"},
)
STONE = _and(
    step("stone", "石灰窑石灰石破碎", "crushing", "limestone", "supply_limestone"),
    fed("exchanges.E-lime_burning-limestone", "stone"),
)
SINTERING = {f"processes.{id}.component": "高炉炼铁系统" for id in ("sintering", "blast_furnace")}
POTROOM = {f"processes.{id}.component": "电解铝车间" for id in ("casting", "anode_making")}
MEAL = {
    f"processes.{id}.component": "回转窑系统" for id in ("raw_meal_preparation", "clinker_burning")
}


def _gas(id: str, zh: str, kg: float) -> dict[str, object]:
    return {"id": id, "name_zh": zh, "name_en": f"gas {id}", "unit": "m3", "mass_kg": kg,
            "price": 0.3, "source": "rule test"}  # fmt: skip


def gas_cleaned(furnace: str, name: str, into: str, kg: tuple[float, float]) -> Snippet:
    """A furnace with 400 m3 of gas as co-product, cleaned in a step and burnt next door."""
    process = {"id": "clean", "name_zh": name, "name_en": "Cleaning of gas", "stage": "production",
               "location": "CN", "product": "clean_gas", "amount": 1000, "unit": "m3",
               "year": 2022, "source": "rule test"}  # fmt: skip
    row = {"direction": "input", "unit": "m3", **_OWN}
    rows = (
        {**row, "id": "E-raw", "process": furnace, "flow": "raw_gas", "amount": 400,
         "direction": "coproduct"},
        {**row, "id": "E-in", "process": "clean", "flow": "raw_gas", "amount": 1100,
         "supplier": f"process:{furnace}/raw_gas"},
        {**row, "id": "E-use", "process": into, "flow": "clean_gas", "amount": 400,
         "supplier": "process:clean"},
    )  # fmt: skip
    by_mass = {f"processes.{furnace}.allocation": "mass",
               f"processes.{furnace}.allocation_reason": "rule test"}  # fmt: skip
    gases = (_gas("raw_gas", "炉气", kg[0]), _gas("clean_gas", "净化炉气", kg[1]))
    return Snippet(by_mass, adds={"flows": gases, "processes": (process,), "exchanges": rows})


CARBIDE_GAS = gas_cleaned("carbide_furnace", "电石炉气净化", "lime_burning", (1.15, 1.15))
PURIFIED_CO2 = gas_cleaned("carbide_furnace", "电石炉气提纯", "lime_burning", (1.15, 1.35))
#: Example, pack, the plant as it is, its floors; and what is false, with the floors that find it.
PLANTS: list[tuple[str, str, Snippet, str, Sets, str]] = [
    ("steel-bf-bof", "steel", DESULPHURISED, "STL030 STL031 STL037", _BF, "STL030"),
    ("steel-bf-bof", "steel", GROUND, "STL030 STL037", _BF_CO2, "STL037"),
    ("steel-bf-bof", "steel", GROUND, "STL030", _BF, "STL030"),
    ("steel-bf-bof", "steel", Snippet(SINTERING), "STL030 STL037", _BF, "STL030"),
    ("hydrogen-electrolysis", "hydrogen", PURIFIED, "HYD034 HYD035",
     {"parameters.specific_energy": 30}, "HYD034"),
    ("calcium-carbide", "calcium-carbide", CRUSHED, "CAC030 CAC031 CAC033 CAC039",
     {"exchanges.E-carbide_furnace-lime_quick.amount": 300}, "CAC030"),
    ("calcium-carbide", "calcium-carbide", CARBIDE_GAS, "CAC030 CAC031 CAC039",
     {"exchanges.E-carbide_furnace-lime_quick.amount": 300}, "CAC030"),
    ("calcium-carbide", "calcium-carbide", PURIFIED_CO2, "CAC030 CAC031 CAC039",
     {"exchanges.E-carbide_furnace-lime_quick.amount": 300}, "CAC030"),
    ("aluminium-electrolytic", "aluminium", Snippet(POTROOM), "ALU030 ALU031 ALU032 ALU033",
     {"exchanges.E-electrolysis-alumina.amount": 1500}, "ALU032"),
    ("lime", "lime", STONE, "LIM030 LIM032 LIM034",
     {"exchanges.E-lime_burning-limestone.amount": 900}, "LIM032"),
    ("cement", "cement", Snippet(MEAL), "CEM030 CEM035", _KILN, "CEM030"),
]  # fmt: skip
_STUDY: dict[str, Sets] = {
    "cement": {"study.cement.clinker_cao_from_carbonate": 0.65},
    "lime": {"study.lime.cao_from_carbonate": 0.87},
}


@pytest.mark.parametrize(("example", "pack", "plant", "floors", "fault", "codes"), PLANTS)
def test_a_step_is_not_judged_and_the_furnace_is(
    example: str, pack: str, plant: Snippet, floors: str, fault: Sets, codes: str
) -> None:
    stated = _and(plant, _STUDY.get(example, {}))
    found = outcomes(example, pack, stated)
    assert {code: found[code] for code in floors.split()} == dict.fromkeys(floors.split(), "pass")
    found = outcomes(example, pack, _and(stated, fault))
    assert [code for code in codes.split() if found[code] != "fail"] == []


def test_co2_of_a_furnace_may_stand_in_two_linked_processes() -> None:
    """1186 kg of CO2 of 1000 kg of hot metal, 786 of them behind the furnace at 高炉: together."""
    co2 = {"id": "E-ds-co2", "process": "ds", "direction": "emission", "flow": "co2_fossil",
           "amount": 786, "unit": "kg", **_OWN}  # fmt: skip
    row = "exchanges.E-blast_furnace-co2_fossil-reductant.amount"
    adds = {**DESULPHURISED.adds, "exchanges": (*DESULPHURISED.adds["exchanges"], co2)}
    coal = {"id": "E-ds-coke", "process": "ds", "direction": "input", "flow": "coke",
            "amount": 1, "unit": "kg", "supplier": "process:coking", **_OWN}  # fmt: skip
    adds["exchanges"] += (coal,)
    split = Snippet({**DESULPHURISED.sets, row: 400}, adds=adds)
    assert outcomes("steel-bf-bof", "steel", split)["STL037"] == "pass"
    adds = {**adds, "exchanges": (*DESULPHURISED.adds["exchanges"], coal)}
    lost = Snippet({**DESULPHURISED.sets, row: 400}, adds=adds)
    assert outcomes("steel-bf-bof", "steel", lost)["STL037"] == "fail"


@cache
def plants(edits: str, *names: str) -> list[Plant]:
    chosen = {"desulphurised": DESULPHURISED, "ground": GROUND}[edits]
    return PlantFlows(Subjects(case(chosen, "example:steel-bf-bof"))).plants(names)


def test_what_a_step_behind_the_furnace_hands_out_is_made_once() -> None:
    """All 1000 kg of hot metal go into the step and leave it as 1000 kg."""
    (plant,) = plants("desulphurised", "ds", "blast_furnace")
    assert plant.members == {"ds", "blast_furnace"}
    assert plant.made == pytest.approx({"ds": 1.0, "blast_furnace": 0.0}, abs=1e-12)


def test_what_a_step_before_the_furnace_hands_out_stays_inside() -> None:
    (plant,) = plants("ground", "pci", "blast_furnace")
    assert plant.made == pytest.approx({"pci": 0.0, "blast_furnace": 1.0}, abs=1e-12)


def test_a_step_alone_makes_nothing() -> None:
    """Its hot metal comes from a process that no word picked."""
    (plant,) = plants("desulphurised", "ds")
    assert (plant.made, plant.converts) == ({"ds": 0.0}, False)


def test_processes_without_a_link_are_plants_of_their_own() -> None:
    assert [sorted(plant.members) for plant in plants("ground", "coking", "lime_burning")] == [
        ["coking"],
        ["lime_burning"],
    ]


@pytest.mark.parametrize("part", [0.7, 0.5])
def test_a_casting_house_with_bought_metal_carries_the_part_of_the_potline(part: float) -> None:
    """It takes 1005 kg of metal, `part` of it from the cells, and burns gas: 8 % CO2 by mass."""
    row = "exchanges.E-casting-aluminium_molten"
    ingot = {"id": "cold_metal", "name_zh": "外购铝锭", "name_en": "bought ingot", "unit": "kg",
             "mass_kg": 1, "source": "rule test"}  # fmt: skip
    bought = {"id": "E-cold", "process": "casting", "direction": "input", "flow": "cold_metal",
              "amount": 1005 * (1 - part), "unit": "kg", "supplier": "bg:map_aluminium_ingot",
              **_OWN}  # fmt: skip
    sets = {f"{row}.amount": 1005 * part, "processes.casting.name_zh": "电解铝液配料铸造"}
    honest = Snippet(sets, adds={"flows": (ingot,), "exchanges": (bought,)})
    found = outcomes("aluminium-electrolytic", "aluminium", honest)
    assert {code: found[code] for code in ("ALU030", "ALU032")} == {
        "ALU030": "pass",
        "ALU032": "pass",
    }
    cut = _and(honest, {"exchanges.E-electrolysis-alumina.amount": 1500})
    assert outcomes("aluminium-electrolytic", "aluminium", cut)["ALU032"] == "fail"


def _without(*rows: str) -> Sets:
    return {f"exchanges.{row}.amount": 0 for row in rows}


_ARC = "E-eaf_steelmaking-co2_fossil"
_NO_ARC_CO2 = _without(*(f"{_ARC}-{of}" for of in ("electrode", "foaming_coke", "natural_gas")))
_NO_ARC_CO2 = {**_NO_ARC_CO2, **_without(f"{_ARC}-scrap_carbon")}


def test_an_arc_furnace_without_its_co2_is_no_step() -> None:
    """1100 kg of scrap and 15 kg of carbon in coke, electrode and gas: none of it leaves."""
    assert outcomes("steel-eaf", "steel", Snippet(_NO_ARC_CO2))["STL032"] == "fail"


def _supplied(id: str, zh: str) -> Snippet:
    """A material of the project of which nobody states the carbon."""
    flow = {"id": id, "name_zh": zh, "name_en": id, "unit": "kg", "mass_kg": 1,
            "source": "rule test"}  # fmt: skip
    process = {"id": f"supply_{id}", "name_zh": f"{zh}获取", "name_en": f"Supply of {id}",
               "stage": "raw_material", "location": "CN", "product": id, "amount": 1000,
               "unit": "kg", "source": "rule test"}  # fmt: skip
    row = {"id": f"E-{id}", "process": f"supply_{id}", "direction": "input", "flow": "scrap_steel",
           "amount": 1, "unit": "kg", "supplier": "process:supply_scrap_steel",
           **_OWN}  # fmt: skip
    return Snippet(adds={"flows": (flow,), "processes": (process,), "exchanges": (row,)})


def test_an_arc_furnace_of_unknown_coke_and_electrodes_is_judged() -> None:
    """Nothing in the plant is known to hold carbon, and nothing else is a furnace."""
    own = {"coke": "own_coke", "graphite_electrode": "own_electrode"}
    parts = [_supplied(id, zh) for id, zh in zip(own.values(), ("料甲", "料乙"), strict=True)]
    adds = {table: (*parts[0].adds[table], *parts[1].adds[table]) for table in parts[0].adds}
    sets: dict[str, object] = {"exchanges.E-eaf_steelmaking-natural_gas.amount": 0}
    for flow, id in own.items():
        row = f"exchanges.E-eaf_steelmaking-{flow}"
        sets |= {f"{row}.flow": id, f"{row}.supplier": f"process:supply_{id}"}
    honest = Snippet(sets, adds=adds)
    assert outcomes("steel-eaf", "steel", honest)["STL032"] == "pass"
    assert outcomes("steel-eaf", "steel", _and(honest, _NO_ARC_CO2))["STL032"] == "fail"


def test_coke_that_a_step_burns_and_tells_makes_it_no_furnace() -> None:
    """12 kg of coke with 10 kg of carbon leave as 41 kg of CO2: below 5 % of 1000 kg."""
    dried = step("dry", "电炉废钢烘干", "dried scrap", "scrap_steel", "supply_scrap_steel")
    row = {"process": "dry", "unit": "kg", **_OWN}
    burnt = (
        {**row, "id": "E-coke", "direction": "input", "flow": "coke", "amount": 12,
         "supplier": "process:supply_coke"},
        {**row, "id": "E-coke-co2", "direction": "emission", "flow": "co2_fossil", "amount": 41},
    )  # fmt: skip
    adds = {**dried.adds, "exchanges": (*dried.adds["exchanges"], *burnt)}
    for told, converts in ((41, False), (0, True)):
        sets = {"exchanges.E-coke-co2.amount": told}
        of = Subjects(case(Snippet(sets, adds=adds), "example:steel-eaf"))
        assert PlantFlows(of).plants(["dry"])[0].converts == converts


def test_an_arc_furnace_behind_a_scrap_preheater_is_judged() -> None:
    scrap = "exchanges.E-eaf_steelmaking-scrap_steel"
    preheater = step("pre", "电炉废钢预热", "preheated scrap", "scrap_steel", "supply_scrap_steel")
    plant = _and(preheater, fed(scrap, "pre"))
    found = outcomes("steel-eaf", "steel", plant)
    assert [found["STL031"], found["STL032"]] == ["pass", "pass"]
    assert outcomes("steel-eaf", "steel", _and(plant, _NO_ARC_CO2))["STL032"] == "fail"


_HOT_MEAL = _and(
    step("precalciner", "生料预热与分解", "hot meal", "raw_meal", "raw_meal_preparation", 1450),
    {
        "study.cement.clinker_cao_from_carbonate": 0.65,
        "exchanges.E-clinker_burning-raw_meal.amount": 1000,
        **fed("exchanges.E-clinker_burning-raw_meal", "precalciner"),
    },
)
_NO_KILN_CO2 = {
    **_KILN,
    "exchanges.E-clinker_burning-co2_fossil-hard_coal.formula": "kiln_heat * coal_co2 * 0",
}


def test_a_kiln_behind_a_precalciner_is_judged_without_its_co2() -> None:
    """1000 kg of hot meal and 147 kg of coal make 1000 kg of clinker."""
    found = outcomes("cement", "cement", _HOT_MEAL)
    codes = ("CEM030", "CEM034", "CEM035")
    assert {code: found[code] for code in codes} == dict.fromkeys(codes, "pass")
    found = outcomes("cement", "cement", _and(_HOT_MEAL, _NO_KILN_CO2))
    assert {code: found[code] for code in codes} == dict.fromkeys(codes, "fail")


def test_a_furnace_of_unknown_materials_is_judged_where_nothing_else_is() -> None:
    """Of 100 kg of a material beside the hot metal nobody knows the carbon; of none, it is none."""
    flow = {"id": "own", "name_zh": "料", "name_en": "own", "unit": "kg", "mass_kg": 1,
            "source": "rule test"}  # fmt: skip
    row = {"id": "E-own", "process": "ds", "direction": "input", "flow": "own", "amount": 100,
           "unit": "kg", "supplier": "process:lime_burning", **_OWN}  # fmt: skip
    adds = {**DESULPHURISED.adds}
    adds["flows"], adds["exchanges"] = (*adds["flows"], flow), (*adds["exchanges"], row)
    flows = PlantFlows(
        Subjects(case(Snippet(DESULPHURISED.sets, adds=adds), "example:steel-bf-bof"))
    )
    assert [flows.plants(["ds"], doubt=doubt)[0].converts for doubt in (False, True)] == [
        False,
        True,
    ]


def test_losses_of_steps_behind_a_furnace_are_not_those_of_its_charge() -> None:
    """Charge 1.13, casting 1.03, rolling 1.05: 1.222 t per t in all, 1.13 at the furnace."""
    casting = step("cc", "电炉连铸", "cast billet", "steel_billet_eaf", "eaf_steelmaking", 1030)
    rolling = step("r", "电炉钢轧制", "rolled", "cc_product", "cc", 1050)
    adds = {table: (*casting.adds[table], *rolling.adds[table]) for table in casting.adds}
    scrap = "exchanges.E-eaf_steelmaking-scrap_steel.amount"
    sets = {"pcf.unit.reference_flow.eaf_steelmaking.process": "r"}
    honest = Snippet({**sets, scrap: 1130}, adds=adds)
    assert outcomes("steel-eaf", "steel", honest)["STL031"] == "pass"
    too_much = Snippet({**sets, scrap: 1230}, adds=adds)
    assert outcomes("steel-eaf", "steel", too_much)["STL031"] == "fail"
