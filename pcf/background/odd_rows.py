"""Rows and processes of a background that deserve a look, found by whole columns.

A row that is not odd here has no fault; an odd one may have none either. So half a million rows are
settled at once, and the few that are left are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.background.records import BURDEN_FREE, ProcessRecord
from pcf.background.rows import Column
from pcf.units import compatible

if TYPE_CHECKING:
    from pcf.background.validate import Index

OUTPUTS = ("output", "coproduct")
_SUPPLIED = ("product", "service", "waste_service")
#: Kinds of flow that may stand in each direction.
FITTING = {
    "output": _SUPPLIED,
    "coproduct": (*_SUPPLIED, *BURDEN_FREE),
    "input": _SUPPLIED,
    "emission": ("elementary",),
}

Mask = NDArray[np.bool_]


def same_kind(unit: str, other: str) -> bool:
    """Whether two units measure the same thing; equal spellings do, without any conversion."""
    return unit == other or compatible(unit, other)


class OddRows:
    """Looks at the columns of the exchanges of a background."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._rows = index.exchanges
        self._texts = index.exchanges.texts

    def rows(self) -> list[int]:
        """Places of rows that may have a fault, in their order."""
        index, texts = self._index, self._texts
        known, sources = index.flows, index.sources
        odd = ~np.isfinite(self._rows.numbers["amount"])
        odd |= ~texts["process"].where(index.processes.__contains__)
        odd |= ~texts["flow"].where(known.__contains__)
        odd |= ~texts["sources"].where(lambda keys: bool(keys) and sources.issuperset(keys))
        odd |= self._odd_pairs("flow", "direction", self._fits)
        odd |= self._odd_pairs("flow", "unit", self._measures)
        odd |= texts["direction"].where(lambda word: word == "input") & ~self._supplied()
        found: list[int] = np.flatnonzero(odd).tolist()
        return found

    def _fits(self, flow: str, direction: str) -> bool:
        record = self._index.flows.get(flow)
        return record is not None and record.kind in FITTING.get(direction, ())

    def _measures(self, flow: str, unit: str) -> bool:
        record = self._index.flows.get(flow)
        return record is not None and same_kind(unit, record.unit)

    def _odd_pairs(self, one: str, other: str, fits: Callable[[str, str], bool]) -> Mask:
        """Rows whose words in two columns do not fit; each pair of words is looked at once."""
        pairs, which = self._texts[one].with_other(self._texts[other])
        found: Mask = np.array([not fits(*pair) for pair in pairs], dtype=bool)[which]
        return found

    def _supplied(self) -> Mask:
        """Whether an input has a supplier that makes its flow, or may be an open end."""
        texts, index = self._texts, self._index
        processes = {id: number for number, id in enumerate(texts["process"].words)}
        provider = texts["provider"].positions(processes)
        flow, width = texts["flow"].codes.astype(np.int64), max(len(texts["flow"].words), 1)
        made = texts["process"].codes.astype(np.int64) * width + flow
        wanted = np.where(provider >= 0, provider * width + flow, -1)
        found: Mask = np.isin(wanted, np.unique(made[index.are_supplies]))
        if index.tables.manifest.imported:
            found |= texts["provider"].where(lambda word: not word)
        return found

    def processes(self) -> list[bool]:
        """Whether the head or the outputs of each process may have a fault.

        They are sound when the head names known sources and a known product in a unit that
        measures it, and the process has one output alone, that product, with the amount and in the
        unit that the head states.
        """
        texts, listed = self._texts, self._index.tables.processes
        outputs = np.flatnonzero(texts["direction"].where(OUTPUTS.__contains__))
        if not len(outputs):
            return [True] * len(listed)
        makers = texts["process"].codes[outputs]
        row = np.full(len(texts["process"].words) + 1, -1, dtype=np.int64)  # the last: no word
        row[makers] = outputs
        row[np.flatnonzero(np.bincount(makers, minlength=len(row)) > 1)] = -1
        at = row[_coded(texts["process"], (process.id for process in listed))]
        sound = (at >= 0) & np.fromiter(map(self._has_sound_head, listed), bool, len(listed))
        at = np.maximum(at, 0)
        for name, stated in (
            ("direction", ("output" for _ in listed)),
            ("flow", (process.product for process in listed)),
            ("unit", (process.unit for process in listed)),
        ):
            sound &= texts[name].codes[at] == _coded(texts[name], stated)
        amounts = self._rows.numbers["amount"][at]
        stated_amounts = np.fromiter((process.amount for process in listed), float, len(listed))
        sound &= (amounts > 0) & (amounts < np.inf) & (amounts == stated_amounts)
        odd: list[bool] = (~sound).tolist()
        return odd

    def _has_sound_head(self, process: ProcessRecord) -> bool:
        flow = self._index.flows.get(process.product)
        return (
            flow is not None
            and bool(process.sources)
            and self._index.sources.issuperset(process.sources)
            and same_kind(process.unit, flow.unit)
        )


def _coded(column: Column, words: Iterable[str]) -> NDArray[np.int64]:
    """Codes of words in a column; -1 for those that it does not hold."""
    codes = {word: code for code, word in enumerate(column.words)}
    found: NDArray[np.int64] = np.array([codes.get(word, -1) for word in words], dtype=np.int64)
    return found
