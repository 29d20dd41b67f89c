"""Findings of an evaluation with everything that can be said of them: share, evidence, fix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pcf.calc.row_shares import with_row_shares
from pcf.fixing.safe import FIXERS, with_fixes

if TYPE_CHECKING:
    from pcf.rules.evaluation import Evaluation
    from pcf.rules.packs import Registry


def complete(evaluation: Evaluation, packs: Registry | None = None) -> Evaluation:
    """Give an evaluation whose findings carry the share of their row and their safe fix.

    Parameters
    ----------
    packs
        Rule packs of the call, whose keys of ``study.toml`` a fix may write.
    """
    case, findings = evaluation.case, evaluation.findings
    if case.footprint is not None:
        findings = with_row_shares(findings, case.footprint)
    if any(item.code in FIXERS for item in findings):
        findings = with_fixes(case.folder, findings, packs)
    return replace(evaluation, findings=findings)
