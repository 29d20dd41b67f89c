"""The Sankey of the supply chain as plain values: stage, unit process, category of the dataset.

Widths are absolute values, so a credit has a band like a burden; it keeps its sign in its text and
is marked `less`, which the page draws in another colour. Burdens and credits between the same two
nodes are two bands: nothing is netted away. Small nodes stand together as one, which
says how many it holds; see `pcf.calc.small_parts`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.supply_flows import Shown, others
from pcf.documents.living.entries import Drawn, Entry, Scale

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
    values: dict[_Key, list[float]] = {}
    pairs: dict[tuple[_Key, _Key], list[float]] = {}
    held: dict[_Key, set[str]] = {}
    for row, at in zip(drawn.rows, drawn.of_row, strict=True):
        if not row.value:
            continue
        path = _path(row, drawn)
        category = drawn.suppliers[at]
        names = row.process, f"{category.category_zh}\n{category.category_en}"
        for key, name in zip(path[PROCESS:], names, strict=True):
            held.setdefault(key, set()).add(name)
        for key in path:
            values.setdefault(key, []).append(row.value)
        for pair in pairwise(path):
            pairs.setdefault(pair, []).append(row.value)
    order = sorted(values, key=lambda key: _rank(key, values[key]))
    nodes = tuple(
        Node(key.column, _entry(key, values[key], held.get(key, set()), drawn)) for key in order
    )
    position = {key: number for number, key in enumerate(order)}
    bands = (
        _bands((source, target), (position[source], position[target]), nodes, found, drawn.scale)
        for (source, target), found in pairs.items()
    )
    return Sankey(nodes, tuple(band for pair in bands for band in pair))


@dataclass(frozen=True, slots=True)
class _Key:
    """A node: its column, the stage of a process, and the part that it shows."""

    column: int
    stage: int
    part: str

    @property
    def is_small(self) -> bool:
        """Whether small parts stand together in it."""
        return self.part.startswith("small:")


def _path(row: RowResult, drawn: Drawn) -> tuple[_Key, _Key, _Key]:
    """Nodes that a row passes through."""
    stage = drawn.position[f"process:{row.process}"].stage
    return (
        _Key(STAGE, stage, ""),
        _Key(PROCESS, stage, drawn.small.processes[row.process]),
        _Key(CATEGORY, 0, drawn.small.suppliers[row.supplier]),
    )


def _rank(key: _Key, values: Sequence[float]) -> tuple[int, int, bool, float, str]:
    """Order of nodes: by column and stage, the largest first, the small ones last."""
    return key.column, key.stage, key.is_small, -fsum(abs(value) for value in values), key.part


def _entry(key: _Key, values: Sequence[float], held: Collection[str], drawn: Drawn) -> Entry:
    if key.column == STAGE:
        return drawn.stages[key.stage]
    if key.is_small:
        return drawn.scale.sum(key.part, others(len(held)), values)
    if key.column == PROCESS:
        return drawn.position[key.part].entry
    zh, _, en = min(held).partition("\n")
    return drawn.scale.sum(Shown().use(key.part), (zh, en), values)


def _bands(
    ends: tuple[_Key, _Key], at: tuple[int, int], nodes: Sequence[Node], values: Sequence[float],
    scale: Scale,
) -> Iterator[Band]:  # fmt: skip
    """Give the burdens between two nodes as one band and the credits as another."""
    source, target = (nodes[number].entry for number in at)
    names = (f"{source.name_zh} → {target.name_zh}", f"{source.name_en} → {target.name_en}")
    first, second = ends
    part = second.part if first.column == STAGE else f"{second.part},{first.part}"
    for less in (False, True):
        found = [value for value in values if (value < 0) == less]
        if found:
            address = f"{'credit' if less else 'burden'}:{part}"
            yield Band(*at, scale.sum(address, names, found), less)
