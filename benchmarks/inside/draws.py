"""Draws of a whole background, every input and every emission uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.case import PRODUCTS, Case
from benchmarks.clock import Side, compared
from benchmarks.inside.peers import fast_scores, lca, off
from pcf.engine.montecarlo import Sampler, has_compiler, monte_carlo
from pcf.engine.solve import intensities
from pcf.engine.system import System

SEED = 1
#: Draws of one measured call.
DRAWS = 32


def full_draws(case: Case) -> Iterator[dict[str, Any]]:
    """One draw of the whole background and the scores of the portfolio, sampling included.

    `bw2calc` scores one product a draw, `pcf` all of the portfolio. Random numbers differ, so the
    error is that of a peer's score against the intensities of the very matrices that it drew; how
    far a draw of `pcf` is from a factorized solve of its own amounts stands below the
    table.
    """
    ways = _ways(case)
    for kind, more in (("LCA", {}), ("IterativeLCA", {}), ("IterativeLCA", {"lean": True})):
        peer = lca(case, kind, draws=True, **more)
        next(peer)
        name = kind + (" without flows that have no factor" if more else ", use_distributions")
        for ours in ways[::2] if more else ways:
            yield compared("one draw", ours, Side(name, _drawn(peer), 2, times=2),
                           lambda _, b: of_own_matrices(b))  # fmt: skip
    peer = _partitioned(case)
    yield compared(
        "one draw", ways[0],
        Side("PartitionedMonteCarloLCA, all stochastic", _drawn(peer), 2, times=1),
        lambda _, b: of_own_matrices(b),
    )  # fmt: skip


def _ways(case: Case) -> list[Side]:
    uncertain, demands = case.uncertain, case.demands
    found = []
    for compiled in (True, False) if has_compiler() else (False,):
        sampler = Sampler(uncertain, compiled=compiled)
        sampler.block(SEED, 0)
        for workers in (1, 2) if compiled else (1,):
            name = f"{'compiled' if compiled else 'numpy and scipy'}, {workers} thread(s)"
            count = DRAWS if compiled else DRAWS // 2

            def call(sampler: Any = sampler, workers: int = workers, count: int = count) -> Any:
                return monte_carlo(sampler, demands, count, SEED, workers=workers)

            found.append(Side(name, call, count, times=3))
    return found


def _drawn(peer: Any) -> Any:
    """Two draws of a peer."""

    def call() -> Any:
        next(peer)
        next(peer)
        return peer

    return call


def exact(case: Case) -> dict[str, float]:
    """Largest relative difference of draws from a factorized solve of the same amounts."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    uncertain, demands = case.uncertain, case.demands
    found = {}
    for compiled in (True, False) if has_compiler() else (False,):
        sampler = Sampler(uncertain, compiled=compiled)
        drawn = monte_carlo(sampler, demands, 2, SEED).scores
        amounts, burdens = sampler.amounts(SEED, 0)
        worst = 0.0
        for lane in range(2):
            matrix = csc_array(case.system.transposed_with(amounts[:, lane]))
            start = uncertain.burdens.start
            right = np.add.reduceat(burdens[:, lane], start[:-1])
            worst = max(worst, off(drawn[lane], demands @ splu(matrix).solve(right)))
        found["compiled" if compiled else "plain"] = worst
    return found


def of_own_matrices(peer: Any) -> float:
    """Relative difference of a peer's score from the intensities of the matrices it drew."""
    burdens = np.asarray((peer.characterization_matrix @ peer.biosphere_matrix).sum(axis=0)).ravel()
    system = System.of(peer.technosphere_matrix, burdens)
    asked = peer.dicts.product[next(iter(peer.demand))]
    return off(intensities(system).values[asked, 0], peer.score)


def _partitioned(case: Case) -> Any:
    import bw2calc

    from benchmarks.packages import packages

    made = bw2calc.PartitionedMonteCarloLCA(
        {case.size - 1: 1.0}, [], packages(case, draws=True), seed_override=1
    )
    made.lci()
    made.lcia()
    next(made)
    return made


def portfolio_draws(case: Case) -> Iterator[dict[str, Any]]:
    """A portfolio of 1,000 products over full-background draws, per draw.

    Fast scores draw again in the forward direction only (the adjoint one refuses distributions).
    """
    import bw2calc

    if not (bw2calc.PYPARDISO or bw2calc.UMFPACK):
        return
    demands = {
        str(k): dict(zip(line.indices.tolist(), line.data.tolist(), strict=True))
        for k, line in enumerate(case.demands[[k]] for k in range(case.portfolio.products))
    }
    peer = fast_scores(
        case, demands, draws=True, direction="forward", use_distributions=True, seed_override=1
    )
    peer.calculate()

    def drawn() -> Any:
        next(peer)
        return peer

    def error(_: Any, peer: Any) -> float:
        burdens = next(iter(peer.precalculated.values())).ravel()
        found = intensities(System.of(peer.technosphere_matrix, burdens)).values[:, 0]
        return off(case.demands @ found, np.asarray(peer.scores)[0])

    for ours in _ways(case):
        if "compiled" in ours.name:
            theirs = Side("FastScoresOnlyMultiLCA, forward", drawn, times=1)
            yield compared(f"{PRODUCTS} products, one draw", ours, theirs, error)
