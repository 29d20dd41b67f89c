"""Reads an example project folder as plain text tables, without the reader of pcf."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from simpleeval import simple_eval

from pcf.project.schema import TABLE_BY_NAME

EXAMPLES = Path(__file__).parents[2] / "datasets" / "examples"
PACKS = ("lfp-pack", "nmc811-pack")
ALL = (*PACKS, "paper-case")
ROW_TABLES = ("exchanges", "bom", "electricity")


@lru_cache
def table(project: str, name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table with English column names; empty when the file is not there."""
    declared = TABLE_BY_NAME[name]
    path = EXAMPLES / project / declared.file
    if not path.exists():
        return ()
    english = {c.zh: c.name for c in declared.columns} | {c.name: c.name for c in declared.columns}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple({english[k]: v for k, v in row.items()} for row in csv.DictReader(file))


@lru_cache
def toml(project: str, path: str) -> dict[str, Any]:
    """A TOML file of the folder."""
    return tomllib.loads((EXAMPLES / project / path).read_text(encoding="utf-8"))


@lru_cache
def parameters(project: str) -> dict[str, float]:
    """Values of all parameters; formulas are computed in the order of the file."""
    if not (EXAMPLES / project / "model/parameters.toml").exists():
        return {}
    values: dict[str, float] = {}
    for name, entry in toml(project, "model/parameters.toml").items():
        values[name] = float(entry["value"] if "value" in entry else value(entry, values))
    return values


def value(row: dict[str, str], names: dict[str, float]) -> float:
    """Amount of a row: its number, else its formula."""
    return float(row["amount"]) if row.get("amount") else simple_eval(row["formula"], names=names)


def takes(row: dict[str, str]) -> bool:
    """Whether a row of a table takes something from a supplier."""
    return row.get("direction", "input") in ("input", "waste")


def technosphere(project: str) -> list[tuple[str, dict[str, str]]]:
    """Every row that needs a supplier, with its table."""
    rows = [(name, row) for name in ROW_TABLES for row in table(project, name) if takes(row)]
    return rows + [("transport", row) for row in table(project, "transport")]


def activity(project: str, process: str, amount: float) -> dict[str, float]:
    """Runs of every unit process behind `amount` of the product of `process` (A s = f).

    A process with co-products is shared by mass: all its outputs are in kg, so any kg that it puts
    out takes 1 / (sum of outputs) of a run, and the diagonal of A is that sum.
    """
    processes = table(project, "processes")
    index = {p["id"]: i for i, p in enumerate(processes)}
    outputs = {p["id"]: float(p["amount"]) for p in processes}
    for row in table(project, "exchanges"):
        if row["direction"] == "coproduct":
            outputs[row["process"]] += float(row["amount"])
    A = np.diag([outputs[p["id"]] for p in processes])
    for name, row in technosphere(project):
        if name != "transport" and row["supplier"].startswith("process:"):
            taken = value(row, parameters(project))
            A[index[row["supplier"].removeprefix("process:")], index[row["process"]]] -= taken
    demand = np.zeros(len(processes))
    demand[index[process]] = amount
    scale = np.linalg.solve(A, demand)
    return {p["id"]: float(scale[index[p["id"]]]) for p in processes}
