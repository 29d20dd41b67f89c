"""A package as tidy tables, complete: read again they give the same content."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.errors import PcfError
from pcf.findings import Finding, finding
from pcf.importing.package import Package
from pcf.importing.tables.cells import columns_of, row_of
from pcf.importing.tables.columns import MISSING, PAIRS, RECORDS
from pcf.importing.zip_out import add_member

if TYPE_CHECKING:
    from pcf.importing.writers import Source

Cells = Mapping[str, str | float]
_NUMBERS = ("amount", "value", "low", "high", "deviation", "mode", "share", "factor")


def write(source: Source, target: Path) -> tuple[Finding, ...]:
    """Write one CSV for each table, to a zip when `target` says so, else to a folder."""
    with _Folder(target) as folder:
        for table, columns, rows in tables(source.package):
            text = io.StringIO(newline="")
            lines = csv.writer(text, lineterminator="\n")
            lines.writerow(columns)
            for row in rows:
                lines.writerow([_text(row.get(column)) for column in columns])
            folder.add(f"{table}.csv", text.getvalue().encode("utf-8"))
    return ()


def write_parquet(source: Source, target: Path) -> tuple[Finding, ...]:
    """Write one Parquet file for each table; raises ``IM043`` without pyarrow."""
    try:
        arrow = import_module("pyarrow")
        write_table = import_module("pyarrow.parquet").write_table
    except ImportError as error:
        raise PcfError(
            [finding("IM043", observed="parquet", expected="pyarrow", suggestion="parquet")]
        ) from error
    with _Folder(target) as folder:
        for table, columns, rows in tables(source.package):
            listed = list(rows)
            data = {c: [_typed(c, row.get(c)) for row in listed] for c in columns}
            kinds = [(c, arrow.float64() if c in _NUMBERS else arrow.string()) for c in columns]
            made = io.BytesIO()
            write_table(arrow.table(data, schema=arrow.schema(kinds)), made)
            folder.add(f"{table}.parquet", made.getvalue())
    return ()


def _text(cell: str | float | None) -> str:
    return "" if cell is None else repr(cell) if isinstance(cell, float) else cell


def _typed(column: str, cell: str | float | None) -> str | float | None:
    if column in _NUMBERS:
        return cell if isinstance(cell, float) else None
    return None if cell is None else _text(cell)


class _Folder:
    """A folder or a zip that files are added to; equal content gives equal bytes."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._zip = zipfile.ZipFile(target, "w") if target.suffix == ".zip" else None
        if self._zip is None:
            target.mkdir()

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *_: object) -> None:
        if self._zip is not None:
            self._zip.close()

    def add(self, name: str, data: bytes) -> None:
        """Add a file."""
        if self._zip is None:
            (self._target / name).write_bytes(data)
            return
        add_member(self._zip, name, data)


def tables(package: Package) -> Iterator[tuple[str, tuple[str, ...], Iterable[Cells]]]:
    """Give the tables of a package that have rows: name, columns, rows."""
    for table, rows in (
        ("processes", map(row_of, package.processes.values())),
        ("exchanges", _exchanges(package)),
        ("allocations", _allocations(package)),
        ("parameters", _parameters(package)),
        ("flows", _flows(package)),
        ("flow_amounts", _flow_amounts(package)),
        ("flow_properties", map(row_of, package.flow_properties.values())),
        ("unit_groups", map(row_of, package.unit_groups.values())),
        ("units", _units(package)),
        ("documents", map(row_of, package.documents.values())),
    ):
        listed = list(rows)
        if listed:
            yield table, _columns(table), listed


def _columns(table: str) -> tuple[str, ...]:
    if table in PAIRS:
        return PAIRS[table]
    kind, before = RECORDS[table]
    return (*(name for name in before if name != "categories"), *columns_of(kind))


def _exchanges(package: Package) -> Iterator[Cells]:
    for process in package.processes.values():
        for exchange in process.exchanges:
            yield {"process": process.id, **row_of(exchange)}


def _allocations(package: Package) -> Iterator[Cells]:
    for process in package.processes.values():
        for exchange in process.exchanges:
            for part in exchange.allocations:
                row: dict[str, str | float] = {
                    "process": process.id, "exchange": exchange.id, "coproduct": part.coproduct,
                }  # fmt: skip
                yield row if part.share is None else row | {"share": part.share}


def _parameters(package: Package) -> Iterator[Cells]:
    for process in package.processes.values():
        for parameter in process.parameters:
            yield {"process": process.id, **row_of(parameter)}


def _flows(package: Package) -> Iterator[Cells]:
    yield from map(row_of, package.flows.values())
    used = {e.flow for process in package.processes.values() for e in process.exchanges if e.flow}
    for id in sorted(used - set(package.flows)):
        yield {"id": id, "kind": MISSING}


def _flow_amounts(package: Package) -> Iterator[Cells]:
    for flow in package.flows.values():
        for part in flow.properties:
            row: dict[str, str | float] = {"flow": flow.id, "property": part.property}
            yield row if part.factor is None else row | {"factor": part.factor}


def _units(package: Package) -> Iterator[Cells]:
    for group in package.unit_groups.values():
        for unit in group.units:
            row: dict[str, str | float] = {"unit_group": group.id, "name": unit.name}
            yield row if unit.factor is None else row | {"factor": unit.factor}
