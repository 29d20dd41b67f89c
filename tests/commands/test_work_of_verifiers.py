"""The prompt of certifier and supplier: samples, work papers, requests, answers; JSON and exits."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook
from test_envelope import validate

ROW = "bom/B-01"


@pytest.fixture
def rows(pcf, project):
    """Rows of the project that a dataset supplies, the largest first."""
    data = json.loads(pcf("calc", "-C", project, "--format", "json").out)["data"]
    found = [r for r in data["rows"] if r["supplier"]["id"].startswith("bg:")]
    return sorted(found, key=lambda r: -abs(r["value"]))


def test_seed_is_chosen_and_printed_when_none_is_given(pcf, project):
    said = pcf("verify", project, "--sample", "2", "--lang", "en").out
    again = said.split("the same sample again: pcf ")[1].split()
    assert again[-2] == "--seed"
    repeated = pcf(*again, "--lang", "en").out
    assert repeated == said


def test_work_paper_goes_out_and_comes_back(pcf, project, tmp_path):
    paper = tmp_path / "paper.xlsx"
    call = ("verify", project, "--sample", "3", "--seed", "7", "--workpaper", paper)
    assert pcf(*call).code == 0
    assert [f["code"] for f in json.loads(pcf(*call, "--format", "json").out)["findings"]] == [
        "US048"
    ]
    book = load_workbook(paper)
    sheet = book["抽样行 rows"]
    titles = {cell.value.split("\n")[1]: cell.column for cell in sheet[1]}
    for title, text in (("verdict (choose)", "ok"), ("name", "Li"),
                        ("date 2026-03-31", "2026-03-31")):  # fmt: skip
        sheet.cell(2, titles[title]).value = text
    book.save(tmp_path / "filled.xlsx")
    only = pcf("verify", project, "--read-workpaper", tmp_path / "filled.xlsx", "--lang", "en")
    assert only.code == 0
    assert "read only" in only.out
    assert not (project / "review" / "workpaper.csv").exists()
    taken = pcf("import", tmp_path / "filled.xlsx", "-C", project, "--format", "json")
    body = json.loads(taken.out)
    validate("workpaper", body)
    assert (taken.code, body["data"]["kept"], body["data"]["verdicts"]["ok"]) == (0, 1, 1)
    sheet.cell(2, titles["verdict (choose)"]).value = "perhaps"
    book.save(tmp_path / "bad.xlsx")
    bad = pcf("import", tmp_path / "bad.xlsx", "-C", project, "--lang", "zh")
    assert bad.code == 1
    assert "“perhaps”不是核查结论" in bad.out


def test_request_goes_out_and_its_answer_comes_back(pcf, project, rows, tmp_path):
    file = tmp_path / "request.xlsx"
    row = next(r["address"] for r in rows if r["address"].startswith(("row:bom/", "row:exch")))
    call = ("request", "ACME", "--row", row, "-C", project)
    asked = pcf(*call, "-o", file, "--format", "json")
    body = json.loads(asked.out)
    validate("request", body)
    assert (asked.code, body["data"]["file"]) == (0, file.as_posix())
    assert pcf(*call, "-o", file).code == 2
    book = load_workbook(file)
    sheet = book["足迹 footprint"]
    given = {"fossil": 1, "gwp_set": "AR6", "boundary": "cradle-to-gate", "location": "CN",
             "period": "2025-01-01/2025-12-31", "source": "x"}  # fmt: skip
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, 9).value = given.get(sheet.cell(line, 4).value, sheet.cell(line, 9).value)
    book.save(tmp_path / "answer.xlsx")
    taken = pcf("import", tmp_path / "answer.xlsx", "-C", project, "--format", "json")
    body = json.loads(taken.out)
    validate("answer", body)
    assert body["data"]["items"][0]["files"] == ["suppliers/ACME.toml"]
    assert taken.code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--seed", "7"), "WP010"),
        (("--workpaper", "p.xlsx"), "WP010"),
        (("--sample", "-1"), "WP001"),
        (("--sample", "2", "--all-above", "200%"), "US046"),
    ],
)
def test_calls_that_make_no_sense(pcf, project, words, code):
    answer = pcf("verify", project, *words, "--format", "json")
    assert answer.code == 2
    assert code in [f["code"] for f in json.loads(answer.out)["findings"]]


def test_workbook_that_is_no_form_is_not_guessed_at(pcf, project, tmp_path):
    pcf("workbook", "export", tmp_path / "book.xlsx", "-C", project)
    answer = pcf("import", tmp_path / "book.xlsx", "-C", project, "--format", "json")
    assert [f["code"] for f in json.loads(answer.out)["findings"]] == ["WP022"]
    assert answer.code == 2
