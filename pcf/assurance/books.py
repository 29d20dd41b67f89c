"""Workbooks that a person fills in and sends back: how they are written, and read with suspicion.

Written: no formula, every text escaped, what is to be filled in unlocked and tinted, a hidden sheet
with a stamp. Read: bounded, never evaluated, every cell with its place.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.project.workbook import fill_text
from pcf.project.workbook_archive import refuse_archive, stable_bytes
from pcf.project.writer import cell_text

if TYPE_CHECKING:
    from openpyxl import Workbook

STAMP = "_pcf"
MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 20_000, 64, 20
_MAX_TEXT = 4000
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNESCAPE = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
_INK, _ACCENT, _FIELD, _HEAD = "1F2933", "0B3C5D", "FFF8E1", "E4ECF2"
Fill = str | float | int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: title in both languages, width, and what a person does with it.

    choices
        Words of a drop-down list; only for columns to be filled in.
    """

    key: str
    zh: str
    en: str
    width: float
    open: bool = False
    choices: tuple[str, ...] = ()
    shape: str = "General"

    @property
    def title(self) -> str:
        """Title on two lines."""
        return f"{self.zh}\n{self.en}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was met.

    kind
        ``other`` is a formula, a truth value, an error or a text that is too long; `text` is empty
        then.
    """

    text: str
    kind: Literal["blank", "text", "number", "date", "other"]
    place: Location


class Maker:
    """Makes one workbook."""

    def __init__(self, title: str) -> None:
        from openpyxl import Workbook

        self._book = Workbook()
        del self._book[self._book.sheetnames[0]]
        self._book.properties.title, self._book.properties.creator = title, "pcf"

    def text(self, title: str, lines: Sequence[tuple[str, bool]]) -> None:
        """Add a sheet of sentences; those marked are headings."""
        from openpyxl.styles import Alignment, Font

        sheet: Any = self._book.create_sheet(title)
        sheet.column_dimensions["A"].width = 110
        for number, (line, is_heading) in enumerate(lines, start=1):
            cell = sheet.cell(number, 1)
            if line:
                fill_text(cell, _sound(line))
            cell.font = Font(bold=is_heading, color=_ACCENT if is_heading else _INK)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.protection.enable()

    def table(
        self,
        title: str,
        headings: Sequence[Heading],
        rows: Sequence[Mapping[str, Fill]],
        lists: Mapping[tuple[int, str], tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        """Add a table: given cells are locked, those of open columns are to be filled in.

        `lists` are drop-down lists of single cells, by position of the row and key of the column.
        """
        sheet: Any = self._book.create_sheet(title)
        self._head(sheet, headings)
        for line, row in enumerate(rows, start=2):
            for column, heading in enumerate(headings, start=1):
                self._cell(sheet.cell(line, column), heading, row.get(heading.key))
        self._lists(sheet, headings, len(rows))
        for (at, key), words in lists.items():
            column = next(n for n, h in enumerate(headings, start=1) if h.key == key)
            _drop_down(sheet, words, column, (at + 2, at + 2))
        sheet.freeze_panes = "C2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.protection.enable()
        sheet.protection.formatColumns = sheet.protection.formatRows = False

    def stamp(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        """Add the hidden sheet with the stamp and give the file; equal contents, equal bytes."""
        sheet: Any = self._book.create_sheet(STAMP)
        sheet.sheet_state = "hidden"
        for line, pair in enumerate(pairs, start=1):
            for column, text in enumerate(pair, start=1):
                if text:
                    fill_text(sheet.cell(line, column), _sound(text))
        made = io.BytesIO()
        self._book.save(made)
        return stable_bytes(made.getvalue())

    def _head(self, sheet: Any, headings: Sequence[Heading]) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
        from openpyxl.utils import get_column_letter

        for column, heading in enumerate(headings, start=1):
            cell = sheet.cell(1, column)
            fill_text(cell, heading.title)
            cell.font = Font(bold=True, color=_ACCENT)
            cell.fill = PatternFill("solid", fgColor=_HEAD)
            cell.border = Border(bottom=Side(style="thin", color=_ACCENT))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(column)].width = heading.width
        sheet.row_dimensions[1].height = 44

    def _cell(self, cell: Any, heading: Heading, value: Fill) -> None:
        from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side

        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, str):
            if value:
                fill_text(cell, _sound(value))
        elif value is not None:
            cell.value, cell.number_format = value, heading.shape
        if heading.open:
            thin = Side(style="thin", color="C9B458")
            cell.number_format = "@"
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor=_FIELD)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)

    def _lists(self, sheet: Any, headings: Sequence[Heading], count: int) -> None:
        for column, heading in enumerate(headings, start=1):
            if heading.choices and count:
                _drop_down(sheet, heading.choices, column, (2, count + 1))


def _drop_down(sheet: Any, words: Sequence[str], column: int, lines: tuple[int, int]) -> None:
    """Let cells of a column, first to last line, be chosen from words."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    allowed = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    letter = get_column_letter(column)
    allowed.add(f"{letter}{lines[0]}:{letter}{lines[1]}")
    sheet.add_data_validation(allowed)


def _sound(text: str) -> str:
    """Give a text that a cell can hold; what it cannot hold is cut with a mark."""
    clean = _NOT_XML.sub("\ufffd", text)
    return clean if len(clean) < _MAX_TEXT else f"{clean[: _MAX_TEXT - 100]} […]"


class Book:
    """A workbook as it came back: sheets of cells by title, in bounds."""

    def __init__(self, path: Path) -> None:
        """Read it; raises `PcfError` (``IO003``, ``IO028``, ``IO048``, ``IO049``, ``IO041``)."""
        refused = refuse_archive(path)
        if refused is not None:
            raise PcfError([refused])
        self.file = path.name
        self.sheets: dict[str, list[list[Cell]]] = {}
        from openpyxl import load_workbook

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and extensions that openpyxl leaves out
                book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
                with closing(book):
                    self._read(book)
        except PcfError:
            raise
        except Exception:  # a damaged file makes openpyxl and its parsers raise anything
            raise PcfError([finding("IO028", Location(path.name))]) from None

    def _read(self, book: Workbook) -> None:
        if len(book.sheetnames) > MAX_SHEETS:
            raise PcfError([self._beyond("", f"{len(book.sheetnames)}", f"<= {MAX_SHEETS}")])
        for title in book.sheetnames:
            sheet: Any = book[title]
            if hasattr(sheet, "reset_dimensions"):  # a sheet of charts has no cells
                sheet.reset_dimensions()  # the stated size may be a lie
                self.sheets[title] = list(self._rows(title, sheet))

    def _rows(self, title: str, sheet: Any) -> Iterator[list[Cell]]:
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            if line > MAX_ROWS or len(cells) > MAX_COLUMNS:
                shown = f"{line} x {len(cells)}"
                raise PcfError([self._beyond(title, shown, f"<= {MAX_ROWS} x {MAX_COLUMNS}")])
            yield [self._cell(title, line, n, cell) for n, cell in enumerate(cells)]

    def _beyond(self, title: str, observed: str, expected: str) -> Finding:
        where = Location(self.file, None, title or None)
        return finding("IO041", where, observed=observed, expected=expected)

    def _cell(self, title: str, line: int, position: int, cell: Any) -> Cell:
        from openpyxl.utils import get_column_letter

        value = cell.value
        place = Location(self.file, line, f"{title}!{get_column_letter(position + 1)}{line}")
        if value is None:
            return Cell("", "blank", place)
        if cell.data_type in ("f", "e") or isinstance(value, bool):
            return Cell("", "other", place)
        if isinstance(value, (datetime, date)):
            return Cell(value.strftime("%Y-%m-%d"), "date", place)
        if isinstance(value, (int, float)):
            return Cell(cell_text(value), "number", place)
        text = _UNESCAPE.sub("_", str(value)).replace("\r\n", "\n").strip()
        if len(text) > _MAX_TEXT:
            return Cell("", "other", place)
        return Cell(text, "text", place) if text else Cell("", "blank", place)

    @property
    def stamp(self) -> list[tuple[str, str]]:
        """Pairs of the hidden sheet; empty when there is none."""
        rows = self.sheets.get(STAMP, [])
        texts = [[*(c.text for c in row), "", ""] for row in rows]
        return [(row[0], row[1]) for row in texts if row[0]]

    def table(
        self, title: str, headings: Sequence[Heading]
    ) -> tuple[list[dict[str, Cell]], list[Finding]]:
        """Give the rows of a table by key of the column.

        Findings: ``WP020`` a sheet that is not there, ``WP021`` a column that is not there.
        """
        rows = self.sheets.get(title)
        if not rows:
            return [], [finding("WP020", Location(self.file, None, title), observed=title)]
        known = {_plain(h.title): h.key for h in headings}
        found = {known[_plain(c.text)]: n for n, c in enumerate(rows[0]) if _plain(c.text) in known}
        missing = [h for h in headings if h.key not in found]
        if missing:
            shown = missing[0].title.replace("\n", " / ")
            return [], [finding("WP021", Location(self.file, 1, title), observed=shown)]
        made = []
        for line, row in enumerate(rows[1:], start=2):
            if all(cell.kind == "blank" for cell in row):
                continue
            at = {key: self._at(title, line, row, n) for key, n in found.items()}
            made.append(at)
        return made, []

    def _at(self, title: str, line: int, row: list[Cell], position: int) -> Cell:
        if position < len(row):
            return row[position]
        from openpyxl.utils import get_column_letter

        where = Location(self.file, line, f"{title}!{get_column_letter(position + 1)}{line}")
        return Cell("", "blank", where)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
