"""An empty exclusions.csv is no proof that nothing is left out: the study has to say so."""

from __future__ import annotations

from functools import lru_cache

from tiny import case

from pcf.rules.evaluate import Verdict, evaluate
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

_STATED = {"study.cutoff.nothing_left_out": "每一项都计入 / every item is in the inventory"}


def verdicts(snippet: Snippet) -> dict[str, Verdict]:
    found = evaluate(registry().pack("gbt24067"), Subjects(case(snippet)))
    return {v.clause.code: v for v in found if v.clause.code in ("GBT028", "GBT037")}


@lru_cache(maxsize=1)
def without_rows() -> Snippet:
    """The model project with every exclusion taken out."""
    model = case().model
    assert model is not None
    return Snippet(removes=tuple(f"exclusions.{item.id}" for item in model.exclusions))


def test_rows_taken_out_turn_no_clause_into_a_pass() -> None:
    found = verdicts(without_rows())
    assert {code: v.outcome for code, v in found.items()} == {"GBT028": "fail", "GBT037": "fail"}
    assert [f.node for f in found["GBT028"].failures] == ["study.cutoff.nothing_left_out"]
    assert [f.node for f in found["GBT037"].failures] == [
        "duty.cutoff_single_max",
        "duty.cutoff_total",
    ]


def test_a_stated_reason_makes_the_empty_list_a_statement() -> None:
    empty = without_rows()
    found = verdicts(Snippet(sets=_STATED, removes=empty.removes))
    assert {code: v.outcome for code, v in found.items()} == {"GBT028": "na", "GBT037": "pass"}
