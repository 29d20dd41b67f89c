"""A file of the project as it lies on disk: places in it, and a splice that changes nothing else.

Encoding, byte-order mark, line ends, comments, quotes and the order of columns stay, because only
the characters of an edit are replaced.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pcf.findings import Edit

_LARGEST = 64 * 2**20
_CELL_END = re.compile(r"[,\r\n]")
_LINE_END = re.compile(r"\r\n|\r|\n")
#: Text that can stand in a bare cell, inside quotes and as a key, without any escape.
_PLAIN = re.compile(r"""[^\s,"'\\#=\[\]{}]+(?: [^\s,"'\\#=\[\]{}]+)*""").fullmatch
_TOKEN = re.compile(r'"(?:\\.|[^"\\\r\n])*"|' + r"'[^'\r\n]*'|#[^\r\n]*")
_KEY_HEAD = re.compile(r"\s*(?:\[\[?)?\s*[^=\]#\r\n]+")
_KEY_PART = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_VALUE = 400

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """Text of one file.

    text
        Decoded, line ends as they are, without byte-order mark.
    starts
        Where each line begins.
    """

    file: str
    encoding: str
    mark: bytes
    text: str
    starts: tuple[int, ...] = field(repr=False)

    def line_span(self, line: int) -> Span | None:
        """Give begin and end of a line (1-based), its end mark left out; None beyond the end."""
        if not 1 <= line <= len(self.starts):
            return None
        begin = self.starts[line - 1]
        end = _LINE_END.search(self.text, begin)
        return begin, end.start() if end else len(self.text)

    def edit(self, span: Span, address: str, after: str) -> Edit | None:
        """Make the edit that puts `after` at `span`; None when it would need an escape."""
        before = self.text[slice(*span)]
        if before == after or _PLAIN(after) is None or _LINE_END.search(before):
            return None
        line = self._line_of(span[0])
        start = self.starts[line - 1]
        return Edit(self.file, line, span[0] - start, span[1] - start, address, before, after)

    def _line_of(self, position: int) -> int:
        return bisect_right(self.starts, position)

    def spliced(self, edits: Iterable[Edit]) -> bytes:
        """Give the bytes of the file with edits made.

        Raises
        ------
        ValueError
            When an edit does not find its text, or two edits overlap.
        """
        text, limit = self.text, len(self.text)
        placed = [(self.starts[e.line - 1] + e.begin, self.starts[e.line - 1] + e.end, e)
                  for e in edits]  # fmt: skip
        for begin, end, edit in sorted(placed, key=lambda p: p[0], reverse=True):
            if text[begin:end] != edit.before or end > limit:
                raise ValueError(str(edit))
            text = text[:begin] + edit.after + text[end:]
            limit = begin
        return self.mark + text.encode(self.encoding)


def read_source(folder: Path, file: str, data: bytes | None = None) -> Source | None:
    """Read a file of a project; None when it is too large or cannot be written back as it is.

    Parameters
    ----------
    data
        Bytes to take instead of those on disk.
    """
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        return None
    if not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    data = path.read_bytes() if data is None else data
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data[len(mark) :]
    for encoding in ("utf-8",) if mark else ("utf-8", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding; the reader of the project tells when none fits
        if text.encode(encoding) != body:
            return None
        starts = (0, *(end.end() for end in _LINE_END.finditer(text)))
        return Source(file, encoding, mark, text, starts)
    return None


def cell_spans(source: Source, line: int) -> list[Span] | None:
    """Give the cells of the record that begins at a line, each without quotes and outer spaces."""
    bounds = source.line_span(line)
    if bounds is None:
        return None
    text, position = source.text, bounds[0]
    spans: list[Span] = []
    while True:
        begin = position
        if text[position : position + 1] == '"':
            closing = _closing_quote(text, position + 1)
            if closing is None:
                return None
            spans.append(_trimmed(text, begin + 1, closing))
            position = closing + 1
        else:
            found = _CELL_END.search(text, position)
            position = found.start() if found else len(text)
            spans.append(_trimmed(text, begin, position))
        if text[position : position + 1] != ",":
            return spans
        position += 1


def _closing_quote(text: str, position: int) -> int | None:
    while True:
        position = text.find('"', position)
        if position < 0:
            return None
        if text[position + 1 : position + 2] != '"':
            return position
        position += 2


def _trimmed(text: str, begin: int, end: int) -> Span:
    inner = text[begin:end]
    if not inner.strip():
        return begin, begin
    left = len(inner) - len(inner.lstrip())
    return begin + left, begin + left + len(inner.strip())


def header_line(source: Source) -> int | None:
    """Give the first line that holds something besides separators: the header of a table."""
    for line in range(1, len(source.starts) + 1):
        bounds = source.line_span(line)
        if bounds and source.text[slice(*bounds)].strip(' ,"\t'):
            return line
    return None


def toml_value_span(source: Source, line: int, value: str) -> Span | None:
    """Find the text `value` in the statement at a line; None unless it is there exactly once."""
    bounds = source.line_span(line)
    whole = _statement(source, line)
    if bounds is None or whole is None or '"""' in whole or "'''" in whole:
        return None
    found: list[Span] = []
    for match in _TOKEN.finditer(whole, whole.find("=") + 1):
        token = match.group()
        if token[0] != "#" and token[1:-1] == value:
            found.append((bounds[0] + match.start() + 1, bounds[0] + match.end() - 1))
    return found[0] if len(found) == 1 else None


def toml_key_span(source: Source, line: int, key: str) -> Span | None:
    """Find the part `key` of the key or table name at a line; None unless exactly once."""
    bounds = source.line_span(line)
    if bounds is None:
        return None
    head = _KEY_HEAD.match(source.text[slice(*bounds)])
    parts = [p for p in _KEY_PART.finditer(head.group()) if p.group() == key] if head else []
    if len(parts) != 1:
        return None
    return bounds[0] + parts[0].start(), bounds[0] + parts[0].end()


def _statement(source: Source, line: int) -> str | None:
    """Give the text of the statement that begins at a line: lines until it can be parsed."""
    for whole in _growing(source, line):
        try:
            tomllib.loads(whole)
        except (tomllib.TOMLDecodeError, ValueError, RecursionError):
            continue
        return whole
    return None


def _growing(source: Source, line: int) -> Iterator[str]:
    begin = source.starts[line - 1]
    for last in range(line, min(line + _LONGEST_VALUE, len(source.starts) + 1)):
        bounds = source.line_span(last)
        if bounds is not None:
            # a carriage return alone ends a line for the reader of the project, too
            yield source.text[begin : bounds[1]].replace("\r", "\n")
