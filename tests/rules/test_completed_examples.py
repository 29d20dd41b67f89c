"""Completed copies of the examples pass every clause of GB/T 24067 and of their family pack.

What a copy adds is fictitious (`complete/`): it shows that the packs can be met, and which
questions then wait for a person. How the shipped examples stand is in the other tests.
"""

from __future__ import annotations

import pytest
from completed import FOLDER, RECORD, as_completed, bench, completed, names, verdicts

from pcf.location import data_root
from pcf.rules.packs import registry

PAIRS = [(example, pack) for example in names() for pack in completed(example).packs]
#: The packs of products that need no family of their own.
GENERAL = "gbt24067"


def test_every_example_has_a_completed_copy() -> None:
    examples = data_root("datasets") / "examples"
    assert names() == sorted(path.name for path in examples.iterdir() if path.is_dir())


@pytest.mark.parametrize("example", names())
def test_a_copy_names_the_pack_of_its_family(example: str) -> None:
    text = bench().raw(f"example:{example}").tomls["pcf.toml"].data["product"]["family"]
    families = {
        id
        for id in registry().heads
        if registry().pack(id).parent == GENERAL
        and registry().pack(id).level == "family"
        and text in registry().pack(id).families
    }
    assert set(completed(example).packs) == {GENERAL, *families}


@pytest.mark.parametrize("example", names())
def test_a_copy_says_that_it_is_fictitious(example: str) -> None:
    head = (FOLDER / f"{example}.toml").read_text(encoding="utf-8").split("packs =")[0]
    assert head.startswith(f"# FICTITIOUS. Edits of a copy of datasets/examples/{example},")
    assert "for tests of rules only" in head
    assert completed(example).model.project == f"example:{example}"


def test_the_record_holds_no_figures() -> None:
    text = (FOLDER / RECORD["file"]).read_text(encoding="utf-8")
    assert "Fictitious" in text
    assert not any(letter.isdigit() for letter in text)


@pytest.mark.parametrize(("example", "pack"), PAIRS)
def test_a_completed_copy_fails_no_clause(example: str, pack: str) -> None:
    found = as_completed(example, pack)
    left = {code: v.outcome for code, v in found.items() if v.outcome not in ("pass", "na")}
    assert set(left.values()) <= {"judgement"}, left
    assert set(left) <= completed(example).judgements
    assert any(v.outcome == "pass" for v in found.values())


@pytest.mark.parametrize("example", names())
def test_the_judgements_that_wait_are_known(example: str) -> None:
    waiting = {
        code
        for pack in completed(example).packs
        for code, verdict in as_completed(example, pack).items()
        if verdict.outcome == "judgement"
    }
    assert waiting == completed(example).judgements


@pytest.mark.parametrize(("example", "pack"), PAIRS)
def test_with_its_questions_answered_nothing_is_open(example: str, pack: str) -> None:
    copy = completed(example)
    found = verdicts(registry().pack(pack), copy.model, copy.answered())
    assert {code: v.outcome for code, v in found.items() if v.outcome not in ("pass", "na")} == {}


@pytest.mark.parametrize("example", names())
def test_what_a_copy_repairs_is_really_missing(example: str) -> None:
    """The shipped example fails some of it: a copy of one that passes has nothing to add."""
    from test_examples_under_gbt24067 import KNOWN

    assert KNOWN[example]
