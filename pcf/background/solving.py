"""Solving for the intensities: one system with a right-hand side per greenhouse-gas column."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pcf.background.compiled import Triplets
from pcf.engine.reach import reached
from pcf.errors import PcfError
from pcf.findings import finding
from pcf.progress import counted

#: Products up to which the matrix is solved dense.
DENSE_LIMIT = 2000
RESIDUAL_LIMIT = 1e-9


def dense(matrix: Triplets) -> NDArray[np.float64]:
    """Full array of a matrix of triplets."""
    full = np.zeros(matrix.shape)
    np.add.at(full, (matrix.rows, matrix.columns), matrix.values)
    return full


def solve(a: Triplets, b: Triplets) -> NDArray[np.float64]:
    """Solve Aᵀ Y = Bᵀ: dense or, beyond `DENSE_LIMIT` products, step by step.

    Raises
    ------
    PcfError
        ``DS033`` when the residual of a column exceeds `RESIDUAL_LIMIT` relative to its largest
        intensity or emission.
    """
    right = dense(b).T
    if a.shape[0] <= DENSE_LIMIT:
        left: Any = dense(a).T
        y: NDArray[np.float64] = np.linalg.solve(left, right).astype(np.float64, copy=False)
        y = np.where(_reached(a, b), y, 0.0)
    else:
        from scipy.sparse import csc_array

        left = csc_array((a.values, (a.columns, a.rows)), shape=a.shape)
        y = _stepwise(left, right)
    off = np.abs(left @ y - right)
    scale = np.maximum(_peak(right), _peak(y))
    worst = float((_peak(off) / np.where(scale > 0, scale, 1.0)).max(initial=0.0))
    if not worst <= RESIDUAL_LIMIT:
        raise PcfError([finding("DS033", observed=f"{worst:.1e}", expected=RESIDUAL_LIMIT)])
    return np.ascontiguousarray(y)


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
    start = np.searchsorted(a.columns[order], np.arange(a.shape[0] + 1))
    burdened = np.zeros((a.shape[0], b.shape[0]), dtype=bool)
    burdened[b.columns, b.rows] = True
    return reached(start, a.rows[order], burdened)


def _peak(values: NDArray[np.float64]) -> NDArray[np.float64]:
    peak: NDArray[np.float64] = np.abs(values).max(axis=0, initial=0.0)
    return peak
