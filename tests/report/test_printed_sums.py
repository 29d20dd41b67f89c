"""Printed parts add up to the printed total: in the table of values, and in every document."""

from __future__ import annotations

from decimal import Decimal
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_kit import cells, study

from pcf.calc.footprint import Part
from pcf.documents.digits import share_text
from pcf.documents.document import Table
from pcf.documents.printed import Whole, common_place
from pcf.documents.rounding import Policy, RoundedSum, rounded_sum, rounded_total

_VALUES = st.lists(
    st.one_of(
        st.floats(-1e9, 1e9, allow_subnormal=False),
        st.floats(-1e-6, 1e-6, allow_subnormal=False),
        st.sampled_from([0.0, 4.02, 1141.0, -4.02, 0.5, -1e-12]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


_POLICY = Policy()
#: What a table says in the place of a zero that nobody stands for.
_WORDS = ("-", "not assessed", "not stated", "未评价", "未说明")


def summed(values: list[float], policy: Policy = _POLICY) -> RoundedSum:
    total = fsum(values)
    parts = [Part(str(n), "", "", v, v / total if total else None) for n, v in enumerate(values)]
    return rounded_sum("stage", parts, rounded_total(total, "kg CO2e", policy), policy)


def texts(made: RoundedSum) -> list[str]:
    return [*(part.text for part in made.parts), made.total.text]


def printed(text: str) -> Decimal:
    """Value of a printed text; what is below the last place, or not assessed, counts as 0."""
    return Decimal(0) if text[0] in "<>" or text in _WORDS else Decimal(text)


def test_a_small_part_brings_the_total_to_its_place() -> None:
    # lime: 4.02 + 1141.0 = 1145.02, three digits 1150; 4.02 is 0.35 % of it and has two digits
    # at 0.1 (one digit was up to half of itself off), so everything ends there
    assert texts(summed([4.02, 1141.0])) == ["4.0", "1141.0", "1145.0"]
    # nothing small: the place of 1150; floors 400, 740, lost 2, 4: the second gets the ten
    assert texts(summed([402.0, 744.0])) == ["400", "750", "1150"]
    # below 0.1 % of the total nothing is waited for: digits that no other part has would claim
    # a precision of the total that it has not
    assert texts(summed([0.04, 1145.0])) == ["<10", "1150", "1150"]
    assert texts(summed([0.04, 1.6, 1145.0])) == ["<0.1", "1.6", "1145.0", "1146.6"]


def test_negative_parts_and_totals_that_cancel() -> None:
    # 1000 - 987.7 = 12.3: the total keeps its own digits
    assert texts(summed([1000.0, -987.7])) == ["1000.0", "-987.7", "12.3"]
    # exactly nothing is left: the place is that of the largest part
    assert texts(summed([4.02, -4.02])) == ["4.02", "-4.02", "0"]
    assert texts(summed([0.0, 0.0])) == ["0", "0", "0"]
    assert texts(summed([-2000.0, -0.0001])) == ["-2000", ">-10", "-2000"]


@settings(max_examples=300, deadline=None)
@given(_VALUES)
def test_printed_parts_always_add_up_and_small_ones_are_the_nearest(values: list[float]) -> None:
    made = summed(values)
    table = Whole(tuple(values), fsum(values))
    place = common_place([table], 3)
    assert sum((printed(t) for t in texts(made)[:-1]), Decimal(0)) == printed(made.total.text)
    assert made.gap == 0
    apart = {p.exact for p in made.parts if values.count(p.exact) == 1}
    large = any(abs(v) > 101 * place for v in map(Decimal, apart))
    for part in made.parts:
        if large and abs(part.value) < 100 * place - place:  # a small part stays the nearest
            assert abs(part.value - Decimal(repr(part.exact))) <= place / 2
        if part.value and part.exact:
            assert (part.value > 0) == (part.exact > 0)
        assert (part.text == "0") == (part.exact == 0)
    assert [part.share for part in made.parts] == [
        share_text(part.exact / fsum(values) if fsum(values) else None) for part in made.parts
    ]
    shares = [part.share.removesuffix(" %") for part in made.parts if part.share != "n/a"]
    if shares:
        assert made.share_gap == sum(map(printed, shares)) - 100


def test_parts_that_are_not_all_of_the_total_are_told_and_not_bent() -> None:
    parts = [Part("a", "", "", 1.0, 0.25), Part("b", "", "", 2.0, 0.5)]
    made = rounded_sum("stage", parts, rounded_total(4.0, "kg CO2e", Policy()), Policy())
    assert texts(made) == ["1.00", "2.00", "4.00"]
    assert (made.gap, made.share_gap) == (Decimal("-1.00"), Decimal("-25.0"))


def _sums(document) -> list[list[list[str]]]:
    return [
        cells(block)
        for block in document.blocks
        if isinstance(block, Table) and block.rows[-1].total and len(block.columns) == 3
    ]


@pytest.mark.parametrize(("name", "kind"), [("lime", "study"), ("lime", "summary"),
                                            ("lfp-pack", "study")])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_of_parts_add_up_as_they_are_printed(name: str, kind: str, lang: str) -> None:
    found = _sums(study(name, lang, kind).document)
    assert len(found) >= (1 if kind == "summary" else 4)
    for rows in found:
        *parts, total = rows
        assert sum(printed(row[1]) for row in parts) == printed(total[1])
        shares = sum(printed(row[2].removesuffix(" %")) for row in parts)
        assert abs(shares - 100) <= Decimal("0.05") * len(parts)  # each is rounded alone
        assert total[2] == "100.0 %"
