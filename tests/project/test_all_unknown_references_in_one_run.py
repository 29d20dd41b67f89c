"""Rows that refer to what is not there are all told in one run, whatever else is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf
from pcf.findings import Finding
from pcf.location import data_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    shutil.copytree(data_root("product_rules") / "_model", made)
    return made


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def errors(folder: Path) -> list[tuple[str, str, str | None]]:
    found: tuple[Finding, ...] = pcf.Project.load(folder).check().errors
    return sorted((f.code, str(f.location).split(" ")[0], f.observed) for f in found)


def break_references(folder: Path) -> None:
    """Misspell a dataset, a dataset of a leg, a mode without distance and a unit process."""
    edit(folder, "model/bom.csv", ",bg:al_foil_rolling,", ",bg:al_foil_roling,")
    edit(folder, "model/transport.csv", ",bg:rail_cn,", ",bg:rail_cnn,")
    edit(
        folder,
        "model/transport.csv",
        "T-KIT,module_assembly,road,,46,,kg,400,,km,bg:truck_heavy_diesel_cn,",
        "T-KIT,module_assembly,rode,,46,,kg,,,,,",
    )


REFERENCES = [
    ("GR030", "model/bom.csv:2", "bg:al_foil_roling"),
    ("GR030", "model/transport.csv:3", "bg:rail_cnn"),
    ("TR032", "model/transport.csv:2", "rode"),
]


def test_a_project_that_can_be_typed(folder: Path) -> None:
    break_references(folder)
    assert errors(folder) == REFERENCES


def test_a_broken_number_hides_no_reference(folder: Path) -> None:
    """The number stands in a row that refers to nothing wrong."""
    break_references(folder)
    edit(folder, "model/electricity.csv", "L-CELL,cell_making,grid,electricity,60,", "L-CELL,cell_making,grid,electricity,6O,")  # fmt: skip  # noqa: E501
    assert errors(folder) == sorted([*REFERENCES, ("NU001", "model/electricity.csv:2", "6O")])


def test_a_broken_number_in_the_row_itself(folder: Path) -> None:
    """A row with an unknown unit, an unknown process and an unknown dataset tells all three."""
    edit(
        folder,
        "model/bom.csv",
        "B-AL,cell_material_kitting,cathode,al_foil,1.5,,kg,bg:al_foil_rolling,",
        "B-AL,cell_material_kiting,cathode,al_foil,1.5,,kgg,bg:al_foil_roling,",
    )
    codes = [(code, place) for code, place, _ in errors(folder)]
    assert codes == [
        ("GR001", "model/bom.csv:2"), ("GR030", "model/bom.csv:2"), ("UN001", "model/bom.csv:2"),
    ]  # fmt: skip


def test_the_suggestion_is_that_of_linking(folder: Path) -> None:
    edit(folder, "model/bom.csv", ",bg:al_foil_rolling,", ",bg:al_foil_roling,")
    linked = pcf.Project.load(folder).check().errors
    edit(folder, "pcf.toml", 'gwp_set = "AR6"', "")
    told = [f for f in pcf.Project.load(folder).check().errors if f.code == "GR030"]
    assert told == list(linked)
    assert told[0].suggestion == "bg:al_foil_rolling"


def test_an_unknown_route_of_the_end_of_life(folder: Path) -> None:
    text = (folder / "model/endoflife.toml").read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith("supplier = "))
    edit(folder, "model/endoflife.toml", first, 'supplier = "bg:nothing_at_all"')
    edit(folder, "model/electricity.csv", "L-CELL,cell_making,grid,electricity,60,", "L-CELL,cell_making,grid,electricity,6O,")  # fmt: skip  # noqa: E501
    assert [code for code, _, seen in errors(folder) if seen == "bg:nothing_at_all"] == ["GR030"]
