"""Folder to workbook and back: not one character is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from small_project import FILES, make_project

from pcf.errors import PcfError
from pcf.project import TABLE_BY_NAME, read_project, read_workbook, write_table, write_workbook

#: Texts that spreadsheets like to change.
NASTY = (
    "007", "1e5", "=1+1", "+5", "-5", "@home", "'quoted", "TRUE", "2025-01-01", "1/2", "#N/A",
    "质量", "_x000D_", "_x005F_x000D_", "_x005F_", " both ends ", "two\nlines", "\n", "\t", "0.10",
    "1.0", "x" * 32_000, '"', ",", "＝", "<&>", "𠮷", "a_x0041_b",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
        )
        | st.sampled_from("\n\t=_x05FD"),
        max_size=30,
    ),
)


def contents(folder: Path) -> dict[str, bytes]:
    wanted = ("model", "scenarios", "evidence")
    files = [folder / "pcf.toml", *(p for name in wanted for p in (folder / name).glob("*"))]
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in files
        if p.suffix in (".csv", ".toml")
    }


@given(texts=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_any_text_comes_back(texts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    write_table(
        folder,
        TABLE_BY_NAME["exclusions"],
        [
            {"id": f"X-{n}", "what": what, "reason": reason, "note": note}
            for n, (what, reason, note) in enumerate(texts)
        ],
        "zh",
    )
    write_workbook(folder, folder / "p.xlsx", "zh")
    read_workbook(folder / "p.xlsx", folder / "back")
    name = "model/exclusions.csv"
    assert (folder / "back" / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whole_project_comes_back(tmp_path, lang):
    first = make_project(tmp_path / "first")
    write_workbook(first, tmp_path / "p.xlsx", lang)
    assert list(read_workbook(tmp_path / "p.xlsx", tmp_path / "second")) == []
    (tmp_path / "second/evidence/weight.txt").write_text("leg 0.5 kg\n", newline="\n")
    before, after = contents(first), contents(tmp_path / "second")
    assert before.keys() == after.keys()
    for name in (n for n in before if n.endswith(".toml")):
        assert after[name] == before[name]
    one, two = read_project(first), read_project(tmp_path / "second")
    assert list(two.findings) == []
    assert two.model == one.model
    # what came back is canonical: a second turn changes nothing at all
    write_workbook(tmp_path / "second", tmp_path / "q.xlsx", lang)
    read_workbook(tmp_path / "q.xlsx", tmp_path / "third")
    assert contents(tmp_path / "third") == after


def test_equal_folders_make_equal_bytes(tmp_path):
    write_workbook(make_project(tmp_path / "a"), tmp_path / "a.xlsx")
    write_workbook(make_project(tmp_path / "b"), tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheets_and_stamp(tmp_path):
    write_workbook(make_project(tmp_path), tmp_path / "p.xlsx", "zh")
    book = load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == [
        "pcf.toml", "parameters.toml", "流", "单元过程", "交换", "物料清单", "电力", "运输",
        "排除项", "证据", "scenarios", "_pcf",
    ]  # fmt: skip
    assert book["_pcf"].sheet_state == "hidden"
    assert [cell.value for cell in book["物料清单"][1]][:2] == ["编号", "单元过程"]


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    make_project(tmp_path, exclusions='id,what,reason,share\nX-1,=HYPERLINK("a"),@x,0.1\n')
    write_workbook(tmp_path, tmp_path / "p.xlsx", "en")
    cell = load_workbook(tmp_path / "p.xlsx")["exclusions"]["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix, cell.number_format) == (
        '=HYPERLINK("a")', "s", True, "@",
    )  # fmt: skip


def test_numbers_typed_into_a_sheet(tmp_path):
    write_workbook(make_project(tmp_path), tmp_path / "p.xlsx", "en")
    book = load_workbook(tmp_path / "p.xlsx")
    names = [cell.value for cell in book["exchanges"][1]]
    column = names.index("amount") + 1
    book["exchanges"].cell(2, column).value = 0.1
    book["exchanges"].cell(3, column).value = 7
    book.save(tmp_path / "p.xlsx")
    read_workbook(tmp_path / "p.xlsx", tmp_path)
    model = read_project(tmp_path).model
    assert [(e.amount.value, e.amount.text) for e in model.exchanges[:2]] == [
        (0.1, "0.1"),
        (7, "7"),
    ]


def test_new_row_at_the_end(tmp_path):
    write_workbook(make_project(tmp_path), tmp_path / "p.xlsx", "en")
    book = load_workbook(tmp_path / "p.xlsx")
    book["exclusions"].append(["X-0", "glue", "small"])
    book.save(tmp_path / "p.xlsx")
    read_workbook(tmp_path / "p.xlsx", tmp_path)
    assert [x.id for x in read_project(tmp_path).model.exclusions] == ["X-0", "X-1"]


def test_faulty_values_travel_too(tmp_path):
    # a wrong value is for the check to find, not for the workbook to hide
    make_project(tmp_path, exclusions=FILES["model/exclusions.csv"].replace("0.5%", "half"))
    write_workbook(tmp_path, tmp_path / "p.xlsx", "en")
    read_workbook(tmp_path / "p.xlsx", tmp_path)
    assert [f.code for f in read_project(tmp_path).findings] == ["NU001"]


@pytest.mark.parametrize(
    ("what", "code"),
    [("x" * 33_000, "IO041"), ("_x000D_" * 4000, "IO041"), ("a\uffffb", "IO041")],
)
def test_what_a_sheet_cannot_hold_is_refused(tmp_path, what, code):
    make_project(tmp_path, exclusions=FILES["model/exclusions.csv"].replace("螺丝", what))
    with pytest.raises(PcfError) as caught:
        write_workbook(tmp_path, tmp_path / "p.xlsx")
    assert [(f.code, f.location.line) for f in caught.value.findings] == [(code, 2)]
    assert not (tmp_path / "p.xlsx").exists()


def test_unreadable_table_is_refused(tmp_path):
    make_project(tmp_path, exclusions=FILES["model/exclusions.csv"].replace("share", "shares"))
    with pytest.raises(PcfError) as caught:
        write_workbook(tmp_path, tmp_path / "p.xlsx")
    assert [f.code for f in caught.value.findings] == ["IO010"]
