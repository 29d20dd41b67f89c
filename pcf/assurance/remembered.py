"""A project whose answers are kept while a bundle is made: each target is computed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcf.assurance.contents import Sealable
    from pcf.rules.evaluation import Evaluation
    from pcf.targets.result import TargetResult


class Remembered:
    """Stands for a project; what it was asked once about a target or pack, it answers again."""

    def __init__(self, project: Sealable) -> None:
        self._project = project
        self._results: dict[str, TargetResult] = {}
        self._verdicts: dict[str, Evaluation] = {}
        self._checked: dict[tuple[str, ...], Evaluation] = {}

    def __getattr__(self, name: str) -> Any:
        """Everything else is the project's own."""
        return getattr(self._project, name)

    def calculate_target(self, id: str, *changes: Sequence[str]) -> TargetResult:
        """Compute a target; changed ones every time."""
        if any(changes):
            changed: Any = self._project.calculate_target
            found: TargetResult = changed(id, *changes)
            return found
        if id not in self._results:
            self._results[id] = self._project.calculate_target(id)
        return self._results[id]

    def evaluate_target(self, id: str) -> Evaluation:
        """Check a target against its pack."""
        if id not in self._verdicts:
            self._verdicts[id] = self._project.evaluate_target(id)
        return self._verdicts[id]

    def evaluate(self, rules: Sequence[str] = ()) -> Evaluation:
        """Check the base case."""
        key = tuple(rules)
        if key not in self._checked:
            self._checked[key] = self._project.evaluate(key)
        return self._checked[key]
