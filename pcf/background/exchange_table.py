"""The tables of exchanges, read by blocks into columns.

A block whose cells are all sound is taken up column by column; only the rows with a fault are
looked at one by one, and tell it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast, get_args, overload

import numpy as np

from pcf.background.csvtable import Block, Columns, Row, read_blocks
from pcf.background.records import Direction, ExchangeRecord, Ledger, Tag
from pcf.background.rows import ABSENT, NUMBERS, TEXTS, Floats, Rows, RowsBuilder, Word
from pcf.findings import Finding, Findings, Location
from pcf.progress import counted

EXCHANGES = Columns(
    ("id", "process", "direction", "flow", "amount", "unit", "provider", "tag", "sources"),
    ("mass_kg", "energy_mj", "price", "ledger", "uncertainty", "low", "high", "pedigree",
     "comment", "share"),
    ("id", "process", "flow", "amount", "unit"),
)  # fmt: skip
SPREADS = ("", "range", "triangular", "uniform", "normal", "lognormal")
_CHOICES = {
    "direction": frozenset(get_args(Direction)),
    "ledger": frozenset(("", *get_args(Ledger))),
    "uncertainty": frozenset(SPREADS),
    "tag": frozenset(get_args(Tag)),
}
_SIGNS = frozenset("0123456789+-.eE")


def _exchange(row: Row) -> ExchangeRecord:
    return ExchangeRecord(
        id=row.text("id"),
        process=row.text("process"),
        direction=cast(Direction, row.choice("direction", get_args(Direction))),
        flow=row.text("flow"),
        amount=row.amount("amount"),
        unit=row.text("unit"),
        provider=row.text("provider"),
        mass_kg=row.number("mass_kg"),
        energy_mj=row.number("energy_mj"),
        price=row.number("price"),
        ledger=row.choice("ledger", ("", *get_args(Ledger))),
        uncertainty=row.choice("uncertainty", SPREADS),
        low=row.number("low"),
        high=row.number("high"),
        pedigree=row.text("pedigree"),
        tag=row.choice("tag", get_args(Tag)),
        sources=row.words("sources"),
        comment=row.text("comment"),
        share=row.number("share"),
    )


class Lines(Sequence[Location]):
    """Places of rows: a file and the line of each row, for one file after the other."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._begins: list[int] = []
        self._lines = array("l")

    def add(self, file: str, lines: Sequence[int]) -> None:
        """Take the lines of some rows of a file."""
        self._files.append(file)
        self._begins.append(len(self._lines))
        self._lines.extend(lines)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Location: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Location, ...]: ...
    def __getitem__(self, index: int | slice) -> Location | tuple[Location, ...]:
        if isinstance(index, slice):
            return tuple(self[row] for row in range(*index.indices(len(self))))
        row = range(len(self))[index]
        return Location(self._files[bisect_right(self._begins, row) - 1], self._lines[row])

    def __iter__(self) -> Iterator[Location]:
        return (self[row] for row in range(len(self)))


def read_exchanges(
    files: Sequence[tuple[Path, str]], findings: Findings
) -> tuple[Rows, Lines, list[Finding]]:
    """Read tables of exchanges.

    Parameters
    ----------
    files
        Each table, and its name in findings.
    findings
        Takes what is wrong with the tables as such.

    Returns
    -------
    tuple
        The rows, their places, and what is wrong with their cells.
    """
    builder, lines, faults = RowsBuilder(), Lines(), Findings()
    total = sum(path.stat().st_size for path, _ in files if path.is_file())
    blocks = (b for path, shown in files for b in read_blocks(path, shown, EXCHANGES, findings))
    for block in counted(blocks, "stage_tables", total, lambda b: b.size):
        lines.add(block.file, block.lines)
        _take(block, builder, faults)
    return builder.rows(), lines, list(faults)


def _take(block: Block, builder: RowsBuilder, faults: Findings) -> None:
    count = len(block.lines)
    empty = ("",) * count
    stripped = {name: tuple(map(str.strip, block.cells.get(name, empty))) for name in TEXTS}
    numbers = {name: _numbers(block.cells[name]) for name in NUMBERS if name in block.cells}
    odd = [values is None for values in numbers.values()]
    odd += [not choices.issuperset(stripped[name]) for name, choices in _CHOICES.items()]
    if any(odd) or "amount" not in numbers or "" in map(str.strip, block.cells["amount"]):
        _take_singly(block, builder, faults)
        return
    words: dict[str, Sequence[Word]] = dict(stripped)
    words["sources"] = _lists(stripped["sources"])
    given = {name: values for name, values in numbers.items() if values is not None}
    builder.add(tuple(map(str.strip, block.cells.get("id", empty))), words, given)


def _take_singly(block: Block, builder: RowsBuilder, faults: Findings) -> None:
    records = [_exchange(row) for row in block.rows(faults)]
    builder.add(
        [record.id for record in records],
        {name: [getattr(record, name) for record in records] for name in TEXTS},
        {name: [getattr(record, name) for record in records] for name in NUMBERS},
    )


def _lists(cells: Sequence[str]) -> list[Word]:
    """Parts of cells separated by semicolons; equal cells share theirs."""
    known = {
        cell: tuple(part for part in map(str.strip, cell.split(";")) if part) for cell in set(cells)
    }
    return [known[cell] for cell in cells]


def _numbers(cells: Sequence[str]) -> Floats | None:
    """Numbers of a column; None when a cell is none, or not finite."""
    stripped = list(map(str.strip, cells))
    if not any(stripped):
        return np.full(len(cells), ABSENT)
    if not _SIGNS.issuperset("".join(stripped)):
        return None
    try:
        found = np.array([float(cell) if cell else ABSENT for cell in stripped])
    except ValueError:
        return None
    absent = stripped.count("")
    return found if int(np.isfinite(found).sum()) == len(cells) - absent else None
