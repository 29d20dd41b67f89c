"""XLSX of the tables: read back equal, numbers are numbers, nothing is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import printed
import pytest

from pcf.documents.document import Column, Number, Row, Table, content
from pcf.documents.fonts import one_line
from pcf.documents.xlsx import sheet_title, sheets_of, value_of, xlsx_of

KINDS = ("gbt24067", "reconciliation", "by-hand")


@pytest.fixture(params=[(k, lang) for k in KINDS for lang in ("zh", "en")], ids="-".join)
def document(request, report):
    kind, lang = request.param
    return printed.study(lang) if kind == "by-hand" else report(kind, lang).document


def book(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def printed_text(cell) -> str:
    """What a spreadsheet shows of a cell: its value in its number format, else its text."""
    if cell.data_type != "n" or cell.value is None:
        return (cell.value or "").replace("_x005F_", "_")
    first, *_ = cell.number_format.split(";")
    places = len(first.partition(".")[2].rstrip('" %'))
    value = Decimal(repr(cell.value)) * (100 if first.endswith("%") else 1)
    text = f"{value:.{places}f}"
    plus = "+" if first.startswith("+") and value >= 0 else ""
    return f"{plus}{text}{' %' if first.endswith('%') else ''}"


def test_every_table_is_a_sheet_that_reads_back_equal(document) -> None:
    sheets = tuple(sheets_of(document))
    found = book(xlsx_of(document))
    assert found.sheetnames[1:] == [sheet.title for sheet in sheets]
    assert len(sheets) == sum(isinstance(block, Table) for block in document.blocks)
    for sheet in sheets:
        rows = list(found[sheet.title].iter_rows())
        assert [printed_text(c) for c in rows[0]] == [
            one_line(c.title) for c in sheet.table.columns
        ]
        assert len(rows) == len(sheet.table.rows) + 1
        for cells, row in zip(rows[1:], sheet.table.rows, strict=True):
            told = [one_line("".join(map(str, cell))) for cell in row.cells]
            assert [printed_text(cell) for cell in cells] == told


def test_numbers_are_numbers_in_the_order_of_the_document(document) -> None:
    alone = [cell[0] for block in document.blocks if isinstance(block, Table)
             for row in block.rows for cell in row.cells
             if len(cell) == 1 and isinstance(cell[0], Number)]  # fmt: skip
    want = [number.text for number in alone if value_of(number.text)[0] is not None]
    found = [printed_text(cell) for sheet in book(xlsx_of(document)).worksheets[1:]
             for row in sheet.iter_rows(min_row=2) for cell in row
             if cell.data_type == "n" and cell.value is not None]  # fmt: skip
    assert found == want
    assert len(found) > 5


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("0.0430", 0.043, "0.0000"),
        ("-12.00", -12, "0.00"),
        ("8440", 8440, "0"),
        ("0", 0, "0"),
        ("82.5 %", 0.825, '0.0" "%'),
        ("-7.7 %", -0.077, '0.0" "%'),
        ("+0.105", 0.105, "+0.000;-0.000;0.000"),
        ("<0.1 %", None, "@"),
        ("n/a", None, "@"),
        ("2031-08-18", None, "@"),
        ("1e5", None, "@"),
    ],
)
def test_a_printed_number_is_its_value_and_a_format_that_prints_it(text, value, shape) -> None:
    assert value_of(text) == (value, shape)


def test_no_cell_is_a_formula_whatever_it_begins_with() -> None:
    data = xlsx_of(printed.study("en"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            assert "<f>" not in archive.read(name).decode()
    cells = [c for sheet in book(data) for row in sheet.iter_rows() for c in row if c.value]
    odd = [c for c in cells if isinstance(c.value, str) and c.value[0] in "=+-@"]
    assert {"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"} <= {c.value for c in odd}
    assert all(c.data_type == "s" and c.quotePrefix for c in odd)


def test_units_sources_and_addresses_have_columns_of_their_own() -> None:
    rows = (
        Row((content("mass"), (Number("10.5", "kg", source="pcf.toml: product.mass"),))),
        Row((content("total"), (Number("0.30", "kg CO2e/kWh", "total"),)), total=True),
        Row((content("text"), content("about ", Number("3", "kg")))),
    )
    table = Table("T", (Column("item"), Column("content")), rows)
    document = replace(printed.study("en"), blocks=(table,), scope="--target eu")
    found = [[c.value for c in row] for row in book(xlsx_of(document)).worksheets[1].iter_rows()]
    assert found == [
        ["item", "content", "unit", "source", "address"],
        ["mass", 10.5, "kg", "pcf.toml: product.mass", None],
        ["total", 0.3, "kg CO2e/kWh", None, "total"],
        ["text", "about 3 kg", None, None, None],
    ]


def test_titles_of_sheets_are_valid_and_unique() -> None:
    caption = "'a:very/long\\caption*with?odd[signs]" + "电池" * 30
    titles = [sheet_title(n, caption) for n in range(1, 120)]
    assert len({title.lower() for title in titles}) == len(titles)
    assert all(0 < len(title) <= 31 and not re.search(r"[\[\]:*?/\\']", title) for title in titles)


def test_contents_lead_to_every_sheet_and_say_what_it_is(document) -> None:
    found = book(xlsx_of(document))
    front = found.worksheets[0]
    links = [c.hyperlink.location or c.hyperlink.ref for row in front.iter_rows() for c in row
             if c.hyperlink]  # fmt: skip
    assert len(links) == len(found.sheetnames) - 1
    texts = [c.value for row in front.iter_rows() for c in row if c.value]
    assert one_line(document.title) in texts
    assert all(one_line(line) in texts for line in document.footer)


def test_the_same_document_gives_the_same_bytes(document) -> None:
    assert xlsx_of(document) == xlsx_of(document)


def test_a_text_that_no_cell_can_hold_is_cut_with_a_mark() -> None:
    table = Table("T", (Column("a"),), (Row((content("x" * 40_000),)),))
    found = book(xlsx_of(replace(printed.study("en"), blocks=(table,)))).worksheets[1]
    assert found["A2"].value.endswith(" […]")
    assert len(found["A2"].value) <= 32_767
