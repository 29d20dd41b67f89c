"""The second run on the grid: a footprint without the instruments that it claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pcf.calc.calculate import link_model, solve_linked
from pcf.calc.electricity import denial
from pcf.calc.electricity_views import electricity_table
from pcf.calc.fallback import fallback_is_grid
from pcf.calc.recalculation import total_of
from pcf.errors import PcfError

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model import Model


@dataclass(frozen=True, slots=True)
class GridTotal:
    """Total with contracts and dedicated lines counted at their grid fallback.

    total
        kg CO2e per functional unit; None when it cannot be computed, because `missing` rows state
        no fallback, or `no_grid` rows one that is no grid, so that the claim stands for itself.
    delta, relative
        Difference to the total as declared, and that difference by it.
    """

    total: float | None
    delta: float | None
    relative: float | None
    missing: tuple[str, ...] = ()
    no_grid: tuple[str, ...] = ()


def claims(model: Model) -> tuple[str, ...]:
    """Addresses of the rows whose claimed source counts instead of the grid."""
    return tuple(
        use.exchange.address
        for use in model.electricity
        if use.kind in ("contract", "direct") and not denial(use, model.method)
    )


def grid_total(footprint: Footprint) -> GridTotal | None:
    """Calculate again with the electricity rule ``grid``; None when no instrument counts."""
    solved = footprint.solved
    model = solved.linked.model
    claimed = claims(model)
    if not claimed:
        return None
    missing = tuple(
        use.exchange.address
        for use in model.electricity
        if use.exchange.address in claimed and use.fallback is None
    )
    table = electricity_table(solved.linked.background)
    no_grid = tuple(
        use.exchange.address
        for use in model.electricity
        if use.exchange.address in claimed and fallback_is_grid(use, table) is False
    )
    if missing or no_grid:
        return GridTotal(None, None, None, missing, no_grid)
    decided = {
        address.removeprefix("row:"): link.supplier
        for address, link in solved.linked.links.items()
        if link.reason == "decided"
    }
    other = replace(model, method=replace(model.method, electricity="grid"))
    try:
        linked = link_model(other, solved.linked.background, decided)
        total = total_of(solve_linked(linked, solved.factor_set))
    except PcfError as error:
        nodes = tuple(item.node or item.code for item in error.findings if item.level == "error")
        return GridTotal(None, None, None, nodes)
    delta = total - footprint.total
    return GridTotal(total, delta, delta / abs(footprint.total) if footprint.total else None)
