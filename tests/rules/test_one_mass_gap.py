"""The gap that clauses judge is the one that tables print and ``pcf explain`` takes apart."""

from __future__ import annotations

from functools import cache

import pytest
from completed import bench

from pcf.calc.footprint import Footprint
from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

#: Steam and acids by content, gas by the mass stated, and balances that cannot be decided.
EXAMPLES = ("fertiliser-dap", "fertiliser-urea", "pv-module", "steel-bf-bof", "jrc-nmc111")
LIMIT = 0.05


@cache
def subjects(example: str) -> Subjects:
    return Subjects(bench().case(ModelChoice(f"example:{example}"), Snippet()))


def result(example: str) -> Footprint:
    footprint = subjects(example).case.footprint
    assert footprint is not None
    return footprint


@pytest.mark.parametrize("example", EXAMPLES)
def test_records_have_the_gap_of_the_balance(example: str) -> None:
    found = {b.process: b for b in result(example).unit_balances() if b.kind == "mass"}
    records = subjects(example).records("processes")
    gaps = {r.node: (r.values["mass_gap"], r.values["mass_state"]) for r in records}
    assert gaps == {id: (b.gap, b.state) for id, b in found.items()}
    assert subjects(example).facts.get("duty.mass_gap_max") == max(
        b.gap for b in found.values() if b.gap is not None
    )


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_clause_names_what_the_table_of_open_balances_names(example: str) -> None:
    clause = next(
        v
        for v in Evaluator(subjects(example)).evaluate(registry().pack("gbt24067"))
        if v.clause.code == "GBT063"
    )
    within = ("raw_material", "production")
    stages = {p.id: p.stage for p in result(example).solved.linked.model.processes}
    table = {
        b.process
        for b in result(example).unit_balances()
        if (b.kind, b.state) == ("mass", "open") and (b.gap or 0.0) > LIMIT
    }
    assert {f.node for f in clause.failures} == {id for id in table if stages[id] in within}


def test_what_cannot_be_decided_is_not_judged_and_counted_apart() -> None:
    """A waste water of unknown mass may hold all that enters the anode and leaves nowhere."""
    [anode] = [r for r in subjects("jrc-nmc111").records("processes") if r.node == "anode_making"]
    assert (anode.values["mass_gap"], anode.values["mass_state"]) == (None, "undecided")
    assert anode.values["mass_stated_gap"] == pytest.approx(0.5, abs=0.01)
    facts = subjects("jrc-nmc111").facts
    found = [b for b in result("jrc-nmc111").unit_balances() if b.kind == "mass"]
    assert facts.get("duty.mass_undecided") == sum(b.state == "undecided" for b in found) > 0
    assert facts.get("duty.mass_balanced") == sum(b.is_decided for b in found)
