r"""Greenhouse-gas inventory of a result: mass of each elementary flow, its factor, what it gives.

.. math:: m_j = \sum_i q_i\,y_{ij}, \qquad F_j = c_j\,m_j

with q the amounts of the rows per functional unit, y the inventory of their suppliers (kg of gas j
per unit) and c the characterization factors. The values add up to the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pcf.calc.score import RECEIVED
from pcf.i18n import label

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint


@dataclass(frozen=True, slots=True)
class GasFlow:
    """One elementary flow in one ledger column, per functional unit.

    kg
        Mass, an uptake positive; for received footprints and figures not split by gas kg CO2e.
    factor
        kg CO2e per kg; None where the set has none, which then counts nothing.
    value
        kg CO2e, negative for a removal.
    """

    flow: str
    name_zh: str
    name_en: str
    gas: str
    ledger: str
    kg: float
    factor: float | None
    value: float


def gas_inventory(footprint: Footprint) -> tuple[GasFlow, ...]:
    """Give every elementary flow with a mass, the largest contribution first."""
    solved = footprint.solved
    scored = solved.scored
    used = np.zeros(len(scored.inventory))
    for number, line in enumerate(scored.line):
        if line >= 0:
            used[line] += solved.quantity[number]
    masses = used @ scored.inventory
    made = []
    for column, kg, factor in zip(scored.columns, masses, scored.factors, strict=True):
        if kg:
            known = None if np.isnan(factor) else float(factor)
            value = float(kg) * (known or 0.0)
            names = _names(footprint, column.flow)
            made.append(
                GasFlow(column.flow, *names, column.gas, column.ledger, float(kg), known, value)
            )
    return tuple(sorted(made, key=lambda item: (-abs(item.value), item.flow, item.ledger)))


def _names(footprint: Footprint, flow: str) -> tuple[str, str]:
    if flow == RECEIVED:
        return label("received_co2e", "zh"), label("received_co2e", "en")
    record = footprint.solved.linked.background.flow(flow)
    return record.name_zh, record.name_en
