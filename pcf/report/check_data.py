"""The `data` object of ``pcf check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from pcf.findings import Finding, Level

if TYPE_CHECKING:
    from pcf.rules.evaluate import Verdict
    from pcf.rules.evaluation import PackResult


def check_json(
    findings: Iterable[Finding],
    scenario: str | None,
    rules: Iterable[PackResult] = (),
    hidden: int = 0,
    fixes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give the number of findings by level and by code, and the verdicts of the rule packs.

    The findings themselves stand in the envelope; `hidden` counts those that the call left out;
    `fixes` is what came of ``--fix``, None without it.
    """
    found = tuple(findings)
    levels = Counter(item.level for item in found)
    codes = Counter(item.code for item in found)
    return {
        "scenario": scenario,
        "counts": {level: levels[level] for level in get_args(Level)},
        "codes": dict(sorted(codes.items())),
        "hidden": hidden,
        "rules": [_pack(result) for result in rules],
        "fixes": None if fixes is None else dict(fixes),
    }


def _pack(result: PackResult) -> dict[str, Any]:
    pack = result.pack
    return {
        "id": pack.id,
        "standard": pack.standard,
        "edition": pack.edition,
        "name": {"zh": pack.name_zh, "en": pack.name_en},
        "status": pack.status,
        "evidence": pack.evidence,
        "counts": counts_json(result),
        "verdicts": [_verdict(verdict) for verdict in result.verdicts],
    }


def counts_json(result: PackResult) -> dict[str, int]:
    """Give the counts of verdicts of a pack by name."""
    tally = result.tally
    return {
        "pass": tally.passed,
        "fail": tally.failed,
        "na": tally.na,
        "judgement": tally.judgements,
        "open": tally.open,
        "not_evaluated": tally.not_evaluated,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    from pcf.rules.as_findings import clause_facts

    clause, answer = verdict.clause, verdict.answer
    return {
        "code": clause.code,
        "verdict": verdict.outcome,
        "severity": clause.severity,
        "clause": dict(clause_facts(clause)),
        "reason": {"zh": verdict.reason_zh, "en": verdict.reason_en},
        "failures": len(verdict.failures),
        "share_of_total": verdict.share,
        "answer": None
        if answer is None
        else {
            "answer": answer.answer,
            "name": answer.name,
            "date": answer.date,
            "reason": answer.reason,
        },
    }
