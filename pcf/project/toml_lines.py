"""Line numbers of keys in a TOML text; the standard reader does not keep them."""

from __future__ import annotations

import re
import tomllib

TomlPath = tuple[str | int, ...]

_PART = r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEYS = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEYS})\s*\]")
_ENTRY = re.compile(rf"\s*({_KEYS})\s*=")
_ONE_PART = re.compile(_PART)
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|' + r"'[^']*'|#.*|[\[\]{}]", re.DOTALL)
_END_BASIC = re.compile(r'(?:\\.|[^\\])*?"""', re.DOTALL)


class _Value:
    """Follows a value over lines: in a multi-line string or open bracket nothing is a key."""

    def __init__(self) -> None:
        self.quote = ""
        self.depth = 0

    @property
    def is_open(self) -> bool:
        return bool(self.quote) or self.depth > 0

    def feed(self, text: str) -> None:
        position = 0
        while position < len(text):
            if self.quote:
                position = self._skip_string(text, position)
                continue
            token = _TOKEN.search(text, position)
            if token is None:
                return
            position = token.end()
            self._take(token.group())

    def _take(self, token: str) -> None:
        if token in ('"""', "'''"):
            self.quote = token
        elif token in "[{":
            self.depth += 1
        elif token in "]}":
            self.depth -= 1

    def _skip_string(self, text: str, position: int) -> int:
        if self.quote == "'''":
            end = text.find("'''", position)
            end = end + 3 if end >= 0 else -1
        else:
            match = _END_BASIC.match(text, position)
            end = match.end() if match else -1
        if end < 0:
            return len(text)
        while end < len(text) and text[end] == self.quote[0]:  # quotes may touch the closing ones
            end += 1
        self.quote = ""
        return end


def split_key(text: str) -> tuple[str, ...]:
    """Split a dotted key of TOML into its parts, quotes taken off."""
    parts = []
    for match in _ONE_PART.finditer(text):
        part = match.group()
        parts.append(tomllib.loads(f"k = {part}")["k"] if part[0] in "\"'" else part)
    return tuple(parts)


def key_lines(text: str) -> dict[TomlPath, int]:
    """Give the line of every table header and key of a valid TOML `text`.

    A path holds the names from the top; an array of tables adds the index, from 0. Keys inside
    inline tables are not listed: the line of the key that holds them is the nearest known.
    """
    lines: dict[TomlPath, int] = {}
    arrays: dict[TomlPath, int] = {}
    prefix: TomlPath = ()
    value = _Value()
    for number, line in enumerate(text.split("\n"), start=1):
        if value.is_open:
            value.feed(line + "\n")
            continue
        header = _HEADER.match(line)
        if header:
            prefix = _enter(split_key(header.group(2)), header.group(1) == "[[", arrays)
            lines.setdefault(prefix, number)
            continue
        entry = _ENTRY.match(line)
        if entry:
            lines.setdefault(prefix + split_key(entry.group(1)), number)
            value.feed(line[entry.end() :] + "\n")
    return lines


def _enter(keys: tuple[str, ...], is_array: bool, arrays: dict[TomlPath, int]) -> TomlPath:
    path: TomlPath = ()
    for position, key in enumerate(keys):
        path = (*path, key)
        if is_array and position == len(keys) - 1:
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path
