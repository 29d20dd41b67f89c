"""Solve the foreground system, and name the loop when there is no answer.

Loops are solved, not unrolled: A s = f for the scaling, Aᵀ h = r for the cradle-to-gate intensity
of each foreground product, where r is what the rows of one column carry themselves.
"""

from __future__ import annotations

from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pcf.calc.exact import product_error
from pcf.calc.inventory import Foreground
from pcf.findings import Findings, finding

#: Above this many columns the sparse solver is used.
DENSE_LIMIT = 1500
#: Largest relative residual that counts as solved.
RESIDUAL = 1e-9
#: A process that would run backwards by more than this part of the largest activity.
NEGATIVE = 1e-12


class Factorized:
    """A foreground technosphere matrix, solved for several right-hand sides.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the matrix is singular to working precision.
    """

    def __init__(self, foreground: Foreground) -> None:
        n = foreground.size
        self._dense = n <= DENSE_LIMIT
        i, j, v = self._entries = _triplets(foreground)
        if self._dense:
            self._matrix = np.zeros((n, n))
            self._matrix[i, j] = v
        else:
            from scipy.sparse import csc_array
            from scipy.sparse.linalg import splu

            self._sparse = csc_array((v, (i, j)), shape=(n, n))
            try:
                self._lu: Any = splu(self._sparse)
            except RuntimeError as error:  # SuperLU says so when a pivot is exactly zero
                raise np.linalg.LinAlgError(str(error)) from error

    def solve(self, right: NDArray[np.float64], *, transposed: bool = False) -> NDArray[np.float64]:
        """Solve A x = right, or Aᵀ x = right; the residual is checked."""
        if self._dense:
            matrix = self._matrix.T if transposed else self._matrix
            found: NDArray[np.float64] = np.asarray(np.linalg.solve(matrix, right), dtype=float)
            if np.all(np.isfinite(found)):
                found = found + np.linalg.solve(matrix, self._left(right, found, transposed))
            residual = matrix @ found - right
        else:
            found = self._lu.solve(right, trans="T" if transposed else "N")
            product = self._sparse.T @ found if transposed else self._sparse @ found
            residual = product - right
        scale = max(float(np.max(np.abs(right), initial=0.0)), 1e-300)
        if (
            not np.all(np.isfinite(found))
            or np.max(np.abs(residual), initial=0.0) > RESIDUAL * scale
        ):
            raise np.linalg.LinAlgError("residual")
        return found

    def _left(
        self, right: NDArray[np.float64], found: NDArray[np.float64], transposed: bool
    ) -> NDArray[np.float64]:
        """Give right - A x with every product and sum exact before it is rounded once.

        One correction by it gives the same digits whatever library and processor has solved.
        """
        terms: list[list[float]] = [[value] for value in right.tolist()]
        for place, product, error in zip(*self._products(found, transposed), strict=True):
            terms[place] += (-product, -error)
        return np.array([fsum(part) for part in terms])

    def _products(
        self, found: NDArray[np.float64], transposed: bool
    ) -> tuple[list[int], list[float], list[float]]:
        """Give row, product and what rounding took from it, of every entry of A."""
        i, j, values = self._entries
        rows, columns = (j, i) if transposed else (i, j)
        factors = found[columns]
        product = values * factors
        error = product_error(values, factors, product)
        return rows.tolist(), product.tolist(), error.tolist()


def _triplets(
    foreground: Foreground,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    entries = foreground.entries
    i = np.fromiter((e[0] for e in entries), dtype=np.intp, count=len(entries))
    j = np.fromiter((e[1] for e in entries), dtype=np.intp, count=len(entries))
    v = np.fromiter((e[2] for e in entries), dtype=np.float64, count=len(entries))
    return i, j, v


def solve_scaling(
    foreground: Foreground, findings: Findings, *, credits: bool
) -> tuple[Factorized, NDArray[np.float64]] | None:
    """Solve A s = f; None with a finding when the system has no sensible answer.

    Parameters
    ----------
    foreground
        Assembled system.
    findings
        Gets ``GR040`` (singular) or ``GR041`` (not productive: some process would have to run
        backwards although nothing is credited), each naming a loop.
    credits
        Whether credits reach unit processes of the project, which may then run backwards.
    """
    try:
        factorized = Factorized(foreground)
        scaling = factorized.solve(foreground.demand)
    except np.linalg.LinAlgError:
        findings.add(finding("GR040", observed=_loop_text(foreground)))
        return None
    largest = float(np.max(np.abs(scaling), initial=0.0))
    if not credits and np.any(scaling < -NEGATIVE * largest):
        findings.add(finding("GR041", observed=_loop_text(foreground)))
        return None
    return factorized, scaling


def loops(foreground: Foreground) -> list[list[str]]:
    """Groups of processes that supply each other, largest first."""
    import networkx as nx

    from pcf.background.loops import groups_of_mutual_supply

    graph: nx.DiGraph[str] = nx.DiGraph()
    names = [process for process, _ in foreground.keys]
    graph.add_edges_from(
        (names[i], names[j]) for i, j, value in foreground.entries if value and names[i] != names[j]
    )
    own = [[names[i]] for i, j, value in foreground.entries if i == j and value <= 0]
    return sorted(groups_of_mutual_supply(graph), key=lambda g: (-len(g), g)) + own


def _loop_text(foreground: Foreground) -> str:
    found = loops(foreground)
    return " | ".join(" -> ".join([*group, group[0]]) for group in found) if found else "?"
