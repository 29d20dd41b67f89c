"""Chunks that are done: files with their hashes, so that a batch goes on where it was killed.

``OUT/batch.json`` holds what the batch rests on, ``OUT/parts/`` one file per chunk, and
``OUT/journal.jsonl`` a line per chunk that stands whole on the disk. A chunk counts as done when
its line is whole and its file has the hash of the line; anything else is computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.hashing import file_sha256
from pcf.portfolio.identity import Identity
from pcf.project.files import write_bytes

HEAD, PARTS, JOURNAL = "batch.json", "parts", "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk that is done: how many results it has and how many of them failed."""

    chunk: int
    count: int
    failed: int
    sha256: str


class Journal:
    """The journal of one batch.

    Raises
    ------
    PcfError
        ``BA010`` when the folder holds a batch of other inputs, ``BA011`` when it holds files that
        are no batch, ``IO003`` when it cannot be written.
    """

    def __init__(self, folder: Path, identity: Identity) -> None:
        self.folder = folder
        self.resumed = (folder / HEAD).is_file()
        if self.resumed:
            _same(folder / HEAD, identity.to_dict())
        else:
            _empty(folder)
            text = json.dumps(identity.to_dict(), indent=1, ensure_ascii=True, sort_keys=True)
            write_bytes(folder / HEAD, text.encode() + b"\n")
        self.done = {d.chunk: d for d in self._read() if self._stands(d)}

    def part(self, chunk: int) -> Path:
        """File of a chunk."""
        return self.folder / PARTS / f"{chunk:08d}.csv"

    @property
    def complete(self) -> str:
        """SHA-256 of the results when all of them stand in one file; empty before."""
        said = [line["results"] for line in self._lines() if "results" in line]
        return str(said[-1]) if said else ""

    def finish(self, sha256: str) -> None:
        """Keep that the results stand as a whole; the files of the chunks are not needed then."""
        self._append({"results": sha256})
        for path in (self.folder / PARTS).glob("*.csv"):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # somebody else's file is in it
            (self.folder / PARTS).rmdir()

    def add(self, chunk: int, data: bytes, count: int, failed: int) -> Done:
        """Keep a chunk: first its file, then its line, both on the disk."""
        write_bytes(self.part(chunk), data)
        made = Done(chunk, count, failed, hashlib.sha256(data).hexdigest())
        self._append(asdict(made))
        self.done[chunk] = made
        return made

    def _append(self, line: dict[str, Any]) -> None:
        try:
            with (self.folder / JOURNAL).open("ab") as stream:
                # What a kill has cut short is closed by the first line end and is passed over.
                stream.write(b"\n" + json.dumps(line).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            told = finding("IO003", Location(JOURNAL), observed=error.strerror or "OSError")
            raise PcfError([told]) from error

    def _lines(self) -> Iterator[dict[str, Any]]:
        path = self.folder / JOURNAL
        if not path.is_file():
            return
        with path.open("rb") as stream:
            for line in stream:
                try:
                    found = json.loads(line)
                except ValueError:  # blank, or cut short by a kill: the chunk is made again
                    continue
                if isinstance(found, dict):
                    yield found

    def _read(self) -> Iterator[Done]:
        for line in self._lines():
            if line.keys() == {"chunk", "count", "failed", "sha256"}:
                yield Done(**line)

    def _stands(self, done: Done) -> bool:
        try:
            return file_sha256(self.part(done.chunk)) == done.sha256
        except OSError:
            return False


def _same(path: Path, wanted: dict[str, Any]) -> None:
    """Refuse a batch that was begun with other inputs, naming them."""
    try:
        known = json.loads(path.read_bytes())
        names = [name for name in wanted if wanted[name] != known[name]]
        differs = [text for name in names for text in _named(name, known[name], wanted[name])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        told = finding("BA011", Location(path.name), observed=path.parent.name)
        raise PcfError([told]) from error
    if differs:
        shown = ", ".join(differs[:5]) + (" …" if len(differs) > 5 else "")
        raise PcfError([finding("BA010", Location(path.name), observed=shown)])


def refuse_other(begun: Identity, now: Identity) -> None:
    """Say what is not as it was when the batch began (``BA010``)."""
    old, new = begun.to_dict(), now.to_dict()
    differs = [text for name in old if old[name] != new[name]
               for text in _named(name, old[name], new[name])]  # fmt: skip
    raise PcfError([finding("BA010", Location(HEAD), observed=", ".join(differs[:5]))])


def _named(name: str, old: Any, new: Any) -> list[str]:
    if name in ("projects", "tables"):
        keys = sorted(k for k in {**old, **new} if old.get(k) != new.get(k))
        return [f"{name}.{key}" for key in keys]
    return [name if name in ("portfolio", "embedded") else f"{name} ({old} -> {new})"]


def _empty(folder: Path) -> None:
    """Refuse a folder that holds something else."""
    others = [p for p in folder.iterdir() if not p.name.startswith(".")] if folder.is_dir() else []
    if others:
        raise PcfError([finding("BA011", Location(others[0].name), observed=folder.name)])
