"""Experiments at several sizes, each size and solver in a process of its own, and their growth."""

from __future__ import annotations

import inspect
import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.inside.__main__ import EXPERIMENTS, experiment
from benchmarks.inside.peers import off
from benchmarks.measure import Run, load, pairs, run
from benchmarks.page import key

SIZES = tuple(map(int, os.environ.get("PCF_BENCH_SIZES", "2000,10000,25000").split(",")))
PRODUCTS = os.environ.get("PCF_BENCH_PRODUCTS", "1000")
Rows = list[dict[str, Any]]
#: Experiments in which the direct solver of the peer matters; the others run once.
_BOTH = ("portfolio", "next-product", "monte-carlo", "elasticities", "traversal")


def solvers(name: str) -> tuple[str, ...]:
    """Solvers with which bw2calc is measured: its best one, and SuperLU, which everybody has."""
    best = "best" if find_spec("pypardiso") or find_spec("scikits") else "superlu"
    return (best, "superlu") if name in _BOTH and best != "superlu" else (best,)


def by_size(name: str) -> Callable[[Path], dict[str, Any]]:
    """Give the experiment that runs one of `benchmarks.inside` at every size."""

    def measured(work: Path) -> dict[str, Any]:
        env = {"BRIGHTWAY2_DIR": str(work), "PCF_CACHE_DIR": str(work)}
        sizes: dict[str, Any] = {}
        for size in SIZES:
            rows: Rows = []
            told: dict[str, Any] = {"load": [], "peak_mb": {}}
            for solver in solvers(name):
                command = [sys.executable, "-m", "benchmarks.inside", name, str(size), PRODUCTS]
                found = json.loads(
                    run(command, {**env, "PCF_BENCH_SOLVER": solver}).output.splitlines()[-1]
                )
                own = {} if name == "intensities" else {"solver": found["solver"]}
                rows += [row | own for row in found["rows"]]
                told["load"].append(round(found["load"], 1))
                told |= {k: v for k, v in found.items() if k == "draws_against_superlu"}
            sizes[str(size)] = {"rows": rows, **told}
        return grown(sizes)

    measured.__doc__ = inspect.getdoc(experiment(name))
    return measured


def grown(sizes: dict[str, Any]) -> dict[str, Any]:
    """Add how the seconds of each row grow: the power of the size, fitted to logarithms."""
    names: dict[tuple[str, ...], dict[int, dict[str, Any]]] = {}
    for size, result in sizes.items():
        for row in result["rows"]:
            names.setdefault(key(row), {})[int(size)] = row
    growth = {}
    for name, rows in names.items():
        if len(rows) > 1:
            growth[" | ".join(name)] = {
                side: power((size, row[side]["seconds"]) for size, row in rows.items())
                for side in ("pcf", "peer")
            }
    return {"sizes": sizes, "growth": growth}


def power(points: Iterable[tuple[int, float]]) -> float:
    """Exponent *b* of the fit t = a · size^b."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    x, y = (sum(part) / len(logs) for part in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def whole_row(
    row: str, result: dict[str, Any], names: tuple[str, str], score: Callable[[str], Any] | None
) -> dict[str, Any]:
    """Row of a pair of whole processes; `score` reads the answer of an output.

    None where the answers of both need not be equal: no error is told then.
    """
    made: dict[str, Any] = {"row": row}
    for side, name in zip(("pcf", "peer"), names, strict=True):
        held = result[side]
        made[side] = {"name": name, "seconds": held["median_s"], "fastest": held["min_s"],
                      "cpu_s": held["median_cpu_s"], "peak_mb": held["peak_mb"],
                      "calls": len(held["runs"]), "units": 1}  # fmt: skip
    made |= {"ratio": result["ratio_time"], "ratio_cpu": result["ratio_cpu"],
             "ratio_memory": result["ratio_memory"]}  # fmt: skip
    if score is None:
        return made
    own, other = (score(result[side]["output"]) for side in ("pcf", "peer"))
    return made | {"error": off(own, other)}


def inside_row(row: str, result: dict[str, Any], names: tuple[str, str]) -> dict[str, Any]:
    """Row of what both processes told of a part of their work."""
    made: dict[str, Any] = {"row": row}
    for side, name in zip(("pcf", "peer"), names, strict=True):
        seconds, cpu = result[side]["inside"][name]
        made[side] = {"name": name, "seconds": seconds, "cpu_s": cpu}
    made["ratio"] = made["peer"]["seconds"] / made["pcf"]["seconds"]
    return made | {"ratio_cpu": made["peer"]["cpu_s"] / max(made["pcf"]["cpu_s"], 1e-6)}


def whole_processes(work: Path) -> dict[str, Any]:
    """From a file on the disk to the answer: start, imports, reading and work of a whole process.

    `pcf` reads arrays, the stored intensities among them; a peer reads a datapackage of the same
    numbers, without bw2data. ``product``: one product, beside `LCA`. ``portfolio``: all products
    with their foregrounds, beside the adjoint `FastScoresOnlyMultiLCA` (needs PARDISO or UMFPACK).
    ``draws``: mean and deviation of one product over 64 draws of everything, beside `IterativeLCA`;
    their random numbers differ, so no error is told here but in `monte-carlo`.
    """
    sizes: dict[str, Any] = {}
    peers = {"product": "LCA", "draws": "IterativeLCA"}
    if solvers("intensities") == ("best",):
        peers["portfolio"] = "FastScoresOnlyMultiLCA, adjoint"
    for size in SIZES:
        place = work / str(size)
        place.mkdir()
        rows = _questions(place, size, peers)
        shutil.rmtree(place)
        sizes[str(size)] = {"rows": rows, "load": [load()]}
    return grown(sizes)


def _questions(place: Path, size: int, peers: dict[str, str]) -> Rows:
    env = {"BRIGHTWAY2_DIR": str(place.parent), "PCF_CACHE_DIR": str(place.parent)}
    script = [sys.executable, "-m", "benchmarks.whole"]
    run([*script, "write", str(place), str(size), PRODUCTS], env)
    run([*script, "ask", "pcf", "draws", str(place)], env)  # compiles, once for a machine

    def asked(side: str, question: str) -> Callable[[], Run]:
        return lambda: run([*script, "ask", side, question, str(place)], env)

    rows = []
    for question, name in peers.items():
        result = pairs(asked("pcf", question), asked("peer", question), times=3)
        score = None if question == "draws" else _answers
        rows.append(whole_row(question, result, ("pcf", name), score))
    return rows


def _answers(output: str) -> Any:
    return json.loads(output.splitlines()[-1])


INSIDE = {name: by_size(name) for name in EXPERIMENTS}
