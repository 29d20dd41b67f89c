"""Rows and processes of a background that deserve a look, found by whole columns.

A row that is not odd here has no fault; an odd one may have none either. So half a million rows are
settled at once, and the few that are left are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.background.records import BURDEN_FREE
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
        first, second = self._texts[one], self._texts[other]
        width = max(len(second.words), 1)
        pairs, inverse = np.unique(
            first.codes.astype(np.int64) * width + second.codes, return_inverse=True
        )
        odd = [not fits(first.words[p // width], second.words[p % width]) for p in pairs.tolist()]
        found: Mask = np.array(odd, dtype=bool)[inverse]
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
        """Whether the outputs of each process may have a fault.

        Those of a process are sound when it has one output alone, the reference product, with the
        amount and in the unit that the head states.
        """
        outputs = np.flatnonzero(self._texts["direction"].where(OUTPUTS.__contains__)).tolist()
        rows, texts = self._rows, self._texts
        met: dict[str, int] = {}
        for row in outputs:
            process = texts["process"].words[texts["process"].codes[row]]
            met[process] = row if process not in met else -1
        odd = []
        for process in self._index.tables.processes:
            row = met.get(process.id, -1)
            stated = ("output", process.product, process.unit)
            if row < 0:
                odd.append(True)
                continue
            found = tuple(
                texts[n].words[texts[n].codes[row]] for n in ("direction", "flow", "unit")
            )
            amount = float(rows.numbers["amount"][row])
            odd.append(
                found != stated
                or process.product not in self._index.flows
                or not 0 < amount < np.inf
                or amount != process.amount
            )
        return odd
