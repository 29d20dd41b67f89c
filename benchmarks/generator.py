r"""Seeded systems like ecoinvent: scale-free supply, markets, loops, `ENTRIES` a process.

A tenth of the processes are markets: each mixes two to eight makers of its product, and all others
buy from markets. How often a market is bought from falls as a power of its rank (weight
:math:`r^{-0.8}`), so that few supply nearly everybody. Anybody may draw on anybody, so most
processes stand in one large group of mutual supply. The inputs of a process add up to less than
its output: in units of the products, :math:`\sum_i |a_{ij}| < 0.9`, so every loop is productive.
25,000 processes have exactly 500,000 technosphere entries, the output of each process among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Technosphere entries of a process on average: its own output and its inputs.
ENTRIES = 20
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
    chance = weight / weight.sum()
    counts = _counts(size, markets, rng)
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    amounts: list[NDArray[np.float64]] = []
    for j, count in enumerate(counts.tolist()):
        if j < markets:
            makers = rng.choice(size - markets, size=count, replace=False)
            suppliers = np.sort(makers + markets)
            drawn = rng.dirichlet(np.ones(count)) * _GAIN
        else:
            suppliers = np.sort(rng.choice(markets, size=count, replace=False, p=chance))
            drawn = rng.lognormal(-3.0, 2.0, count)
            drawn *= rng.uniform(0.1, _GAIN) / drawn.sum()
        rows.append(suppliers.astype(np.int64))
        columns.append(np.full(count, j, dtype=np.int64))
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


def _counts(size: int, markets: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Inputs of every process, which together with the outputs make `ENTRIES` a process.

    A system of less than 400 processes has fewer: nobody buys twice from a market.
    """
    others = size - markets
    counts = np.empty(size, dtype=np.int64)
    counts[:markets] = rng.integers(2, 9, markets)
    left = size * (ENTRIES - 1) - int(counts[:markets].sum())
    mean = left // others
    counts[markets:] = rng.integers(mean // 2, mean + mean // 2 + 1, others)
    whole, rest = divmod(left - int(counts[markets:].sum()), others)
    counts[markets:] += whole
    counts[markets + rng.permutation(others)[:rest]] += 1
    counts[markets:] = np.minimum(counts[markets:], markets)
    return np.minimum(counts, others)


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
