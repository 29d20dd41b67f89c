"""Supply chains walked from the largest contribution down, guided by the intensities.

A node is one visit of a process on one path. Its cumulative score is its amount times the intensity
of its product, so whether a branch matters is known before it is walked: no solve is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from pcf.engine.system import Floats, System


@dataclass(frozen=True, slots=True)
class Node:
    """A visit of a process.

    parent
        Position of the consumer in the list of nodes; -1 for the demand.
    supply
        How often the process runs on this path.
    cumulative, direct
        Score of it with all that it draws, and its own.
    """

    process: int
    parent: int
    depth: int
    supply: float
    cumulative: float
    direct: float


@dataclass(frozen=True, slots=True)
class Walk:
    """Nodes in the order in which they were found, and what no node holds.

    remainder
        Score of the branches that were cut, so that the direct scores of all nodes and it add up
        to the total.
    """

    nodes: tuple[Node, ...]
    total: float
    remainder: float


def traverse(
    system: System,
    intensity: Floats,
    demand: dict[int, float],
    cutoff: float,
    *,
    limit: int = 100_000,
    column: int = 0,
) -> Walk:
    """Walk a supply chain.

    Parameters
    ----------
    intensity
        Intensities (n) of the column of burdens.
    demand
        Amount of each product that is asked for.
    cutoff
        Branches whose cumulative score is less than this part of the total are not walked.
    limit
        Largest number of nodes; what is left then counts as remainder.
    """
    own = system.burdens[:, column] / system.diagonal
    total = float(sum(amount * intensity[place] for place, amount in demand.items()))
    least = abs(total) * cutoff
    nodes: list[Node] = []
    waiting: list[tuple[float, int, int, int, int, float]] = []
    entered = 0
    for place, amount in sorted(demand.items()):
        heappush(waiting, (-abs(amount * intensity[place]), entered, place, -1, 0, amount))
        entered += 1
    while waiting and len(nodes) < limit:
        _, _, place, parent, depth, amount = heappop(waiting)
        at = len(nodes)
        runs = amount / system.diagonal[place]
        nodes.append(
            Node(place, parent, depth, runs, amount * float(intensity[place]),
                 amount * float(own[place]))
        )  # fmt: skip
        begin, end = system.entries.start[place], system.entries.start[place + 1]
        suppliers = system.entries.supplier[begin:end]
        drawn = -runs * system.entries.amount[begin:end]
        reached = drawn * intensity[suppliers]
        for k in np.flatnonzero(np.abs(reached) >= least):
            key = (-abs(float(reached[k])), entered, int(suppliers[k]), at, depth + 1)
            heappush(waiting, (*key, float(drawn[k])))
            entered += 1
    remainder = total - float(np.sum([node.direct for node in nodes]))
    return Walk(tuple(nodes), total, remainder)
