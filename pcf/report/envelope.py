"""The JSON envelope: one form around the data of every verb (``pcf/schemas/envelope.json``).

No time and no machine is in it: the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pcf.findings import Finding

Status = Literal["ok", "findings", "error"]

#: Files of a project that its result depends on, besides the lock.
_INPUTS = (
    "pcf.toml", "study.toml", "model/*", "suppliers/*", "evidence/evidence.csv",
    "review/*.csv", "scenarios/*.toml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectStamp:
    """Which inputs the data speak for: id of the project, digest of its files and of its lock."""

    id: str
    digest: str
    lock: str | None


def tool_version() -> str:
    """Version of pcf."""
    import pcf

    return pcf.__version__


def status_of(exit_code: int) -> Status:
    """Word of the envelope for an exit code: 0 ok, 1 findings, else error."""
    return "ok" if exit_code == 0 else "findings" if exit_code == 1 else "error"


def stamp(folder: Path, project_id: str) -> ProjectStamp:
    """Take the digests of a project folder.

    The digest is the SHA-256 over path and SHA-256 of every input file in order of path, so it
    depends on content and place only.
    """
    whole = hashlib.sha256()
    paths = {path for pattern in _INPUTS for path in folder.glob(pattern) if path.is_file()}
    for path in sorted(paths, key=lambda p: p.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        whole.update(f"{name}\0{_sha256(path)}\n".encode())
    lock = folder / "pcf.lock"
    return ProjectStamp(
        project_id,
        f"sha256:{whole.hexdigest()}",
        f"sha256:{_sha256(lock)}" if lock.is_file() else None,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def envelope(
    schema: str,
    data: Mapping[str, Any] | None,
    findings: Iterable[Finding] = (),
    *,
    exit_code: int = 0,
    project: ProjectStamp | None = None,
) -> dict[str, Any]:
    """Put the envelope around one answer.

    Parameters
    ----------
    schema
        Name of the verb; the field reads ``pcf/<schema>/1``.
    data
        What the verb found; None when it could not be done.
    findings
        In the order to be shown.
    exit_code
        Sets the status.
    project
        None when the verb reads no project.
    """
    return {
        "schema": f"pcf/{schema}/1",
        "tool": {"name": "pcf", "version": tool_version()},
        "project": None if project is None else {"id": project.id, "digest": project.digest},
        "lock": None if project is None else project.lock,
        "status": status_of(exit_code),
        "data": data,
        "findings": [item.to_dict() for item in findings],
    }


def json_parts(body: Mapping[str, Any], *, ascii_only: bool = False) -> Iterator[str]:
    r"""JSON text of an answer in parts, so that a million rows need no second copy in memory.

    Parameters
    ----------
    body
        The envelope.
    ascii_only
        Write Chinese as ``\uXXXX``, for a stream that cannot carry it.

    Raises
    ------
    ValueError
        When a number is not finite: such an answer is a bug and must not leave the house.
    """
    encoder = json.JSONEncoder(ensure_ascii=ascii_only, allow_nan=False, indent=2)
    yield from encoder.iterencode(body)
    yield "\n"
