"""Each pack of a product against a changed copy of its example for every clause.

The copy starts from the completed copy of the example, which fails nothing. It gets the failing
edits of the clause, or a derived edit where those name rows of the model project. The clause then
fails, and no other that did not before, beyond those that `ALSO` names with the reason.
"""

from __future__ import annotations

from functools import cache

import pytest
from completed import completed, names, verdicts
from mutations import ALSO, DERIVED, MODEL_ONLY, NOT_SHOWN, RECEIVED, ROLES, derived
from test_family_clauses_on_completed_copies import EXAMPLES as INDUSTRY

from pcf.project.raw_edit import EditError
from pcf.rules.evaluate import Verdict
from pcf.rules.pack import Clause, ModelChoice, Pack, Snippet
from pcf.rules.packs import registry

#: Packs of products; those of the process industry are shown by tests of their own.
PACKS = [
    id
    for id in registry().heads
    if id not in INDUSTRY and registry().pack(id).model.project.startswith("example:")
]
_FAILS = ("fail", "judgement")
#: The pack whose inherited clauses are run on its example too; of the others its own ones.
WHOLE = "lithium-battery"


def _start(example: str, pack: str) -> ModelChoice:
    """The completed copy when it passes the pack, or the example as shipped."""
    if example in names() and pack in completed(example).packs:
        return completed(example).model
    return ModelChoice(f"example:{example}")


@cache
def _model(id: str, edited: bool) -> ModelChoice:
    """The example of a pack, or the edits that the pack itself puts into it."""
    pack = registry().pack(id)
    return pack.model if edited else _start(pack.model.project.removeprefix("example:"), id)


@cache
def as_it_is(id: str, edited: bool) -> dict[str, Verdict]:
    return verdicts(registry().pack(id), _model(id, edited), Snippet())


def shown(clause: Clause, pack: Pack, edited: bool) -> tuple[bool, set[str]]:
    """Whether a changed copy makes the clause fail, and which others it turns."""
    try:
        found = verdicts(pack, _model(pack.id, edited), clause.failing)
    except EditError:
        return False, set()
    return judged(clause, as_it_is(pack.id, edited), found)


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
    made = {}
    for clause in pack.clauses if id == WHOLE else pack.own_clauses:
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
def test_a_completed_copy_fails_nothing_before_it_is_changed(id: str) -> None:
    example = registry().pack(id).model.project.removeprefix("example:")
    if example in names() and id in completed(example).packs:
        assert "fails as it is" not in survey(id).values()


@pytest.mark.parametrize("id", PACKS)
def test_a_changed_copy_turns_no_other_clause(id: str) -> None:
    assert {code: how for code, how in survey(id).items() if how.startswith("turns")} == {}


def _joined(first: Snippet, second: Snippet) -> Snippet:
    adds = {
        table: (*first.adds.get(table, ()), *second.adds.get(table, ()))
        for table in {**first.adds, **second.adds}
    }
    return Snippet(
        {**first.sets, **second.sets}, first.unsets + second.unsets, first.removes + second.removes,
        adds, {**first.answers, **second.answers},
    )  # fmt: skip


@cache
def with_roles(example: str) -> tuple[ModelChoice, dict[str, Verdict]]:
    """A completed copy with the rows that derived edits name, and its verdicts."""
    start = _start(example, "gbt24067")
    model = ModelChoice(start.project, _joined(start.edits, ROLES[example].before))
    return model, verdicts(registry().pack("gbt24067"), model, Snippet())


def by_its_own_edits(clause: Clause, example: str) -> bool:
    """Whether the edits of the clause itself fit the copy and fail the clause there."""
    if registry().pack(WHOLE).model.project == f"example:{example}":
        return survey(WHOLE)[clause.code] == "shown"
    model, base = with_roles(example)
    try:
        found = verdicts(registry().pack("gbt24067"), model, clause.failing)
    except EditError:
        return False
    return base[clause.code].outcome != "fail" and judged(clause, base, found) == (True, set())


def by_derived_edits(clause: Clause, example: str) -> tuple[bool, set[str]]:
    model, base = with_roles(example)
    assert base[clause.code].outcome != "fail"
    found = verdicts(registry().pack("gbt24067"), model, derived(clause.code, example))
    return judged(clause, base, found)


@pytest.mark.parametrize("code", DERIVED)
@pytest.mark.parametrize("example", ROLES)
def test_a_derived_edit_fails_the_clause_and_no_other(example: str, code: str) -> None:
    if code in NOT_SHOWN[example]:
        pytest.skip(NOT_SHOWN[example][code])
    clause = registry().pack("gbt24067").clause(code)
    assert clause is not None
    assert by_derived_edits(clause, example) == (True, set())


@pytest.mark.parametrize("example", ROLES)
def test_every_inherited_clause_fails_on_a_battery_and_on_a_process(example: str) -> None:
    """By its own edits, by a derived edit, or listed with the reason why it cannot."""
    left = [c for c in registry().pack("gbt24067").clauses if c.code not in DERIVED]
    unseen = {c.code for c in left if not by_its_own_edits(c, example)}
    assert unseen == set(NOT_SHOWN[example]) - set(DERIVED)


@pytest.mark.parametrize("code", RECEIVED)
def test_a_clause_on_received_footprints_fails_where_there_are_some(code: str) -> None:
    """No family example holds one; the reproduced published inventory does."""
    pack = registry().pack("gbt24067")
    clause, model = pack.clause(code), _start("jrc-nmc111", "gbt24067")
    assert clause is not None
    base = verdicts(pack, model, Snippet())
    assert base[code].outcome != "fail"
    assert judged(clause, base, verdicts(pack, model, RECEIVED[code])) == (True, set())


def test_received_footprints_are_all_that_neither_shows() -> None:
    nowhere = set.intersection(*(set(codes) for codes in NOT_SHOWN.values()))
    assert nowhere == set(RECEIVED) | MODEL_ONLY
