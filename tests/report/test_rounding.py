"""Rounding by hand: significant digits, ties to even, sums that do not add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pcf.calc.footprint import Part
from pcf.documents.printed import Whole, printed_of
from pcf.documents.rounding import (
    Policy,
    RoundedPart,
    number_text,
    policy_of,
    quantum,
    rounded_sum,
    share_text,
    significant,
)
from pcf.errors import PcfError
from pcf.rules.pack import Pack
from pcf.rules.packs import Registry


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.17648, "0.176"),
        (0.043, "0.0430"),  # three significant digits, the zero is one of them
        (0.0013749, "0.00137"),
        (-0.01355, "-0.0136"),  # tie: 1.355 -> 1.36, even
        (-0.01345, "-0.0134"),  # tie: 1.345 -> 1.34, even
        (9.996, "10.0"),  # carried into a new digit
        (8441.7, "8440"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e-7, "0.000000100"),
    ],
)
def test_three_significant_digits(value: float, text: str) -> None:
    assert number_text(value, 3) == text


def test_nothing_is_not_zero() -> None:
    assert number_text(None, 3) == "n/a"
    assert number_text(float("nan"), 3) == "n/a"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.8246, "82.5 %"), (0.0, "0 %"), (0.0001, "<0.1 %"), (-0.0001, ">-0.1 %"), (None, "n/a"),
     (1.0, "100.0 %"), (-0.0771, "-7.7 %")],
)  # fmt: skip
def test_shares(share: float | None, text: str) -> None:
    assert share_text(share) == text


def test_last_digit_of_a_carried_value() -> None:
    assert quantum(9.994, 3) == Decimal("0.01")
    assert quantum(9.996, 3) == Decimal("0.1")
    assert significant(9.996, 3) == Decimal("10.0")


def summed(values: list[float], policy: Policy):
    total = sum(values)
    parts = [Part(str(i), "", "", v, v / total) for i, v in enumerate(values)]
    whole = RoundedPart("total", "", "", total, significant(total, 3), "", "total", "kg")
    return rounded_sum("stage", parts, whole, policy)


def test_a_sum_that_does_not_add_up_is_told_and_nothing_is_bent() -> None:
    # 0.3336 -> 0.334 each, printed 1.002; total 1.0008 -> 1.00, and 1.002 at its digit is 1.00
    fits = summed([0.3336] * 3, Policy(3, "note"))
    assert [part.text for part in fits.parts] == ["0.334"] * 3
    assert fits.gap == Decimal("0.002")
    # a third is 33.3 %: three of them are 99.9 %
    assert fits.share_gap == Decimal("-0.1")
    # 1.46 -> 1, 1.46 -> 1 with one digit; total 2.92 -> 3: the printed parts miss one
    total = RoundedPart("total", "", "", 2.92, significant(2.92, 1), "", "total", "kg")
    parts = [Part(n, "", "", 1.46, 0.5) for n in "ab"]
    missed = rounded_sum("stage", parts, total, Policy(1, "note"))
    assert [part.text for part in missed.parts] == ["1", "1"]
    assert missed.gap == -1


def test_what_is_missing_goes_to_large_parts_that_lost_most() -> None:
    # 100.4 + 200.45 + 4.4 = 305.25 at the unit: nearest 100, 200 and 4 are 304 of 305; the second
    # lost most (0.45); the 4 has one digit there and stays the nearest
    made = printed_of([Whole((100.4, 200.45, 4.4), 305.25)], 3, place=Decimal(1))
    assert made.parts(Whole((100.4, 200.45, 4.4), 305.25)) == [100, 201, 4]
    # negative part: 0.1452 + 0.0444 - 0.0136 = 0.1760, thousandths: nearest 145, 44, -14 are 175
    # of 176; only the first has three digits
    made = printed_of([Whole((0.1452, 0.0444, -0.0136), 0.176)], 3, place=Decimal("0.001"))
    shown = made.parts(Whole((0.1452, 0.0444, -0.0136), 0.176))
    assert shown == [Decimal("0.146"), Decimal("0.044"), Decimal("-0.014")]


def test_an_equal_value_is_one_number_in_every_table() -> None:
    # total 305.25; 200.45 stands in both tables: settled in that with more parts (201), and what
    # the other table then misses (104.8 -> 105, 105 + 201 = 306 of 305) is taken from the 104.8
    first, second = Whole((100.4, 200.45, 4.4), 305.25), Whole((200.45, 104.8), 305.25)
    made = printed_of([second, first], 3, place=Decimal(1))
    assert made.parts(first) == [100, 201, 4]
    assert made.parts(second) == [201, 104]
    assert made.number(200.45) == 201  # where it stands alone as well
    assert made.number(100.44) == 100  # no table has it: the same place
    assert made.number(0.0123) == Decimal("0.0123")  # or its own digits


def test_three_equal_thirds_still_add_up() -> None:
    thirds = Whole((1 / 3, 1 / 3, 1 / 3), 1.0)
    shown = printed_of([thirds], 3).parts(thirds)  # 1.00: ends at hundredths
    assert shown == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]


def test_a_pack_may_ask_for_largest_remainders() -> None:
    total = RoundedPart("total", "", "", 2.92, significant(2.92, 1), "", "total", "kg")
    parts = [Part(n, "", "", 1.46, 0.5) for n in "ab"]
    made = rounded_sum("stage", parts, total, Policy(1, "largest-remainder"))
    assert [part.text for part in made.parts] == ["2", "1"]
    assert made.gap == 0


PACK = """schema = 1
[pack]
id = "p"
standard = "P"
edition = "1"
name_zh = "规则"
name_en = "rule"
status = "draft"
level = "base"
evidence = "own"
parent = ""
families = []
[rounding]
digits = 2
"""


def written(folder: Path, more: str) -> Pack:
    (folder / "p" / "1").mkdir(parents=True)
    (folder / "p" / "1" / "pack.toml").write_text(PACK + more, encoding="utf-8")
    (folder / "p" / "1" / "clauses.toml").write_text("", encoding="utf-8")
    return Registry(folder).pack("p")


def test_the_policy_is_that_of_the_pack(tmp_path: Path) -> None:
    assert policy_of(None) == Policy(3, "largest-remainder")
    assert policy_of(written(tmp_path / "a", "")) == Policy(2, "largest-remainder")
    alone = written(tmp_path / "b", 'sums = "note"\n')
    assert policy_of(alone) == Policy(2, "note")
    with pytest.raises(PcfError) as caught:
        written(tmp_path / "c", 'sums = "somehow"\n')
    [found] = caught.value.findings
    assert (found.observed, found.location.line) == ("somehow", 15)
