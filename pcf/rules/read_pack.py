"""Read the folder of a rule pack: head, settings, clauses and tables, with all faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pcf.findings import Location, finding
from pcf.project.collect import Collector
from pcf.project.raw_toml import RawToml
from pcf.rules.choice import Choice, read_choices
from pcf.rules.conditions import Condition, ConditionError, parse_condition
from pcf.rules.entry import PackEntry
from pcf.rules.names import subjects
from pcf.rules.pack import Evidence, ModelChoice, Relaxation, Route, StudyKey
from pcf.rules.pack_keys import (
    CHANGE_KEYS,
    EVIDENCE,
    KEY_KINDS,
    LEVELS,
    NOTE_KEYS,
    PACK_KEYS,
    RELAX_KEYS,
    ROUTE_KEYS,
    SETTING_KEYS,
    SETTING_WORDS,
    TARGET_TABLES,
    VALIDITY,
)
from pcf.rules.read_conditions import WORDS, Terms
from pcf.rules.read_service import read_leave_outs, read_presets, read_service
from pcf.rules.read_snippet import read_model
from pcf.rules.service import LeaveOut, Service, StagePreset
from pcf.rules.toml_cache import read_pack_toml

HEAD, CLAUSES = "pack.toml", "clauses.toml"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Head:
    """``pack.toml`` of one pack, before inheritance.

    path
        Folder below the root of the packs, e.g. ``gbt24067/2024``.
    settings
        Settings that this pack states itself, with their lines in `raw`.
    validity
        ``in force``, ``draft`` or ``withdrawn``: which of several editions an id without edition
        means.
    relaxes, removes
        Where it lets more pass than its parent, and codes of clauses it takes out.
    when
        Conditions on stated facts (``study.``, ``pcf.``) under which it applies to a product of its
        families; a product that does not state them has to before the pack is suggested.
    market
        Market that asks for it, e.g. ``EU``; empty = any.
    root
        Folder that `path` is below.
    words
        Lists of words that conditions of this pack refer to as ``$words.NAME``.
    """

    id: str
    path: str
    standard: str
    edition: str
    name_zh: str
    name_en: str
    status: str
    level: str
    evidence: Evidence
    parent: str
    families: tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]]
    keys: tuple[StudyKey, ...]
    remarks: Mapping[str, str]
    model: ModelChoice
    routes: tuple[Route, ...]
    raw: RawToml
    service: Service | None = None
    presets: tuple[StagePreset, ...] = ()
    leave_outs: tuple[LeaveOut, ...] = ()
    validity: str = VALIDITY[0]
    relaxes: tuple[Relaxation, ...] = ()
    removes: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    market: str = ""
    root: Path = Path()
    choices: tuple[Choice, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Id and edition, ``ID@EDITION``."""
        return f"{self.id}@{self.edition}"

    @property
    def folder(self) -> Path:
        """Folder of the pack."""
        return self.root / self.path

    @property
    def place(self) -> Location:
        """Place of the pack in messages."""
        return self.raw.where(("pack", "id"))


def read_head(root: Path, path: str, collect: Collector) -> Head | None:
    """Read ``pack.toml``; None when it cannot be read or names no id."""
    raw = read_pack_toml(root, f"{path}/{HEAD}", collect)
    if raw is None:
        return None
    top = PackEntry(raw, (), raw.data, collect, path)
    top.only(
        "schema", "pack", "key", "model", "route", "choice", WORDS, *TARGET_TABLES, *SETTING_KEYS
    )
    if raw.data.get("schema") != _SCHEMA:
        top.tell("RU005", "schema", field="schema", observed=str(raw.data.get("schema")),
                 expected=str(_SCHEMA))  # fmt: skip
    pack = top.table("pack")
    if pack is None:
        if not top.has("pack"):
            top.tell("RU003", "pack", observed="[pack]", expected="[pack]")
        return None
    pack.only(*PACK_KEYS, *NOTE_KEYS, *CHANGE_KEYS)
    name = pack.text("id", filled=True)
    head = Head(
        id=name,
        path=path,
        standard=pack.text("standard", filled=True),
        edition=pack.text("edition", filled=True),
        name_zh=pack.text("name_zh", filled=True),
        name_en=pack.text("name_en", filled=True),
        status=pack.text("status", filled=True),
        level=pack.choice("level", LEVELS),
        evidence=cast(Evidence, pack.choice("evidence", EVIDENCE)),
        parent=pack.text("parent"),
        families=pack.texts("families"),
        settings=_settings(top),
        keys=_keys(top),
        remarks={key: pack.text(key) for key in NOTE_KEYS if pack.has(key)},
        model=read_model(top),
        routes=_routes(top),
        choices=read_choices(top),
        raw=raw,
        service=read_service(top),
        presets=read_presets(top),
        leave_outs=read_leave_outs(top),
        validity=pack.choice("validity", VALIDITY) if pack.has("validity") else VALIDITY[0],
        relaxes=_relaxes(pack),
        removes=pack.texts("removes"),
        when=_when(pack),
        market=pack.text("market") if pack.has("market") else "",
        root=root,
        words=_words(top),
    )
    if pack.has("standard_level"):
        pack.choice("standard_level", LEVELS)
    if "@" in name:
        pack.tell("RU042", "id", observed=name)
    return head if name else None


def _when(pack: PackEntry) -> tuple[Condition, ...]:
    """Read when a pack applies; only what a project states itself can decide that (``RU009``)."""
    made = []
    for text in pack.texts("when") if pack.has("when") else ():
        try:
            condition = parse_condition(text)
        except ConditionError:
            pack.tell("RU008", "when", observed=text, expected="study.eu.category = EV")
            continue
        if not condition.field.startswith(("study.", "pcf.")):
            pack.tell("RU009", "when", observed=condition.field, scope="study, pcf")
            continue
        made.append(condition)
    return tuple(made)


def _relaxes(pack: PackEntry) -> tuple[Relaxation, ...]:
    """Read why the pack relaxes its parent; each with a reason, twice, and a reference."""
    made = []
    for entry in pack.tables("relaxes"):
        entry.only(*RELAX_KEYS)
        words = [entry.text(key, filled=True) for key in RELAX_KEYS]
        made.append(Relaxation(words[0], words[1], words[2], words[3], entry.at()))
    return tuple(made)


def _settings(top: PackEntry) -> Mapping[str, Mapping[str, Any]]:
    made: dict[str, Mapping[str, Any]] = {}
    for table, keys in SETTING_KEYS.items():
        entry = top.table(table)
        if entry is None:
            continue
        entry.only(*keys)
        values: dict[str, Any] = {}
        for key, kind in keys.items():
            if (table, key) in SETTING_WORDS and entry.has(key):
                values[key] = entry.choice(key, SETTING_WORDS[table, key])
            elif entry.has(key):
                reader = {"texts": entry.texts, "text": entry.text, "number": entry.number}[kind]
                values[key] = reader(key)  # type: ignore[operator]
        made[table] = {key: value for key, value in values.items() if value is not None}
    return made


def _words(top: PackEntry) -> Mapping[str, tuple[str, ...]]:
    """Read lists of words; an empty one finds nothing and is refused (``RU003``)."""
    entry = top.table(WORDS)
    if entry is None:
        return {}
    made = {name: entry.texts(name) for name in entry.source}
    for name, words in made.items():
        if not words and isinstance(entry.source[name], list):
            entry.tell("RU003", name, observed=name, expected='["...", "..."]')
    return made


def _keys(top: PackEntry) -> tuple[StudyKey, ...]:
    made: dict[str, StudyKey] = {}
    for name, entry in top.named("key", ("key", "zh", "en", "help", "kind"), by="key"):
        made[name] = StudyKey(
            name,
            entry.text("zh", filled=True),
            entry.text("en", filled=True),
            entry.text("help", required=False),
            entry.choice("kind", KEY_KINDS) if entry.has("kind") else "",
        )
    return tuple(made.values())


def _routes(top: PackEntry) -> tuple[Route, ...]:
    made: dict[str, Route] = {}
    for name, entry in top.named("route", ROUTE_KEYS):
        subject = entry.choice("of", tuple(subjects()))
        terms = Terms({}, frozenset())
        made[name] = Route(
            name,
            entry.text("zh", filled=True),
            entry.text("en", filled=True),
            subject,
            terms.conditions(entry, "where", subject),
        )
    return tuple(made.values())


def read_clause_entries(root: Path, path: str, collect: Collector) -> list[PackEntry]:
    """Read ``clauses.toml`` as entries; a code that comes twice is ``RU010``."""
    file = f"{path}/{CLAUSES}"
    if not (root / file).is_file():
        collect.add(finding("RU017", Location(file), observed=file))
        return []
    raw = read_pack_toml(root, file, collect)
    if raw is None:
        return []
    top = PackEntry(raw, (), raw.data, collect, path)
    top.only("clause")
    first: dict[str, str] = {}
    entries = []
    for entry in top.tables("clause"):
        code = entry.source.get("code")
        node = code if isinstance(code, str) else path
        made = PackEntry(entry.raw, entry.path, entry.source, collect, node)
        if isinstance(code, str) and code in first:
            made.tell("RU010", "code", observed=code, first=first[code])
            continue
        if isinstance(code, str):
            first[code] = str(made.at())
        entries.append(made)
    return entries
