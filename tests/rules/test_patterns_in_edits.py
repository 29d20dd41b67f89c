"""Edits that name rows by a pattern."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pcf.location import data_root
from pcf.project.collect import Collector
from pcf.project.raw import RawProject, read_raw
from pcf.project.raw_edit import EditError
from pcf.rules.edits import apply_snippet
from pcf.rules.pack import Snippet


@pytest.fixture(scope="module")
def model() -> RawProject:
    return read_raw(data_root("product_rules") / "_model", Collector())


def cells(raw: RawProject, table: str, column: str) -> Sequence[str]:
    return list(raw.tables[table].column(column))


def test_a_star_sets_a_cell_of_every_row(model: RawProject) -> None:
    raw = apply_snippet(model, Snippet({"electricity.*.origin": "estimate"}))
    assert set(cells(raw, "electricity", "origin")) == {"estimate"}
    assert set(cells(model, "electricity", "origin")) != {"estimate"}


def test_a_star_within_an_id_sets_some_rows(model: RawProject) -> None:
    raw = apply_snippet(model, Snippet({"exchanges.E-S*.dq": "5,5,5,5,5"}))
    changed = [
        row
        for row, dq in zip(
            cells(raw, "exchanges", "id"), cells(raw, "exchanges", "dq"), strict=True
        )
        if dq == "5,5,5,5,5"
    ]
    assert changed == ["E-SCRAP", "E-SHRED"]


def test_a_later_edit_goes_over_a_pattern(model: RawProject) -> None:
    raw = apply_snippet(
        model, Snippet({"exchanges.*.origin": "estimate", "exchanges.E-BOX.origin": "secondary"})
    )
    assert set(cells(raw, "exchanges", "origin")) == {"estimate", "secondary"}
    assert cells(raw, "exchanges", "origin").count("secondary") == 1


def test_a_star_empties_a_column(model: RawProject) -> None:
    raw = apply_snippet(model, Snippet(unsets=("bom.*.dq",)))
    assert set(cells(raw, "bom", "dq")) == {""}


def test_rows_that_are_added_meet_the_pattern_too(model: RawProject) -> None:
    row = {"id": "B-NEW", "process": "cell_making", "flow": "pp", "amount": 1, "unit": "kg"}
    raw = apply_snippet(model, Snippet({"bom.*.origin": "estimate"}, adds={"bom": (row,)}))
    assert cells(raw, "bom", "origin")[-1] == "estimate"


@pytest.mark.parametrize("address", ["exchanges.X-*.dq", "recycled.*.note"])
def test_a_pattern_without_a_row_is_a_fault(model: RawProject, address: str) -> None:
    with pytest.raises(EditError, match=r"\*"):
        apply_snippet(model, Snippet({address: "x"}))


def test_a_star_in_a_text_file_is_no_pattern(model: RawProject) -> None:
    """Keys of TOML files are named one by one."""
    with pytest.raises(EditError):
        apply_snippet(model, Snippet({"parameters.*.value": 1}))
