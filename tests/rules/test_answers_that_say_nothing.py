"""An answer to a judgement needs a person, a reason and a day on which the standard was there."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import HEAD, bare, clause, evaluated, write

from pcf.model import Judgement
from pcf.project import read_project
from pcf.rules.evaluate import Verdict

sys.path.append(str(Path(__file__).parents[1] / "project"))
from small_project import make_project

HEADER = "id,answer,name,date,reason\n"


def faults(folder: Path, row: str) -> list[tuple[str, str]]:
    make_project(folder)
    (folder / "review").mkdir(exist_ok=True)
    (folder / "review" / "judgements.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    reading = read_project(folder)
    assert (reading.review.judgements == ()) == bool(reading.review.findings.errors)
    return [(f.code, str(f.location)) for f in reading.review.findings.errors]


@pytest.mark.parametrize("word", ["n/a", "-", "tbd", "无", "none", "待定", "yes", "???", "N／A"])
@pytest.mark.parametrize("column", ["name", "reason"])
def test_a_place_holder_is_nobody_and_no_reason(word: str, column: str, tmp_path: Path) -> None:
    cells = {"name": "Li Wei", "reason": "compared row by row", column: word}
    row = f"GBT010,yes,{cells['name']},2026-03-31,{cells['reason']}"
    assert faults(tmp_path, row) == [("RU057", f"review/judgements.csv:2 [{column}]")]


@pytest.mark.parametrize(("day", "code"), [("1900-01-01", "RU058"), ("1999-12-31", "RU058")])
def test_a_day_of_the_last_century_is_a_slip(day: str, code: str, tmp_path: Path) -> None:
    row = f"GBT010,yes,Li Wei,{day},compared row by row"
    assert faults(tmp_path, row) == [(code, "review/judgements.csv:2 [date]")]


def test_a_full_answer_counts(tmp_path: Path) -> None:
    assert faults(tmp_path, "GBT010,na,李伟,2000-01-01,产品不含生物质") == []


QUESTION = (
    clause(
        "TIN001",
        "judgement",
        'question_zh = "是否？"\nquestion_en = "is it?"',
        standard='"X 1-2024"',
    )
    .replace('set = { "study.goal.reason" = "x" }', 'answers = { TIN001 = "yes" }')
    .replace('set = { "study.goal.reason" = "" }', 'answers = { TIN001 = "no" }')
)


@pytest.mark.parametrize(
    ("edition", "day", "outcome"),
    [
        ("2024", "2023-12-31", "judgement"), ("2024", "2024-01-01", "pass"),
        ("2025-551", "2024-05-01", "judgement"), ("1", "2001-01-01", "pass"),
    ],
)  # fmt: skip
def test_an_answer_is_not_older_than_the_text(
    edition: str, day: str, outcome: str, tmp_path: Path
) -> None:
    head = HEAD.replace('edition = "1"', f'edition = "{edition}"')
    text = QUESTION.replace('standard = "X 1-2024"', 'standard = "Tiny"')
    of = bare()
    answer = Judgement("TIN001", "yes", "Li Wei", day, "compared row by row")
    review = replace(of.reading.review, judgements=(answer,))
    of = replace(of, reading=replace(of.reading, review=review, judgements=(answer,)))
    root = write(tmp_path, text, head)
    verdict: Verdict = evaluated(root, of).results[0].verdicts[0]
    assert verdict.outcome == outcome
    if outcome == "judgement":
        (told,) = verdict.failures
        assert told.text("en").startswith(
            f"the answer given cannot be used: it is dated {day}, before the text of {edition[:4]}"
        )
