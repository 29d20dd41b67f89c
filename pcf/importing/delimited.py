"""Delimited texts of strangers as plain rows, within bounds; never more than once in memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from pcf.importing.archive import Archive, Member
from pcf.importing.grid import (
    MAX_COLUMNS,
    MAX_PLACES,
    MAX_ROWS,
    GridError,
    Row,
    Sheet,
    bytes_of,
)

#: Bytes of a text that are tried at once, and the longest first line that is looked at.
_PIECE = 2**20
_LONGEST = 2**20


def decoded(data: bytes, last: str = "gb18030") -> tuple[str, str]:
    """Give the text of a file and its encoding: UTF-8 (also with mark), UTF-16 with mark, `last`.

    Raises
    ------
    GridError
        Text of none of them.
    """
    encoding = _encoding(data, last)
    return data.decode(encoding), encoding


def _encoding(data: bytes, last: str = "gb18030") -> str:
    """Encoding that fits a text to its end, tried by pieces; raises `GridError`."""
    first = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (first, last):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for begin in range(0, len(data), _PIECE):
                decoder.decode(data[begin : begin + _PIECE])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise GridError(f"encoding: {first}, {last}")


def read_delimited(archive: Archive, member: Member) -> Sheet:
    """Read a delimited text; the delimiter is the most frequent of ``, ; tab`` in its first line.

    Raises
    ------
    GridError
        Unreadable, not text, or beyond a bound.
    """
    data = bytes_of(archive, member)
    if max(map(data.count, (b",", b";", b"\t"))) > MAX_PLACES:
        raise GridError(f"{member.name}: > {MAX_PLACES} cells", "too-large")
    encoding = _encoding(data)
    if b"\x00" in data and not encoding.startswith("utf-16"):
        raise GridError("NUL")
    first = _first_line(data, encoding)
    delimiter = max((",", ";", "\t"), key=first.count)
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    reader = csv.reader(stream, delimiter=delimiter)
    rows: list[Row] = []
    try:
        last = 0
        for cells in reader:
            line, last = last + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(_text_row(member.name, line, cells))
            if len(rows) > 8 * MAX_ROWS:
                raise GridError(f"{member.name}: > {8 * MAX_ROWS}", "too-large")
    except csv.Error as error:
        raise GridError(f"{member.name}:{reader.line_num}: {error}") from error
    return Sheet(member.name, "", tuple(rows))


def _first_line(data: bytes, encoding: str) -> str:
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding) as stream:
        while line := stream.readline(_LONGEST):
            if line.strip():
                return line
    return ""


def _text_row(file: str, line: int, cells: Sequence[str]) -> Row:
    if len(cells) > MAX_COLUMNS:  # the csv module bounds a cell to 131 072 characters
        raise GridError(f"{file}:{line}: > {MAX_COLUMNS} columns", "too-large")
    return Row(line, tuple(cell if cell.strip() else None for cell in cells))
