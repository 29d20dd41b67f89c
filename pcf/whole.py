"""Files that appear whole or not at all: the one writer of everything that pcf writes.

The content goes to a file of its own in the same folder, reaches the disk, and takes the name at
the end by renaming. Whoever reads meets the old content or the new one, never a mix; a process that
is killed leaves at most a file whose name begins with ``.pcf-new.``, which is no input of anything
and which a later writer removes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from pcf.leftovers import is_alive

_NAMED = re.compile(r"\.pcf-new\.(\d+)\.[a-z0-9_]+")
#: Age from which a file of a dead process is removed: a machine that shares the folder may own it.
_PATIENCE = 600.0
#: What file systems say that cannot be asked to reach the disk.
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
_TRIES = 20
_PAUSE = 0.02


def write_whole(path: Path, parts: Iterable[bytes | memoryview], *, lasting: bool = True) -> None:
    """Write `parts` one after the other as the new content of a file.

    Parameters
    ----------
    path
        The file; the mode of one that is there stays.
    lasting
        Have the content on the disk before it takes its name, so that it outlives a power cut. What
        proves itself by a hash, as the cache does, can do without.

    Raises
    ------
    OSError
        When it cannot be written; the file is as it was then, and nothing else is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".pcf-new.{os.getpid()}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
            if lasting:
                stream.flush()
                _sync(stream.fileno())
        new.chmod(_mode(path))
        _replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    if lasting:
        sync_folder(path.parent)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o644


def _replace(new: Path, path: Path) -> None:
    """Rename; where a reader's open file stands in the way for a moment, try again."""
    for _ in range(_TRIES if os.name == "nt" else 0):
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    new.replace(path)


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


def sync_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk, where the system lets one ask for it."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(folder: Path) -> None:
    """Have every file below a folder reach the disk; raises `OSError` when one does not."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as stream:
                _sync(stream.fileno())
        elif path.is_dir():
            sync_folder(path)
    sync_folder(folder)


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is the unfinished content of another."""
    return _NAMED.fullmatch(name) is not None


def sweep_of(process: int, folder: Path) -> None:
    """Remove what a process that is known to be dead left in a folder."""
    if process != os.getpid():
        for path in folder.glob(f".pcf-new.{process}.*"):
            if is_unfinished(path.name):
                path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _NAMED.fullmatch(entry.name)
            if match is None or is_alive(int(match[1])):
                continue
            with contextlib.suppress(OSError):
                if time.time() - entry.stat(follow_symlinks=False).st_mtime > _PATIENCE:
                    Path(entry.path).unlink()
