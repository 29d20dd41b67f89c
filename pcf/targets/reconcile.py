"""Walk from one target to another, one group of changes at a time.

The state after k steps has the first k groups of B and the others of A; each is a full calculation.
With totals t_0 (A) … t_n (B),

.. math:: t_B − t_A = Σ_k (t_k − t_{k−1})

holds exactly: a float difference is kept with what its rounding left (`Step.rest`), so that
``math.fsum`` of all parts is ``t_B − t_A`` bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcf.calc.footprint import Footprint, Part
from pcf.calc.result import unit_text
from pcf.calc.walk import Stretch, exact_difference, relative_change, walk
from pcf.errors import UsageError
from pcf.findings import Finding, finding
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.targets.plan import GROUPS, Group, GroupName, Plan
from pcf.targets.project import Base
from pcf.targets.run import footprint_of, plan_of, stage_parts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting before and after a step; empty = it is not one of that side's settings."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk.

    groups
        The group of changes; several when a state between them cannot be computed.
    total, unit
        After the step, with its unit.
    delta, rest
        Total after minus total before: `delta` + `rest` is the exact difference, `rest` being what
        rounding to `delta` has left (mostly 0).
    changes
        What changes, before and after.
    stages
        Stages after the step, in the words of B.
    merged_because
        Why the states between the groups cannot be computed.
    """

    groups: tuple[GroupName, ...]
    total: float
    unit: str
    delta: float
    rest: float
    changes: tuple[SettingChange, ...]
    stages: tuple[Part, ...]
    merged_because: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation(PlainData):
    """Why two targets of one project give different results.

    a, b
        Ids of the targets; ``base`` is the project as it is.
    stages_a
        Stages of A, in the words of B.
    steps
        In the printed order; their parts add up to `delta` exactly.
    """

    a: str
    b: str
    unit_a: str
    unit_b: str
    total_a: float
    total_b: float
    stages_a: tuple[Part, ...]
    steps: tuple[Step, ...]

    @property
    def delta(self) -> float:
        """Total of B minus total of A."""
        return self.total_b - self.total_a

    @property
    def relative(self) -> float | None:
        """Difference by the total of A; None when that is zero or in another unit."""
        return relative_change(self.total_a, self.total_b, (self.unit_a, self.unit_b))

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(step.changes or step.delta or step.rest for step in self.steps)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the data of ``pcf compare target:A target:B``."""
        from pcf.targets.as_json import reconciliation_json

        return reconciliation_json(self, lang)

    def to_frame(self) -> pd.DataFrame:
        """Give the waterfall: total of A, a row for each step, total of B.

        Columns: ``group``, ``start``, ``end``, ``delta``, ``rest``, ``unit`` and a column
        ``stage:ID`` for the change of each stage.
        """
        from pcf.targets.as_frame import reconciliation_frame

        return reconciliation_frame(self)


def reconcile(a: str, b: str, base: Base) -> Reconciliation:
    """Attribute the difference of two targets to groups of changes.

    Parameters
    ----------
    a, b
        Ids of targets; ``base`` for the project as it is.

    Raises
    ------
    PcfError
        When one of them cannot be computed; ``TG028`` when their units have nothing in common.
    """
    one, other = plan_of(a, base), plan_of(b, base)
    start = footprint_of(one.groups, base, a)
    end = start if a == b else footprint_of(other.groups, base, b)
    _check_units(start, end, base)
    steps = _Walk(one, other, base).steps(start, end)
    return Reconciliation(
        a, b, start.unit, end.unit, start.total, end.total, stage_parts(start, other.pack), steps
    )


class _Walk:
    """The walk from A to B."""

    def __init__(self, a: Plan, b: Plan, base: Base) -> None:
        self._a, self._b, self._base = a, b, base

    def steps(self, start: Footprint, end: Footprint) -> tuple[Step, ...]:
        """Give every step; the last state with a change is B itself."""
        differing = [n for n in GROUPS if self._a.group(n).changes != self._b.group(n).changes]
        stretches = walk(GROUPS, differing, (start, end), self._state)
        return tuple(self._step(stretch) for stretch in stretches)

    def _state(self, number: int) -> Footprint:
        """Compute the state that has the groups of B up to `number` and the others of A."""
        groups: tuple[Group, ...] = (
            *self._b.groups[: number + 1],
            *self._a.groups[number + 1 :],
        )
        return footprint_of(groups, self._base, f"{self._a.id}..{self._b.id}")

    def _step(self, stretch: Stretch[GroupName]) -> Step:
        groups, after = stretch.names, stretch.after
        delta, rest = exact_difference(stretch.before.total, after.total)
        changes = tuple(c for name in groups for c in self._changes(name))
        stages = stage_parts(after, self._b.pack)
        return Step(groups, after.total, after.unit, delta, rest, changes, stages, stretch.because)

    def _changes(self, name: GroupName) -> tuple[SettingChange, ...]:
        """Settings of a group that differ; several of one key are listed together."""
        before, after = _settings(self._a.group(name)), _settings(self._b.group(name))
        keys = dict.fromkeys([*before, *after])
        pairs = [(key, self._value(key, before), self._value(key, after)) for key in keys]
        return tuple(SettingChange(*pair) for pair in pairs if pair[1] != pair[2])

    def _value(self, key: str, settings: dict[str, str]) -> str:
        """Value of a setting; of a parameter that a side leaves alone, that of the project."""
        if key not in settings and key.startswith("parameters."):
            name = key.removeprefix("parameters.")
            found = next((p for p in self._base.model.parameters if p.name == name), None)
            return f"{found.value:.10g} {found.unit}" if found else ""
        return settings.get(key, "")


def _settings(group: Group) -> dict[str, str]:
    made: dict[str, str] = {}
    for setting in group.settings:
        known = made.get(setting.key)
        made[setting.key] = setting.value if known is None else f"{known}, {setting.value}"
    return made


def _check_units(start: Footprint, end: Footprint, base: Base) -> None:
    """Refuse units that no alternative unit of the project leads to (``TG028``)."""
    if start.unit == end.unit:
        return
    unit = base.model.unit
    known = {unit_text(unit), *(f"kg CO2e/{other.unit}" for other in unit.alternatives)}
    if start.unit not in known or end.unit not in known:
        raise UsageError([finding("TG028", observed=start.unit, expected=end.unit)])
