"""Performance classes of a user's table; without a table nothing is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import pcf
from pcf.calc.whatif import what_if
from pcf.location import data_root
from pcf.model.performance import PerformanceLimit, PerformanceTable

TABLE = """
unit = "kg CO2e/kWh"
source = "table of a test"
[[class]]
name = "A"
limit = 0.3
[[class]]
name = "B"
limit = 0.4
[[class]]
name = "C"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "lfp"
    shutil.copytree(data_root("datasets") / "examples" / "lfp-pack", place)
    return place


def test_no_table_no_class(folder: Path) -> None:
    assert pcf.Project.load(folder).calculate().performance_class() is None


def test_class_before_and_after(folder: Path) -> None:
    """The pack has 0.353 kg CO2e/kWh: class B; with better efficiency below 0.3: class A."""
    (folder / "performance_classes.toml").write_text(TABLE, encoding="utf-8")
    project = pcf.Project.load(folder)
    found = project.calculate().performance_class()
    assert (found.name, found.why, found.source) == ("B", "", "table of a test")
    assert found.to_next == pytest.approx(project.total() - 0.3)
    after = what_if(project, ["parameters.charging_efficiency=0.99"])
    assert [c.name for c in after.classes] == ["B", "A"]
    assert json.loads(after.to_json())["performance"]["after"]["class"] == "A"


def test_a_table_in_another_unit_is_refused(folder: Path) -> None:
    table = PerformanceTable("kg CO2e/kg", "test", (PerformanceLimit("A", 1e9),))
    found = pcf.Project.load(folder).calculate().performance_class(table)
    assert (found.name, found.why) == (None, "unit")


def test_above_the_last_limit(folder: Path) -> None:
    table = PerformanceTable("kg CO2e/kWh", "test", (PerformanceLimit("A", 0.1),))
    found = pcf.Project.load(folder).calculate().performance_class(table)
    assert (found.name, found.why) == (None, "above")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (TABLE.replace("0.4", "0.2"), "PF002", 9),
        (TABLE.replace("limit = 0.3\n", ""), "PF002", 4),
        (TABLE.replace('source = "table of a test"\n', ""), "IO017", None),
    ],
)
def test_faults_of_a_table(folder: Path, text: str, code: str, line: int | None) -> None:
    (folder / "performance_classes.toml").write_text(text, encoding="utf-8")
    (told,) = [f for f in pcf.Project.load(folder).findings if f.level == "error"]
    assert (told.code, told.location.file) == (code, "performance_classes.toml")
    if line is not None:
        assert told.location.line == line


@pytest.mark.parametrize("name", ["gone.toml", "../outside.toml"])
def test_a_named_table_has_to_be_in_the_project(folder: Path, name: str) -> None:
    settings = folder / "pcf.toml"
    text = settings.read_text(encoding="utf-8") + f'\n[performance]\nclasses = "{name}"\n'
    settings.write_text(text, encoding="utf-8")
    (folder.parent / "outside.toml").write_text(TABLE, encoding="utf-8")
    (told,) = [f for f in pcf.Project.load(folder).findings if f.level == "error"]
    assert (told.code, told.location.file) == ("PF001", "pcf.toml")


def test_another_file_may_hold_the_table(folder: Path) -> None:
    settings = folder / "pcf.toml"
    text = settings.read_text(encoding="utf-8") + '\n[performance]\nclasses = "classes.toml"\n'
    settings.write_text(text, encoding="utf-8")
    (folder / "classes.toml").write_text(TABLE, encoding="utf-8")
    assert pcf.Project.load(folder).calculate().performance_class().name == "B"
