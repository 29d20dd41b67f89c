"""JSON text made in parts is that of the standard library, byte for byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcf.report.envelope import json_parts

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES), st.booleans())
def test_text_is_that_of_the_standard_library(body, ascii_only):
    wanted = json.dumps(body, ensure_ascii=ascii_only, indent=2) + "\n"
    assert "".join(json_parts(body, ascii_only=ascii_only)) == wanted


@pytest.mark.parametrize("rows", [[], [{"a": 1.5}, {"a": None}]])
def test_rows_may_come_one_by_one(rows):
    made = "".join(json_parts({"data": {"rows": iter(rows)}}))
    assert made == json.dumps({"data": {"rows": rows}}, indent=2) + "\n"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_never_leaves(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        "".join(json_parts({"data": [number]}))
