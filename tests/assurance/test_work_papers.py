"""Work papers: out, filled in like a person does, back in; every fault at its cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook
from work_kit import Form, make, opened, proof

from pcf.assurance.sample import draw
from pcf.errors import PcfError
from pcf.project.workpaper import read_checks
from pcf.rules.facts import Facts

ROWS, QUESTIONS = "抽样行 rows", "提问 questions"


@pytest.fixture
def project(tmp_path):
    return make(tmp_path / "chair", tmp_path / "tiny")


@pytest.fixture
def paper(project, tmp_path):
    path = tmp_path / "paper.xlsx"
    path.write_bytes(project.workpaper(draw(project.calculate(), 4, "7")))
    return Form(path)


def fill(form, address, **values):
    said = {"verdict": "符合 ok", "name": "李雷", "date": "2026-03-31", **values}
    form.put(ROWS, form.line(ROWS, address), **said)


def faults(reading):
    return [(f.code, f.location.column) for f in reading.findings]


def test_paper_says_everything_a_certifier_needs(paper):
    line = paper.line(ROWS, "row:bom/B-1")
    cell = {title: paper.cell(ROWS, line, title).value for title in paper.columns(ROWS)}
    assert (cell["stated value"], cell["unit"], cell["supplier"]) == (2, "kg", "bg:steel/steel")
    assert (cell["evidence"], cell["evidence file"], cell["page"]) == (
        "EV-1", "evidence/scale.csv", "1",
    )  # fmt: skip
    assert len(cell["evidence SHA-256"]) == 64
    assert cell["contribution, kg CO2e per unit"] == pytest.approx(2.0)
    assert "Open the evidence" in cell["what to check"]
    assert "打开证据" in cell["what to check"]
    assert cell["verdict (choose)"] is None


def test_paper_has_no_formula_and_hides_its_stamp(paper):
    cells = [cell for sheet in paper.book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    guess = paper.cell(ROWS, paper.line(ROWS, "row:bom/B-3"), "source")
    assert (guess.value, guess.data_type) == ("=guess", "s")
    assert paper.book["_pcf"].sheet_state == "hidden"


def test_only_what_is_to_be_filled_in_is_unlocked_and_chosen_from_a_list(paper):
    line = paper.line(ROWS, "row:bom/B-1")
    assert paper.book[ROWS].protection.sheet
    unlocked = {
        title
        for title in paper.columns(ROWS)
        if not paper.cell(ROWS, line, title).protection.locked
    }
    assert unlocked == {
        "verdict (choose)", "value found, with unit", "remark", "name", "date 2026-03-31",
    }  # fmt: skip
    (choice,) = paper.book[ROWS].data_validations.dataValidation
    assert choice.formula1 == '"符合 ok,偏差 deviation,未核查 not checked"'


def test_equal_papers_are_equal_bytes(project):
    footprint = project.calculate()
    assert project.workpaper(draw(footprint, 2, "7")) == project.workpaper(draw(footprint, 2, "7"))


def test_filled_paper_becomes_part_of_the_project(project, paper, tmp_path):
    fill(paper, "row:bom/B-1")
    fill(paper, "row:electricity/L-1", verdict="偏差", value="3.1 kWh", remark="meter\nread")
    fill(paper, "row:bom/B-3", verdict="not checked")
    reading, kept = project.take_workpaper(paper.save(tmp_path / "filled.xlsx"))
    assert (reading.findings, kept, reading.open) == ((), 3, 1 + 5)
    checks, told = read_checks(project.folder)
    assert not list(told)
    assert [(c.row, c.verdict, c.observed, c.name, c.date) for c in checks] == [
        ("row:bom/B-1", "ok", "", "李雷", "2026-03-31"),
        ("row:bom/B-3", "not-checked", "", "李雷", "2026-03-31"),
        ("row:electricity/L-1", "deviation", "3.1 kWh", "李雷", "2026-03-31"),
    ]
    again, kept = project.take_workpaper(tmp_path / "filled.xlsx")  # the project is still the same
    assert (again.findings, kept) == ((), 3)


def test_rules_can_ask_what_was_checked(project, paper, tmp_path):
    fill(paper, "row:bom/B-1")
    fill(paper, "row:electricity/L-1", verdict="deviation", value="3.1 kWh")
    project.take_workpaper(paper.save(tmp_path / "filled.xlsx"))

    def facts(now):
        known = Facts(now._case(now._reading), lambda _: ())
        return [known[f"verification.{n}"] for n in ("rows", "share", "deviations", "stale")]

    assert facts(project) == [2.0, pytest.approx(3.5 / 3.58), 1.0, 0.0]
    table = project.folder / "model" / "bom.csv"
    table.write_text(table.read_text("utf-8").replace("steel,2,", "steel,2.5,"), "utf-8")
    changed = opened(project.folder, tmp_path / "tiny")
    assert facts(changed) == [1.0, pytest.approx(1.5 / 4.08), 1.0, 1.0]


def test_answers_to_questions_are_kept_apart(project, paper, tmp_path):
    paper.put(QUESTIONS, 2, verdict="ok", name="Han", date=date(2026, 3, 31))
    reading, _ = project.take_workpaper(paper.save(tmp_path / "filled.xlsx"))
    (check,) = reading.checks
    assert check.row == f"question/{check.mark}/process:assembly"
    assert check.date == "2026-03-31"


def test_faults_are_told_cell_by_cell_and_nothing_is_written(project, paper, tmp_path):
    lines = {a: paper.line(ROWS, a) for a in ("row:bom/B-1", "row:bom/B-2", "row:bom/B-3")}
    fill(paper, "row:bom/B-1", verdict="fine")
    fill(paper, "row:bom/B-2", stated=99)
    fill(paper, "row:bom/B-3", verdict="偏差 deviation", date="31.3.2026", name=None)
    fill(paper, "row:electricity/L-1", remark="=HYPERLINK(1)")
    reading, kept = project.take_workpaper(paper.save(tmp_path / "bad.xlsx"))
    column = {t: load_letter(n) for t, n in paper.columns(ROWS).items()}
    power = paper.line(ROWS, "row:electricity/L-1")
    expected = {
        ("WP033", f"{ROWS}!{column['verdict (choose)']}{lines['row:bom/B-1']}"),
        ("WP032", f"{ROWS}!{column['stated value']}{lines['row:bom/B-2']}"),
        ("WP034", f"{ROWS}!{column['name']}{lines['row:bom/B-3']}"),
        ("WP035", f"{ROWS}!{column['value found, with unit']}{lines['row:bom/B-3']}"),
        ("WP041", f"{ROWS}!{column['date 2026-03-31']}{lines['row:bom/B-3']}"),
        ("WP023", f"{ROWS}!{column['remark']}{power}"),
    }  # fmt: skip
    assert set(faults(reading)) == expected
    assert reading.checks == ()  # nor is a row taken whose locked cells were changed
    assert kept == 0
    assert not (project.folder / "review").exists()
    changed = next(f for f in reading.findings if f.code == "WP032")
    assert changed.message("en") == "'声明值 / stated value' is '99'; the work paper said '0.2'"


def load_letter(number):
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda f: f.book[ROWS].delete_rows(3), "WP038"),
        (lambda f: f.book[ROWS].append([9, "row:bom/NEW", "x"]), "WP036"),
        (lambda f: f.book[ROWS].delete_cols(5), "WP021"),
        (lambda f: f.book.remove(f.book[QUESTIONS]), "WP020"),
        (lambda f: f.book[ROWS].append([c.value for c in f.book[ROWS][2]]), "WP037"),
    ],
)
def test_changed_form_is_told(project, paper, tmp_path, edit, code):
    edit(paper)
    reading = project.read_workpaper(paper.save(tmp_path / "bad.xlsx"))
    assert code in [f.code for f in reading.findings]
    assert reading.has_errors


def test_paper_of_another_project_is_refused(project, paper, tmp_path):
    line = next(r for r in range(1, 9) if paper.book["_pcf"].cell(r, 1).value == "project")
    paper.book["_pcf"].cell(line, 2).value = "table"
    with pytest.raises(PcfError) as caught:
        project.read_workpaper(paper.save(tmp_path / "bad.xlsx"))
    assert [f.code for f in caught.value.findings] == ["WP030"]


def test_project_that_changed_since_takes_only_unchanged_rows(project, paper, tmp_path):
    fill(paper, "row:bom/B-1")
    fill(paper, "row:electricity/L-1")
    proof(project.folder, "other.csv", b"other scale\n")  # other evidence of the steel row
    now = opened(project.folder, tmp_path / "tiny")
    reading, kept = now.take_workpaper(paper.save(tmp_path / "filled.xlsx"))
    assert [f.code for f in reading.findings] == ["WP031", "WP039"]
    assert kept == 1
    assert [c.row for c in read_checks(now.folder)[0]] == ["row:electricity/L-1"]


def test_words_without_a_verdict_are_left_out_and_told(project, paper, tmp_path):
    fill(paper, "row:bom/B-1", verdict=None, remark="looked at it")
    reading = project.read_workpaper(paper.save(tmp_path / "filled.xlsx"))
    assert [f.code for f in reading.findings] == ["WP040"]
    assert not reading.checks


def test_hostile_workbooks_are_refused(project, paper, tmp_path):
    big = tmp_path / "big.xlsx"
    book = load_workbook(paper.path)
    book[ROWS].cell(30_000, 1).value = "x"
    book.save(big)
    entity = tmp_path / "entity.xlsx"
    with zipfile.ZipFile(paper.path) as source, zipfile.ZipFile(entity, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, b"<!DOCTYPE x>" + data if name == "xl/workbook.xml" else data)
    text = tmp_path / "text.xlsx"
    text.write_bytes(io.BytesIO(b"no zip").getvalue())
    for path, code in ((big, "IO041"), (entity, "IO049"), (text, "IO028")):
        with pytest.raises(PcfError) as caught:
            project.read_workpaper(path)
        assert [f.code for f in caught.value.findings] == [code]


def test_fault_in_the_kept_table_is_told_with_the_review(project, paper, tmp_path):
    fill(paper, "row:bom/B-1")
    project.take_workpaper(paper.save(tmp_path / "filled.xlsx"))
    table = project.folder / "review" / "workpaper.csv"
    table.write_text(table.read_text("utf-8-sig").replace(",ok,", ",fine,"), "utf-8")
    found = [f for f in opened(project.folder, tmp_path / "tiny").check() if "workpaper" in
             str(f.location)]  # fmt: skip
    assert [(f.code, f.location.line, f.location.column) for f in found] == [
        ("NU018", 2, "verdict")
    ]
