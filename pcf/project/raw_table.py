"""A table of the project as read: cells as text with file and line, nothing typed yet."""

from __future__ import annotations

import csv
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from pcf.findings import Location, finding
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.files import MAX_TABLE_BYTES, TextFile, open_text
from pcf.project.schema import Table
from pcf.suggest import nearest

#: Characters that one cell may hold (the limit of spreadsheets is 32 767).
MAX_CELL = 131_072
_MEMO = 200_000
Cells = tuple[str, ...]


@dataclass(slots=True)
class RawTable:
    """Rows of a table as text.

    Parameters
    ----------
    table
        Description of the columns.
    names
        English column names in the order of the file; every one is a column of `table`.
    rows, lines
        Cells of each row in the order of `names`, and the physical line where the row begins.
    origins
        Where a cell comes from that a scenario or ``--set`` has put in: (row, column name).
    lost
        Ids of rows that are there but have the wrong number of cells.
    file
        Path inside the project.
    """

    table: Table
    names: tuple[str, ...]
    rows: list[Cells] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("q"))
    origins: dict[tuple[int, str], Location] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    file: str = field(init=False)

    def __post_init__(self) -> None:
        self.file = self.table.file

    def column(self, name: str) -> Iterator[str]:
        """Give the cells of a column, spaces at both ends taken off; nothing when it is absent."""
        if name in self.names:
            position = self.names.index(name)
            return (cells[position].strip() for cells in self.rows)
        return iter(())

    def where(self, index: int, name: str | None = None) -> Location:
        """Give the place of a cell or row."""
        if self.origins and name is not None and (index, name) in self.origins:
            return self.origins[index, name]
        return Location(self.file, self.lines[index], name)


def header_name(text: str) -> str:
    """Bring a header into the form in which headers are compared."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return plain if not plain.isascii() else plain.replace(" ", "_").replace("-", "_")


def column_names(table: Table) -> dict[str, str]:
    """Give every header that is understood, Chinese and English, with its column name.

    ``编号`` is understood as the column of ids in every table, whatever its own header there.
    """
    names = {"编号": "id"} if table.column("id") is not None else {}
    names.update({header_name(column.zh): column.name for column in table.columns})
    names.update({header_name(column.name): column.name for column in table.columns})
    return names


def match_header(table: Table, cells: Sequence[str]) -> tuple[dict[str, int], list[CellFault]]:
    """Give the position of each known column, and the faults of a header.

    ``IO009`` a column twice, ``IO010`` unknown, ``IO011`` missing, ``IO021`` without a name.
    """
    known = column_names(table)
    found: dict[str, int] = {}
    faults: list[CellFault] = []
    for position, cell in enumerate(cells):
        text = cell.strip()
        name = known.get(header_name(text))
        if not text:
            faults.append(CellFault("IO021", position + 1))
        elif name is None:
            near = nearest(header_name(text), known)
            faults.append(CellFault("IO010", text, suggestion=near))
        elif name in found:
            first = cells[found[name]].strip()
            faults.append(CellFault("IO009", text, name, first=first))
        else:
            found[name] = position
    faults += [
        CellFault("IO011", column.name, column.zh)
        for column in table.columns
        if column.required and column.name not in found
    ]
    return found, faults


def read_table(folder: Path, table: Table, collect: Collector) -> RawTable | None:
    """Read one CSV file; None when it has no usable header. Findings say what is wrong.

    Memory stays near that of the text: rows are tuples, and equal cells are one string.
    """
    source = open_text(folder, table.file, MAX_TABLE_BYTES, collect)
    if source is None:
        return None
    with _open(source) as stream:
        return _Parser(table, stream, collect).read()


def _open(source: TextFile) -> TextIO:
    return source.path.open(encoding=source.encoding, newline="")


class _Parser:
    """Reads one file with the csv reader and keeps physical line numbers."""

    def __init__(self, table: Table, stream: TextIO, collect: Collector) -> None:
        self.table = table
        self.collect = collect
        csv.field_size_limit(MAX_CELL)
        self.reader = csv.reader(stream, strict=True)
        self.width = 0
        self.used: tuple[int, ...] = ()
        self.last = 0  # physical line on which the row before ended

    def read(self) -> RawTable | None:
        try:
            header = self._header()
            if header is None:
                return None
            raw = RawTable(self.table, header[0])
            self.used = header[1]
            self._rows(raw)
        except csv.Error as error:
            self._broken(str(error))
            return None
        if not raw.rows and not raw.lost:
            self._say("IO012", self.last)
        return raw

    def _say(self, code: str, line: int | None, **params: object) -> None:
        place = Location(self.table.file, line)
        self.collect.add(finding(code, place, node=self.table.name, **params))  # type: ignore[arg-type]

    def _broken(self, message: str) -> None:
        """Turn a complaint of the csv reader into a finding at the line where the row begins."""
        if "field larger" in message:
            self._say("IO026", self.last + 1, expected=MAX_CELL)
        elif "unexpected end" in message:
            self._say("IO014", self.last + 1)
        else:
            self._say("IO025", self.last + 1)

    def _header(self) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        """Give the column names and the positions of the cells that are used."""
        for cells in self.reader:
            line, self.last = self.last + 1, self.reader.line_num
            if any(cell.strip() for cell in cells):
                return self._columns(cells, line)
        self._say(
            "IO013", None, expected=",".join(c.name for c in self.table.columns if c.required)
        )
        return None

    def _columns(
        self, cells: list[str], line: int
    ) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        for mark in (";", "\t"):
            if len(cells) == 1 and mark in cells[0]:
                self._say("IO024", line, observed="TAB" if mark == "\t" else mark)
                return None
        found, faults = match_header(self.table, cells)
        for fault in faults:
            self._say(fault.code, line, observed=fault.observed, expected=fault.expected,
                      suggestion=fault.suggestion, **fault.params)  # fmt: skip
        self.width = len(cells)
        return tuple(found), tuple(found.values())

    def _id_of(self, cells: list[str], raw: RawTable) -> str:
        position = self.used[raw.names.index("id")] if "id" in raw.names else len(cells)
        return cells[position].strip() if position < len(cells) else ""

    def _rows(self, raw: RawTable) -> None:
        width, used, reader, collect_row, collect_line = (
            self.width, self.used, self.reader, raw.rows.append, raw.lines.append,
        )  # fmt: skip
        plain = used == tuple(range(width))
        memo: dict[str, str] = {}
        share = memo.setdefault
        for cells in reader:
            line, self.last = self.last + 1, reader.line_num
            if not any(cells):
                continue  # a blank line, or the empty rows that spreadsheets leave at the end
            if len(cells) != width:
                self._say("IO008", line, observed=len(cells), expected=width)
                raw.lost.add(self._id_of(cells, raw))
                continue
            if self.last != line:
                cells = [c.replace("\r\n", "\n").replace("\r", "\n") for c in cells]
            if not plain:
                cells = [cells[position] for position in used]
            collect_row(tuple(map(share, cells, cells)))
            collect_line(line)
            if len(memo) > _MEMO:
                memo.clear()
