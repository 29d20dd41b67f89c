"""Backgrounds that a word of a call means: an embedded one by id, or a folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.model import Method


def background_folder(word: str) -> Path:
    """Folder of the tables.

    Raises
    ------
    UsageError
        ``DS068`` when the word is neither an embedded id nor a folder with a ``manifest.toml``.
    """
    from pcf.background import available_backgrounds
    from pcf.location import data_root

    known = available_backgrounds()
    if word in known:
        return data_root("datasets") / "background" / word
    folder = Path(word)
    if (folder / "manifest.toml").is_file():
        return folder.resolve()
    raise UsageError([finding("DS068", observed=word, suggestion=", ".join(known))])


def method_of(folder: Path) -> Method | None:
    """Method of the project that `folder` is or lies in; None when there is no project.

    Raises
    ------
    PcfError
        With the faults of a project that cannot be read.
    """
    from pcf.api import Project
    from pcf.commands.asked import project_folder

    home = project_folder(folder)
    return None if home is None else Project.load(home).model.method
