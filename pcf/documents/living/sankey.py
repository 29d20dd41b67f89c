"""The Sankey of the supply chain as plain values: stage, unit process, category of the dataset.

Widths are absolute values, so a credit has a band like a burden; it keeps its sign in its text and
is marked `less`, which the page draws in another colour. Burdens and credits between the same two
nodes are two bands: nothing is netted away. Nodes below `FOLD` of the absolute sum stand together
as one, which says how many it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

from pcf.documents.living.entries import FOLD, Drawn, Entry, Scale, others

if TYPE_CHECKING:
    from pcf.calc.footprint import RowResult

#: Columns of the Sankey.
STAGE, PROCESS, CATEGORY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Band:
    """A band from one node to another; `less` marks credits and removals."""

    source: int
    target: int
    entry: Entry
    less: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the Sankey in its column; its entry is its net value."""

    column: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Sankey:
    """Nodes by column, and the bands between them."""

    nodes: tuple[Node, ...] = ()
    bands: tuple[Band, ...] = ()


def sankey_of(drawn: Drawn) -> Sankey:
    """Make the Sankey: stage → unit process → category of the dataset; empty without values."""
    whole = fsum(abs(row.value) for row in drawn.rows)
    if not whole:
        return Sankey()
    paths = [
        (_path(row, supplier, drawn), row.value)
        for row, supplier in zip(drawn.rows, drawn.of_row, strict=True)
        if row.value
    ]
    folded = _folded(paths, FOLD * whole)
    values: dict[_Key, list[float]] = {}
    pairs: dict[tuple[_Key, _Key], list[float]] = {}
    for path, value in paths:
        shown = tuple(folded.get(key, (key, 1))[0] for key in path)
        for key in shown:
            values.setdefault(key, []).append(value)
        for pair in pairwise(shown):
            pairs.setdefault(pair, []).append(value)
    counts = dict(folded.values())
    order = sorted(values, key=lambda key: _rank(key, values[key]))
    nodes = tuple(
        Node(key.column, _entry(key, values[key], counts.get(key, 0), drawn)) for key in order
    )
    position = {key: number for number, key in enumerate(order)}
    bands = (
        _bands((position[source], position[target]), nodes, found, drawn.scale)
        for (source, target), found in pairs.items()
    )
    return Sankey(nodes, tuple(band for pair in bands for band in pair))


@dataclass(frozen=True, slots=True)
class _Key:
    """A node: its column, the stage of a process, and its id; an empty id holds the small ones."""

    column: int
    stage: int
    id: str


def _path(row: RowResult, supplier: int, drawn: Drawn) -> tuple[_Key, _Key, _Key]:
    """Nodes that a row passes through."""
    process = f"process:{row.process}"
    stage = drawn.position[process].stage
    found = drawn.suppliers[supplier]
    category = f"{found.category_zh}\n{found.category_en}"
    return (
        _Key(STAGE, stage, str(stage)),
        _Key(PROCESS, stage, process),
        _Key(CATEGORY, 0, category),
    )


def _folded(
    paths: Sequence[tuple[tuple[_Key, ...], float]], least: float
) -> dict[_Key, tuple[_Key, int]]:
    """Nodes too small to stand alone: the node that holds them, and how many it holds."""
    gross: dict[_Key, list[float]] = {}
    for path, value in paths:
        for key in path[PROCESS:]:
            gross.setdefault(key, []).append(abs(value))
    together: dict[_Key, list[_Key]] = {}
    for key, values in gross.items():
        if fsum(values) < least:
            together.setdefault(_Key(key.column, key.stage, ""), []).append(key)
    return {
        key: (holder, len(keys))
        for holder, keys in together.items()
        if len(keys) > 1
        for key in keys
    }


def _rank(key: _Key, values: Sequence[float]) -> tuple[int, int, bool, float, str]:
    """Order of nodes: by column and stage, the largest first, the small ones last."""
    return key.column, key.stage, not key.id, -fsum(abs(value) for value in values), key.id


def _entry(key: _Key, values: Sequence[float], count: int, drawn: Drawn) -> Entry:
    if key.column == STAGE:
        return drawn.stages[key.stage]
    if not key.id:
        return drawn.scale.sum("", others(count), values)
    if key.column == PROCESS:
        return drawn.position[key.id].entry
    zh, _, en = key.id.partition("\n")
    return drawn.scale.sum("", (zh, en), values)


def _bands(
    at: tuple[int, int], nodes: Sequence[Node], values: Sequence[float], scale: Scale
) -> Iterator[Band]:
    """Give the burdens between two nodes as one band and the credits as another."""
    source, target = (nodes[number].entry for number in at)
    names = (f"{source.name_zh} → {target.name_zh}", f"{source.name_en} → {target.name_en}")
    for less in (False, True):
        found = [value for value in values if (value < 0) == less]
        if found:
            yield Band(*at, scale.sum("", names, found), less)
