"""``pcf.lock``: which datasets and factors were used, and every link decision with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pcf.findings import Findings, finding
from pcf.model import Supplier
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.files import write_text
from pcf.project.holding import held
from pcf.project.raw_toml import RawToml, read_toml
from pcf.project.suppliers import parse_supplier
from pcf.project.toml_lines import TomlPath
from pcf.project.toml_text import quoted

LOCK_FILE = "pcf.lock"
SCHEMA = 1
Reason = Literal["stated", "only-producer", "decided"]
REASONS: tuple[Reason, ...] = get_args(Reason)
_PIN_KEYS = ("id", "version", "sha256", "allocation", "licence", "system_model")
_SHA256 = re.compile(r"[0-9a-f]{64}").fullmatch


@dataclass(frozen=True, slots=True)
class Pin:
    """One dataset or factor set: id, SHA-256 (64 hexadecimal digits), version if it has one.

    A background of a study with several, or an imported one, also has its allocation, licence and
    system model; empty otherwise.
    """

    id: str
    sha256: str
    version: str = ""
    allocation: str = ""
    licence: str = ""
    system_model: str = ""


@dataclass(frozen=True, slots=True)
class LockedLink:
    """Supplier of a row and why it is the one."""

    supplier: Supplier
    reason: Reason


@dataclass(frozen=True, slots=True)
class Lock:
    """Contents of ``pcf.lock``.

    Parameters
    ----------
    background, factors
        What was used; None when nothing is pinned yet.
    also
        Further backgrounds of the study.
    links
        Decision by row address without prefix, e.g. ``bom/B-CAM``.
    received
        SHA-256 of the original of each received footprint that a row uses, by id.
    """

    background: Pin | None = None
    factors: Pin | None = None
    links: Mapping[str, LockedLink] = field(default_factory=dict)
    received: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Pin, ...] = ()

    @property
    def backgrounds(self) -> tuple[Pin, ...]:
        """All backgrounds, the default one first."""
        return () if self.background is None else (self.background, *self.also)


@dataclass(frozen=True, slots=True)
class LockReading:
    """The lock, or None when there is none or it is damaged (then `findings` say where)."""

    lock: Lock | None
    findings: Findings


def lock_text(lock: Lock) -> str:
    """Give the canonical text: rows sorted, LF, nothing that changes from run to run."""
    lines = [f"schema = {SCHEMA}"]
    pins = [("[background]", lock.background), *(("[[background.also]]", p) for p in lock.also)]
    for head, pin in (*pins, ("[factors]", lock.factors)):
        if pin is not None:
            lines += ["", head]
            lines += [f"{k} = {quoted(v)}" for k in _PIN_KEYS if (v := getattr(pin, k))]
    for row, link in sorted(lock.links.items()):
        lines += ["", "[[link]]", f"row = {quoted(row)}"]
        lines += [f"supplier = {quoted(str(link.supplier))}", f"reason = {quoted(link.reason)}"]
    for name, sha256 in sorted(lock.received.items()):
        lines += ["", "[[received]]", f"id = {quoted(name)}", f"sha256 = {quoted(sha256)}"]
    return "\n".join(lines) + "\n"


def write_lock(folder: Path, lock: Lock) -> Path:
    """Write ``pcf.lock`` whole or not at all; raises `PcfError` (``IO003``, ``IO050``)."""
    path = folder / LOCK_FILE
    with held(folder, "data lock"):
        write_text(path, lock_text(lock))
    return path


def read_lock(folder: Path) -> LockReading:
    """Read ``pcf.lock``. Anything in it that is not understood is ``IO027`` and gives no lock."""
    if not (folder / LOCK_FILE).exists():
        return LockReading(None, Findings())
    collect = Collector()
    raw = read_toml(folder, LOCK_FILE, collect)
    lock = None if raw is None else _Reader(raw, collect).lock()
    return LockReading(None if collect.has_errors else lock, collect.close())


class _Reader:
    """Checks a parsed lock piece by piece."""

    def __init__(self, raw: RawToml, collect: Collector) -> None:
        self.raw = raw
        self.collect = collect

    def lock(self) -> Lock:
        data = self.raw.data
        if data.get("schema") != SCHEMA:
            self._damaged(("schema",), data.get("schema"), SCHEMA)
        known = ("schema", "background", "factors", "link", "received")
        for name in sorted(set(data) - set(known)):
            self._damaged((name,), name, ", ".join(known))
        background, factors = self._pin("background"), self._pin("factors")
        return Lock(background, factors, self._links(), self._received(), self._also())

    def _damaged(self, path: TomlPath, observed: Any, expected: Any) -> None:
        shown = "" if observed is None else str(observed)[:80]
        self.collect.add(finding("IO027", self.raw.where(path), observed=shown, expected=expected))

    def _text(self, source: Mapping[str, Any], path: TomlPath, name: str) -> str:
        value = source.get(name)
        if not isinstance(value, str) or not value:
            self._damaged((*path, name), value, f'{name} = "..."')
            return ""
        return value

    def _only(self, source: Mapping[str, Any], path: TomlPath, names: tuple[str, ...]) -> None:
        for name in source:
            if name not in names:
                self._damaged((*path, name), name, ", ".join(names))

    def _pin(self, name: str) -> Pin | None:
        source = self.raw.data.get(name)
        if source is None:
            return None
        if not isinstance(source, dict):
            self._damaged((name,), source, f"[{name}]")
            return None
        return self._pinned(source, (name,), (*_PIN_KEYS, *(("also",) * (name == "background"))))

    def _pinned(self, source: Mapping[str, Any], path: TomlPath, known: tuple[str, ...]) -> Pin:
        self._only(source, path, known)
        id, sha256 = (self._text(source, path, key) for key in ("id", "sha256"))
        if sha256 and _SHA256(sha256) is None:
            self._damaged((*path, "sha256"), sha256, "64 x 0-9a-f")
        rest = [key for key in _PIN_KEYS if key not in ("id", "sha256") and key in source]
        return Pin(id, sha256, **{key: self._text(source, path, key) for key in rest})

    def _also(self) -> tuple[Pin, ...]:
        background = self.raw.data.get("background")
        entries = self._entries("also", background if isinstance(background, dict) else {})
        paths: list[TomlPath] = [("background", "also", n) for n in range(len(entries))]
        return tuple(self._pinned(e, p, _PIN_KEYS) for e, p in zip(entries, paths, strict=True))

    def _entries(self, name: str, source: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        entries = (self.raw.data if source is None else source).get(name, [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            self._damaged((name,), "", f"[[{name}]]")
            return []
        return entries

    def _received(self) -> dict[str, str]:
        made: dict[str, str] = {}
        for number, source in enumerate(self._entries("received")):
            path: TomlPath = ("received", number)
            self._only(source, path, ("id", "sha256"))
            name, sha256 = (self._text(source, path, key) for key in ("id", "sha256"))
            if sha256 and _SHA256(sha256) is None:
                self._damaged((*path, "sha256"), sha256, "64 x 0-9a-f")
            if name in made:
                self._damaged((*path, "id"), name, "one entry for each footprint")
            made[name] = sha256
        return made

    def _links(self) -> dict[str, LockedLink]:
        made: dict[str, LockedLink] = {}
        for number, source in enumerate(self._entries("link")):
            path: TomlPath = ("link", number)
            self._only(source, path, ("row", "supplier", "reason"))
            row = self._text(source, path, "row")
            if row in made:
                self._damaged((*path, "row"), row, "one entry for each row")
            supplier = self._supplier(source, path)
            reason = self._text(source, path, "reason")
            known = next((r for r in REASONS if r == reason), None)
            if reason and known is None:
                self._damaged((*path, "reason"), reason, " | ".join(REASONS))
            if row and supplier is not None and known is not None:
                made[row] = LockedLink(supplier, known)
        return made

    def _supplier(self, source: Mapping[str, Any], path: TomlPath) -> Supplier | None:
        text = self._text(source, path, "supplier")
        try:
            supplier = parse_supplier(text) if text else None
        except CellFault:
            supplier = None  # reported below, as a word without prefix is
        if text and supplier is None:
            self._damaged((*path, "supplier"), text, "process:ID, bg:DATASET[/FLOW], supplier:ID")
        return supplier
