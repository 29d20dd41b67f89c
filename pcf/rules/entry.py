"""Tables of a rule pack read key by key; every fault with its file, line and key."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pcf.findings import Location, finding
from pcf.project.collect import Collector
from pcf.project.raw_toml import RawToml
from pcf.project.toml_lines import TomlPath
from pcf.suggest import nearest

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class PackEntry:
    """One TOML table of a pack; `node` names the clause or pack in messages."""

    raw: RawToml
    path: TomlPath
    source: Mapping[str, Any]
    collect: Collector
    node: str = ""

    def at(self, key: str | None = None) -> Location:
        """Place of a key, or of the table."""
        return self.raw.where(self.path if key is None else (*self.path, key))

    def tell(self, code: str, key: str | None = None, **params: Any) -> None:
        """Report a fault at a key."""
        params.setdefault("node", self.node or None)
        self.collect.add(finding(code, self.at(key), **params))

    def only(self, *known: str) -> None:
        """Report every key that is not known (``RU002``)."""
        for name in self.source:
            if name not in known:
                near = nearest(name, known)
                self.tell("RU002", name, observed=name, expected=", ".join(known), suggestion=near)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.source

    def text(self, key: str, *, required: bool = True, filled: bool = False) -> str:
        """Text of a key; empty with a finding when it is missing or of another form."""
        if key not in self.source:
            if required:
                self.tell("RU003", key, observed=key, expected='"..."')
            return ""
        value = self.source[key]
        if not isinstance(value, str):
            self.form(key, '"..."')
            return ""
        if filled and not value.strip():
            self.tell("RU003", key, observed=key, expected='"..."')
        return value.strip()

    def choice(self, key: str, choices: tuple[str, ...], *, required: bool = True) -> str:
        """One word of a closed list; the first of it when another one stands there."""
        word = self.text(key, required=required)
        if word not in choices:
            if isinstance(self.source.get(key), str):
                near = nearest(word, choices)
                expected = ", ".join(choices)
                self.tell(
                    "RU005", key, field=key, observed=word, expected=expected, suggestion=near
                )
            return choices[0]
        return word

    def texts(self, key: str) -> tuple[str, ...]:
        """List of texts; empty when the key is absent."""
        value = self.source.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            self.form(key, '["...", "..."]')
            return ()
        return tuple(part.strip() for part in value)

    def number(self, key: str) -> float | None:
        """Finite number; None when the key is absent or of another form."""
        value = self.source.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.form(key, "1.5")
            return None
        try:
            made = float(value)
        except OverflowError:
            made = math.inf
        if not math.isfinite(made):
            self.form(key, "1.5")
            return None
        return made

    def flag(self, key: str, *, default: bool) -> bool:
        """Truth value of a key; the default when the key is absent or of another form."""
        value = self.source.get(key, default)
        if not isinstance(value, bool):
            self.form(key, "true | false")
            return default
        return value

    def table(self, key: str) -> PackEntry | None:
        """Table below a key; None when it is absent or no table."""
        value = self.source.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.form(key, f"[{key}]")
            return None
        return PackEntry(self.raw, (*self.path, key), value, self.collect, self.node)

    def tables(self, key: str) -> list[PackEntry]:
        """Array of tables below a key."""
        value = self.source.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.form(key, f"[[{key}]]")
            return []
        return [
            PackEntry(self.raw, (*self.path, key, n), part, self.collect, self.node)
            for n, part in enumerate(value)
        ]

    def named(
        self, key: str, allowed: Iterable[str], by: str = "id"
    ) -> Iterator[tuple[str, PackEntry]]:
        """Tables below a key with the names they go by; one that comes twice is ``RU010``."""
        seen: set[str] = set()
        for entry in self.tables(key):
            entry.only(*allowed)
            name = entry.text(by, filled=True)
            if name in seen:
                entry.tell("RU010", by, observed=name, first=self.raw.file)
                continue
            seen.add(name)
            yield name, entry

    def form(self, key: str, expected: str) -> None:
        """Report a value of another form (``RU004``)."""
        shown = reprlib.repr(self.source.get(key))[:_LONGEST_SHOWN]
        self.tell("RU004", key, field=key, observed=shown, expected=expected)
