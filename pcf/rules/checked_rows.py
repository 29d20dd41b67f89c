"""What the checks of a verifier (``review/workpaper.csv``) come to now: held, deviating, stale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.calc.row_marks import row_marks
from pcf.findings import Finding, finding
from pcf.project.workpaper import WORKPAPER, Check, read_checks

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.rules.case import Case

ANSWERED = "question/"
#: A deviation that stands, and a check of what has changed since.
DEVIATION, STALE = "WP070", "WP071"


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """Checks of a verifier by what they are worth now.

    ok
        Checks that agree, of rows that are as they were checked.
    deviations
        Deviations that stand: the row, or the question, is as it was checked.
    stale
        Checks of rows that have changed or gone since. Answers to questions never count as stale.
    """

    ok: tuple[Check, ...]
    deviations: tuple[Check, ...]
    stale: tuple[Check, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A warning for every open deviation and every stale check."""
        told = [
            finding(DEVIATION, check.place, node=check.row, name=check.name, date=check.date,
                    observed=check.observed or check.remark)
            for check in self.deviations
        ]  # fmt: skip
        told += [
            finding(STALE, check.place, node=check.row, observed=check.row, name=check.name,
                    date=check.date)
            for check in self.stale
        ]  # fmt: skip
        return tuple(told)

    @property
    def counts(self) -> dict[str, int]:
        """Number of each."""
        return {"ok": len(self.ok), "deviations": len(self.deviations), "stale": len(self.stale)}


def checked_rows(folder: Path, footprint: Footprint | None) -> CheckedRows | None:
    """Hold the checks of a project against its rows as they are; None without any check.

    A check stands while the row has the mark that was checked (`pcf.calc.row_marks`). Rows called
    not checked do not count.
    """
    if footprint is None or not (folder / WORKPAPER.file).is_file():
        return None
    checks, _ = read_checks(folder)
    done = [check for check in checks if check.verdict != "not-checked"]
    if not done:
        return None
    marks = row_marks(footprint)
    standing: list[Check] = []
    stale: list[Check] = []
    for check in done:
        holds = check.row.startswith(ANSWERED) or marks.get(check.row) == check.mark
        (standing if holds else stale).append(check)
    return CheckedRows(
        tuple(c for c in standing if c.verdict == "ok"),
        tuple(c for c in standing if c.verdict == "deviation"),
        tuple(stale),
    )


def with_checks(case: Case) -> Case:
    """Give the case with the findings on what a verifier has left open."""
    seen = checked_rows(case.folder, case.footprint)
    return case if seen is None else replace(case, findings=(*case.findings, *seen.findings))
