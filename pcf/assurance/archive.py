"""The one form of a bundle on disk: a zip whose members are stored, sorted and without times.

There is exactly one sequence of bytes for given members. Reading makes it again and compares, so
that a changed byte anywhere, also outside the members, is found. Nothing is compressed: a bundle is
never larger in memory than on disk, and no library of compression changes its bytes.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pcf.assurance.member_names import NameCheck
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding

#: Bytes and members that a bundle may have.
LARGEST = 512 * 2**20
MOST_MEMBERS = 20_000
_LARGEST_DIRECTORY = 16 * 2**20
_UNIX, _FILE = 3, (stat.S_IFREG | 0o644) << 16
#: End of a zip without comment: signature, discs, entries here and in all, size, place, comment.
_END = struct.Struct("<4s4H2LH")
_READING = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError,
    ValueError, OverflowError, struct.error, OSError,
)  # fmt: skip


def packed(members: Mapping[str, bytes]) -> bytes:
    """Give the zip file of members; the order in which they are given changes nothing."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name)  # without times: 1980-01-01
            info.create_system, info.external_attr = _UNIX, _FILE
            archive.writestr(info, members[name])
    return target.getvalue()


def read_members(path: Path) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Give the members of a bundle, and what is wrong with the file around them.

    Returns
    -------
    tuple
        Members by name, and ``SE013`` when the file is not the one form of these members.

    Raises
    ------
    PcfError
        ``SE009`` not readable; ``SE085`` a folder; ``SE001`` no zip file, cut off or with something
        after its end; ``SE002`` too large; ``SE003`` a name that leads out of the folder; ``SE004``
        a name that is there twice; ``SE005`` no ordinary file; ``SE006`` compressed or encrypted.
        Nothing is read
        then.
    """
    return read_bytes(_bytes(path), path.name)


def read_bytes(data: bytes, file: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Give the members of a bundle in memory; see `read_members`."""
    where = Location(file)
    _check_end(data, where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _faults(archive.infolist(), file)
            if found:
                raise PcfError(found)
            members = {}
            for info in archive.infolist():
                members[info.filename] = _content(archive, data, info)
    except _READING as error:
        raise PcfError([finding("SE001", where, observed=_said(error))]) from error
    return members, _around(data, packed(members), where)


def _bytes(path: Path) -> bytes:
    where = Location(path.name)
    if path.is_dir():
        name = path.resolve().name or path.as_posix()
        raise PcfError(
            [finding("SE085", Location(name), observed=name, suggestion=path.as_posix())]
        )
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise PcfError([finding("SE002", where, observed=f"{size >> 20} MB",
                                    expected=f"{LARGEST >> 20} MB")])  # fmt: skip
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise PcfError([finding("SE009", where, observed=_said(error))]) from error


def _said(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _check_end(data: bytes, where: Location) -> None:
    """Look at the counts before a library believes them."""
    tail = data[-_END.size :]
    if len(tail) < _END.size or not data.startswith(b"PK\x03\x04"):
        raise PcfError([finding("SE001", where, observed="ZIP")])
    mark, _, _, here, count, size, _, comment = _END.unpack(tail)
    if mark != b"PK\x05\x06" or comment or here != count:
        raise PcfError([finding("SE001", where, observed="end of central directory")])
    if count > MOST_MEMBERS or size > _LARGEST_DIRECTORY:
        raise PcfError([finding("SE002", where, observed=count, expected=MOST_MEMBERS)])


def _faults(listed: list[zipfile.ZipInfo], file: str) -> list[Finding]:
    """Find what no bundle has: names that escape or repeat, links, compressed members."""
    check, faults = NameCheck(), []
    for info in listed:
        where = Location(f"{file}!{_printable(info.filename)}")
        code = check.fault(info.orig_filename)
        if code is None and stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            code = "SE005"
        if code is None and (info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 0x41
                             or info.compress_size != info.file_size):  # fmt: skip
            code = "SE006"
        if code is not None:
            faults.append(finding(code, where, observed=_printable(info.filename)))
    return faults


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:120]


def _content(archive: zipfile.ZipFile, data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Give a member by its place; its checksum is that of the manifest, not that of the zip."""
    if info.file_size > len(data):
        raise zipfile.BadZipFile(f"{info.filename}: {info.file_size} B")
    begin = info.header_offset
    head = data[begin : begin + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(f"{info.filename}: header")
    name, extra = struct.unpack("<2H", head[26:30])
    begin += 30 + name + extra
    content = data[begin : begin + info.file_size]
    if len(content) != info.file_size:
        raise zipfile.BadZipFile(f"{info.filename}: cut off")
    return content


def _around(data: bytes, expected: bytes, where: Location) -> tuple[Finding, ...]:
    if data == expected:
        return ()
    same = next(
        (n for n, (a, b) in enumerate(zip(data, expected, strict=False)) if a != b),
        min(len(data), len(expected)),
    )
    return (finding("SE013", where, observed=same, expected=len(expected), size=len(data)),)
