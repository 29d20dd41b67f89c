"""Read a portfolio file: every fault in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.portfolio.model import Portfolio, Product
from pcf.project.cells import identifier
from pcf.project.collect import Collector
from pcf.project.overrides import Override, leaves, scenario_names
from pcf.project.raw_toml import RawToml, read_toml
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import Key, Section
from pcf.suggest import nearest

#: Most results of a chunk: its texts and arrays are in memory at once.
MOST_IN_CHUNK = 20_000
_OTHER_SIGNS = re.compile(r"[^\w. -]|^[. -]| $")
_CHANGES = (Section("set"), Section("swap"))
_SHARED = (Key("scenario"), Key("target"), Key("suppliers", "texts"), Key("variants"))
PRODUCT = Section(
    "product", (Key("id", "id", True), Key("project", required=True), *_SHARED), _CHANGES, many=True
)
FOLDERS = Section(
    "products", (Key("folders", required=True), *_SHARED), _CHANGES, many=True, identity="folders"
)
PORTFOLIO = Section(
    "",
    (Key("schema", "whole", True), Key("id", "id", True), Key("chunk", "whole")),
    (PRODUCT, FOLDERS, Section("suppliers")),
)


def read_portfolio(file: Path) -> Portfolio:
    """Read a portfolio file.

    Raises
    ------
    UsageError
        ``BA001`` when there is no such file.
    PcfError
        With every fault of the file.
    """
    if not file.is_file():
        raise UsageError([finding("BA001", observed=file.as_posix())])
    collect = Collector()
    raw = read_toml(file.parent, file.name, collect)
    made = None if raw is None else _Reader(file, raw, collect).portfolio()
    if made is None or collect.has_errors:
        raise PcfError(collect.close().ordered())
    return made


@dataclass(frozen=True)
class _Reader:
    file: Path
    raw: RawToml
    collect: Collector

    def portfolio(self) -> Portfolio:
        reader = SectionReader(self.raw, self.collect, lambda text: text)
        entry = reader.read(PORTFOLIO, self.raw.data)
        if entry.values["schema"] not in (None, 1):
            entry.tell("IO018", "schema", observed=entry.text("schema"), expected="1",
                       field="schema")  # fmt: skip
        stated = entry.values["chunk"]
        chunk = None if stated is None else int(stated)
        if chunk is not None and not 1 <= chunk <= MOST_IN_CHUNK:
            entry.tell("BA002", "chunk", observed=chunk, expected=MOST_IN_CHUNK)
        sets = dict(self._sets(entry))
        products = [p for e in reader.children(entry, PRODUCT) for p in self._product(e, sets)]
        products += [p for e in reader.children(entry, FOLDERS) for p in self._folders(e, sets)]
        self._twice(products)
        if not products and not self.collect.has_errors:
            self.collect.add(finding("BA003", Location(self.file.name), observed=self.file.name))
        return Portfolio(
            self.file.resolve(), entry.values["id"] or "", tuple(products), sets, chunk
        )

    def _sets(self, entry: TomlEntry) -> Iterator[tuple[str, tuple[Override, ...]]]:
        for name, source in _table(entry, "suppliers").items():
            place = self.raw.where(("suppliers", name))
            if not isinstance(source, dict) or identifier(name) is None:
                told = finding("IO018", place, observed=str(source)[:80], field=name,
                               expected="[suppliers.ID]")  # fmt: skip
                self.collect.add(told)
                continue
            yield name, tuple(self._put_in("swap", source, ("suppliers", name)))

    def _put_in(
        self, kind: Literal["set", "swap"], source: Mapping[str, Any], path: tuple[Any, ...]
    ) -> Iterator[Override]:
        for keys, value in leaves(source):
            at = self.raw.where((*path, *keys))
            address = ".".join(keys)
            yield Override(kind, address, value, Location(at.file, at.line, address))

    def _changes(self, entry: TomlEntry) -> tuple[Override, ...]:
        kinds: tuple[Literal["set", "swap"], ...] = ("set", "swap")
        return tuple(
            change
            for kind in kinds
            for change in self._put_in(kind, _table(entry, kind), (*entry.path, kind))
        )

    def _product(
        self, entry: TomlEntry, sets: Mapping[str, tuple[Override, ...]]
    ) -> Iterator[Product]:
        id, project = entry.values["id"], entry.values["project"]
        if id is None or project is None:
            return
        folder = self.file.parent / project
        yield self._made(entry, id, folder, sets)

    def _folders(
        self, entry: TomlEntry, sets: Mapping[str, tuple[Override, ...]]
    ) -> Iterator[Product]:
        pattern = entry.values["folders"]
        if pattern is None:
            return
        try:
            found = sorted(p.parent for p in self.file.parent.glob(f"{pattern}/pcf.toml"))
        except (ValueError, NotImplementedError):  # no pattern of a relative path
            found = []
        if not found:
            entry.tell("BA004", "folders", observed=pattern)
        for folder in found:
            yield self._made(entry, id_of(folder), folder, sets)

    def _made(
        self, entry: TomlEntry, id: str, folder: Path, sets: Mapping[str, tuple[Override, ...]]
    ) -> Product:
        names = tuple(entry.values["suppliers"] or ())
        for name in names:
            if name not in sets:
                known = ", ".join(sets) or "-"
                entry.tell("BA005", "suppliers", observed=name, expected=known,
                           suggestion=nearest(name, sets))  # fmt: skip
        scenario = entry.values["scenario"]
        known_scenarios = scenario_names(folder)
        there = (folder / "pcf.toml").is_file()  # without it, its lines fail and say so
        if there and scenario is not None and scenario not in known_scenarios:
            entry.tell("US005", "scenario", observed=scenario,
                       expected=", ".join(known_scenarios) or "-",
                       suggestion=nearest(scenario, known_scenarios))  # fmt: skip
        if scenario is not None and entry.values["target"] is not None:
            entry.tell("TG036", "target", observed="target", expected="scenario")
        variants = entry.values["variants"] or ""
        if variants and not (self.file.parent / variants).is_file():
            entry.tell("BA009", "variants", observed=variants)
            variants = ""
        changes = self._changes(entry)
        return Product(
            id, folder.resolve(), scenario, entry.values["target"], changes, names, variants
        )

    def _twice(self, products: list[Product]) -> None:
        seen: set[str] = set()
        for product in products:
            if product.id in seen:
                at = Location(self.file.name)
                self.collect.add(finding("BA006", at, observed=product.id))
            seen.add(product.id)


def id_of(folder: Path) -> str:
    """Give the id of a product whose folder was found: its name, in any script.

    Signs that a table or another program could take for something else are written as ``%3D``, so
    that no two names become one.
    """
    return _OTHER_SIGNS.sub(_encoded, folder.name)


def _encoded(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode(errors="surrogateescape"))


def _table(entry: TomlEntry, name: str) -> Mapping[str, Any]:
    found = entry.source.get(name, {})
    if isinstance(found, dict):
        return found
    entry.refuse("IO018", name, expected=f"[{name}]")
    return {}
