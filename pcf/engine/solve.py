r"""Intensities and supplies: iterate, measure what is left, and factorize where that is too much.

The measure is the componentwise backward error (Oettli and Prager, 1964)

.. math:: ω = \max_i \frac{|R - A^\mathsf{T} Y|_i}{(|A^\mathsf{T}| |Y| + |R|)_i}

which, unlike the 2-norm of a residual, does not change with the units of products: a kilogram
written in tonnes weighs the same. *Y* is then the exact answer to a system whose every entry is
within ω of the one that was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pcf.engine.system import Floats, System

if TYPE_CHECKING:
    from scipy.sparse import csr_array

How = Literal["iterated", "factorized"]
#: Backward error that counts as solved.
SOLVED = 1e-13
#: A factorized answer worse than this is no answer.
REFUSED = 1e-9
_STEPS = 400
_ROUNDS = 6


class UnsolvableError(ArithmeticError):
    """The system has no answer to working precision."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Answer of a solve.

    values
        One line per process, one column per right-hand side.
    how
        ``factorized`` when any column needed it.
    error
        Largest componentwise backward error.
    """

    values: Floats
    how: How
    error: float


def intensities(system: System) -> Solution:
    r"""Solve :math:`A^T Y = R`: burden per unit of every product, for every column of burdens.

    Raises
    ------
    UnsolvableError
        When neither iteration nor factorization gives an answer.
    """
    return solve(system.transposed, system.burdens)


def supply(system: System, demand: Floats) -> Solution:
    """Solve A s = f: how often every process runs for a demand (n, or n × k)."""
    from scipy.sparse import csr_array

    right = np.asarray(demand, dtype=np.float64).reshape(system.size, -1)
    return solve(csr_array(system.transposed.T), right)


def solve(matrix: csr_array, right: Floats) -> Solution:
    """Solve M X = right, column by column; see the module for the measure of success."""
    values, worst, factor = np.zeros_like(right), 0.0, None
    absolute = abs(matrix)
    for k in range(right.shape[1]):
        x, error = _iterated(matrix, absolute, right[:, k])
        if not error <= SOLVED:
            factor = factor or factorized(matrix)
            x, error = _refined(matrix, absolute, right[:, k], factor)
        if not error <= REFUSED:
            raise UnsolvableError(f"backward error {error:.1e}")
        values[:, k], worst = x, max(worst, error)
    return Solution(values, "factorized" if factor else "iterated", worst)


def factorized(matrix: csr_array) -> Callable[[Floats], Floats]:
    """Factorize M with column ordering; raises `UnsolvableError` when it is singular."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    try:
        found: Any = splu(csc_array(matrix), permc_spec="COLAMD")
    except RuntimeError as error:  # SuperLU says so when a pivot is exactly zero
        raise UnsolvableError(str(error)) from error
    return lambda right: np.asarray(found.solve(right), dtype=np.float64)


def backward_error(matrix: csr_array, absolute: csr_array, right: Floats, x: Floats) -> float:
    """Componentwise backward error of an answer; infinite for one that is not finite."""
    if not np.all(np.isfinite(x)):
        return float("inf")
    left = np.abs(right - matrix @ x)
    scale = absolute @ np.abs(x) + np.abs(right)
    held = scale > 0.0
    if np.any(left[~held] > 0.0):
        return float("inf")
    return float(np.max(left[held] / scale[held], initial=0.0))


def _iterated(matrix: csr_array, absolute: csr_array, right: Floats) -> tuple[Floats, float]:
    """BiCGSTAB with the diagonal as preconditioner, restarted on what is left."""
    from scipy.sparse.linalg import LinearOperator, bicgstab

    n, diagonal = len(right), matrix.diagonal()
    if not np.any(right):
        return np.zeros(n), 0.0
    scaled = LinearOperator((n, n), matvec=lambda v: (matrix @ v) / diagonal, dtype=np.float64)
    x = right / diagonal
    error = backward_error(matrix, absolute, right, x)
    for _ in range(_ROUNDS):
        if error <= SOLVED:
            break
        left = (right - matrix @ x) / diagonal
        with np.errstate(all="ignore"):
            # A start from the residual itself: from zero the method breaks down on unit demands.
            step, _ = bicgstab(scaled, left, x0=left, rtol=1e-10, atol=0.0, maxiter=_STEPS)
        found = backward_error(matrix, absolute, right, x + step)
        if not found < error:
            break
        x, error = x + step, found
    return x, error


def _refined(
    matrix: csr_array, absolute: csr_array, right: Floats, factor: Callable[[Floats], Floats]
) -> tuple[Floats, float]:
    x = factor(right)
    error = backward_error(matrix, absolute, right, x)
    for _ in range(_ROUNDS):
        if not SOLVED < error < np.inf:
            break
        better = x + factor(right - matrix @ x)
        found = backward_error(matrix, absolute, right, better)
        if found >= error:
            break
        x, error = better, found
    return x, error
