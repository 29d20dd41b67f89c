r"""From tables to intensities: allocation, matrices, one solve.

A *product* is a pair (process, flow). With the burden share :math:`w_j` of product *j*, its
amount :math:`q_j` and the rows of its process,

.. math::

    A_{ij} = \delta_{ij} - \frac{w_j}{q_j} \sum_{\text{inputs of } i} a, \qquad
    B_{kj} = \frac{w_j}{q_j} \sum_{\text{emissions } k} b

so that one unit of product *j* stands in column *j*: outputs positive, inputs negative, emissions
positive. The intensities *Y* (kg of elementary flow per unit of product) solve

.. math:: A^\mathsf{T} Y = B^\mathsf{T}

for all greenhouse-gas columns at once; any characterization factors *c* apply afterwards as *Yc*.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from pcf.background.compiled import Compiled, Details, Head
from pcf.background.matrices import Products, matrices
from pcf.background.records import ExchangeRecord, ProcessRecord
from pcf.background.solving import solve
from pcf.background.tables import Tables, digest, read_tables
from pcf.background.validate import PROPERTIES, Index, output_property, validate
from pcf.collection import without_collection
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, Location, finding
from pcf.progress import stage
from pcf.units import convert

if TYPE_CHECKING:
    from pcf.background.loops import LoopFault

Allocation = Literal["default", "mass", "energy", "economic"]
ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)


@without_collection()
def compile_folder(folder: Path, allocation: Allocation) -> Compiled:
    """Read, check and solve the background in `folder`.

    Raises
    ------
    PcfError
        With every fault of the tables, or with the loops that have no solution.
    """
    faults = Findings()
    return compile_read(folder, read_tables(folder, faults), allocation, faults)


@without_collection()
def compile_read(
    folder: Path,
    tables: Tables,
    allocation: Allocation = "default",
    told: Findings | None = None,
) -> Compiled:
    """Check and solve the tables of `folder`, of which reading `told` something already.

    Raises
    ------
    PcfError
        With every fault of the tables, or with the loops that have no solution.
    """
    from concurrent.futures import ThreadPoolExecutor

    stage("stage_checking")
    faults = Findings() if told is None else told
    read_at = {item.location for item in faults}
    with ThreadPoolExecutor(1) as aside:  # hashing lets the checks go on
        sha256 = aside.submit(digest, folder)
        faults.extend(i for i in validate(tables) if i.code != "DS007" or i.location not in read_at)
        if faults.errors:
            raise PcfError(faults)
        return compile_tables(tables, allocation, sha256.result())


@without_collection()
def compile_tables(tables: Tables, allocation: Allocation, sha256: str) -> Compiled:
    """Solve checked tables; see the module for the equations."""
    from pcf.background.loops import check_loops

    stage("stage_compiling")
    index = Index(tables)
    products, notes = _allocate(index, allocation)
    columns, a, b = matrices(index, products)
    check_loops(a, products.names, index)
    parts = {
        "products": tuple(products.names),
        "shares": tuple(products.shares),
        "sources": tables.sources,
        "flows": tables.flows,
        "processes": tables.processes,
    }
    head = Head(tables.manifest, sha256, allocation, columns, tuple(notes), parts.__getitem__)
    return Compiled(head, solve(a, b), Details(index.exchanges, a, b))


def unsolvable_loops(tables: Tables) -> list[LoopFault]:
    """Give the loops of supply that have no solution, the strongest of each group."""
    from pcf.background.loops import loop_faults

    index = Index(tables)
    products, _ = _allocate(index, "default")
    _, a, _ = matrices(index, products)
    return loop_faults(a, products.names, index)


def _allocate(index: Index, allocation: Allocation) -> tuple[Products, list[Finding]]:
    made = Products([], [], [])
    notes: list[Finding] = []
    outputs = _outputs(index)
    exchanges = index.exchanges
    flow = exchanges.texts["flow"]
    for process, at in zip(index.tables.processes, index.tables.places.processes, strict=True):
        rows = outputs.get(process.id, [])
        if len(rows) == 1 and process.allocation != "stated":
            made.add((process.id, flow.words[flow.codes[rows[0]]]), 1.0, rows[0])
            continue
        numbered = [(exchanges[n], n) for n in rows]
        numbered.sort(key=lambda pair: pair[0].direction != "output")
        listed = [row for row, _ in numbered]
        rule = process.allocation
        if len(listed) > 1 and allocation not in ("default", rule):
            if _applies(allocation, rule, listed):
                rule = allocation
            else:
                notes.append(_kept(process, allocation, at))
        shares = burden_shares(listed, rule, index)
        for (row, number), share in zip(numbered, shares, strict=True):
            made.add((row.process, row.flow), share, number)
    return made, notes


def _outputs(index: Index) -> dict[str, list[int]]:
    """Places of the rows by which each process supplies something."""
    found: dict[str, list[int]] = {}
    process = index.exchanges.texts["process"]
    for row in np.flatnonzero(index.are_supplies).tolist():
        found.setdefault(process.words[process.codes[row]], []).append(row)
    return found


def _kept(process: ProcessRecord, allocation: str, at: Location) -> Finding:
    place = Location(at.file, at.line, "allocation")
    return finding(
        "DS034", place, node=process.id, observed=allocation, expected=process.allocation
    )


def _applies(wanted: str, own: str, outputs: list[ExchangeRecord]) -> bool:
    """Whether a study-wide rule can serve a process: every property given, and not all zero."""
    values = [output_property(row, wanted) for row in outputs]
    complete = all(value is not None and value >= 0 for value in values)
    return own not in ("cutoff", "stated") and complete and any(values)


def burden_shares(outputs: list[ExchangeRecord], rule: str, index: Index) -> list[float]:
    r"""Share of the burden that each output of a process carries; the shares add up to 1.

    .. math:: w_o = p_o q_o / \sum_{o'} p_{o'} q_{o'}

    with amounts *q* in the unit of the flow and the property *p* of the rule per unit. Under
    ``cutoff`` the reference product, which comes first, carries all; under ``stated`` each
    carries the share that its row states.
    """
    if rule == "stated":
        stated = [row.share or 0.0 for row in outputs]
        return [share / sum(stated) for share in stated]
    if len(outputs) == 1 or rule not in PROPERTIES:
        return [1.0] + [0.0] * (len(outputs) - 1)
    weights = [(output_property(row, rule) or 0.0) * _in_flow_unit(row, index) for row in outputs]
    total = sum(weights)
    return [weight / total for weight in weights]


def _in_flow_unit(row: ExchangeRecord, index: Index) -> float:
    return convert(row.amount, row.unit, index.flows[row.flow].unit)
