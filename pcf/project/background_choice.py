"""Which backgrounds a project names, read without the rest of the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pcf.model import BackgroundChoice
from pcf.project.collect import Collector
from pcf.project.raw import SETTINGS_FILE
from pcf.project.raw_toml import read_toml


def background_choice(folder: Path) -> BackgroundChoice | None:
    """Give the backgrounds of ``pcf.toml``; None when the default one cannot be read.

    A further one that cannot be read is left out: reading the project tells its faults.
    """
    raw = read_toml(folder, SETTINGS_FILE, Collector())
    section = None if raw is None else raw.data.get("background")
    first = _choice(section)
    if first is None or not isinstance(section, dict):
        return None
    entries = section.get("also", [])
    also = [_choice(entry) for entry in entries] if isinstance(entries, list) else []
    known = {c.id: c for c in also if c is not None and c.id != first.id}
    return BackgroundChoice(first.id, first.allocation, tuple(known.values()))


def _choice(entry: Any) -> BackgroundChoice | None:
    if not isinstance(entry, dict):
        return None
    id, allocation = entry.get("id"), entry.get("allocation")
    if not isinstance(id, str) or not isinstance(allocation, str):
        return None
    return BackgroundChoice(id, allocation)
