"""Run the experiments: ``python -m benchmarks.run [NAME …]``."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.large import import_tiangong, large_background, package
from benchmarks.measure import Run, machine, pairs, run
from benchmarks.reports import report_formats
from benchmarks.sizes import INSIDE, whole_processes

HERE = Path(__file__).parent
PYTHON = sys.executable
PCF = [PYTHON, "-m", "pcf"]
PEER = [PYTHON, "-m", "benchmarks.peer_brightway"]
EXAMPLE = "lfp-pack"
#: Product whose score compares the answers about the background alone.
PRODUCT = "pack_assembly_lfp"
PACKAGES = (
    "pcf", "bw2data", "bw2calc", "bw_graph_tools", "numpy", "scipy", "numba", "pypardiso",
    "scikit-umfpack",
)  # fmt: skip


def startup(work: Path) -> dict[str, Any]:
    """``pcf --help`` beside ``import bw2data``."""
    env = {"BRIGHTWAY2_DIR": _folder(work / "startup")}
    run([*PCF, "--help"])
    run([PYTHON, "-c", "import bw2data"], env)
    return pairs(
        lambda: run([*PCF, "--help"]), lambda: run([PYTHON, "-c", "import bw2data"], env), times=7
    )


def pack_warm(work: Path) -> dict[str, Any]:
    """`calc` of the pack with its compiled background, beside a written bw2data project."""
    return _warm(work, _example())


def materials(work: Path) -> dict[str, Any]:
    """The same of a generated product of 150 unit processes on the embedded background."""
    from benchmarks.materials import write_project

    write_project(work / "project")
    return _warm(work, work / "project")


def _warm(work: Path, folder: Path) -> dict[str, Any]:
    system = write_system(work / "system.json", folder)
    peer = {"BRIGHTWAY2_DIR": _folder(work / "warm"), "PCF_BENCH_SYSTEM": str(work / "system.json")}
    own = {"PCF_CACHE_DIR": _folder(work / "cache")}
    calc = _calc(work, folder)
    run([*PEER, "write"], peer)
    run(calc, own)
    result = pairs(lambda: run(calc, own), lambda: run([*PEER, "calc"], peer), times=5)
    return with_answers(result, work, system)


def pack_cold(work: Path) -> dict[str, Any]:
    """The same from nothing: tables to compiled background, beside ``Database.write``."""
    system = write_system(work / "system.json", _example())

    def ours() -> Run:
        return run(_calc(work, _example()), {"PCF_CACHE_DIR": _folder(work / "cold", empty=True)})

    def peer() -> Run:
        env = {"BRIGHTWAY2_DIR": _folder(work / "peer", empty=True)}
        return run([*PEER, "write"], {**env, "PCF_BENCH_SYSTEM": str(work / "system.json")})

    return with_answers(pairs(ours, peer, times=3), work, system)


def background_compile(work: Path) -> dict[str, Any]:
    """Cold compile of the embedded background with its search index, beside ``Database.write``."""
    system = write_background(work / "system.json")

    def ours() -> Run:
        env = {"PCF_CACHE_DIR": _folder(work / "cold", empty=True)}
        return run([PYTHON, str(HERE / "compile_background.py"), PRODUCT], env)

    def peer() -> Run:
        env = {"BRIGHTWAY2_DIR": _folder(work / "peer", empty=True)}
        return run([*PEER, "write"], {**env, "PCF_BENCH_SYSTEM": str(work / "system.json")})

    result = pairs(ours, peer, times=3)
    return compared(result, float(result["pcf"]["output"]), system)


def check_all_packs(work: Path) -> dict[str, Any]:
    """`check` of the pack with every rule pack that fits it, beside ``pcf calc`` of the same.

    Here the peer is pcf itself: holding a study against its rules should not take longer than
    computing it.
    """
    folder = work / "project"
    shutil.copytree(_example(), folder)
    env = {"PCF_CACHE_DIR": _folder(work / "cache"), "PCF_LANG": "en"}
    checking = [*PCF, "check", "-C", str(folder), "--rules", "all", "--format", "json"]
    checking += ["-o", str(work / "check.json")]
    calculating = [*PCF, "calc", "-C", str(folder), "--format", "json"]
    calculating += ["-o", str(work / "calc.json")]
    run(calculating, env)
    run(checking, env, codes=(0, 1))
    result = pairs(lambda: run(checking, env, codes=(0, 1)), lambda: run(calculating, env), times=7)
    rules = json.loads((work / "check.json").read_text(encoding="utf-8"))["data"]["rules"]
    result["packs"] = {pack["id"]: len(pack["verdicts"]) for pack in rules}
    result["inside"] = _inside(folder)
    return result


def _inside(folder: Path) -> dict[str, float]:
    """Seconds inside one process: the calculation, reading the packs, evaluating their clauses."""
    from pcf.api import Project
    from pcf.rules.case import Case
    from pcf.rules.evaluation import evaluate_packs
    from pcf.rules.packs import Registry
    from pcf.rules.suggest import fitting_packs

    started = time.perf_counter()
    project = Project.load(folder)
    case: Case = project.evaluate().case
    calculated = time.perf_counter()
    known = Registry(_packs())
    names = [item.id for item in fitting_packs(case, known)]
    for name in names:
        known.pack(name)
    read = time.perf_counter()
    evaluate_packs(case, names, known)
    done = time.perf_counter()
    return {
        "calculate_s": calculated - started,
        "read_packs_s": read - calculated,
        "evaluate_s": done - read,
    }


def _packs() -> Path:
    from pcf.location import data_root

    return data_root("product_rules")


EXPERIMENTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "startup": startup,
    "pack-warm": pack_warm,
    "materials": materials,
    "pack-cold": pack_cold,
    "check-all-packs": check_all_packs,
    "background-compile": background_compile,
    "import-tiangong": import_tiangong,
    "report": report_formats,
    "large-background": large_background,
    "whole-processes": whole_processes,
    **INSIDE,
}


def _example() -> Path:
    from pcf.location import data_root

    return data_root("datasets") / "examples" / EXAMPLE


def _calc(work: Path, folder: Path) -> list[str]:
    return [*PCF, "calc", "-C", str(folder), "--format", "json", "-o", str(work / "own.json")]


def _folder(path: Path, *, empty: bool = False) -> str:
    if empty and path.exists():
        shutil.rmtree(path)
    path.mkdir(parents=True, exist_ok=True)
    return str(path)


def write_system(path: Path, folder: Path) -> dict[str, Any]:
    """Write the whole system of a project (foreground and background) for the peer."""
    from pcf.api import Project
    from pcf.exchange.brightway import system_triplets

    solved = Project.load(folder).calculate().solved
    triplets = system_triplets(solved)
    factors = solved.scored.factors
    system = {
        "products": triplets.products,
        "gases": len(factors),
        "technosphere": _plain(triplets.technosphere),
        "biosphere": _plain(triplets.biosphere),
        "factors": [[int(k), float(factors[k])] for k in np.flatnonzero(~np.isnan(factors))],
        "demand": [[j, v] for j, v in triplets.demand.items()],
    }
    path.write_text(json.dumps(system), encoding="utf-8")
    return system


def write_background(path: Path) -> dict[str, Any]:
    """Write the embedded background alone for the peer; the demand is one unit of `PRODUCT`."""
    from pcf.background import open_background
    from pcf.climate import characterize, load_factor_set

    background = open_background()
    technosphere, biosphere = background.matrices()
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "0/0")
    system = {
        "products": len(background.products),
        "gases": len(factors),
        "technosphere": _plain(technosphere),
        "biosphere": _plain(biosphere),
        "factors": [[int(k), float(factors[k])] for k in np.flatnonzero(~np.isnan(factors))],
        "demand": [[background.index(PRODUCT), 1.0]],
    }
    path.write_text(json.dumps(system), encoding="utf-8")
    return system


def _plain(matrix: Any) -> list[list[float]]:
    summed = matrix.tocsc().tocoo()
    return [
        [int(i), int(j), float(v)]
        for i, j, v in zip(summed.row, summed.col, summed.data, strict=True)
    ]


def with_answers(result: dict[str, Any], work: Path, system: dict[str, Any]) -> dict[str, Any]:
    """Add both answers and their relative difference."""
    own = json.loads((work / "own.json").read_text(encoding="utf-8"))["data"]["total"]["value"]
    return compared(result, own, system)


def compared(result: dict[str, Any], own: float, system: dict[str, Any]) -> dict[str, Any]:
    """Add the answer of either side, their relative difference and the size of the system."""
    theirs = float(result["peer"]["output"].split()[-1])  # bw2data logs to stdout as well
    result["answers"] = {"pcf": own, "peer": theirs, "relative": abs(own - theirs) / abs(theirs)}
    result["size"] = {"products": system["products"], "entries": len(system["technosphere"])}
    return result


def main(names: list[str]) -> None:
    """Run the named experiments, write ``results/NAME.json`` and the page."""
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""  # an installed program has its compiled code
    (HERE / "results").mkdir(exist_ok=True)
    for name in names or [n for n in EXPERIMENTS if n != "import-tiangong" or package().is_file()]:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
            result = EXPERIMENTS[name](Path(folder))
        for side in ("pcf", "peer"):
            result.get(side, {}).pop("output", None)
        result["experiment"] = name
        result["what"] = inspect.getdoc(EXPERIMENTS[name]) or ""
        result["measured_on"] = machine(*PACKAGES)
        target = HERE / "results" / f"{name}.json"
        target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    from benchmarks.page import write_page

    write_page()


if __name__ == "__main__":
    main(sys.argv[1:])
