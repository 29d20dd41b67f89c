"""Grammar of Brightway sheets: sections that begin with a word in the first column.

``Database``, ``Activity`` and the like open a section of keys and values, ``Exchanges`` and the
parameters a table with its own header; a blank line ends it. A sheet whose first cell is ``skip``
is left out; ``cutoff`` with a number cuts off the columns beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pcf.importing.grid import Cell, Row, Sheet, cell_number, cell_text

_TABLES = ("exchanges", "parameters", "project parameters", "database parameters")
_HEADS = ("database", "activity")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, by the lower-case names of its columns."""

    line: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """Text of a cell; empty when there is none."""
        return cell_text(self.cells.get(column))

    def number(self, column: str) -> float | None:
        """Number of a cell; None when there is none."""
        return cell_number(self.cells.get(column))


@dataclass(slots=True)
class Section:
    """``Database`` or ``Activity`` with its keys, and the tables that follow it."""

    kind: str
    title: str
    line: int
    keys: dict[str, Cell] = field(default_factory=dict)
    tables: dict[str, list[TableRow]] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """Sections of a sheet, and the lines of text that stand outside of all of them."""

    sections: list[Section]
    outside: list[int]
    skipped: bool = False


def read_page(sheet: Sheet) -> Page:
    """Split a sheet into its sections."""
    if sheet.rows and sheet.rows[0].line == 1 and sheet.rows[0].text(0).casefold() == "skip":
        return Page([], [], skipped=True)
    return _Pages(sheet).page()


class _Pages:
    def __init__(self, sheet: Sheet) -> None:
        self._rows = list(_cut(sheet))
        self._made = Page([], [])
        self._current = Section("", "", 0)

    def page(self) -> Page:
        position, last = 0, -1
        while position < len(self._rows):
            row = self._rows[position]
            word = row.text(0).casefold()
            if word in _TABLES:
                position = self._table(word, position)
            elif word in _HEADS and (row.line != last + 1 or row.text(0)[:1].isupper()):
                self._current = Section(word, row.text(1), row.line)
                self._made.sections.append(self._current)
                position += 1
            elif self._current.kind and row.line == last + 1:
                self._current.keys.setdefault(word, row.cell(1))
                position += 1
            else:
                self._made.outside.append(row.line)
                position, last = position + 1, -1
                continue
            last = self._rows[position - 1].line
        return self._made

    def _table(self, word: str, position: int) -> int:
        """Read a table; give the position behind it."""
        first = self._rows[position]
        section = self._current
        if word.startswith(("project", "database")) or not section.kind:
            section = Section(word, "", first.line)
            self._made.sections.append(section)
        rows = section.tables.setdefault(word, [])
        position, last = position + 1, first.line
        header: list[str] | None = None
        while position < len(self._rows):
            row = self._rows[position]
            if row.line != last + 1 and header is not None:  # blank lines may precede the header
                break
            if row.text(0).casefold() in (*_TABLES, *_HEADS):
                break
            if header is None:
                header = [cell_text(cell).casefold() for cell in row.cells]
            else:
                rows.append(TableRow(row.line, dict(_named(header, row))))
            position, last = position + 1, row.line
        if word.startswith(("project", "database")):
            self._current = Section("", "", 0)
        return position


def _named(header: list[str], row: Row) -> Iterator[tuple[str, Cell]]:
    seen: set[str] = set()
    for name, cell in zip(header, row.cells, strict=False):
        if name and name not in seen and cell is not None:
            seen.add(name)
            yield name, cell


def _cut(sheet: Sheet) -> Iterator[Row]:
    first = sheet.rows[0] if sheet.rows else None
    width: int | None = None
    if first is not None and first.text(0).casefold() == "cutoff":
        number = cell_number(first.cell(1))
        width = int(number) if number is not None and number > 0 else None
    for row in sheet.rows:
        if row is first and width is not None:
            continue
        kept = row if width is None else replace(row, cells=row.cells[:width])
        if any(cell is not None for cell in kept.cells):
            yield kept
