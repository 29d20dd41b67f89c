"""The tables of a package, whatever their files are: rows by the names of our columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect, Held
from pcf.importing.delimited import read_delimited
from pcf.importing.grid import (
    Cell,
    GridError,
    Row,
    Sheet,
    cell_text,
    is_book,
    read_book,
)
from pcf.importing.keeping import hold_file
from pcf.importing.package import Place
from pcf.importing.tables.cells import columns_of
from pcf.importing.tables.columns import COLUMNS, PAIRS, RECORDS, REQUIRED, TABLES
from pcf.importing.tables.parquet import read_parquet
from pcf.progress import stage
from pcf.suggest import nearest

TEXTS = (".csv", ".tsv", ".tab")
_BOOKS = (".xlsx", ".xlsm")
_PARQUET = ".parquet"
SUFFIXES = (*TEXTS, *_BOOKS, _PARQUET)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table by the names of our columns; empty cells are left out."""

    place: Place
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """Text of a cell without blanks around it; empty when there is none."""
        return cell_text(self.cells.get(column)).strip()


def table_of(title: str) -> str:
    """Give our name of a table from a title or file name; empty when it is none of ours."""
    word = PurePosixPath(title).name.partition(".")[0].strip().casefold().replace(" ", "_")
    return word if word in RECORDS or word in PAIRS else TABLES.get(word, "")


def read_tables(archive: Archive, collect: Collect) -> dict[str, list[TableRow]]:
    """Read all tables of a package; files and sheets that are none are held back."""
    found: dict[str, list[TableRow]] = {}
    alone = len([m for m in archive.members if m.suffix in SUFFIXES]) == 1 or is_book(archive)
    for name, member in _files(archive, collect):
        collect.ledger.enter("file")
        try:
            sheets = _sheets(archive, name, member)
            tables = [
                t for s in sheets for t in _tables(s, collect, alone=alone and len(sheets) == 1)
            ]
        except (GridError, MemberError) as error:
            reason = error.reason if isinstance(error, GridError) else "unreadable"
            hold_file(name, reason, str(error), collect)
            continue
        collect.ledger.take("file", "inventory")
        for table, rows in tables:
            found.setdefault(table, []).extend(rows)
    return found


def _files(archive: Archive, collect: Collect) -> Iterator[tuple[str, Member | None]]:
    if is_book(archive):
        stage("stage_reading")
        yield archive.name, None
        return
    for member in archive.counted():
        if member.suffix in SUFFIXES:
            yield member.name, member
        else:
            collect.ledger.enter("file")
            hold_file(member.name, "not-inventory", member.suffix, collect)


def _sheets(archive: Archive, name: str, member: Member | None) -> list[Sheet]:
    if member is None or member.suffix in _BOOKS:
        return read_book(archive, name, member)
    if member.suffix == _PARQUET:
        return [read_parquet(archive, member)]
    return [read_delimited(archive, member)]


def _tables(sheet: Sheet, collect: Collect, *, alone: bool) -> Iterable[tuple[str, list[TableRow]]]:
    table = table_of(sheet.title or sheet.file)
    if not table and alone:
        table = "exchanges"
    collect.ledger.enter("block")
    place = Place(sheet.file, sheet.title, 1)
    if not table or not sheet.rows:
        held = Held("block", "not-inventory", place, sheet.title or sheet.file)
        collect.ledger.hold(held)
        return
    header = [_column(cell_text(cell), table) for cell in sheet.rows[0].cells]
    missing = [name for name in REQUIRED.get(table, ()) if name not in header]
    if missing:
        detail = ", ".join(missing)
        collect.ledger.hold(Held("block", "unreadable", place, table, f"- {detail}"))
        return
    _report(header, table, sheet, collect)
    collect.ledger.take("block", table)
    yield table, [_row(sheet, header, row) for row in sheet.rows[1:]]


def _known(table: str) -> tuple[str, ...]:
    if table in PAIRS:
        return PAIRS[table]
    kind, before = RECORDS[table]
    return (*before, *columns_of(kind))


def _column(text: str, table: str) -> str:
    """Our name of a column; the text itself when it is none of ours."""
    word = text.strip().casefold()
    for name in (word, word.replace(" ", "_"), COLUMNS.get(word, ""), _named(word, table)):
        if name in _known(table):
            return name
    return word


def _named(word: str, table: str) -> str:
    """``name`` is the id of what has no other name in its table."""
    return "name" if table == "parameters" and word in ("参数", "名称") else ""


def _report(header: list[str], table: str, sheet: Sheet, collect: Collect) -> None:
    strange = [name for name in header if name and name not in _known(table)]
    if strange:
        near = nearest(strange[0], _known(table)) or _known(table)[0]
        at = Location(sheet.file, sheet.rows[0].line, sheet.title or None)
        listed = ", ".join(strange[:8])
        collect.findings.add(finding("IM049", at, observed=listed, expected=table, suggestion=near))


def _row(sheet: Sheet, header: list[str], row: Row) -> TableRow:
    cells = {
        name: cell
        for name, cell in zip(header, row.cells, strict=False)
        if name and cell is not None
    }
    pointer = f"{sheet.title}!A{row.line}" if sheet.title else ""
    return TableRow(Place(sheet.file, pointer, row.line), cells)
