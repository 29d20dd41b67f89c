"""Where a project is: the nearest folder upwards that holds ``pcf.toml``."""

from __future__ import annotations

from pathlib import Path

from pcf.errors import UsageError
from pcf.findings import Location, finding
from pcf.project.raw import SETTINGS_FILE


def find_project(start: str | Path = ".") -> Path:
    """Give the project folder that `start` is or lies in.

    Raises
    ------
    UsageError
        ``IO001`` when there is no ``pcf.toml`` in `start` or above it.
    """
    here = Path(start).resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise UsageError([finding("IO001", Location(SETTINGS_FILE), observed=str(start))])
