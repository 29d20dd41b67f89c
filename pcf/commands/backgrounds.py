"""Backgrounds that a word of a call means: an embedded one by id, or a folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.model import Method

#: Background of a call outside of a project.
EMBEDDED = "pcf-open"


def open_asked(folder: Path, id: str | None) -> Background:
    """Open what a call looks into.

    The background that it names; else, in a project, all of the study and all that were imported
    into it, the default one first; else the embedded one.
    """
    from pcf.background import open_background, open_study
    from pcf.background.opening import imported_backgrounds
    from pcf.commands.asked import project_folder
    from pcf.model import BackgroundChoice
    from pcf.project.background_choice import background_choice

    home = project_folder(folder)
    choice = None if home is None else background_choice(home)
    if id is not None or home is None or choice is None:
        return open_background(id or EMBEDDED, home=home)
    named = {choice.id, *(other.id for other in choice.also)}
    more = (BackgroundChoice(i, "default") for i in imported_backgrounds(home) if i not in named)
    return open_study(BackgroundChoice(choice.id, choice.allocation, (*choice.also, *more)), home)


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
