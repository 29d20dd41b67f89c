"""The treemap of the result as plain values: stage, unit process, row.

Areas are absolute values; a credit has its area, and its text keeps the sign. Parts below `FOLD` of
the absolute sum stand together as one tile, which says how many it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, TypeVar

from pcf.documents.living.entries import FOLD, Drawn, Entry, ProcessEntry, others, weight

if TYPE_CHECKING:
    from pcf.calc.footprint import RowResult

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the treemap inside the tile `parent` (−1: the whole).

    area
        Absolute sum of its rows.
    """

    parent: int
    entry: Entry
    area: float


def tiles_of(drawn: Drawn) -> tuple[Tile, ...]:
    """Make the treemap: whole → stage → unit process → row; empty without values."""
    whole = fsum(abs(row.value) for row in drawn.rows)
    if not whole:
        return ()
    tiles: list[Tile] = []
    of_process: dict[str, list[RowResult]] = {}
    for row in drawn.rows:
        if row.value:
            of_process.setdefault(f"process:{row.process}", []).append(row)
    for stage, entry in enumerate(drawn.stages):
        held = [
            (drawn.position[address], rows)
            for address, rows in of_process.items()
            if drawn.position[address].stage == stage
        ]
        if not held:
            continue
        every = [row for _, rows in held for row in rows]
        tiles.append(Tile(-1, entry, _area(every)))
        _fill(tiles, held, drawn, whole)
    return tuple(tiles)


def _fill(
    tiles: list[Tile],
    held: Sequence[tuple[ProcessEntry, list[RowResult]]],
    drawn: Drawn,
    whole: float,
) -> None:
    """Put the processes of a stage into its tile, the last one, and the rows into theirs."""
    parent = len(tiles) - 1
    scale = drawn.scale

    def rows_sum(rows: Sequence[RowResult], names: tuple[str, str]) -> Entry:
        return scale.sum("", names, (row.value for row in rows))

    large, small = _split(held, lambda item: _area(item[1]), whole)
    for process, rows in large:
        tiles.append(Tile(parent, process.entry, _area(rows)))
        inner = len(tiles) - 1
        shown, folded = _split(rows, lambda row: abs(row.value), whole)
        for row in shown:
            entry = scale.entry(row.address, (row.name_zh, row.name_en), row.value)
            tiles.append(Tile(inner, entry, _area([row])))
        if folded and shown:
            tiles.append(Tile(inner, rows_sum(folded, others(len(folded))), _area(folded)))
    if small:
        rest = [row for _, rows in small for row in rows]
        tiles.append(Tile(parent, rows_sum(rest, others(len(small))), _area(rest)))


def _split(
    items: Sequence[_T], size: Callable[[_T], float], whole: float
) -> tuple[list[_T], list[_T]]:
    """Give what is large enough for a shape of its own, and what is not; one alone always is."""
    large = [item for item in items if size(item) >= FOLD * whole]
    small = [item for item in items if size(item) < FOLD * whole]
    return (list(items), []) if len(small) == 1 else (large, small)


def _area(rows: Sequence[RowResult]) -> float:
    return weight(fsum(abs(row.value) for row in rows))
