"""A comparison as plain data: the `data` object of ``pcf compare``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pcf.assurance.comparing.causes import CAUSES
from pcf.calc.as_json import difference_json, named, place_json
from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.assurance.comparing.attribution import Step
    from pcf.assurance.comparing.change import InputChange
    from pcf.assurance.comparing.comparison import Comparison


def comparison_json(found: Comparison, lang: Language = "en") -> dict[str, Any]:
    """Give everything that differs; values are kg CO2e per unit, B minus A."""
    plain = difference_json(found.difference, lang)
    for side, kind, total in (
        ("a", found.kind_a, found.total_a),
        ("b", found.kind_b, found.total_b),
    ):
        plain[side]["kind"] = kind
        plain[side]["total"]["value"] = total
    return {
        **plain,
        "delta": found.delta,
        "relative": found.relative,
        "attribution": {
            "order": list(CAUSES),
            "steps": [_step(step) for step in found.steps],
        },
        "inputs": [_input(change) for change in found.inputs],
        "links": [asdict(change) for change in found.links],
        "backgrounds": [asdict(change) for change in found.backgrounds],
        "datasets": [
            {
                "supplier": d.supplier,
                **named(d.name_zh, d.name_en, lang),
                "unit": f"kg CO2e/{d.unit}",
                "before": d.before,
                "after": d.after,
                "value": d.value,
            }
            for d in found.datasets
        ],
        "factors": None if found.factors is None else _lists(asdict(found.factors)),
        "rules": [
            {
                "id": rule.id,
                **named(rule.name_zh, rule.name_en, lang),
                "chain_a": list(rule.chain_a),
                "chain_b": list(rule.chain_b),
                "verdicts": [asdict(verdict) for verdict in rule.verdicts],
                "clauses": list(rule.clauses),
            }
            for rule in found.rules
        ],
        "tables": [_lists(asdict(table)) for table in found.tables],
        "settings": [asdict(setting) for setting in found.settings],
        "obstacles": [{"what": what, "a": a, "b": b} for what, a, b in found.obstacles],
        "notes": [{**_without_place(asdict(n)), "place": place_json(n.place)} for n in found.notes],
        "tracking": None if found.tracking is None else asdict(found.tracking),
    }


def _lists(data: dict[str, Any]) -> dict[str, Any]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in data.items()}


def _without_place(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "place"}


def _step(step: Step) -> dict[str, Any]:
    return {
        "causes": list(step.causes),
        "total": {"value": step.total, "unit": step.unit},
        "delta": step.delta,
        "rest": step.rest,
        "merged_because": [item.to_dict() for item in step.merged_because],
    }


def _input(change: InputChange) -> dict[str, Any]:
    return {
        "address": change.address,
        "kind": change.kind,
        "cause": change.cause,
        "before": change.before,
        "after": change.after,
        "place_a": place_json(change.place_a),
        "place_b": place_json(change.place_b),
    }
