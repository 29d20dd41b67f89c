"""A ``[[choice]]`` that cannot work is refused at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, write

from pcf.errors import PcfError
from pcf.rules.packs import Registry

GOOD = """
[[choice]]
id = "kind"
zh = "种类"
en = "kind"
key = "goal.reason"
code = [
  { id = "ONE", words = ["eins", "uno"], of = "rows", where = ["flow = a"] },
  { id = "TWO", words = ["zwei"] },
]
"""
ONE = '{ id = "ONE", words = ["eins", "uno"], of = "rows", where = ["flow = a"] },'
BASE = HEAD.count("\n")


def faults(root: Path, text: str) -> list[tuple[str, str, str]]:
    try:
        Registry(write(root, CLAUSE, HEAD + text)).pack("tiny")
    except PcfError as error:
        return [(f.code, str(f.location), f.message("en")) for f in error.findings]
    return []


def test_a_choice_with_two_codes_is_taken(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == []


def test_a_code_may_be_shown_by_records_of_two_subjects(tmp_path: Path) -> None:
    more = ONE + '\n  { id = "ONE", of = "processes", where = ["id = a"] },'
    assert faults(tmp_path, GOOD.replace(ONE, more)) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key", "message"),
    [
        ('key = "goal.reason"', 'key = "goal.raeson"', "RU009", 6, "choice.key",
         "[[key]] has no 'goal.raeson'"),
        (', of = "rows"', "", "RU003", 7, "choice.code.of", "the rule pack lacks the key 'of'"),
        ('"zwei"', '"Eins"', "RU010", 7, "choice.code.words",
         "code 'Eins' is used already at ONE"),
        ('"zwei"', '"one"', "RU010", 7, "choice.code.words", "code 'one' is used already at ONE"),
        ('"zwei"', '""', "RU003", 7, "choice.code.words", "the rule pack lacks the key 'words'"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(
    old: str, new: str, code: str, line: int, key: str, message: str, tmp_path: Path
) -> None:
    (found,) = faults(tmp_path, GOOD.replace(old, new, 1))
    assert found[0] == code
    assert found[1].startswith(f"tiny/1/pack.toml:{BASE + line} ")
    assert found[2] == message


def test_a_choice_without_codes_is_refused(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("code = [")]
    ((code, place, message),) = faults(tmp_path, text)
    assert (code, message) == ("RU003", "the rule pack lacks the key 'code'")
    assert place.startswith(f"tiny/1/pack.toml:{BASE + 2} ")


@pytest.mark.parametrize("of", ["codes", "words"])
def test_absurd_numbers_are_refused(of: str, tmp_path: Path) -> None:
    many = "".join(f'  {{ id = "C{n}" }},\n' for n in range(501))
    words = ", ".join(f'"w{n}"' for n in range(501))
    text = (
        GOOD.replace('  { id = "TWO", words = ["zwei"] },\n', many)
        if of == "codes"
        else GOOD.replace('"zwei"', words)
    )
    ((code, place, message),) = faults(tmp_path, text)
    assert code == "RU056"
    assert place.startswith(f"tiny/1/pack.toml:{BASE + 7} ")
    assert message.endswith("more than 500")
