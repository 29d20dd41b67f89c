"""Comparing; `pcf.api.Project` has these methods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcf.assurance.canonical import Opener
    from pcf.assurance.comparing.comparison import Comparison
    from pcf.assurance.comparing.notes import History


class CompareVerbs:
    """Methods of a project that set it against something else."""

    folder: Path

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
        """Change notes of the study, and the sealed bundles that ask for one."""
        from pcf.assurance.comparing.notes import read_history

        return read_history(self.folder)
