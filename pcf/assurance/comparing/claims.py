"""When two footprints may be set against each other as better and worse.

ISO 14067 (annex on comparison) and GB/T 24067: same function and unit, same rule, boundary,
factors and treatment; tracking over time computes the base again when the method has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcf.assurance.comparing.attribution import Attribution, Step
from pcf.assurance.comparing.found import RuleChange
from pcf.assurance.comparing.sides import Side
from pcf.calc.walk import exact_difference
from pcf.findings import Finding, finding
from pcf.model import StudyValue
from pcf.model.denial import denies

#: Statements of a study that set its result against another one; the last is free text.
_CLAIMS = ("tracking.claim", "goal.comparative_claim", "label.reduction")
_YES = ("yes", "true", "是")
#: Settings that a recalculated base has in common with the new study.
_RECALCULATED = ("gwp_set", "biogenic", "electricity", "end_of_life", "allocation",
                 "open_loop_factor", "factors")  # fmt: skip
#: Causes whose changes are those of the producer and the suppliers.
_OWN = ("supplier", "activity")


@dataclass(frozen=True, slots=True)
class Tracking:
    """Performance tracking: the old study computed as the new one is.

    declared
        Total of the old study as it was declared.
    recalculated
        Total of the old study under the method, factors and backgrounds of the new one.
    now
        Total of the new study.
    change_of_method, method_rest
        `recalculated` − `declared`, and what rounding has left of it.
    change, rest
        `now` − `recalculated`: what the producer and the suppliers have changed; likewise.
    relative
        `change` by `recalculated`; None when that is zero.
    """

    unit: str
    declared: float
    recalculated: float
    now: float
    change_of_method: float
    method_rest: float
    change: float
    rest: float
    relative: float | None


def stages_inside(side: Side) -> str:
    """Stages inside the boundary of a side."""
    return ", ".join(part.id for part in side.footprint.stages)


def obstacles(a: Side, b: Side, rules: Sequence[RuleChange]) -> tuple[tuple[str, str, str], ...]:
    """What keeps two results from being set against each other: (what, in A, in B)."""
    return tuple(_obstacles(a, b, rules))


def _obstacles(a: Side, b: Side, rules: Sequence[RuleChange]) -> Iterator[tuple[str, str, str]]:
    one, other = a.footprint, b.footprint
    pairs = {
        "unit": (one.unit, other.unit),
        "unit_kind": (one.unit_kind, other.unit_kind),
        "boundary": (one.boundary, other.boundary),
        "stages": (stages_inside(a), stages_inside(b)),
        **{
            key: (one.method.get(key, ""), other.method.get(key, ""))
            for key in dict.fromkeys([*one.method, *other.method])
        },
        "factors": (one.identity.factors_sha256[:12], other.identity.factors_sha256[:12]),
    }
    if one.method.get("gwp_set") != other.method.get("gwp_set"):
        del pairs["factors"]  # told by the name of the set
    for what, (before, after) in pairs.items():
        if before != after:
            yield what, before, after
    for change in rules:
        if change.chain_a != change.chain_b:
            yield "rules", " < ".join(change.chain_a[-1:]), " < ".join(change.chain_b[-1:])


def claim_findings(
    a: Side, b: Side, found: Sequence[tuple[str, str, str]], recalculated: bool
) -> tuple[Finding, ...]:
    """Refuse the claims of the studies that the obstacles forbid (``CP020``).

    A base that was calculated again shares method and factors with the new study.
    """
    standing = [o for o in found if not (recalculated and o[0] in _RECALCULATED)]
    if not standing:
        return ()
    told = []
    for side in (b, a):
        study = {} if side.system is None else side.system.model.study
        for key in _CLAIMS:
            value = study.get(key)
            if value is not None and _is_claimed(key, value):
                shown = "; ".join(f"{what}: {x or '-'} -> {y or '-'}" for what, x, y in standing)
                told.append(
                    finding("CP020", value.place, node=f"study.{key}", observed=key,
                            expected=shown, side=side.name)
                )  # fmt: skip
    return tuple(told)


def _is_claimed(key: str, value: StudyValue) -> bool:
    text = str(value.value).strip().lower()
    if key == _CLAIMS[-1]:
        return bool(text) and not denies(text)
    return text in _YES


def tracking(
    a: Side, b: Side, attribution: Attribution, found: Sequence[tuple[str, str, str]]
) -> tuple[Tracking | None, tuple[Finding, ...]]:
    """Recalculate the old study with the method, factors and backgrounds of the new one.

    Returns
    -------
    tuple
        None with a finding when that cannot be done: ``CP021`` for another unit, boundary or rule,
        ``CP022`` for a side that cannot be computed again, ``CP023`` when the states between
        cannot be computed.
    """
    fixed = [o for o in found if o[0] not in _RECALCULATED]
    if a.system is None or b.system is None:
        return None, (finding("CP022", observed=(a if a.system is None else b).name),)
    if fixed:
        shown = "; ".join(f"{what}: {x or '-'} -> {y or '-'}" for what, x, y in fixed)
        return None, (finding("CP021", observed=shown),)
    middle, merged = _shared(attribution.steps, a.total)
    if middle is None:
        return None, (finding("CP023", observed=", ".join(merged)),)
    now = b.footprint.total
    method, method_rest = exact_difference(a.total, middle)
    change, rest = exact_difference(middle, now)
    relative = change / abs(middle) if middle else None
    made = Tracking(
        b.footprint.unit, a.total, middle, now, method, method_rest, change, rest, relative
    )
    return made, ()


def _shared(steps: Sequence[Step], start: float) -> tuple[float | None, tuple[str, ...]]:
    """Total after the changes that a recalculated base shares, or what cannot be told apart."""
    total = start
    for step in steps:
        if not any(cause in _OWN for cause in step.causes):
            total = step.total
        elif all(cause in _OWN for cause in step.causes):
            return total, ()
        else:
            return None, step.causes
    return total, ()
