"""The packs that pcf ships: every clause passes its conforming and fails its failing example."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pcf.location import data_root
from pcf.rules.packs import registry
from pcf.rules.testing import Bench, run_tests

ROOT = data_root("product_rules")
BENCH = Bench(ROOT)
PACKS = sorted(registry().heads)


@pytest.mark.parametrize("id", PACKS)
def test_examples_do_what_they_are_for(id: str) -> None:
    tested = run_tests(registry().pack(id), BENCH)
    faults = [(f.code, f.message("en")) for c in tested.clauses for f in c.findings]
    assert faults == []
    assert tested.passed


def test_no_head_is_faulty() -> None:
    assert [f.message("en") for f in registry().faults] == []


def test_a_code_stands_in_one_pack_or_in_its_children() -> None:
    """A code that two packs use must be the replacement of an inherited clause."""
    holders: dict[str, list[str]] = defaultdict(list)
    for pack in registry().packs():
        for clause in pack.own_clauses:
            holders[clause.code].append(pack.id)
    for code, ids in holders.items():
        for one in ids:
            chain = [head.id for head in registry().chain(one)]
            assert len(ids) == 1 or any(other in chain for other in ids if other != one) or all(
                one in [h.id for h in registry().chain(other)] for other in ids
            ), (code, ids)  # fmt: skip


@pytest.mark.parametrize("id", PACKS)
def test_what_is_remembered_never_fails(id: str) -> None:
    for clause in registry().pack(id).clauses:
        assert not (clause.evidence == "recall" and clause.severity == "error"), clause.code


@pytest.mark.parametrize("id", PACKS)
def test_texts_say_the_same_in_both_languages_and_never_conforms(id: str) -> None:
    for clause in registry().pack(id).own_clauses:
        for text in (clause.text_zh, clause.text_en, clause.why_zh, clause.why_en):
            assert text.strip(), clause.code
            assert "conforms to" not in text, clause.code
        assert bool(clause.suggest_zh) == bool(clause.suggest_en), clause.code
        assert any("一" <= c <= "鿿" for c in clause.text_zh), clause.code
