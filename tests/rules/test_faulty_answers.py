"""A faulty answer in review/judgements.csv keeps its clause open and stops nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf
from pcf.project.workpaper import read_checks

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


@pytest.mark.parametrize("left_out", ["id", "answer", "name", "date", "reason"])
def test_no_answer_of_a_table_without_a_required_column_counts(left_out: str, folder: Path) -> None:
    name = _asked(folder)
    cells = {
        "id": name, "answer": "yes", "name": "Li", "date": "2026-03-31", "reason": "checked",
    }  # fmt: skip
    kept = [column for column in cells if column != left_out]
    table = folder / "review" / "judgements.csv"
    row = ",".join(cells[column] for column in kept)
    table.write_text(f"{','.join(kept)}\n{row}\n", encoding="utf-8")
    after = pcf.Project.load(folder).evaluate(["gbt24067"])
    (fault,) = [f for f in after.findings if f.code == "IO011"]
    assert (fault.level, fault.observed) == ("error", left_out)
    (asked,) = [f for f in after.findings if f.code == name]
    assert asked.level == "judgement"
    assert (fault.message("zh") in asked.message("zh")) == (left_out != "id")


@pytest.mark.parametrize("empty", ["id", "answer", "name", "date", "reason"])
def test_no_answer_with_an_empty_cell_counts(empty: str, folder: Path) -> None:
    name = _asked(folder)
    cells = {
        "id": name, "answer": "yes", "name": "Li", "date": "2026-03-31", "reason": "checked",
        empty: "",
    }  # fmt: skip
    table = folder / "review" / "judgements.csv"
    table.write_text(HEADER + ",".join(cells.values()) + "\n", encoding="utf-8")
    after = pcf.Project.load(folder).evaluate(["gbt24067"])
    faults = [f for f in after.findings if f.clause is None]
    assert [f.code for f in faults if f.location and f.location.column == empty] == [
        "ID001" if empty == "id" else "NU020"
    ]
    assert [f.level for f in after.findings if f.code == name] == ["judgement"]


def test_two_columns_of_answers_give_none(folder: Path) -> None:
    name = _asked(folder)
    table = folder / "review" / "judgements.csv"
    header = "id,answer,判断,name,date,reason"
    table.write_text(f"{header}\n{name},yes,no,Li,2026-03-31,checked\n", encoding="utf-8")
    after = pcf.Project.load(folder).evaluate(["gbt24067"])
    assert "IO009" in {f.code for f in after.findings}
    assert [f.level for f in after.findings if f.code == name] == ["judgement"]


def test_ids_stand_under_their_usual_header_too(folder: Path) -> None:
    name = _asked(folder)
    table = folder / "review" / "judgements.csv"
    rows = f"编号,判断,姓名,日期,理由\n{name},yes,Li,2026-03-31,checked\n"
    table.write_text(rows, encoding="utf-8")
    (result,) = pcf.Project.load(folder).evaluate(["gbt24067"]).results
    verdict = next(v for v in result.verdicts if v.clause.code == name)
    assert verdict.outcome == "pass"


@pytest.mark.parametrize("left_out", ["name", "date", "mark"])
def test_no_check_of_a_work_paper_without_a_required_column_counts(
    left_out: str, folder: Path
) -> None:
    cells = {
        "id": "row:bom/B-01", "verdict": "ok", "name": "Li", "date": "2026-03-31", "mark": "0",
        "project": "0", "paper": "0",
    }  # fmt: skip
    kept = [column for column in cells if column != left_out]
    row = ",".join(cells[column] for column in kept)
    (folder / "review" / "workpaper.csv").write_text(f"{','.join(kept)}\n{row}\n", "utf-8")
    checks, findings = read_checks(folder)
    assert not checks
    assert [f.code for f in findings] == ["IO011"]
