"""A TOML file of the project as read: values, lines, origin of overridden values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.project.files import MAX_TOML_BYTES, open_text, read_text
from pcf.project.toml_lines import TomlPath, key_lines

#: Levels of tables and lists in a file; no key of pcf lies anywhere near as deep.
_DEEPEST = 40
#: Characters up to which the parsed form of a file is kept for the next reading.
_SHORT = 100_000
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class RawToml:
    """A parsed TOML file; nothing is typed yet.

    Parameters
    ----------
    file
        Path inside the project.
    data
        Values as the TOML reader gives them.
    lines
        Line of each key path.
    origins
        Where a value comes from that a scenario or ``--set`` has put in.
    """

    file: str
    data: dict[str, Any]
    lines: dict[TomlPath, int] = field(default_factory=dict)
    origins: dict[TomlPath, Location] = field(default_factory=dict)

    def where(self, path: TomlPath) -> Location:
        """Give the place of a key; for a key that is not there, that of the table it belongs to."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        column = ".".join(part for part in path if isinstance(part, str)) or None
        for length in range(len(path), 0, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return Location(self.file, line, column)
        return Location(self.file, None, column)


def read_toml(folder: Path, file: str, collect: Collector) -> RawToml | None:
    """Read a TOML file; None and findings when it cannot be read."""
    source = open_text(folder, file, MAX_TOML_BYTES, collect)
    if source is None:
        return None
    text = read_text(source)
    try:
        data, lines = _parsed(text)
    except tomllib.TOMLDecodeError as error:
        collect.add(_syntax(file, text, str(error)))
        return None
    except (ValueError, RecursionError):  # endless digits, endless nesting
        collect.add(finding("IO047", Location(file)))
        return None
    if _is_deep(data):
        collect.add(finding("IO047", Location(file)))
        return None
    return RawToml(file, data, lines)


def _parsed(text: str) -> tuple[dict[str, Any], dict[TomlPath, int]]:
    """Values and lines of a text. Scenarios read the same files again: short ones are kept.

    Nobody changes what is read; values are put into a copy.
    """
    return _kept(text) if len(text) <= _SHORT else _parse(text)


def _parse(text: str) -> tuple[dict[str, Any], dict[TomlPath, int]]:
    data = tomllib.loads(text)
    return data, {} if _is_deep(data) else key_lines(text)


_kept = lru_cache(maxsize=32)(_parse)


def _is_deep(data: dict[str, Any]) -> bool:
    """Whether values are nested deeper than any project needs; readers walk them by recursion."""
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        level = [part for item in level for part in _parts(item)]
        if not level:
            return False
    return True


def _parts(item: Any) -> Iterable[Any]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def _syntax(file: str, text: str, message: str) -> Finding:
    """Make the finding of a syntax error: line, column number and the text of that line."""
    lines = text.split("\n")
    match = _AT.search(message)
    line = int(match.group(1)) if match else max(1, len(text.rstrip("\n").split("\n")))
    column = int(match.group(2)) if match else len(lines[line - 1]) + 1
    shown = lines[line - 1].strip()[:80] if line <= len(lines) else ""
    return finding("IO015", Location(file, line), observed=column, text=shown)
