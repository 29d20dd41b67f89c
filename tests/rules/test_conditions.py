"""The one sentence form of rule packs: what each operator says, and what is no condition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcf.rules.conditions import Condition, ConditionError, parse_condition
from pcf.rules.record import Record
from pcf.rules.record_index import RecordIndex

RECORD = {"a": "Steel Scrap", "n": 3.0, "zero": 0.0, "blank": " ", "none": None, "zh": "废钢"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a = steel scrap", True),
        ("a = 'Steel Scrap'", True),
        ("a != steel", True),
        ("a in [x, steel scrap]", True),
        ("a not in [x, y]", True),
        ("n = 3", True),
        ("n in [1, 3]", True),
        ("n >= 3", True),
        ("n > 3", False),
        ("n <= 2.9", False),
        ("n < 4", True),
        ("a ~ SCRAP", True),
        ("a ~ [ore, scrap]", True),
        ("a !~ [ore, coal]", True),
        ("a !~ scrap", False),
        ("zh ~ 废", True),
        ("zero filled", True),
        ("zero = 0", True),
        ("blank filled", False),
        ("blank empty", True),
        ("none empty", True),
    ],
)
def test_operators(text: str, holds: bool) -> None:
    assert parse_condition(text).holds(RECORD) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("none = x", False),
        ("none in [x]", False),
        ("none >= 0", False),
        ("none <= 0", False),
        ("none ~ x", False),
        ("none filled", False),
        ("none empty", True),
        ("none != x", True),
        ("none not in [x]", True),
        ("none !~ x", True),
        ("missing empty", True),
    ],
)
def test_absent_is_neither_equal_nor_greater(text: str, holds: bool) -> None:
    assert parse_condition(text).holds(RECORD) is holds


def test_a_number_in_words_is_compared_as_text() -> None:
    record = {"standard": "GB/T 31484-2015", "year": "2024"}
    assert parse_condition("standard ~ 31484").holds(record)
    assert parse_condition("year = 2024").holds(record)
    assert not parse_condition("year >= 2024").holds(record)  # a text is no number


@pytest.mark.parametrize(
    "text",
    ["", "a", "a b", "a =", "a >= x", "a in x", "a in []", "a filled yes", "= 3", "a >= nan",
     "a ~ []", "a = ''"],
)  # fmt: skip
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text)


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        made = parse_condition(text)
    except ConditionError:
        return
    assert isinstance(made, Condition)
    made.holds(RECORD)


NAMES = ["石灰", "石灰石", "石灰 / lime", "coke", "coke oven gas", "Lime", " lime ", "ＬＩＭＥ"]
WORDS = st.sampled_from([*NAMES, "", "steel 1", "1", "yes", "yes, lime"])
OPERATORS = st.sampled_from(
    ["=", "!=", "~", "!~", "filled", "empty", "in", "not in", "names", "lists"]
)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    op, field = draw(OPERATORS), draw(st.sampled_from(["zh", "en", "other"]))
    if op in ("filled", "empty"):
        return parse_condition(f"{field} {op}")
    word = draw(WORDS.filter(bool))
    return parse_condition(f"{field} {op} [{word}, x]" if "in" in op else f"{field} {op} {word}")


@given(
    st.lists(st.tuples(WORDS, WORDS), max_size=8),
    st.lists(st.lists(conditions(), min_size=1, max_size=3).map(tuple), max_size=4),
)
def test_the_index_finds_what_looking_at_each_record_finds(names, ways) -> None:
    records = [
        Record({"zh": zh, "en": en or None}, str(number)) for number, (zh, en) in enumerate(names)
    ]
    each = tuple(r for r in records if any(all(c.holds(r.values) for c in way) for way in ways))
    assert RecordIndex(records).find(ways) == each


def test_a_yes_with_its_words_is_a_yes() -> None:
    """'yes, 14 % lower than 2024' must not slip past a rule for those who say yes."""
    asked = parse_condition("a = yes")
    for text in (
        "yes",
        "Yes.",
        "y",
        "TRUE",
        "yes, 14 % lower",
        "是",
        "是，较上年降低14%",
        "yes: 3 %",
    ):
        assert asked.holds({"a": text}), text
    for text in ("no", "yesterday", "是否", "no: yes", "n/a: yes", "n.a., x", ""):
        assert not asked.holds({"a": text}), text
    assert parse_condition("a != no").holds({"a": "nothing"})
    assert not parse_condition("a != no").holds({"a": "no; first year"})
    assert not parse_condition("a = no").holds({"a": "n.a., first year"})
    assert not parse_condition("a = ja").holds({"a": "yes"})


def test_a_text_in_both_languages_is_one_statement() -> None:
    asked, cell = parse_condition("a = yes"), parse_condition("a in [cell, module]")
    for text in ("是 / yes", "是，含封存 / yes, with a store", "否定无关 / yes"):
        assert asked.holds({"a": text}), text
    assert not asked.holds({"a": "是 / no"})
    assert not parse_condition("a = no").holds({"a": "是 / no"})
    assert cell.holds({"a": "电芯 / cell"})
    assert not parse_condition("a != cell").holds({"a": "电芯 / cell"})
    for text in ("pack / cell", "cell / 电芯", "电芯 / cells"):
        assert not cell.holds({"a": text}), text
    both = Record({"a": "电芯 / cell"}, "both")
    assert RecordIndex([both]).find([(cell,)]) == (both,)


def test_a_name_is_asked_for_the_thing_that_it_names() -> None:
    asked = parse_condition("name names [电芯, battery cell]")
    bought = parse_condition("direction = input")
    for name in ("LFP电芯(方形)", "Battery cells, prismatic", "Ｂａｔｔｅｒｙ ｃｅｌｌ"):
        record = Record({"name": name, "direction": "input"}, name)
        assert RecordIndex([record]).find([(asked,)]) == (record,)
        assert RecordIndex([record]).find([(bought, asked)]) == (record,)
    for name in ("电芯托盘", "spacer between battery cells", None):
        assert not asked.holds({"name": name}), name
