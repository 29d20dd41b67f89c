r"""How much of a result rests on estimates and remembered figures, over the whole chain.

Two measures, both in kg CO2e per unit of product and both exact partitions of the intensity *y*.

*By figure*: with the direct burden :math:`d_{tj}` of product *j* that emission rows of tag *t*
state, one transposed solve with a right-hand side for each tag,

.. math:: A^\mathsf{T} Y_t = d_t, \qquad \sum_t Y_t = y

*By the weakest row on the way*: every kg CO2e reaches a product along input rows and starts at an
emission row; it is as good as the weakest of them. With the ranks published = link < derived <
recall < estimate and only the rows of rank at most *r*,

.. math:: A_r^\mathsf{T} C_r = d_r, \qquad W_r = C_r - C_{r-1}, \qquad \sum_r W_r = y

so that :math:`W_\mathrm{estimate}` is what at least one estimated amount carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.background.background import Background
from pcf.units import convert

if TYPE_CHECKING:
    from scipy.sparse import csc_array

#: Ranks from strong to weak; ``link`` rows carry no figure and weaken nothing.
RANKS = ("published", "derived", "recall", "estimate")
_RANK = {"link": 0, "published": 0, "derived": 1, "recall": 2, "estimate": 3}


@dataclass(frozen=True, slots=True)
class TagShares:
    """Parts of the intensity of every product, kg CO2e per unit; columns in order of `RANKS`.

    by_figure
        Split by the tag of the emission row where each kg starts.
    by_weakest
        Split by the weakest tag on its way.
    """

    by_figure: NDArray[np.float64]
    by_weakest: NDArray[np.float64]

    def weak(self, product: int) -> float:
        """Share (0..1) of a product that a remembered or estimated row carries."""
        parts = self.by_weakest[product]
        total = float(parts.sum())
        return float(parts[2:].sum()) / total if total else 0.0


def tag_shares(background: Background, factors: NDArray[np.float64]) -> TagShares:
    """Split the intensity of every product by tag.

    Parameters
    ----------
    factors
        kg CO2e per kg of each greenhouse-gas column; none may be nan.
    """
    inputs, direct = _tagged(background, factors)
    size = len(background.products)
    figures = _solve(_technosphere(inputs, len(RANKS), size), direct.T)
    kept = [
        _solve(_technosphere(inputs, rank, size), direct[:rank].sum(axis=0))
        for rank in range(1, len(RANKS) + 1)
    ]
    steps = [kept[0], *(after - before for before, after in pairwise(kept))]
    return TagShares(figures, np.stack(steps, axis=1))


def _tagged(
    background: Background, factors: NDArray[np.float64]
) -> tuple[list[tuple[int, int, float, int]], NDArray[np.float64]]:
    """Input entries (supplier, product, amount, rank), and direct burden by rank and product."""
    column = {(c.flow, c.ledger): k for k, c in enumerate(background.columns)}
    inputs: list[tuple[int, int, float, int]] = []
    direct = np.zeros((len(RANKS), len(background.products)))
    for j, (process, flow) in enumerate(background.products):
        rows = background.exchanges(process)
        per_unit = background.share(process, flow) / _made(background, process, flow)
        for row in rows:
            unit = background.flow(row.flow).unit
            amount = convert(row.amount, row.unit, unit) * per_unit
            rank = _RANK[row.tag]
            if row.direction == "input" and row.provider:
                inputs.append((background.index(row.provider, row.flow), j, amount, rank))
            elif row.direction == "emission":
                ledger = row.ledger or background.flow(row.flow).ledger
                direct[rank, j] += amount * factors[column[row.flow, ledger]]
    return inputs, direct


def _made(background: Background, process: str, flow: str) -> float:
    row = next(
        row
        for row in background.exchanges(process)
        if row.flow == flow and row.direction in ("output", "coproduct")
    )
    return convert(row.amount, row.unit, background.flow(flow).unit)


def _technosphere(
    inputs: list[tuple[int, int, float, int]], rank: int, size: int
) -> csc_array[np.float64]:
    from scipy.sparse import csc_array

    kept = [(i, j, -amount) for i, j, amount, weakness in inputs if weakness < rank]
    kept += [(k, k, 1.0) for k in range(size)]
    rows, columns, values = zip(*kept, strict=True)
    made: csc_array[np.float64] = csc_array((values, (rows, columns)), shape=(size, size))
    return made


def _solve(a: csc_array[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.sparse.linalg import splu

    transposed: csc_array[np.float64] = a.T.tocsc()
    found: NDArray[np.float64] = splu(transposed).solve(np.ascontiguousarray(right))
    return found
