"""Comparing; `pcf.api.Project` has these methods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.errors import PcfError

if TYPE_CHECKING:
    from pcf.assurance.canonical import Opener
    from pcf.assurance.comparing.comparison import Comparison
    from pcf.assurance.comparing.notes import History
    from pcf.findings import Finding
    from pcf.model import Model


class CompareVerbs:
    """Methods of a project that set it against something else."""

    folder: Path

    if TYPE_CHECKING:

        @property
        def model(self) -> Model:
            """The base case."""

    @classmethod
    def load(cls, path: str | Path) -> Any:
        """Read a project."""
        raise NotImplementedError

    @classmethod
    def _opened_by(cls, folder: Path, opener: Opener) -> Any:
        """Read a project whose backgrounds somebody else opens."""
        raise NotImplementedError

    @classmethod
    def compare_words(
        cls, a: str, b: str, folder: str | Path = ".", *, recalculate: bool = False
    ) -> Comparison:
        """Compare what two words mean, B against A.

        Parameters
        ----------
        a, b
            Project folder, ``base``, ``scenario:NAME``, ``target:ID``, ``git:REVISION``, sealed
            bundle, or JSON result of ``pcf calc``; ``#scenario:NAME`` or ``#target:ID`` after a
            folder, revision or bundle.
        folder
            Project folder in which cases and revisions are found.
        recalculate
            Also compute A with the method, factors and backgrounds of B.

        Raises
        ------
        PcfError
            When one of them cannot be read or computed.
        """
        from pcf.assurance.comparing.comparison import compare_sides
        from pcf.assurance.comparing.opening import Sides

        def load(path: Path, opener: Opener | None) -> Any:
            return cls.load(path) if opener is None else cls._opened_by(path, opener)

        with Sides(Path(folder), load) as sides:
            return compare_sides(sides.open(a), sides.open(b), recalculate)

    def compare(self, other: str, a: str = "base", *, recalculate: bool = False) -> Comparison:
        """Compare a case of this project with what another word means; see `compare_words`."""
        return self.compare_words(a, other, self.folder, recalculate=recalculate)

    def history(self) -> History:
        """Change notes of the study, and the sealed bundles that ask for one.

        Its findings also judge what the study and its notes claim against the declarations that it
        follows (``CP020``, ``CP024`` to ``CP026``).
        """
        from dataclasses import replace

        from pcf.assurance.comparing.notes import read_history
        from pcf.assurance.comparing.stated_claims import claims_of

        def load(path: Path, opener: Opener | None) -> Any:
            return self.load(path) if opener is None else self._opened_by(path, opener)

        found = read_history(self.folder)
        try:
            study = self.model.study
            if not found.notes and not claims_of(study):
                return found  # most studies claim nothing: nothing is to be opened
            from pcf.assurance.comparing.standing_claims import standing_claims

            judged = standing_claims(self.folder, load, found, study)
        except PcfError:  # a project with errors is told about where it is read
            return found
        return replace(found, findings=(*found.findings, *judged))

    def refused_claims(self) -> tuple[Finding, ...]:
        """Claims of the study that the declaration before does not allow (``CP020``)."""
        from pcf.assurance.comparing.stated_claims import CLAIM_REFUSED, claims_of

        if not claims_of(self.model.study):
            return ()
        return tuple(item for item in self.history().findings if item.code == CLAIM_REFUSED)

    def claim_findings(self) -> tuple[Finding, ...]:
        """What stands against the versions of the study and its claims, as sealing heeds it.

        Errors of change notes and refused claims (``CP020``) keep it from being sealed; claims that
        nobody can judge (``CP024``, ``CP025``) and notes in doubt (``CP026``) are told.
        """
        from pcf.assurance.comparing.stated_claims import CLAIM_TOLD

        return tuple(item for item in self.history().findings
                     if item.level == "error" or item.code in CLAIM_TOLD)  # fmt: skip
