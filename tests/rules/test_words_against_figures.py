"""What a study says in words is held against what is computed and against its own year."""

from __future__ import annotations

import pytest
from completed import completed, verdicts
from tiny import case

from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

# --- trial and routine ----------------------------------------------------------------------------


def declared(phase: str | None, year: object, models: object = 1) -> dict[str, Verdict]:
    sets = {"study.declaration.models_declared": models}
    unsets = []
    for key, value in (("phase", phase), ("year", year)):
        if value is None:
            unsets.append(f"study.declaration.{key}")
        else:
            sets[f"study.declaration.{key}"] = value
    model = completed("lfp-pack").model
    return verdicts(registry().pack("miit-traction-battery"), model, Snippet(sets, tuple(unsets)))


@pytest.mark.parametrize(
    ("phase", "year", "code"),
    [
        ("routine", 2026, "MII021"), ("trial", 2026, "MII010"), ("trial", 2028, "MII010"),
        (None, None, "MII010"), (None, 2027, "MII010"),
    ],
)  # fmt: skip
def test_five_models_are_asked_for_until_routine_begins(
    phase: str | None, year: object, code: str
) -> None:
    found = declared(phase, year)[code]
    assert (found.outcome, found.clause.severity) == ("fail", "error")
    assert declared(phase, year, 5)[code].outcome == "pass"


@pytest.mark.parametrize(("year", "outcome"), [(2026, "fail"), (None, "fail"), (2027, "pass")])
def test_routine_before_2027_or_without_a_year_is_an_error(year: object, outcome: str) -> None:
    found = declared("routine", year, 5)["MII013"]
    assert (found.outcome, found.clause.severity) == (outcome, "error")


def test_routine_declarations_are_free_of_the_five() -> None:
    found = declared("routine", 2027)
    assert (found["MII010"].outcome, found["MII021"].outcome) == ("na", "na")


# --- the second run in words ----------------------------------------------------------------------

GREEN = {
    "electricity.L-lfp_solid_state.kind": "contract",
    "electricity.L-lfp_solid_state.supplier": "bg:elec_grid_cn_green_wind_delivered",
    "electricity.L-lfp_solid_state.fallback": "bg:elec_grid_cn",
    "electricity.L-lfp_solid_state.certificate": "GEC-1",
}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("全部按电网计：总量增加3.9 %", "pass"), ("on the grid the total rises by 3.90%", "pass"),
        ("+4 %", "pass"), ("0.3532 kg CO2e/kWh on the grid", "pass"), ("0.353 kg CO2e/kWh", "pass"),
        ("+0.0132 kg CO2e per kWh", "pass"), ({"zh": "增加3.9 %", "en": "plus 3.9 %"}, "pass"),
        ("总量增加0.9 %", "fail"), ("done", "fail"), ("见报告", "fail"), ("+39 %", "fail"),
        ("0.34 kg CO2e/kWh", "fail"), ("-3.9 %", "fail"),
        ({"zh": "增加3.9 %", "en": "plus 9 %"}, "fail"),
    ],
    ids=str,
)  # fmt: skip
def test_the_difference_in_words_is_that_of_the_second_run(said: object, outcome: str) -> None:
    """The total rises from 0.33997 by 3.896 % to 0.3532 kg CO2e/kWh."""
    of = Subjects(case(Snippet({**GREEN, "study.sensitivity.grid_mix": said}), "example:lfp-pack"))
    found = {v.clause.code: v for v in Evaluator(of).evaluate(registry().pack("gbt24067"))}
    assert found["GBT092"].outcome == outcome
