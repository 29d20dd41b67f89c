"""What an imported database leaves open is told in every document that prints the total."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from tiny_result import rounded, tiny

from pcf.calc.open_flows import OpenFlow, open_ends, open_row
from pcf.documents.document import Number, plain_text
from pcf.documents.sections import open_ends_text


def flow(id, inputs, low, high):
    basis = "none" if low is None else "same"
    return OpenFlow(id, id, id, "kg", 1.0, inputs, basis, low, high, 2, ())


BOUNDED = flow("brine", 3, 0.01234, 0.5)
UNKNOWN = flow("reagent", 4, None, None)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("open"), 0.0)


def told(found, lang, *flows):
    ends = open_ends([open_row("row:bom/STEEL", "bg:steel", flows)])
    held = replace(found, coverage=replace(found.coverage, open_ends=ends))
    basis = SimpleNamespace(
        result=SimpleNamespace(footprint=held), rounded=rounded(found), lang=lang
    )
    return open_ends_text(basis)


def test_a_bounded_range_is_rounded_as_the_result_is(found):
    cell = told(found, "en", BOUNDED)
    assert plain_text(cell) == "3: worth 0.0123 to 0.500 kg CO2e"
    assert cell[0] == Number("3", "", "coverage.open_ends")


def test_inputs_without_a_bound_are_never_hidden_behind_those_with_one(found):
    assert plain_text(told(found, "en", BOUNDED, UNKNOWN)) == (
        "7: not bounded: 4 open inputs compare with nothing; "
        "the other 3 are worth 0.0123 to 0.500 kg CO2e"
    )
    assert plain_text(told(found, "zh", UNKNOWN)) == "4：无上限：4个输入均无可比数据集"


def test_a_closed_background_has_no_such_line(found):
    basis = SimpleNamespace(result=SimpleNamespace(footprint=found), rounded=None, lang="en")
    assert found.coverage.open_ends is None
    assert open_ends_text(basis) == ()
