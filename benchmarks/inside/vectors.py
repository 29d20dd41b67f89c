"""The intensity vector: burden per unit of every product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.case import Case
from benchmarks.clock import Side, compared
from benchmarks.inside.peers import off
from pcf.engine.solve import solve

COLUMNS = 6
#: Processes up to which SuperLU factorizes A itself; beyond, it takes minutes and gigabytes.
_UNTIL = 10_000


def intensity(case: Case) -> Iterator[dict[str, Any]]:
    """Intensities from the matrices: one column, and one for each of several gases.

    Peers are the direct solvers that the tools of the field use: SuperLU of A and of its transpose,
    and PARDISO or UMFPACK where they are installed, factorization included.
    """
    system = case.system
    several = _several(case)
    matrix = system.transposed
    for name, right in (("one column", system.burdens), (f"{COLUMNS} columns", several)):

        def ours(right: Any = right) -> Any:
            return solve(matrix, right).values

        for peer, call, times in _direct(case, right):
            yield compared(f"intensities, {name}", Side("iterated, checked", ours),
                           Side(peer, call, times=times), off)  # fmt: skip


def _several(case: Case) -> Any:
    made = case.made
    right = np.zeros((case.size, COLUMNS))
    np.add.at(right, (made.gas_columns, made.gas_rows % COLUMNS), made.gas_amounts)
    return right


def _direct(case: Case, right: Any) -> Iterator[tuple[str, Any, int]]:
    """Names, calls and number of calls of the direct solvers."""
    import bw2calc
    from scipy.sparse import csc_array, csr_matrix
    from scipy.sparse.linalg import splu

    a = case.technosphere
    transposed = csc_array(case.system.transposed)
    yield "SuperLU of the transpose", lambda: splu(transposed).solve(right), 3
    if case.size <= _UNTIL and right.shape[1] == 1:
        yield "SuperLU of A", lambda: splu(a).solve(right, trans="T"), 1
    if bw2calc.PYPARDISO:
        from pypardiso import PyPardisoSolver

        lines = csr_matrix(case.system.transposed)

        def pardiso() -> Any:
            made = PyPardisoSolver()
            made.factorize(lines)
            found = np.asarray(made.solve(lines, np.asfortranarray(right)))
            made.free_memory(everything=True)
            return found.reshape(right.shape)

        yield "PARDISO of the transpose", pardiso, 3
    if bw2calc.UMFPACK:
        from scikits import umfpack

        def factors() -> Any:
            return np.column_stack([umfpack.spsolve(transposed, line) for line in right.T])

        yield "UMFPACK of the transpose", factors, 3
