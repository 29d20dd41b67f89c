"""Sensitivity set of a study: of the project as it is, or under a target.

Under a target, what its rule decides has no alternative: it is told as fixed and not computed.
Scenarios are runs of the project itself and are left out there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from pcf.duties import Choice, SensitivityCase, SensitivitySet, sensitivity_set

if TYPE_CHECKING:
    from pcf.calc.calculates import Calculates
    from pcf.calc.footprint import Footprint
    from pcf.targets.result import TargetResult

#: Settings of the method that kinds of alternatives change.
_SETTING_OF = {"gwp_set": "gwp_set", "electricity": "electricity", "end_of_life": "end_of_life"}
FIXED = "study_fixed_by_rule"


class CalculatesTarget(Protocol):
    """What the set needs of a project with targets."""

    folder: Path

    def calculate_target(
        self, id: str, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> TargetResult:
        """Compute a target."""


@dataclass(frozen=True)
class Alternatives:
    """Runs the set when it is asked for.

    project
        Computes the project, or the project under the target.
    result
        Its result, from which nothing is computed again.
    """

    project: Calculates | CalculatesTarget
    result: TargetResult
    target: str = ""

    @cached_property
    def cases(self) -> SensitivitySet:
        """The base total and every alternative."""
        if not self.target:
            project = cast("Calculates", self.project)
            return sensitivity_set(project, Choice(), self.result.footprint)
        base = cast("CalculatesTarget", self.project)
        under = _Under(base, self.target, base.folder / "build" / "no-scenarios")
        chosen = Choice(runs_scenarios=False)
        made = sensitivity_set(under, chosen, self.result.footprint)
        kept = tuple(self._known(case) for case in made.cases if case.kind != "scenario")
        return replace(made, cases=tuple(dict.fromkeys(kept)))

    def _known(self, case: SensitivityCase) -> SensitivityCase:
        setting = self.result.setting(_SETTING_OF.get(case.kind, ""))
        if setting is None or setting.decided_by == "project" or case.total is None:
            return case
        return SensitivityCase(case.kind, "", (), None, None, None, FIXED)


@dataclass
class _Under:
    """A project under one target, as the sensitivity set takes it.

    `folder` is one without scenarios: a target has none.
    """

    project: CalculatesTarget
    target: str
    folder: Path

    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Compute the target with values put in."""
        return self.project.calculate_target(self.target, overrides, swaps).footprint

    def total(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> float:
        """Compute the target for its total."""
        return self.calculate(scenario, overrides, swaps).total
