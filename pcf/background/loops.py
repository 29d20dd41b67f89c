r"""Loops of supply that have no solution.

A group of products that supply one another (a strongly connected component) can be solved when
every unit made takes less than one unit of itself along all its ways: the spectral radius of its
inputs, :math:`\rho(|I - A|) < 1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pcf.background.compiled import Triplets
from pcf.background.validate import Index
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

Product = tuple[str, str]
Node = TypeVar("Node", int, str)
DENSE_GROUP = 1000
#: Steps towards the eigenvector of a large group.
_BENDS = 60
#: A gain below this one settles a group.
_SOUND = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class LoopFault:
    """A loop without a solution: processes around it, all processes of its group, the finding."""

    ring: tuple[str, ...]
    group: tuple[str, ...]
    finding: Finding


def check_loops(a: Triplets, products: list[Product], index: Index) -> None:
    """Refuse groups of mutual supply without a solution.

    Raises
    ------
    PcfError
        ``DS030`` for a singular loop (gain 1, or a singular matrix), ``DS031`` for one that takes
        in more than it makes; each names the processes around the strongest loop of its group.
    """
    faults = [fault.finding for fault in loop_faults(a, products, index)]
    if faults:
        raise PcfError(sorted(faults, key=lambda f: str(f.location)))


def loop_faults(a: Triplets, products: list[Product], index: Index) -> list[LoopFault]:
    """Give the loops without a solution, the strongest of each group of mutual supply."""
    supply = _supply(a)
    faults = []
    for group in _groups(supply):
        fault = _fault(group, supply, products, index)
        faults += [fault] if fault else []
    return faults


def groups_of_mutual_supply(graph: nx.DiGraph[Node]) -> list[list[Node]]:
    """Groups of nodes that supply one another, sorted within; a node that supplies itself too."""
    import networkx as nx

    return [
        sorted(group)
        for group in nx.strongly_connected_components(graph)
        if len(group) > 1 or any(graph.has_edge(node, node) for node in group)
    ]


def _supply(a: Triplets) -> csr_array[np.float64]:
    """Amount that each consumer (row) draws from each supplier (column) per unit of itself."""
    from scipy.sparse import csr_array

    size = a.shape[0]
    places, first = np.unique(a.columns * size + a.rows, return_inverse=True)
    drawn = np.zeros(len(places))
    drawn[places % (size + 1) == 0] = 1.0  # what a product makes of itself is its output
    np.subtract.at(drawn, first, a.values)
    kept = drawn != 0.0
    where = (places[kept] // size, places[kept] % size)
    made: csr_array[np.float64] = csr_array((drawn[kept], where), shape=a.shape)
    return made


def _groups(supply: csr_array[np.float64]) -> list[list[int]]:
    """Groups of products that supply one another, sorted; one that supplies itself too."""
    from scipy.sparse.csgraph import connected_components

    count, of = connected_components(supply, directed=True, connection="strong")
    sizes = np.bincount(of, minlength=count)
    looped = (sizes[of] > 1) | (supply.diagonal() != 0.0)
    found: dict[int, list[int]] = {}
    for product in np.flatnonzero(looped).tolist():
        found.setdefault(int(of[product]), []).append(product)
    return list(found.values())


def _fault(
    group: list[int], supply: csr_array[np.float64], products: list[Product], index: Index
) -> LoopFault | None:
    within = supply[group][:, group] if len(group) < supply.shape[0] else supply
    inputs, gain = _inputs_and_gain(within)
    if gain < 1 - 1e-12:
        return None
    singular = abs(gain - 1) <= 1e-9
    if inputs is not None and (inputs < 0).any():
        left = np.eye(len(group)) - inputs
        if np.linalg.cond(left) < 1e12:
            return None
        singular = True
    names = [products[j] for j in _ring(group, inputs, within)]
    code = "DS030" if singular else "DS031"
    told = finding(
        code,
        _place(names, index),
        node=names[0][0],
        observed=" -> ".join(process for process, _ in (*names, names[0])),
        gain=f"{gain:.6g}",
        count=len(group),
    )
    members = tuple(sorted({products[j][0] for j in group}))
    return LoopFault(tuple(process for process, _ in names), members, told)


def _inputs_and_gain(within: csr_array[np.float64]) -> tuple[NDArray[np.float64] | None, float]:
    """Inputs within a group (supplier × consumer) and the spectral radius of their sizes.

    Of a group that an upper bound settles, the bound alone.
    """
    large = abs(within).T.tocsr()
    most = _highest_gain(large)
    if most < _SOUND:
        return None, most
    if within.shape[0] <= DENSE_GROUP:
        inputs = np.asarray(within.toarray().T, dtype=np.float64)
        return inputs, float(np.abs(np.linalg.eigvals(np.abs(inputs))).max())
    from scipy.sparse.linalg import eigs

    start = np.ones(large.shape[0])
    return None, float(np.abs(eigs(large, k=1, v0=start, return_eigenvectors=False)[0]))


def _highest_gain(inputs: Any) -> float:
    r"""Upper bound of the gain of a group (Collatz, Wielandt).

    For every positive *x*, :math:`\rho(M) \le \max_i (Mx)_i / x_i`; *x* is bent towards the
    eigenvector by :math:`x \leftarrow (x + Mx) / \max`. Most groups are settled by it, and the
    eigenvalue itself, which may converge slowly, is not needed.
    """
    x = np.ones(inputs.shape[0])
    most = np.inf
    for _ in range(_BENDS):
        drawn = inputs @ x
        most = min(most, float((drawn / x).max()))
        if most < _SOUND:
            break
        x = x + drawn
        x /= x.max()
        x = np.maximum(x, 1e-280)
    return most


def _ring(
    group: list[int], inputs: NDArray[np.float64] | None, within: csr_array[np.float64]
) -> list[int]:
    if inputs is not None:
        return [group[k] for k in _strongest_ring(inputs)]
    import networkx as nx

    graph = nx.from_scipy_sparse_array(within, create_using=nx.DiGraph)
    return [group[edge[0]] for edge in nx.find_cycle(graph)]


def _strongest_ring(inputs: NDArray[np.float64]) -> list[int]:
    r"""Loop that makes most of the gain, as positions in the group.

    With left and right eigenvectors *u*, *v* of the gain, :math:`u_i |a_{ij}| v_j` is the part of
    it that runs from consumer *j* to supplier *i*, whatever the units; the largest part is
    followed from supplier to supplier until a product comes again.
    """
    weight = np.abs(inputs)
    part = _eigenvector(weight.T)[:, None] * weight * _eigenvector(weight)[None, :]
    node = int(np.argmax(part.max(axis=0)))
    path: list[int] = []
    while node not in path:
        path.append(node)
        node = int(np.argmax(part[:, node]))
    return path[path.index(node) :]


def _eigenvector(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    values, vectors = np.linalg.eig(matrix)
    return np.asarray(np.abs(vectors[:, int(np.argmax(np.abs(values)))]), dtype=np.float64)


def _place(ring: list[Product], index: Index) -> Location | None:
    """Place of the row by which the first process of the ring draws on the second."""
    consumer, supplier = ring[0], ring[1 % len(ring)]
    for row, at in index.of(consumer[0]):
        if row.direction == "input" and (row.provider, row.flow) == supplier:
            return Location(at.file, at.line, "amount")
    return None
