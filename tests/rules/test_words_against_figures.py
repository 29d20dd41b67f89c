"""What a study says in words is held against what is computed and against its own year."""

from __future__ import annotations

import pytest
from completed import completed, verdicts
from tiny import case

from pcf.calc.grid_total import GridTotal
from pcf.model import StudyValue
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.grid_told import is_told
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


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("total 1,234.5 kg CO2e", True), ("总量5 234.5→1 234.5 kg", True),
        ("1.2345 t CO2e", True), ("1.23 tonnes", True), ("1234500 g", True), ("1234,5 kg", True),
        ("up by 27.29 kgCO2e", True), ("+27.3 kg", True), ("+27 千克", True),
        ("增加2.26 %", True), ("plus 2.3 percent", True), ("2.3 per cent more", True),
        ("增加百分之2.3", True), ("plus 2,3 %", True),
        ("hardly changes, see section 27", False), ("27", False), ("see table 27.3", False),
        ("1234.5", False), ("27 times as much", False), ("27 to 28", False), ("27 %", False),
        ("1.2345 kg", False), ("-27.3 kg", False), ("0 kg", False), ("-2.3 percent", False),
    ],
)  # fmt: skip
def test_a_figure_in_words_has_its_unit(said: str, is_so: bool) -> None:
    """The total rises by 27.29 from 1207.21 to 1234.5 kg: 2.2606 %."""
    found = GridTotal(1234.5, 27.29, 27.29 / 1207.21)
    assert is_told(StudyValue(said), found) is is_so


def test_no_difference_is_a_zero_of_any_unit() -> None:
    for said in ("差额0", "32.34 kg, difference 0", "0 %", "+0.0 kg"):
        assert is_told(StudyValue(said), GridTotal(1.0, 0.0, 0.0)) is True, said
    assert is_told(StudyValue("difference 0"), GridTotal(1.0, 0.2, 0.2)) is False
    assert is_told(StudyValue("see 4"), GridTotal(1.0, 0.0, 0.0)) is False
