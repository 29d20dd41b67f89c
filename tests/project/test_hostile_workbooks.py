"""Workbooks from strangers: bounded, without declarations, and nothing is written when refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook
from small_project import make_project

from pcf.errors import PcfError
from pcf.project import read_workbook, write_workbook
from pcf.project.workbook_archive import refuse_archive


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "p.xlsx"
    write_workbook(make_project(tmp_path / "project"), path, "en")
    return path


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path, contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def refused(path, tmp_path):
    with pytest.raises(PcfError) as caught:
        read_workbook(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return caught.value.findings


def edited(path, edit):
    workbook = load_workbook(path)
    edit(workbook)
    workbook.save(path)
    return path


def test_formula_is_refused_with_its_cell(book, tmp_path):
    edited(book, lambda b: b["exchanges"].__setitem__("F2", "=SUM(F3:F9)"))
    (item,) = refused(book, tmp_path)
    assert (item.code, item.location.file, item.location.line, item.location.column) == (
        "IO040", "p.xlsx", 2, "exchanges!F2",
    )  # fmt: skip
    assert item.message("en") == (
        "the cell holds the formula '=SUM(F3:F9)', whose result cannot be checked"
    )
    assert item.message("zh") == "单元格含公式“=SUM(F3:F9)”，其结果无法核查"


@pytest.mark.parametrize("value", [date(2025, 1, 2), True, "#DIV/0!"])
def test_dates_truth_values_and_errors_are_refused(book, tmp_path, value):
    edited(book, lambda b: b["bom"].__setitem__("C2", value))
    (item,) = refused(book, tmp_path)
    assert (item.code, item.location.column) == ("IO045", "bom!C2")


def test_all_bad_cells_are_told_in_one_pass(book, tmp_path):
    def edit(b):
        b["bom"]["C2"] = "=1"
        b["exchanges"]["F3"] = "=2"
        b["pcf.toml"]["B3"] = "=3"

    places = [f.location.column for f in refused(edited(book, edit), tmp_path)]
    assert sorted(places) == ["bom!C2", "exchanges!F3", "pcf.toml!B3"]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda b: b.remove(b["_pcf"]), "IO043"),
        (lambda b: b["_pcf"].__setitem__("B1", "9"), "IO043"),
        (lambda b: b.remove(b["bom"]), "IO042"),
        (lambda b: b["scenarios"].__setitem__("A1", "../../evil"), "IO044"),
        (lambda b: b["bom"].__setitem__("A1", "nr"), "IO010"),
        (lambda b: b["exclusions"].__setitem__("Z2", "lost"), "IO008"),
        (lambda b: b["exclusions"].delete_rows(1, 5), "IO013"),
    ],
)
def test_changed_form_is_refused(book, tmp_path, edit, code):
    assert code in [item.code for item in refused(edited(book, edit), tmp_path)]


def test_unknown_sheet_is_told_and_left_out(book, tmp_path):
    edited(book, lambda b: b.create_sheet("exchange"))
    (item,) = read_workbook(book, tmp_path / "out")
    assert (item.code, item.level, item.suggestion) == ("IO029", "warning", "exchanges")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"id,what\n", b"\xd0\xcf\x11\xe0" + b"\0" * 600]
)
def test_file_that_is_no_workbook(tmp_path, data):
    path = tmp_path / "p.xlsx"
    path.write_bytes(data)
    (item,) = refused(path, tmp_path)
    assert item.code == "IO028"
    assert (
        item.message("en")
        == "the file is no readable .xlsx workbook, or it is damaged or encrypted"
    )


def test_missing_file(tmp_path):
    (item,) = refused(tmp_path / "none.xlsx", tmp_path)
    assert item.code == "IO003"


def test_zip_without_a_workbook(tmp_path):
    pack(tmp_path / "p.xlsx", {"[Content_Types].xml": b"<x/>"})
    assert refuse_archive(tmp_path / "p.xlsx").code == "IO028"


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b"?>", b"?>" + ENTITIES, 1) if b"?>" in data else ENTITIES + data,
        lambda data: b"<!-- " + b"x" * (2**20 - 9) + b" -->" + ENTITIES + data,
        lambda data: data.decode().encode("utf-16"),
    ],
    ids=["entities", "declaration across a piece", "utf-16"],
)
def test_declarations_in_xml_are_refused(book, tmp_path, member, spoil):
    contents = members(book)
    contents[member] = spoil(contents[member])
    pack(book, contents)
    (item,) = refused(book, tmp_path)
    assert (item.code, item.observed) == ("IO049", member)


def test_damaged_xml(book, tmp_path):
    contents = members(book)
    contents["xl/worksheets/sheet3.xml"] = contents["xl/worksheets/sheet3.xml"][:-40]
    pack(book, contents)
    assert [item.code for item in refused(book, tmp_path)] == ["IO028"]


def test_too_many_members(book, tmp_path):
    contents = members(book) | {f"xl/media/{n}": b"" for n in range(1000)}
    pack(book, contents)
    (item,) = refused(book, tmp_path)
    assert (item.code, item.expected) == ("IO048", "<= 1000 files")


def test_too_large_unpacked(book, tmp_path, monkeypatch):
    monkeypatch.setattr("pcf.project.workbook_archive.MAX_UNPACKED_BYTES", 1000)
    assert [item.code for item in refused(book, tmp_path)] == ["IO048"]


def test_too_large_packed(book, tmp_path, monkeypatch):
    monkeypatch.setattr("pcf.project.workbook_archive.MAX_FILE_BYTES", 1000)
    assert [item.code for item in refused(book, tmp_path)] == ["IO048"]


def test_packed_too_tightly(book, tmp_path):
    # 40 MiB of one letter pack a thousand times smaller: nothing that people type
    contents = members(book) | {"xl/bomb.bin": b"a" * (40 * 2**20)}
    pack(book, contents)
    (item,) = refused(book, tmp_path)
    assert item.code == "IO048"
    assert item.observed.startswith("xl/bomb.bin")


def test_member_that_lies_about_its_size(book, tmp_path):
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/workbook.xml").file_size
    needle = size.to_bytes(4, "little")
    at = data.rindex(b"xl/workbook.xml") - 46 + 24  # uncompressed size in the central directory
    assert data[at : at + 4] == needle
    data[at : at + 4] = (20).to_bytes(4, "little")
    book.write_bytes(bytes(data))
    assert [item.code for item in refused(book, tmp_path)] == ["IO028"]


def test_two_members_of_one_name(book, tmp_path):
    contents = members(book)
    with zipfile.ZipFile(book, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/workbook.xml", contents["xl/workbook.xml"])
    assert refuse_archive(book).code == "IO028"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'<row r="3"', b'<row r="99999999999"', "IO041"),
        (b'<row r="3"', b'<row r="x"', "IO028"),
        (b'r="J2"', b'r="ZZZ2"', "IO041"),
        (b'r="A2"', b'r="?"', "IO028"),
        (b'r="A2"', b'r="AAAAAAAAA2"', "IO028"),
    ],
)
def test_cells_at_absurd_places(book, tmp_path, old, new, code):
    contents = members(book)
    name = "xl/worksheets/sheet4.xml"
    assert contents[name].count(old) == 1
    contents[name] = contents[name].replace(old, new)
    pack(book, contents)
    assert code in {item.code for item in refused(book, tmp_path)}
