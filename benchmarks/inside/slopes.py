"""All first-order sensitivities of a score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.case import Case
from benchmarks.clock import Side, compared
from benchmarks.inside.peers import lca
from pcf.engine.derivatives import elasticities
from pcf.engine.solve import intensities, supply

#: Exchanges that a peer changes and solves for; the others would take as long each.
CHANGED = 4
STEP = 1e-3


def slopes(case: Case) -> Iterator[dict[str, Any]]:
    """Elasticity of one product's score by every input, per exchange.

    `pcf` computes them all from one supply and one intensity vector, both solved in the measured
    call. A peer has no derivative: an exchange is changed in its matrix and the system solved again
    (`LCA` and, faster, `IterativeLCA` from its static answer); measured on some, the time of all is
    extrapolated. The error is that of the two-sided difference of its answers: what `IterativeLCA`
    leaves of a solve weighs five hundred times in it.
    """
    system, product = case.system, case.size - 1
    demand = np.zeros(case.size)
    demand[product] = 1.0

    def ours() -> Any:
        y, s = intensities(system).values[:, 0], supply(system, demand).values[:, 0]
        return elasticities(system, s, y).technosphere

    found = ours()
    chosen = np.argsort(-np.abs(found))[:CHANGED]
    supplier, consumer = system.entries.supplier, system.entries.consumers()
    for kind in ("LCA", "IterativeLCA"):
        peer = lca(case, kind)
        base = peer.score

        def theirs(peer: Any = peer, base: float = base) -> Any:
            return [_difference(peer, int(supplier[e]), int(consumer[e]), base) for e in chosen]

        yield compared(
            "every exchange", Side("two solves and products", ours, system.entries.count),
            Side(f"{kind}, solved again", theirs, 2 * CHANGED, times=1),
            lambda a, b: float(np.max(np.abs(a[chosen] / np.asarray(b) - 1.0))),
        )  # fmt: skip


def _difference(peer: Any, row: int, column: int, base: float) -> float:
    """Two-sided difference of the score by one entry of the matrix, in percent per percent."""
    row, column = peer.dicts.product[row], peer.dicts.activity[column]
    matrix = peer.technosphere_matrix
    held = matrix[row, column]
    answers = []
    for sign in (1.0, -1.0):
        matrix[row, column] = held * (1.0 + sign * STEP)
        peer._delete_solver_state()
        peer.lci_calculation()
        peer.lcia_calculation()
        answers.append(peer.score)
    matrix[row, column] = held
    return (answers[0] - answers[1]) / (2.0 * STEP * base)
