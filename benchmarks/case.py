"""One generated system as every tool of a comparison sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.foregrounds import Portfolio, portfolio
from benchmarks.generator import System as Generated
from benchmarks.generator import generate
from pcf.engine.montecarlo import BurdenEntries, Uncertain
from pcf.engine.spread import Spread
from pcf.engine.system import System

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

Floats = NDArray[np.float64]

#: Elementary flows with a characterization factor, all elementary flows, others of a process.
GASES, FLOWS, OTHERS = 20, 2000, 12
#: Standard deviation of the logarithm of every input and every emission in draws.
SIGMA = 0.2
PRODUCTS = 1000


@dataclass(frozen=True)
class Case:
    """A background of `size` processes with a portfolio on it.

    `flows` holds elementary flows without a factor, as rows, columns and amounts; a tool that keeps
    whole inventories carries them, an intensity of a method does not.
    """

    size: int
    made: Generated
    factors: Floats
    flows: tuple[NDArray[np.int64], NDArray[np.int64], Floats]
    portfolio: Portfolio

    @classmethod
    def of(cls, size: int, products: int = PRODUCTS, nodes: int = 150) -> Case:
        """Make the case of a size; the same size gives the same case."""
        made = generate(size, GASES)
        rng = np.random.default_rng(size)
        columns = np.repeat(np.arange(size), OTHERS)
        width = (FLOWS - GASES) // OTHERS
        rows = GASES + (
            np.tile(np.arange(OTHERS), size) * width + rng.integers(0, width, len(columns))
        )
        flows = (rows, columns, rng.lognormal(-4.0, 2.0, len(columns)))
        return cls(size, made, rng.random(GASES) + 0.1, flows, portfolio(made, products, nodes))

    @cached_property
    def technosphere(self) -> csc_array:
        """Technosphere of the background."""
        from scipy.sparse import csc_array

        own, made = np.arange(self.size), self.made
        at = (np.concatenate([own, made.rows]), np.concatenate([own, made.columns]))
        held = np.concatenate([np.ones(self.size), -made.amounts])
        return csc_array((held, at), shape=(self.size, self.size))

    @cached_property
    def system(self) -> System:
        """The background with its characterized burdens."""
        return System.of(self.technosphere, self.burdens)

    @cached_property
    def burdens(self) -> Floats:
        """Characterized burden of one run of every process."""
        made = self.made
        return np.bincount(
            made.gas_columns, made.gas_amounts * self.factors[made.gas_rows], self.size
        )

    @property
    def uncertain(self) -> Uncertain:
        """Every input and every characterized emission lognormal with `SIGMA`."""
        made, system = self.made, self.system
        counts = np.bincount(made.gas_columns, minlength=self.size)
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        amounts = made.gas_amounts * self.factors[made.gas_rows]
        return Uncertain(
            system,
            Spread.lognormal(np.full(system.entries.count, SIGMA)),
            BurdenEntries(start, amounts),
            Spread.lognormal(np.full(len(amounts), SIGMA)),
        )

    @cached_property
    def demands(self) -> csr_array:
        """What the portfolio draws from the background: products × processes."""
        from scipy.sparse import csc_array, csr_array
        from scipy.sparse.linalg import splu

        own = self.portfolio
        solve = splu(csc_array(own.transposed)).solve
        asked = np.zeros((own.size, 1))
        asked[own.demanded] = 1.0
        runs = solve(asked, trans="T")[:, 0]
        drawn = own.drawn(self.size)
        scaled = drawn.multiply(runs[:, None]).tocoo()
        found = csr_array(
            (scaled.data, (scaled.coords[0] // own.nodes, scaled.coords[1])),
            shape=(own.products, self.size),
        )
        found.sum_duplicates()
        return found
