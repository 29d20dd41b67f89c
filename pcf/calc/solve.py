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
from pcf.engine.reach import reached
from pcf.engine.solve import backward_error
from pcf.errors import PcfError
from pcf.findings import Findings, finding

#: Above this many columns the sparse solver is used.
DENSE_LIMIT = 1500
#: Largest componentwise backward error that counts as solved.
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
        """Solve A x = right, or Aᵀ x = right; `LinAlgError` when the answer is none.

        What is left is measured line by line against the terms of the line, so that no unit in
        which a product is counted makes it look large or small (`pcf.engine.solve`).
        """
        with np.errstate(all="ignore"):  # what overflows is no answer
            if self._dense:
                matrix: Any = self._matrix.T if transposed else self._matrix
                found: NDArray[np.float64] = np.asarray(np.linalg.solve(matrix, right), dtype=float)
                if np.all(np.isfinite(found)):
                    found = found + np.linalg.solve(matrix, self._left(right, found, transposed))
            else:
                matrix = self._sparse.T if transposed else self._sparse
                found = self._lu.solve(right, trans="T" if transposed else "N")
            found = np.where(self._reached(right, transposed), found, 0.0)
            error = backward_error(matrix, abs(matrix), right, found)
        if not error <= RESIDUAL:
            raise np.linalg.LinAlgError(f"backward error {error:.1e}")
        return found

    def _reached(self, right: NDArray[np.float64], transposed: bool) -> NDArray[np.bool_]:
        """Which values can be other than zero; elsewhere a solver leaves only noise.

        Where a process does not make the product of its line, nothing is said: all can be.
        """
        i, j, values = self._entries
        users, suppliers = (j, i) if transposed else (i, j)
        if len(np.unique(users[(users == suppliers) & (values != 0.0)])) < len(right):
            return np.ones(right.shape, dtype=bool)
        order = np.argsort(users, kind="stable")
        start = np.searchsorted(users[order], np.arange(len(right) + 1))
        return reached(start, suppliers[order], right != 0.0)

    def _left(
        self, right: NDArray[np.float64], found: NDArray[np.float64], transposed: bool
    ) -> NDArray[np.float64]:
        """Give right - A x with every product and sum exact before it is rounded once.

        One correction by it gives the same digits whatever library and processor has solved.
        """
        terms: list[list[float]] = [[value] for value in right.tolist()]
        for place, product, error in zip(*self._products(found, transposed), strict=True):
            terms[place] += (-product, -error)
        try:
            return np.array([fsum(part) for part in terms])
        except (OverflowError, ValueError) as error:  # beyond what numbers can hold
            raise np.linalg.LinAlgError(str(error)) from error

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


def solve_intensities(
    factorized: Factorized, foreground: Foreground, direct: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Solve Aᵀ h = r.

    Raises
    ------
    PcfError
        ``GR040`` when there is no answer.
    """
    try:
        return factorized.solve(direct, transposed=True)
    except np.linalg.LinAlgError as error:
        raise PcfError([finding("GR040", observed=_loop_text(foreground))]) from error


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
