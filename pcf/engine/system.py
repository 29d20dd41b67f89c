r"""The system that every solve works on: a technosphere and the burdens of its processes.

With **A** (n × n; outputs positive, inputs negative) and the characterized burdens **R** (n × m;
one line per process, one column per impact or ledger column),

.. math:: A s = f, \qquad A^\mathsf{T} Y = R, \qquad \text{score} = s^\mathsf{T} R = f^\mathsf{T} Y

Only :math:`A^\mathsf{T}` is kept, by lines: the line of process *j* holds what *j* makes and takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Places = NDArray[np.int32]


class NoSystemError(ValueError):
    """A matrix that is no system: wrong shape, a place outside it, an amount that is no number."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of **A** without its diagonal, by process, in the order of rows.

    start
        Entries of process *j* are ``start[j]:start[j + 1]`` (n + 1 numbers).
    supplier
        Row of each entry: the product that is drawn.
    amount
        Value in **A**: negative for an input.
    """

    start: Places
    supplier: Places
    amount: Floats

    @property
    def count(self) -> int:
        """Number of entries."""
        return len(self.amount)

    def consumers(self) -> Places:
        """Process of each entry."""
        per_process = np.diff(self.start)
        return np.repeat(np.arange(len(per_process), dtype=np.int32), per_process)


@dataclass(frozen=True)
class System:
    """A technosphere with burdens.

    diagonal
        What each process makes of its own product (n); never zero.
    burdens
        Characterized burdens of one run of each process (n × m).
    """

    entries: Entries
    diagonal: Floats
    burdens: Floats

    @classmethod
    def of(cls, technosphere: Any, burdens: ArrayLike) -> System:
        """Make a system of a sparse (or dense) matrix **A** and of burdens, n or n × m.

        Repeated places add up. Raises `NoSystemError` when **A** is not square, a number is not
        finite or a process makes nothing of its own product.
        """
        from scipy.sparse import csc_array

        matrix = csc_array(technosphere, dtype=np.float64)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        right = np.asarray(burdens, dtype=np.float64)
        right = np.ascontiguousarray(right.reshape(len(right), -1))
        n = matrix.shape[1]
        if matrix.shape[0] != n or len(right) != n:
            raise NoSystemError(f"technosphere {matrix.shape}, burdens {right.shape}")
        if not (np.all(np.isfinite(matrix.data)) and np.all(np.isfinite(right))):
            raise NoSystemError("an amount is not finite")
        diagonal = np.asarray(matrix.diagonal(), dtype=np.float64)
        if not np.all(diagonal):
            raise NoSystemError(f"process {int(np.flatnonzero(diagonal == 0)[0])} makes nothing")
        return cls(_off_diagonal(matrix), diagonal, right)

    @property
    def size(self) -> int:
        """Number of processes."""
        return len(self.diagonal)

    @cached_property
    def transposed(self) -> csr_array:
        """:math:`A^T` by lines."""
        return self.transposed_with(self.entries.amount)

    def transposed_with(self, amounts: Floats) -> csr_array:
        """:math:`A^T` with other amounts in the places of `entries`."""
        from scipy.sparse import csr_array

        start, supplier, order = self._pattern
        held = np.concatenate([self.diagonal, amounts])[order]
        return csr_array((held, supplier, start), shape=(self.size, self.size))

    @cached_property
    def _pattern(self) -> tuple[Places, Places, Places]:
        r"""Starts and sorted columns of :math:`A^T`; where diagonal and entries go in it.

        Sorted, because scipy would otherwise sort the arrays, which all matrices share, in place.
        """
        entries, n = self.entries, self.size
        line = np.concatenate([np.arange(n, dtype=np.int32), entries.consumers()])
        column = np.concatenate([np.arange(n, dtype=np.int32), entries.supplier])
        order = np.lexsort((column, line)).astype(np.int32)
        start = (entries.start + np.arange(n + 1)).astype(np.int32)
        return start, np.ascontiguousarray(column[order]), order


def _off_diagonal(matrix: Any) -> Entries:
    n = matrix.shape[1]
    column = np.repeat(np.arange(n), np.diff(matrix.indptr))
    kept = matrix.indices != column
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(column[kept], minlength=n), out=start[1:])
    return Entries(
        start.astype(np.int32),
        matrix.indices[kept].astype(np.int32),
        np.ascontiguousarray(matrix.data[kept], dtype=np.float64),
    )
