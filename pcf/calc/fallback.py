"""Whether the grid fallback of a claim on electricity is a grid at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.calc.electricity_views import ElectricityTable
    from pcf.model import ElectricityUse


def fallback_is_grid(use: ElectricityUse, table: ElectricityTable) -> bool | None:
    """Whether the fallback of a claim is the mix of a grid; None without one, or when not known.

    The table knows which datasets are grids. A dataset that it does not hold may be one; the
    claimed source itself, a unit process of the project or a received footprint is none.
    """
    stated = use.fallback
    if stated is None:
        return None
    if stated.kind != "background" or stated == use.exchange.supplier:
        return False
    dataset = table.of(stated.id)
    return dataset.is_grid if dataset is not None else None
