"""Parts of a result that charts put together because each is small.

A part below `SMALL` of the sum of the absolute contributions stands with others: unit processes
within their stage (``small:STAGE``), rows within their unit process (``small:process:ID``), and
suppliers' categories (``small:categories``). One small part alone stands alone.

Addresses: those above, and for a band of a chart ``burden:PART`` or ``credit:PART``, the rows of a
part (``process:ID`` or ``small:STAGE``) that add and those that take off, and of these
``burden:SUPPLIER,PART`` those that one supplier, fold or ``small:categories`` feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.supply_flows import EMISSION, fold_keys

if TYPE_CHECKING:
    from pcf.calc.explain_figures import Figures
    from pcf.calc.explanation import Explanation
    from pcf.calc.footprint import Footprint, RowResult

#: Share of the sum of the absolute contributions below which a part stands with others.
SMALL = 0.01
SMALL_CATEGORIES = "small:categories"


@dataclass(frozen=True, slots=True)
class SmallParts:
    """What each row belongs to in a chart.

    processes
        Address of the part that shows a unit process: its own, or that of the small ones.
    suppliers
        The same for a supplier: ``emission``, a fold of `pcf.calc.supply_flows`, or the small ones.
    rows
        The same for a row, by its address.
    """

    processes: Mapping[str, str]
    suppliers: Mapping[str, str]
    rows: Mapping[str, str]


def small_parts(footprint: Footprint) -> SmallParts:
    """Put the small parts of a result together."""
    rows = [row for row in footprint.rows if row.value]
    least = SMALL * fsum(abs(row.value) for row in rows)
    folds = {EMISSION: EMISSION, **fold_keys(footprint, {row.supplier for row in rows})}
    categories = _held(rows, lambda row: folds[row.supplier], least)
    processes: dict[str, str] = {}
    shown: dict[str, str] = {}
    for stage in dict.fromkeys(row.stage for row in rows):
        of_stage = [row for row in rows if row.stage == stage]
        small = _held(of_stage, lambda row: row.process, least)
        processes |= {
            id: f"small:{stage}" if is_small else f"process:{id}" for id, is_small in small.items()
        }
    for process in processes:
        inside = _held([r for r in rows if r.process == process], lambda r: r.address, least)
        every = all(inside.values())
        shown |= {
            address: f"small:process:{process}" if is_small and not every else address
            for address, is_small in inside.items()
        }
    suppliers = {
        supplier: SMALL_CATEGORIES if categories.get(fold) else fold
        for supplier, fold in folds.items()
    }
    return SmallParts(processes, suppliers, shown)


def _held(
    rows: Iterable[RowResult], part_of: Callable[[RowResult], str], least: float
) -> dict[str, bool]:
    """Whether each part stands with others."""
    sizes: dict[str, list[float]] = {}
    for row in rows:
        sizes.setdefault(part_of(row), []).append(abs(row.value))
    made = {part: fsum(values) < least for part, values in sizes.items()}
    return made if sum(made.values()) > 1 else dict.fromkeys(made, False)


def small(figures: Figures, key: str) -> Explanation | None:
    """Explain what a chart shows as others: the sum of the rows that are in it."""
    parts, address = small_parts(figures.footprint), f"small:{key}"
    return _sum(figures, [
        row for row in figures.footprint.rows
        if row.value and address in (
            parts.processes[row.process], parts.suppliers[row.supplier], parts.rows[row.address]
        )
    ])  # fmt: skip


def band(figures: Figures, key: str, *, less: bool) -> Explanation | None:
    """Explain a band of a chart: the burdens of a part, or its credits, also of one supplier."""
    parts, folds = small_parts(figures.footprint), {EMISSION: EMISSION}
    rows = [row for row in figures.footprint.rows if row.value and (row.value < 0) == less]
    folds |= fold_keys(figures.footprint, {row.supplier for row in rows})

    def shown(row: RowResult) -> set[str]:
        of_process = {f"process:{row.process}", parts.processes[row.process]}
        from_supplier = {folds[row.supplier], parts.suppliers[row.supplier]}
        return of_process | {f"{a},{b}" for a in from_supplier for b in of_process}

    return _sum(figures, [row for row in rows if key in shown(row)])


def _sum(figures: Figures, rows: list[RowResult]) -> Explanation | None:
    from pcf.calc.explain_figures import named, row_term
    from pcf.calc.explanation import Fact

    if not rows:
        return None
    value = fsum(row.value for row in rows)
    terms = [row_term(row, row.value, value) for row in rows]
    facts = [Fact("how", "how_band")]
    return figures.made(named("band"), value, figures.footprint.unit, terms, facts)
