"""Packages of files from strangers: a zip, a folder or a single file, read within bounds.

Members are read into memory one at a time and never written anywhere. A zip whose members point out
of it, that claims or unpacks to more than the limits, or whose members are compressed beyond belief
is refused as a whole (``IM005``); links and names that come twice are held back.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Location, finding
from pcf.hashing import file_sha256
from pcf.importing.conservation import Collect, Held
from pcf.importing.package import Place
from pcf.progress import counted

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)

#: Bytes of the shortest header in front of a member.
_HEADER = 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a package: number of members, bytes of one and of all, bytes per packed byte.

    The bytes per packed byte bound every member from `ratio_from` on, and all members together
    from `all_from` on.
    """

    members: int = 1_000_000
    member_bytes: int = 256 * 2**20
    total_bytes: int = 32 * 2**30
    ratio: float = 200.0
    ratio_from: int = 4 * 2**20
    all_from: int = 256 * 2**20


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a package: its path with forward slashes, and its size in bytes."""

    name: str
    size: int

    @property
    def suffix(self) -> str:
        """Lower-case suffix with its dot."""
        return PurePosixPath(self.name).suffix.lower()


class MemberError(Exception):
    """A member cannot be read; the text says why."""


class Archive(ABC):
    """A package that was opened.

    Attributes
    ----------
    name
        File or folder name.
    sha256
        Hash over the bytes of the file; of a folder, over names and bytes of all files.
    members
        Files in it, sorted by name.
    """

    name: str
    sha256: str
    members: tuple[Member, ...]

    def counted(self) -> Iterator[Member]:
        """Give the members one by one, and tell how much of the package has been read."""
        total = sum(member.size for member in self.members)
        return counted(self.members, "stage_reading", total, lambda member: member.size)

    @abstractmethod
    def read(self, member: Member) -> bytes:
        """Give the bytes of a member; raises `MemberError`."""

    @abstractmethod
    def head(self, member: Member, size: int = 4096) -> bytes:
        """Give the first bytes of a member; raises `MemberError`."""


class _Files(Archive):
    """A folder or a single file."""

    def __init__(self, path: Path, limits: Limits, collect: Collect) -> None:
        self.name = path.name
        self._limits = limits
        self._paths: dict[str, Path] = {}
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        root = path.parent if path.is_file() else path
        for entry in found:
            name = entry.relative_to(root).as_posix()
            if entry.is_symlink():
                _hold(collect, "symlink", name)
            elif entry.is_file():
                self._paths[name] = entry
        sizes = {name: entry.stat().st_size for name, entry in self._paths.items()}
        _bounded(self.name, len(sizes), sum(sizes.values()), limits)
        self.members = tuple(Member(name, size) for name, size in sorted(sizes.items()))
        self.sha256 = file_sha256(path) if path.is_file() else self._digest()

    def _digest(self) -> str:
        total = sha256()
        for member in self.members:
            total.update(f"{member.name}\0{file_sha256(self._paths[member.name])}\n".encode())
        return total.hexdigest()

    def read(self, member: Member) -> bytes:
        return self.head(member, self._limits.member_bytes + 1)

    def head(self, member: Member, size: int = 4096) -> bytes:
        try:
            with self._paths[member.name].open("rb") as stream:
                data = stream.read(size)
        except OSError as error:
            raise MemberError(error.strerror or "OSError") from error
        if len(data) > self._limits.member_bytes:
            raise MemberError(f"> {self._limits.member_bytes >> 20} MB")
        return data


class _Zip(Archive):
    """A zip file."""

    def __init__(self, path: Path, limits: Limits, collect: Collect) -> None:
        self.name = path.name
        self.sha256 = file_sha256(path)
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise PcfError([_hostile(path.name, "zip", str(error))]) from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        _bounded(path.name, len(entries), sum(e.file_size for e in entries), limits)
        self._check_layout(entries, path.stat().st_size)
        self._entries = dict(self._checked(entries, collect))
        self.members = tuple(Member(n, e.file_size) for n, e in sorted(self._entries.items()))

    def _check_layout(self, entries: list[zipfile.ZipInfo], packed: int) -> None:
        """Refuse members that share bytes, and all of them together packed beyond belief."""
        total = sum(entry.file_size for entry in entries)
        if total > self._limits.all_from and total / max(packed, 1) > self._limits.ratio:
            shown = f"{total / max(packed, 1):.0f} : 1"
            raise PcfError([_hostile(self.name, "ratio", shown)])
        end, before = 0, ""
        for entry in sorted(entries, key=lambda e: e.header_offset):
            if entry.header_offset < end:
                raise PcfError([_hostile(self.name, "overlap", f"{before}, {entry.filename}")])
            end, before = entry.header_offset + _HEADER + entry.compress_size, entry.filename

    def _checked(
        self, entries: list[zipfile.ZipInfo], collect: Collect
    ) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        seen: set[str] = set()
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or ":" in name[:3] or ".." in PurePosixPath(name).parts:
                raise PcfError([_hostile(self.name, "path", name)])
            packed = max(entry.compress_size, 1)
            if entry.file_size > self._limits.ratio_from and (
                entry.file_size / packed > self._limits.ratio
            ):
                shown = f"{name}: {entry.file_size / packed:.0f} : 1"
                raise PcfError([_hostile(self.name, "ratio", shown)])
            if stat.S_ISLNK(entry.external_attr >> 16):
                _hold(collect, "symlink", name)
            elif name in seen:
                _hold(collect, "duplicate-member", name)
            else:
                seen.add(name)
                yield name, entry

    def read(self, member: Member) -> bytes:
        if member.size > self._limits.member_bytes:
            raise MemberError(f"> {self._limits.member_bytes >> 20} MB")
        return self.head(member, member.size + 1)

    def head(self, member: Member, size: int = 4096) -> bytes:
        try:
            with self._zip.open(self._entries[member.name]) as stream:
                return stream.read(size)
        except _BROKEN as error:
            raise MemberError(str(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


def _hostile(name: str, kind: str, detail: str) -> Finding:
    return finding("IM005", Location(name), observed=detail, kind=kind)


def _hold(collect: Collect, reason: str, name: str) -> None:
    collect.ledger.enter("file")
    collect.ledger.hold(Held("file", reason, Place(name), name))


def _bounded(name: str, members: int, total: int, limits: Limits) -> None:
    if members > limits.members:
        raise PcfError([_hostile(name, "members", f"{members} > {limits.members}")])
    if total > limits.total_bytes:
        shown = f"{total >> 20} MB > {limits.total_bytes >> 20} MB"
        raise PcfError([_hostile(name, "size", shown)])


@contextmanager
def open_archive(path: Path, collect: Collect, limits: Limits = LIMITS) -> Iterator[Archive]:
    """Open a zip, a folder or a single file.

    Raises
    ------
    UsageError
        ``IO001``-like ``IM002`` when there is nothing at `path`.
    PcfError
        ``IM005`` for a package that is hostile or no zip although it begins as one.
    """
    if not path.exists():
        raise UsageError([finding("IM002", Location(path.name), observed=path.name, expected="-")])
    if path.is_file() and zipfile.is_zipfile(path):
        packed = _Zip(path, limits, collect)
        try:
            yield packed
        finally:
            packed.close()
    else:
        yield _Files(path, limits, collect)
