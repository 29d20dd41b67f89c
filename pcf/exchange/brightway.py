"""Hand the matrices of a result over to Brightway: one in-memory datapackage, background included.

The columns are the foreground products followed by the background products; the biosphere rows are
the greenhouse-gas columns. Nothing is written to the user's home.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pcf.calc.calculate import Solved
from pcf.importing.brightway.datapackage import add_vector

if TYPE_CHECKING:
    from scipy.sparse import coo_array

_Triplet = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class SystemTriplets:
    """The whole system: technosphere A (outputs positive), biosphere B, demand by product."""

    products: int
    technosphere: coo_array[np.float64]
    biosphere: coo_array[np.float64]
    demand: dict[int, float]


@dataclass(frozen=True, slots=True)
class Handover:
    """What ``bw2calc.LCA`` takes: ``LCA(demand=handover.demand, data_objs=[handover.package])``."""

    package: Any
    demand: dict[int, float]


def system_triplets(solved: Solved) -> SystemTriplets:
    """Put foreground and background side by side: foreground columns first.

    Entries that repeat add up.
    """
    foreground = solved.foreground
    n = foreground.size
    background_a, background_b = (m.tocoo() for m in solved.linked.background.matrices())
    products = n + background_a.shape[0]
    gases = len(solved.scored.columns)
    drawn, emitted = _links(solved)
    entries_a: list[_Triplet] = [*foreground.entries, *((i + n, j, -v) for i, j, v in drawn)]
    return SystemTriplets(
        products,
        _joined(entries_a, background_a, (n, n), (products, products)),
        _joined(emitted, background_b, (0, n), (gases, products)),
        {int(k): float(foreground.demand[k]) for k in np.flatnonzero(foreground.demand)},
    )


def to_datapackage(solved: Solved) -> Handover:
    """Write the whole system as a Brightway datapackage in memory.

    Brightway's technosphere has outputs positive and inputs negative, as here. A greenhouse gas
    without factor gets none.
    """
    import bw_processing as bwp

    system = system_triplets(solved)
    base = system.products
    a, b, factors = system.technosphere, system.biosphere, solved.scored.factors
    known = np.flatnonzero(~np.isnan(factors))
    package = bwp.create_datapackage()
    for name, rows, cols, data in (
        ("technosphere_matrix", a.row, a.col, a.data),
        ("biosphere_matrix", b.row + base, b.col, b.data),
        ("characterization_matrix", known + base, np.zeros_like(known), factors[known]),
    ):
        add_vector(package, name, rows, cols, data)
    return Handover(package, system.demand)


def _joined(
    entries: Iterable[_Triplet],
    block: coo_array[np.float64],
    offset: tuple[int, int],
    shape: tuple[int, int],
) -> coo_array[np.float64]:
    """Triplets and a shifted block as one sparse matrix."""
    from scipy.sparse import coo_array

    found = list(entries)
    rows = np.concatenate([np.array([t[0] for t in found], dtype=np.int64), block.row + offset[0]])
    cols = np.concatenate([np.array([t[1] for t in found], dtype=np.int64), block.col + offset[1]])
    data = np.concatenate([np.array([t[2] for t in found], dtype=np.float64), block.data])
    made: coo_array[np.float64] = coo_array((data, (rows, cols)), shape=shape)
    return made


def _links(solved: Solved) -> tuple[list[_Triplet], list[_Triplet]]:
    """Foreground columns × background products, and × greenhouse-gas columns."""
    columns_of = solved.foreground.columns_of()
    shares = solved.foreground.shares
    drawn: list[_Triplet] = []
    emitted: list[_Triplet] = []
    for number, row in enumerate(solved.linked.rows):
        line = int(solved.scored.line[number])
        if line < 0:
            continue
        link = solved.linked.links.get(row.address)
        amount = solved.per_reference(number)
        for column in columns_of[row.process]:
            part = amount * float(shares[column])
            if link is not None and link.index is not None:
                drawn.append((link.index, column, part))
                continue
            inventory = solved.scored.inventory[line]
            emitted += [
                (int(k), column, part * float(inventory[k])) for k in np.flatnonzero(inventory)
            ]
    return drawn, emitted
