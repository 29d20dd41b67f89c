"""Run one experiment at one size: ``python -m benchmarks.inside NAME SIZE [PRODUCTS]``.

Prints the rows as JSON. ``PCF_BENCH_SOLVER=superlu`` keeps PARDISO out of the process.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.case import PRODUCTS, Case

EXPERIMENTS: dict[str, str] = {
    "portfolio": "products:portfolio",
    "next-product": "products:next_product",
    "intensities": "vectors:intensity",
    "monte-carlo": "draws:full_draws",
    "portfolio-draws": "draws:portfolio_draws",
    "elasticities": "slopes:slopes",
    "traversal": "walks:walks",
}


def experiment(name: str) -> Callable[[Case], Iterator[dict[str, Any]]]:
    """Function of an experiment."""
    from importlib import import_module

    module, function = EXPERIMENTS[name].split(":")
    found: Callable[[Case], Iterator[dict[str, Any]]] = getattr(
        import_module(f"benchmarks.inside.{module}"), function
    )
    return found


def main(name: str, size: int, products: int) -> None:
    """Print the rows of an experiment."""
    if os.environ.get("PCF_BENCH_SOLVER") == "superlu":
        sys.modules["pypardiso"] = None  # type: ignore[assignment]
        sys.modules["scikits.umfpack"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    from benchmarks.inside.peers import solver

    case = Case.of(size, products)
    rows = list(experiment(name)(case))
    told: dict[str, Any] = {"rows": rows, "solver": solver(), "load": os.getloadavg()[0]}
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if name == "monte-carlo":
        from benchmarks.inside.draws import exact

        told["draws_against_superlu"] = exact(case)
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else PRODUCTS)
