"""Emissions cut down in the example projects are found, and one gram of co-product hides none."""

from __future__ import annotations

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects


def verdicts(example: str, pack: str, edits: Snippet) -> dict[str, Verdict]:
    edited = Subjects(case(edits, f"example:{example}"))
    return {v.clause.code: v for v in Evaluator(edited).evaluate(registry().pack(pack))}


@pytest.mark.parametrize(
    ("example", "pack", "row", "value", "codes"),
    [
        # half of 1186 kg of CO2 per t of hot metal
        ("steel-bf-bof", "steel", "E-blast_furnace-co2_fossil-reductant.amount", 593,
         {"STL037", "STL039", "GBT123"}),
        ("cement", "cement", "E-clinker_burning-co2_fossil-hard_coal.formula",
         "kiln_heat * coal_co2 * 0", {"CEM034"}),
        ("lime", "lime", "E-lime_burning-co2_fossil-hard_coal.formula",
         "kiln_heat * coal_co2 * 0", {"LIM033"}),
        # 3.41 kg of CO2 per kg of ammonia times 0.3; the feed alone holds 1.615
        ("fertiliser-urea", "fertiliser", "E-ammonia_synthesis-co2_fossil.amount", 1.023,
         {"FER039"}),
        # a boiler: without its CO2 it has no share, what is missing has
        ("fertiliser-urea", "gbt24067", "E-coal_firing-co2_fossil.amount", 0, {"GBT123"}),
        ("hydrogen-byproduct", "gbt24067", "E-coal_firing-co2_fossil.amount", 0, {"GBT123"}),
    ],
)  # fmt: skip
def test_a_reduced_emission_is_found(
    example: str, pack: str, row: str, value: object, codes: set[str]
) -> None:
    before = verdicts(example, pack, Snippet())
    after = verdicts(example, pack, Snippet(sets={f"exchanges.{row}": value}))
    assert {code: before[code].outcome for code in codes}.keys() == codes
    assert "fail" not in {before[code].outcome for code in codes}
    assert {after[code].outcome for code in codes} == {"fail"}


GRAM = {"direction": "coproduct", "amount": 0.001, "unit": "kg", "origin": "primary",
        "source": "rule test"}  # fmt: skip


@pytest.mark.parametrize(
    ("example", "pack", "process", "sets", "code"),
    [
        ("hydrogen-gas", "hydrogen", "steam_reforming",
         {"exchanges.E-steam_reforming-co2_fossil.amount": 0}, "HYD030"),
        ("hydrogen-coal", "hydrogen", "gasification_shift_psa",
         {"exchanges.E-gasification_shift_psa-co2_fossil.amount": 0}, "HYD032"),
        ("ammonia", "ammonia", "ammonia_synthesis",
         {"exchanges.E-gasification-co2_fossil-process.amount": 0}, "AMM030"),
        ("methanol", "methanol", "synthesis_distillation",
         {"exchanges.E-gasification-co2_fossil-process.amount": 0}, "MET030"),
    ],
)  # fmt: skip
def test_a_gram_of_coproduct_does_not_switch_the_floor_off(
    example: str, pack: str, process: str, sets: dict[str, object], code: str
) -> None:
    whole = {**sets, f"processes.{process}.allocation": "mass",
             f"processes.{process}.allocation_reason": "rule test"}  # fmt: skip
    row = {"id": "E-gram", "process": process, "flow": "ferrous_sulfate_crude", **GRAM}
    bad = verdicts(example, pack, Snippet(sets=whole, adds={"exchanges": (row,)}))
    assert bad[code].outcome == "fail"
    kept = {k: v for k, v in whole.items() if k not in sets}
    good = verdicts(example, pack, Snippet(sets=kept, adds={"exchanges": (row,)}))
    assert good[code].outcome == "pass"
