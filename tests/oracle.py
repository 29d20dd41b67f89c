"""Brightway as the judge: the same matrices through ``bw2calc``."""

from __future__ import annotations

import warnings

from pcf.calc.calculate import Solved
from pcf.exchange.brightway import to_datapackage


def brightway_score(solved: Solved) -> float:
    """Score of the whole system by ``bw2calc.LCA``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bw2calc

        handover = to_datapackage(solved)
        lca = bw2calc.LCA(demand=handover.demand, data_objs=[handover.package])
        lca.lci()
        lca.lcia()
    return float(lca.score)
