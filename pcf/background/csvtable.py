"""Strict reading of one CSV table: every fault becomes a finding with file, line and column."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pcf.findings import Findings, Location, finding

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that a table must have and may have; `filled` ones hold a value in every row."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; the cells are text without surrounding blanks."""

    file: str
    line: int
    cells: Mapping[str, str]
    findings: Findings

    def at(self, column: str | None = None) -> Location:
        """Place of the row, or of one of its cells."""
        return Location(self.file, self.line, column)

    def text(self, column: str) -> str:
        """Text of a cell, empty when the cell or the column is absent."""
        return self.cells.get(column, "")

    def words(self, column: str) -> tuple[str, ...]:
        """Parts of a cell separated by semicolons."""
        return tuple(part for part in map(str.strip, self.text(column).split(";")) if part)

    def number(self, column: str) -> float | None:
        """Number of a cell; None when empty, not-a-number (with a finding) when unreadable."""
        text = self.text(column)
        if not text:
            return None
        value = math.nan
        if _NUMBER.fullmatch(text):
            value = float(text)
        if not math.isfinite(value):
            broken = _NUMBER.fullmatch(text) or _NOT_FINITE.fullmatch(text)
            code = "DS007" if broken else "DS006"
            node = self.text("id")
            self.findings.add(finding(code, self.at(column), node=node, observed=text))
            return math.nan
        return value

    def amount(self, column: str) -> float:
        """Number that must be there; an empty cell was reported when the table was read."""
        value = self.number(column)
        return math.nan if value is None else value

    def choice(self, column: str, choices: tuple[str, ...]) -> str:
        """Word of a closed list; another word is a finding and is given back as it is."""
        text = self.text(column)
        if text not in choices:
            wanted = ", ".join(word or '""' for word in choices)
            item = finding(
                "DS008", self.at(column), node=self.text("id"), observed=text, expected=wanted
            )
            self.findings.add(item)
        return text


def _decoded(path: Path, shown: str, findings: Findings) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        findings.add(finding("DS002", Location(shown), observed=shown))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        findings.add(finding("DS011", Location(shown, line), observed=shown))
    return None


def _check_header(header: list[str], columns: Columns, shown: str, findings: Findings) -> None:
    for name in columns.required:
        if name not in header:
            findings.add(finding("DS004", Location(shown, 1, name), observed=name))
    known = (*columns.required, *columns.optional)
    for position, name in enumerate(header):
        if name not in known or name in header[:position]:
            findings.add(finding("DS005", Location(shown, 1, name), observed=name))


def read_rows(path: Path, shown: str, columns: Columns, findings: Findings) -> list[Row]:
    """Read a UTF-8 table.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in findings.
    columns
        Columns allowed; a missing or unknown one is a finding.
    findings
        Takes every fault: missing file (``DS002``), columns (``DS004``, ``DS005``), empty cells
        (``DS009``), row width (``DS010``), encoding (``DS011``).

    Returns
    -------
    list
        The rows that have the width of the header.
    """
    text = _decoded(path, shown, findings)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(reader, [])]
    _check_header(header, columns, shown, findings)
    rows = []
    for values in reader:
        if not values:
            continue
        if len(values) != len(header):
            at = Location(shown, reader.line_num)
            findings.add(finding("DS010", at, observed=len(values), expected=len(header)))
            continue
        cells = dict(zip(header, map(str.strip, values), strict=True))
        row = Row(shown, reader.line_num, cells, findings)
        for name in columns.filled:
            if name in cells and not cells[name]:
                findings.add(finding("DS009", row.at(name), node=row.text("id"), observed=name))
        rows.append(row)
    return rows
