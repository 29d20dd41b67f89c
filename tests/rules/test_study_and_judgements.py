"""``study.toml`` and ``review/judgements.csv`` as read, with their faults."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from pcf.project import read_project
from pcf.project import review as review_module
from pcf.project.schema import TABLE_BY_NAME
from pcf.project.workbook import read_workbook, write_workbook
from pcf.project.writer import table_text
from pcf.report.envelope import stamp

sys.path.append(str(Path(__file__).parents[1] / "project"))
from small_project import make_project

STUDY = """\
[goal]
reason = "sale"
years = 3
public = true
readers = ["buyers", "auditors"]

[land]
use = "不适用：不含生物质"
"""
HEADER = "id,answer,name,date,reason\n"


def project(folder: Path, study: str | None = None, judgements: str | None = None) -> Path:
    make_project(folder)
    if study is not None:
        (folder / "study.toml").write_text(study, encoding="utf-8")
    if judgements is not None:
        (folder / "review").mkdir(exist_ok=True)
        (folder / "review" / "judgements.csv").write_text(judgements, encoding="utf-8")
    return folder


def test_values_have_dotted_keys_and_places(tmp_path: Path) -> None:
    model = read_project(project(tmp_path, STUDY)).model
    assert {name: value.value for name, value in model.study.items()} == {
        "goal.reason": "sale",
        "goal.years": 3.0,
        "goal.public": True,
        "goal.readers": ("buyers", "auditors"),
        "land.use": "不适用：不含生物质",
    }
    assert str(model.study["goal.years"].place) == "study.toml:3 [goal.years]"
    assert model.study["land.use"].not_applicable == "不含生物质"
    assert model.study["goal.reason"].not_applicable is None


def test_without_the_files_there_is_nothing(tmp_path: Path) -> None:
    model = read_project(project(tmp_path)).model
    assert (dict(model.study), model.judgements) == ({}, ())


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("x = [1, 2]", "RU021", "the value 'list' of 'x' cannot be used"),
        ("x = {}", "RU021", "the value 'dict' of 'x' cannot be used"),
        ("x = inf", "RU021", "the value 'inf' of 'x' cannot be used"),
        ("x = 'n/a:'", "RU022", "'x' is called not applicable without a reason and counts as not "
         "stated"),
    ],
)  # fmt: skip
def test_faults_of_statements(line: str, code: str, message: str, tmp_path: Path) -> None:
    found = [
        (f.code, str(f.location), f.message("en"))
        for f in read_project(project(tmp_path, line + "\n")).findings
        if f.code.startswith("RU")
    ]
    assert found == [(code, "study.toml:1 [x]", message)]


def test_a_broken_study_stops_and_says_where(tmp_path: Path) -> None:
    reading = read_project(project(tmp_path, "[goal\n"))
    assert [(f.code, str(f.location)) for f in reading.findings.errors] == [
        ("IO015", "study.toml:1")
    ]
    assert reading.model is None


def test_judgements_in_either_language(tmp_path: Path) -> None:
    rows = ("GBT010,是,李伟,2026-03-31,已核对", "GBT011,不适用,李伟,2026-03-31,x")
    text = "\n".join(("条款编号,判断,姓名,日期,理由", *rows, ""))
    judgements = read_project(project(tmp_path, None, text)).model.judgements
    assert [(j.id, j.answer, j.name, j.date, j.reason) for j in judgements] == [
        ("GBT010", "yes", "李伟", "2026-03-31", "已核对"),
        ("GBT011", "na", "李伟", "2026-03-31", "x"),
    ]
    assert str(judgements[0].place) == "review/judgements.csv:2"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("GBT010,yes,,2026-03-31,x", "NU020", "name"),
        ("GBT010,yes,Li,,x", "NU020", "date"),
        ("GBT010,yes,Li,2026-03-31,", "NU020", "reason"),
        ("GBT010,maybe,Li,2026-03-31,x", "NU018", "answer"),
        ("GBT010,yes,Li,31.3.2026,x", "RU025", "date"),
        ("GBT010,yes,Li,2026-02-30,x", "RU025", "date"),
        ("GBT010,yes,Li,9999-01-01,x", "RU044", "date"),
    ],
)
def test_an_answer_needs_name_date_and_reason(
    row: str, code: str, column: str, tmp_path: Path
) -> None:
    reading = read_project(project(tmp_path, None, f"{HEADER}{row}\n"))
    assert [(f.code, str(f.location)) for f in reading.review.findings.errors] == [
        (code, f"review/judgements.csv:2 [{column}]")
    ]
    assert [f.code for f in reading.findings.errors] == []  # no fault of the inventory
    assert reading.model is not None
    assert reading.model.judgements == ()
    assert reading.review.unusable["GBT010"].code == code


@pytest.mark.parametrize("second", ["GBT010", "gbt010"])
def test_of_two_answers_for_one_clause_neither_counts(second: str, tmp_path: Path) -> None:
    rows = f"GBT010,yes,Li,2026-03-31,x\n{second},no,Li,2026-03-31,x\n"
    review = read_project(project(tmp_path, None, HEADER + rows)).review
    assert [(f.code, str(f.location)) for f in review.findings.errors] == [
        ("ID003", "review/judgements.csv:3 [id]")
    ]
    assert (review.judgements, list(review.unusable)) == ((), ["GBT010"])


def test_a_row_with_a_missing_cell_stops_nothing(tmp_path: Path) -> None:
    reading = read_project(project(tmp_path, None, f"{HEADER}GBT010,yes,Li\n"))
    assert [f.code for f in reading.review.findings] == ["IO008"]
    assert reading.model is not None
    assert reading.review.unusable["GBT010"].code == "IO008"


def test_an_answer_of_today_counts_and_one_of_tomorrow_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_module, "today", lambda: date(2026, 3, 31))
    rows = "GBT010,yes,Li,2026-03-31,x\nGBT011,yes,Li,2026-04-01,x\n"
    review = read_project(project(tmp_path, None, HEADER + rows)).review
    assert [j.id for j in review.judgements] == ["GBT010"]
    assert [f.message("en") for f in review.findings] == [
        "the entry for 'GBT011' is dated 2026-04-01, after today (2026-03-31), and does not count"
    ]


def test_an_answer_from_before_the_data_is_told_and_counts(tmp_path: Path) -> None:
    review = read_project(project(tmp_path, None, f"{HEADER}GBT010,yes,Li,2001-12-31,x\n")).review
    assert [(f.code, f.level, str(f.location)) for f in review.findings] == [
        ("RU045", "warning", "review/judgements.csv:2 [date]")
    ]
    assert [j.id for j in review.judgements] == ["GBT010"]


def test_workbook_carries_both(tmp_path: Path) -> None:
    folder = project(tmp_path / "one", STUDY, f"{HEADER}GBT010,yes,Li,2026-03-31,x\n")
    write_workbook(folder, tmp_path / "book.xlsx", "zh")
    (tmp_path / "two").mkdir()
    read_workbook(tmp_path / "book.xlsx", tmp_path / "two")
    back = (tmp_path / "two" / "study.toml").read_text(encoding="utf-8")
    assert back.strip() == STUDY.strip()
    table = (tmp_path / "two" / "review" / "judgements.csv").read_text(encoding="utf-8-sig")
    row = {"id": "GBT010", "answer": "yes", "name": "Li", "date": "2026-03-31", "reason": "x"}
    assert table == table_text(TABLE_BY_NAME["judgements"], [row], "zh")


def test_the_digest_of_a_project_holds_both(tmp_path: Path) -> None:
    folder = project(tmp_path, STUDY, f"{HEADER}GBT010,yes,Li,2026-03-31,x\n")
    first = stamp(folder, "x").digest
    (folder / "study.toml").write_text("", encoding="utf-8")
    second = stamp(folder, "x").digest
    (folder / "review" / "judgements.csv").unlink()
    assert len({first, second, stamp(folder, "x").digest}) == 3
