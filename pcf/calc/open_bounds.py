r"""What open inputs of imported databases would be worth, from datasets that compare.

With the demand *d* of a row on the products of the background, :math:`A s = d` gives how often each
of them is needed, and with it the amount *x* of every open input upstream. It is worth between

.. math:: \min_{k \in K} x\,y_k \quad\text{and}\quad \max_{k \in K} x\,y_k

with the intensities *y* of the datasets *K* that compare: its candidates in the database; else
every dataset that supplies the same product, by name, CAS number or synonym, in the database or in
the other backgrounds; else the datasets of its category in its unit. A category needs at least
`LEAST` datasets that emit something and no more than a factor `SPREAD` between the least and the
most intensive; reference parameters and input-output sectors are left out of it. Where nothing
compares there is no bound, and no number is given; nor for a flow that its package only names, or
for exchanges that the import held back. Intensities are as the databases have them:
what is open behind those datasets counts nothing in them either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background
from pcf.background.records import APART, ExchangeRecord, FlowRecord, ProcessRecord
from pcf.calc.open_flows import Basis, HeldBack, OpenFlow
from pcf.importing.flow_records import is_missing
from pcf.importing.nearest import Nearest
from pcf.units import UnitError, conversion_factor

#: Parts of a product that count as rounding.
_NOISE = 1e-12
#: Solved demands that are kept.
_KEPT = 64
#: Datasets that a category needs, and how far apart the least and most intensive may lie.
LEAST, SPREAD = 5, 100.0

#: kg CO2e per unit of every product of a background.
Scores = Callable[[Background], NDArray[np.float64]]
_Range = tuple[float, float, int]


@dataclass(slots=True)
class _Met:
    """Open inputs of one flow while they are counted."""

    inputs: int = 0
    amounts: list[float] = field(default_factory=list)


class OpenEndFinder:
    """Finds the open inputs upstream of products of one background; factorized once.

    Parameters
    ----------
    background
        The imported background.
    scores
        Intensities of the products of any background, in kg CO2e per unit.
    others
        Further backgrounds in which the same product may be found.
    """

    def __init__(
        self, background: Background, scores: Scores, others: Iterable[Background] = ()
    ) -> None:
        self._background = background
        self._scored = scores
        self._nearest = Nearest(background, others)
        self._solve: Any = None
        self._supplies: dict[int, tuple[NDArray[np.intp], NDArray[np.float64]]] = {}
        self._rows: dict[str, tuple[ExchangeRecord, ...]] = {}
        self._ranges: dict[str, tuple[Basis, _Range | None]] = {}
        self._scores: dict[str, NDArray[np.float64]] = {}

    def of(self, index: int, amount: float) -> tuple[OpenFlow, ...]:
        """Open inputs upstream of an amount of a product (row of the intensities), by flow."""
        met: dict[str, _Met] = {}
        for row, needed in self._open(index, amount):
            one = met.setdefault(row.flow, _Met())
            one.inputs += 1
            one.amounts.append(needed)
        return tuple(self._flow(flow, one) for flow, one in sorted(met.items()))

    def upstream(self, index: int) -> tuple[ProcessRecord, ...]:
        """Datasets that a product (row of the intensities) needs, its own among them."""
        names = dict.fromkeys(self._background.products[j][0] for j, _ in self._supply(index))
        return tuple(map(self._background.process, names))

    def held(self, index: int) -> Iterator[HeldBack]:
        """Give what the import held back from a product and from all that it needs."""
        for record in self.upstream(index):
            for text in record.held:
                reason, _, rest = text.partition(" ")
                count, _, name = rest.partition(" ")
                if count.isdecimal():
                    yield HeldBack(record.name_en, reason, int(count), name)

    def _flow(self, id: str, met: _Met) -> OpenFlow:
        record = self._background.flow(id)
        if id not in self._ranges:
            self._ranges[id] = self._range(record)
        basis, found = self._ranges[id]
        low = high = None
        if found is not None:
            ends = [sorted((x * found[0], x * found[1])) for x in met.amounts]
            low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
        return OpenFlow(
            id, record.name_zh, record.name_en, record.unit, sum(met.amounts), met.inputs, basis,
            low, high, found[2] if found else 0,
            tuple(near.told() for near in self._nearest.of(record)),
        )  # fmt: skip

    def _range(self, flow: FlowRecord) -> tuple[Basis, _Range | None]:
        """Least and most kg CO2e per unit of a flow, and from how many datasets."""
        if is_missing(flow.id):  # nothing is known but a name
            return "none", None
        own = [self._intensity(self._background, p, flow.id) for p in self._providers(flow.id)]
        if own:
            return "candidates", (min(own), max(own), len(own))
        same = list(self._same(flow))
        if same:
            return "same", (min(same), max(same), len(same))
        listed = self._categories.get((flow.category, flow.unit, flow.kind), ())
        if flow.category and len(listed) >= LEAST and max(listed) <= SPREAD * min(listed):
            return "category", (min(listed), max(listed), len(listed))
        return "none", None

    def _providers(self, flow: str) -> tuple[str, ...]:
        return self._background.providers(flow)

    def _same(self, flow: FlowRecord) -> Iterator[float]:
        """Intensities of all datasets that supply what counts as the same product."""
        seen: set[tuple[str, str]] = set()
        for near in self._nearest.of(flow):
            key = (near.background.id, near.flow)
            if not near.is_same or key in seen:
                continue
            seen.add(key)
            factor = _factor(flow.unit, near.background.flow(near.flow).unit)
            makers = near.background.providers(near.flow) or (near.process,)
            for maker in makers if factor is not None else ():
                yield (factor or 0.0) * self._intensity(near.background, maker, near.flow)

    def _intensity(self, background: Background, process: str, flow: str) -> float:
        if background.id not in self._scores:
            self._scores[background.id] = self._scored(background)
        return float(self._scores[background.id][background.index(process, flow)])

    @cached_property
    def _categories(self) -> Mapping[tuple[str, str, str], tuple[float, ...]]:
        """Intensities of the database by category, unit and kind of flow; those that emit."""
        found: dict[tuple[str, str, str], list[float]] = {}
        for process, id in self._background.products:
            flow = self._background.flow(id)
            score = self._intensity(self._background, process, id)
            if score > 0 and self._background.process(process).kind not in APART:
                found.setdefault((flow.category, flow.unit, flow.kind), []).append(score)
        return {key: tuple(values) for key, values in found.items()}

    def _open(self, index: int, amount: float) -> Iterator[tuple[ExchangeRecord, float]]:
        for j, each in self._supply(index):
            process, flow = self._background.products[j]
            if process not in self._rows:
                rows = self._background.exchanges(process)
                self._rows[process] = tuple(
                    r for r in rows if r.direction == "input" and not r.provider
                )
            if self._rows[process]:
                made = next(r for r in self._background.exchanges(process) if r.flow == flow)
                runs = amount * each * self._background.share(process, flow) / made.amount
                yield from ((row, row.amount * runs) for row in self._rows[process])

    def _supply(self, index: int) -> Iterable[tuple[int, float]]:
        """Products needed for one unit of a product, with their amounts."""
        if index not in self._supplies:
            demand = np.zeros(len(self._background.products))
            demand[index] = 1.0
            supply = self._factorized()(demand)
            needed = np.flatnonzero(np.abs(supply) > _NOISE)
            if len(self._supplies) >= _KEPT:
                self._supplies.clear()
            self._supplies[index] = (needed, supply[needed])
        products, amounts = self._supplies[index]
        return zip(products.tolist(), amounts.tolist(), strict=True)

    def _factorized(self) -> Any:
        if self._solve is None:
            from scipy.sparse.linalg import splu

            a, _ = self._background.matrices()
            self._solve = splu(a).solve
        return self._solve


def _factor(source: str, target: str) -> float | None:
    try:
        return 1.0 if source == target else conversion_factor(source, target)
    except UnitError:
        return None
