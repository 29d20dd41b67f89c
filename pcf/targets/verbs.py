"""What a project can do with its targets; `pcf.api.Project` has these methods."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcf.model.target import Target

if TYPE_CHECKING:
    from pcf.rules.evaluation import Evaluation
    from pcf.targets.project import Base
    from pcf.targets.reconcile import Reconciliation
    from pcf.targets.result import TargetResult


class TargetVerbs:
    """Methods of a project that concern its targets."""

    @abstractmethod
    def _target_base(self) -> Base:
        """Give the project as the makers of targets need it."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets that ``pcf.toml`` states, in its order."""
        return self._target_base().targets

    def calculate_target(
        self, id: str, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> TargetResult:
        """Compute the footprint under one target.

        Parameters
        ----------
        overrides, swaps
            Changes of the project, as `pcf.api.Project.calculate` takes them; what the target
            decides itself stays as the target decides it.

        Raises
        ------
        UsageError
            ``TG027`` when there is no such target.
        PcfError
            With every fault of the target, or of the project under it.
        """
        from pcf.project.overrides import setting, swap
        from pcf.targets.run import calculate_target

        changes = [*map(setting, overrides), *map(swap, swaps)]
        return calculate_target(id, self._target_base().under(changes))

    def calculate_all(self) -> tuple[TargetResult, ...]:
        """Compute the footprint under every target, in the order of ``pcf.toml``.

        Raises
        ------
        UsageError
            ``TG033`` when the project states none.
        PcfError
            With the faults of all targets that cannot be computed.
        """
        from pcf.targets.run import calculate_all

        return calculate_all(self._target_base())

    def evaluate_target(self, id: str) -> Evaluation:
        """Give the verdicts of a target's pack on the model under the target.

        Faults of the target are findings of the result; raises `UsageError` (``TG027``) when there
        is no such target.
        """
        from pcf.targets.run import evaluate_target

        return evaluate_target(id, self._target_base())

    def reconcile(self, a: str, b: str) -> Reconciliation:
        """Attribute the difference of two targets; ``base`` is the project as it is.

        Raises
        ------
        UsageError
            ``TG027`` for an unknown target, ``TG028`` for units without a bridge.
        PcfError
            When one of the two cannot be computed.
        """
        from pcf.targets.reconcile import reconcile

        return reconcile(a, b, self._target_base())
