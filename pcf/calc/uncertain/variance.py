r"""Which inputs the variance of the total comes from.

The total is regressed on all inputs at once; the part of input i is

.. math:: S_i = b_i\,\mathrm{cov}(x_i, F) / \mathrm{var}(F), \qquad \sum_i S_i = R^2 \le 1

(Pratt's measure). Where F is linear in each input alone, as products and sums of amounts are, it
estimates the first-order index of Sobol. What is left, 1 − R², is interactions and curvature.
Cross-moments are added up in blocks of one size, in the order of the draws and without BLAS: memory
does not grow with their number, and no chunk or worker changes a bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from pcf.engine.system import Floats

#: Inputs up to which the regression is done.
MOST = 2000
#: Draws that are added up at once.
BLOCK = 1024


class Regression:
    """Adds up cross-moments of inputs and totals."""

    def __init__(self, values: Floats, total: float) -> None:
        """Start with the deterministic values, around which everything is counted."""
        size = len(values)
        self._at, self._total = values, total
        scale = np.abs(values)
        self._scale = np.where(scale > 0.0, scale, 1.0)
        self._unit = abs(total) or 1.0
        self._count = 0
        self._sums = np.zeros(size + 1)
        self._products = np.zeros((size + 1, size + 1))

    def add(self, values: Floats, totals: Floats) -> None:
        """Add draws: inputs × draws, and their totals; failed draws are left out before."""
        known = (values - self._at[:, None]) / self._scale[:, None]
        known = np.vstack([known, (totals - self._total)[None, :] / self._unit])
        self._count += known.shape[1]
        self._sums += known.sum(axis=1)
        # Not by BLAS, whose order of adding depends on the processor and its threads.
        self._products += np.einsum("id,jd->ij", known, known)

    def shares(self) -> tuple[Floats, float] | None:
        """Parts of the inputs, and R²; None with too few draws or without variance."""
        n, size = self._count, len(self._sums) - 1
        if n <= size + 2:
            return None
        covariance = self._products / n - np.outer(self._sums, self._sums) / n**2
        spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
        moves = spread > 1e-14
        if not moves[-1]:
            return None
        kept = np.flatnonzero(moves[:-1])
        correlation = covariance[np.ix_(kept, kept)] / np.outer(spread[kept], spread[kept])
        with_total = covariance[kept, -1] / (spread[kept] * spread[-1])
        slopes = np.linalg.lstsq(correlation, with_total, rcond=1e-10)[0]
        found = np.zeros(size)
        found[kept] = slopes * with_total
        whole = float(np.sum(found))
        if whole > 1.0:  # rounding of a fit without any rest
            found, whole = found / whole, 1.0
        return found, whole


def in_blocks(parts: Iterable[Floats]) -> Iterator[Floats]:
    """Cut columns anew into blocks of one size, so that sums do not depend on how they came."""
    held: list[Floats] = []
    count = 0
    for part in parts:
        held.append(part)
        count += part.shape[1]
        if count < BLOCK:
            continue
        whole = np.concatenate(held, axis=1)
        for begin in range(0, count - BLOCK + 1, BLOCK):
            yield np.ascontiguousarray(whole[:, begin : begin + BLOCK])
        held, count = [whole[:, count - count % BLOCK :]], count % BLOCK
    if count:
        yield np.ascontiguousarray(np.concatenate(held, axis=1))


def grouped(shares: Floats, names: Sequence[str]) -> list[tuple[str, float]]:
    """Add up the parts of inputs of one name (the members of a mix), the largest first."""
    found: dict[str, float] = {}
    for name, share in zip(names, shares, strict=True):
        found[name] = found.get(name, 0.0) + float(share)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
