"""What verbs read: project folders, embedded examples, scenarios, result files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.commands.asked import project_id
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.report.envelope import ProjectStamp

_LARGEST_RESULT = 512 * 2**20


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


def footprint_of(word: str, folder: Path) -> Footprint:
    """Footprint that a word of ``pcf compare`` means.

    A project folder is calculated; ``scenario:NAME`` and ``target:ID`` are calculated in `folder`;
    a JSON file of ``pcf calc`` is read.

    Raises
    ------
    UsageError
        ``US042`` when it is none of these, ``US043`` when the file is no result.
    """
    from pcf.api import Project

    if word.startswith("scenario:"):
        return Project.load(folder).calculate(word.removeprefix("scenario:"))
    if word.startswith("target:"):
        return Project.load(folder).calculate_target(word.removeprefix("target:")).footprint
    path = Path(word)
    if (path / "pcf.toml").is_file():
        return Project.load(path).calculate()
    if path.is_file():
        return _result(path)
    raise UsageError([finding("US042", observed=word)])


def _result(path: Path) -> Footprint:
    from pcf.calc.as_json import footprint_from_json

    try:
        if path.stat().st_size > _LARGEST_RESULT:
            raise ValueError(path.name)
        body: Any = json.loads(path.read_text(encoding="utf-8"))
        if body["schema"] != "pcf/calc/1":
            raise ValueError(body["schema"])
        return footprint_from_json(body["data"])
    except OSError as error:
        where = Location(path.name)
        raise PcfError([finding("IO003", where, observed=error.strerror or "")]) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError([finding("US043", Location(path.name), observed=path.name)]) from error
