"""Scenarios, overrides, swaps and the lock, on the embedded examples."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf
from pcf.location import data_root

EXAMPLES = data_root("datasets") / "examples"


@pytest.fixture
def bottle(tmp_path: Path) -> Path:
    folder = tmp_path / "bottle"
    shutil.copytree(EXAMPLES / "paper-case", folder)
    return folder


def test_empty_scenario_equals_base_bit_for_bit(bottle: Path) -> None:
    (bottle / "scenarios" / "empty.toml").write_text('name_zh = "空"\nname_en = "empty"\n')
    project = pcf.Project.load(bottle)
    base, empty = project.calculate(), project.calculate("empty")
    assert empty.total == base.total
    assert [row.value for row in empty.rows] == [row.value for row in base.rows]
    assert empty.stages == base.stages


def test_override_and_scenario_say_the_same(bottle: Path) -> None:
    (bottle / "scenarios" / "old.toml").write_text(
        'name_zh = "旧"\nname_en = "old"\n[set]\n"pcf.method.gwp_set" = "AR5"\n'
    )
    project = pcf.Project.load(bottle)
    by_scenario = project.calculate("old")
    by_override = project.calculate(overrides=["pcf.method.gwp_set=AR5"])
    assert by_scenario.total == by_override.total != project.calculate().total
    assert by_scenario.method["gwp_set"] == "AR5"


def test_lock_records_background_factors_and_every_link(bottle: Path) -> None:
    project = pcf.Project.load(bottle)
    assert project.calculate().identity.locked is False
    path = project.lock()
    text = path.read_text(encoding="utf-8")
    background = pcf.open_background()
    assert background.sha256 in text
    footprint = pcf.Project.load(bottle).calculate()
    assert footprint.identity.locked is True
    rows = [r for r in footprint.rows if r.supplier != "emission"]
    assert text.count("[[link]]") == len(rows)
    assert project.lock().read_text(encoding="utf-8") == text


def test_another_background_than_the_locked_one_is_refused(bottle: Path) -> None:
    path = pcf.Project.load(bottle).lock()
    sha = pcf.open_background().sha256
    path.write_text(path.read_text(encoding="utf-8").replace(sha, "0" * 64), encoding="utf-8")
    with pytest.raises(pcf.PcfError) as caught:
        pcf.Project.load(bottle).calculate()
    [problem] = [f for f in caught.value.findings if f.level == "error"]
    assert problem.code == "DS041"
    assert problem.message("en").endswith("but pcf.lock holds pcf-open 2026.11 000000000000; "
                                          "results would change")  # fmt: skip


def test_row_edited_after_locking_is_computed_and_told(bottle: Path) -> None:
    project = pcf.Project.load(bottle)
    project.lock()
    table = bottle / "model" / "exchanges.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert "bg:natural_gas_burned_cn" in text
    changed = text.replace("bg:natural_gas_burned_cn", "bg:hard_coal_burned_cn", 1)
    table.write_text(changed, encoding="utf-8-sig")
    footprint = pcf.Project.load(bottle).calculate()
    assert "DS043" in [f.code for f in footprint.findings]


def test_ambiguous_row_is_decided_once_and_kept(bottle: Path) -> None:
    table = bottle / "model" / "exchanges.csv"
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(text.replace("bg:aluminium_primary_cn", "", 1), encoding="utf-8-sig")
    bom = bottle / "model" / "bom.csv"
    if bom.exists():
        text = bom.read_text(encoding="utf-8-sig")
        bom.write_text(text.replace("bg:aluminium_primary_cn", "", 1), encoding="utf-8-sig")
    project = pcf.Project.load(bottle)
    [problem] = [f for f in project.check() if f.code == "GR033"]
    row = problem.params["row"]
    with pytest.raises(pcf.PcfError):
        project.lock()
    assert not (bottle / "pcf.lock").exists()
    project.lock([f"{row}=bg:aluminium_primary_cn"])
    footprint = pcf.Project.load(bottle).calculate()
    decided = next(r for r in footprint.rows if r.address == f"row:{row}")
    assert decided.reason == "decided"
    pcf.Project.load(bottle).lock()
    assert pcf.Project.load(bottle).calculate().total == footprint.total


def test_decision_about_an_unknown_row_suggests_the_nearest(bottle: Path) -> None:
    with pytest.raises(pcf.UsageError) as caught:
        pcf.Project.load(bottle).lock(["exchanges/NOPE=bg:elec_grid_cn"])
    assert [f.code for f in caught.value.findings] == ["DS040"]
