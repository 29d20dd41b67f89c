"""The project as one workbook: a sheet for each table, and the TOML files line by line.

Every cell is text, so that a spreadsheet neither computes it nor turns it into a date; nothing is
lost on the way out and back. ``pcf.lock``, ``suppliers/`` and files of evidence stay in the folder.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.errors import PcfError
from pcf.findings import Findings, Location, finding
from pcf.i18n import Language
from pcf.project.collect import Collector
from pcf.project.files import MAX_TOML_BYTES, open_text, read_text, write_bytes
from pcf.project.overrides import scenario_names
from pcf.project.raw import TOML_FILES
from pcf.project.raw_table import RawTable, read_table
from pcf.project.schema import TABLES, Table
from pcf.project.workbook_archive import stable_bytes
from pcf.project.workbook_reader import (
    MAX_ROWS,
    SCENARIO_SHEET,
    SCHEMA,
    STAMP_SHEET,
    import_workbook,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_CELL = 32_767
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_workbook(folder: Path, path: Path, lang: Language = "zh") -> None:
    """Write the tables and TOML files of `folder` into one .xlsx file.

    Parameters
    ----------
    folder
        Project folder.
    path
        Where the workbook goes; equal folders give equal bytes.
    lang
        Language of sheet titles and headers.

    Raises
    ------
    PcfError
        When a file of the project cannot be read as it is (encoding, header, number of cells), or
        holds what a sheet cannot hold (``IO041``).
    """
    from openpyxl import Workbook

    collect = Collector()
    sheets = [
        (title, list(_checked(rows, file, collect)))
        for title, file, rows in _sheets(folder, lang, collect)
    ]
    if collect.has_errors:
        raise PcfError(collect.close())
    book = Workbook(write_only=True)
    for title, rows in sheets:
        write_sheet(book, title, rows)
    stamp = [("schema", SCHEMA), ("lang", lang), *(("sheet", title) for title, _ in sheets)]
    write_sheet(book, STAMP_SHEET, stamp, hidden=True)
    stream = io.BytesIO()
    book.save(stream)
    write_bytes(path, stable_bytes(stream.getvalue()))


def read_workbook(path: Path, folder: Path) -> Findings:
    """Write the tables and TOML files of a workbook into `folder`, in canonical form.

    Files that the workbook has no sheet for stay as they are.

    Returns
    -------
    Findings
        Notes, e.g. sheets that were not read. Faults inside the tables are for `read_project`.

    Raises
    ------
    PcfError
        When the workbook is refused; then nothing has been written.
    """
    return import_workbook(path, folder)


_Rows = Iterator[Sequence[str]]


def _sheets(folder: Path, lang: Language, collect: Collector) -> Iterator[tuple[str, str, _Rows]]:
    """Give title, file and rows of every sheet."""
    for file in TOML_FILES:
        if (folder / file).exists():
            lines = _lines(folder, file, collect)
            rows = ((str(number), line) for number, line in enumerate(lines, start=1))
            yield Path(file).name, file, rows
    for table in TABLES:
        if (folder / table.file).exists():
            raw = read_table(folder, table, collect)
            if raw is not None:
                yield sheet_title(table, lang), table.file, _table_rows(raw, lang)
    names = scenario_names(folder)
    if names:
        found = [
            (n, line) for n in names for line in _lines(folder, f"scenarios/{n}.toml", collect)
        ]
        yield SCENARIO_SHEET, "scenarios", iter(found)


def sheet_title(table: Table, lang: Language) -> str:
    """Title of the sheet of a table."""
    return table.zh if lang == "zh" else table.name


def _lines(folder: Path, file: str, collect: Collector) -> list[str]:
    source = open_text(folder, file, MAX_TOML_BYTES, collect)
    return [] if source is None else read_text(source).split("\n")


def _table_rows(raw: RawTable, lang: Language) -> _Rows:
    columns = raw.table.columns
    yield [column.zh if lang == "zh" else column.name for column in columns]
    positions = [raw.names.index(c.name) if c.name in raw.names else None for c in columns]
    for cells in raw.rows:
        yield ["" if position is None else cells[position] for position in positions]


def _checked(rows: _Rows, file: str, collect: Collector) -> _Rows:
    """Pass rows on; report what a sheet cannot hold: long cells, odd characters, many rows."""
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS:
            place = Location(file, number)
            collect.add(finding("IO041", place, observed=number, expected=f"<= {MAX_ROWS}"))
            return
        for text in cells:
            if len(_escaped(text)) > MAX_CELL:
                place = Location(file, number)
                collect.add(finding("IO041", place, observed=len(text), expected=f"<= {MAX_CELL}"))
            elif match := _NOT_XML.search(text):
                sign = f"U+{ord(match[0]):04X}"
                collect.add(finding("IO041", Location(file, number), observed=sign, expected="-"))
        yield cells


def _escaped(text: str) -> str:
    """Write an underscore that a spreadsheet would take for a coded character as code itself."""
    return _ESCAPE.sub("_x005F_", text)


def fill_text(cell: Any, text: str) -> None:
    """Put text into a cell: never a formula, whatever it begins with."""
    cell.value = _escaped(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def write_sheet(
    book: Workbook, title: str, rows: Iterable[Sequence[str]], *, hidden: bool = False
) -> None:
    """Add a sheet of plain text to a write-only workbook: no cell is ever a formula."""
    from openpyxl.cell import WriteOnlyCell

    sheet: Any = book.create_sheet(title)
    if hidden:
        sheet.sheet_state = "hidden"
    for cells in rows:
        made: list[Any] = []
        for text in cells:
            if not text:
                made.append(None)
                continue
            cell = WriteOnlyCell(sheet)
            fill_text(cell, text)
            made.append(cell)
        sheet.append(made)
