"""Rows, processes, reference flows and entries that a scenario takes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import project

from pcf.project.collect import Collector
from pcf.project.overrides import Override, apply_overrides
from pcf.project.raw import read_raw
from pcf.project.raw_edit import gone_with
from pcf.project.reader import Reading, read_project

PROCESSES = [
    {"id": "a", "product": "pa", "amount": 1, "unit": "kg"},
    {"id": "b", "product": "pb", "amount": 1, "unit": "kg"},
]
TABLES = {
    "flows": [{"id": "pa", "unit": "kg"}, {"id": "pb", "unit": "kg"}],
    "bom": [
        {"id": "B1", "process": "a", "flow": "steel", "amount": 1, "unit": "kg"},
        {"id": "B2", "process": "b", "flow": "steel", "amount": 2, "unit": "kg"},
        {"id": "B3", "process": "a", "flow": "steel", "amount": 3, "unit": "kg"},
    ],
    "electricity": [{"id": "L1", "process": "b", "kind": "grid", "amount": 1, "unit": "kWh"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    demand = {"a": (1.0, "kg"), "b": (2.0, "kg")}
    return project(tmp_path / "p", PROCESSES, demand=demand, tables=TABLES)


def read(folder: Path, *changes: tuple[str, str, object]) -> Reading:
    overrides = [Override(kind, address, value) for kind, address, value in changes]  # type: ignore[arg-type]
    return read_project(folder, None, overrides)


def test_a_row_is_taken_out(folder: Path) -> None:
    model = read(folder, ("drop", "bom.B1", None)).model
    assert model is not None
    assert [row.id for row in model.exchanges] == ["B2", "B3"]


def test_a_process_goes_with_its_rows_and_its_reference_flow(folder: Path) -> None:
    model = read(folder, ("drop", "processes.b", None)).model
    assert model is not None
    assert [p.id for p in model.processes] == ["a"]
    assert [row.id for row in model.exchanges] == ["B1", "B3"]
    assert model.electricity == ()
    assert [flow.process for flow in model.unit.reference_flows] == ["a"]


def test_everything_that_goes_is_listed(folder: Path) -> None:
    raw = read_raw(folder, Collector())
    assert gone_with(raw, "processes.b") == (
        "processes.b", "pcf.unit.reference_flow.b", "bom.B2", "electricity.L1",
    )  # fmt: skip


def test_lines_and_values_of_what_stays_are_kept(folder: Path) -> None:
    changes = (("set", "bom.B3.amount", "x"), ("drop", "bom.B1", None), ("drop", "bom.B2", None))
    (found,) = read(folder, *changes).findings.errors
    assert str(found.location) == "--set [bom.B3.amount]"
    reading = read(folder, ("set", "bom.B3.process", "c"), ("drop", "bom.B1", None))
    assert [f.node for f in reading.findings.errors] == ["B3"]
    model = read(folder, ("drop", "bom.B1", None)).model
    assert model is not None
    assert [row.place.line for row in model.exchanges if row.place] == [3, 4]


def test_an_entry_of_an_array_keeps_the_lines_of_the_others(folder: Path) -> None:
    collect = Collector()
    raw = read_raw(folder, collect)
    before = raw.tomls["pcf.toml"].where(("unit", "reference_flow", 1, "process"))
    changes = [Override("drop", "pcf.unit.reference_flow.a", None)]
    raw = apply_overrides(raw, changes, collect)
    assert raw.tomls["pcf.toml"].where(("unit", "reference_flow", 0, "process")) == before


@pytest.mark.parametrize(
    ("address", "near"),
    [("electricity.L11", "electricity.L1"), ("processes.c", None), ("bim.B1", None)],
)
def test_what_is_not_there_cannot_be_dropped(folder: Path, address: str, near: str | None) -> None:
    (found,) = read(folder, ("drop", address, None)).findings.errors
    assert (found.code, found.observed) == ("US006", address)
    if near:
        assert found.suggestion == near


def test_a_scenario_drops_rows(folder: Path) -> None:
    scenario = folder / "scenarios" / "less.toml"
    scenario.parent.mkdir()
    scenario.write_text('[drop]\nrows = ["bom.B1", "row:bom/B2"]\n', encoding="utf-8")
    model = read_project(folder, "less").model
    assert model is not None
    assert [row.id for row in model.exchanges] == ["B3"]
    scenario.write_text('[drop]\nrow = ["bom.B1"]\nrows = [1]\n', encoding="utf-8")
    found = read_project(folder, "less").findings.errors
    assert [(f.code, str(f.location)) for f in found] == [
        ("IO016", "scenarios/less.toml:2 [drop.row]"),
        ("IO018", "scenarios/less.toml:3 [drop.rows]"),
    ]
