"""The treemap of the result as plain values: stage, unit process, row.

Areas are absolute values; a credit has its area, and its text keeps the sign. Small parts
stand together as one tile, which says how many it holds; see `pcf.calc.small_parts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.supply_flows import others
from pcf.documents.living.entries import Drawn, Entry, ProcessEntry, Scale, weight

if TYPE_CHECKING:
    from pcf.calc.footprint import RowResult


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
        _fill(tiles, held, drawn)
    return tuple(tiles)


def _fill(
    tiles: list[Tile],
    held: Sequence[tuple[ProcessEntry, list[RowResult]]],
    drawn: Drawn,
) -> None:
    """Put the processes of a stage into its tile, the last one, and the rows into theirs."""
    parent, scale, parts = len(tiles) - 1, drawn.scale, drawn.small
    together: dict[str, list[list[RowResult]]] = {}
    for process, rows in held:
        part = parts.processes[rows[0].process]
        if part != process.entry.address:
            together.setdefault(part, []).append(rows)
            continue
        tiles.append(Tile(parent, process.entry, _area(rows)))
        inner = len(tiles) - 1
        folded = [row for row in rows if parts.rows[row.address] != row.address]
        for row in rows:
            if parts.rows[row.address] == row.address:
                entry = scale.entry(row.address, (row.name_zh, row.name_en), row.value)
                tiles.append(Tile(inner, entry, _area([row])))
        if folded:
            address = parts.rows[folded[0].address]
            tiles.append(_others(inner, address, [[row] for row in folded], scale))
    tiles.extend(_others(parent, part, found, scale) for part, found in together.items())


def _others(parent: int, address: str, parts: Sequence[list[RowResult]], scale: Scale) -> Tile:
    """Tile of small parts, each given by its rows."""
    rows = [row for part in parts for row in part]
    entry = scale.sum(address, others(len(parts)), (row.value for row in rows))
    return Tile(parent, entry, _area(rows))


def _area(rows: Sequence[RowResult]) -> float:
    return weight(fsum(abs(row.value) for row in rows))
