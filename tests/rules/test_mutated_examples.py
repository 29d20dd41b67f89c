"""Each family pack against its example project and a changed copy for every clause.

The copy gets the failing edits of the clause, or a derived edit where those name rows of the model
project. The clause then fails, and no other that did not before. What an example fails as it is
(`KNOWN` of the other tests) is shown by the example itself.
"""

from __future__ import annotations

from functools import cache

import pytest
from mutations import ALSO, DERIVED, NO_EXAMPLE

from pcf.project.raw_edit import EditError
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Clause, ModelChoice, Pack, Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench

PACKS = [id for id in registry().heads if registry().pack(id).model.project.startswith("example:")]
_FAILS = ("fail", "judgement")


@cache
def bench() -> Bench:
    return Bench(registry().root)


def verdicts(pack: Pack, model: ModelChoice, edits: Snippet) -> dict[str, Verdict]:
    return {
        v.clause.code: v for v in Evaluator(Subjects(bench().case(model, edits))).evaluate(pack)
    }


@cache
def as_it_is(id: str, edited: bool) -> dict[str, Verdict]:
    """Verdicts of the example of a pack, as shipped or with the edits that the pack puts first."""
    pack = registry().pack(id)
    return verdicts(pack, _model(pack, edited), Snippet())


def _model(pack: Pack, edited: bool) -> ModelChoice:
    return pack.model if edited else ModelChoice(pack.model.project)


def shown(clause: Clause, pack: Pack, edited: bool) -> tuple[bool, set[str]]:
    """Whether a changed copy makes the clause fail, and which others it turns."""
    base = as_it_is(pack.id, edited)
    try:
        found = verdicts(pack, _model(pack, edited), clause.failing)
    except EditError:
        return False, set()
    return judged(clause, base, found)


def judged(
    clause: Clause, base: dict[str, Verdict], found: dict[str, Verdict]
) -> tuple[bool, set[str]]:
    asks = "judgement" in (clause.severity, clause.check)
    fails = found[clause.code].outcome in (_FAILS if asks else ("fail",))
    expected = {clause.code, *clause.failing.also, *ALSO.get(clause.code, ())}
    turned = {
        code
        for code, verdict in found.items()
        if verdict.outcome in _FAILS and verdict.outcome != base[code].outcome
    }
    return fails, turned - expected if fails else set()


@cache
def survey(id: str) -> dict[str, str]:
    """How each clause of a pack shows on its example: fails already, changed copy, or not."""
    pack = registry().pack(id)
    own = {clause.code for clause in pack.own_clauses}
    looked_at = pack.clauses if pack.parent == "gbt24067" else pack.own_clauses
    made = {}
    for clause in looked_at:
        if as_it_is(id, False)[clause.code].outcome == "fail":
            made[clause.code] = "fails as it is"
            continue
        fails, turned = shown(clause, pack, False)
        if not fails and clause.code in own:
            fails, turned = shown(clause, pack, True)
        if not fails and clause.model is not None:
            base = verdicts(pack, clause.model, Snippet())
            fails, turned = judged(clause, base, verdicts(pack, clause.model, clause.failing))
        made[clause.code] = f"turns {sorted(turned)}" if turned else "shown" if fails else "not"
    return made


@pytest.mark.parametrize("id", PACKS)
def test_every_clause_of_a_family_pack_fails_on_its_example(id: str) -> None:
    own = {clause.code for clause in registry().pack(id).own_clauses}
    found = survey(id)
    assert {c: found[c] for c in own if found[c] not in ("shown", "fails as it is")} == {}


@pytest.mark.parametrize("id", PACKS)
def test_a_changed_copy_turns_no_other_clause(id: str) -> None:
    assert {code: how for code, how in survey(id).items() if how.startswith("turns")} == {}


@pytest.mark.parametrize("code", DERIVED)
def test_a_derived_edit_fails_the_clause_and_no_other(code: str) -> None:
    derived, pack = DERIVED[code], registry().pack("gbt24067")
    model = ModelChoice(f"example:{derived.example}", derived.before)
    base = verdicts(pack, model, Snippet())
    assert base[code].outcome != "fail"
    clause = pack.clause(code)
    assert clause is not None
    assert judged(clause, base, verdicts(pack, model, derived.edits)) == (True, set())


def test_every_inherited_clause_is_shown_on_some_example() -> None:
    """By its own edits on one of the examples, by a derived edit, or listed with the reason."""
    inherited = {clause.code for clause in registry().pack("gbt24067").clauses}
    by_copy = {code for id in PACKS for code, how in survey(id).items() if how == "shown"}
    left = inherited - by_copy - set(DERIVED)
    assert left == set(NO_EXAMPLE)
    assert set(NO_EXAMPLE) <= inherited
    assert len(NO_EXAMPLE) <= 3
