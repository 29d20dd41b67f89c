"""The line of a file that a finding is about, with the place of the cell in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from pcf.findings import Location
from pcf.report.width import cell, cells, plain

_DOTS = "..."
_LARGEST = 16 * 2**20
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a file; `begin` and `end` bound the cell meant, None when it is not known."""

    text: str
    begin: int | None = None
    end: int | None = None
    column: int | None = None


def excerpt(folder: Path | None, place: Location | None) -> Excerpt | None:
    """Give the line at `place`, or None when there is none to show.

    A file outside the folder, or one that has changed or cannot be decoded, gives none: an excerpt
    is a courtesy, the finding stands without it.
    """
    if folder is None or place is None or place.line is None:
        return None
    lines = _lines(folder, place.file)
    if lines is None:
        return None
    wanted = place.line - 1
    head, line = _pick(lines, wanted)
    if line is None:
        return None
    text = plain(line.rstrip("\r\n"))[:_LONGEST]
    if not text.strip():
        return None
    if place.file.endswith(".csv"):
        return _table_cell(text, head, place)
    return _toml_value(text, place.column)


def _lines(folder: Path, file: str) -> Iterator[str] | None:
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    about = path.stat()
    if about.st_size > _LARGEST:
        return None
    found = _read(path, (about.st_mtime_ns, about.st_size))
    return None if found is None else iter(found)


@lru_cache(maxsize=8)
def _read(path: Path, _: tuple[int, int]) -> list[str] | None:
    """Lines of a file; read again when its time or size is another: findings share few files."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return path.read_text(encoding=encoding).split("\n")
        except (UnicodeDecodeError, OSError):
            continue  # the reader of the project has told about it
    return None


def _pick(lines: Iterator[str], wanted: int) -> tuple[str, str | None]:
    """Give the first line that is not blank (the header) and the wanted one."""
    head, found = "", None
    for number, line in enumerate(islice(lines, wanted + 1)):
        if not head and line.strip(" ,\r"):
            head = line
        if number == wanted:
            found = line
    return head, found


def _table_cell(text: str, head: str, place: Location) -> Excerpt:
    spans = _spans(text)
    index = _column_index(head, place)
    if index is None or index >= len(spans):
        return Excerpt(text)
    begin, end = spans[index]
    return Excerpt(text, begin, max(end, begin + 1), index + 1)


def _column_index(head: str, place: Location) -> int | None:
    from pcf.project.raw_table import column_names, header_name
    from pcf.project.schema import TABLES

    if place.column is None:
        return None
    table = next((t for t in TABLES if t.file == place.file), None)
    known = column_names(table) if table else {}
    names = [header_name(name) for name in next(csv.reader([head]), [])]
    for index, name in enumerate(names):
        if place.column in (known.get(name), name):
            return index
    return None


def _spans(text: str) -> list[tuple[int, int]]:
    """Give begin and end of every cell of a line of CSV."""
    spans, begin, quoted = [], 0, False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            spans.append((begin, position))
            begin = position + 1
    return [*spans, (begin, len(text))]


def _toml_value(text: str, column: str | None) -> Excerpt:
    key, sign, value = text.partition("=")
    name = (column or "").rpartition(".")[2]
    if not sign or key.strip().strip("\"'") != name:
        return Excerpt(text)
    begin = len(key) + 1 + len(value) - len(value.lstrip())
    bare = text.split(" #")[0].rstrip() if "#" in text else text.rstrip()
    return Excerpt(text, begin, max(len(bare), begin + 1))


def fit(found: Excerpt, width: int) -> tuple[str, str]:
    """Give the line cut to `width` cells around its cell, and the carets to stand below it.

    What is cut is marked by three dots; the carets count cells, so that they stand right under
    Chinese text as well.
    """
    text, begin, end = found.text, found.begin, found.end
    if cells(text) <= width:
        return text, _carets(text, begin, end)
    start = 0
    if begin is not None:
        room = max(width // 2, 1)
        start = begin
        while start > 0 and cells(text[start - 1 : begin]) <= room:
            start -= 1
        if cells(text[start:]) < width - len(_DOTS):
            while start > 0 and cells(text[start - 1 :]) <= width - len(_DOTS):
                start -= 1
    left = _DOTS if start else ""
    shown = _head(text[start + (1 if left else 0) :], width - len(left))
    shift = start + (1 if left else 0) - len(left)
    if begin is None or end is None:
        return left + shown, ""
    visible = left + shown
    return visible, _carets(visible, begin - shift, min(end - shift, len(visible)))


def _head(text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    kept = 0
    used = 0
    for character in text:
        used += cell(character)
        if used > width - len(_DOTS):
            break
        kept += 1
    return text[:kept] + _DOTS


def _carets(text: str, begin: int | None, end: int | None) -> str:
    if begin is None or end is None:
        return ""
    return " " * cells(text[:begin]) + "^" * max(cells(text[begin:end]), 1)
