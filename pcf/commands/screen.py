"""Where an answer goes: format, language, stream or file. Every verb ends here."""

from __future__ import annotations

import codecs
import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from pcf.findings import Finding
from pcf.i18n import Language, phrase

if TYPE_CHECKING:
    from pcf.report.envelope import ProjectStamp
    from pcf.report.page import Page

_PATIENCE = 1.0
#: Findings on values put in by a scenario or ``--set``: no check of the project has them.
_OF_PUT_IN = ("MC025",)
_DEFAULT_WIDTH = 100
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verb gives back.

    schema
        Name of the data in the envelope (``calc``, ``data-search`` …).
    data
        Makes the `data` object; called in JSON mode only.
    view
        Makes the human view, a page or finished text; called otherwise. Finished bytes are for
        ``--output`` only.
    findings
        Findings of the envelope, in order.
    exit_code
        0 done, 1 done and the answer is no.
    project
        Makes the stamp of the project; called in JSON mode only.
    next_command
        Suggested after the human view, never in JSON.
    encoding
        Of the file written with ``--output``.
    timed
        Whether the elapsed time is told on stderr.
    withheld
        There is no document: the view is an account for the screen and no file is written.
    kept
        File in which the answer stands already as JSON, to be copied rather than made again.
    own_output
        The verb has written ``--output`` itself; the answer goes to the screen.
    """

    schema: str
    data: Callable[[], Mapping[str, Any] | None]
    view: Callable[[], Page | str | bytes]
    findings: tuple[Finding, ...] = ()
    exit_code: int = 0
    project: Callable[[], ProjectStamp | None] = lambda: None
    next_command: str = ""
    encoding: str = "utf-8"
    timed: bool = False
    withheld: bool = False
    kept: Path | None = None
    own_output: bool = False


class Analysis(Protocol):
    """A result that gives the `data` of an envelope."""

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Data in a language."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Options that every verb shares, decided.

    `wished` is the language that the call itself names, None when it is ``auto``.
    """

    folder: Path
    format: str
    output: Path | None
    lang: Language
    quiet: bool
    verbose: bool
    color: bool
    wished: Language | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def width(self) -> int:
        """Cells of the terminal; a file or pipe has 100 unless ``COLUMNS`` says otherwise."""
        return shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns

    def analysis(
        self,
        schema: str,
        result: Analysis,
        views: tuple[Callable[[], Page], Callable[[], str]],
        project: Callable[[], ProjectStamp | None],
        findings: tuple[Finding, ...],
    ) -> Outcome:
        """Give the timed outcome of an analysis: `views` make its page, and its table as CSV.

        What values put in have done to the project is told at once; nobody else tells it.
        """
        as_csv = self.format == "csv"
        of_put_in = tuple(item for item in findings if item.code in _OF_PUT_IN)
        if of_put_in:
            self.note(self.told(of_put_in).render(self.width).rstrip("\n"))
        return Outcome(
            schema=schema,
            data=lambda: result.to_dict(self.lang),
            view=views[1] if as_csv else views[0],
            findings=findings,
            project=project,
            encoding="utf-8-sig" if as_csv else "utf-8",
            timed=True,
        )

    def show(self, outcome: Outcome) -> int:
        """Write an outcome and give its exit code."""
        if self.format == "json":
            self._json(outcome)
        else:
            self._human(outcome)
        return outcome.exit_code

    def _json(self, outcome: Outcome) -> None:
        from pcf.report.envelope import envelope

        if outcome.kept is not None and (self.output is not None or _is_unicode(sys.stdout)):
            self._copy(outcome.kept)
            return
        body = envelope(
            outcome.schema,
            outcome.data(),
            outcome.findings,
            exit_code=outcome.exit_code,
            project=outcome.project(),
        )
        if self.output is None or outcome.own_output:
            write_json(sys.stdout, body)
        else:
            keep_json(self.output, body)

    def _copy(self, kept: Path) -> None:
        from pcf.project.files import write_parts

        with kept.open("rb") as stream:
            parts = iter(lambda: stream.read(_CHUNK), b"")
            if self.output is not None:
                write_parts(self.output, parts)
                return
            decoder = codecs.getincrementaldecoder("utf-8")()
            sys.stdout.writelines(map(decoder.decode, parts))
            sys.stdout.flush()

    def _human(self, outcome: Outcome) -> None:
        made = outcome.view()
        if isinstance(made, bytes):
            self._bytes(made)
        elif self.output is not None and not (outcome.withheld or outcome.own_output):
            text = made if isinstance(made, str) else made.render(self.width)
            write_atomic(self.output, text, encoding=outcome.encoding)
            self.note(phrase("wrote_file", self.lang, file=self.output))
        else:
            text = made if isinstance(made, str) else made.render(self.width, color=self.color)
            sys.stdout.write(text if text.endswith("\n") else text + "\n")
            if outcome.next_command and not self.quiet and self.format == "text":
                print(phrase("next_command", self.lang, command=outcome.next_command))
        sys.stdout.flush()
        if outcome.timed:
            elapsed = f"{time.monotonic() - self.started:.1f}"
            self.note(phrase("done_in", self.lang, seconds=elapsed))

    def _bytes(self, made: bytes) -> None:
        from pcf.project.files import write_bytes

        if self.output is None:
            raise ValueError("bytes need --output")
        write_bytes(self.output, made)
        self.note(phrase("wrote_file", self.lang, file=self.output))

    def note(self, text: str) -> None:
        """Tell a person something beside the answer: stderr, not with ``-q``."""
        if not self.quiet and self.format != "json":
            print(text, file=sys.stderr)

    def told(self, findings: tuple[Finding, ...]) -> Page:
        """Give findings as they stand before or beside an answer: without their counts."""
        from pcf.report.findings_view import findings_page

        return findings_page(findings, self.lang, self.folder, width=self.width, counts=False)

    @contextlib.contextmanager
    def working(self, key: str) -> Iterator[None]:
        """Say on a terminal what takes longer than a second; nothing anywhere else."""
        if self.quiet or self.format == "json" or not sys.stderr.isatty():
            yield
            return
        text = phrase(key, self.lang)
        shown = threading.Event()

        def tell() -> None:
            shown.set()
            sys.stderr.write(text + " ...")
            sys.stderr.flush()

        timer = threading.Timer(_PATIENCE, tell)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if shown.is_set():
                sys.stderr.write("\n")


def write_json(stream: TextIO, body: Mapping[str, Any]) -> None:
    """Write an answer as JSON; Chinese as escapes where the stream cannot carry all of Unicode."""
    from pcf.report.envelope import json_parts

    stream.writelines(json_parts(body, ascii_only=not _is_unicode(stream)))
    stream.flush()


def _is_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "ascii").lower().replace("-", "").startswith("utf")


def keep_json(path: Path, body: Mapping[str, Any]) -> None:
    """Write an answer as a JSON file, whole or not at all."""
    from pcf.project.files import write_parts
    from pcf.report.envelope import json_parts

    write_parts(path, (part.encode() for part in json_parts(body)))


def write_atomic(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all; raises `PcfError` when the place cannot be written."""
    from pcf.project.files import write_bytes

    write_bytes(path, (text if text.endswith("\n") else text + "\n").encode(encoding))
