r"""Nearly triangular systems, level by level: foregrounds, in which hardly anything loops.

The processes stand in the order of supply: a process comes after all that it draws on, but for the
few entries that close a loop. Without those the matrix is a triangle **T**, solved in as many steps
as the longest chain of supply has links, each step for all processes of a level at once. **T** then
stands in for the matrix in an iteration, which has only the loops left to settle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pcf.engine.system import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Places = NDArray[np.int64]
#: Entries of a line, its diagonal among them, above which looking for an order is not worth it.
_THIN = 8
#: Part of the entries beside the diagonal that may close loops.
_LOOPS = 0.02
#: Links of the longest chain.
_DEEPEST = 300


@dataclass(frozen=True, slots=True)
class Triangle:
    """The triangle of a matrix, its lines sorted by level.

    order
        Line of the matrix at each place.
    ends
        Where each level ends.
    start, suppliers, amounts
        Entries beside the diagonal of the line at each place; suppliers are places.
    diagonal
        Diagonal at each place.
    """

    order: Places
    ends: tuple[int, ...]
    start: Places
    suppliers: NDArray[Any]
    amounts: Floats
    diagonal: Floats

    def solve(self, right: Floats) -> Floats:
        """Solve T x = right (n)."""
        x = right[self.order]
        x[: self.ends[0]] /= self.diagonal[: self.ends[0]]
        for a, b in zip(self.ends[:-1], self.ends[1:], strict=True):
            first, last = self.start[a], self.start[b]
            drawn = self.amounts[first:last] * x[self.suppliers[first:last]]
            x[a:b] -= np.add.reduceat(drawn, self.start[a:b] - first)
            x[a:b] /= self.diagonal[a:b]
        found = np.empty_like(x)
        found[self.order] = x
        return found


def triangle_of(matrix: csr_array) -> Triangle | None:
    """Triangle of a matrix by lines; None where it is far from one, or deep.

    The diagonal holds no zero.
    """
    from scipy.sparse import csr_array

    n = matrix.shape[0]
    if matrix.nnz > _THIN * n:
        return None
    label = groups_of(matrix)
    line = np.repeat(np.arange(n, dtype=matrix.indices.dtype), _counts(matrix.indptr))
    kept = _below(line, matrix.indices, label)
    beside = matrix.nnz - int(np.count_nonzero(line == matrix.indices))
    if beside - int(np.count_nonzero(kept)) > _LOOPS * beside:
        return None
    before = np.zeros(matrix.nnz + 1, dtype=matrix.indptr.dtype)
    np.cumsum(kept, out=before[1:])
    held = (matrix.data[kept], matrix.indices[kept], before[matrix.indptr])
    lower = csr_array(held, shape=matrix.shape)
    level = _levels(lower)
    return None if level is None else _sorted(lower, matrix.diagonal(), level)


def groups_of(graph: csr_array) -> NDArray[np.int32]:
    """Label of the group of mutual supply that each line is in.

    Repeated places are merged first: on those the search of scipy may never end.
    """
    from scipy.sparse.csgraph import connected_components

    if not graph.has_canonical_format:
        graph = graph.copy()
        graph.sum_duplicates()
    label: NDArray[np.int32] = connected_components(graph, directed=True, connection="strong")[1]
    return label


def _counts(start: NDArray[Any]) -> Places:
    """Number of entries of each line, as numpy repeats them fastest."""
    found: Places = (start[1:] - start[:-1]).astype(np.int64)
    return found


def _below(line: NDArray[Any], supplier: NDArray[Any], label: NDArray[Any]) -> NDArray[np.bool_]:
    """Entries whose supplier comes first.

    Groups of mutual supply come in the order of their labels, and processes within a group in that
    of their numbers, or against it where fewer entries then close a loop.
    """
    by = label[line] - label[supplier]
    within, up = by == 0, supplier > line
    inner = np.flatnonzero(within & (supplier != line))
    rising = 2 * int(np.count_nonzero(up[inner])) > len(inner)
    found: NDArray[np.bool_] = by > 0
    found[inner] = up[inner] == rising
    return found


def _levels(lower: csr_array) -> NDArray[np.int16] | None:
    """Links of the longest chain of supply above each line; None where one is too long."""
    users = lower.tocsc()
    first, count = users.indptr[:-1].astype(np.int64), _counts(users.indptr)
    waiting = lower.indptr[1:] - lower.indptr[:-1]
    one = waiting.dtype.type(1)  # of the same kind: numpy is forty times slower otherwise
    level, chosen = np.zeros(len(waiting), dtype=np.int16), np.empty(len(waiting), dtype=np.int64)
    ready = np.flatnonzero(waiting == 0)
    for depth in range(_DEEPEST):
        level[ready] = depth
        counts = count[ready]
        shift = first[ready] - (np.cumsum(counts) - counts)
        reached = users.indices[np.repeat(shift, counts) + np.arange(int(counts.sum()))]
        if not len(reached):
            return level
        np.subtract.at(waiting, reached, one)
        found = reached[waiting[reached] == 0]
        each = np.arange(len(found))
        chosen[found] = each
        ready = found[chosen[found] == each]  # each line once
    return None


def _sorted(lower: csr_array, diagonal: Floats, level: NDArray[np.int16]) -> Triangle:
    order = np.argsort(level, kind="stable")
    place = np.empty(len(order), dtype=lower.indices.dtype)
    place[order] = np.arange(len(order))
    lines = lower[order]
    ends = tuple(np.cumsum(np.bincount(level)).tolist())
    start = lines.indptr.astype(np.int64)
    return Triangle(order, ends, start, place[lines.indices], lines.data, diagonal[order])
