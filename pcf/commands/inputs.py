"""What verbs read: project folders, embedded examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.commands.asked import project_id
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.report.envelope import ProjectStamp


def stamped(folder: Path) -> Callable[[], ProjectStamp]:
    """Give what makes the stamp of a project folder for the envelope."""

    def make() -> ProjectStamp:
        from pcf.report.envelope import stamp

        return stamp(folder, project_id(folder))

    return make


def example_names() -> tuple[str, ...]:
    """Names of the embedded examples, sorted."""
    from pcf.location import data_root

    root = data_root("datasets") / "examples"
    if not root.is_dir():
        return ()
    return tuple(sorted(p.name for p in root.iterdir() if (p / "pcf.toml").is_file()))


def example_folder(name: str) -> Path:
    """Folder of an embedded example.

    Raises
    ------
    UsageError
        ``US041`` when there is none of that name.
    """
    from pcf.location import data_root
    from pcf.suggest import nearest

    known = example_names()
    if name not in known:
        near = nearest(name, known) or "pcf init --list"
        listed = ", ".join(known) or "-"
        raise UsageError([finding("US041", observed=name, expected=listed, suggestion=near)])
    return data_root("datasets") / "examples" / name
