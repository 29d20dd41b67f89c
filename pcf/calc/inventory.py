"""Assemble the foreground: technosphere columns, links to the background, direct emissions.

Products of the foreground are pairs (unit process, output); each has one column. For process p
with reference amounts a and allocation share λ of output k, the column of (p, k) holds
``A[(p,k),(p,k)] = a_k`` and ``A[(q,j),(p,k)] −= λ_k · amount`` for every row of p that is supplied
by output j of process q (``+=`` when q treats a waste, whose reference amount is negative, or when
the row is a credit). Demand f is the functional unit; A s = f; the activity of a process is
``Σ_k λ_k s_k``: how often its rows happen per functional unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background
from pcf.calc.allocation import Allocator
from pcf.findings import Findings, finding
from pcf.graph.link import Link
from pcf.graph.outputs import Outputs
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.model import Model
from pcf.units import UnitError

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Foreground:
    """The foreground system, ready to be solved.

    keys
        (process, output flow) of each column, ordered by id.
    shares
        Allocation share λ of each column.
    entries
        Technosphere entries (row, column, value), summed where they repeat.
    demand
        Final demand f.
    """

    keys: tuple[Key, ...]
    shares: NDArray[np.float64]
    entries: tuple[tuple[int, int, float], ...]
    demand: NDArray[np.float64]

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.keys)

    def columns_of(self) -> dict[str, list[int]]:
        """Columns of each process."""
        return _columns_of(self.keys)


def _columns_of(keys: Iterable[Key]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for column, (process, _) in enumerate(keys):
        found.setdefault(process, []).append(column)
    return found


def assemble(
    model: Model,
    background: Background,
    rows: tuple[Row, ...],
    links: Mapping[str, Link],
    findings: Findings,
) -> Foreground:
    """Build the foreground matrices from linked rows; faults go to `findings`."""
    outputs = Outputs(model)
    allocator = Allocator(model, background)
    keys: list[Key] = []
    shares: list[float] = []
    entries: dict[tuple[int, int], float] = {}
    treatments: set[int] = set()
    for process in sorted(model.processes, key=lambda p: p.id):
        share_of = allocator.shares(process, outputs, findings)
        for flow, output in outputs.of(process.id).items():
            entries[(len(keys), len(keys))] = output.amount.value
            if output.amount.value < 0:
                treatments.add(len(keys))
            keys.append((process.id, flow))
            shares.append(share_of[flow])
    if model.end_of_life is not None:
        entries[(len(keys), len(keys))] = 1.0
        keys.append((END_OF_LIFE, END_OF_LIFE))
        shares.append(1.0)
    column = {key: index for index, key in enumerate(keys)}
    columns_of = _columns_of(keys)
    for row in rows:
        link = links.get(row.address)
        if link is None or link.supplier.kind != "process":
            continue
        supplier = column[(link.supplier.id, link.supplier.flow or "")]
        taken_in = -1.0 if supplier in treatments else 1.0
        amount = row.amount.value * link.factor * row.sign * taken_in
        for user in columns_of[row.process]:
            place = (supplier, user)
            entries[place] = entries.get(place, 0.0) - amount * shares[user]
    return Foreground(
        tuple(keys),
        np.array(shares),
        tuple((i, j, value) for (i, j), value in sorted(entries.items())),
        _demand(model, outputs, column, findings),
    )


def _demand(
    model: Model, outputs: Outputs, column: Mapping[Key, int], findings: Findings
) -> NDArray[np.float64]:
    """Give the demand per functional unit: its reference flows, and one end of life."""
    demand = np.zeros(len(column))
    processes = {p.id: p for p in model.processes}
    for flow in model.unit.reference_flows:
        process = processes.get(flow.process)
        if process is None:
            continue
        try:
            amount = flow.amount.to(process.reference.unit)
        except UnitError:
            findings.add(
                finding(
                    "UN031",
                    flow.place,
                    node=flow.process,
                    observed=flow.amount.unit,
                    expected=process.reference.unit,
                )
            )
            continue
        sign = -1.0 if process.reference.value < 0 else 1.0
        demand[column[(process.id, process.product)]] += sign * amount
    if model.end_of_life is not None:
        demand[column[(END_OF_LIFE, END_OF_LIFE)]] += 1.0
    return demand
