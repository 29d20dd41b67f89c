"""Performance class of a footprint in a table that the user supplies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pcf.i18n import Language, phrase

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model.performance import PerformanceTable

Why = Literal["", "unit", "above"]


@dataclass(frozen=True, slots=True)
class PerformanceClass:
    """Class of a total, or why it has none.

    name
        None when it has no class.
    why
        ``unit``: the table is refused, because its unit is not that of the result; ``above``: the
        total is above the last limit.
    to_next
        What is missing to the limit of the next better class, kg CO2e per unit; None in the best
        class and without one.
    """

    name: str | None
    why: Why
    total: float
    unit: str
    table_unit: str
    source: str
    to_next: float | None = None


def performance_class(
    footprint: Footprint, table: PerformanceTable | None = None
) -> PerformanceClass | None:
    """Give the class of a total.

    Parameters
    ----------
    table
        Classes and limits; those of the project when None.

    Returns
    -------
    PerformanceClass or None
        None when there is no table: nothing is assumed.
    """
    known = footprint.solved.linked.model.performance if table is None else table
    if known is None:
        return None
    total, unit = footprint.total, footprint.unit
    if "".join(known.unit.split()) != "".join(unit.split()):
        return PerformanceClass(None, "unit", total, unit, known.unit, known.source)
    better = None
    for entry in known.classes:
        if entry.limit is None or total <= entry.limit:
            gap = None if better is None else total - better
            return PerformanceClass(entry.name, "", total, unit, known.unit, known.source, gap)
        better = entry.limit
    gap = None if better is None else total - better
    return PerformanceClass(None, "above", total, unit, known.unit, known.source, gap)


def class_json(found: PerformanceClass, lang: Language = "en") -> dict[str, Any]:
    """Give a class as plain data."""
    return {
        "class": found.name,
        "reason": class_reason(found, lang),
        "total": {"value": found.total, "unit": found.unit},
        "table_unit": found.table_unit,
        "source": found.source,
        "to_next": found.to_next,
    }


def class_reason(found: PerformanceClass, lang: Language) -> str:
    """Say why a total has no class; empty when it has one."""
    if not found.why:
        return ""
    key = f"performance_why_{found.why}"
    return phrase(key, lang, table=found.table_unit, result=found.unit)
