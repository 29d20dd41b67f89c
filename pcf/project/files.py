"""Files of a project: bounded, decoded strictly, written whole or not at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.whole import write_whole

MAX_TABLE_BYTES = 512 * 2**20
MAX_TOML_BYTES = 8 * 2**20
_CHUNK = 2**20
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that was found readable.

    Parameters
    ----------
    file
        Path inside the project, with forward slashes.
    encoding
        ``utf-8-sig`` or ``gb18030``.
    """

    file: str
    path: Path
    encoding: str


def open_text(folder: Path, file: str, limit: int, collect: Collector) -> TextFile | None:
    """Find out how `file` is encoded; None and a finding when it cannot be read.

    UTF-8 (with or without byte-order mark) is tried first, then GB18030, both strictly. The whole
    file is looked at, in pieces, so that no decoding error can come later.
    """
    path = folder / file
    try:
        size = path.stat().st_size
        if size > limit:
            observed = f"{size / 2**20:.0f} MB"
            collect.add(
                finding("IO004", Location(file), observed=observed, expected=f"{limit >> 20} MB")
            )
            return None
        bad = _forbidden_byte(path, file)
        encoding = None if bad else _encoding(path)
    except OSError as error:
        collect.add(finding("IO003", Location(file), observed=error.strerror or "OSError"))
        return None
    if bad is not None or encoding is None:
        collect.add(bad or finding("IO006", Location(file)))
        return None
    if encoding == "gb18030":
        collect.add(finding("IO007", Location(file), observed="GB18030"))
    return TextFile(file, path, encoding)


def _forbidden_byte(path: Path, file: str) -> Finding | None:
    """Find a sign of UTF-16 or the first control character; both never stand in a text table."""
    line = 1
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if line == 1 and stream.tell() == len(chunk) and chunk.startswith(_UTF16):
                return finding("IO046", Location(file), observed="UTF-16")
            match = _CONTROL.search(chunk)
            if match:
                line += chunk.count(b"\n", 0, match.start())
                code = "IO005" if match.group() == b"\x00" else "IO023"
                return finding(code, Location(file, line), observed=f"U+{match.group()[0]:04X}")
            line += chunk.count(b"\n")
    return None


def _encoding(path: Path) -> str | None:
    for name, label in (("utf-8", "utf-8-sig"), ("gb18030", "gb18030")):
        decoder = codecs.getincrementaldecoder(name)("strict")
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue  # the next encoding is tried; when none fits the caller says so
        return label
    return None


def read_text(source: TextFile) -> str:
    """Give the whole text with line ends as LF."""
    return source.path.read_text(encoding=source.encoding)


def write_text(path: Path, text: str, *, mark: bool = False) -> None:
    """Write `text` as UTF-8 with LF, through a file beside it: whole or not at all.

    Parameters
    ----------
    mark
        Begin with the byte-order mark, by which spreadsheets know UTF-8.

    Raises
    ------
    PcfError
        ``IO003`` when the file cannot be written, e.g. because a spreadsheet keeps it open.
    """
    data = (codecs.BOM_UTF8 if mark else b"") + text.encode("utf-8")
    write_bytes(path, data)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` through a file beside `path`; raises as `write_text` does."""
    write_parts(path, (data,))


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write `parts` one after the other through a file beside `path`; raises as `write_text`."""
    try:
        write_whole(path, parts)
    except OSError as error:
        where = Location(path.name)
        raise PcfError([finding("IO003", where, observed=error.strerror or "OSError")]) from error
