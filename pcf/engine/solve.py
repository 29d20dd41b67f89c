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
    absolute = abs(matrix)
    for k in told(range(right.shape[1])):
        case = _Case(matrix, absolute, right[:, k], reached(matrix, right[:, k]))
        x, error = _iterated(case)
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


def reached(matrix: csr_array, right: Floats) -> NDArray[np.bool_]:
    """Which values can be other than zero at all: what leads to a line that is not zero.

    Elsewhere a solver leaves noise, of which nothing could say whether it is small.
    """
    from scipy.sparse import csr_array, hstack, vstack
    from scipy.sparse.csgraph import breadth_first_order

    found: NDArray[np.bool_] = right != 0.0
    if np.all(found):
        return found
    # A line of its own leads to every line of `right` that is not zero; the search starts there.
    begin = csr_array(found[None, :].astype(np.float64))
    graph = vstack([begin, csr_array(matrix.T)])
    square = hstack([csr_array((len(right) + 1, 1)), graph]).tocsr()
    order = breadth_first_order(square, 0, return_predecessors=False)
    found = np.zeros(len(right) + 1, dtype=bool)
    found[order] = True
    return found[1:]


@dataclass(frozen=True, slots=True)
class _Case:
    matrix: csr_array
    absolute: csr_array
    right: Floats
    reached: NDArray[np.bool_]

    def error(self, x: Floats) -> float:
        return backward_error(self.matrix, self.absolute, self.right, x)

    def masked(self, x: Floats) -> Floats:
        return np.where(self.reached, x, 0.0)


def _iterated(case: _Case) -> tuple[Floats, float]:
    """BiCGSTAB with the diagonal as preconditioner, restarted on what is left."""
    from scipy.sparse.linalg import LinearOperator, bicgstab

    matrix, right = case.matrix, case.right
    n, diagonal = len(right), matrix.diagonal()
    if not np.any(right):
        return np.zeros(n), 0.0
    scaled = LinearOperator((n, n), matvec=lambda v: (matrix @ v) / diagonal, dtype=np.float64)
    x = right / diagonal
    error = case.error(x)
    for _ in range(_ROUNDS):
        if error <= SOLVED:
            break
        left = (right - matrix @ x) / diagonal
        with np.errstate(all="ignore"):
            # A start from the residual itself: from zero the method breaks down on unit demands.
            step, _ = bicgstab(scaled, left, x0=left, rtol=1e-10, atol=0.0, maxiter=_STEPS)
        better = case.masked(x + step)
        found = case.error(better)
        if not found < error:
            break
        x, error = better, found
    return x, error


def _refined(case: _Case, factor: Callable[[Floats], Floats]) -> tuple[Floats, float]:
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
