"""Bars with the remaining time on stderr, on a terminal and after a second only.

Elsewhere nothing is shown, unless ``PCF_PROGRESS=lines`` asks for a line per stage and step.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label
from pcf.progress import reporting

if TYPE_CHECKING:
    from pcf.commands.screen import Screen

PATIENCE = 1.0
#: Seconds between two drawings.
_PACE = 0.1
#: Seconds between two lines of a stage.
_STEP = 5.0


@contextmanager
def bars(screen: Screen, key: str) -> Iterator[None]:
    """Show the stages of what runs inside as bars; nothing with ``-q``, JSON or without a terminal.

    Parameters
    ----------
    screen
        Where the answer goes.
    key
        Label of the task, shown before the first stage.
    """
    asked = os.environ.get("PCF_PROGRESS") == "lines"
    quiet = screen.quiet or screen.format == "json" or not sys.stderr.isatty()
    if quiet and not asked:
        yield
        return
    shown: Bars | Lines = Lines(screen.lang) if asked else Bars(screen.lang)
    shown.begin(key, None)
    with reporting(shown):
        try:
            yield
        finally:
            shown.end()


class Lines:
    """A line on stderr when a stage begins, and every few seconds while it lasts; for log files.

    Parameters
    ----------
    lang
        Language of the labels.
    """

    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._key, self._done = "", 0.0
        self._total: float | None = None
        self._begun = self._told = 0.0

    def begin(self, key: str, total: float | None) -> None:
        """Begin a stage."""
        self._key, self._total, self._done = key, total, 0.0
        self._begun = self._told = time.monotonic()
        self._tell("")

    def advance(self, amount: float) -> None:
        """Tell that more of the stage is done."""
        self._done += amount
        now = time.monotonic()
        if now - self._told < _STEP or not self._total or not self._done:
            return
        self._told = now
        left = (now - self._begun) * max(self._total / self._done - 1.0, 0.0)
        self._tell(f" {min(self._done / self._total, 1.0):.0%}, {left:.0f} s")

    def end(self) -> None:
        """Nothing is left to say."""

    def _tell(self, text: str) -> None:
        print(f"{label(self._key, self._lang)}{text}", file=sys.stderr, flush=True)


class Bars:
    """One line per stage; the display starts when a second has passed.

    Parameters
    ----------
    lang
        Language of the labels.
    console
        Where it is drawn; stderr when None.
    """

    def __init__(self, lang: Language, console: Any = None) -> None:
        self._lang = lang
        self._console = console
        self._started = time.monotonic()
        self._drawn = 0.0
        self._key, self._done = "", 0.0
        self._total: float | None = None
        self._live: Any = None
        self._task: Any = None

    def begin(self, key: str, total: float | None) -> None:
        """Begin a stage; the one before is finished."""
        self._finish()
        self._key, self._total, self._done = key, total, 0.0
        self._task = None
        self._draw()

    def advance(self, amount: float) -> None:
        """Tell that more of the stage is done."""
        self._done += amount
        if time.monotonic() - self._drawn >= _PACE:
            self._draw()

    def end(self) -> None:
        """Finish the last stage and take the bars away."""
        self._finish()
        if self._live is not None:
            self._live.stop()

    def _finish(self) -> None:
        if self._task is not None:
            self._live.update(self._task, total=self._total or 1, completed=self._total or 1)

    def _draw(self) -> None:
        now = time.monotonic()
        if now - self._started < PATIENCE:
            return
        self._drawn = now
        if self._live is None:
            self._live = self._opened()
        if self._task is None:
            self._task = self._live.add_task(label(self._key, self._lang), total=self._total)
        self._live.update(self._task, completed=self._done)

    def _opened(self) -> Any:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        live = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("/"),
            TimeRemainingColumn(),
            console=self._console or Console(stderr=True),
            transient=True,
        )
        live.start()
        return live
