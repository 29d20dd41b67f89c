"""What programs leave in a folder while somebody works is no input of a project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pcf.assurance.comparing.inputs import differences
from pcf.assurance.grounds import input_members
from pcf.location import data_root
from pcf.project.collect import Collector
from pcf.project.digest import stamp
from pcf.project.input_files import BESIDES, input_files
from pcf.project.overrides import scenario_names
from pcf.project.passing import is_passing
from pcf.project.raw import read_raw
from pcf.project.received import received_ids
from pcf.project.report_texts import read_report_texts

LEFT = (
    "model/~$bom.xlsx", "model/.DS_Store", "model/bom.csv.tmp", "model/bom.csv~", "model/bom.bak",
    "model/#bom.csv#", "model/.bom.csv.swp", "model/Thumbs.db", "model/desktop.ini",
    "suppliers/~$mill.toml", "suppliers/.mill.toml", "scenarios/~$other.toml",
    "scenarios/.other.toml", "report/~$goal.zh.md", "report/.goal.zh.md", "review/~$judgements.csv",
    "product_rules/~$own/1/pack.toml",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = data_root("datasets") / "examples" / "paper-case"
    return shutil.copytree(source, tmp_path / "case", ignore=shutil.ignore_patterns("build"))


@pytest.mark.parametrize("name", LEFT)
def test_no_digest_no_bundle_no_comparison_and_no_reader_takes_it(folder: Path, name: str) -> None:
    plain = shutil.copytree(folder, folder.with_name("plain"))
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    assert stamp(folder, "") == stamp(plain, "")
    assert input_members(folder) == input_members(plain)
    collect = Collector()
    assert differences(read_raw(plain, collect), read_raw(folder, collect)) == ()
    assert scenario_names(folder) == scenario_names(plain)
    assert received_ids(folder) == received_ids(plain)
    texts = [read_report_texts(place) for place in (folder, plain)]
    assert texts[0].texts == texts[1].texts
    assert list(texts[0].findings) == list(texts[1].findings)


def test_digest_and_bundle_take_the_same_files(folder: Path) -> None:
    """A file in one of them only would make every bundle differ from its own digest."""
    (folder / "model" / "plan.txt").write_text("drawn by hand", encoding="utf-8")
    (folder / "changes.toml").write_text("", encoding="utf-8")
    before = stamp(folder, "").digest
    sealed = {name.removeprefix("inputs/") for name in input_members(folder)}
    assert sealed == set(input_files(folder, BESIDES))
    assert sealed - set(input_files(folder)) == {"changes.toml", "pcf.lock"} & sealed
    (folder / "model" / "plan.txt").unlink()
    assert stamp(folder, "").digest != before


@pytest.mark.parametrize("name", ["bom.csv", "steel~1.toml", "a.b.csv", "tmp.csv", "x.bak.csv"])
def test_ordinary_names_are_inputs(name: str) -> None:
    assert not is_passing(name)
