"""Tables of a TOML file read against their description in `toml_keys`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from pcf.findings import Location, finding
from pcf.model import Stage
from pcf.project import cells
from pcf.project.cells import CellFault, CellReader
from pcf.project.collect import Collector
from pcf.project.entry import Entry
from pcf.project.raw_toml import RawToml
from pcf.project.toml_keys import Key, Section
from pcf.project.toml_lines import TomlPath
from pcf.suggest import nearest


class TomlEntry(Entry):
    """One TOML table."""

    __slots__ = ("path", "raw", "source")

    def __init__(
        self, raw: RawToml, path: TomlPath, source: Mapping[str, Any], collect: Collector
    ) -> None:
        named = source.get("id")
        super().__init__({}, collect, named if isinstance(named, str) else None)
        self.raw = raw
        self.path = path
        self.source = source

    def at(self, name: str | None = None) -> Location:
        """Give the place of a key, or of the table."""
        return self.raw.where(self.path if name is None else (*self.path, name))

    def text(self, name: str) -> str:
        """Give the value of a key as text."""
        value = self.source.get(name)
        return "" if value is None else _shown(value)


class SectionReader:
    """Reads the tables of one TOML file.

    Parameters
    ----------
    supplier
        Reader of supplier texts; ``none`` is for the caller to understand.
    """

    def __init__(self, raw: RawToml, collect: Collector, supplier: CellReader) -> None:
        self.raw = raw
        self.collect = collect
        self._supplier = supplier

    def read(self, section: Section, source: Mapping[str, Any], path: TomlPath = ()) -> TomlEntry:
        """Read the keys of one table; unknown, missing and unreadable ones are reported."""
        entry = TomlEntry(self.raw, path, source, self.collect)
        entry.values.update(dict.fromkeys(key.name for key in section.keys))
        for name in source:
            if name not in section.names and not section.free:
                near = nearest(name, section.names)
                known = ", ".join(section.names)
                entry.tell("IO016", name, observed=name, expected=known, suggestion=near)
        free = [section.key(name) for name in source if section.free]
        for key in (*section.keys, *filter(None, free)):
            if key.name in source:
                self._value(entry, key, source[key.name])
            elif key.required:
                entry.refuse(key.missing, key.name, observed=key.name, expected=_wanted(key))
        return entry

    def child(self, parent: TomlEntry, section: Section) -> TomlEntry | None:
        """Read the one table `section` inside `parent`; None when it is absent or no table."""
        path = (*parent.path, section.name)
        source = parent.source.get(section.name)
        if source is None:
            if section.required and not section.missing:
                self.read(section, {}, path)  # one finding for each key
            elif section.required:
                parent.tell(section.missing, section.name, observed=f"[{section.name}]")
            return None
        if not isinstance(source, dict):
            parent.refuse("IO018", section.name, expected=f"[{section.name}]")
            return None
        return self.read(section, source, path)

    def children(self, parent: TomlEntry, section: Section) -> list[TomlEntry]:
        """Read the array of tables `section` inside `parent`; ids that come twice are reported."""
        path = (*parent.path, section.name)
        source = parent.source.get(section.name, [])
        title = f"[[{'.'.join(p for p in path if isinstance(p, str))}]]"
        if not isinstance(source, list) or not all(isinstance(item, dict) for item in source):
            parent.refuse("IO018", section.name, expected=title)
            return []
        if section.required and not source:
            parent.tell(section.missing, section.name, observed=title)
        entries = [self.read(section, item, (*path, n)) for n, item in enumerate(source)]
        seen: set[str] = set()
        for entry in entries:
            name = entry.values.get(section.identity)
            if name is not None and name in seen:
                entry.tell("ID005", section.identity, observed=name, expected=title)
            elif name is not None:
                seen.add(name)
        return entries

    def _value(self, entry: TomlEntry, key: Key, value: Any) -> None:
        if key.kind in ("number", "share", "whole"):
            entry.read(key.name, lambda v: _number(v, key), value)
        elif key.kind == "stages":
            entry.read(key.name, _stages, value)
        elif key.kind == "texts":
            entry.read(key.name, _texts, value)
        elif key.kind == "numbers":
            entry.read(key.name, _numbers, value)
        elif not isinstance(value, str):
            entry.refuse("IO018", key.name, expected=_wanted(key))
        else:
            entry.read(key.name, self._reader(key), value)
        if key.required and not entry.given(key.name):
            entry.refuse("NU020", key.name)

    def _reader(self, key: Key) -> Callable[[str], Any]:
        if key.kind == "choice":
            return cells.choice_reader(key.name, key.choices)
        readers: dict[str, CellReader] = {
            "id": cells.identifier,
            "unit": cells.unit,
            "location": cells.location,
            "period": cells.period,
            "supplier": self._supplier,
        }
        return readers.get(key.kind, cells.free_text)


def report_unread(raw: RawToml, collect: Collector, expected: str, path: TomlPath) -> None:
    """Report a value that must be a table."""
    collect.add(finding("IO018", raw.where(path), observed="", expected=expected, field=path[-1]))


def _number(value: Any, key: Key) -> float | int | None:
    if isinstance(value, str):
        return cells.share(value) if key.kind == "share" else cells.number(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CellFault("IO018", _shown(value), _wanted(key))
    try:
        made = float(value)
    except OverflowError as error:
        raise CellFault("NU003", f"{str(value)[:20]}...") from error
    if not math.isfinite(made):
        raise CellFault("NU003", _shown(value))
    if key.kind == "share" and not 0.0 <= made <= 1.0:
        raise CellFault("NU017", _shown(value), "0..1")
    return made


def _stages(value: Any) -> tuple[Stage, ...]:
    """Read the list of stages; text with commas (from ``--set``) is understood."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise CellFault("IO018", _shown(value), '["raw_material", "production"]')
    made = [stage for word in words if (stage := cells.stage(word)) is not None]
    if not made:
        raise CellFault("NU020", "")
    if len(set(made)) != len(made):
        twice = next(s for s in made if made.count(s) > 1)
        raise CellFault("ID005", twice, "boundary.stages")
    return tuple(made)


def _texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts, none of them empty."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        raise CellFault("IO018", _shown(value), '["...", "..."]')
    return tuple(word.strip() for word in words)


def _numbers(value: Any) -> tuple[float, ...]:
    """Read a list of numbers; text with commas (from ``--set``) is understood."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        raise CellFault("IO018", _shown(value), "[0.1, 0.2]")
    key = Key("", "number")
    made = [number for item in items if (number := _number(item, key)) is not None]
    return tuple(made)


def _wanted(key: Key) -> str:
    """Say in words of code what a key holds, for messages in any language."""
    if key.choices:
        return " | ".join(key.choices)
    forms = {
        "number": "1.5",
        "share": "0..1",
        "numbers": "[0.1, 0.2]",
        "whole": "1",
        "unit": '"kg"',
        "location": '"CN-FJ"',
        "period": '"2025-01-01/2025-12-31"',
        "supplier": '"process:ID"',
        "id": '"lfp-pack"',
    }
    return forms.get(key.kind, '"..."')


def _shown(value: Any) -> str:
    """Show a TOML value as text, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (repr(value) if isinstance(value, float) else str(value))[:80]
