"""Sheets of strangers as plain rows: Excel books, within bounds; `delimited` reads texts.

Nothing is ever computed: a cell with a formula gives the value that the program which saved the
book left in it, and `NoValue` when it left none.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from pcf.importing.archive import Archive, Member, MemberError

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Bounds of a book: bytes unpacked, members, bytes of one that is read whole (styles, relations),
#: shared texts, rows and columns of a sheet, characters of a cell.
MAX_UNPACKED = 256 * 2**20
MAX_MEMBERS = 10_000
MAX_WHOLE = 8 * 2**20
MAX_SHARED = 2_000_000
MAX_RATIO = 250
RATIO_FROM = 4 * 2**20
MAX_ROWS = 1_048_576
#: Cells of a book, and of a text or a Parquet file, where empty ones count as well.
MAX_CELLS = 8_000_000
MAX_PLACES = 16_000_000
MAX_COLUMNS = 1024
MAX_CELL = 32_767
_BOOK = "xl/workbook.xml"
_STREAMED = ("xl/worksheets/", "xl/sharedStrings.xml")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s>/]")
_SHARED_TAG = re.compile(rb"<(?:\w+:)?si[\s>/]")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


class GridError(Exception):
    """A sheet cannot be read; the text says why, `reason` is a reason of the ledger."""

    def __init__(self, detail: str, reason: str = "unreadable") -> None:
        self.reason = reason
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell with a formula and no value, or an error in place of one; `text` shows it."""

    text: str


Cell = str | float | NoValue | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its number (1-based) and its cells."""

    line: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        """Text of a cell (0-based); empty when there is none."""
        return cell_text(self.cells[column]) if column < len(self.cells) else ""

    def cell(self, column: int) -> Cell:
        """Cell of a column (0-based); None when there is none."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file: its title (empty for delimited text) and its rows that are not empty."""

    file: str
    title: str
    rows: tuple[Row, ...]


def cell_text(cell: Cell) -> str:
    """Text of a cell: whole numbers without decimals, formulas as they stand."""
    if cell is None:
        return ""
    if isinstance(cell, NoValue):
        return cell.text
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return cell


def cell_number(cell: Cell) -> float | None:
    """Finite number of a cell; None when it holds none (a text may state one)."""
    if isinstance(cell, str):
        try:
            cell = float(cell.replace("\N{MINUS SIGN}", "-")) if "_" not in cell else None
        except ValueError:
            return None
    return cell if isinstance(cell, float) and math.isfinite(cell) else None


def is_book(archive: Archive) -> bool:
    """Whether the package itself is an Excel book."""
    return any(member.name == _BOOK for member in archive.members)


def books(archive: Archive) -> Iterator[tuple[str, Member | None]]:
    """Give the Excel books of a package: its name and member (None: the package is the book)."""
    if is_book(archive):
        yield archive.name, None
    else:
        yield from ((m.name, m) for m in archive.members if m.suffix in (".xlsx", ".xlsm"))


def read_book(archive: Archive, name: str, member: Member | None) -> list[Sheet]:
    """Read all sheets of a book.

    Raises
    ------
    GridError
        Damaged, beyond a bound, or with a declaration in its XML.
    """
    data = _repacked(archive) if member is None else bytes_of(archive, member)
    _check_zip(data)
    from openpyxl import load_workbook

    try:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl leaves out
            stated = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            saved = load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            with closing(stated), closing(saved):
                return list(_sheets(name, stated, saved))
    except GridError:
        raise
    except Exception as error:  # a damaged book makes openpyxl and its parsers raise anything
        raise GridError(f"{type(error).__name__}: {error}"[:200]) from error


def bytes_of(archive: Archive, member: Member) -> bytes:
    """Give the bytes of a member; raises `GridError`."""
    try:
        return archive.read(member)
    except MemberError as error:
        raise GridError(str(error)) from error


def _repacked(archive: Archive) -> bytes:
    """The members of the package as a book in memory; the package has checked them."""
    if sum(member.size for member in archive.members) > MAX_UNPACKED:
        raise GridError(f"> {MAX_UNPACKED >> 20} MB", "too-large")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as book:
        for member in archive.members:
            book.writestr(member.name, bytes_of(archive, member))
    return made.getvalue()


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            entries = book.infolist()
            if len(entries) > MAX_MEMBERS or sum(e.file_size for e in entries) > MAX_UNPACKED:
                raise GridError(f"> {MAX_UNPACKED >> 20} MB", "too-large")
            for entry in entries:
                ratio = entry.file_size / max(entry.compress_size, 1)
                if entry.file_size > RATIO_FROM and ratio > MAX_RATIO:
                    raise GridError(f"{entry.filename}: {ratio:.0f} : 1", "too-large")
                if entry.filename.endswith((".xml", ".rels")):
                    _check_member(book, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise GridError(str(error)) from error


def _check_member(book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse declarations, and more than is read into memory whole."""
    streamed = entry.filename.startswith(_STREAMED)
    if not streamed and entry.file_size > MAX_WHOLE:
        raise GridError(f"{entry.filename}: > {MAX_WHOLE >> 20} MB", "too-large")
    tail, cells, shared = b"", 0, 0
    with book.open(entry) as stream:
        while chunk := stream.read(2**20):
            joined = tail + chunk
            if any(sign in joined for sign in _DECLARATIONS):
                raise GridError(f"{entry.filename}: DOCTYPE")
            cells += len(_CELL_TAG.findall(joined))
            shared += len(_SHARED_TAG.findall(joined))
            if cells > MAX_CELLS or shared > MAX_SHARED:
                raise GridError(f"{entry.filename}: > {MAX_CELLS} cells", "too-large")
            tail = chunk[-16:]


def _sheets(name: str, stated: Workbook, saved: Workbook) -> Iterator[Sheet]:
    for title in stated.sheetnames:
        sheet = stated[title]
        if hasattr(sheet, "reset_dimensions"):  # no chart
            sheet.reset_dimensions()  # the stated size may be a lie
            saved[title].reset_dimensions()
            yield Sheet(name, title, tuple(_rows(title, sheet, saved[title])))


def _rows(title: str, stated: Any, saved: Any) -> Iterator[Row]:
    pairs = zip_longest(stated.iter_rows(), saved.iter_rows(values_only=True), fillvalue=())
    for line, (cells, values) in enumerate(pairs, 1):
        if line > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise GridError(f"{title}: > {MAX_ROWS} x {MAX_COLUMNS}", "too-large")
        both = zip_longest(cells, values)
        kept = [_cell(title, line, cell, value) for cell, value in both]
        while kept and kept[-1] is None:
            kept.pop()
        if kept:
            yield Row(line, tuple(kept))


def _cell(title: str, line: int, cell: Any, value: Any) -> Cell:
    kind = getattr(cell, "data_type", "n")
    if kind == "f" and value is None:
        return NoValue(str(cell.value)[:MAX_CELL])
    if value is None:
        return None
    if kind == "e" or (isinstance(value, str) and kind == "f" and value.startswith("#")):
        return NoValue(str(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        try:
            return float(value)
        except OverflowError:
            return NoValue(str(value)[:40])
    text = str(value).strip()
    if len(text) > MAX_CELL:
        raise GridError(f"{title}!{line}: > {MAX_CELL}", "too-large")
    return text or None
