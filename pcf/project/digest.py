"""Digests of a project folder: which inputs a result speaks for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pcf.hashing import file_sha256
from pcf.project.input_files import input_files


@dataclass(frozen=True, slots=True)
class ProjectStamp:
    """Which inputs the data speak for: id of the project, digest of its files and of its lock."""

    id: str
    digest: str
    lock: str | None


def stamp(folder: Path, project_id: str, without: tuple[str, ...] = ()) -> ProjectStamp:
    """Take the digests of a project folder.

    The digest is the SHA-256 over path and SHA-256 of every input file in order of path, so it
    depends on content and place only. Files `without` do not enter.
    """
    whole = hashlib.sha256()
    for name, path in input_files(folder).items():
        if name not in without:
            whole.update(f"{name}\0{file_sha256(path)}\n".encode())
    lock = folder / "pcf.lock"
    return ProjectStamp(
        project_id,
        f"sha256:{whole.hexdigest()}",
        f"sha256:{file_sha256(lock)}" if lock.is_file() else None,
    )
