r"""Seeded systems like ecoinvent: scale-free supply, markets, loops.

A tenth of the processes are markets: each mixes two to eight makers of its product, and all others
buy from markets. How often a market is bought from falls as a power of its rank (weight
:math:`r^{-0.8}`), so that few supply nearly everybody. Anybody may draw on anybody, so most
processes stand in one large group of mutual supply. The inputs of a process add up to less than
its output: in units of the products, :math:`\sum_i |a_{ij}| < 0.9`, so every loop is productive.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Inputs of a process that is no market, on average, and the shape of what is drawn.
INPUTS = 22
#: Greenhouse gases that a process emits.
GASES = 3
_MARKETS = 0.1
_POWER = 0.8
_GAIN = 0.9


@dataclass(frozen=True, slots=True)
class System:
    """Inputs and emissions per unit of the product of a process, as triplets.

    `rows` are suppliers, `columns` consumers, `amounts` positive inputs; gases likewise.
    """

    size: int
    markets: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    amounts: NDArray[np.float64]
    gas_rows: NDArray[np.int64]
    gas_columns: NDArray[np.int64]
    gas_amounts: NDArray[np.float64]


def generate(size: int, gases: int, seed: int = 20240607) -> System:
    """Make a system of `size` processes; the same seed gives the same system."""
    rng = np.random.default_rng(seed)
    markets = max(1, int(size * _MARKETS))
    weight = np.arange(1, markets + 1, dtype=np.float64) ** -_POWER
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    amounts: list[NDArray[np.float64]] = []
    bought = rng.choice(markets, p=weight / weight.sum(), size=(size, 2 * INPUTS))
    for j in range(size):
        if j < markets:
            makers = rng.choice(size - markets, size=int(rng.integers(2, 9)), replace=False)
            suppliers = np.sort(makers + markets)
            drawn = rng.dirichlet(np.ones(len(suppliers))) * _GAIN
        else:
            suppliers = np.unique(bought[j, : int(rng.integers(INPUTS, 2 * INPUTS))])
            drawn = rng.lognormal(-3.0, 2.0, len(suppliers))
            drawn *= rng.uniform(0.1, _GAIN) / drawn.sum()
        rows.append(suppliers.astype(np.int64))
        columns.append(np.full(len(suppliers), j, dtype=np.int64))
        amounts.append(drawn)
    emitted = np.sort(np.argsort(rng.random((size, gases)), axis=1)[:, :GASES], axis=1)
    return System(
        size,
        markets,
        np.concatenate(rows),
        np.concatenate(columns),
        np.concatenate(amounts),
        emitted.ravel().astype(np.int64),
        np.repeat(np.arange(size), GASES),
        rng.lognormal(-2.0, 1.5, size * GASES),
    )


def write_background(system: System, folder: Path) -> None:
    """Write a system as the tables of a background of pcf."""
    from pcf.background import open_background
    from pcf.background.records import ExchangeRecord, FlowRecord, ProcessRecord, Source
    from pcf.background.tables import Manifest, Places, Tables
    from pcf.importing.tables_out import write_tables

    folder.mkdir(parents=True, exist_ok=True)
    keys = ("id", "version", "name_zh", "name_en", "system_model", "licence")
    manifest = Manifest(*("generated",) * 6)
    text = "".join(f'{key} = "generated"\n' for key in keys) + "imported = true\n"
    (folder / "manifest.toml").write_text(text, encoding="utf-8")
    gases = elementary()
    known = {f.id: f for f in open_background().flows() if f.kind == "elementary"}
    flows = [
        FlowRecord(f"f{j}", f"产品{j}", f"product {j}", "product", "kg", "generated")
        for j in range(system.size)
    ]
    processes = [
        ProcessRecord(f"p{j}", f"过程{j}", f"process {j}", f"f{j}", 1.0, "kg", "GLO", "2024", "",
                      "unit", "generated", "none", "", ("made",), "estimate")
        for j in range(system.size)
    ]  # fmt: skip
    rows: list[list[ExchangeRecord]] = [
        [_row(f"p{j}.0", f"p{j}", "output", f"f{j}", 1.0)] for j in range(system.size)
    ]
    for i, j, v in zip(system.rows, system.columns, system.amounts, strict=True):
        own = rows[j]
        own.append(_row(f"p{j}.{len(own)}", f"p{j}", "input", f"f{i}", float(v), f"p{i}"))
    for k, j, v in zip(system.gas_rows, system.gas_columns, system.gas_amounts, strict=True):
        own = rows[j]
        own.append(_row(f"p{j}.{len(own)}", f"p{j}", "emission", gases[k], float(v)))
    listed = tuple(row for own in rows for row in own)
    sources = (Source("made", "made by a generator", "none", "-"),)
    empty = Places((), (), (), ())
    used = [known[id] for id in gases]
    tables = Tables(manifest, sources, (*used, *flows), tuple(processes), listed, empty)
    write_tables(tables, folder)


def _row(id, process, direction, flow, amount, provider=""):
    from pcf.background.records import ExchangeRecord

    return ExchangeRecord(id, process, direction, flow, amount, "kg", provider, tag="estimate",
                          sources=("made",))  # fmt: skip


def elementary() -> tuple[str, ...]:
    """Greenhouse gases that the generated systems emit: those with a factor in AR6."""
    return ("co2_fossil", "ch4_fossil", "n2o", "sf6", "cf4", "c2f6")
