"""Base and changed footprint side by side, with their difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pcf.calc.compare import Difference, compare
from pcf.calc.performance import class_json
from pcf.errors import UsageError
from pcf.findings import finding
from pcf.i18n import Language, label
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.calc.performance import PerformanceClass


class HasFootprint(Protocol):
    """Result of a target."""

    @property
    def footprint(self) -> Footprint:
        """Footprint under the target."""


class Calculates(Protocol):
    """What can be solved under other values."""

    def calculate_target(
        self, id: str, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> HasFootprint:
        """Solve the project under a target."""

    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Solve the project."""


def what_if(
    project: Calculates,
    overrides: Sequence[str] = (),
    swaps: Sequence[str] = (),
    scenario: str | None = None,
    target: str | None = None,
) -> WhatIf:
    """Solve a project as it is and under other values; no file is touched.

    Parameters
    ----------
    overrides, swaps
        As ``--set`` and ``--swap`` take them.
    scenario
        Scenario of both; the base case when None.
    target
        Target of both, instead of a scenario.

    Raises
    ------
    UsageError
        ``PF010`` when nothing is changed.
    PcfError
        When one of the two cannot be computed.
    """
    if not overrides and not swaps:
        raise UsageError([finding("PF010")])
    if target is not None:
        before = project.calculate_target(target).footprint
        after = project.calculate_target(target, overrides, swaps).footprint
        return WhatIf(before, after, tuple(overrides), tuple(swaps))
    base = project.calculate(scenario)
    changed = project.calculate(scenario, overrides, swaps)
    return WhatIf(base, changed, tuple(overrides), tuple(swaps))


@dataclass(frozen=True, slots=True)
class WhatIf(PlainData):
    """A footprint, the same with other values, and what makes the difference.

    overrides, swaps
        What was put in, as ``--set`` and ``--swap`` take it.
    """

    base: Footprint
    changed: Footprint
    overrides: tuple[str, ...]
    swaps: tuple[str, ...]

    @property
    def difference(self) -> Difference:
        """Changed minus base, attributed to rows, amounts and intensities."""
        return compare(self.base, self.changed, label("base_case", "en"), " ".join(self.changes))

    @property
    def changes(self) -> tuple[str, ...]:
        """Everything that was put in."""
        return (*self.overrides, *self.swaps)

    @property
    def classes(self) -> tuple[PerformanceClass, PerformanceClass] | None:
        """Performance class before and after; None when the project has no table of classes."""
        before, after = self.base.performance_class(), self.changed.performance_class()
        return None if before is None or after is None else (before, after)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf whatif --format json``."""
        classes = self.classes
        body: dict[str, Any] = {
            "set": list(self.overrides),
            "swap": list(self.swaps),
            **self.difference.to_dict(lang),
            "stages_before": {part.id: part.value for part in self.base.stages},
            "stages_after": {part.id: part.value for part in self.changed.stages},
        }
        if classes is not None:
            body["performance"] = {
                "before": class_json(classes[0], lang),
                "after": class_json(classes[1], lang),
            }
        return body
