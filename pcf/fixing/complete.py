"""Findings of an evaluation with everything that can be said of them: share, evidence, fix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pcf.calc.row_shares import with_row_shares
from pcf.fixing.safe import FIXERS, with_fixes

if TYPE_CHECKING:
    from pcf.rules.evaluation import Evaluation


def complete(evaluation: Evaluation) -> Evaluation:
    """Give an evaluation whose findings carry the share of their row and their safe fix."""
    case, findings = evaluation.case, evaluation.findings
    if case.footprint is not None:
        findings = with_row_shares(findings, case.footprint)
    if any(item.code in FIXERS for item in findings):
        findings = with_fixes(case.folder, findings)
    return replace(evaluation, findings=findings)
