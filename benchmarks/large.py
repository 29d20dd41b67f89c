"""Experiments on databases of full size: import, compile, open."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generator import System, elementary, generate, write_background
from benchmarks.measure import load, pairs, run
from benchmarks.sizes import SIZES, grown, inside_row, whole_row

HERE = Path(__file__).parent
PEER = [sys.executable, "-m", "benchmarks.peer_brightway"]
TIMES = int(os.environ.get("PCF_BENCH_TIMES", "1"))
_TIANGONG = "tiangong/tiangong-lca-v0.2.0-processes.ilcd.zip"


def import_tiangong(work: Path) -> dict[str, Any]:
    """Reading of the TianGong database (ILCD zip, 4,133 processes) into the neutral form.

    No open Python reader reads its files unchanged: those that know ILCD refuse them by schema.
    The peer is therefore the least that any reader has to do: ``lxml`` parses every file of the
    zip and looks at its root. The whole import, linked, compiled and written, is told beside it.
    One run of either side.
    """
    path = package()
    if not path.is_file():
        raise SystemExit("set PCF_BENCH_TIANGONG to the ILCD zip of the TianGong database")
    script = [sys.executable, str(HERE / "read_ilcd.py")]
    env = {"PCF_CACHE_DIR": str(work / "cache")}
    result = pairs(
        lambda: run([*script, "pcf", str(path)], env),
        lambda: run([*script, "lxml", str(path)], env),
        times=TIMES,
    )
    whole = run([*script, "import", str(path)], env)
    result["inside"] = {"whole import": whole.seconds, "its processor time": whole.cpu_s}
    result["whole_import"] = {"seconds": whole.seconds, "cpu_s": whole.cpu_s,
                              "peak_mb": whole.peak_mb}  # fmt: skip
    return result


def package() -> Path:
    """Place of the TianGong package: ``PCF_BENCH_TIANGONG``, else beside the checkout."""
    beside = HERE.parents[1] / "shared" / "data" / _TIANGONG
    return Path(os.environ.get("PCF_BENCH_TIANGONG", beside))


def large_background(work: Path) -> dict[str, Any]:
    """Generated ecoinvent-like backgrounds compiled, and opened again, each with one score.

    Compiling: tables read, checked, compiled and stored. The peer writes the same matrices with
    ``Database.write`` of bw2data and solves one ``bw2calc.LCA``. Inside the processes, ``compiled``
    is from tables in memory to the compiled form on the disk (checked, linked, solved for every
    product and gas), ``written`` is ``Database.write`` of a dict in memory. One run of either side.

    Opening: from the compiled form (memory map). The peer loads the processed datapackage of its
    project and solves one ``bw2calc.LCA``. Inside the processes, ``opened`` is `open_background`
    with the line of one product, ``loaded`` is ``LCA(...)`` with ``load_lci_data()`` from the
    prepared inputs; medians of the runs.
    """
    return grown({str(size): _large(_folder(work / str(size)), size) for size in SIZES})


def _large(work: Path, size: int) -> dict[str, Any]:
    system = prepared(work, size)
    stored, peer = work / "cold", {"BRIGHTWAY2_DIR": str(_folder(work / "peer"))}
    peer |= {"PCF_BENCH_SYSTEM": str(work / "system.json")}
    own = {"PCF_CACHE_DIR": str(stored)}
    script = [sys.executable, "-m", "benchmarks.compile_large", str(work / "tables")]
    compiling = pairs(lambda: run(script, own), lambda: run([*PEER, "write"], peer), times=1)
    opening = pairs(lambda: run(_open(work), own), lambda: run([*PEER, "calc"], peer), times=5)
    rows = [
        whole_row("compile, whole process", compiling, ("pcf", "Database.write and LCA"), _score),
        inside_row("compile, inside", compiling, ("compiled", "written")),
        whole_row("open, whole process", opening, ("pcf", "bw2data project and LCA"), _score),
        inside_row("open, inside", opening, ("opened", "loaded")),
    ]
    return {"rows": rows, "entries": len(system["technosphere"]), "load": [load()]}


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _score(output: str) -> float:
    return float(output.split()[-1])


def _open(work: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.open_large", str(work / "tables")]


def prepared(work: Path, size: int) -> dict[str, Any]:
    """Write the generated system for both sides; not measured."""
    made = generate(size, len(elementary()))
    write_background(made, work / "tables")
    system = for_peer(made)
    (work / "system.json").write_text(json.dumps(system), encoding="utf-8")
    return system


def for_peer(made: System) -> dict[str, Any]:
    """Give the system as `peer_brightway` takes it; the demand is one unit of the last process."""
    from pcf.background.records import GhgColumn
    from pcf.climate import characterize, load_factor_set

    columns = [GhgColumn(id, *_booked(id)) for id in elementary()]
    factors, _ = characterize(tuple(columns), load_factor_set("AR6"), "0/0")
    diagonal = [[j, j, 1.0] for j in range(made.size)]
    inputs = zip(made.rows.tolist(), made.columns.tolist(), made.amounts.tolist(), strict=True)
    gases = zip(made.gas_rows.tolist(), made.gas_columns.tolist(), made.gas_amounts.tolist(),
                strict=True)  # fmt: skip
    return {
        "products": made.size,
        "gases": len(columns),
        "technosphere": [*diagonal, *([i, j, -v] for i, j, v in inputs)],
        "biosphere": [[k, j, v] for k, j, v in gases],
        "factors": [[k, float(v)] for k, v in enumerate(factors) if not np.isnan(v)],
        "demand": [[made.size - 1, 1.0]],
    }


def _booked(id: str) -> tuple[Any, str]:
    """Ledger column and gas of an elementary flow."""
    from pcf.background import open_background

    flow = next(f for f in open_background().flows() if f.id == id)
    return flow.ledger, flow.gas
