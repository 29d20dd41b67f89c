"""The same questions as whole processes, from a file on the disk to the answer.

``python -m benchmarks.whole write FOLDER SIZE PRODUCTS`` lays out what both sides read: arrays, and
datapackages of the same numbers. ``… ask pcf|peer QUESTION FOLDER`` prints the answer.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

DRAWS = 64


def write(folder: Path, size: int, products: int) -> None:
    """Write a case for both sides."""
    from bw_processing.io_helpers import generic_directory_filesystem

    from benchmarks.case import Case
    from benchmarks.packages import packages
    from pcf.engine.solve import intensities

    case = Case.of(size, products)
    own = case.portfolio
    uncertain, system = case.uncertain, case.system
    arrays = {
        "start": system.entries.start, "supplier": system.entries.supplier,
        "amount": system.entries.amount, "diagonal": system.diagonal, "burdens": system.burdens,
        "burden_start": uncertain.burdens.start, "burden_amount": uncertain.burdens.amount,
        "intensity": intensities(system).values[:, 0],
        "demand_start": case.demands.indptr, "demand_place": case.demands.indices,
        "demand_amount": case.demands.data,
    }  # fmt: skip
    drawn, lines = own.drawn(size), own.transposed
    arrays |= {"direct": own.direct(float(case.factors[0]))}
    for name, matrix in (("drawn", drawn), ("foreground", lines)):
        arrays |= {f"{name}_start": matrix.indptr, f"{name}_place": matrix.indices,
                   f"{name}_amount": matrix.data}  # fmt: skip
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    demand = {int(k): float(v) for k, v in zip(
        case.demands[[0]].indices, case.demands[[0]].data, strict=True)}  # fmt: skip
    facts = {"size": size, "products": products, "nodes": own.nodes, "demand": list(demand.items())}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    for name, words in (
        ("plain", {}), ("foregrounds", {"foregrounds": True}), ("draws", {"draws": True})
    ):  # fmt: skip
        place = folder / f"package-{name}"
        place.mkdir()
        packages(case, file=generic_directory_filesystem(dirpath=place), **words)


def _read(folder: Path, name: str) -> Any:
    return np.load(folder / f"{name}.npy", mmap_mode="r")


def _matrix(folder: Path, name: str, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    parts = (_read(folder, f"{name}_{part}") for part in ("amount", "place", "start"))
    return csr_array(tuple(map(np.array, parts)), shape=shape)


def pcf_product(folder: Path, facts: dict[str, Any]) -> list[float]:
    """One product on the stored intensities."""
    intensity = _read(folder, "intensity")
    return [float(sum(amount * intensity[place] for place, amount in facts["demand"]))]


def pcf_portfolio(folder: Path, facts: dict[str, Any]) -> list[float]:
    """Every product of the portfolio, its foreground solved on the stored intensities."""
    from pcf.engine.solve import solve

    whole = facts["products"] * facts["nodes"]
    drawn = _matrix(folder, "drawn", (whole, facts["size"]))
    right = _read(folder, "direct") + drawn @ _read(folder, "intensity")
    found = solve(_matrix(folder, "foreground", (whole, whole)), right[:, None]).values
    return [float(v) for v in found[:: facts["nodes"], 0]]


def pcf_draws(folder: Path, facts: dict[str, Any]) -> list[float]:
    """Mean and deviation of the logarithm of one product over draws of everything."""
    from scipy.sparse import csr_array

    from benchmarks.case import SIGMA
    from pcf.engine.montecarlo import BurdenEntries, Sampler, Uncertain, monte_carlo
    from pcf.engine.spread import Spread
    from pcf.engine.system import Entries, System

    held = {name: np.array(_read(folder, name)) for name in (
        "start", "supplier", "amount", "diagonal", "burdens", "burden_start", "burden_amount"
    )}  # fmt: skip
    entries = Entries(held["start"], held["supplier"], held["amount"])
    uncertain = Uncertain(
        System(entries, held["diagonal"], held["burdens"]),
        Spread.lognormal(np.full(entries.count, SIGMA)),
        BurdenEntries(held["burden_start"], held["burden_amount"]),
        Spread.lognormal(np.full(len(held["burden_amount"]), SIGMA)),
    )
    demand = np.zeros((1, facts["size"]))
    demand[0, -1] = 1.0
    drawn = monte_carlo(Sampler(uncertain), csr_array(demand), DRAWS, 1).scores[:, 0]
    return _statistics(drawn)


def peer_product(folder: Path, facts: dict[str, Any]) -> list[float]:
    """One product by LCA."""
    import bw2calc

    demand = {int(place): amount for place, amount in facts["demand"]}
    made = bw2calc.LCA(demand, data_objs=[_package(folder, "plain")])
    made.lci()
    made.lcia()
    return [float(made.score)]


def peer_portfolio(folder: Path, facts: dict[str, Any]) -> list[float]:
    """Every product by FastScoresOnlyMultiLCA in its faster direction; needs PARDISO or UMFPACK."""
    import bw2calc

    from benchmarks.inside.peers import METHOD

    asked = [facts["size"] + k * facts["nodes"] for k in range(facts["products"])]
    made = bw2calc.FastScoresOnlyMultiLCA(
        {str(p): {p: 1.0} for p in asked}, METHOD,
        data_objs=[_package(folder, "foregrounds")], direction="adjoint",
    )  # fmt: skip
    return [float(v) for v in np.asarray(made.calculate())[0]]


def peer_draws(folder: Path, facts: dict[str, Any]) -> list[float]:
    """The same statistics by IterativeLCA."""
    import bw2calc

    made = bw2calc.IterativeLCA(
        {facts["size"] - 1: 1.0}, data_objs=[_package(folder, "draws")],
        use_distributions=True, seed_override=1,
    )  # fmt: skip
    made.lci()
    made.lcia()
    drawn = []
    for _ in range(DRAWS):
        next(made)
        drawn.append(made.score)
    return _statistics(np.array(drawn))


def _statistics(drawn: Any) -> list[float]:
    logs = np.log(drawn)
    return [float(logs.mean()), float(logs.std(ddof=1))]


def _package(folder: Path, name: str) -> Any:
    import bw_processing as bp
    from bw_processing.io_helpers import generic_directory_filesystem

    return bp.load_datapackage(generic_directory_filesystem(dirpath=folder / f"package-{name}"))


QUESTIONS: dict[str, tuple[Callable[..., list[float]], Callable[..., list[float]]]] = {
    "product": (pcf_product, peer_product),
    "portfolio": (pcf_portfolio, peer_portfolio),
    "draws": (pcf_draws, peer_draws),
}


def main(words: list[str]) -> None:
    """Write, or ask."""
    warnings.simplefilter("ignore")
    if words[0] == "write":
        write(Path(words[1]), int(words[2]), int(words[3]))
        return
    folder = Path(words[3])
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    print(json.dumps(QUESTIONS[words[2]][words[1] == "peer"](folder, facts)))


if __name__ == "__main__":
    main(sys.argv[1:])
