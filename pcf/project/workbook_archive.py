"""Look at a workbook from a stranger before anything parses it; repack one so that it is stable."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from pcf.findings import Finding, Location, finding

MAX_FILE_BYTES = 128 * 2**20
MAX_UNPACKED_BYTES = 512 * 2**20
MAX_MEMBERS = 1000
#: Members larger than this must not be packed more tightly than `MAX_RATIO`.
_LARGE = 32 * 2**20
MAX_RATIO = 250
_NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
_CHUNK = 2**20
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def refuse_archive(path: Path) -> Finding | None:
    """Give the reason why a workbook must not be opened, or None.

    ``IO028`` no readable workbook, ``IO048`` beyond a bound, ``IO049`` a declaration in its XML.

    Checked: size on disk, number, names and unpacked size of the members, how tightly they are
    packed, encryption, and that no XML member declares a document type or an entity.
    """
    where = Location(path.name)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            return _beyond(path, f"{size >> 20} MB", f"{MAX_FILE_BYTES >> 20} MB")
        with zipfile.ZipFile(path) as archive:
            return _refuse_members(path, archive) or _refuse_contents(path, archive)
    except OSError as error:
        return finding("IO003", where, observed=error.strerror or "OSError")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        return finding("IO028", where)


def _beyond(path: Path, observed: str, expected: str) -> Finding:
    return finding("IO048", Location(path.name), observed=observed, expected=f"<= {expected}")


def _refuse_members(path: Path, archive: zipfile.ZipFile) -> Finding | None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS:
        return _beyond(path, f"{len(members)} files", f"{MAX_MEMBERS} files")
    twice = len(set(names)) != len(names)
    if twice or any(member.flag_bits & 1 for member in members):
        return finding("IO028", Location(path.name))
    if any(name not in names for name in _NEEDED):
        return finding("IO028", Location(path.name))
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED_BYTES:
        return _beyond(path, f"{total >> 20} MB", f"{MAX_UNPACKED_BYTES >> 20} MB")
    for member in members:
        ratio = member.file_size // max(1, member.compress_size)
        if member.file_size > _LARGE and ratio > MAX_RATIO:
            return _beyond(path, f"{member.filename} {ratio}:1", f"{MAX_RATIO}:1")
    return None


def _refuse_contents(path: Path, archive: zipfile.ZipFile) -> Finding | None:
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        tail = b""
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                window = tail + chunk
                if any(sign in window for sign in _DECLARATIONS):
                    return finding("IO049", Location(path.name), observed=member.filename)
                tail = chunk[-16:]
    return None


def stable_bytes(data: bytes) -> bytes:
    """Give the same archive without times: equal contents make equal bytes."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return made.getvalue()
