"""Facts on what a verifier has checked (``review/workpaper.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from pathlib import Path

from pcf.calc.footprint import Footprint
from pcf.calc.row_marks import row_marks
from pcf.project.workpaper import read_checks
from pcf.rules.conditions import Value

_ANSWERED = "question/"


def verification_facts(folder: Path, footprint: Footprint) -> Mapping[str, Value]:
    """Give the facts ``verification.*`` by the rest of their name.

    A check stands while the row has the mark that was checked (`pcf.calc.row_marks`). Rows with a
    fault in the table, and those called not checked, count as not checked. Answers to questions
    are no checks of rows.
    """
    checks, _ = read_checks(folder)
    marks = row_marks(footprint)
    done = [
        check for check in checks
        if check.verdict != "not-checked" and not check.row.startswith(_ANSWERED)
    ]  # fmt: skip
    standing = {check.row: check for check in done if marks.get(check.row) == check.mark}
    gross = fsum(abs(row.value) for row in footprint.rows)
    checked = fsum(abs(row.value) for row in footprint.rows if row.address in standing)
    return {
        "rows": float(len(standing)),
        "share": checked / gross if gross else None,
        "deviations": float(sum(1 for c in standing.values() if c.verdict == "deviation")),
        "stale": float(len(done) - len(standing)),
    }
