"""Strict reading of one CSV table: every fault becomes a finding with file, line and column."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pcf.findings import Findings, Location, finding

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
#: Lines that are read at once.
_BLOCK = 2_048
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
    blocks = _blocks(io.StringIO(text, newline=""), shown, columns, findings)
    return [row for block in blocks for row in block.rows(findings)]


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a table that have the width of its header, by columns.

    The cells are as they stand in the file; `Row` has them without surrounding blanks. `size` is
    how many bytes of the file were read for it.
    """

    file: str
    lines: tuple[int, ...]
    cells: Mapping[str, tuple[str, ...]]
    size: int = 0

    def row(self, position: int, findings: Findings) -> Row:
        """Give one of its lines."""
        cells = {name: column[position].strip() for name, column in self.cells.items()}
        return Row(self.file, self.lines[position], cells, findings)

    def rows(self, findings: Findings) -> Iterator[Row]:
        """Give its lines one by one."""
        for position in range(len(self.lines)):
            yield self.row(position, findings)


def read_blocks(path: Path, shown: str, columns: Columns, findings: Findings) -> Iterator[Block]:
    """Read a UTF-8 table by blocks of lines, never whole; parameters and faults as in `read_rows`.

    When the encoding is broken, the lines before that place have been given.
    """
    try:
        with path.open("rb") as raw:
            stream, read = io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), 0
            for block in _blocks(stream, shown, columns, findings):
                before, read = read, raw.tell()
                yield replace(block, size=read - before)
    except (FileNotFoundError, UnicodeDecodeError):
        _decoded(path, shown, findings)


def _blocks(
    stream: Iterable[str], shown: str, columns: Columns, findings: Findings
) -> Iterator[Block]:
    reader = csv.reader(stream)
    header = [name.strip() for name in next(reader, [])]
    _check_header(header, columns, shown, findings)
    for lines, values in _whole_lines(reader, len(header), shown, findings):
        block = Block(shown, lines, dict(zip(header, zip(*values, strict=True), strict=True)))
        _check_filled(block, columns, findings)
        yield block


def _whole_lines(
    reader: Any, width: int, shown: str, findings: Findings
) -> Iterator[tuple[tuple[int, ...], list[list[str]]]]:
    """Give the lines of a width by blocks, with their numbers."""
    lines: list[int] = []
    listed: list[list[str]] = []
    for values in reader:
        if not values:
            continue
        if len(values) != width:
            at = Location(shown, reader.line_num)
            findings.add(finding("DS010", at, observed=len(values), expected=width))
            continue
        lines.append(reader.line_num)
        listed.append(values)
        if len(listed) == _BLOCK:
            yield tuple(lines), listed
            lines, listed = [], []
    if listed:
        yield tuple(lines), listed


def _check_filled(block: Block, columns: Columns, findings: Findings) -> None:
    """Tell the cells that are empty and must not be, line by line."""
    filled = [name for name in columns.filled if name in block.cells]
    if all(all(map(str.strip, block.cells[name])) for name in filled):
        return
    for row in block.rows(findings):
        for name in filled:
            if not row.cells[name]:
                findings.add(finding("DS009", row.at(name), node=row.text("id"), observed=name))
