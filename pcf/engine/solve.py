r"""Intensities and supplies: iterate, measure what is left, and factorize where that is too much.

The measure is the componentwise backward error (Oettli and Prager, 1964)

.. math:: ω = \max_i \frac{|R - A^\mathsf{T} Y|_i}{(|A^\mathsf{T}| |Y| + |R|)_i}

which, unlike the 2-norm of a residual, does not change with the units of products: a kilogram
written in tonnes weighs the same. *Y* is then the exact answer to a system whose every entry is
within ω of the one that was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pcf.engine.levels import Triangle, triangle_of
from pcf.engine.reach import reached
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


def solve(
    matrix: csr_array, right: Floats, told: Callable[[range], Iterable[int]] = iter
) -> Solution:
    """Solve M X = right, column by column; see the module for the measure of success.

    `told` may tell somebody how far the columns are.
    """
    values, worst, factor = np.zeros_like(right), 0.0, None
    absolute, diagonal, triangle = absolute_of(matrix), matrix.diagonal(), triangle_of(matrix)
    for k in told(range(right.shape[1])):
        column = np.ascontiguousarray(right[:, k])
        leads = reached(matrix.indptr, matrix.indices, column != 0.0)
        case = Case(matrix, absolute, diagonal, column, leads)
        start = _refined(case, triangle.solve)[0] if triangle else column / diagonal
        x, error = iterated(case, start, triangle=triangle)
        if not error <= SOLVED:
            factor = factor or factorized(matrix)
            x, error = _refined(case, factor)
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


def absolute_of(matrix: csr_array) -> csr_array:
    """Absolute values of a matrix; its places are shared, not copied."""
    from scipy.sparse import csr_array

    held = (np.abs(matrix.data), matrix.indices, matrix.indptr)
    return csr_array(held, shape=matrix.shape, copy=False)


def backward_error(matrix: csr_array, absolute: csr_array, right: Floats, x: Floats) -> float:
    """Componentwise backward error of an answer; infinite for one that is not finite."""
    if not np.all(np.isfinite(x)):
        return float("inf")
    left = np.abs(right - matrix @ x)
    scale = absolute @ np.abs(x) + np.abs(right)
    if not np.all(scale):
        held = scale > 0.0
        if np.any(left[~held] > 0.0):
            return float("inf")
        left, scale = left[held], scale[held]
    return float(np.max(left / scale, initial=0.0))


@dataclass(frozen=True, slots=True)
class Case:
    """One solve: a matrix by lines, its absolute values and diagonal, and a right side.

    reached
        Which values can be other than zero.
    """

    matrix: csr_array
    absolute: csr_array
    diagonal: Floats
    right: Floats
    reached: NDArray[np.bool_]

    def error(self, x: Floats) -> float:
        """Componentwise backward error of an answer."""
        return backward_error(self.matrix, self.absolute, self.right, x)

    def masked(self, x: Floats) -> Floats:
        """Give the answer without noise where nothing is reached."""
        return np.where(self.reached, x, 0.0)


def iterated(
    case: Case, start: Floats, least: float = SOLVED, triangle: Triangle | None = None
) -> tuple[Floats, float]:
    """BiCGSTAB from a start, again on what is left; gives the answer and its backward error.

    It ends when the error is at most `least`, or when another round makes it no better. The
    preconditioner is the diagonal, or a triangle.
    """
    matrix, x = case.matrix, start
    error = case.error(x)
    for _ in range(_ROUNDS):
        if error <= least:
            break
        left = case.right - matrix @ x
        with np.errstate(all="ignore"):
            step = _step(case, left, _least_of(least, error), triangle)
        better = case.masked(x + step)
        found = case.error(better)
        if not found < error:
            break
        x, error = better, found
    return x, error


def _step(case: Case, left: Floats, least: float, triangle: Triangle | None) -> Floats:
    from pcf.engine.krylov import bicgstab

    if triangle is None:
        return bicgstab(case.matrix.dot, case.diagonal, left, least, _STEPS)

    def product(x: Floats) -> Floats:
        return triangle.solve(case.matrix @ x)

    return bicgstab(product, np.ones_like(left), triangle.solve(left), least, _STEPS)


def _least_of(least: float, error: float) -> float:
    """How far one round goes: a tenth of what is missing, and not beyond what doubles hold."""
    return max(1e-14, 0.1 * least / min(error, 1.0))


def _refined(case: Case, factor: Callable[[Floats], Floats]) -> tuple[Floats, float]:
    x = case.masked(factor(case.right))
    error = case.error(x)
    for _ in range(_ROUNDS):
        if not SOLVED < error < np.inf:
            break
        better = case.masked(x + factor(case.right - case.matrix @ x))
        found = case.error(better)
        if found >= error:
            break
        x, error = better, found
    return x, error
