r"""Draws of a whole system: every entry of technosphere and burdens by its own distribution.

One draw solves :math:`A_d^\mathsf{T} y_d = r_d`, so it gives the intensity of *every* product; the
scores of any number of demands are then dot products. Eight draws are solved side by side, starting
from the nominal intensities, by accelerated Gauss-Seidel sweeps (compiled, with numba), or one by
one by BiCGSTAB. Some draws of a nearly unproductive loop do not come to rest: such a draw is solved
again, by BiCGSTAB or by factorization, and counted.

Draw *d* depends on the seed and *d* alone, not on how many are drawn, in what order, or by how many
workers. Where a draw makes a loop eat more than it makes, the equations still have an answer, but
no meaning: draws in which an intensity changes its sign are counted too.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.engine.random_words import LANES, keys
from pcf.engine.solve import (
    REFUSED,
    Case,
    UnsolvableError,
    absolute_of,
    backward_error,
    factorized,
    intensities,
    iterated,
)
from pcf.engine.spread import Spread, sample
from pcf.engine.system import Floats, Places, System

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from pcf.engine.sweeps import Sweeps

#: Change still to come that counts as at rest, of the terms of a line. An intensity that credits
#: and uptakes leave of terms 100,000 times larger is then still right to 1e-6 of itself.
REST = 1e-12


@dataclass(frozen=True, slots=True)
class BurdenEntries:
    """Characterized burdens of processes one by one (start, amount), which draw apart."""

    start: Places
    amount: Floats


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A system with the spread of its entries.

    burdens
        Entries behind the one column of burdens of the system; they add up to it.
    """

    system: System
    technosphere: Spread
    burdens: BurdenEntries
    burden_spread: Spread


@dataclass(frozen=True, slots=True)
class Drawn:
    """Scores of draws.

    scores
        One line per draw, one column per demand.
    again
        How many draws the first way did not bring to rest, so that another one solved them.
    unsolvable
        Draws without an answer; their scores are NaN.
    turned
        Draws in which an intensity has the other sign than in the nominal system: their loops may
        eat more than they make.
    """

    scores: Floats
    again: int
    unsolvable: int
    turned: int


class Sampler:
    """Solves blocks of eight draws; threads may share it."""

    def __init__(self, uncertain: Uncertain, *, compiled: bool | None = None) -> None:
        self.uncertain = uncertain
        self.compiled = has_compiler() if compiled is None else compiled
        self._nominal = intensities(uncertain.system).values[:, 0]

    @property
    def nominal(self) -> Floats:
        """Intensities of the nominal amounts."""
        return self._nominal

    def amounts(self, seed: int, block: int) -> tuple[Floats, Floats]:
        """Amounts of technosphere and burdens of eight draws."""
        u = self.uncertain
        entries = u.system.entries
        drawn = sample(entries.amount, u.technosphere, seed, block)
        return drawn, sample(u.burdens.amount, u.burden_spread, seed, block, entries.count)

    def block(self, seed: int, block: int) -> tuple[Floats, int, int]:
        """Intensities (n × 8) of a block; how many were solved another way; how many have none."""
        return self._compiled(seed, block) if self.compiled else self._plain(seed, block)

    def _compiled(self, seed: int, block: int) -> tuple[Floats, int, int]:
        y, coming = self._sweeps.block(keys(seed, block), REST)
        rest = (coming <= REST) & np.all(np.isfinite(y), axis=0)
        if np.all(rest):
            return y, 0, 0
        _, lost = self._one_by_one(seed, block, y, ~rest)
        return y, int(np.sum(~rest)), lost

    @cached_property
    def _sweeps(self) -> Sweeps:
        from pcf.engine.sweeps import Sweeps

        return Sweeps(self.uncertain, self._nominal)

    def _plain(self, seed: int, block: int) -> tuple[Floats, int, int]:
        y = np.empty((self.uncertain.system.size, LANES))
        return (y, *self._one_by_one(seed, block, y, np.ones(LANES, dtype=bool)))

    def _one_by_one(
        self, seed: int, block: int, y: Floats, which: NDArray[np.bool_]
    ) -> tuple[int, int]:
        """Solve draws of a block in double precision, into `y`.

        Gives how many BiCGSTAB did not settle, and how many have no answer.
        """
        drawn, right = self._right(seed, block)
        again = lost = 0
        for lane in np.flatnonzero(which):
            matrix = self.uncertain.system.transposed_with(drawn[:, lane])
            y[:, lane], error = iterated(self._case(matrix, right[:, lane]), self._nominal, REST)
            if not error <= REST:
                again += 1
                y[:, lane], found = _exactly(matrix, right[:, lane])
                lost += not found
        return again, lost

    def _case(self, matrix: csr_array, right: Floats) -> Case:
        diagonal, every = self.uncertain.system.diagonal, np.ones(len(right), dtype=bool)
        return Case(matrix, absolute_of(matrix), diagonal, right, every)

    def _right(self, seed: int, block: int) -> tuple[Floats, Floats]:
        """Amounts of the technosphere, and burdens by process."""
        drawn, burdens = self.amounts(seed, block)
        return drawn, _summed(self.uncertain.burdens.start, burdens)


def has_compiler() -> bool:
    """Whether numba is installed."""
    from importlib.util import find_spec

    return find_spec("numba") is not None


def monte_carlo(
    sampler: Sampler, demands: csr_array, draws: int, seed: int, *, workers: int = 1
) -> Drawn:
    """Scores of demands (products × n) over draws 0, 1, … of a seed.

    Any number of workers gives the same bits.
    """
    scores = np.empty((draws, demands.shape[0]))
    again = lost = turned = 0
    for first, (y, slow, unsolvable) in blocks(sampler, draws, seed, workers):
        kept = min(LANES, draws - first)
        scores[first : first + kept] = np.asarray(demands @ y[:, :kept]).T
        again, lost = again + slow, lost + unsolvable
        other = np.any(y[:, :kept] * sampler.nominal[:, None] < 0.0, axis=0)
        turned += int(np.sum(other))
    return Drawn(scores, again, lost, turned)


def blocks(
    sampler: Sampler, draws: int, seed: int, workers: int = 1
) -> Iterator[tuple[int, tuple[Floats, int, int]]]:
    """Give the blocks of draws in order: first draw, and what `Sampler.block` gives."""
    count = -(-draws // LANES)
    if workers == 1:
        for number in range(count):
            yield number * LANES, sampler.block(seed, number)
        return
    with ThreadPoolExecutor(workers) as pool:
        for begin in range(0, count, 4 * workers):  # a bounded number of blocks in memory
            numbers = range(begin, min(begin + 4 * workers, count))
            found = pool.map(lambda number: sampler.block(seed, number), numbers)
            yield from ((number * LANES, item) for number, item in zip(numbers, found, strict=True))


def _summed(start: Places, amounts: Floats) -> Floats:
    """Sums of lines by process; a process without lines has zero."""
    found = np.zeros((len(start) - 1, LANES))
    filled = start[1:] > start[:-1]
    found[filled] = np.add.reduceat(amounts, start[:-1][filled], axis=0)
    return found


def _exactly(matrix: csr_array, right: Floats) -> tuple[Floats, bool]:
    """Solve by factorization; NaN without an answer."""
    try:
        x = factorized(matrix)(right)
    except UnsolvableError:
        return np.full(len(right), np.nan), False
    if backward_error(matrix, absolute_of(matrix), right, x) > REFUSED:
        return np.full(len(right), np.nan), False
    return x, True
