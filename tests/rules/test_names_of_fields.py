"""Records and facts have exactly the names that are described for writers of packs."""

from __future__ import annotations

import pytest
from tiny import bare, case

from pcf.rules.facts import Facts
from pcf.rules.names import computed_facts, fact_needs, is_fact, setting_names, subjects
from pcf.rules.pack import Snippet
from pcf.rules.subjects import Subjects

EXAMPLES = ("_model", "example:lfp-pack", "example:steel-bf-bof", "example:hydrogen-byproduct")


@pytest.mark.parametrize("project", EXAMPLES)
def test_records_have_the_described_fields(project: str) -> None:
    of = Subjects(case(project=project))
    for name, subject in subjects().items():
        for record in of.records(name):
            assert set(record.values) == set(subject.fields), name
            assert all(
                value is None or isinstance(value, (str, float))
                for value in record.values.values()
            ), name  # fmt: skip


@pytest.mark.parametrize("project", EXAMPLES)
def test_every_described_fact_can_be_computed(project: str) -> None:
    facts = Subjects(case(project=project)).facts
    for name in (*computed_facts(), *setting_names()):
        assert facts[name] is None or isinstance(facts[name], (str, float)), name
        assert is_fact(name, ())
    assert isinstance(facts, Facts)


def test_a_fact_that_needs_a_result_has_none_without_it() -> None:
    facts = Subjects(bare(Snippet(sets={"bom.B-CAM.supplier": "bg:nothing"}))).facts
    for name in computed_facts():
        if fact_needs(name) == "result":
            assert facts[name] is None, name


def test_facts_by_hand() -> None:
    facts = Subjects(bare()).facts
    # one natural year is 365 days of 30.4 days each
    assert facts["pcf.product.period_months"] == 12.0
    assert facts["pcf.boundary.is_partial"] == "no"
    assert facts["count.electricity_contract"] == 1.0
    assert facts["count.coproduct_processes"] == 1.0
    assert facts["parameters.cycles"] == 4000.0
    assert facts["unit.kg"] is None
    assert facts["duty.cutoff_single_max"] == 0.006
    assert facts["duty.cutoff_total"] == pytest.approx(0.007)
    assert facts["finding.GR030"] == 0.0
    total = facts["result.total"]
    assert facts["result.per.per-module"] == pytest.approx(total * 18000)
    stages = ("raw_material", "production", "distribution", "use", "end_of_life")
    assert sum(facts[f"share.{stage}"] for stage in stages) == pytest.approx(1.0)


def test_age_of_the_period_needs_the_day_of_the_report() -> None:
    name = "pcf.product.period_end_age_years"
    assert Subjects(bare()).facts[name] is None
    dated = bare(Snippet(sets={"study.report.date": "2026-12-31"}))
    assert Subjects(dated).facts[name] == 1.0
