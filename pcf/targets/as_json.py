"""Targets and reconciliations as plain data: the `data` objects of the JSON contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pcf.calc.as_json import named, part_json
from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.rules.pack import Pack
    from pcf.targets.reconcile import Reconciliation, Step
    from pcf.targets.result import TargetResult


def target_json(result: TargetResult, lang: Language) -> dict[str, Any]:
    """Give what a target adds to a footprint: pack, stages of the rule, settings, left out."""
    return {
        "id": result.id,
        "rules": _pack_json(result.pack, lang),
        "total": {"value": result.footprint.total, "unit": result.footprint.unit},
        "stages": [part_json(part, lang) for part in result.stages],
        "settings": [
            {"key": s.key, "value": s.value, "decided_by": s.decided_by} for s in result.settings
        ],
        "left_out": [
            {
                "address": item.address,
                "reason": item.reason(lang),
                "reason_zh": item.reason_zh,
                "reason_en": item.reason_en,
                "value": item.value,
                "unit": result.footprint.unit,
            }
            for item in result.left_out
        ],
    }


def _pack_json(pack: Pack, lang: Language) -> dict[str, Any]:
    return {
        "id": pack.id,
        "standard": pack.standard,
        "edition": pack.edition,
        "status": pack.status,
        "evidence": pack.evidence,
        **named(pack.name_zh, pack.name_en, lang),
        "note": pack.remarks.get(f"note_{lang}", ""),
    }


def targets_json(results: Sequence[TargetResult], lang: Language) -> dict[str, Any]:
    """Give the data of ``pcf calc --all``."""
    return {"targets": [target_json(result, lang) for result in results]}


def reconciliation_json(walk: Reconciliation, lang: Language) -> dict[str, Any]:
    """Give the data of ``pcf compare target:A target:B``."""
    return {
        "a": {"id": walk.a, "total": {"value": walk.total_a, "unit": walk.unit_a}},
        "b": {"id": walk.b, "total": {"value": walk.total_b, "unit": walk.unit_b}},
        "delta": walk.delta,
        "relative": walk.relative,
        "stages_a": [part_json(part, lang) for part in walk.stages_a],
        "steps": [_step_json(step, lang) for step in walk.steps],
    }


def _step_json(step: Step, lang: Language) -> dict[str, Any]:
    return {
        "groups": list(step.groups),
        "total": {"value": step.total, "unit": step.unit},
        "delta": step.delta,
        "rest": step.rest,
        "changes": [{"key": c.key, "before": c.before, "after": c.after} for c in step.changes],
        "stages": [part_json(part, lang) for part in step.stages],
        "merged_because": [item.to_dict() for item in step.merged_because],
    }
