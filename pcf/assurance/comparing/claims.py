"""When two footprints may be set against each other as better and worse.

ISO 14067 (annex on comparison) and GB/T 24067: same function and unit, same rule, boundary,
factors and treatment; tracking over time computes the base again when the method has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcf.assurance.comparing.attribution import Attribution, Step
from pcf.assurance.comparing.found import RuleChange
from pcf.assurance.comparing.resting import TableChange
from pcf.assurance.comparing.sides import Side
from pcf.assurance.comparing.stated_claims import CLAIM_REFUSED, claims_of
from pcf.calc.walk import exact_difference
from pcf.findings import Finding, finding

#: Settings that a recalculated base has in common with the new study.
_RECALCULATED = ("gwp_set", "biogenic", "electricity", "end_of_life", "allocation",
                 "open_loop_factor", "factors", "tables",
                 "clauses")  # fmt: skip
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


def obstacles(
    a: Side, b: Side, rules: Sequence[RuleChange], tables: Sequence[TableChange] = ()
) -> tuple[tuple[str, str, str], ...]:
    """What keeps two results from being set against each other: (what, in A, in B).

    What a clause asks for and a row of a table differ on the sides: both name it.
    """
    moving = (f"{table.name}: {', '.join(table.rows)}" for table in tables if table.moves)
    return (*_obstacles(a, b, rules), *(("tables", named, named) for named in moving))


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
        elif change.asked:
            named = f"{change.id}: {', '.join(change.asked)}"
            yield "clauses", named, named


def claim_findings(
    a: Side, b: Side, found: Sequence[tuple[str, str, str]], recalculated: bool
) -> tuple[Finding, ...]:
    """Refuse the claims of the studies that the obstacles forbid (``CP020``).

    A base that was calculated again shares method and factors with the new study.
    """
    standing = standing_obstacles(found, recalculated)
    return (*refused_claims(b, standing), *refused_claims(a, standing))


def standing_obstacles(
    found: Sequence[tuple[str, str, str]], recalculated: bool
) -> tuple[tuple[str, str, str], ...]:
    """Give the obstacles that a base calculated again does not take away."""
    return tuple(o for o in found if not (recalculated and o[0] in _RECALCULATED))


def refused_claims(side: Side, standing: Sequence[tuple[str, str, str]]) -> tuple[Finding, ...]:
    """Refuse (``CP020``) what a study claims, when anything stands."""
    if not standing:
        return ()
    study = {} if side.system is None else side.system.model.study
    return tuple(
        finding(CLAIM_REFUSED, value.place, node=f"study.{key}", observed=key,
                expected=shown_obstacles(standing), side=side.name)
        for key, value in claims_of(study)
    )  # fmt: skip


def shown_obstacles(found: Sequence[tuple[str, str, str]]) -> str:
    """Give obstacles as a line of text."""
    return "; ".join(
        f"{what}: {x or '-'}" if x == y else f"{what}: {x or '-'} -> {y or '-'}"
        for what, x, y in found
    )


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
        return None, (finding("CP021", observed=shown_obstacles(fixed)),)
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
