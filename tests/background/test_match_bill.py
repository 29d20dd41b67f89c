"""A bill of materials is read whatever its columns, and whatever it tries."""

import csv
import json
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from pcf.commands import main


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PCF_LANG", "en")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def match(capsys):
    """Call ``pcf data match`` with JSON; give exit code and envelope."""

    def call(*words):
        capsys.readouterr()
        code = main(["data", "match", *map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def bill(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def book(path, sheets):
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def best(data):
    return [row["proposals"][0]["process"] if row["proposals"] else "" for row in data["rows"]]


def codes(answer):
    return [item["code"] for item in answer["findings"]]


def test_chinese_headers_below_a_title_and_a_unit_in_the_header(match, tmp_path):
    path = bill(
        tmp_path / "bom.csv",
        ["某公司物料清单", "", ""],
        ["料号", "物料名称", "用量(kg)"],
        ["A1", "NCM811前驱体 D50-10um", "12.5"],
        ["A2", "六氟磷酸鋰", "1.2"],
    )
    code, answer = match(path, "--location", "CN")
    assert code == 0
    data = answer["data"]
    assert data["columns"] == {"part": "料号", "name": "物料名称", "amount": "用量(kg)"}
    assert best(data) == ["pcam_nmc811_coprecipitation", "lipf6_synthesis"]
    assert [row["line"] for row in data["rows"]] == [3, 4]
    assert {row["unit"] for row in data["rows"]} == {"kg"}
    assert data["rows"][0]["proposals"][0]["unit_fit"] == "same"


def test_english_headers_and_semicolons(match, tmp_path):
    (tmp_path / "bom.csv").write_text(
        "Part No.;Material Name;CAS No;Qty;UoM\n1;caustic soda;1310-73-2;3;g\n", encoding="utf-8"
    )
    code, answer = match("bom.csv")
    [row] = answer["data"]["rows"]
    assert code == 0
    assert (row["proposals"][0]["flow"], row["proposals"][0]["reason"]) == (
        "sodium_hydroxide",
        "name+cas",
    )
    assert row["proposals"][0]["unit_fit"] == "converts"


def test_two_columns_of_names_help_each_other(match, tmp_path):
    path = bill(tmp_path / "b.csv", ["品名", "英文名称"], ["XQ-7 料", "lithium carbonate"])
    data = match(path)[1]["data"]
    assert data["rows"][0]["proposals"][0]["flow"] == "lithium_carbonate"


def test_cas_alone_is_enough(match, tmp_path):
    path = bill(tmp_path / "b.csv", ["CAS号"], ["1310-73-2"])
    data = match(path)[1]["data"]
    assert data["rows"][0]["proposals"][0]["reason"] == "cas"


def test_columns_stated_by_header_or_letter(match, tmp_path):
    path = bill(tmp_path / "b.csv", ["Zutat", "Menge"], ["NaOH", "3"])
    assert codes(match(path)[1]) == ["DS081"]
    assert best(match(path, "--name-column", "Zutat")[1]["data"]) == ["chlor_alkali_cn"]
    headless = bill(tmp_path / "h.csv", ["7", "NaOH"], ["8", "PVDF"])
    assert len(match(headless, "--name-column", "B")[1]["data"]["rows"]) == 2
    code, answer = match(path, "--name-column", "Zutaten")
    assert (code, codes(answer)) == (2, ["DS082"])
    assert answer["findings"][0]["suggestion"] == "Zutat"


def test_the_sheet_with_a_header_is_taken_and_the_others_are_named(match, tmp_path):
    path = book(
        tmp_path / "b.xlsx",
        {
            "封面": [["公司"]],
            "BOM": [["名称", "数量", "单位"], ["PVDF", 2, "kg"]],
            "旧": [["名称"]],
        },
    )
    code, answer = match(path)
    assert code == 0
    assert (answer["data"]["sheet"], codes(answer)) == ("BOM", ["DS089"])
    assert answer["data"]["rows"][0]["row"] == "BOM!A2"
    assert answer["data"]["rows"][0]["amount"] == "2"
    code, answer = match(path, "--sheet", "BOOM")
    assert (code, codes(answer), answer["findings"][0]["suggestion"]) == (2, ["DS087"], "封面")


def test_formulas_are_not_computed_and_not_believed(match, tmp_path):
    path = book(tmp_path / "b.xlsx", {"S": [["名称", "数量"], ['="PVDF"&""', 1], ["NMP", "=1+1"]]})
    code, answer = match(path)
    assert code == 0
    assert codes(answer) == ["DS083", "DS084"]
    assert answer["findings"][0]["location"] == {"file": "b.xlsx", "line": 2, "column": "S!A2"}
    assert [row["name"] for row in answer["data"]["rows"]] == ["NMP"]
    assert answer["data"]["rows"][0]["amount"] == ""


def test_faults_of_cells_have_their_place(match, tmp_path):
    path = bill(
        tmp_path / "b.csv",
        ["name", "cas", "unit"],
        ["x-unknown-thing", "1310-73-3", "kg"],
        ["PVDF", "n/a", "Kgs"],
        ["", "", "kg"],
    )
    answer = match(path)[1]
    places = [
        (f["code"], f["location"]["line"], f["location"]["column"]) for f in answer["findings"]
    ]
    assert places == [
        ("DS085", 2, "cas"),
        ("DS085", 3, "cas"),
        ("DS090", 3, "unit"),
        ("DS084", 4, None),
    ]


def test_no_row_is_decided_and_a_row_without_proposal_is_exit_1(match, tmp_path):
    path = bill(tmp_path / "b.csv", ["name"], ["云母板"], ["PVDF"])
    code, answer = match(path)
    assert code == 1
    assert answer["data"]["counts"] == {"rows": 2, "proposed": 1, "none": 1, "confirmed": 0}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_review_table_is_formula_safe_and_undecided(tmp_path, suffix, lang, capsys):
    evil = ['=HYPERLINK("http://x","PVDF")', "+PVDF", "-PVDF", "@PVDF"]
    path = bill(tmp_path / "b.csv", ["name"], *([name] for name in evil))
    out = tmp_path / f"review.{suffix}"
    main(["data", "match", str(path), "-o", str(out), "--lang", lang])
    if suffix == "csv":
        raw = out.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    else:
        sheet = load_workbook(out).worksheets[0]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
        assert rows[1][2] == evil[0]
    head = rows[0]
    decision = head.index("决定" if lang == "zh" else "decision")
    assert all(row[decision] == "" for row in rows[1:])
    assert len(rows) == 5
    first = out.read_bytes()
    main(["data", "match", str(path), "-o", str(out), "--lang", lang])
    assert out.read_bytes() == first


def entity_bomb(path):
    book(path, {"S": [["名称"], ["x"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def make_hostile(kind, tmp_path):
    name = {"old": "b.xls", "no-zip": "b.xlsx", "bomb": "b.xlsx", "lost": "b.csv"}.get(
        kind, "b.csv"
    )
    path = tmp_path / name
    if kind == "wide":
        path.write_text("name\n" + ",".join("x" * 300) + "\n", encoding="utf-8")
    elif kind == "quote":
        path.write_text('name\n"' + "x" * 200_000 + "\n", encoding="utf-8")
    elif kind == "binary":
        path.write_bytes(b"name\n\x00\x01")
    elif kind == "utf16":
        path.write_bytes("name\nPVDF\n".encode("utf-16"))
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "bomb":
        entity_bomb(path)
    elif kind in ("old", "no-zip"):
        path.write_bytes(b"not a workbook")
    elif kind == "long":
        path.write_text("name\n" + "PVDF\n" * 50_001, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("old", "DS080"),
        ("no-zip", "IO028"),
        ("bomb", "IO049"),
        ("lost", "IO003"),
        ("wide", "DS086"),
        ("long", "DS086"),
        ("quote", "DS088"),
        ("binary", "IO005"),
        ("utf16", "IO046"),
        ("empty", "DS081"),
    ],
)
def test_hostile_and_broken_files(match, tmp_path, kind, code):
    exit_code, answer = match(make_hostile(kind, tmp_path))
    assert (exit_code, codes(answer)[0]) == (2, code)


def test_gb18030_is_read_and_said(match, tmp_path):
    (tmp_path / "b.csv").write_bytes("物料名称,单位\n碳酸锂,kg\n".encode("gb18030"))
    answer = match("b.csv")[1]
    assert codes(answer) == ["IO007"]
    assert answer["data"]["rows"][0]["name"] == "碳酸锂"


def test_a_cell_of_a_novel_is_no_name(match, tmp_path):
    path = bill(tmp_path / "b.csv", ["name", "note"], ["PVDF" * 400, "x"], ["PVDF", "y"])
    answer = match(path)[1]
    assert codes(answer) == ["DS083", "DS084"]
    assert len(answer["data"]["rows"]) == 1


def test_control_characters_reach_neither_screen_nor_table(tmp_path, capsys):
    sneaky = bill(tmp_path / "b.csv", ["名称"], ["PVDF\u009b31m\u0085 粉"])
    main(["data", "match", str(sneaky)])
    out = capsys.readouterr().out
    assert "\u009b" not in out
    assert "PVDF 31m  粉" in out


def test_nothing_given(match):
    code, answer = match()
    assert (code, codes(answer)) == (2, ["DS099"])
