r"""Open ends of imported databases in a result: counted, and bounded where that is possible.

An input of an imported dataset that has no supplier counts nothing. With the demand *d* of a row on
the products of the background, :math:`A s = d` gives how often each of them is needed, and with it
the amount of every open input upstream. An open input that has candidates is worth between the
least and the most intensive of them. The others are told by amount, and by what they would be
worth at the median and at the 95th percentile of the datasets of the same unit: an order of size,
no estimate. No number of the result changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background
from pcf.background.records import ExchangeRecord
from pcf.climate import characterize
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint

#: Parts of a product that count as rounding.
_NOISE = 1e-12
_LISTED = 3
#: Kinds of data set that are no unit process and no result of one.
_APART = ("parameter", "sector")


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """Open inputs upstream of a demand on one product.

    count, known
        Open inputs, and those that have candidates.
    low, high
        kg CO2e that those with candidates would be worth, from the least to the most intensive
        candidate of each.
    usual, ceiling
        kg CO2e of the others at the median and at the 95th percentile of the unit processes and
        results of the database in their unit that emit anything; None when a unit has none.
    amounts
        Of the others: amount by name and unit of the flow, the largest first.
    """

    count: int
    known: int
    low: float
    high: float
    usual: float | None
    ceiling: float | None
    amounts: tuple[tuple[str, float, str], ...]


def with_open_ends(footprint: Footprint) -> Footprint:
    """Give the footprint with the findings on open ends and mixed kinds; no number changes."""
    if not footprint.solved.linked.background.imported:
        return footprint
    solved = footprint.solved
    found = (*open_end_findings(solved, footprint.total), *_empty(solved), *_mixed(solved))
    return replace(footprint, findings=(*footprint.findings, *found)) if found else footprint


def open_end_findings(solved: Solved, total: float) -> tuple[Finding, ...]:
    """Give one finding (``IM030``) for each row whose dataset has open ends upstream."""
    background = solved.linked.background
    finders: dict[int, OpenEndFinder] = {}
    found = []
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        if link is None or link.index is None:
            continue
        part, index = background.component(link.index)
        if not part.imported:
            continue
        if id(part) not in finders:
            finders[id(part)] = OpenEndFinder(part, _factors(solved, part))
        ends = finders[id(part)].of(index, float(solved.quantity[number]))
        if ends.count:
            most = None if ends.usual is None else abs(ends.high) + ends.usual
            share = most / abs(total) if total and most is not None else None
            found.append(_told(row.address, background, link.index, ends, share, row.place))
    return tuple(found)


def _empty(solved: Solved) -> Iterator[Finding]:
    """Rows (``IM035``) whose imported dataset emits no gas with a factor, itself or upstream."""
    per_unit = np.abs(solved.scored.characterized()).sum(axis=1)
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        if link is None or link.index is None or per_unit[solved.scored.line[number]]:
            continue
        if solved.linked.background.component(link.index)[0].imported:
            yield finding("IM035", row.place, node=row.address, observed=str(link.supplier))


def _told(
    node: str, background: Background, index: int, ends: OpenEnds, share: float | None, place: Any
) -> Finding:
    process, _ = background.products[index]
    listed = ", ".join(f"{amount:.3g} {unit} {name}" for name, amount, unit in ends.amounts)
    return finding(
        "IM030",
        place,
        node=node,
        observed=f"bg:{process}",
        share_of_total=share,
        count=ends.count,
        known=ends.known,
        unknown=ends.count - ends.known,
        low=f"{ends.low:.3g}",
        high=f"{ends.high:.3g}",
        usual="n/a" if ends.usual is None else f"{ends.usual:.3g}",
        ceiling="n/a" if ends.ceiling is None else f"{ends.ceiling:.3g}",
        amounts=listed or "-",
    )


def _factors(solved: Solved, background: Background) -> NDArray[np.float64]:
    """kg CO2e per unit of every product of a background."""
    factors, _ = characterize(
        background.columns, solved.factor_set, solved.linked.model.method.biogenic
    )
    scores: NDArray[np.float64] = background.intensities @ np.nan_to_num(factors, nan=0.0)
    return scores


class OpenEndFinder:
    """Finds the open inputs upstream of products of one background; factorized once."""

    def __init__(self, background: Background, scores: NDArray[np.float64]) -> None:
        self._background = background
        self._scores = scores
        self._solve: Any = None
        self._rows: dict[str, tuple[ExchangeRecord, ...]] = {}

    def of(self, index: int, amount: float) -> OpenEnds:
        """Open ends upstream of an amount of a product (row of the intensities)."""
        low: list[float] = []
        high: list[float] = []
        others: dict[tuple[str, str], float] = {}
        count = 0
        for row, needed in self._open(index, amount):
            count += 1
            worth = self._worth(row, needed)
            if worth:
                low.append(min(worth))
                high.append(max(worth))
            else:
                flow = self._background.flow(row.flow)
                key = (flow.name_en, flow.unit)
                others[key] = others.get(key, 0.0) + needed
        largest = sorted(others.items(), key=lambda part: (-abs(part[1]), part[0]))[:_LISTED]
        amounts = tuple((name, value, unit) for (name, unit), value in largest)
        usual, ceiling = self._typical(others)
        return OpenEnds(count, len(low), fsum(low), fsum(high), usual, ceiling, amounts)

    def _typical(self, others: dict[tuple[str, str], float]) -> tuple[float | None, float | None]:
        if any(unit not in self._spread for _, unit in others):
            return None, None
        spreads = [(abs(value), self._spread[unit]) for (_, unit), value in others.items()]
        return fsum(v * s[0] for v, s in spreads), fsum(v * s[1] for v, s in spreads)

    @cached_property
    def _spread(self) -> dict[str, tuple[float, float]]:
        """Median and 95th percentile of the intensities of each unit."""
        found: dict[str, list[float]] = {}
        for j, (process, flow) in enumerate(self._background.products):
            apart = self._background.process(process).kind in _APART
            if not apart and self._scores[j] > 0:
                unit = self._background.flow(flow).unit
                found.setdefault(unit, []).append(float(self._scores[j]))
        return {
            unit: (float(np.median(values)), float(np.quantile(values, 0.95)))
            for unit, values in found.items()
        }

    def _worth(self, row: ExchangeRecord, needed: float) -> list[float]:
        makers = self._background.providers(row.flow)
        return [needed * self._scores[self._background.index(m, row.flow)] for m in makers]

    def _open(self, index: int, amount: float) -> Iterator[tuple[ExchangeRecord, float]]:
        demand = np.zeros(len(self._background.products))
        demand[index] = amount
        supply = self._factorized()(demand)
        for j in np.flatnonzero(np.abs(supply) > _NOISE * abs(amount)).tolist():
            process, flow = self._background.products[j]
            if process not in self._rows:
                rows = self._background.exchanges(process)
                self._rows[process] = tuple(
                    r for r in rows if r.direction == "input" and not r.provider
                )
            if self._rows[process]:
                made = next(r for r in self._background.exchanges(process) if r.flow == flow)
                runs = float(supply[j]) * self._background.share(process, flow) / made.amount
                yield from ((row, row.amount * runs) for row in self._rows[process])

    def _factorized(self) -> Any:
        if self._solve is None:
            from scipy.sparse.linalg import splu

            a, _ = self._background.matrices()
            self._solve = splu(a).solve
        return self._solve


def _mixed(solved: Solved) -> tuple[Finding, ...]:
    """Whether reference parameters or sectors stand beside other datasets in one result."""
    background = solved.linked.background
    kinds: dict[str, int] = {}
    for link in solved.linked.links.values():
        if link.index is not None:
            kind = background.process(background.products[link.index][0]).kind
            kinds[kind] = kinds.get(kind, 0) + 1
    if len(kinds) < 2 or not any(kind in kinds for kind in _APART):
        return ()
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return (finding("IM031", observed=listed),)
