"""Scores of many products, and of the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.case import Case
from benchmarks.clock import Side, compared
from benchmarks.inside.peers import fast_scores, lca, off
from pcf.engine.derivatives import scores
from pcf.engine.solve import intensities, solve

#: Products that one factorized object is asked for; the others would take as long each.
ASKED = 10


def portfolio(case: Case) -> Iterator[dict[str, Any]]:
    """Scores of all products of the portfolio, their foregrounds given as matrices.

    A peer has the foregrounds behind the background in its matrices. `pcf` solves the foregrounds
    alone on the intensities of the background: ready ones (the artefact that it stores), or solved
    in the same measured call. The factorization of the peer is left out of "factorized", and is in
    the calls of fast scores.
    """
    import bw2calc

    own, count = case.portfolio, case.portfolio.products
    drawn, direct = own.drawn(case.size), own.direct(float(case.factors[0]))
    stored = intensities(case.system).values[:, 0]

    def on(intensity: Any) -> Any:
        right = direct + drawn @ intensity
        return solve(own.transposed, right[:, None]).values[own.demanded, 0]

    ready = Side("stored intensities", lambda: on(stored), count)
    solved = Side("intensities solved", lambda: on(intensities(case.system).values[:, 0]), count)
    yield _factorized(case, ready)
    if bw2calc.PYPARDISO or bw2calc.UMFPACK:
        yield from _adjoint(case, ready, solved)
        yield _forward(case, solved)


def _asked(case: Case) -> list[int]:
    return [int(p) + case.size for p in case.portfolio.demanded]


def _factorized(case: Case, ready: Side) -> dict[str, Any]:
    asked = _asked(case)[:ASKED]
    one = lca(case, foregrounds=True, factorize=True, demand={asked[0]: 1.0})

    def each() -> Any:
        found = []
        for product in asked:
            one.lci(demand={product: 1.0})
            one.lcia_calculation()
            found.append(one.score)
        return found

    return compared(
        f"{ready.units} products, background ready", ready,
        Side("LCA, factorized", each, len(asked), times=2), lambda a, b: off(a[: len(asked)], b),
    )  # fmt: skip


def _adjoint(case: Case, ready: Side, solved: Side) -> Iterator[dict[str, Any]]:
    named = {str(p): {p: 1.0} for p in _asked(case)}
    many = fast_scores(case, named, foregrounds=True, direction="adjoint")
    peer = Side("FastScoresOnlyMultiLCA, adjoint", lambda: np.asarray(many.calculate())[0],
                len(named), times=2)  # fmt: skip
    yield compared(f"{ready.units} products, background ready", ready, peer, off)
    yield compared(f"{ready.units} products, from matrices", solved, peer, off)


def _forward(case: Case, solved: Side) -> dict[str, Any]:
    part = {str(p): {p: 1.0} for p in _asked(case)[: 10 * ASKED]}
    some = fast_scores(case, part, foregrounds=True, direction="forward")
    peer = Side("FastScoresOnlyMultiLCA, forward", lambda: np.asarray(some.calculate())[0],
                len(part), times=1)  # fmt: skip
    return compared(f"{solved.units} products, from matrices", solved, peer,
                    lambda a, b: off(a[: len(part)], b))  # fmt: skip


def next_product(case: Case) -> Iterator[dict[str, Any]]:
    """One more product on a warm background: what it draws from it is known.

    Both get the foreground as its demand on the background. `LCA` has its factors at hand.
    """
    demands = case.demands
    stored = intensities(case.system).values[:, :1]
    single = [demands[[k]] for k in range(min(20, case.portfolio.products))]
    as_words = [
        dict(zip(line.indices.tolist(), line.data.tolist(), strict=True)) for line in single
    ]
    one = lca(case, factorize=True, demand=as_words[0])

    def ours() -> Any:
        return [float(scores(line, stored)[0, 0]) for line in single]

    def theirs() -> Any:
        found = []
        for demand in as_words:
            one.lci(demand=demand)
            one.lcia_calculation()
            found.append(one.score)
        return found

    yield compared("next product", Side("stored intensities", ours, len(single)),
                   Side("LCA, factorized", theirs, len(single), times=3), off)  # fmt: skip
