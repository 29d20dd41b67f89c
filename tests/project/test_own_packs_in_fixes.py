"""A misspelt key of study.toml is corrected to one that only the project's own packs declare."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf
from pcf.location import data_root

PACK = """\
schema = 1

[pack]
id = "house"
standard = "House rules"
edition = "1"
name_zh = "自有规则"
name_en = "house rules"
status = "in force"
level = "base"
evidence = "own"
parent = ""
families = []

[[key]]
key = "house.warehouse_heating"
zh = "仓库供暖"
en = "heating of the warehouse"
help = ""
"""
CLAUSE = """\
[[clause]]
code = "HOU001"
standard = "House rules"
ref = ""
strength = "shall"
severity = "error"
evidence = "own"
text_zh = "说明仓库供暖"
text_en = "the heating of the warehouse is stated"
why_zh = "自有规则"
why_en = "house rules"
check = "stated"
suggest_zh = "写明house.warehouse_heating"
suggest_en = "state house.warehouse_heating"

[clause.with]
keys = ["study.house.warehouse_heating"]

[clause.conforming]
set = { "study.house.warehouse_heating" = "gas" }

[clause.failing]
unset = ["study.house.warehouse_heating"]
"""


def write_pack(folder: Path) -> None:
    place = folder / "house/1"
    place.mkdir(parents=True)
    (place / "pack.toml").write_text(PACK, encoding="utf-8")
    (place / "clauses.toml").write_text(CLAUSE, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(data_root("product_rules") / "_model", folder)
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[house]\nwarehouse_heatng = "gas"\n')
    return folder


def misspelt(loaded: pcf.Project) -> list[str]:
    found = loaded.check(rules=["house"])
    return [str(e.after) for f in found if f.code == "RU020" and f.fix for e in f.fix.edits]


def test_packs_of_the_project(project: Path) -> None:
    write_pack(project / "product_rules")
    assert misspelt(pcf.Project.load(project)) == ["warehouse_heating"]


def test_packs_of_the_call_are_used_before_and_after_writing(project: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    write_pack(packs)
    loaded = pcf.Project.load(project, packs)
    assert misspelt(loaded) == ["warehouse_heating"]
    made = loaded.fix(rules=["house"])
    assert ([f.code for f in made.done], made.undone) == (["RU020"], ())
    assert "warehouse_heating = " in (project / "study.toml").read_text(encoding="utf-8")


def test_without_such_a_pack_nothing_is_corrected(project: Path) -> None:
    found = pcf.Project.load(project).check(rules=["base"])
    assert [f.fix for f in found if f.code == "RU020"] == [None]
