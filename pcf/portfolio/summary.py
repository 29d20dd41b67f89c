"""What a table of results says as a whole: how many, how they spread, best, worst, and failures.

The table is read twice line by line, so memory does not grow with it. Results are ordered and
counted within one basis only: others may not be compared.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import fsum
from pathlib import Path
from typing import Any

from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.portfolio.results import NAMES, OK, Result, read_results, result_of

#: Results listed as the best, the worst and the first ones; failures listed; bases listed.
LISTED, FIRST, FAILURES, BASES = 10, 50, 50, 20
#: Bars of a distribution.
BARS = 24
_WAY, _STATUS, _TOTAL, _UNIT, _BASIS, _FINDINGS = map(
    NAMES.index, ("way", "status", "total", "unit", "basis", "findings")
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Results of one basis.

    bars
        Counts of results in equal steps from the lowest to the highest total.
    best, worst
        The lowest and the highest totals; ties in the order of the portfolio.
    """

    basis: str
    unit: str
    count: int
    lowest: float
    highest: float
    mean: float
    bars: tuple[int, ...]
    best: tuple[Result, ...]
    worst: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Summary(PlainData):
    """A table of results as a whole.

    codes
        How many results failed by each finding.
    spreads
        By basis, in the order of their first result; `bases` counts all of them.
    first, failures
        The first results, and the first ones that failed.
    compiled
        Results that were computed together rather than one by one.
    """

    count: int
    failed: int
    compiled: int
    codes: tuple[tuple[str, int], ...]
    bases: int
    spreads: tuple[Spread, ...]
    first: tuple[Result, ...]
    failures: tuple[Result, ...]

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the summary as it stands in the `data` object of ``pcf batch --format json``."""
        return {
            "results": self.count,
            "failed": self.failed,
            "compiled": self.compiled,
            "codes": dict(self.codes),
            "bases": self.bases,
            "spreads": [
                {
                    "basis": s.basis,
                    "unit": s.unit,
                    "count": s.count,
                    "lowest": s.lowest,
                    "highest": s.highest,
                    "mean": s.mean,
                    "bars": list(s.bars),
                    "best": [_line(r) for r in s.best],
                    "worst": [_line(r) for r in s.worst],
                }
                for s in self.spreads
            ],
            "failures": [
                {**_line(r), "findings": r.cells["findings"].split(), "place": r.cells["place"]}
                for r in self.failures
            ],
        }


def _line(result: Result) -> dict[str, Any]:
    names = ("product", "scenario", "target", "suppliers", "variant")
    return {
        "number": int(result.cells["number"]),
        **{name: result.cells[name] or None for name in names},
        "total": result.total,
    }


def summarized(file: Path) -> Summary:
    """Read a table of results for what it says as a whole."""
    seen = _Seen()
    for cells in lines_of(file):
        seen.add(cells)
    bars = {basis: [0] * BARS for basis in list(seen.bases)[:BASES]}
    for cells in lines_of(file):
        if (own := bars.get(cells[_BASIS])) is not None:
            own[seen.bases[cells[_BASIS]].bar(float(cells[_TOTAL]))] += 1
    return Summary(
        seen.count,
        seen.failed,
        seen.compiled,
        tuple(sorted(seen.codes.items())),
        len(seen.bases),
        tuple(seen.bases[basis].spread(basis, tuple(own)) for basis, own in bars.items()),
        tuple(seen.first),
        tuple(seen.failures),
    )


def lines_of(file: Path) -> Iterator[list[str]]:
    """Give the cells of the results of a finished table, one result at a time."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        stream.readline()
        yield from read_results(stream)


class _Seen:
    def __init__(self) -> None:
        self.count = self.compiled = self.failed = 0
        self.codes: Counter[str] = Counter()
        self.bases: dict[str, _Basis] = {}
        self.first: list[Result] = []
        self.failures: list[Result] = []

    def add(self, cells: list[str]) -> None:
        self.count += 1
        self.compiled += cells[_WAY] == "compiled"
        if len(self.first) < FIRST:
            self.first.append(result_of(cells))
        if cells[_STATUS] != OK:
            self.failed += 1
            self.codes.update(cells[_FINDINGS].split())
            if len(self.failures) < FAILURES:
                self.failures.append(result_of(cells))
            return
        basis = self.bases.get(cells[_BASIS])
        if basis is None:
            basis = self.bases[cells[_BASIS]] = _Basis(cells[_UNIT])
        basis.add(cells, float(cells[_TOTAL]), self.count)


@dataclass
class _Basis:
    unit: str
    count: int = 0
    lowest: float = float("inf")
    highest: float = float("-inf")
    total: float = 0.0
    best: list[tuple[float, int, list[str]]] = field(default_factory=list)
    worst: list[tuple[float, int, list[str]]] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)

    def add(self, cells: list[str], total: float, number: int) -> None:
        self.count += 1
        self.lowest, self.highest = min(self.lowest, total), max(self.highest, total)
        self.waiting.append(total)
        if len(self.waiting) > 1000:
            self.total, self.waiting = fsum([self.total, *self.waiting]), []
        _push(self.best, (-total, -number, cells))
        _push(self.worst, (total, -number, cells))

    def bar(self, total: float) -> int:
        """Place of a total among the bars."""
        wide = self.highest - self.lowest
        return min(int((total - self.lowest) / wide * BARS), BARS - 1) if wide > 0.0 else 0

    def spread(self, basis: str, bars: tuple[int, ...]) -> Spread:
        mean = fsum([self.total, *self.waiting]) / self.count
        best, worst = (
            tuple(
                result_of(item[2]) for item in sorted(heap, key=lambda item: (-item[0], -item[1]))
            )
            for heap in (self.best, self.worst)
        )
        return Spread(basis, self.unit, self.count, self.lowest, self.highest, mean, bars,
                      best, worst)  # fmt: skip


def _push(heap: list[tuple[float, int, list[str]]], item: tuple[float, int, list[str]]) -> None:
    if len(heap) < LISTED:
        heapq.heappush(heap, item)
    elif item[:2] > heap[0][:2]:
        heapq.heapreplace(heap, item)
