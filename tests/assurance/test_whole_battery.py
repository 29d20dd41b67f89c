"""The largest example from end to end: sealed, verified, sampled, checked by a person, compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealable import battery
from tampering import members_of
from work_kit import Form

import pcf
from pcf.commands import main

ROWS = "抽样行 rows"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return battery(tmp_path_factory.mktemp("battery") / "pack")


@pytest.fixture(scope="module")
def first(project: Path) -> Path:
    made = pcf.Project.load(project).seal()
    assert made.content is not None, [item.message("en") for item in made.findings]
    return made.write(project / "declarations" / "first.pcfz")


def test_reports_and_scenarios_are_in_it(first: Path) -> None:
    members = members_of(first)
    reports = {name for name in members if name.startswith("reports/")}
    assert {"reports/study.zh.md", "reports/study.en.md",
            "reports/gbt24067-gbt24067.zh.md"} <= reports  # fmt: skip
    assert len([name for name in members if name.startswith("results/scenario-")]) >= 3


def test_a_checked_row_goes_into_the_next_bundle(
    project: Path, first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "paper.xlsx"
    words = ["verify", str(first), "--sample", "3", "--seed", "2026", "--workpaper", str(paper)]
    assert main(words) == 0
    form = Form(paper)
    drawn = [line for line in range(2, 5) if form.cell(ROWS, line, "address").value]
    for line in drawn:
        form.put(ROWS, line, verdict="符合 ok", name="李雷", date="2026-11-20")
    form.save(paper)
    assert main(["import", str(paper), "-C", str(project)]) == 0, capsys.readouterr()
    made = pcf.Project.load(project).seal()
    second = made.write(tmp_path / "second.pcfz")
    rows = members_of(second)["inputs/review/workpaper.csv"].decode().splitlines()
    assert sum(",ok," in row for row in rows) == len(drawn)
    seen = pcf.Project.verify(second)  # no file of evidence is in it; the reports say the same
    assert [item.code for item in seen.findings if item.level == "error"] == []
    assert seen.check("documents").state == "ok"
    assert seen.total[0] == seen.total[1]
    assert seen.checked is not None
    assert seen.checked.counts["ok"] == len(drawn)
    found = pcf.Project.compare_words(str(first), str(second), project)
    assert found.delta == 0
    assert {place.file for c in found.inputs for place in (c.place_b,) if place} == {
        "review/workpaper.csv"
    }
