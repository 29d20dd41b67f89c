"""One writer at a time: who changes the inputs of a project holds it meanwhile.

The file ``.pcf-hold`` in the project folder is locked by the operating system, which lets go when
the process ends, however it ends: a file that a killed process left holds nobody up. It names who
holds the project, so that a second writer can be told. Readers take no part in this.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Location, finding

HOLD_FILE = ".pcf-hold"
#: Byte of the file that is locked: far behind the text, which others read meanwhile.
_FAR = 2**30
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_TRIES = 50
_LONGEST = 2000
#: Thread and depth of what this process holds, by folder.
_mine: dict[tuple[int, str], tuple[int, int]] = {}
_guard = threading.Lock()


@contextmanager
def held(folder: Path, task: str) -> Iterator[None]:
    """Hold a project while its inputs change; within the same thread it may be held again.

    Parameters
    ----------
    task
        What is being done, as its caller would type it: ``data lock``.

    Raises
    ------
    PcfError
        ``IO050`` with who holds it, ``IO003`` when the folder cannot be written.
    """
    key = (os.getpid(), os.path.realpath(folder))
    thread = threading.get_ident()
    with _guard:
        owner, depth = _mine.get(key, (thread, 0))
        if depth and owner == thread:
            _mine[key] = (thread, depth + 1)
    if depth and owner == thread:
        try:
            yield
        finally:
            with _guard:
                _mine[key] = (thread, depth)
        return
    handle = _taken(folder, task)
    with _guard:
        _mine[key] = (thread, 1)
    try:
        yield
    finally:
        with _guard:
            del _mine[key]
        _let_go(folder / HOLD_FILE, handle)


def is_mine(folder: Path) -> bool:
    """Whether this process holds the project."""
    with _guard:
        return (os.getpid(), os.path.realpath(folder)) in _mine


def _taken(folder: Path, task: str) -> int:
    path = folder / HOLD_FILE
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(_TRIES):
            handle = os.open(path, flags, 0o644)
            if not _locked(handle):
                break
            if _is_same(handle, path):  # else its last holder has removed it just now
                _sign(handle, task)
                return handle
            os.close(handle)
        else:
            handle = -1
    except OSError as error:
        said = error.strerror or "OSError"
        raise PcfError([finding("IO003", Location(HOLD_FILE), observed=said)]) from error
    told = finding("IO050", Location(HOLD_FILE), observed=folder.resolve().name,
                   holder=holder_of(folder))  # fmt: skip
    if handle >= 0:
        os.close(handle)
    raise PcfError([told])


def _locked(handle: int) -> bool:
    """Lock the file; False when another has. Where files cannot be locked nobody is kept out."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _BUSY
    return True


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _sign(handle: int, task: str) -> None:
    """Say who holds; a full disk keeps nobody from holding."""
    import socket

    since = datetime.now(UTC).isoformat(timespec="seconds")
    said = {"process": os.getpid(), "host": socket.gethostname(), "task": task, "since": since}
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(said).encode("ascii") + b"\n")


def _let_go(path: Path, handle: int) -> None:
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(handle)
        with suppress(OSError):
            path.unlink()
        return
    with suppress(OSError):
        path.unlink()
    os.close(handle)


def holder_of(folder: Path) -> str:
    """Say who holds a project, as far as its file tells: task, process, machine and time."""
    try:
        with (folder / HOLD_FILE).open("rb") as stream:
            said: Any = json.loads(stream.read(_LONGEST))
        words = [str(said[name])[:80] for name in ("task", "process", "host", "since")]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "pcf"
    plain = ["".join(c for c in word if c.isprintable()) for word in words]
    return "pcf {} ({} @ {}, {})".format(*plain)
