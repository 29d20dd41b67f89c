"""The peers: objects of bw2calc on a case, their solver, and how answers are compared."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.case import Case
from benchmarks.packages import packages

METHOD = {"impact_categories": [("GWP",)]}


def solver() -> str:
    """Direct solver that bw2calc uses in this process."""
    from importlib.metadata import version

    import bw2calc

    if bw2calc.PYPARDISO:
        return f"PARDISO (pypardiso {version('pypardiso')})"
    if bw2calc.UMFPACK:
        return f"UMFPACK (scikit-umfpack {version('scikit-umfpack')})"
    return f"SuperLU (scipy {version('scipy')})"


def lca(
    case: Case, kind: str = "LCA", *, demand: dict[int, float] | None = None, **given: Any
) -> Any:
    """Make an object of a class of bw2calc, loaded, solved and characterized once.

    Words of `packages` choose what is in its matrices; others go to the class.
    """
    import bw2calc

    of_packages = {k: given.pop(k) for k in ("draws", "foregrounds", "lean") if k in given}
    factorize = given.pop("factorize", False)
    if of_packages.get("draws"):
        given |= {"use_distributions": True, "seed_override": 1}
    made = getattr(bw2calc, kind)(
        demand or {case.size - 1: 1.0}, data_objs=packages(case, **of_packages), **given
    )
    made.lci(**({"factorize": True} if factorize else {}))
    made.lcia()
    return made


def fast_scores(case: Case, demands: dict[str, dict[int, float]], **given: Any) -> Any:
    """FastScoresOnlyMultiLCA with its matrices loaded, but nothing factorized."""
    import bw2calc

    of_packages = {k: given.pop(k) for k in ("draws", "foregrounds") if k in given}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = bw2calc.FastScoresOnlyMultiLCA(
            demands, METHOD, data_objs=packages(case, **of_packages), **given
        )
        made._load_datapackages()
        made.build_precalculated()
    return made


def off(ours: ArrayLike, theirs: ArrayLike) -> float:
    """Largest relative difference, entry by entry."""
    own, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if own.shape != other.shape:
        return float("inf")
    scale = np.maximum(np.abs(other), np.finfo(float).tiny)
    return float(np.max(np.abs(own - other) / scale, initial=0.0))
