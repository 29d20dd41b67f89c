"""The order in which sweeps take the processes: what cannot loop is taken once.

A process that draws on no loop is settled before all others, one that no loop draws on after them,
in the order of supply. Only the core between, the loops and what stands between two of them, is
swept again and again: less than half of the entries of a large background.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pcf.engine.levels import groups_of
from pcf.engine.reach import reached
from pcf.engine.system import Places, System


@dataclass(frozen=True, slots=True)
class Order:
    """Processes in the order of sweeps: before the loops, the core, and after it.

    lines
        Process at each place.
    core
        Where the core begins and ends.
    """

    lines: Places
    core: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries of processes in another order of these: where each begins, and their numbers."""

    start: Places
    numbers: Places

    @classmethod
    def of(cls, start: Places, lines: Places) -> Listed:
        """List the entries of `lines`, which are ``start[j]:start[j + 1]`` of process *j*."""
        counts = (start[1:] - start[:-1])[lines].astype(np.int64)
        found = np.concatenate([[0], np.cumsum(counts)])
        shift = np.repeat(start[lines] - found[:-1], counts)
        numbers = (shift + np.arange(found[-1])).astype(np.int32)
        return cls(found.astype(np.int32), numbers)


def order_of(system: System) -> Order:
    """Order of a system; everything is core where no order of supply is found."""
    from scipy.sparse import csr_array

    entries, n = system.entries, system.size
    held = (np.ones(entries.count), entries.supplier, entries.start)
    graph = csr_array(held, shape=(n, n))
    label = groups_of(graph)
    loops = np.bincount(label)[label] > 1
    users = graph.tocsc()
    drawing = reached(entries.start, entries.supplier, loops)
    feeding = reached(users.indptr, users.indices, loops)
    by_label = np.argsort(label, kind="stable").astype(np.int32)
    rank = np.where(~drawing, 0, np.where(feeding, 1, 2))[by_label]
    lines = by_label[np.argsort(rank, kind="stable")]
    begin, end = np.searchsorted(np.sort(rank), [1, 2]).tolist()
    found = Order(lines, (begin, end))
    return found if _is_of_supply(system, found) else Order(np.arange(n, dtype=np.int32), (0, n))


def _is_of_supply(system: System, order: Order) -> bool:
    """Whether every entry outside the core draws on what comes before."""
    place = np.empty(system.size, dtype=np.int32)
    place[order.lines] = np.arange(system.size)
    supplier, user = place[system.entries.supplier], place[system.entries.consumers()]
    begin, end = order.core
    inside = (begin <= supplier) & (user < end)
    return bool(np.all((supplier < user) | inside))
