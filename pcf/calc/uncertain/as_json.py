"""Draws as plain data: the `data` object of ``pcf uncertainty --format json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pcf.calc.uncertain.monte_carlo import Comparison, MonteCarlo, Reason
from pcf.calc.uncertain.stated import LeftOut
from pcf.calc.uncertain.statistics import Estimate, Statistics
from pcf.i18n import Language


def monte_carlo_json(result: MonteCarlo, lang: Language) -> dict[str, Any]:
    """Give a result of draws as plain data; names are in `lang`."""
    sample, contributions = result.sample, result.contributions
    return {
        "total": {"value": result.deterministic, "unit": result.footprint.unit},
        "scenario": result.footprint.scenario,
        "seed": result.sampling.seed,
        "draws": result.sampling.draws,
        "failed": sample.failed,
        "statistics": statistics_json(result.statistics),
        "reasons": _reasons(result.reasons),
        "inputs": [
            {
                "address": i.address,
                "name": i.name_zh if lang == "zh" else i.name_en,
                "distribution": i.distribution,
                "basis": i.basis,
                "mix": i.mix,
                "value": i.value,
                "unit": i.unit,
                "mean": i.mean,
                "cut": i.cut,
            }
            for i in result.inputs
        ],
        "not_drawn": _not_drawn(sample.stated.left_out),
        "variance": None
        if contributions is None
        else {
            "explained": result.explained,
            "rest": result.rest,
            "parts": [{"address": c.address, "share": c.share} for c in contributions],
        },
        "stated_share": result.stated_share,
        "check": {"way": sample.way, "draws": sample.checked,
                  "difference": sample.worst if sample.worst < 1e300 else None},
        "background": None
        if sample.cover is None
        else {
            "entries_reached": sample.cover.reached,
            "entries_drawn": sample.cover.drawn,
            "weight_drawn": sample.cover.weight,
            "drawn_apart": sample.cover.apart,
            "solved_again": sample.again,
            "without_answer": sample.lost,
            "turned": sample.turned,
            "compiled": sample.compiled,
        },
        "comparison": None if result.comparison is None else _comparison(result.comparison),
    }  # fmt: skip


def statistics_json(s: Statistics) -> dict[str, Any]:
    """Give statistics with the ranges in which their true values lie."""
    return {
        "count": s.count,
        "mean": _estimate(s.mean),
        "standard_deviation": _estimate(s.standard_deviation),
        "skewness": s.skewness,
        "quantiles": [{"level": p, **_estimate(q)} for p, q in s.quantiles.items()],
    }


def _reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [{"kind": r.kind, "value": r.value, "matters": r.matters} for r in reasons]


def _not_drawn(left_out: Sequence[LeftOut]) -> list[dict[str, Any]]:
    return [{"address": n.address, "why": n.why} for n in left_out]


def _estimate(e: Estimate) -> dict[str, Any]:
    return {"value": e.value, "low": e.low, "high": e.high}


def _comparison(c: Comparison) -> dict[str, Any]:
    return {
        "against": c.name,
        "total": c.deterministic,
        "statistics": statistics_json(c.b),
        "difference": statistics_json(c.difference),
        "below": _estimate(c.a_below_b),
        "equal": c.equal,
        "pairs": c.pairs,
        "common_inputs": c.common,
        "own_inputs": c.own,
        "failed": c.failed,
        "reasons": _reasons(c.reasons),
        "not_drawn": _not_drawn(c.left_out),
    }
