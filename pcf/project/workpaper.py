"""What a verifier has checked, row by row: ``review/workpaper.csv``.

The table is written by reading a work paper back (``pcf import FILE``) and is an input of the
project: the next bundle holds it, and rules may ask for it. It changes no number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from pcf.findings import Findings, Location
from pcf.i18n import Language
from pcf.project.cells import free_text
from pcf.project.collect import Collector
from pcf.project.raw_table import read_table
from pcf.project.review import past_day
from pcf.project.rows import Row, TableReader
from pcf.project.schema import Column, Table
from pcf.project.writer import write_table

Verdict = Literal["ok", "deviation", "not-checked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

WORKPAPER = Table("workpaper", "核查工作底稿", (
    Column("id", "行地址", "text", True, help="address of the row, e.g. row:bom/B-01"),
    Column("verdict", "核查结论", "choice", True, VERDICTS,
           help="ok agrees with the evidence, deviation does not, not-checked left open"),
    Column("observed", "核查所见值", "text", help="value that the verifier found, with its unit"),
    Column("remark", "说明", "text"),
    Column("name", "核查人", "text", True),
    Column("date", "核查日期", "text", True, help="day of the check, 2026-03-31"),
    Column("mark", "行标记", "text", True, help="hash of what was checked; a changed row is stale"),
    Column("project", "项目摘要", "text", True, help="digest of the project that was checked"),
    Column("paper", "底稿SHA256", "text", True, help="SHA-256 of the work paper as it was filled"),
), "What a verifier has checked; written by reading a work paper back.")  # fmt: skip

_REQUIRED = tuple(column for column in WORKPAPER.columns if column.required)

#: Fields of a check whose column is named otherwise.
_FIELDS = {"id": "row"}


@dataclass(frozen=True, slots=True)
class Check:
    """One row that a verifier has looked at.

    mark
        What was checked, see `pcf.calc.row_marks`; the check stands while the row has this mark.
    project, paper
        Digest of the project, and SHA-256 of the work paper, that it was made with.
    """

    row: str
    verdict: Verdict
    observed: str
    remark: str
    name: str
    date: str
    mark: str
    project: str
    paper: str
    place: Location | None = None


def read_checks(folder: Path) -> tuple[tuple[Check, ...], Findings]:
    """Read ``review/workpaper.csv``; a project without one has no checks.

    Returns
    -------
    tuple
        Checks in order of the file, and faults of the table: a row with a fault does not count,
        nor any row of a table that lacks a required column.
    """
    collect = Collector()
    made: dict[str, Check] = {}
    if (folder / WORKPAPER.file).is_file():
        raw = read_table(folder, WORKPAPER, collect)
        is_whole = raw is not None and all(c.name in raw.names for c in _REQUIRED)
        for row in TableReader(raw, collect, {"date": _day}) if raw is not None else ():
            if is_whole and not row.bad:
                made[row.values["id"]] = _check(row)
    return tuple(made.values()), collect.close()


def write_checks(folder: Path, checks: Iterable[Check], lang: Language) -> Path:
    """Write ``review/workpaper.csv``, whole or not at all."""
    rows = []
    for check in checks:
        plain = asdict(replace(check, place=None))
        rows.append({column.name: plain[_FIELDS.get(column.name, column.name)]
                     for column in WORKPAPER.columns})  # fmt: skip
    return write_table(folder, WORKPAPER, rows, lang)


def _check(row: Row) -> Check:
    names = [column.name for column in WORKPAPER.columns]
    texts: dict[str, Any] = {_FIELDS.get(name, name): row.values[name] or "" for name in names}
    return Check(**texts, place=row.at())


def _day(text: str) -> str | None:
    word = free_text(text)
    return None if word is None else past_day(word)
