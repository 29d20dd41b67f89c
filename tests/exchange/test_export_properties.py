"""Whatever the amounts, the printed parts add up exactly and come back as they were printed."""

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from exchange_case import one_kilogram, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from pcf.api import Project
from pcf.findings import Findings
from pcf.project.received_checks import check_statement
from pcf.project.received_json import read_original

AMOUNTS = st.lists(
    st.floats(min_value=1e-9, max_value=1e6, allow_nan=False), min_size=7, max_size=7
)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(AMOUNTS, st.sampled_from(["pact", "catena-x"]))
def test_parts_add_up_and_come_back(amounts, name):
    amounts[6] = amounts[5] + amounts[6]  # uptake is not below the biogenic CO2 given off
    exchanges = [{**row, "amount": amount} for row, amount in zip(rows(), amounts, strict=True)]
    with tempfile.TemporaryDirectory() as place:
        folder = one_kilogram(Path(place) / "p", exchanges=exchanges)
        project = Project.load(folder)
        made = project.export(name)
        path = Path(place) / "out.json"
        path.write_text(made.text, encoding="utf-8")
        told = Findings()
        stated = read_original(path, path.name, told).statement
    assert [f for f in made.findings if f.level == "error"] == []
    assert all(identity.holds for identity in made.identities)
    assert list(told) == []
    assert list(check_statement(stated, "supplier:X")) == []
    assert stated.parts.excluding() == stated.excluding
    assert stated.parts.including() == stated.including
    largest = max(map(abs, (*stated.parts.addends(), stated.parts.uptake)))
    total = Decimal(repr(project.calculate().total))
    assert abs(stated.including - total) <= largest * Decimal("1e-9")
    assert float(stated.excluding) == pytest.approx(float(stated.parts.excluding()), abs=0)
