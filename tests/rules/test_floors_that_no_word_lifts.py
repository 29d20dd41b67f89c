"""Floors of stoichiometry stay on whatever a row or process is called; amounts alone meet them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

OWN = {"origin": "primary", "source": "rule test"}


def verdicts(example: str, pack: str, edits: Snippet) -> dict[str, Verdict]:
    edited = Subjects(case(edits, f"example:{example}"))
    return {v.clause.code: v for v in Evaluator(edited).evaluate(registry().pack(pack))}


def row(process: str, flow: str, amount: float, unit: str, supplier: str) -> dict[str, Any]:
    return {"id": "E-word", "process": process, "direction": "input", "flow": flow,
            "amount": amount, "unit": unit, "supplier": supplier, **OWN}  # fmt: skip


#: Example, pack, emission that is set to nothing, row of a thousandth that is added, clauses.
CASES: list[tuple[str, str, str, dict[str, Any], set[str]]] = [
    ("hydrogen-gas", "hydrogen", "E-steam_reforming-co2_fossil",
     row("steam_reforming", "wood_chips", 1e-3, "kg", "bg:wood_chips_glo"), {"HYD030", "HYD031"}),
    ("hydrogen-coal", "hydrogen", "E-gasification_shift_psa-co2_fossil",
     row("gasification_shift_psa", "wood_chips", 1e-3, "kg", "bg:wood_chips_glo"), {"HYD032"}),
    ("ammonia", "ammonia", "E-gasification-co2_fossil-process",
     row("ammonia_synthesis", "hydrogen", 1e-3, "kg", "bg:hydrogen_coal_cn"), {"AMM030"}),
    ("methanol", "methanol", "E-gasification-co2_fossil-process",
     row("synthesis_distillation", "hydrogen", 1e-3, "kg", "bg:hydrogen_coal_cn"), {"MET030"}),
    ("fertiliser-urea", "fertiliser", "E-ammonia_synthesis-co2_fossil",
     row("ammonia_synthesis", "natural_gas", 1e-3, "m3", "bg:natural_gas_cn"), {"FER039"}),
]  # fmt: skip


@pytest.mark.parametrize(("example", "pack", "emission", "added", "codes"), CASES)
def test_a_gram_of_biomass_hydrogen_or_gas_lifts_no_floor(
    example: str, pack: str, emission: str, added: Mapping[str, Any], codes: set[str]
) -> None:
    adds: dict[str, tuple[Mapping[str, Any], ...]] = {"exchanges": (added,)}
    if added["flow"] == "wood_chips":
        named = {"name_zh": "生物质", "name_en": "biomass", "unit": "kg", "source": "rule test"}
        adds["flows"] = ({"id": "wood_chips", **named},)
    value = 0.1 if pack == "fertiliser" else 0
    found = verdicts(example, pack, Snippet({f"exchanges.{emission}.amount": value}, adds=adds))
    assert {found[code].outcome for code in codes} == {"fail"}


def test_biogenic_co2_of_biogas_counts_in_the_floor() -> None:
    """All 8.92 kg of CO2 of the reformer are biogenic: together still above 5.457."""
    edits = Snippet({"exchanges.E-steam_reforming-co2_fossil.flow": "co2_biogenic"})
    found = verdicts("hydrogen-gas", "hydrogen", edits)
    assert {found[code].outcome for code in ("HYD030", "HYD031")} == {"pass"}


@pytest.mark.parametrize(
    ("example", "pack", "process", "emission", "synthesis", "codes"),
    [
        ("ammonia", "ammonia", "gasification", "E-gasification-co2_fossil-process",
         "ammonia_synthesis", {"AMM030"}),
        ("methanol", "methanol", "gasification", "E-gasification-co2_fossil-process",
         "synthesis_distillation", {"MET030"}),
    ],
)  # fmt: skip
def test_bought_hydrogen_counts_with_its_amount(
    example: str, pack: str, process: str, emission: str, synthesis: str, codes: set[str]
) -> None:
    """180 kg of hydrogen stand for 180 * 9.095 = 1637 kg of CO2: above 1615 and 343."""
    fed = row(synthesis, "hydrogen", 180, "kg", "bg:hydrogen_coal_cn")
    edits = Snippet({f"exchanges.{emission}.amount": 0}, adds={"exchanges": (fed,)})
    found = verdicts(example, pack, edits)
    assert {found[code].outcome for code in codes} == {"pass"}


def test_a_litre_of_gas_lifts_no_balance_of_coal() -> None:
    litre = {"exchanges": (row("gasification", "natural_gas", 1e-3, "m3", "bg:natural_gas_cn"),)}
    high = Snippet({"parameters.coal_ncv": 60}, adds=litre)
    assert verdicts("ammonia", "ammonia", high)["AMM034"].outcome == "fail"
    assert verdicts("methanol", "methanol", high)["MET033"].outcome == "fail"
    higher = Snippet({"parameters.coal_ncv": 130}, adds=litre)
    assert verdicts("methanol", "methanol", higher)["MET032"].outcome == "fail"


def test_a_gram_of_gas_at_the_blast_furnace_lifts_no_floor() -> None:
    less = {"exchanges.E-blast_furnace-coke.amount": 30,
            "exchanges.E-blast_furnace-hard_coal.amount": 100}  # fmt: skip
    gas = row("blast_furnace", "natural_gas", 1e-3, "m3", "bg:natural_gas_cn")
    found = verdicts("steel-bf-bof", "steel", Snippet(less, adds={"exchanges": (gas,)}))
    assert found["STL030"].outcome == "fail"


def test_another_convention_for_the_gas_leaves_the_widest_floor_on() -> None:
    edits = Snippet({"study.steel.gas_carbon": "other: own convention",
                     "exchanges.E-blast_furnace-co2_fossil-reductant.amount": 200})  # fmt: skip
    assert verdicts("steel-bf-bof", "steel", edits)["STL038"].outcome == "fail"


@pytest.mark.parametrize(
    ("example", "pack", "process", "name", "sets", "code"),
    [
        ("steel-bf-bof", "steel", "blast_furnace", "高炉(含煤气发电)",
         {"exchanges.E-blast_furnace-co2_fossil-reductant.amount": 593}, "STL037"),
        ("cement", "cement", "clinker_burning", "熟料烧成与冷却",
         {"exchanges.E-clinker_burning-co2_fossil-calcination.amount": 0}, "CEM030"),
        ("hydrogen-electrolysis", "hydrogen", "electrolyser", "电解槽(不是氯碱)",
         {"parameters.specific_energy": 30}, "HYD034"),
    ],
)  # fmt: skip
def test_an_honest_longer_name_lifts_no_floor(
    example: str, pack: str, process: str, name: str, sets: dict[str, object], code: str
) -> None:
    edits = Snippet({f"processes.{process}.name_zh": name, **sets})
    assert verdicts(example, pack, edits)[code].outcome == "fail"


def test_the_type_of_the_cell_lifts_no_floor_and_its_heat_counts() -> None:
    cell: dict[str, object] = {"study.hydrogen.cell": "SOEC", "parameters.specific_energy": 30}
    bare = verdicts("hydrogen-electrolysis", "hydrogen", Snippet(cell))
    assert bare["HYD034"].outcome == "fail"
    steam = row("electrolyser", "steam", 10, "kg", "bg:steam_cn")
    fed = verdicts("hydrogen-electrolysis", "hydrogen", Snippet(cell, adds={"exchanges": (steam,)}))
    assert fed["HYD034"].outcome == "pass"


def test_a_gram_of_sold_gas_lifts_no_floor_of_carbide() -> None:
    """Neither reductant nor electrode emits: 0 by 515 kg, though a gram of gas is sold."""
    gone = {f"exchanges.E-carbide_furnace-co2_fossil-{name}.amount": 0
            for name in ("reductant", "electrode")}  # fmt: skip
    sold = {"id": "E-gas", "process": "carbide_furnace", "direction": "coproduct",
            "flow": "furnace_gas", "amount": 1e-3, "unit": "kg", **OWN}  # fmt: skip
    gas = {"id": "furnace_gas", "name_zh": "炉气", "name_en": "furnace gas", "unit": "kg",
           "mass_kg": 1, "source": "rule test"}  # fmt: skip
    sets = {**gone, "processes.carbide_furnace.allocation": "mass",
            "processes.carbide_furnace.allocation_reason": "rule test"}  # fmt: skip
    edits = Snippet(sets, adds={"exchanges": (sold,), "flows": (gas,)})
    assert verdicts("calcium-carbide", "calcium-carbide", edits)["CAC039"].outcome == "fail"


@pytest.mark.parametrize(
    ("example", "process", "code"),
    [("cement", "clinker_burning", "CEM035"), ("lime", "lime_burning", "LIM034")],
)
def test_a_kiln_whose_fuel_emits_nothing_is_an_error(example: str, process: str, code: str) -> None:
    gone = f"exchanges.E-{process}-co2_fossil-hard_coal.formula"
    found = verdicts(example, example, Snippet({gone: "kiln_heat * coal_co2 * 0"}))
    assert (found[code].outcome, found[code].clause.severity) == ("fail", "error")
    assert verdicts(example, example, Snippet())[code].outcome == "pass"
