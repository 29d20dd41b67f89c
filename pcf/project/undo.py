"""Taking back a change that was cut short, after the journal that it left.

A journal comes from a folder, and a folder may come from anybody: nothing outside of the project is
ever touched for it, and a file is put back only while it has a content that the change gave it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.project.holding import held, holder_of, is_mine
from pcf.whole import sweep_of, sync_folder

UNDO = ".pcf-undo"
JOURNAL = "journal.json"
SCHEMA = "pcf/undo/1"
#: Where the originals of files go that somebody has edited since.
KEPT = "build/taken-back"
_LARGEST = 16 * 2**20
_FAULTS = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a change.

    before
        SHA-256 of the original; empty when there was none.
    kept
        Name of the original in ``.pcf-undo/``; empty when there was none.
    after
        SHA-256 of every content that the change gave the file.
    """

    file: str
    before: str
    kept: str
    mode: int
    after: tuple[str, ...]

    def also(self, digest: str) -> Entry:
        """Give the entry with one more content."""
        return self if digest in self.after else replace(self, after=(*self.after, digest))


@dataclass(frozen=True, slots=True)
class Journal:
    """A change under way: what is done, by which process, its files, and new folders."""

    task: str
    process: int
    files: tuple[Entry, ...]
    folders: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give plain data."""
        return asdict(self)

    @classmethod
    def read(cls, folder: Path) -> Journal:
        """Read the journal of a project; raises one of `_FAULTS` for what is none."""
        path = folder / UNDO / JOURNAL
        if (folder / UNDO).is_symlink() or path.is_symlink() or path.stat().st_size > _LARGEST:
            raise ValueError(JOURNAL)
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            raise ValueError(SCHEMA)
        entries = tuple(_entry(item, folder) for item in data["files"])
        folders = tuple(_inside(str(name), folder) for name in data["folders"])
        return cls(str(data["task"])[:80], int(data["process"]), entries, folders)


def _entry(item: Mapping[str, Any], folder: Path) -> Entry:
    kept = str(item["kept"])
    if kept and not (kept.isascii() and kept.isdigit()):
        raise ValueError(kept)
    after = tuple(str(digest) for digest in item["after"])
    mode = int(item["mode"]) & 0o777
    return Entry(_inside(str(item["file"]), folder), str(item["before"]), kept, mode, after)


def _inside(name: str, folder: Path) -> str:
    """Give the path; raises ValueError for one that leaves the project."""
    path = PurePosixPath(name)
    target = (folder / path).parent.resolve() / path.name
    plain = path.parts and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    if not plain or ":" in name or not target.is_relative_to(folder.resolve()):
        raise ValueError(name)
    return name


def unfinished(folder: Path) -> tuple[Finding, ...]:
    """Look for a change that is not finished, and take it back when its process is gone.

    Called before a project is read. A change of this process is its own matter.

    Returns
    -------
    tuple[Finding, ...]
        Nothing in the usual case; ``IO051`` taken back, ``IO053`` with the place of originals of
        files that were edited since; ``IO052`` when the change is under way now, ``IO054`` when
        the journal cannot be read, ``IO003`` when nothing can be written.
    """
    if is_mine(folder) or not (folder / UNDO).exists():
        return ()
    now = under_way(folder)  # None while the journal is being made or removed
    try:
        with held(folder, "undo"):
            return take_back(folder)
    except PcfError as error:
        if now is None:
            return ()
        is_busy = any(item.code == "IO050" for item in error.findings)
        return (now,) if is_busy else tuple(error.findings)


def under_way(folder: Path) -> Finding | None:
    """Give ``IO052`` when another process has begun to change files and has not finished."""
    if is_mine(folder) or not (folder / UNDO / JOURNAL).exists():
        return None
    return finding("IO052", Location(UNDO), observed=holder_of(folder))


def take_back(folder: Path) -> tuple[Finding, ...]:
    """Put the files of a journal back; the project is held by the caller."""
    home = folder / UNDO
    if not (home / JOURNAL).exists():
        if home.is_dir() and not home.is_symlink():  # died before it changed anything
            shutil.rmtree(home, ignore_errors=True)
        return ()
    where = Location(f"{UNDO}/{JOURNAL}")
    try:
        journal = Journal.read(folder)
    except _FAULTS:
        return (finding("IO054", where, observed=UNDO),)
    try:
        told = [item for entry in journal.files for item in _put_back(entry, folder)]
        if any(item.level == "error" for item in told):
            return tuple(told)
        for home_of in {(folder / entry.file).parent for entry in journal.files}:
            sweep_of(journal.process, home_of)
        for name in reversed(journal.folders):
            _remove_empty(folder / name)
        (home / JOURNAL).unlink()
    except OSError as error:
        return (finding("IO003", where, observed=error.strerror or "OSError"),)
    shutil.rmtree(home, ignore_errors=True)
    files = ", ".join(entry.file for entry in journal.files)
    closing = finding("IO051", where, observed=files, task=journal.task, process=journal.process)
    return (closing, *told)


def _put_back(entry: Entry, folder: Path) -> list[Finding]:
    """Put one file back, unless somebody has given it another content since.

    It may be called again after it was cut short itself: an original that is no longer in its place
    is known by its content where it went.
    """
    path = folder / entry.file
    present = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    if present == entry.before:
        return []
    if not entry.kept:
        if present in entry.after:  # else somebody has edited the new file since: it is theirs
            path.unlink()
        return []
    original = folder / UNDO / entry.kept
    place = f"{KEPT}/{entry.before[:12]}-{path.name}"
    target = folder / _inside(place, folder)
    edited = finding("IO053", Location(entry.file), observed=entry.file, expected=place)
    if not original.exists() and present not in entry.after:
        return [edited if _holds(target, entry.before) else _left(entry)]
    if (
        not original.exists()
        or original.is_symlink()
        or sha256(original.read_bytes()).hexdigest() != entry.before
    ):
        return [finding("IO054", Location(entry.file), observed=f"{UNDO}/{entry.kept}")]
    original.chmod(entry.mode)
    if present in entry.after:
        original.replace(path)  # by renaming: a full disk does not stand in the way
        sync_folder(path.parent)
        return []
    target.parent.mkdir(parents=True, exist_ok=True)
    original.replace(target)
    return [edited]


def _holds(path: Path, digest: str) -> bool:
    """Whether a file is there with a content."""
    if path.is_symlink() or not path.is_file():
        return False
    return sha256(path.read_bytes()).hexdigest() == digest


def _left(entry: Entry) -> Finding:
    """Say that a file was put back, or its original kept, and that somebody went on from there."""
    return finding("IO055", Location(entry.file), observed=entry.file)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()
