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
        y = _stepwise(left, right) if a.shape[0] > FACTORED else _factored(left, right)
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


def _stepwise(left: Any, right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve by steps, to a measure that units do not change; by LU what does not settle."""
    from scipy.sparse import csr_array

    from pcf.engine.solve import UnsolvableError
    from pcf.engine.solve import solve as settle

    try:
        found = settle(
            csr_array(left), right, lambda columns: counted(columns, "stage_solving", len(columns))
        )
    except UnsolvableError as error:
        raise PcfError([finding("DS033", observed=str(error), expected=RESIDUAL_LIMIT)]) from error
    return found.values


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
