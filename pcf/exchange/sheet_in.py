"""Tables of strangers: the cells of a .csv or .xlsx file as text, bounded, nothing evaluated."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.project.collect import Collector
from pcf.project.files import open_text, read_text
from pcf.project.workbook_archive import refuse_archive
from pcf.project.writer import cell_text

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_BYTES = 64 * 2**20
MAX_ROWS = 50_000
MAX_COLUMNS = 256
#: Characters of a cell that are looked at; more is no name.
MAX_CELL = 1000
_DELIMITERS = ",;\t"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: line in its sheet or file (1-based), texts, and the cells that are no plain text.

    `refused` holds positions of cells with a formula, a date, a truth value or an error, and of
    cells that are too long; their text is empty.
    """

    line: int
    texts: tuple[str, ...]
    refused: frozenset[int] = frozenset()

    def text(self, position: int | None) -> str:
        """Text of a cell; empty when there is none."""
        return "" if position is None or position >= len(self.texts) else self.texts[position]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet or file that are not blank; `sheet` is empty for a .csv file."""

    file: str
    sheet: str
    rows: tuple[GridRow, ...]
    others: tuple[str, ...] = field(default=())

    def where(self, line: int, position: int | None = None, header: str = "") -> Location:
        """Place of a row or cell: ``sheet!B5`` in a workbook, line and header otherwise."""
        if self.sheet:
            cell = "" if position is None else f"!{column_letter(position)}{line}"
            return Location(self.file, line, f"{self.sheet}{cell}")
        column = header or ("" if position is None else column_letter(position))
        return Location(self.file, line, column or None)


def column_letter(position: int) -> str:
    """Letter of a column by its position (0 = A)."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_grids(path: Path, collect: Collector, sheet: str = "") -> Iterator[Grid]:
    """Give the sheets of a file one by one, in their order.

    Parameters
    ----------
    sheet
        Only the sheet of this title; ``DS087`` when there is none.

    Raises
    ------
    PcfError
        When the file cannot be read at all (``DS080``, ``IO003``, ``IO004``, ``IO005``, ``IO006``,
        ``IO028``, ``IO048``, ``IO049``) or exceeds a bound (``DS086``).
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        yield _read_csv(path, collect)
    elif kind in (".xlsx", ".xlsm"):
        yield from _read_book(path, sheet)
    else:
        shown = kind or path.name
        raise PcfError([finding("DS080", Location(path.name), observed=shown)])


def _read_csv(path: Path, collect: Collector) -> Grid:
    source = open_text(path.parent, path.name, MAX_BYTES, collect)
    if source is None:
        raise PcfError(collect.close())
    text = read_text(source)
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[GridRow] = []
    last = 0
    try:
        for cells in reader:
            line, last = last + 1, reader.line_num
            _check_bounds(path.name, "", len(rows) + 1, len(cells))
            if any(map(str.strip, cells)):
                rows.append(_row(line, [_clean(cell) for cell in cells]))
    except csv.Error:
        raise PcfError([finding("DS088", Location(path.name, last + 1))]) from None
    return Grid(path.name, "", tuple(rows))


def _row(line: int, texts: Sequence[str | None]) -> GridRow:
    long = {n for n, text in enumerate(texts) if text is None or len(text) > MAX_CELL}
    kept = tuple("" if n in long else text or "" for n, text in enumerate(texts))
    return GridRow(line, kept, frozenset(long))


def _clean(text: str) -> str:
    """Give a text on one line without control characters."""
    return _CONTROL.sub(" ", text).strip()


def _check_bounds(file: str, sheet: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        where = Location(file, None, sheet or None)
        expected = f"<= {MAX_ROWS} x {MAX_COLUMNS}"
        raise PcfError([finding("DS086", where, observed=f"{rows} x {columns}", expected=expected)])


def _read_book(path: Path, wanted: str) -> Iterator[Grid]:
    refused = refuse_archive(path)
    if refused is not None:
        raise PcfError([refused])
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl leaves out
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            with closing(book):
                grids = list(_sheets(path, book, wanted))
    except PcfError:
        raise
    except Exception:  # a damaged file makes openpyxl and its parsers raise anything
        raise PcfError([finding("IO028", Location(path.name))]) from None
    yield from grids


def _sheets(path: Path, book: Workbook, wanted: str) -> Iterator[Grid]:
    titles = [title for title in book.sheetnames if hasattr(book[title], "reset_dimensions")]
    if wanted and wanted not in titles:
        shown = ", ".join(titles[:20])
        raise PcfError(
            [finding("DS087", Location(path.name), observed=wanted, expected=shown,
                     suggestion=titles[0] if titles else None)]
        )  # fmt: skip
    for title in titles:
        if wanted in ("", title):
            others = tuple(other for other in titles if other != title)
            yield Grid(path.name, title, tuple(_sheet_rows(path, title, book[title])), others)


def _sheet_rows(path: Path, title: str, sheet: Any) -> Iterator[GridRow]:
    sheet.reset_dimensions()  # the stated size may be a lie
    kept = 0
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_cell(cell) for cell in cells]
        while texts and texts[-1] == "":
            texts.pop()
        if line - kept > MAX_ROWS:  # endless blank rows
            _check_bounds(path.name, title, line, len(texts))
        if texts:
            kept += 1
            _check_bounds(path.name, title, kept, len(texts))
            yield _row(line, texts)


def _cell(cell: Any) -> str | None:
    """Text of a cell; None for one that is no plain text or number."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return None if cell.data_type == "e" else _clean(value)
    return cell_text(value) if isinstance(value, (int, float)) else None
