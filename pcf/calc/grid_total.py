"""The second run on the grid: a footprint without the instruments that it claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pcf.calc.calculate import link_model, solve_linked
from pcf.calc.electricity import denial
from pcf.calc.electricity_views import drawn_electricity, electricity_table
from pcf.calc.fallback import fallback_is_grid
from pcf.calc.recalculation import total_of
from pcf.errors import PcfError
from pcf.model import Supplier

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint
    from pcf.model import ElectricityUse, Model


@dataclass(frozen=True, slots=True)
class GridTotal:
    """Total with contracts and dedicated lines counted at their grid fallback.

    Rows that are said to take grid electricity and whose dataset is one technology claim it as
    well: the grid of their place stands in for them.

    total
        kg CO2e per functional unit; None when it cannot be computed, because `missing` rows state
        no fallback, or `no_grid` rows one that is no grid, so that the claim stands for itself.
    delta, relative
        Difference to the total as declared, and that difference by it.
    replaced
        Rows said to be of the grid that counted at another dataset, which is the mix of a grid.
    """

    total: float | None
    delta: float | None
    relative: float | None
    missing: tuple[str, ...] = ()
    no_grid: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()


def claims(model: Model) -> tuple[str, ...]:
    """Addresses of the rows whose claimed source counts instead of the grid."""
    return tuple(
        use.exchange.address
        for use in model.electricity
        if use.kind in ("contract", "direct") and not denial(use, model.method)
    )


def grid_total(footprint: Footprint) -> GridTotal | None:
    """Calculate again with the electricity rule ``grid``; None when nothing is claimed."""
    solved = footprint.solved
    model = solved.linked.model
    claimed, said = claims(model), _said_to_be_grid(solved)
    if not claimed and not said:
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
    no_grid += tuple(address for address, dataset in said.items() if not dataset)
    if missing or no_grid:
        return GridTotal(None, None, None, missing, no_grid)
    decided = {
        address.removeprefix("row:"): link.supplier
        for address, link in solved.linked.links.items()
        if link.reason == "decided" and address not in said
    }
    uses = tuple(_at(use, said.get(use.exchange.address)) for use in model.electricity)
    other = replace(model, method=replace(model.method, electricity="grid"), electricity=uses)
    try:
        linked = link_model(other, solved.linked.background, decided)
        total = total_of(solve_linked(linked, solved.factor_set))
    except PcfError as error:
        nodes = tuple(item.node or item.code for item in error.findings if item.level == "error")
        return GridTotal(None, None, None, nodes)
    delta = total - footprint.total
    relative = delta / abs(footprint.total) if footprint.total else None
    return GridTotal(total, delta, relative, replaced=tuple(said.items()))


def _said_to_be_grid(solved: Solved) -> dict[str, str]:
    """Rows stated as grid electricity that take one technology, and the grid of their place.

    The table knows which datasets are the power of one kind of plant; of a dataset that it does not
    hold nobody knows, and it stays. The grid is empty where none of the place is known.
    """
    table = electricity_table(solved.linked.background)
    found = {}
    for drawn in drawn_electricity(solved, table):
        is_stated = drawn.claim is not None and drawn.claim.kind == "grid"
        if is_stated and drawn.dataset is not None and drawn.dataset.scope == "technology":
            fit = table.fitting(drawn.location)
            found[drawn.row.address] = fit.dataset if fit is not None else ""
    return found


def _at(use: ElectricityUse, dataset: str | None) -> ElectricityUse:
    """Give a row of the ledger at another dataset; the row itself without one."""
    if not dataset:
        return use
    return replace(use, exchange=replace(use.exchange, supplier=Supplier("background", dataset)))
