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
from numpy.typing import NDArray

from pcf.background.compiled import Compiled, Details, Head, Triplets
from pcf.background.records import ExchangeRecord, GhgColumn, ProcessRecord
from pcf.background.tables import Tables, digest, read_tables
from pcf.background.validate import PROPERTIES, Index, output_property, validate
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, Location, finding
from pcf.units import convert

if TYPE_CHECKING:
    from pcf.background.loops import LoopFault

Allocation = Literal["default", "mass", "energy", "economic"]
ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)
DENSE_LIMIT = 2000
RESIDUAL_LIMIT = 1e-9


def compile_folder(folder: Path, allocation: Allocation) -> Compiled:
    """Read, check and solve the background in `folder`.

    Raises
    ------
    PcfError
        With every fault of the tables, or with the loops that have no solution.
    """
    faults = Findings()
    tables = read_tables(folder, faults)
    read_at = {item.location for item in faults}
    faults.extend(i for i in validate(tables) if i.code != "DS007" or i.location not in read_at)
    if faults.errors:
        raise PcfError(faults)
    return compile_tables(tables, allocation, digest(folder))


def compile_tables(tables: Tables, allocation: Allocation, sha256: str) -> Compiled:
    """Solve checked tables; see the module for the equations."""
    from pcf.background.loops import check_loops

    index = Index(tables)
    products, shares, notes = _allocate(index, allocation)
    columns = _columns(index)
    a, b = _matrices(index, products, shares, columns)
    check_loops(a, products, index)
    head = Head(
        manifest=tables.manifest,
        sha256=sha256,
        allocation=allocation,
        columns=columns,
        products=tuple(products),
        shares=tuple(shares),
        sources=tables.sources,
        flows=tables.flows,
        processes=tables.processes,
        findings=tuple(notes),
    )
    return Compiled(head, solve(a, b), Details(tables.exchanges, a, b))


def unsolvable_loops(tables: Tables) -> list[LoopFault]:
    """Give the loops of supply that have no solution, the strongest of each group."""
    from pcf.background.loops import loop_faults

    index = Index(tables)
    products, shares, _ = _allocate(index, "default")
    a, _ = _matrices(index, products, shares, _columns(index))
    return loop_faults(a, products, index)


def _allocate(
    index: Index, allocation: Allocation
) -> tuple[list[tuple[str, str]], list[float], list[Finding]]:
    products: list[tuple[str, str]] = []
    shares: list[float] = []
    notes: list[Finding] = []
    for process, at in zip(index.tables.processes, index.tables.places.processes, strict=True):
        outputs = [row for row, _ in index.rows[process.id] if index.is_supply(row)]
        outputs.sort(key=lambda row: row.direction != "output")
        rule = process.allocation
        if len(outputs) > 1 and allocation not in ("default", rule):
            if _applies(allocation, rule, outputs):
                rule = allocation
            else:
                notes.append(_kept(process, allocation, at))
        products += [(row.process, row.flow) for row in outputs]
        shares += burden_shares(outputs, rule, index)
    return products, shares, notes


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


def _ledger(row: ExchangeRecord, index: Index) -> str:
    return row.ledger or index.flows[row.flow].ledger


def _columns(index: Index) -> tuple[GhgColumn, ...]:
    used = {
        (row.flow, _ledger(row, index))
        for row in index.tables.exchanges
        if row.direction == "emission"
    }
    return tuple(GhgColumn(f, ledger, index.flows[f].gas) for f, ledger in sorted(used))


def _matrices(
    index: Index,
    products: list[tuple[str, str]],
    shares: list[float],
    columns: tuple[GhgColumn, ...],
) -> tuple[Triplets, Triplets]:
    place = {product: j for j, product in enumerate(products)}
    column = {(c.flow, c.ledger): k for k, c in enumerate(columns)}
    a = [(j, j, 1.0) for j in range(len(products))]
    b: list[tuple[int, int, float]] = []
    for j, (product, share) in enumerate(zip(products, shares, strict=True)):
        rows = [row for row, _ in index.rows[product[0]]]
        made = next(r for r in rows if r.flow == product[1] and index.is_supply(r))
        per_unit = share / _in_flow_unit(made, index)
        for row in rows:
            amount = _in_flow_unit(row, index) * per_unit
            if row.direction == "input" and row.provider:
                a.append((place[row.provider, row.flow], j, -amount))
            elif row.direction == "emission":
                b.append((column[row.flow, _ledger(row, index)], j, amount))
    n = len(products)
    return _triplets(a, (n, n)), _triplets(b, (len(columns), n))


def _triplets(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> Triplets:
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return Triplets(
        np.array(rows, dtype=np.int64),
        np.array(columns, dtype=np.int64),
        np.array(values, dtype=np.float64),
        shape,
    )


def dense(matrix: Triplets) -> NDArray[np.float64]:
    """Full array of a matrix of triplets."""
    full = np.zeros(matrix.shape)
    np.add.at(full, (matrix.rows, matrix.columns), matrix.values)
    return full


def solve(a: Triplets, b: Triplets) -> NDArray[np.float64]:
    """Solve Aᵀ Y = Bᵀ; dense below `DENSE_LIMIT` products, sparse LU above.

    Raises
    ------
    PcfError
        ``DS033`` when the residual of a column exceeds `RESIDUAL_LIMIT` relative to its largest
        intensity or emission.
    """
    if a.shape[0] <= DENSE_LIMIT:
        left, right = dense(a).T, dense(b).T
        y: NDArray[np.float64] = np.linalg.solve(left, right).astype(np.float64, copy=False)
        off = np.abs(left @ y - right)
    else:
        from scipy.sparse import csc_array
        from scipy.sparse.linalg import splu

        sparse = csc_array((a.values, (a.columns, a.rows)), shape=a.shape)
        right = dense(b).T
        y = splu(sparse).solve(right)
        off = np.abs(sparse @ y - right)
    scale = np.maximum(_peak(right), _peak(y))
    worst = float((_peak(off) / np.where(scale > 0, scale, 1.0)).max(initial=0.0))
    if not worst <= RESIDUAL_LIMIT:
        raise PcfError([finding("DS033", observed=f"{worst:.1e}", expected=RESIDUAL_LIMIT)])
    return np.ascontiguousarray(np.where(_reached(a, b), y, 0.0))


def _reached(a: Triplets, b: Triplets) -> NDArray[np.bool_]:
    """Which product can lead to which emission at all; elsewhere the solver leaves only noise."""
    users: dict[int, list[int]] = {}
    for supplier, user in zip(a.rows.tolist(), a.columns.tolist(), strict=True):
        users.setdefault(supplier, []).append(user)
    reached = np.zeros((a.shape[0], b.shape[0]), dtype=bool)
    for column in range(b.shape[0]):
        waiting = b.columns[b.rows == column].tolist()
        while waiting:
            product = waiting.pop()
            if not reached[product, column]:
                reached[product, column] = True
                waiting += users.get(product, ())
    return reached


def _peak(values: NDArray[np.float64]) -> NDArray[np.float64]:
    peak: NDArray[np.float64] = np.abs(values).max(axis=0, initial=0.0)
    return peak
