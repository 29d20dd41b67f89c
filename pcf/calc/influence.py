r"""How far the total moves with each row and each parameter, and which suppliers would lower it.

The solved system gives the derivative with respect to every amount at once: a row of process p with
amount a (conversion κ, sign σ) that is supplied at intensity h changes the total by

.. math:: \frac{\partial F}{\partial a} = σ\,κ\,t_p\,h

with t_p how often the rows of p happen per functional unit. It is exact for rows outside loops,
and to first order inside. Transport that carries the row moves with it. All of it is arithmetic on
one result: whether a change is possible, and what else it would change, is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pcf.model import Supplier
from pcf.project.overrides import SWAP_TABLES
from pcf.units import UnitError, conversion_factor

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint, RowResult

#: Tables whose suppliers are material: electricity has its own views (``--electricity``).
_SWAPPED = tuple(table for table in SWAP_TABLES if table not in ("electricity", "transport"))


@dataclass(frozen=True, slots=True)
class Swap:
    """Another dataset for the same product.

    swap
        As ``--swap`` takes it, ``bom.B-01=bg:DATASET/FLOW``.
    intensity
        kg CO2e per `unit` of the supplier; `delta` is the change of the total.
    """

    row: str
    swap: str
    name_zh: str
    name_en: str
    location: str
    year: str
    tag: str
    unit: str
    intensity: float
    delta: float
    relative: float | None


@dataclass(frozen=True, slots=True)
class RowInfluence:
    """What one row moves.

    cumulative
        kg CO2e per functional unit upstream of the row, with the transport that carries it.
    elasticity
        Relative change of the total per relative change of the amount; None for a zero total.
    """

    address: str
    name_zh: str
    name_en: str
    cumulative: float
    elasticity: float | None

    def change(self, step: float) -> float:
        """Change of the total when the amount changes by `step`, e.g. −0.1."""
        return self.cumulative * step


def gradients(footprint: Footprint) -> dict[str, float]:
    """Change of the total per unit of each row's stated amount, by address."""
    solved = footprint.solved
    numbers = {row.address: n for n, row in enumerate(solved.linked.rows)}
    own = {
        row.address: row.intensity * _scale(solved, numbers[row.address])
        for row in footprint.rows
        if row.address in numbers
    }
    carried = _carried(solved, own)
    return {address: value + carried.get(address, 0.0) for address, value in own.items()}


def _scale(solved: Solved, number: int) -> float:
    """Amount per functional unit, in the supplier's unit, per unit of the stated amount."""
    row = solved.linked.rows[number]
    return row.sign * solved.factor(row) * float(solved.activity[row.process])


def _carried(solved: Solved, own: Mapping[str, float]) -> dict[str, float]:
    """Change by transport per unit of the amount of each row that is carried."""
    amounts = {row.address: row.amount.value for row in solved.linked.rows}
    found: dict[str, float] = {}
    for leg in solved.linked.model.transport:
        cargo, address = f"row:{leg.cargo_row}", f"row:transport/{leg.id}"
        if leg.cargo_row is not None and amounts.get(cargo) and address in own:
            share = own[address] * amounts[address] / amounts[cargo]
            found[cargo] = found.get(cargo, 0.0) + share
    return found


def row_influences(footprint: Footprint) -> tuple[RowInfluence, ...]:
    """Influence of every row, the largest first."""
    slopes = gradients(footprint)
    amounts = {row.address: row.amount.value for row in footprint.solved.linked.rows}
    made = []
    for row in footprint.rows:
        moved = slopes.get(row.address, 0.0) * amounts.get(row.address, 0.0)
        elasticity = moved / footprint.total if footprint.total else None
        made.append(RowInfluence(row.address, row.name_zh, row.name_en, moved, elasticity))
    return tuple(sorted(made, key=lambda r: (-abs(r.cumulative), r.address)))


def swaps(footprint: Footprint, rows: int = 10, each: int = 3) -> tuple[Swap, ...]:
    """Lower suppliers of the same product for the largest rows, largest saving first.

    Parameters
    ----------
    rows
        Number of rows looked at, those with the largest contribution.
    each
        Suppliers given per row, the lowest first.
    """
    found: list[Swap] = []
    for row in footprint.top(rows):
        table = row.address.removeprefix("row:").split("/")[0]
        if table in _SWAPPED and row.supplier.startswith("bg:") and row.amount > 0:
            found += _alternatives(footprint, row)[:each]
    return tuple(sorted(found, key=lambda s: (s.delta, s.swap)))


def _alternatives(footprint: Footprint, row: RowResult) -> list[Swap]:
    solved = footprint.solved
    background = solved.linked.background
    supplier = solved.linked.links[row.address].supplier
    flow = supplier.flow or background.process(supplier.id).product
    made = []
    for id in background.providers(flow):
        if id == supplier.id:
            continue
        record = background.process(id)
        unit = background.unit_of(id, flow)
        intensity = _intensity(solved, id, flow)
        try:
            amount = row.amount * conversion_factor(row.unit, unit)
        except UnitError:
            continue
        delta = amount * intensity - row.value
        if delta < 0:
            name = row.address.removeprefix("row:").replace("/", ".", 1)
            made.append(
                Swap(
                    row.address,
                    f"{name}={Supplier('background', id, flow)}",
                    record.name_zh,
                    record.name_en,
                    record.location,
                    record.year,
                    record.tag,
                    unit,
                    intensity,
                    delta,
                    footprint.share(delta),
                )
            )
    return sorted(made, key=lambda s: (s.delta, s.swap))


def _intensity(solved: Solved, process: str, flow: str) -> float:
    """kg CO2e per unit of a background product under the factors of the result."""
    background = solved.linked.background
    factors = np.nan_to_num(solved.scored.factors[: len(background.columns)], nan=0.0)
    return float(background.intensities[background.index(process, flow)] @ factors)
