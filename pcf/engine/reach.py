"""Which products can lead to a burden at all; elsewhere a solver leaves only noise."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

#: Steps along the supply that are taken for all products at once.
_WAVES = 100


def reached(start: NDArray[Any], suppliers: NDArray[Any], burdened: Bools) -> Bools:
    """Follow burdens from supplier to user.

    Parameters
    ----------
    start, suppliers
        Suppliers of product *j* are ``suppliers[start[j]:start[j + 1]]``.
    burdened
        Which product has which burden of its own (n, or n × m).
    """
    if np.all(burdened):
        return burdened
    users = np.flatnonzero(np.diff(start))  # those who draw on anything
    begins, found = start[users], burdened
    for _ in range(_WAVES):
        further = found.copy()
        if len(users):
            further[users] |= np.logical_or.reduceat(found[suppliers], begins, axis=0)
        if np.array_equal(further, found):
            return found
        found = further
    return _followed(start, suppliers, found)


def _followed(start: NDArray[Any], suppliers: NDArray[Any], found: Bools) -> Bools:
    """The same for long chains of supply, product by product."""
    listed: dict[int, list[int]] = {}
    users = np.repeat(np.arange(len(start) - 1), np.diff(start))
    for supplier, user in zip(suppliers.tolist(), users.tolist(), strict=True):
        listed.setdefault(supplier, []).append(user)
    made = found.reshape(len(found), -1).copy()
    for column in range(made.shape[1]):
        waiting = np.flatnonzero(made[:, column]).tolist()
        while waiting:
            for user in listed.get(waiting.pop(), ()):
                if not made[user, column]:
                    made[user, column] = True
                    waiting.append(user)
    return made.reshape(found.shape)
