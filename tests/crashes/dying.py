"""Work in a child process that dies at a chosen moment, and what is left of it."""

from __future__ import annotations

import os
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from pcf.errors import PcfError

resource = pytest.importorskip("resource", reason="needs processes as POSIX has them")

#: Exit codes of a child: a finding was raised, and something else was.
REFUSED, BROKEN = 3, 4
KILLED = -signal.SIGKILL
#: Work without an answer.
Work = Callable[[], object]
_EVENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.truncate"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def start(work: Work) -> int:
    """Start work in a copy of this process and give its number."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of libraries are idle here
        child = os.fork()
    if child:
        return child
    code = BROKEN
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        work()
        code = 0
    except PcfError:
        code = REFUSED
    finally:
        os._exit(code)


def wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(work: Work) -> int:
    return wait(start(work))


def _watch(step: Callable[[], None]) -> None:
    """Call `step` before every change of the disk that this process makes from now on."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        opens = event == "open" and isinstance(args[2], int) and args[2] & _WRITES
        if event in _EVENTS or (opens and args[0] != os.devnull):
            step()

    sync = os.fsync

    def synced(handle: int) -> None:
        step()
        sync(handle)

    os.fsync = synced
    sys.addaudithook(hook)


def steps(work: Work) -> int:
    """Count the changes of the disk that work makes."""
    reader, writer = os.pipe()

    def counted() -> None:
        done = [0]

        def step() -> None:
            done[0] += 1

        _watch(step)
        work()
        os.write(writer, struct.pack("i", done[0]))

    code = run(counted)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        assert code == 0
        return int(struct.unpack("i", stream.read())[0])


def killed(work: Work, last: int) -> None:
    """Do work in a child that is killed before its change number `last` of the disk."""

    def dying() -> None:
        left = [last]

        def step() -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        _watch(step)
        work()

    assert run(dying) == KILLED


def limited(work: Work, size: int) -> int:
    """Do work in a child that can write no file larger than `size`; give its exit code."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        work()

    return run(bounded)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def seen(folder: Path) -> dict[str, bytes]:
    """Files that are no leftovers of killed processes."""
    found = contents(folder)
    return {n: c for n, c in found.items() if not any(p[0] == "." for p in n.split("/"))}
