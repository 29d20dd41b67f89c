r"""Intensities of a background to more digits than a solve gives, so that rounding is safe.

With :math:`A^\mathsf{T} Y = B^\mathsf{T}` and an answer *Y* of ordinary precision, what is left
:math:`R = B^\mathsf{T} - A^\mathsf{T} Y` is summed exactly (products split into two doubles, sums
by `math.fsum`), solved for a correction, and the correction is kept apart and refined again. The
error is then far below the twelve digits that a bundle writes, whatever library has solved.
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pcf.assurance.rounded import DIGITS
from pcf.background.background import Background
from pcf.calc.exact import product_error

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Solve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_ROUNDS = 3
_STEPS = 400
#: Processes up to which a background is factorized; a larger one is iterated on.
_FACTORIZED = 4000
#: Part of the largest gas of a dataset below which an amount is noise of the solve.
_NOISE = 1e-20


def canonical_intensities(background: Background) -> NDArray[np.float64]:
    """Intensities of one background (no joined one), each to `DIGITS` significant digits."""
    from scipy.sparse import csr_array

    technosphere, biosphere = background.matrices()
    matrix = csr_array(technosphere.T)
    matrix.sum_duplicates()
    right = np.asarray(biosphere.T.toarray())
    solve = _solver(matrix)
    high = np.array(background.intensities, dtype=np.float64)
    low = np.zeros_like(high)
    for k in range(high.shape[1]):
        if high[:, k].any() or right[:, k].any():
            _refine(matrix, right[:, k], solve, (high[:, k], low[:, k]))
    found = high + low
    least = _NOISE * np.abs(found).max(axis=1, initial=0.0)
    found[np.abs(found) <= least[:, None]] = 0.0
    return _cut(found)


def _solver(matrix: csr_array) -> Solve:
    """Give what solves for a correction: factors while they are small, else iterations."""
    from pcf.engine.solve import factorized

    return factorized(matrix) if matrix.shape[0] <= _FACTORIZED else _Iterations(matrix).solve


class _Iterations:
    """BiCGSTAB with the diagonal as preconditioner; a correction needs few digits of its own."""

    def __init__(self, matrix: csr_array) -> None:
        self._matrix = matrix
        self._diagonal: NDArray[np.float64] = matrix.diagonal()
        self._factors: Solve | None = None

    def solve(self, right: NDArray[np.float64]) -> NDArray[np.float64]:
        """Solve M x = right to about nine digits; factorize when iterations do not get there."""
        from scipy.sparse.linalg import LinearOperator, bicgstab

        from pcf.engine.solve import factorized

        if not np.any(right):
            return np.zeros_like(right)
        scaled = LinearOperator(
            self._matrix.shape,
            matvec=lambda v: (self._matrix @ v) / self._diagonal,
            dtype=np.float64,
        )
        scale = float(np.max(np.abs(right)))  # the method takes small numbers for a breakdown
        start = right / scale / self._diagonal
        with np.errstate(all="ignore"):
            found, missed = bicgstab(scaled, start, x0=start, rtol=1e-9, atol=0.0, maxiter=_STEPS)
        if not missed and np.all(np.isfinite(found)):
            return np.asarray(found) * scale
        self._factors = self._factors or factorized(self._matrix)
        return self._factors(right)


def _refine(
    matrix: csr_array,
    right: NDArray[np.float64],
    solve: Solve,
    answer: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    """Improve one column in place, as a sum of two doubles."""
    high, low = answer
    for _ in range(_ROUNDS):
        low += solve(left_over(matrix, right, high, low))
        total = high + low
        low -= total - high
        high[:] = total


def left_over(
    matrix: Any,
    right: NDArray[np.float64],
    high: NDArray[np.float64],
    low: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give right - M (high + low), each entry summed exactly before it is rounded once."""
    values, factors = matrix.data, high[matrix.indices]
    product = values * factors
    error = product_error(values, factors, product)
    rest = values * low[matrix.indices]
    terms = np.stack((-product, -error, -rest), axis=1).reshape(-1).tolist()
    ends = (3 * matrix.indptr).tolist()
    return np.array(
        [fsum((r, *terms[ends[i] : ends[i + 1]])) for i, r in enumerate(right.tolist())]
    )


def _cut(values: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = [float(f"{value:.{DIGITS}g}") if value else 0.0 for value in values.ravel().tolist()]
    found = np.array(flat).reshape(values.shape)
    found.setflags(write=False)
    return found
