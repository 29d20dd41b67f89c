"""Order in which processes are visited from the unit backwards."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable


def supply_order(size: int, entries: Iterable[tuple[int, int]]) -> tuple[int, ...] | None:
    """Columns, each after all that draw on it; None when processes supply each other.

    Parameters
    ----------
    entries
        Pairs (supplier, user).
    """
    users: dict[int, set[int]] = {column: set() for column in range(size)}
    for supplier, user in entries:
        if supplier == user:
            return None
        users[supplier].add(user)
    try:
        return tuple(graphlib.TopologicalSorter(users).static_order())
    except graphlib.CycleError:
        return None
