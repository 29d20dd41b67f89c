"""A faulty answer in review/judgements.csv keeps its clause open and stops nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf

PAPER = Path(pcf.__file__).parents[1] / "datasets" / "examples" / "paper-case"
HEADER = "id,answer,name,date,reason\n"
GOOD = "GBT010,yes,Li,2026-03-31,checked"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "paper"
    shutil.copytree(PAPER, made)
    (made / "review").mkdir(exist_ok=True)
    return made


def _asked(folder: Path) -> str:
    """A clause that a person decides and nobody has."""
    (folder / "review" / "judgements.csv").unlink(missing_ok=True)
    (result,) = pcf.Project.load(folder).evaluate(["gbt24067"]).results
    return next(v.clause.code for v in result.verdicts if v.outcome == "judgement")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("{},maybe,Li,2026-03-31,x", "NU018"),
        ("{},yes,,2026-03-31,x", "NU020"),
        ("{},yes,Li,2026-02-30,x", "RU025"),
        ("{},yes,Li,9999-12-31,x", "RU044"),
        ("{0},yes,Li,2026-03-31,x\n{0},yes,Li,2026-03-31,x", "ID003"),
    ],
)
def test_the_clause_stays_open_and_the_rest_goes_on(row: str, code: str, folder: Path) -> None:
    name = _asked(folder)
    before = pcf.Project.load(folder).evaluate(["gbt24067"])
    table = folder / "review" / "judgements.csv"
    table.write_text(HEADER + row.format(name) + "\n", encoding="utf-8")
    project = pcf.Project.load(folder)
    assert project.calculate().total > 0
    after = project.evaluate(["gbt24067"])
    assert [v.outcome for v in after.results[0].verdicts] == [
        v.outcome for v in before.results[0].verdicts
    ]
    (fault,) = [f for f in after.findings if f.location and f.location.file.startswith("review/")
                and f.clause is None]  # fmt: skip
    assert (fault.code, fault.level) == (code, "error")
    (asked,) = [f for f in after.findings if f.code == name]
    assert asked.level == "judgement"
    assert fault.message("en") in asked.message("en")


def test_codes_of_clauses_are_read_in_any_letters(folder: Path) -> None:
    name = _asked(folder)
    table = folder / "review" / "judgements.csv"
    row = f"{name.lower()},yes,Li,2026-03-31,x\n"
    table.write_text(HEADER + row, encoding="utf-8")
    (result,) = pcf.Project.load(folder).evaluate(["gbt24067"]).results
    verdict = next(v for v in result.verdicts if v.clause.code == name)
    assert verdict.outcome == "pass"
