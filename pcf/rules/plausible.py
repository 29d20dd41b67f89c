"""Whether the result lies inside the published bands of its family."""

from __future__ import annotations

from pcf.rules.conditions import Value, all_hold
from pcf.rules.outcome import Ask, Failure, Outcome
from pcf.rules.pack import Band
from pcf.rules.subjects import Subjects
from pcf.rules.wording import number, words_of
from pcf.units import UnitError, conversion_factor

_PREFIX = "kg CO2e/"


def plausible(ask: Ask) -> Outcome:
    """The result lies in every band of ``plausibility.csv`` that speaks of its unit.

    A band is compared after conversion between units of one kind (``t`` and ``kg``); a band per
    something else than the study's unit does not apply. Outside a band is a reason to look, no
    proof of a fault.
    """
    failures, compared = [], 0
    for band in ask.pack.bands:
        value = _value(band, ask.subjects) if all_hold(band.when, ask.facts) else None
        if value is None:
            continue
        compared += 1
        if not band.low <= value <= band.high:
            failures.append(_outside(band, value))
    if not compared:
        return Outcome(na=("没有适用的参考范围", "no band fits the unit of the study"))
    return Outcome(tuple(failures))


def _outside(band: Band, value: float) -> Failure:
    unit = _PREFIX + band.unit.removeprefix(_PREFIX)
    return Failure(
        "fail_plausible",
        f"{value:.4g}",
        f"{band.low:g} .. {band.high:g}",
        None,
        band.of,
        None,
        {
            "source": band.source,
            "observed": number(value, unit, (band.low, band.high)),
            "required": words_of("cond_to", low=f"{band.low:g}", high=f"{band.high:g} {unit}"),
        },
        unit,
    )


def _value(band: Band, subjects: Subjects) -> float | None:
    """Result in the unit of a band; None when it is per something else."""
    found: Value
    if band.of == "total":
        found, unit = subjects.facts.get("result.total"), subjects.functional_unit
    else:
        records = subjects.records("alternatives")
        record = next((r for r in records if r.values["id"] == band.of), None)
        found = record.values["value"] if record else None
        unit = (1.0, str(record.values["unit"])) if record else None
    if not isinstance(found, float) or unit is None:
        return None
    try:
        per_band = conversion_factor(band.unit.removeprefix(_PREFIX), unit[1])
    except UnitError:
        return None
    return found / unit[0] * per_band
