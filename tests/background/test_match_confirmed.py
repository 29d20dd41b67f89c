"""What a person confirms is stored in the project, and later matches know it."""

import csv
import json
import shutil

import pytest
from openpyxl import load_workbook

from pcf.api import Project
from pcf.commands import main
from pcf.location import data_root


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setenv("PCF_LANG", "en")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "pack"
    shutil.copytree(data_root("datasets") / "examples" / "lfp-pack", folder)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def match(capsys):
    def call(*words):
        capsys.readouterr()
        code = main(["data", "match", *map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def write(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def reviewed(project, names, decisions, *, extra=()):
    """Match a bill of names, and fill in the decisions."""
    bill = write(project.parent / "bill.csv", [["name", "unit"], *([n, "kg"] for n in names)])
    review = project.parent / "review.csv"
    main(["data", "match", str(bill), "-o", str(review), "-C", str(project), "-q"])
    rows = read(review)
    at = rows[0].index("decision")
    for row, decision in zip(rows[1:], decisions, strict=True):
        row[at] = decision
    for position, (column, text) in extra:
        rows[position][rows[0].index(column)] = text
    return write(review, rows)


def codes(answer):
    return [item["code"] for item in answer["findings"]]


def test_a_confirmed_name_comes_first_ever_after(project, match):
    review = reviewed(project, ["神秘白粉 X7", "PVDF"], ["bg:lithium_fluoride_cn", "2"])
    second = read(review)[2]
    code, answer = match("--confirm", review, "-C", project, "--by", "Li Wei")
    assert code == 0
    assert answer["data"]["names"][0] == {
        "name": "神秘白粉 X7",
        "supplier": "bg:lithium_fluoride_cn",
    }
    assert answer["data"]["names"][1]["supplier"] == second[second.index("kg") + 6]
    table = read(project / "model" / "matches.csv")
    assert table[0] == ["id", "name", "supplier", "decided_by", "note"]
    assert {row[3] for row in table[1:]} == {"Li Wei"}
    bill = write(project.parent / "new.csv", [["name"], ["神秘白粉  x7"], ["神秘黑粉"]])
    proposals = match(bill, "-C", project)[1]["data"]["rows"][0]["proposals"]
    assert (proposals[0]["process"], proposals[0]["score"], proposals[0]["reason"]) == (
        "lithium_fluoride_cn",
        1.0,
        "confirmed",
    )


def test_traditional_spelling_of_a_confirmed_name_is_the_same_name(project, match):
    match("--confirm", reviewed(project, ["神秘锂盐"], ["li2co3_mix"]), "-C", project)
    bill = write(project.parent / "new.csv", [["name"], ["神秘鋰鹽"]])
    data = match(bill, "-C", project)[1]["data"]
    assert data["rows"][0]["proposals"][0]["reason"] == "confirmed"


def test_a_name_decided_anew_replaces_the_old_decision(project, match):
    match("--confirm", reviewed(project, ["X7", "Y8"], ["nmp_aggregated", "1"][:2]), "-C", project)
    match("--confirm", reviewed(project, ["x7"], ["pvdf_cn"]), "-C", project)
    rows = read(project / "model" / "matches.csv")[1:]
    assert [row[2] for row in rows if row[1] == "x7"] == ["bg:pvdf_cn"]
    assert len({row[0] for row in rows}) == len(rows)


def test_decisions_change_no_number_and_no_check(project, match):
    before = Project.load(project)
    total, found = before.calculate().total, len(before.check())
    match("--confirm", reviewed(project, ["X7"], ["nmp_aggregated"]), "-C", project)
    after = Project.load(project)
    assert after.calculate().total == total
    assert len(after.check()) == found


def test_workbook_review_and_chinese_words(project, match):
    bill = write(project.parent / "bill.csv", [["名称"], ["PVDF"], ["NMP"], ["云母"]])
    review = project.parent / "review.xlsx"
    main(["data", "match", str(bill), "-o", str(review), "-C", str(project), "--lang", "zh", "-q"])
    book = load_workbook(review)
    sheet = book.worksheets[0]
    at = [cell.value for cell in sheet[1]].index("决定") + 1
    for line, decision in ((2, 1), (3, "无")):  # a number, as a spreadsheet makes it
        sheet.cell(line, at).value = decision
    book.save(review)
    code, answer = match("--confirm", review, "-C", project)
    assert code == 0
    assert [one["name"] for one in answer["data"]["names"]] == ["PVDF"]
    assert (answer["data"]["none"], answer["data"]["open"]) == (1, 1)


def test_names_that_begin_like_a_formula_come_back_whole(project, match):
    review = reviewed(project, ["-10度防冻液"], ["coolant_50_cn"])
    match("--confirm", review, "-C", project)
    rows = read(project / "model" / "matches.csv")
    assert rows[1][1] == "-10度防冻液"


@pytest.mark.parametrize(
    ("decision", "code", "suggestion"),
    [
        ("4", "DS091", None),
        ("bg:lithium_flouride_cn", "DS092", "bg:lithium_fluoride_cn"),
        ("perhaps", "DS092", None),
        ("process:cam", "DS092", None),
        ("bg:", "DS092", None),
    ],
)
def test_a_wrong_decision_writes_nothing(project, match, decision, code, suggestion):
    review = reviewed(project, ["PVDF", "NMP"], ["1", decision])
    exit_code, answer = match("--confirm", review, "-C", project)
    assert (exit_code, codes(answer)) == (2, [code])
    assert answer["findings"][0]["location"]["line"] == 3
    if suggestion:
        assert answer["findings"][0]["suggestion"] == suggestion
    assert not (project / "model" / "matches.csv").exists()


def test_two_decisions_about_one_name(project, match):
    review = reviewed(project, ["PVDF", "pvdf "], ["pvdf_cn", "nmp_aggregated"])
    exit_code, answer = match("--confirm", review, "-C", project)
    assert (exit_code, codes(answer)) == (2, ["DS094"])


def test_a_unit_that_does_not_convert_is_said(project, match):
    review = reviewed(project, ["市电"], ["elec_grid_cn"])  # kg of electricity
    exit_code, answer = match("--confirm", review, "-C", project)
    assert (exit_code, codes(answer)) == (0, ["DS093"])


def test_nothing_decided(project, match):
    code, answer = match("--confirm", reviewed(project, ["PVDF"], [""]), "-C", project)
    assert (code, codes(answer)) == (1, ["DS098"])
    assert not (project / "model" / "matches.csv").exists()


def test_a_table_without_decisions_is_refused(project, match):
    path = write(project.parent / "x.csv", [["name"], ["PVDF"]])
    code, answer = match("--confirm", path, "-C", project)
    assert (code, codes(answer)) == (2, ["DS095"])


def test_without_a_project_nothing_can_be_confirmed(project, match):
    review = reviewed(project, ["PVDF"], ["1"])
    code, answer = match("--confirm", review, "-C", project.parent)
    assert (code, codes(answer)) == (2, ["IO001"])


def test_a_dataset_that_is_gone_is_left_out_and_said(project, match):
    table = [["id", "name", "supplier", "decided_by", "note"], ["m-1", "X7", "bg:gone", "", ""]]
    write(project / "model" / "matches.csv", table)
    bill = write(project.parent / "new.csv", [["name"], ["X7"]])
    answer = match(bill, "-C", project)[1]
    assert codes(answer) == ["DS096"]
    assert answer["findings"][0]["location"]["file"] == "model/matches.csv"


def empty_supplier(project, row_id):
    """Take the supplier of a row of bom.csv away; give what it was."""
    path = project / "model" / "bom.csv"
    rows = read(path)
    at = next(i for i, title in enumerate(rows[0]) if title in ("supplier", "供应方"))
    row = next(row for row in rows if row[0] == row_id)
    before, row[at] = row[at], ""
    write(path, rows)
    return before


def background_row(project):
    rows = read(project / "model" / "bom.csv")
    at = next(i for i, title in enumerate(rows[0]) if title in ("supplier", "供应方"))
    return next((row[0], row[at]) for row in rows[1:] if row[at].startswith("bg:"))


def test_a_row_of_the_project_is_decided_in_the_lock(project, match):
    row_id, supplier = background_row(project)
    empty_supplier(project, row_id)
    bom, review = project / "model" / "bom.csv", project.parent / "review.csv"
    main(["data", "match", str(bom), "-o", str(review), "-C", str(project), "-q"])
    rows = read(review)
    address, decision = rows[0].index("address"), rows[0].index("decision")
    row = next(row for row in rows if row[address] == f"bom/{row_id}")
    row[decision] = supplier
    write(review, rows)
    code, answer = match("--confirm", review, "-C", project)
    assert code == 0, answer["findings"]
    assert [one["row"] for one in answer["data"]["rows"]] == [f"bom/{row_id}"]
    assert not (project / "model" / "matches.csv").exists()
    assert f'row = "bom/{row_id}"' in (project / "pcf.lock").read_text(encoding="utf-8")
    data = match(bom, "-C", project)[1]["data"]
    again = next(r for r in data["rows"] if r["address"] == f"bom/{row_id}")
    assert again["proposals"][0]["reason"] == "confirmed"
    assert f"bg:{again['proposals'][0]['process']}" == supplier.split("/")[0]


def test_a_row_that_states_its_supplier_is_not_decided_behind_its_back(project, match):
    row_id, _ = background_row(project)
    bom, review = project / "model" / "bom.csv", project.parent / "review.csv"
    main(["data", "match", str(bom), "-o", str(review), "-C", str(project), "-q"])
    rows = read(review)
    address, decision = rows[0].index("address"), rows[0].index("decision")
    next(row for row in rows if row[address] == f"bom/{row_id}")[decision] = "nmp_aggregated"
    code, answer = match("--confirm", write(review, rows), "-C", project)
    assert (code, codes(answer)) == (2, ["DS097"])
