"""Experiments on databases of full size: import, compile, open."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generator import System, elementary, generate, write_background
from benchmarks.measure import Run, inside, pairs, run

HERE = Path(__file__).parent
SIZE = int(os.environ.get("PCF_BENCH_SIZE", "25000"))
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
    path = Path(os.environ.get("PCF_BENCH_TIANGONG", beside))
    if not path.is_file():
        raise SystemExit("set PCF_BENCH_TIANGONG to the ILCD zip of the TianGong database")
    return path


def compile_large(work: Path) -> dict[str, Any]:
    """A generated ecoinvent-like background: tables read, checked, compiled, stored, one score.

    The peer writes the same matrices with ``Database.write`` of bw2data and solves one
    ``bw2calc.LCA``. Inside the processes, ``compiled`` is from tables in memory to the compiled
    form on the disk (checked, linked, solved for every product), ``written`` is ``Database.write``
    of a dict in memory. One run of either side.
    """
    from benchmarks.run import PEER, _folder, compared

    system = prepared(work)

    def ours() -> Run:
        script = [sys.executable, "-m", "benchmarks.compile_large", str(work / "tables")]
        return run(script, {"PCF_CACHE_DIR": _folder(work / "cold", empty=True)})

    def peer() -> Run:
        env = {"BRIGHTWAY2_DIR": _folder(work / "peer", empty=True)}
        return run([*PEER, "write"], {**env, "PCF_BENCH_SYSTEM": str(work / "system.json")})

    result = pairs(ours, peer, times=TIMES)
    _inside(result, ("compiled", "written"))
    return compared(result, _score(result), system)


def open_large(work: Path) -> dict[str, Any]:
    """A generated background opened from its compiled form (memory map), one score.

    The peer loads the processed datapackage of its project and solves one ``bw2calc.LCA``. Inside
    the processes, ``opened`` is `open_background` with the line of one product, ``loaded`` is
    ``LCA(...)`` with ``load_lci_data()`` from the prepared inputs; each is that of the last run.
    """
    from benchmarks.run import PEER, _folder, compared

    system = prepared(work)
    own = {"PCF_CACHE_DIR": _folder(work / "cache")}
    peer = {"BRIGHTWAY2_DIR": _folder(work / "peer"), "PCF_BENCH_SYSTEM": str(work / "system.json")}
    run(_open(work), own)
    run([*PEER, "write"], peer)
    result = pairs(lambda: run(_open(work), own), lambda: run([*PEER, "calc"], peer), times=5)
    _inside(result, ("opened", "loaded"))
    return compared(result, _score(result), system)


def _inside(result: dict[str, Any], names: tuple[str, str]) -> None:
    """Add what both sides told of the last run, and the ratio of what corresponds."""
    own, peer = inside(result["pcf"]["output"]), inside(result["peer"]["output"])
    told = {f"pcf {name}": seconds for name, seconds in own.items()}
    told |= {f"peer {name}": seconds for name, seconds in peer.items()}
    told[f"ratio {names[1]} / {names[0]}"] = peer[names[1]] / own[names[0]]
    result["inside"] = told


def _score(result: dict[str, Any]) -> float:
    return float(result["pcf"]["output"].split()[-1])


def _open(work: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.open_large", str(work / "tables")]


def prepared(work: Path) -> dict[str, Any]:
    """Write the generated system for both sides; not measured."""
    made = generate(SIZE, len(elementary()))
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
