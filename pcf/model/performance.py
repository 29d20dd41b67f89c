"""Performance classes: a table of the user's, because no thresholds are published."""

from __future__ import annotations

from dataclasses import dataclass

from pcf.findings import Location


@dataclass(frozen=True, slots=True)
class PerformanceLimit:
    """A class and its upper limit: totals up to `limit` belong to it; None = every other total."""

    name: str
    limit: float | None


@dataclass(frozen=True, slots=True)
class PerformanceTable:
    """Ordered classes, the best (lowest) first.

    unit
        Unit of the limits, e.g. ``kg CO2e/kWh``; a total in another unit has no class.
    source
        Who set the limits, and where that is written.
    """

    unit: str
    source: str
    classes: tuple[PerformanceLimit, ...]
    place: Location | None = None
