"""Tables of a background, written as every background folder has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from pcf.background.csvtable import Columns
from pcf.background.tables import EXCHANGES, FLOWS, PROCESSES, SOURCES, Tables


def write_tables(tables: Tables, folder: Path) -> None:
    """Write ``flows.csv``, ``sources.csv``, ``processes.csv`` and ``exchanges.csv``."""
    for name, columns, records in (
        ("sources", SOURCES, tables.sources),
        ("flows", FLOWS, tables.flows),
        ("processes", PROCESSES, tables.processes),
        ("exchanges", EXCHANGES, tables.exchanges),
    ):
        write_csv(folder / f"{name}.csv", _rows(columns, records))


def _rows(columns: Columns, records: Sequence[Any]) -> Iterable[Sequence[str]]:
    """Header and rows; optional columns that are empty everywhere are left out."""
    names = [*columns.required, *columns.optional]
    if records:
        known = {field.name for field in fields(records[0])}
        used = {n for n in columns.optional if any(_cell(getattr(r, n)) for r in records)}
        names = [n for n in names if n in known and (n in columns.required or n in used)]
    yield names
    for record in records:
        yield [_cell(getattr(record, name)) for name in names]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, tuple):
        return "; ".join(part.replace(";", ",") for part in value)
    return " ".join(str(value).split())


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write a table as UTF-8 with LF."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
