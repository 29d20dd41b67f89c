"""What a verifier and a supplier do with a project; `pcf.api.Project` has these methods."""

from __future__ import annotations

import tempfile
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pcf.assurance.answer import Answer
    from pcf.assurance.brought import Brought
    from pcf.assurance.canonical import Opener
    from pcf.assurance.request import Request
    from pcf.assurance.sample import Sample
    from pcf.assurance.verifier_questions import Question
    from pcf.assurance.workpaper_read import PaperReading
    from pcf.calc.footprint import Footprint
    from pcf.findings import Finding, Findings
    from pcf.model import Model


class WorkVerbs:
    """Samples, questions and work papers of a verifier; requests to suppliers and answers."""

    folder: Path
    _brought: tuple[tuple[Brought, ...], str] = ((), "")

    @property
    @abstractmethod
    def model(self) -> Model:
        """The base case."""

    @abstractmethod
    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Solve the project."""

    @abstractmethod
    def check(
        self,
        scenario: str | None = None,
        overrides: Sequence[str] = (),
        swaps: Sequence[str] = (),
        rules: Sequence[str] = (),
    ) -> Findings:
        """Give all findings of the project."""

    @classmethod
    def _opened_by(cls, folder: Path, opener: Opener) -> Any:
        """Read a project whose backgrounds somebody else opens."""
        raise NotImplementedError

    @classmethod
    @contextmanager
    def of_bundle(cls, path: str | Path, accept: Sequence[str] = ()) -> Iterator[Self]:
        """Open the project inside a sealed bundle, for as long as the context lasts.

        Inside it everything is computed with the rule packs, gas factors and tables of the bundle;
        `brought_findings` says which of them are not those of this pcf.

        Parameters
        ----------
        path
            The bundle.
        accept
            What is taken as the bundle has it, as in `verify`.

        Raises
        ------
        PcfError
            When it is no bundle, or anything in it differs from its manifest (``SE010`` ...). The
            full verification is `verify`.
        """
        from pcf.assurance.brought import brought, laid
        from pcf.assurance.bundle import Bundle
        from pcf.assurance.recompute import BundleOpener
        from pcf.errors import PcfError
        from pcf.location import laid_over

        bundle = Bundle.open(path)
        if bundle.faults:
            raise PcfError(bundle.faults)
        with tempfile.TemporaryDirectory(prefix="pcf-work-") as aside:
            place = Path(aside).resolve()
            held = brought(bundle.members, accept)
            data = laid(bundle.members, held, place / "data")
            folder = bundle.extract_inputs(place / "project")
            with laid_over(data):
                project = cls._opened_by(folder, BundleOpener(bundle.scores, None))
                project._brought = held, bundle.file
                yield project

    def brought_findings(self) -> tuple[Finding, ...]:
        """Say what a bundle brings that is not as it is in this pcf; nothing of a project folder.

        Errors (``SE033``, ``SE034``, ``SE073``, ``SE074``), or warnings of what was accepted
        (``SE075``).
        """
        from pcf.assurance.brought import told_of

        held, file = self._brought
        return told_of(held, file, (self.model.method.gwp_set,)) if held else ()

    def sample(self, wanted: int, seed: str, above: float | None = None) -> Sample:
        """Draw rows for a check; see `pcf.assurance.sample.draw`."""
        from pcf.assurance.sample import draw

        return draw(self.calculate(), wanted, seed, above)

    def verifier_questions(self, count: int = 10) -> tuple[Question, ...]:
        """Give what a verifier would ask first; see `pcf.assurance.verifier_questions`."""
        from pcf.assurance.verifier_questions import questions

        return questions(self.calculate(), count)

    def workpaper(self, sample: Sample) -> bytes:
        """Give the work paper of a sample as an .xlsx file; see `pcf.assurance.workpaper`."""
        from pcf.assurance.workpaper import paper_stamp, workpaper_bytes

        return workpaper_bytes(self.calculate(), sample, paper_stamp(self.folder, self.model.id))

    def read_workpaper(self, file: str | Path) -> PaperReading:
        """Read a filled work paper; nothing is written. See `pcf.assurance.workpaper_read`."""
        from pcf.assurance.workpaper import paper_stamp
        from pcf.assurance.workpaper_read import read_paper

        return read_paper(Path(file), self.calculate(), paper_stamp(self.folder, self.model.id))

    def take_workpaper(self, file: str | Path) -> tuple[PaperReading, int]:
        """Read a filled work paper into ``review/workpaper.csv``.

        A check of a row takes the place of an earlier one of the same row. With an error in the
        paper nothing is written.

        Returns
        -------
        tuple
            What the paper says; number of checks in the file, 0 when nothing was written.

        Raises
        ------
        PcfError
            When the paper cannot be read at all, or the present file has errors.
        """
        from pcf.errors import PcfError
        from pcf.project.workpaper import read_checks, write_checks

        reading = self.read_workpaper(file)
        if reading.has_errors or not reading.checks:
            return reading, 0
        earlier, faults = read_checks(self.folder)
        if faults.errors:
            raise PcfError(faults.ordered())
        kept = {check.row: check for check in (*earlier, *reading.checks)}
        write_checks(self.folder, kept.values(), "en")
        return reading, len(kept)

    def request(self, supplier: str, rows: Sequence[str] = ()) -> Request:
        """Give what to ask a supplier; see `pcf.assurance.request.request_of`."""
        from pcf.assurance.request import request_of

        return request_of(self.calculate(), self.folder, supplier, rows)

    def take_answer(self, file: str | Path) -> Answer:
        """Read a supplier's answer into ``suppliers/``; see `pcf.assurance.answer.take_answer`."""
        from pcf.assurance.answer import take_answer

        return take_answer(Path(file), self.folder, self.model, self.check)
