"""Rows of a table, typed cell by cell; every fault with its file, line and column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pcf.findings import Location
from pcf.project import cells
from pcf.project.cells import CellFault, CellReader
from pcf.project.collect import Collector
from pcf.project.entry import Entry
from pcf.project.raw_table import Cells, RawTable
from pcf.project.schema import Column


class Row(Entry):
    """One row; `values` has every column of the table, blank ones as None."""

    __slots__ = ("index", "raw")

    def __init__(
        self, values: dict[str, Any], collect: Collector, raw: RawTable, index: int
    ) -> None:
        super().__init__(values, collect, None)
        self.raw = raw
        self.index = index

    def at(self, name: str | None = None) -> Location:
        """Give the place of a cell, or of the row."""
        return self.raw.where(self.index, name)

    def text(self, name: str) -> str:
        """Give the text of a cell."""
        names = self.raw.names
        return self.raw.rows[self.index][names.index(name)].strip() if name in names else ""


class _Cache(dict[str, Any]):
    """Values of cell texts met before, and the faults of those that were refused."""

    def __init__(self, reader: CellReader) -> None:
        self._reader = reader
        self._faults: dict[str, CellFault] = {}

    def __missing__(self, text: str) -> Any:
        if text in self._faults:
            raise self._faults[text].with_traceback(None)
        try:
            made = self[text] = self._reader(text)
        except CellFault as fault:
            self._faults[text] = fault
            raise
        return made


#: Kinds whose texts repeat from row to row, so that each is read once.
_REPEATED = ("unit", "choice", "supplier", "ref", "dq", "year", "share")
_Plan = tuple[tuple[str, int, CellReader, bool], ...]


class TableReader:
    """Reads the rows of one table.

    Parameters
    ----------
    readers
        Reader by column name, where the kind of the column does not say it all.
    """

    def __init__(
        self, raw: RawTable, collect: Collector, readers: dict[str, CellReader] | None = None
    ) -> None:
        self.raw = raw
        self._collect = collect
        self._blank: dict[str, Any] = dict.fromkeys(c.name for c in raw.table.columns)
        self._first: dict[str, int] = {}
        plan = []
        for position, name in enumerate(raw.names):
            column = raw.table.column(name)
            if column is not None:
                reader = (readers or {}).get(name) or _reader_of(column)
                repeated = column.kind in _REPEATED
                get = _Cache(reader).__getitem__ if repeated else reader
                plan.append((name, position, get, column.required))
        self._plan: _Plan = tuple(plan)

    def __iter__(self) -> Iterator[Row]:
        for index, texts in enumerate(self.raw.rows):
            row = Row(self._blank.copy(), self._collect, self.raw, index)
            self._fill(row, texts)
            row.node = name = row.values["id"]
            if name is not None and self._first.setdefault(name, index) != index:
                self._twice(row, name)
            yield row

    def _fill(self, row: Row, texts: Cells) -> None:
        values = row.values
        for name, position, get, required in self._plan:
            text = texts[position]
            if text:
                try:
                    value = get(text)
                except CellFault as fault:
                    row.node = values["id"]
                    row.fault(name, fault)
                    continue
                if value is not None:
                    values[name] = value
                    continue
            if required:
                row.node = values["id"]
                row.refuse("ID001" if name == "id" else "NU020", name, observed="")

    def _twice(self, row: Row, name: str) -> None:
        code = "ID004" if self.raw.table.name == "flows" else "ID003"
        first = self.raw.lines[self._first[name]]
        row.refuse(code, "id", observed=name, first=first)


def _reader_of(column: Column) -> CellReader:
    if column.name == "stage":
        return cells.stage
    if column.name == "allocation":
        return cells.allocation
    if column.name == "location":
        return cells.location
    if column.kind == "choice":
        return cells.choice_reader(column.name, column.choices)
    readers: dict[str, CellReader] = {
        "id": cells.identifier,
        "number": cells.number,
        "unit": cells.unit,
        "share": cells.share,
        "year": cells.year,
        "dq": cells.quality_scores,
    }
    return readers.get(column.kind, cells.free_text)
