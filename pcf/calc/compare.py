"""Difference of two footprints, attributed to rows and causes; the parts add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

from pcf.calc.footprint import Part
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult


@dataclass(frozen=True, slots=True)
class Change:
    """Change of one row: `delta` = amount effect + intensity effect (kg CO2e per unit).

    With amounts a and intensities i before (0) and after (1),

    .. math:: Δ = (a_1 − a_0)·i_0 + a_1·(i_1 − i_0)

    A row that is only in one of the two, or whose supplier is measured in another unit, counts
    wholly as ``added``, ``removed`` or, for the unit, as amount effect.
    """

    address: str
    name_zh: str
    name_en: str
    cause: Literal["changed", "added", "removed"]
    before: float
    after: float
    delta: float
    amount_effect: float
    intensity_effect: float


@dataclass(frozen=True, slots=True)
class Difference(PlainData):
    """Difference B − A: `delta` = Σ of the changes = Σ of the stages.

    `comparable` is False when unit, boundary or method differ (ISO 14067 Annex B); `reasons` lists
    what differs as (what, in A, in B).
    """

    name_a: str
    name_b: str
    unit_a: str
    unit_b: str
    total_a: float
    total_b: float
    delta: float
    relative: float | None
    stages: tuple[Part, ...]
    changes: tuple[Change, ...]
    comparable: bool
    reasons: tuple[tuple[str, str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.changes and not self.reasons

    def to_dict(self, lang: Literal["zh", "en"] = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf compare --format json``."""
        from pcf.calc.as_json import difference_json

        return difference_json(self, lang)


def compare(
    a: Footprint, b: Footprint, name_a: str | None = None, name_b: str | None = None
) -> Difference:
    """Compare two footprints row by row.

    Rows are matched by address. Row changes partition the difference of the totals, and so do the
    stage differences.
    """
    rows_a = {row.address: row for row in a.rows}
    rows_b = {row.address: row for row in b.rows}
    addresses = sorted(rows_a.keys() | rows_b.keys())
    changes = [_change(rows_a.get(address), rows_b.get(address)) for address in addresses]
    changed = [c for c in changes if c is not None]
    reasons = _reasons(a, b)
    return Difference(
        name_a=name_a or a.scenario or a.project,
        name_b=name_b or b.scenario or b.project,
        unit_a=a.unit,
        unit_b=b.unit,
        total_a=a.total,
        total_b=b.total,
        delta=b.total - a.total,
        relative=(b.total - a.total) / abs(a.total) if a.total else None,
        stages=_stages(a, b),
        changes=tuple(sorted(changed, key=lambda c: (-abs(c.delta), c.address))),
        comparable=not reasons,
        reasons=reasons,
    )


def _change(a: RowResult | None, b: RowResult | None) -> Change | None:
    """Change of one row, None when it carries the same and means the same in both."""
    row = a or b
    if row is None:
        return None
    before, after = a.value if a else 0.0, b.value if b else 0.0
    delta = after - before
    cause: Literal["changed", "added", "removed"] = "removed" if b is None else "added"
    amount_effect = delta
    if a and b:
        if before == after and a.supplier == b.supplier:
            return None
        cause = "changed"
        if a.unit == b.unit:
            amount_effect = (b.amount - a.amount) * _carried(a, b)
    return Change(
        row.address,
        row.name_zh,
        row.name_en,
        cause,
        before,
        after,
        delta,
        amount_effect,
        delta - amount_effect,
    )


def _carried(a: RowResult, b: RowResult) -> float:
    """kg CO2e carried per unit of supplier before the change (after it, if idle before)."""
    row = a if a.amount else b
    return row.value / row.amount if row.amount else 0.0


def _stages(a: Footprint, b: Footprint) -> tuple[Part, ...]:
    before = {part.id: part for part in a.stages}
    after = {part.id: part for part in b.stages}
    delta = b.total - a.total
    parts = []
    for stage in dict.fromkeys([*before, *after]):
        names = after.get(stage) or before[stage]
        value = fsum(
            sign * parts_of[stage].value
            for sign, parts_of in ((1.0, after), (-1.0, before))
            if stage in parts_of
        )
        parts.append(
            Part(stage, names.name_zh, names.name_en, value, value / delta if delta else None)
        )
    return tuple(parts)


def _reasons(a: Footprint, b: Footprint) -> tuple[tuple[str, str, str], ...]:
    """What differs in unit, boundary or method, so that a comparison needs care."""
    facts_a = {"unit": a.unit, "unit_kind": a.unit_kind, "boundary": a.boundary, **a.method}
    facts_b = {"unit": b.unit, "unit_kind": b.unit_kind, "boundary": b.boundary, **b.method}
    facts_a["background"], facts_b["background"] = (
        "; ".join(
            f"{id} {sha256[:12]}"
            for id, sha256 in (
                (f.identity.background, f.identity.background_sha256),
                *((part.id, part.sha256) for part in f.identity.also),
            )
        )
        for f in (a, b)
    )
    keys = dict.fromkeys([*facts_a, *facts_b])
    return tuple(
        (key, facts_a.get(key, ""), facts_b.get(key, ""))
        for key in keys
        if facts_a.get(key, "") != facts_b.get(key, "")
    )
