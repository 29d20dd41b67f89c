"""Compare two sides: what changed, and what the change of the total is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcf.assurance.comparing.attribution import Step, attribute
from pcf.assurance.comparing.change import InputChange
from pcf.assurance.comparing.claims import (
    Tracking,
    claim_findings,
    obstacles,
    stages_inside,
    tracking,
)
from pcf.assurance.comparing.found import (
    BackgroundChange,
    DatasetChange,
    FactorChange,
    LinkChange,
    RuleChange,
    SettingChange,
    background_changes,
    dataset_changes,
    factor_change,
    link_changes,
    rule_changes,
)
from pcf.assurance.comparing.inputs import differences
from pcf.assurance.comparing.notes import Note
from pcf.assurance.comparing.resting import TableChange
from pcf.assurance.comparing.result_rows import row_differences
from pcf.assurance.comparing.sides import Side, new_notes
from pcf.assurance.comparing.tables import table_changes
from pcf.calc.compare import Difference, compare
from pcf.calc.walk import relative_change
from pcf.findings import Finding, finding
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.assurance.comparing.causes import About


#: A claim that the two do not carry, or a base that cannot be calculated again.
_REFUSED = ("CP020", "CP021", "CP022", "CP023")


@dataclass(frozen=True, slots=True)
class Comparison(PlainData):
    """Two sides of a comparison, B against A.

    total_a, total_b
        As declared, kg CO2e per unit.
    difference
        The same rows in both, by stage and by row.
    inputs
        Rows, keys and files that differ; of a result file its rows only.
    links, backgrounds, datasets, factors, rules, tables, settings
        What else differs.
    steps
        What the difference of the totals is made of; the parts add up exactly.
    obstacles
        What keeps the results from being set against each other.
    notes, tracking
        Change notes of B that A does not have;
        the old study computed as the new one is, when that was asked for and can be done.
    """

    name_a: str
    name_b: str
    kind_a: str
    kind_b: str
    total_a: float
    total_b: float
    difference: Difference
    inputs: tuple[InputChange, ...]
    links: tuple[LinkChange, ...]
    backgrounds: tuple[BackgroundChange, ...]
    datasets: tuple[DatasetChange, ...]
    factors: FactorChange | None
    rules: tuple[RuleChange, ...]
    tables: tuple[TableChange, ...]
    settings: tuple[SettingChange, ...]
    steps: tuple[Step, ...]
    obstacles: tuple[tuple[str, str, str], ...]
    notes: tuple[Note, ...]
    tracking: Tracking | None
    findings: tuple[Finding, ...]

    @property
    def delta(self) -> float:
        """Total of B minus total of A."""
        return self.total_b - self.total_a

    @property
    def relative(self) -> float | None:
        """Difference by the total of A; None when that is zero or in another unit."""
        units = (self.difference.unit_a, self.difference.unit_b)
        return relative_change(self.total_a, self.total_b, units)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.difference.changes or self.inputs or self.links or self.backgrounds
            or self.factors or self.rules or self.tables or self.settings or self.obstacles
            or self.delta
        )  # fmt: skip

    def differs(self, tolerance: float) -> bool:
        """Whether the answer is no.

        Without a tolerance anything that differs counts; with one the totals beyond it do, and so
        does what keeps them from being set against each other.
        """
        if any(item.code in _REFUSED for item in self.findings):
            return True
        if self.is_empty:
            return False
        if tolerance == 0 or self.obstacles or self.difference.reasons:
            return True
        return self.delta != 0 and (self.relative is None or abs(self.relative) > tolerance)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the data of ``pcf compare``."""
        from pcf.assurance.comparing.as_json import comparison_json

        return comparison_json(self, lang)


def compare_sides(a: Side, b: Side, recalculate: bool = False) -> Comparison:
    """Compare two sides.

    Parameters
    ----------
    recalculate
        Also compute A with the method, factors and backgrounds of B, and judge claims by that.
    """
    inputs = _inputs(a, b)
    attribution = attribute(a, b, inputs)
    rules = rule_changes(a, b)
    difference = compare(a.footprint, b.footprint, a.name, b.name)
    tables = table_changes(a, b)
    standing = obstacles(a, b, rules, tables)
    tracked: Tracking | None = None
    told: tuple[Finding, ...] = ()
    if recalculate:
        tracked, told = tracking(a, b, attribution, standing)
    told += claim_findings(a, b, standing, recalculated=tracked is not None)
    return Comparison(
        a.name, b.name, a.kind, b.kind, a.total, b.total, difference, inputs,
        link_changes(a.footprint, b.footprint),
        background_changes(a.footprint, b.footprint),
        dataset_changes(*attribution.around_background),
        factor_change(a, b), rules, tables, _settings(a, b), attribution.steps, standing,
        new_notes(a, b), tracked, (*_notices(a, b), *told),
    )  # fmt: skip


def _inputs(a: Side, b: Side) -> tuple[InputChange, ...]:
    if a.system is None or b.system is None:
        return row_differences(a.footprint, b.footprint)
    hints: dict[str, About] = {**a.system.hints, **b.system.hints}
    return differences(a.system.raw, b.system.raw, hints)


def _settings(a: Side, b: Side) -> tuple[SettingChange, ...]:
    """Settings of unit, boundary and method that differ."""
    one, other = a.footprint, b.footprint
    facts_a = {"unit": one.unit, "unit_kind": one.unit_kind, "boundary": one.boundary,
               "stages": stages_inside(a), **one.method}  # fmt: skip
    facts_b = {"unit": other.unit, "unit_kind": other.unit_kind, "boundary": other.boundary,
               "stages": stages_inside(b), **other.method}  # fmt: skip
    keys = dict.fromkeys([*facts_a, *facts_b])
    pairs = ((key, facts_a.get(key, ""), facts_b.get(key, "")) for key in keys)
    return tuple(SettingChange(*pair) for pair in pairs if pair[1] != pair[2])


def _notices(a: Side, b: Side) -> tuple[Finding, ...]:
    """Say what change notes leave open, and where pcf makes another total of the same inputs."""
    asked = [f for side in (b, a) if side.system for f in side.system.history.findings]
    told = [f for number, f in enumerate(asked) if f not in asked[:number]]
    for side in (a, b):
        if side.declared is not None:
            found = f"{side.footprint.total:.10g}"
            observed = f"{side.declared:.10g}"
            told.append(finding("CP011", node=side.name, observed=observed, expected=found))
    return tuple(told)
