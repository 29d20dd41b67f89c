"""What people decided (``review/judgements.csv``): the answers that count, and those that do not.

Faults of this table are errors of the review, not of the inventory: the calculation goes on, and
only the clause concerned stays open. The one use of the clock in reading a project is here: an
answer dated after today does not count. Today is the latest date anywhere on Earth (UTC+14), so
that nobody's own day is in the future.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from pcf.findings import Finding, Findings
from pcf.model import Judgement
from pcf.model.empty_words import names_nothing
from pcf.project.cells import CellFault, free_text
from pcf.project.collect import Collector
from pcf.project.raw import REVIEW_TABLE, RawProject
from pcf.project.raw_table import RawTable
from pcf.project.rows import Row, TableReader

#: No answer about a product footprint is older than this century.
EARLIEST = "2000-01-01"
_LATEST_ZONE = timezone(timedelta(hours=14))
#: Faults of a header that leave open what the cells below it say.
_HEADER_FAULTS = ("IO009", "IO011")


@dataclass(frozen=True, slots=True)
class Review:
    """Answers of people, and the faults of their table.

    findings
        What is wrong with the table, row by row.
    unusable
        First fault of an answer that does not count, by the code of its clause in capitals.
    """

    judgements: tuple[Judgement, ...] = ()
    findings: Findings = field(default_factory=Findings)
    unusable: Mapping[str, Finding] = field(default_factory=dict)


def read_review(raw: RawProject, period: str = "") -> Review:
    """Read ``review/judgements.csv``; faults of ``review/workpaper.csv`` are told with its own.

    An answer needs name, date and reason (``NU020``); ``RU025`` a text that is no date, ``RU044``
    a date in the future, ``RU057`` a name or reason that says nothing, ``RU058`` a date of the last
    century; of two answers for one clause neither counts (``ID003``). Of a table that lacks a
    required column (``IO011``) or has one twice (``IO009``) no answer counts. ``RU045`` warns of
    an answer from before the data were collected.

    Parameters
    ----------
    period
        Data period of the project, ``FIRST/LAST``; empty = not known.
    """
    from pcf.project.workpaper import read_checks

    collect = Collector()
    for item in raw.review:
        collect.add(item)
    table = raw.tables.get(REVIEW_TABLE)
    unclear = next((f for f in raw.review if f.code in _HEADER_FAULTS), None)
    made: dict[str, Judgement] = {}
    refused: dict[str, int | None] = {}
    if table is not None and unclear is None:
        made, refused = _read_rows(table, collect, period)
    findings = collect.close()
    faults = {name: _at(line, findings) for name, line in refused.items()}
    unusable = {name: item for name, item in faults.items() if item is not None}
    lost = unclear or next((f for f in findings if f.code == "IO008"), None)
    if table is not None and lost is not None:
        names = (*table.lost, *(table.column("id") if unclear is not None else ()))
        unusable |= {name.upper(): lost for name in names if name.upper() not in unusable}
    kept = tuple(j for name, j in made.items() if name not in unusable)
    findings.extend(read_checks(raw.folder)[1])
    return Review(kept, findings, unusable)


def _read_rows(
    table: RawTable, collect: Collector, period: str
) -> tuple[dict[str, Judgement], dict[str, int | None]]:
    """Answers by the code of their clause, and the lines of those that have a fault."""
    made: dict[str, Judgement] = {}
    lines: dict[str, int | None] = {}
    refused: dict[str, int | None] = {}
    first = _first_day(period)
    for row in TableReader(table, collect, _CELLS):
        name = str(row.values["id"] or row.text("id")).upper()
        if name in made and not row.bad:  # the same code in other letters
            row.refuse("ID003", "id", first=lines[name])
        if row.bad:
            refused.setdefault(name, row.at().line)
            continue
        lines[name] = row.at().line
        made[name] = _judgement(row)
        if first is not None and made[name].date < first:
            row.tell("RU045", "date", observed=made[name].date, expected=period)
    return made, refused


def _judgement(row: Row) -> Judgement:
    values = row.values
    return Judgement(
        id=values["id"],
        answer=values["answer"],
        name=values["name"],
        date=values["date"],
        reason=values["reason"],
        place=row.at(),
    )


def _at(line: int | None, findings: Findings) -> Finding | None:
    """Error at a line of the table."""
    return next(
        (f for f in findings.errors if f.location is not None and f.location.line == line), None
    )


def today() -> date:
    """Give the latest date that any place on Earth has now."""
    return datetime.now(_LATEST_ZONE).date()


def _day(text: str) -> str | None:
    word = free_text(text)
    if word is None:
        return None
    day = past_day(word)
    if day < EARLIEST:
        raise CellFault("RU058", word, EARLIEST)
    return day


def _said(text: str) -> str | None:
    """Text of a person or reason; `CellFault` ``RU057`` for one that says nothing."""
    word = free_text(text)
    if word is not None and names_nothing(word):
        raise CellFault("RU057", word)
    return word


_CELLS: dict[str, Callable[[str], object]] = {"date": _day, "name": _said, "reason": _said}


def past_day(word: str) -> str:
    """Give a day that is not in the future; `CellFault` ``RU025`` or ``RU044`` otherwise."""
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise CellFault("RU025", word, "2026-03-31") from None
    if day > today():
        raise CellFault("RU044", word, today().isoformat())
    return day.isoformat()


def _first_day(period: str) -> str | None:
    """First day of a data period; None when it names none."""
    try:
        return date.fromisoformat(period.partition("/")[0].strip()).isoformat()
    except ValueError:
        return None
