"""Supply chains walked down to a cut-off."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from benchmarks.case import Case
from benchmarks.clock import Side, compared
from benchmarks.inside.peers import lca
from pcf.engine.solve import intensities
from pcf.engine.traverse import traverse

CUTOFFS = (5e-3, 1e-3)


def walks(case: Case) -> Iterator[dict[str, Any]]:
    """Every visit of a process above the cut-off, largest first, of one product.

    The node lists are compared visit by visit (process, depth, supply, cumulative score): a missing
    or a further node is an infinite error. The peer starts from a solved `LCA`; it solves for every
    input of a node that it has not met before, `pcf` reads the stored intensities.
    """
    import bw_graph_tools

    product = case.size - 1
    stored = intensities(case.system).values[:, 0]
    solved = lca(case, factorize=True)
    for cutoff in CUTOFFS:

        def ours(cutoff: float = cutoff) -> Any:
            return traverse(case.system, stored, {product: 1.0}, cutoff)

        def theirs(cutoff: float = cutoff) -> Any:
            settings = bw_graph_tools.GraphTraversalSettings(
                cutoff=cutoff, max_calc=1_000_000, separate_biosphere_flows=False
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made = bw_graph_tools.NewNodeEachVisitGraphTraversal(solved, settings)
                made.traverse()
            return made

        row = compared(f"cut-off {cutoff:g}", Side("guided by stored intensities", ours, times=5),
                       Side("NewNodeEachVisitGraphTraversal", theirs, times=1), _off)  # fmt: skip
        row["nodes"] = len(ours().nodes)
        yield row


def _off(walk: Any, other: Any) -> float:
    own = sorted((n.process, n.depth + 1, n.supply, n.cumulative) for n in walk.nodes)
    met = sorted(
        (int(n.activity_index), n.depth, n.supply_amount, n.cumulative_score)
        for n in other.nodes.values()
        if n.unique_id != -1
    )
    if [item[:2] for item in own] != [item[:2] for item in met]:
        return float("inf")
    return max(abs(a[k] - b[k]) / abs(b[k]) for a, b in zip(own, met, strict=True) for k in (2, 3))
