"""Digests of a project folder: which inputs a result speaks for."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pcf.project.read_evidence import is_inside

#: Files of a project that its result depends on, besides the lock. Notes on changes are none of
#: them: writing one would ask for the next.
INPUTS = (
    "pcf.toml", "study.toml", "performance_classes.toml", "model/*", "suppliers/*",
    "evidence/evidence.csv", "review/*.csv", "report/*.md", "product_rules/*/*/*.toml",
    "product_rules/*/*/*.csv", "scenarios/*.toml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectStamp:
    """Which inputs the data speak for: id of the project, digest of its files and of its lock."""

    id: str
    digest: str
    lock: str | None


def stamp(folder: Path, project_id: str, without: tuple[str, ...] = ()) -> ProjectStamp:
    """Take the digests of a project folder.

    The digest is the SHA-256 over path and SHA-256 of every input file in order of path, so it
    depends on content and place only. Files `without` and hidden files do not enter.
    """
    whole = hashlib.sha256()
    paths = {path for pattern in INPUTS for path in folder.glob(pattern) if path.is_file()}
    paths |= {folder / name for name in named_classes(folder)}
    for path in sorted(paths, key=lambda p: p.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if name in without or path.name.startswith("."):
            continue
        whole.update(f"{name}\0{_sha256(path)}\n".encode())
    lock = folder / "pcf.lock"
    return ProjectStamp(
        project_id,
        f"sha256:{whole.hexdigest()}",
        f"sha256:{_sha256(lock)}" if lock.is_file() else None,
    )


def named_classes(folder: Path) -> tuple[str, ...]:
    """Give the file of performance classes that ``pcf.toml`` names, when it is there."""
    try:
        text = (folder / "pcf.toml").read_text(encoding="utf-8-sig")
        name = tomllib.loads(text)["performance"]["classes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # told by the reader of it
        return ()
    there = isinstance(name, str) and is_inside(folder, name) and (folder / name).is_file()
    return (Path(name).as_posix(),) if there else ()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
