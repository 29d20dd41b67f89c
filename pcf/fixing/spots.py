"""From a finding to the text it speaks of: a cell, a header, a value or a key."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pcf.findings import Edit, Finding, Location
from pcf.fixing.text import (
    Source,
    Span,
    cell_spans,
    header_line,
    read_source,
    toml_key_span,
    toml_value_span,
)
from pcf.project.collect import Collector
from pcf.project.raw import RawProject, read_raw
from pcf.project.raw_table import RawTable, match_header
from pcf.project.raw_toml import RawToml
from pcf.project.toml_lines import TomlPath

#: Tables that hold what a person decided or what evidence says; the program never edits them.
_CLOSED = ("evidence", "judgements")


@dataclass(frozen=True, slots=True)
class Spot:
    """One piece of text in the project.

    name
        Column of the table, or last part of the TOML key.
    text
        What stands there, without quotes and outer spaces.
    beside
        Gives the text of another column of the same row.
    """

    source: Source
    span: Span
    table: str
    name: str
    address: str
    text: str
    beside: Callable[[str], str]

    def becomes(self, after: str) -> Edit | None:
        """Make the edit that puts `after` in the place of the whole text."""
        return self.source.edit(self.span, self.address, after)

    def word_becomes(self, word: str, after: str) -> tuple[Edit, ...]:
        """Make the edits that put `after` in the place of a word wherever it stands in the text."""
        whole = self.source.text[slice(*self.span)]
        found = re.finditer(rf"(?<![\w.]){re.escape(word)}(?!\w)", whole)
        begin = self.span[0]
        made = [
            self.source.edit((begin + m.start(), begin + m.end()), self.address, after)
            for m in found
        ]
        return tuple(edit for edit in made if edit is not None)


def _nothing(_column: str) -> str:
    return ""


class Spots:
    """Finds the text of findings in one project folder; files are read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sources: dict[str, Source | None] = {}

    @cached_property
    def raw(self) -> RawProject:
        """The folder as text, without scenario."""
        return read_raw(self.folder, Collector())

    def source(self, file: str) -> Source | None:
        """Give a file as it lies on disk."""
        if file not in self._sources:
            self._sources[file] = read_source(self.folder, file)
        return self._sources[file]

    def cell(self, place: Location, column: str) -> Spot | None:
        """Give the cell of a column in the row at a place."""
        raw = self._table(place.file)
        source = self.source(place.file)
        if raw is None or source is None or place.line is None or column not in raw.names:
            return None
        spans = cell_spans(source, place.line)
        position = self._positions(raw, source).get(column)
        index = bisect_left(raw.lines, place.line)
        if index == len(raw.lines) or raw.lines[index] != place.line:
            return None
        if spans is None or position is None or position >= len(spans):
            return None
        row = dict(zip(raw.names, raw.rows[index], strict=True))
        text = source.text[slice(*spans[position])]
        if text != row[column].strip():
            return None
        id = row.get("id", "").strip() or str(place.line)
        address = f"{raw.table.name}.{id}.{column}"
        return Spot(source, spans[position], raw.table.name, column, address, text,
                    lambda name: row.get(name, "").strip())  # fmt: skip

    def header(self, item: Finding) -> Spot | None:
        """Give the header that a finding names as observed."""
        where = item.location
        raw = self._table(where.file) if where else None
        source = self.source(where.file) if where else None
        if where is None or raw is None or source is None or header_line(source) != where.line:
            return None
        spans = cell_spans(source, where.line or 0) or []
        found = [span for span in spans if source.text[slice(*span)] == item.observed]
        if len(found) != 1 or item.observed is None:
            return None
        address = f"{raw.table.name}.{item.observed}"
        return Spot(source, found[0], raw.table.name, "", address, item.observed, _nothing)

    def value(self, place: Location, observed: str | None = None) -> Spot | None:
        """Give the text value of the key at a place; in a list the entry that was observed."""
        raw, path = self._path(place)
        source = self.source(place.file)
        if raw is None or path is None or source is None or place.line is None:
            return None
        value = _at(raw.data, path)
        if isinstance(value, list) and observed in value:
            value = observed
        if not isinstance(value, str):
            return None
        span = toml_value_span(source, place.line, value)
        if span is None:
            return None
        table = _at(raw.data, path[:-1])
        return Spot(source, span, "", str(path[-1]), _address(place.file, path), value.strip(),
                    lambda name: str(table.get(name, "")) if isinstance(table, dict) else "",
                    )  # fmt: skip

    def setting(self, *path: str) -> Spot | None:
        """Give the text value of a key of ``pcf.toml``."""
        raw = self.raw.tomls.get("pcf.toml")
        return None if raw is None else self.value(raw.where(path))

    def key(self, place: Location, name: str) -> Spot | None:
        """Give the key of a statement or table name at a place."""
        raw, path = self._path(place)
        source = self.source(place.file)
        if raw is None or path is None or source is None or place.line is None:
            return None
        span = toml_key_span(source, place.line, name)
        if span is None or path[-1] != name:
            return None
        table = _at(raw.data, path[:-1])
        return Spot(source, span, "", name, _address(place.file, path), name,
                    lambda other: "there" if isinstance(table, dict) and other in table else "",
                    )  # fmt: skip

    def _table(self, file: str) -> RawTable | None:
        for name, raw in self.raw.tables.items():
            if raw.file == file and name not in _CLOSED:
                return raw
        return None

    def _positions(self, raw: RawTable, source: Source) -> dict[str, int]:
        spans = cell_spans(source, header_line(source) or 0) or []
        return match_header(raw.table, [source.text[slice(*span)] for span in spans])[0]

    def _path(self, place: Location) -> tuple[RawToml | None, TomlPath | None]:
        raw = self.raw.tomls.get(place.file)
        if raw is None or place.column is None:
            return None, None
        here = (path for path, line in raw.lines.items() if line == place.line)
        fits = [p for p in here if ".".join(n for n in p if isinstance(n, str)) == place.column]
        return (raw, fits[0]) if len(fits) == 1 else (raw, None)


def _at(data: Any, path: TomlPath) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _address(file: str, path: TomlPath) -> str:
    return f"{file}:{'.'.join(str(part) for part in path)}"
