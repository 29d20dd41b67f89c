"""The peer: the same system as a bw2data project, solved by ``bw2calc.LCA``.

``write`` puts the system into a project under ``BRIGHTWAY2_DIR`` and solves it; ``calc`` solves
what is there. The system comes from ``system.json``, which `benchmarks.run` writes.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from benchmarks.telling import tell

warnings.simplefilter("ignore")
PROJECT, DATABASE, METHOD = "pcf-benchmark", "system", ("pcf", "GWP100")


def write(system: dict[str, Any]) -> None:
    """Write technosphere, biosphere and method with bw2data."""
    import bw2data as bd

    bd.projects.set_current(PROJECT)
    bd.Database("gases").write(
        {("gases", f"g{k}"): {"name": f"g{k}", "type": "emission", "unit": "kg", "exchanges": []}
         for k in range(system["gases"])}
    )  # fmt: skip
    data: dict[tuple[str, str], dict[str, Any]] = {
        (DATABASE, f"p{j}"): {"name": f"p{j}", "unit": "unit", "exchanges": []}
        for j in range(system["products"])
    }
    for i, j, value in system["technosphere"]:
        kind = "production" if i == j else "technosphere"
        amount = value if i == j else -value
        data[DATABASE, f"p{j}"]["exchanges"].append(
            {"input": (DATABASE, f"p{i}"), "amount": amount, "type": kind}
        )
    for k, j, value in system["biosphere"]:
        data[DATABASE, f"p{j}"]["exchanges"].append(
            {"input": ("gases", f"g{k}"), "amount": value, "type": "biosphere"}
        )
    with tell("written"):
        bd.Database(DATABASE).write(data)
    method = bd.Method(METHOD)
    method.register()
    method.write([(("gases", f"g{k}"), value) for k, value in system["factors"]])


def calc(system: dict[str, Any]) -> float:
    """Solve the project and give the score."""
    import bw2calc as bc
    import bw2data as bd

    bd.projects.set_current(PROJECT)
    demand = {bd.get_node(database=DATABASE, code=f"p{j}"): v for j, v in system["demand"]}
    ready, objects, _ = bd.prepare_lca_inputs(demand=demand, method=METHOD)
    with tell("loaded"):
        lca = bc.LCA(demand=ready, data_objs=objects)
        lca.load_lci_data()
    lca.lci()
    lca.lcia()
    return float(lca.score)


if __name__ == "__main__":
    described = json.loads(Path(os.environ["PCF_BENCH_SYSTEM"]).read_text(encoding="utf-8"))
    if sys.argv[1] == "write":
        write(described)
    print(repr(calc(described)))
