r"""Draws of the background: every exchange of its datasets that states a spread.

What a dataset states is the spread of its exchange; after allocation it is that of the entry of
the matrix. The engine draws an entry by its own place, so that two products on one background meet
the same background in the same draw. Lognormal entries have their amount as the median, with
:math:`σ = \ln(h/l)/2z`; bounds without a distribution count as uniform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING

import numpy as np

from pcf.calc.distributions import Z95
from pcf.calc.solve import NEGATIVE
from pcf.calc.uncertain.stated import sigma_of_pedigree
from pcf.engine.derivatives import elasticities
from pcf.engine.montecarlo import BurdenEntries, Sampler, Uncertain
from pcf.engine.random_words import LANES
from pcf.engine.solve import UnsolvableError, supply
from pcf.engine.spread import Kind, Spread
from pcf.engine.system import Entries, Floats, System
from pcf.units import conversion_factor

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.records import ExchangeRecord
    from pcf.calc.footprint import Footprint
    from pcf.model.spread import PedigreeTable

#: Kind, scale, low and high of an entry, in the sign and the unit of the matrix.
_Law = tuple[int, float, float, float]
_CERTAIN: _Law = (int(Kind.NONE), 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class BackgroundCover:
    """What of the background is drawn.

    reached, drawn
        Entries of the matrices behind the product, and those of them that have a spread.
    weight
        Part (0..1) of the elasticities of the background's score, in absolute value, on entries
        that are drawn; the rest states no spread and stays as it is.
    apart
        Drawn entries of datasets with several products, which are drawn once for each product.
    """

    reached: int
    drawn: int
    weight: float | None
    apart: int


@dataclass(frozen=True, slots=True)
class BackgroundBlock:
    """Intensities of some draws, and how they were come by.

    values
        Intensities of the products that were asked for (places × draws).
    again
        Draws that the first way did not bring to rest and another one solved; blocks of eight are
        solved together, so draws that fill up the last block count.
    lost
        Draws without an answer.
    turned
        Draws in which a process behind the product would have to run the other way: a loop eats
        more than it makes. Looked at where an intensity behind the product turns its sign.
    """

    values: Floats
    again: int
    lost: int
    turned: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Which exchange of which dataset an entry of the matrices is.

    product
        Output of the dataset that carries it.
    supplier
        Dataset that is drawn on; empty for an emission.
    """

    dataset: str
    product: str
    row: str
    supplier: str
    flow: str


class BackgroundDraws:
    """The matrices of a background with spreads, and intensities of draws."""

    def __init__(
        self,
        background: Background,
        factors: Floats,
        pedigree: PedigreeTable | None = None,
        demand: Floats | None = None,
    ) -> None:
        """Read the matrices.

        Parameters
        ----------
        factors
            kg CO2e per kg by greenhouse-gas column.
        demand
            Amounts of products per functional unit; what is behind them is watched in the draws.
        """
        made = _Made(background, factors, pedigree)
        self.uncertain = made.uncertain()
        self._apart = np.array(made.apart, dtype=bool)
        self.entries = tuple(made.inputs + made.emissions)
        self.sampler = Sampler(self.uncertain)
        size = self.uncertain.system.size
        self._demand = np.zeros(size) if demand is None else demand
        self._running = (
            supply(self.uncertain.system, self._demand).values[:, 0]
            if np.any(self._demand)
            else np.zeros(size)
        )

    @property
    def nominal(self) -> Floats:
        """Intensities of the stated amounts."""
        return self.sampler.nominal

    def intensities(self, places: list[int], seed: int, first: int, count: int) -> BackgroundBlock:
        """Solve draws for the intensities of some products."""
        begin, end = first // LANES, -(-(first + count) // LANES)
        found, again, turned, lost = [], 0, 0, 0
        for block in range(begin, end):
            y, slow, _ = self.sampler.block(seed, block)
            lanes = range(max(first - block * LANES, 0), min(first + count - block * LANES, LANES))
            found.append(y[places][:, lanes])
            again += slow if lanes[0] == 0 else 0  # a block is counted where it begins
            lost += int(np.sum(np.any(np.isnan(y[:, lanes]), axis=0)))
            turned += self._turned(y, (seed, block), lanes)
        return BackgroundBlock(np.concatenate(found, axis=1), again, lost, turned)

    def _turned(self, y: Floats, at: tuple[int, int], lanes: range) -> int:
        """Count draws in which a process behind the demand turns."""
        behind = self._running != 0.0
        other = np.any(y[behind] * self.nominal[behind, None] < 0.0, axis=0)
        lines = [lane for lane in lanes if other[lane]]
        if not lines:
            return 0
        drawn = self.sampler.amounts(*at)[0]
        return sum(self._runs_backwards(drawn[:, lane]) for lane in lines)

    def _runs_backwards(self, amounts: Floats) -> bool:
        """Whether the demand makes a process run the other way than as stated."""
        system = self.uncertain.system
        changed = replace(system, entries=replace(system.entries, amount=amounts))
        try:
            running = supply(changed, self._demand).values[:, 0]
        except UnsolvableError:
            return False  # counted among those without an answer
        least = NEGATIVE * float(np.max(np.abs(running), initial=0.0))
        return bool(np.any((running * self._running < 0.0) & (np.abs(running) > least)))

    def elasticities(self, demand: Floats) -> tuple[Floats, Floats]:
        """Elasticities of the score of a demand by entry: technosphere, burdens."""
        system = self.uncertain.system
        running = supply(system, demand).values[:, 0]
        found = elasticities(system, running, self.nominal)
        burdens, starts = self.uncertain.burdens, self.uncertain.burdens.start
        of = np.repeat(np.arange(system.size), np.diff(starts))
        score = float(running @ system.burdens[:, 0])
        return found.technosphere, running[of] * burdens.amount / score

    def cover(self, demand: Floats) -> BackgroundCover:
        """Say what of a demand is drawn."""
        if not np.any(demand) or not float(self.nominal @ demand):
            return BackgroundCover(0, 0, None, 0)
        every = np.abs(np.concatenate(self.elasticities(demand)))
        u = self.uncertain
        drawn = np.concatenate([u.technosphere.kind, u.burden_spread.kind]) != Kind.NONE
        reached = every > 0.0
        whole = float(np.sum(every))
        return BackgroundCover(
            int(np.sum(reached)),
            int(np.sum(reached & drawn)),
            float(np.sum(every[drawn])) / whole if whole else None,
            int(np.sum(reached & drawn & self._apart)),
        )


def background_demand(footprint: Footprint) -> Floats:
    """Amounts of background products per functional unit."""
    solved = footprint.solved
    demand = np.zeros(len(solved.linked.background.products))
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        if link is not None and link.index is not None and solved.scored.line[number] >= 0:
            demand[link.index] += solved.quantity[number]
    return demand


class _Made:
    """Entries of the matrices with their spreads, product by product."""

    def __init__(
        self, background: Background, factors: Floats, pedigree: PedigreeTable | None
    ) -> None:
        self._background = background
        self._pedigree = pedigree
        self._place = {product: n for n, product in enumerate(background.products)}
        self._column = {(c.flow, c.ledger): n for n, c in enumerate(background.columns)}
        self._factors = np.nan_to_num(factors, nan=0.0)
        self.inputs: list[Entry] = []
        self.emissions: list[Entry] = []
        self.apart: list[bool] = []

    def uncertain(self) -> Uncertain:
        """Matrices of the engine."""
        size = len(self._place)
        diagonal, burdens = np.ones(size), np.zeros((size, 1))
        starts, burden_starts = [0], [0]
        inputs: list[tuple[int, float, _Law, bool]] = []
        emitted: list[tuple[float, _Law, bool]] = []
        for product, place in self._place.items():
            several = len(self._background.outputs(product[0])) > 1
            for row, per_unit in self._rows(product):
                law = _law(row, per_unit, self._pedigree)
                if row.direction == "input":
                    supplier = self._place[row.provider, row.flow]
                    if supplier == place:
                        diagonal[place] -= row.amount * per_unit
                    else:
                        sign = (law[0], law[1], -law[3], -law[2])
                        self.inputs.append(Entry(*product, row.id, row.provider, row.flow))
                        inputs.append((supplier, -row.amount * per_unit, sign, several))
                else:
                    factor = self._factor(row)
                    burdens[place] += row.amount * per_unit * factor
                    law = _times(law, factor)
                    self.emissions.append(Entry(*product, row.id, "", row.flow))
                    emitted.append((row.amount * per_unit * factor, law, several))
            starts.append(len(inputs))
            burden_starts.append(len(emitted))
        self.apart = [e[3] for e in inputs] + [e[2] for e in emitted]
        entries = Entries(
            np.array(starts, dtype=np.int32),
            np.array([e[0] for e in inputs], dtype=np.int32),
            np.array([e[1] for e in inputs], dtype=np.float64),
        )
        return Uncertain(
            System(entries, diagonal, burdens),
            _spread([e[2] for e in inputs]),
            BurdenEntries(
                np.array(burden_starts, dtype=np.int32),
                np.array([e[0] for e in emitted], dtype=np.float64),
            ),
            _spread([e[1] for e in emitted]),
        )

    def _rows(self, product: tuple[str, str]) -> Iterator[tuple[ExchangeRecord, float]]:
        """Inputs and emissions of a product, with what turns an amount into one per unit of it."""
        process, flow = product
        rows = self._background.exchanges(process)
        made = next(r for r in rows if r.flow == flow and r.direction in ("output", "coproduct"))
        unit = self._background.flow(flow).unit
        share = self._background.share(process, flow)
        per_unit = share / (made.amount * conversion_factor(made.unit, unit))
        for row in rows:
            if row.direction == "emission" or (row.direction == "input" and row.provider):
                own = self._background.flow(row.flow).unit
                yield row, per_unit * conversion_factor(row.unit, own)

    def _factor(self, row: ExchangeRecord) -> float:
        ledger = row.ledger or self._background.flow(row.flow).ledger
        column = self._column.get((row.flow, ledger))
        return 0.0 if column is None else float(self._factors[column])


def _law(row: ExchangeRecord, per_unit: float, pedigree: PedigreeTable | None) -> _Law:
    """Spread of a row per unit of the product; certain when it states none that fits."""
    word, low, high = row.uncertainty, row.low, row.high
    if low is None or high is None or not low < high:
        sigma = sigma_of_pedigree(row.pedigree, pedigree) if pedigree is not None else None
        return (int(Kind.LOGNORMAL), sigma, 0.0, 0.0) if sigma and row.amount else _CERTAIN
    least, most = sorted((low * per_unit, high * per_unit))
    if word == "lognormal":
        fits = low > 0.0 and high > 0.0 and row.amount > 0.0
        return (int(Kind.LOGNORMAL), log(high / low) / (2 * Z95), 0.0, 0.0) if fits else _CERTAIN
    if word == "normal":
        return (int(Kind.NORMAL), (most - least) / (2.0 * Z95), 0.0, 0.0)
    if word == "triangular":
        fits = low <= row.amount <= high
        return (int(Kind.TRIANGULAR), 0.0, least, most) if fits else _CERTAIN
    return (int(Kind.UNIFORM), 0.0, least, most)


def _times(law: _Law, factor: float) -> _Law:
    """Law of an amount times a factor."""
    low, high = sorted((law[2] * factor, law[3] * factor))
    return law[0], law[1] if law[0] == Kind.LOGNORMAL else law[1] * abs(factor), low, high


def _spread(laws: list[_Law]) -> Spread:
    columns = list(zip(*laws, strict=True)) if laws else [(), (), (), ()]
    return Spread(
        np.array(columns[0], dtype=np.int8),
        *(np.array(column, dtype=np.float64) for column in columns[1:]),
    )
