"""What a project can do about its findings; `pcf.api.Project` has these methods."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pcf.findings import Finding, Findings
    from pcf.fixing.apply import Repair, State
    from pcf.rules.evaluation import Evaluation


class FixVerbs:
    """Methods of a project that write safe fixes."""

    folder: Path
    _packs: Path | None

    @classmethod
    @abstractmethod
    def load(cls, path: str | Path, packs: str | Path | None = None) -> Self:
        """Read the project that `path` is or lies in, with a folder of own rule packs."""

    @property
    @abstractmethod
    def findings(self) -> Findings:
        """What reading the base case found."""

    @abstractmethod
    def evaluate(self, rules: Sequence[str] = (), scenario: str | None = None) -> Evaluation:
        """Check the project and give the verdict of every clause of the rule packs."""

    def fix(
        self,
        findings: Iterable[Finding] | None = None,
        rules: Sequence[str] = (),
        scenario: str | None = None,
    ) -> Repair:
        """Write the safe fixes of findings into the project, and take back those that do not hold.

        Load the project again afterwards.

        Parameters
        ----------
        findings
            Findings of `check`; all that it gives when None.
        rules, scenario
            As in `check`: what the project is held against before and after.

        Raises
        ------
        PcfError
            When a file cannot be written. Nothing is changed then.
        """
        from pcf.fixing.apply import write_fixes
        from pcf.project.holding import held

        with held(self.folder, "check --fix"):
            before = self._state(rules, scenario)
            chosen = before.every if findings is None else findings
            return write_fixes(self.folder, chosen, before, lambda: self._state(rules, scenario))

    def _state(self, rules: Sequence[str], scenario: str | None) -> State:
        """Read and check the project as it now lies on disk."""
        from pcf.fixing.apply import State

        now = self.load(self.folder, self._packs)
        seen = now.evaluate(rules, scenario)
        whole = seen.case.footprint is not None
        return State(tuple(now.findings), seen.findings.ordered(), whole)
