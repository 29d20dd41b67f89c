"""'n/a: reason' takes a clause out where it may, and is not stated where there is no choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import CLAUSE, bare, case, clause, evaluated, write

from pcf.errors import PcfError
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.packs import Registry, registry
from pcf.rules.subjects import Subjects

NA = {"study.goal.reason": "n/a: internal use"}
FACT = clause(check="fact", params='need = ["study.goal.reason = x"]')
HELD = clause(check="fact", params='need = ["study.goal.reason != x"]')


def verdict(root: Path, text: str, snippet: Snippet) -> Verdict:
    return evaluated(write(root, text), bare(snippet)).results[0].verdicts[0]


@pytest.mark.parametrize("text", [CLAUSE, FACT, HELD])
def test_a_reason_makes_a_clause_not_applicable(text: str, tmp_path: Path) -> None:
    """Also where the words happen to satisfy the condition: 'n/a: ...' is not 'x'."""
    found = verdict(tmp_path, text, Snippet(sets=NA))
    assert (found.outcome, found.reason_en) == ("na", "internal use")


@pytest.mark.parametrize("text", [CLAUSE, FACT, HELD])
def test_where_there_is_no_choice_it_is_not_stated(text: str, tmp_path: Path) -> None:
    strict = text.replace("[clause.with]", "na_allowed = false\n\n[clause.with]", 1)
    found = verdict(tmp_path, strict, Snippet(sets=NA))
    assert found.outcome == "fail"
    assert [f.text("en") for f in found.failures] == ["not stated: reason"]


def test_one_key_called_not_applicable_does_not_excuse_another(tmp_path: Path) -> None:
    text = clause(
        check="fact", params='need = ["study.goal.reason = x", "pcf.unit.kind = declared"]'
    )
    found = verdict(tmp_path, text, Snippet(sets={**NA, "pcf.unit.kind": "functional"}))
    assert [f.node for f in found.failures] == ["pcf.unit.kind"]


def test_a_word_that_is_no_truth_value_is_refused_with_its_line(tmp_path: Path) -> None:
    text = CLAUSE.replace("[clause.with]", 'na_allowed = "no"\n\n[clause.with]', 1)
    with pytest.raises(PcfError) as error:
        Registry(write(tmp_path, text)).pack("tiny")
    (told,) = error.value.findings
    assert (told.code, str(told.location)) == (
        "RU004", f"tiny/1/clauses.toml:{text.split('na_allowed')[0].count(chr(10)) + 1} "
        "[clause.na_allowed]",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "code", "key"),
    [
        ("miit-traction-battery", "MII001", "declaration.capacity_kwh"),
        ("miit-traction-battery", "MII002", "declaration.declarant"),
        ("miit-traction-battery", "MII009", "declaration.verifier"),
        ("miit-traction-battery", "LIB008", "battery.cycle_life_evidence"),
        ("miit-traction-battery", "LIB041", "battery.lifetime_energy"),
        ("lithium-battery", "LIB002", "battery.chemistry"),
        ("gbt24067", "GBT001", "scope.climate_only"),
        ("gbt24067", "GBT002", "scope.offsets"),
        ("gbt24067", "GBT003", "scope.result_kind"),
        ("gbt24067", "GBT023", "unit.performance"),
        ("gbt24067", "GBT025", "unit.reference_flow_basis"),
        ("cn-pcf-label", "CFL001", "label.group"),
        ("eu-battery", "EUB010", "eu.manufacturer"),
        ("eu-battery", "EUB012", "eu.plant_country"),
    ],
)
def test_identity_unit_and_verification_cannot_be_called_not_applicable(
    pack: str, code: str, key: str
) -> None:
    edited = case(Snippet(sets={f"study.{key}": "n/a: not wanted"}), "example:lfp-pack")
    found = {v.clause.code: v for v in Evaluator(Subjects(edited)).evaluate(registry().pack(pack))}
    assert found[code].outcome == "fail"
    assert f"study.{key}" in {f.node for f in found[code].failures}


@pytest.mark.parametrize(("sold", "outcome"), [("CN", "pass"), ("DE, cn", "pass"),
                                               ("not CN", "fail"), ("CNX", "fail")])  # fmt: skip
def test_markets_are_compared_one_by_one(sold: str, outcome: str) -> None:
    stated = {"study.declaration.capacity_kwh": 100, "study.declaration.sold_in": sold}
    edited = case(Snippet(sets=stated), "example:lfp-pack")
    pack = registry().pack("miit-traction-battery")
    found = {v.clause.code: v for v in Evaluator(Subjects(edited)).evaluate(pack)}
    assert found["MII001"].outcome == outcome


def test_one_model_is_too_few_also_where_the_phase_is_left_out() -> None:
    edited = case(Snippet(sets={"study.declaration.models_declared": 1}), "example:lfp-pack")
    pack = registry().pack("miit-traction-battery")
    found = {v.clause.code: v for v in Evaluator(Subjects(edited)).evaluate(pack)}
    assert found["MII010"].outcome == "fail"
