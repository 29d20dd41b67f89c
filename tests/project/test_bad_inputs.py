"""Each bad input makes one finding: code, place, and words in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from small_project import FILES, make_project, replaced

from pcf.project import read_project

CASES = tomllib.loads(
    Path(__file__).with_name("bad_inputs.toml").read_text(encoding="utf-8")
)["case"]  # fmt: skip
NAMES = {Path(file).stem: file for file in FILES}


def changed_files(changes: list[list[str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file, old, new in changes:
        if file.startswith("+"):
            texts[file[1:]] = old
        else:
            texts[file] = replaced(texts.get(file, FILES[NAMES[file]]), old, new)
    return texts


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_bad_input_makes_one_finding(case, tmp_path):
    reading = read_project(make_project(tmp_path, **changed_files(case["changes"])))
    assert [item.code for item in reading.findings] == [case["code"]]
    (item,) = reading.findings
    where = item.location
    assert (where.file, where.line, where.column) == (
        case["file"],
        case.get("line"),
        case.get("column"),
    )
    assert item.message("zh") == case["zh"]
    assert item.message("en") == case["en"]
    assert item.level == case["level"]
    assert (reading.model is None) == (item.level == "error")


def test_there_are_many_cases():
    assert len(CASES) > 120
    assert len({case["code"] for case in CASES}) > 75


def test_cell_beyond_the_limit(tmp_path):
    long = FILES["model/exclusions.csv"].replace("螺丝", "x" * 140_000)
    reading = read_project(make_project(tmp_path, exclusions=long))
    assert [(f.code, f.location.line) for f in reading.findings] == [("IO026", 2)]


def test_folder_without_settings_is_no_project(tmp_path):
    reading = read_project(make_project(tmp_path, pcf=None))
    assert reading.model is None
    assert [(f.code, str(f.location)) for f in reading.findings] == [("IO001", "pcf.toml")]


def test_missing_processes_do_not_make_every_row_faulty(tmp_path):
    reading = read_project(make_project(tmp_path, processes=None))
    assert [f.code for f in reading.findings if f.level == "error"] == ["IO002"]


def test_unreadable_processes_do_not_make_every_row_faulty(tmp_path):
    text = FILES["model/processes.csv"].encode("utf-16")
    reading = read_project(make_project(tmp_path, processes=text))
    assert [f.code for f in reading.findings if f.level == "error"] == ["IO046"]


def test_row_with_lost_cells_still_has_its_id(tmp_path):
    # the row of 'turning' is short; rows that refer to it are not at fault
    text = replaced(FILES["model/processes.csv"], ",CN,leg,1,kg,,", ",CN,leg")
    reading = read_project(make_project(tmp_path, processes=text))
    assert [f.code for f in reading.findings if f.level == "error"] == ["IO008"]


def test_misspelt_file_name_is_not_passed_over(tmp_path):
    make_project(tmp_path)
    (tmp_path / "model" / "exchange.csv").write_text("id\n", encoding="utf-8")
    (item,) = read_project(tmp_path).findings
    assert (item.code, item.suggestion) == ("IO019", "model/exchanges.csv")


def test_table_that_is_a_folder(tmp_path):
    make_project(tmp_path, bom=None, transport=None, evidence=None)
    (tmp_path / "model" / "bom.csv").mkdir()
    errors = [f.code for f in read_project(tmp_path).findings if f.level == "error"]
    assert errors == ["IO003"]


def test_every_fault_of_a_row_is_told_in_one_pass(tmp_path):
    # line 2: number, unit, origin; line 3: process, direction, supplier, score, neither amount
    text = (
        "id,process,direction,flow,amount,unit,supplier,origin,dq\n"
        'E-1,assembly,emission,co2-fossil,"1,5",kgg,,prime,\n'
        'E-2,turnin,inward,wood,,kg,proces:x,secondary,"1,2,9"\n'
    )
    reading = read_project(make_project(tmp_path, exchanges=text))
    assert reading.model is None
    found = {(f.code, f.location.line, f.location.column) for f in reading.findings}
    assert found == {
        ("NU002", 2, "amount"),
        ("UN001", 2, "unit"),
        ("NU018", 2, "origin"),
        ("GR001", 3, "process"),
        ("NU018", 3, "direction"),
        ("GR005", 3, "supplier"),
        ("DQ005", 3, "dq"),
        ("NU006", 3, "amount"),
    }


def test_faults_of_all_files_are_told_in_one_pass(tmp_path):
    reading = read_project(
        make_project(
            tmp_path,
            pcf=replaced(FILES["pcf.toml"], 'gwp_set = "AR6"\n', ""),
            flows=replaced(FILES["model/flows.csv"], ",piece,", ",peace,"),
            processes=replaced(FILES["model/processes.csv"], ",CN,", ",cn,"),
            bom=replaced(FILES["model/bom.csv"], "legs *", "lags *"),
            transport=replaced(FILES["model/transport.csv"], ",100,km", ",100,m/s"),
            parameters=replaced(FILES["model/parameters.toml"], 'unit = "1"', 'unit = "one"'),
            exclusions=replaced(FILES["model/exclusions.csv"], "0.5%", "half"),
        )
    )
    assert sorted(f.code for f in reading.findings) == [
        "ID007", "NU001", "NU008", "UN001", "UN001", "UN008", "US001",
    ]  # fmt: skip


def test_repeated_faults_are_counted_not_listed(tmp_path):
    head = "id,process,direction,flow,amount,unit,origin\n"
    rows = "".join(f"E-{n},assembly,emission,co2,1,kgs,primary\n" for n in range(1500))
    found = list(read_project(make_project(tmp_path, exchanges=head + rows)).findings)
    assert sum(f.code == "UN001" for f in found) == 1000
    (rest,) = [f for f in found if f.code == "IO022"]
    assert rest.message("en") == (
        "500 more places with UN001 in this file are not listed one by one"
    )


def test_quoted_newlines_keep_physical_lines(tmp_path):
    text = (
        "id,process,direction,flow,amount,unit,origin,note\n"
        'E-1,assembly,emission,co2,1,kg,primary,"two\nlines"\n'
        'E-2,assembly,emission,co2,1,kg,primary,"three\r\nlong\rlines"\n'
        "\n"
        ",,,,,,,\n"
        "E-3,assembly,emission,co2,x,kg,primary,\n"
    )
    reading = read_project(make_project(tmp_path, exchanges=text))
    # header 1; E-1 on 2-3; E-2 on 4-6; blank 7; empty cells 8; E-3 on 9
    assert [(f.code, f.location.line) for f in reading.findings] == [("NU001", 9)]


def test_suggestion_that_is_followed_removes_the_fault(tmp_path):
    bad = replaced(FILES["model/bom.csv"], "process:turning", "process:tuning")
    (item,) = read_project(make_project(tmp_path, bom=bad)).findings
    good = bad.replace("process:tuning", item.suggestion)
    assert read_project(make_project(tmp_path, bom=good)).model is not None
