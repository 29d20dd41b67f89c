"""The files of a project folder that its result depends on: for digest, bundle and compare."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from pcf.project.passing import is_passing
from pcf.project.read_evidence import is_inside

#: Inputs besides the lock. Notes on changes are none: writing one would ask for the next.
INPUTS = (
    "pcf.toml", "study.toml", "performance_classes.toml", "model/*", "suppliers/*",
    "evidence/evidence.csv", "review/*.csv", "report/*.md", "report/*/*.md",
    "product_rules/*/*/*.toml",
    "product_rules/*/*/*.csv", "scenarios/*.toml",
)  # fmt: skip
#: What a bundle holds besides, and a comparison of two states looks at.
BESIDES = ("pcf.lock", "changes.toml")


def input_files(folder: Path, besides: Iterable[str] = ()) -> dict[str, Path]:
    """Give the inputs of a project folder by their path inside it, in order of that path.

    Parameters
    ----------
    besides
        Patterns of more files, e.g. `BESIDES`.
    """
    paths = {path for pattern in (*INPUTS, *besides) for path in folder.glob(pattern)}
    paths |= {folder / name for name in named_classes(folder)}
    named = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file()}
    return {name: named[name] for name in sorted(named)
            if not any(map(is_passing, name.split("/")))}  # fmt: skip


def named_classes(folder: Path) -> tuple[str, ...]:
    """Give the file of performance classes that ``pcf.toml`` names, when it is there."""
    try:
        text = (folder / "pcf.toml").read_text(encoding="utf-8-sig")
        name = tomllib.loads(text)["performance"]["classes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # told by the reader of it
        return ()
    there = isinstance(name, str) and is_inside(folder, name) and (folder / name).is_file()
    return (Path(name).as_posix(),) if there else ()
