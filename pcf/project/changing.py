"""Changes of several inputs at once: wholly there, or wholly taken back.

Before the first file is touched, its content and a journal go to ``.pcf-undo/`` in the project
folder and reach the disk. When everything is written the journal is removed; that is the moment at
which the change is there. A process that is killed before leaves the journal, and whoever reads or
changes the project next puts every file back as it was (`pcf.project.undo`).
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.project.files import write_bytes
from pcf.project.holding import held
from pcf.project.undo import JOURNAL, SCHEMA, UNDO, Entry, Journal, take_back
from pcf.whole import sync_folder


@contextmanager
def changing(folder: Path, task: str) -> Iterator[Change]:
    """Hold a project and change files of it, all or none.

    An exception takes back what was written. An earlier change that was cut short is taken back
    first.

    Parameters
    ----------
    task
        What is being done, as its caller would type it: ``check --fix``.

    Raises
    ------
    PcfError
        ``IO050`` when another holds the project, ``IO003`` when a file cannot be written, ``IO054``
        when an earlier journal cannot be read. Every file is as it was then.
    """
    with held(folder, task):
        stopped = [item for item in take_back(folder) if item.level == "error"]
        if stopped:
            raise PcfError(stopped)
        change = Change(folder, task)
        try:
            yield change
        except BaseException:
            change.undo()
            raise
        change.close()


class Change:
    """A change under way; `changing` makes it."""

    def __init__(self, folder: Path, task: str) -> None:
        self._folder = folder
        self._home = folder / UNDO
        self._task = task
        self._entries: dict[str, Entry] = {}
        self._originals: dict[str, bytes | None] = {}
        self._folders: list[str] = []

    def put(self, made: Mapping[str, bytes]) -> None:
        """Bring the project into the state with these files, all others as they were.

        Parameters
        ----------
        made
            Content by path inside the project. A file of an earlier `put` that is not named is put
            back as it was.

        Raises
        ------
        PcfError
            ``IO003`` when something cannot be written.
        """
        try:
            self._remember(made)
        except OSError as error:
            said = error.strerror or "OSError"
            raise PcfError([finding("IO003", Location(UNDO), observed=said)]) from error
        for file, original in self._originals.items():
            self._become(file, made.get(file, original))

    def _remember(self, made: Mapping[str, bytes]) -> None:
        """Keep originals and write the journal, before anything changes."""
        new = [file for file in made if file not in self._entries]
        if new and not self._entries:
            shutil.rmtree(self._home, ignore_errors=True)
        for file in new:
            path = self._folder / file
            original = path.read_bytes() if path.exists() else None
            mode = stat.S_IMODE(path.stat().st_mode) if original is not None else 0o644
            kept = "" if original is None else str(len(self._entries))
            if original is not None:
                write_bytes(self._home / kept, original)
            self._originals[file] = original
            before = "" if original is None else sha256(original).hexdigest()
            self._entries[file] = Entry(file, before, kept, mode, ())
            self._folders += [f for f in _absent(self._folder, path) if f not in self._folders]
        for file, data in made.items():
            self._entries[file] = self._entries[file].also(sha256(data).hexdigest())
        if self._entries:
            body = Journal(self._task, os.getpid(), tuple(self._entries.values()),
                           tuple(self._folders)).to_dict()  # fmt: skip
            write_bytes(self._home / JOURNAL, json.dumps({"schema": SCHEMA, **body}).encode())
            sync_folder(self._folder)

    def _become(self, file: str, data: bytes | None) -> None:
        path = self._folder / file
        present = path.read_bytes() if path.exists() else None
        if present == data:
            return
        if data is None:
            path.unlink()
        else:
            write_bytes(path, data)

    def close(self) -> None:
        """Let the change stand: the journal goes first, and with it the way back."""
        if not self._entries:
            return
        try:
            (self._home / JOURNAL).unlink()
        except OSError as error:
            self.undo()
            said = error.strerror or "OSError"
            raise PcfError([finding("IO003", Location(UNDO), observed=said)]) from error
        sync_folder(self._home)
        with suppress(OSError):
            shutil.rmtree(self._home)

    def undo(self) -> None:
        """Put every file back as it was."""
        if not (self._home / JOURNAL).exists():
            shutil.rmtree(self._home, ignore_errors=True)
            return
        faults = [item for item in take_back(self._folder) if item.level == "error"]
        if faults:
            raise PcfError(faults)


def _absent(folder: Path, path: Path) -> Iterator[str]:
    """Folders that a file needs and that are not there yet, the outermost first."""
    inner = path.parent.relative_to(folder)
    for above in (*reversed(inner.parents), inner):
        if above.parts and not (folder / above).exists():
            yield above.as_posix()
