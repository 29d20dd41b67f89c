"""Backgrounds that several projects of one process share: opened once, whatever their number."""

from __future__ import annotations

from pathlib import Path

from pcf.background import Background, open_study
from pcf.background.opening import imported_backgrounds
from pcf.model import BackgroundChoice

_opened: dict[BackgroundChoice, Background] = {}


def shared_background(choice: BackgroundChoice, home: Path | None = None) -> Background:
    """Open the backgrounds of a study; a project with backgrounds of its own opens its own."""
    if home is not None and imported_backgrounds(home):
        return open_study(choice, home)
    if choice not in _opened:
        _opened[choice] = open_study(choice, home)
    return _opened[choice]
