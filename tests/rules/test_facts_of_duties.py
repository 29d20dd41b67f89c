"""Facts of computed duties: what is not known does not pass, and the set is run when asked for."""

from __future__ import annotations

import pytest

import pcf
from pcf.location import data_root
from pcf.rules.case import Case
from pcf.rules.duty_facts import DutyFacts
from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench

EXAMPLES = data_root("datasets") / "examples"


def facts(example: str) -> DutyFacts:
    return DutyFacts(pcf.Project.load(EXAMPLES / example).calculate(), None)


def salt(unestimated: tuple[str, ...] = ()) -> Case:
    """By-product hydrogen, whose salt transport is 4.4 %, with some estimates taken away."""
    taken = Snippet(unsets=tuple(f"exclusions.{id}.share" for id in unestimated))
    return Bench(registry().root).case(ModelChoice("example:hydrogen-byproduct"), taken)


def test_an_exclusion_of_4_4_percent_beside_unestimated_ones() -> None:
    """0.65 % of capital goods and 0.026 % of vented gas stand beside it, while estimated."""
    found = Subjects(salt()).facts
    assert found["duty.cutoff_single_max"] == 0.044
    assert found["duty.cutoff_total"] == pytest.approx(0.044 + 0.0065 + 0.00026)
    assert found["duty.cutoff_unestimated"] == 0.0
    found = Subjects(salt(("X-capital-goods", "X-vented"))).facts
    assert found["duty.cutoff_total"] == 0.044
    assert found["duty.cutoff_unestimated"] == 2.0


def test_the_clause_fails_on_each() -> None:
    found = Evaluator(Subjects(salt(("X-vented",)))).evaluate(registry().pack("gbt24067"))
    verdict = next(v for v in found if v.clause.code == "GBT037")
    assert verdict.outcome == "fail"
    assert [failure.node for failure in verdict.failures] == [
        "duty.cutoff_single_max", "duty.cutoff_total", "duty.cutoff_unestimated",
    ]  # fmt: skip


def test_without_a_claim_the_second_run_is_the_first() -> None:
    found = facts("cement")
    assert found.value("grid_total") == pcf.Project.load(EXAMPLES / "cement").total()
    assert found.value("grid_change") == 0.0


def test_counts_of_balances_add_up() -> None:
    footprint = pcf.Project.load(EXAMPLES / "lfp-pack").calculate()
    found = DutyFacts(footprint, None)
    of_carbon = [b for b in footprint.unit_balances() if b.kind == "carbon"]
    decided, undecided = found.value("carbon_balanced"), found.value("carbon_undecided")
    nothing = sum(1 for b in of_carbon if b.state == "nothing")
    assert decided + undecided + nothing == len(of_carbon)
    assert found.value("carbon_gap_max") == max(b.gap for b in of_carbon if b.gap is not None)


def test_the_set_is_run_when_it_is_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import pcf.duties

    runs = []
    whole = pcf.duties.sensitivity_set
    monkeypatch.setattr(
        pcf.duties, "sensitivity_set", lambda *given: runs.append(given) or whole(*given)
    )
    case = pcf.Project.load(EXAMPLES / "cement").evaluate(("gbt24067",)).case
    assert runs == []  # no clause of the pack looks at it
    seen = Subjects(case).facts
    assert seen["duty.sensitivity_max"] == pytest.approx(0.09713616460733772)
    assert seen["duty.sensitivity_cases"] > 5
    assert len(runs) == 1


def test_where_it_cannot_be_run_it_has_no_value() -> None:
    assert facts("cement").value("sensitivity_max") is None


def test_every_duty_of_the_list_has_a_maker() -> None:
    from pcf.rules.names import computed_facts

    found = facts("paper-case")
    for name in computed_facts():
        head, _, key = name.partition(".")
        if head == "duty" and key != "sensitivity_done":
            value = found.value(key)
            assert value is None or isinstance(value, float)
