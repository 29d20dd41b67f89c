"""Write tables in canonical form: fixed columns, rows sorted by id, decimal point, LF."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from pcf.i18n import Language
from pcf.project.files import write_text
from pcf.project.schema import Table

Value = str | float | int | None


def cell_text(value: Value) -> str:
    """Give a value as it stands in a cell: the shortest text that reads back as the same number.

    >>> cell_text(0.1), cell_text(5.0), cell_text(1e-09), cell_text(None)
    ('0.1', '5', '1e-09', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot stand in a table")
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def table_text(table: Table, rows: Iterable[Mapping[str, Value]], lang: Language = "en") -> str:
    """Give a table as CSV text.

    Parameters
    ----------
    rows
        Values by English column name; a column that is not named is blank.
    lang
        Language of the headers.

    Raises
    ------
    ValueError
        When a row has a column that the table does not have, or a number that is not finite.
    """
    names = [column.name for column in table.columns]
    made = []
    for row in rows:
        strange = sorted(set(row) - set(names))
        if strange:
            raise ValueError(f"{table.name} has no column {', '.join(strange)}")
        made.append([cell_text(row.get(name)) for name in names])
    made.sort(key=lambda cells: cells[0])
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.zh if lang == "zh" else column.name for column in table.columns])
    writer.writerows(made)
    return stream.getvalue()


def write_table(
    folder: Path, table: Table, rows: Iterable[Mapping[str, Value]], lang: Language = "en"
) -> Path:
    """Write a table into a project folder as UTF-8 with byte-order mark, whole or not at all.

    Raises
    ------
    PcfError
        ``IO003`` when the file cannot be written.
    """
    path = folder / table.file
    write_text(path, table_text(table, rows, lang), mark=True)
    return path
