"""Solving for the intensities: one system with a right-hand side per greenhouse-gas column."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pcf.background.compiled import Triplets
from pcf.errors import PcfError
from pcf.findings import finding
from pcf.progress import counted

#: Products up to which the matrix is solved dense, and factored.
DENSE_LIMIT = 2000
FACTORED = 10_000
RESIDUAL_LIMIT = 1e-9
#: Steps along the supply that are taken for all products at once.
_WAVES = 100
#: Rounds of the stepwise solution, steps of one, and what it may still change.
_ROUNDS = 8
_STEPS = 400
_SETTLED = 1e-12


def dense(matrix: Triplets) -> NDArray[np.float64]:
    """Full array of a matrix of triplets."""
    full = np.zeros(matrix.shape)
    np.add.at(full, (matrix.rows, matrix.columns), matrix.values)
    return full


def solve(a: Triplets, b: Triplets) -> NDArray[np.float64]:
    """Solve Aᵀ Y = Bᵀ: dense, by sparse LU, or, beyond `FACTORED` products, step by step.

    Raises
    ------
    PcfError
        ``DS033`` when the residual of a column exceeds `RESIDUAL_LIMIT` relative to its largest
        intensity or emission.
    """
    right = dense(b).T
    reached = _reached(a, b)
    if a.shape[0] <= DENSE_LIMIT:
        left: Any = dense(a).T
        y: NDArray[np.float64] = np.linalg.solve(left, right).astype(np.float64, copy=False)
    else:
        from scipy.sparse import csc_array

        left = csc_array((a.values, (a.columns, a.rows)), shape=a.shape)
        found = _stepwise(left, right, reached) if a.shape[0] > FACTORED else None
        y = _factored(left, right) if found is None else found
    off = np.abs(left @ y - right)
    scale = np.maximum(_peak(right), _peak(y))
    worst = float((_peak(off) / np.where(scale > 0, scale, 1.0)).max(initial=0.0))
    if not worst <= RESIDUAL_LIMIT:
        raise PcfError([finding("DS033", observed=f"{worst:.1e}", expected=RESIDUAL_LIMIT)])
    return np.ascontiguousarray(np.where(reached, y, 0.0))


def _factored(left: Any, right: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.sparse.linalg import splu

    found: NDArray[np.float64] = splu(left).solve(right)
    return found


def _stepwise(
    left: Any, right: NDArray[np.float64], reached: NDArray[np.bool_]
) -> NDArray[np.float64] | None:
    r"""Solve by BiCGSTAB on the matrix scaled by its diagonal; None when that does not settle.

    Each round solves for what is missing, :math:`A^\mathsf{T} \delta = r`, and adds it. What the
    last round added is the error of the one before, and tells by how much the result can still be
    off, in its own unit, product by product: :math:`|\delta_j| \le 10^{-12} |y_j|`.
    """
    from scipy.sparse import dia_array
    from scipy.sparse.linalg import bicgstab

    diagonal = left.diagonal()
    if not diagonal.all():
        return None
    scaled = (dia_array((1.0 / diagonal[None, :], [0]), shape=left.shape) @ left).tocsr()
    wanted = right / diagonal[:, None]
    y: NDArray[np.float64] = wanted.copy()  # from nothing, unit demands break the method down
    for _ in counted(range(_ROUNDS), "stage_solving", None):
        missing = wanted - scaled @ y
        change = np.zeros_like(y)
        for k in range(y.shape[1]):
            size = float(np.linalg.norm(missing[:, k]))
            if size > 0.0:
                step, state = bicgstab(scaled, missing[:, k] / size, rtol=1e-8, maxiter=_STEPS)
                if state != 0 or not np.isfinite(step).all():
                    return None
                change[:, k] = size * step
        y += change
        if (np.abs(change) <= _SETTLED * np.abs(y))[reached].all():
            return y
    return None


def _reached(a: Triplets, b: Triplets) -> NDArray[np.bool_]:
    """Which product can lead to which emission at all; elsewhere the solver leaves only noise."""
    order = np.argsort(a.columns, kind="stable")
    suppliers, users = a.rows[order], a.columns[order]
    begins = np.searchsorted(users, np.arange(a.shape[0]))  # every product stands on the diagonal
    reached = np.zeros((a.shape[0], b.shape[0]), dtype=bool)
    reached[b.columns, b.rows] = True
    for _ in range(_WAVES):
        further = np.logical_or.reduceat(reached[suppliers], begins, axis=0)
        if (further == reached).all():
            return reached
        reached = further
    return _followed(suppliers, users, reached)


def _followed(
    suppliers: NDArray[np.int64], users: NDArray[np.int64], reached: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The same for long chains of supply, from supplier to user."""
    listed: dict[int, list[int]] = {}
    for supplier, user in zip(suppliers.tolist(), users.tolist(), strict=True):
        listed.setdefault(supplier, []).append(user)
    for column in range(reached.shape[1]):
        waiting = np.flatnonzero(reached[:, column]).tolist()
        while waiting:
            for user in listed.get(waiting.pop(), ()):
                if not reached[user, column]:
                    reached[user, column] = True
                    waiting.append(user)
    return reached


def _peak(values: NDArray[np.float64]) -> NDArray[np.float64]:
    peak: NDArray[np.float64] = np.abs(values).max(axis=0, initial=0.0)
    return peak
