"""From which day the carbon-footprint duties of the battery regulation apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from pcf.background.csvtable import Columns, read_rows
from pcf.errors import PcfError
from pcf.findings import Findings
from pcf.location import data_root

Category = Literal["EV", "IND", "LMT", "IND-EXT"]
Measure = Literal["declaration", "class", "maximum"]
_COLUMNS = (
    "id", "category", "measure", "calendar_date", "interval_months", "acts",
    "commission_deadline", "deadline_evidence", "in_force", "evidence", "source",
)  # fmt: skip
_FILLED = ("id", "category", "measure", "calendar_date", "interval_months", "acts", "source")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of Article 7 for one category.

    acts
        Acts that have to be in force: ``delegated``, ``implementing``.
    """

    category: str
    measure: str
    calendar_date: date
    interval_months: int
    acts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Applies:
    """Day from which a step applies.

    day
        None while an act that it needs is not in force: the date is open.
    not_before
        The calendar date of the regulation, which is a lower limit.
    """

    day: date | None
    not_before: date
    source: str


@lru_cache(maxsize=1)
def steps() -> Mapping[tuple[str, str], Step]:
    """Steps by category and measure, from ``datasets/battery/eu_timeline.csv``."""
    faults = Findings()
    path = data_root("datasets") / "battery" / "eu_timeline.csv"
    rows = read_rows(path, "battery/eu_timeline.csv", Columns(_COLUMNS, (), _FILLED), faults)
    if faults.errors:
        raise PcfError(faults)
    made = [
        Step(
            row.text("category"),
            row.text("measure"),
            date.fromisoformat(row.text("calendar_date")),
            int(row.amount("interval_months")),
            tuple(row.text("acts").split()),
            row.text("source"),
        )
        for row in rows
    ]
    return {(step.category, step.measure): step for step in made}


def applicable_from(
    category: Category, measure: Measure, in_force: Mapping[str, date] | None = None
) -> Applies:
    r"""Day from which a step applies.

    .. math:: d = \max(d_{calendar},\; d_{act,1} + n,\; d_{act,2} + n)

    Parameters
    ----------
    in_force
        Entry into force of the acts, by ``delegated`` and ``implementing``; none while they are not
        adopted, which is the state that pcf knows.
    """
    step = steps()[category, measure]
    days = [(in_force or {}).get(act) for act in step.acts]
    known = [_later(day, step.interval_months) for day in days if day is not None]
    if len(known) < len(days):
        return Applies(None, step.calendar_date, step.source)
    return Applies(max(step.calendar_date, *known), step.calendar_date, step.source)


def _later(day: date, months: int) -> date:
    """Same day so many months later; the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return date(year, month + 1, 28)
