"""The matrices of a background, column by column of its tables; see `pcf.background.compile`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pcf.background.compiled import Triplets
from pcf.background.records import GhgColumn
from pcf.background.validate import Index
from pcf.units import convert

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Products:
    """Products in the order of the matrices: process and flow, share of the burden, their row."""

    names: list[tuple[str, str]]
    shares: list[float]
    rows: list[int]

    def add(self, name: tuple[str, str], share: float, row: int) -> None:
        """Append one."""
        self.names.append(name)
        self.shares.append(share)
        self.rows.append(row)


def matrices(index: Index, products: Products) -> tuple[tuple[GhgColumn, ...], Triplets, Triplets]:
    """Give the columns of greenhouse gases, the technosphere A and the biosphere B.

    Repeated places add up, in the order of the tables.

    Raises
    ------
    KeyError
        The id of a row whose provider does not make its flow: the tables were not checked.
    """
    rows, of = _rows_of_products(index, products)
    amounts = _in_flow_units(index)
    made = np.array(products.rows, dtype=np.int64)
    per_unit = np.array(products.shares, dtype=np.float64) / amounts[made]
    drawn = amounts[rows] * per_unit[of]
    direction = index.exchanges.texts["direction"]
    inputs = direction.where(lambda word: word == "input")
    inputs &= index.exchanges.texts["provider"].where(bool)
    emissions = direction.where(lambda word: word == "emission")
    size = len(products.names)
    diagonal = np.arange(size, dtype=np.int64)
    taken = inputs[rows]
    suppliers = _suppliers(index, products)[rows[taken]]
    if (suppliers < 0).any():
        raise KeyError(index.exchanges.id(int(rows[taken][suppliers < 0][0])))
    a = Triplets(
        np.concatenate([diagonal, suppliers]),
        np.concatenate([diagonal, of[taken]]),
        np.concatenate([np.ones(size), -drawn[taken]]),
        (size, size),
    )
    columns, column = _columns(index, emissions)
    given = emissions[rows]
    b = Triplets(column[rows[given]], of[given], drawn[given], (len(columns), size))
    return columns, a, b


def _rows_of_products(index: Index, products: Products) -> tuple[Ints, Ints]:
    """Rows of the process of every product, and the product that each belongs to."""
    exchanges = index.exchanges
    code = {word: number for number, word in enumerate(exchanges.texts["process"].words)}
    processes = np.array([code[process] for process, _ in products.names], dtype=np.int64)
    order, begins = exchanges.by_process
    counts = (begins[1:] - begins[:-1])[processes]
    of = np.repeat(np.arange(len(processes), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    within = np.arange(len(of), dtype=np.int64) - first[of]
    return order[begins[processes][of] + within], of


def _in_flow_units(index: Index) -> Floats:
    """Amounts in the unit of their flow."""
    texts = index.exchanges.texts
    amounts = index.exchanges.numbers["amount"]
    pairs, which = texts["flow"].with_other(texts["unit"])
    factors = [convert(1.0, unit, index.flows[flow].unit) for flow, unit in pairs]
    return np.asarray(amounts * np.array(factors, dtype=np.float64)[which], dtype=np.float64)


def _suppliers(index: Index, products: Products) -> Ints:
    """Product that each row draws on, for rows that state a provider; -1 for the others."""
    texts = index.exchanges.texts
    flow, provider = texts["flow"], texts["provider"]
    processes = {word: number for number, word in enumerate(provider.words)}
    flows = {word: number for number, word in enumerate(flow.words)}
    width = max(len(flow.words), 1)
    made = np.array(
        [processes.get(p, -1) * width + flows[f] for p, f in products.names], dtype=np.int64
    )
    order = np.argsort(made, kind="stable")
    wanted = provider.codes.astype(np.int64) * width + flow.codes
    place = np.minimum(np.searchsorted(made[order], wanted), max(len(made) - 1, 0))
    found = order[place] if len(made) else np.zeros(len(wanted), dtype=np.int64)
    return np.where(made[found] == wanted, found, -1) if len(made) else found - 1


def _columns(index: Index, emissions: NDArray[np.bool_]) -> tuple[tuple[GhgColumn, ...], Ints]:
    """Flows and ledger columns that are emitted, sorted, and the column of each row; -1 else."""
    texts = index.exchanges.texts
    rows = np.flatnonzero(emissions)
    pairs, which = texts["flow"].with_other(texts["ledger"], rows)
    named = [_booked(index, flow, ledger) for flow, ledger in pairs]
    listed = sorted(set(named))
    place = {pair: number for number, pair in enumerate(listed)}
    each = np.full(len(emissions), -1, dtype=np.int64)
    each[rows] = np.array([place[pair] for pair in named], dtype=np.int64)[which]
    return tuple(GhgColumn(f, booked, index.flows[f].gas) for f, booked in listed), each


def _booked(index: Index, flow: str, stated: str) -> tuple[str, str]:
    return flow, stated or index.flows[flow].ledger
