r"""Seeded portfolios: products whose own unit processes draw on one generated background.

Every product has `NODES` unit processes. Each but the first is drawn by one of the twelve before
it, draws on two markets of the background, and every third emits by itself. The last but ten
returns a little to an early one, so that each foreground holds a loop (its gain is below 0.02).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.generator import System

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NODES = 150
_REACH = 12


@dataclass(frozen=True)
class Portfolio:
    """Foregrounds of many products side by side, as triplets with positive amounts.

    Process *k* of product *p* has the number ``p * nodes + k``; the demand is its first process.
    `links` are rows of the background, `emitted` amounts of the first gas.
    """

    products: int
    nodes: int
    rows: Ints
    columns: Ints
    amounts: Floats
    links: Ints
    link_columns: Ints
    link_amounts: Floats
    emitters: Ints
    emitted: Floats

    @property
    def size(self) -> int:
        """Number of processes of all products."""
        return self.products * self.nodes

    @property
    def demanded(self) -> Ints:
        """First process of every product."""
        return np.arange(self.products, dtype=np.int64) * self.nodes

    @cached_property
    def transposed(self) -> csr_array:
        """Technosphere of the foregrounds, transposed, by lines."""
        from scipy.sparse import csr_array

        own = np.arange(self.size, dtype=np.int32)
        at = tuple(
            np.concatenate([own, part]).astype(np.int32) for part in (self.columns, self.rows)
        )
        held = np.concatenate([np.ones(self.size), -self.amounts])
        return csr_array((held, at), shape=(self.size, self.size))

    def drawn(self, background: int) -> csr_array:
        """What every process takes from the background (processes × products of it)."""
        from scipy.sparse import csr_array

        at = (self.link_columns.astype(np.int32), self.links.astype(np.int32))
        return csr_array((self.link_amounts, at), shape=(self.size, background))

    def direct(self, factor: float) -> Floats:
        """Own burden of every process."""
        found = np.zeros(self.size)
        np.add.at(found, self.emitters, self.emitted * factor)
        return found


def portfolio(system: System, products: int, nodes: int = NODES, seed: int = 7) -> Portfolio:
    """Make a portfolio; the same seed gives the same one."""
    rng = np.random.default_rng(seed)
    k = np.arange(1, nodes)
    parents = k - 1 - (rng.random((products, nodes - 1)) * np.minimum(k, _REACH)).astype(np.int64)
    first = (np.arange(products) * nodes)[:, None]
    back = first[:, 0] + max(nodes - 10, 1)
    rows = np.concatenate([(first + k).ravel(), first[:, 0] + min(3, nodes - 1)])
    columns = np.concatenate([(first + parents).ravel(), back])
    amounts = np.concatenate([rng.uniform(0.05, 0.95, products * (nodes - 1)),
                              np.full(products, 0.02)])  # fmt: skip
    chance = np.arange(1, system.markets + 1, dtype=np.float64) ** -0.8
    drawers = np.repeat(np.arange(products * nodes), 2)
    emitters = np.arange(0, products * nodes, 3)
    return Portfolio(
        products, nodes, rows, columns, amounts,
        rng.choice(system.markets, size=len(drawers), p=chance / chance.sum()),
        drawers, rng.lognormal(-2.0, 1.0, len(drawers)),
        emitters, rng.lognormal(-3.0, 1.0, len(emitters)),
    )  # fmt: skip
