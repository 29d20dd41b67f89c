"""The rule packs, gas factors and defaults that a bundle brings, against those of this pcf.

A bundle is computed again with its own. They are data: whatever they say was read by the readers
of pcf before it is used. Whether they are also those that pcf ships is answered here.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pcf.assurance.brought_packs import LONGEST_NAME, State, pack_folders, packs_of, plain
from pcf.assurance.grounds import (
    CLIMATE_FILES,
    DATA_FILES,
    DEFAULT_FILES,
    FACTORS,
    PACK_FILES,
    RULES,
)
from pcf.background.official import official_regions
from pcf.background.transport import transport_modes
from pcf.calc.electricity_views import shipped_electricity
from pcf.climate import FactorSet, factor_sets, read_factor_sets
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.location import data_file, installed_root, laid_over
from pcf.plain import PlainData
from pcf.project.endoflife_defaults import default_sets

Kind = Literal["rules", "factors"]
_LARGEST = 8 * 2**20
_MOST_NAMED = 12
_BAD = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, csv.Error)


@dataclass(frozen=True, slots=True)
class Brought(PlainData):
    """A rule pack, a factor set or a table of defaults of a bundle.

    name
        ``ID@EDITION`` of a rule pack, id of a factor set, file of a table.
    state
        ``known``: the same as here; ``differs``: here is another one of that name; ``unknown``:
        here is none of that name.
    differs
        What is not the same: codes of clauses, files, flows, first cells of rows.
    member
        Where it stands in the bundle.
    accepted
        The verifier said that it is to be taken as it is.
    """

    kind: Kind
    name: str
    state: State
    differs: tuple[str, ...]
    member: str
    accepted: bool = False

    @property
    def is_unknown_set(self) -> bool:
        """Whether it is a factor set (or table) that is not here under its name."""
        return (self.state, self.kind) == ("unknown", "factors")

    def to_finding(self, file: str) -> Finding | None:
        """Give what is to be told: an error, or a warning of what was accepted."""
        if self.state == "known":
            return None
        where = Location(f"{file}!{self.member}")
        named = ", ".join(self.differs[:_MOST_NAMED]) or "-"
        if len(self.differs) > _MOST_NAMED:
            named += " ..."
        codes = {"differs": ("SE033", "SE034"), "unknown": ("SE073", "SE074")}[self.state]
        code = "SE075" if self.accepted else codes[self.kind == "factors"]
        return finding(code, where, node=self.name, observed=named, count=len(self.differs))


def brought(members: Mapping[str, bytes], accepted: Sequence[str] = ()) -> tuple[Brought, ...]:
    """Give the rule packs, factor sets and tables of a bundle; the sealer's own packs are none.

    Raises
    ------
    PcfError
        ``SE014`` naming the member that cannot be read, ``SE002`` one that is too large, ``SE077``
        a rule pack that is there twice.
    """
    for path, content in members.items():
        if path.startswith((RULES, FACTORS)) and len(content) > _LARGEST:
            raise PcfError([finding("SE002", Location(path), observed=f"{len(content) >> 20} MB",
                                    expected=f"{_LARGEST >> 20} MB")])  # fmt: skip
    _read_with_readers(members)
    sets = tuple(_sets(members))
    worded = () if any(state != "known" for _, _, state, *_ in sets) else _climate_files(members)
    packs: Iterator[_Found] = (("rules", *found) for found in packs_of(members))
    every: tuple[_Found, ...] = (*packs, *sets, *worded, *_tables(members))
    return tuple(
        Brought(kind, name, state, differs, member, name in accepted)
        for kind, name, state, differs, member in every
    )


def told_of(held: Iterable[Brought], file: str, used: Collection[str] = ()) -> tuple[Finding, ...]:
    """Say of what a bundle brings what is not as it is here; errors, or warnings where accepted.

    Parameters
    ----------
    held
        What it brings.
    file
        Name of the bundle.
    used
        Factor sets by which something was computed: one that is unknown here is told of those only.
    """
    meant = (item for item in held if item.name in used or not item.is_unknown_set)
    return tuple(filter(None, (item.to_finding(file) for item in meant)))


def laid(members: Mapping[str, bytes], held: Sequence[Brought], aside: Path) -> dict[str, Path]:
    """Write what `laid_over` needs to use the data of a bundle; nothing where they are those here.

    Packs of other ids stay as they are here: what a bundle has not, it did not ask.
    """
    paths: dict[str, Path] = {}
    if any(item.kind == "factors" and item.state != "known" for item in held):
        for file in DATA_FILES:
            if f"{FACTORS}{file}" in members:
                paths[f"datasets/{file}"] = _written(aside / file, members[f"{FACTORS}{file}"])
    if _asks_other_packs(held):
        paths["product_rules"] = _pack_folder(members, held, aside / "product_rules")
    return paths


def _asks_other_packs(held: Sequence[Brought]) -> bool:
    """Whether the packs of a bundle are others, or ids without edition would mean others."""
    from pcf.rules.packs import registry

    here = registry().heads
    named = {item.name for item in held if item.kind == "rules"}
    ids = {name.partition("@")[0] for name in named}
    others = any(item.kind == "rules" and item.state != "known" for item in held)
    return others or any(id in here and here[id].name not in named for id in ids)


def _pack_folder(members: Mapping[str, bytes], held: Sequence[Brought], root: Path) -> Path:
    from pcf.rules.packs import registry

    ids = {item.name.partition("@")[0] for item in held if item.kind == "rules"}
    gone = {str(head.folder) for head in registry().editions.values() if head.id in ids}

    def unwanted(at: str, names: list[str]) -> set[str]:
        return {name for name in names if str(Path(at, name)) in gone}

    shutil.copytree(installed_root("product_rules"), root, ignore=unwanted)
    for folder in pack_folders(members):
        for file in PACK_FILES:
            if f"{RULES}{folder}/{file}" in members:
                _written(root / folder / file, members[f"{RULES}{folder}/{file}"])
    return root


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


_Found = tuple[Kind, str, State, tuple[str, ...], str]


def bundled_sets(members: Mapping[str, bytes]) -> tuple[FactorSet, ...]:
    """Give every factor set of a bundle; raises `PcfError` (``SE014``) when they cannot be read."""
    first = f"{FACTORS}climate/sets.toml"
    try:
        sets = read_factor_sets(members[first], lambda name: members[f"{FACTORS}climate/{name}"])
        if not all(s.id.isprintable() and len(s.id) <= LONGEST_NAME for s in sets):
            raise ValueError(first)
        return sets
    except _BAD as error:
        raise PcfError([finding("SE014", Location(first), observed=first)]) from error


def _sets(members: Mapping[str, bytes]) -> Iterator[_Found]:
    here = {held.id: held for held in factor_sets(side_metrics=True)}
    for held in bundled_sets(members):
        own = here.get(held.id)
        member = f"{FACTORS}climate/sets.toml"
        if own is None:
            yield "factors", held.id, "unknown", (), member
        else:
            differs = tuple(_set_differences(held, own))
            yield "factors", held.id, "differs" if differs else "known", differs, member


def _climate_files(members: Mapping[str, bytes]) -> Iterator[_Found]:
    """Files of factors with other words and the same sets, or with sets that nobody has here."""
    for file in CLIMATE_FILES:
        member, own = f"{FACTORS}{file}", plain(data_file(file).read_bytes())
        stated = members.get(member, own)
        if stated != own:
            rows = () if file.endswith(".toml") else tuple(changed_rows(stated, own))
            yield "factors", file, "differs", rows, member


def _set_differences(held: FactorSet, own: FactorSet) -> Iterator[str]:
    flows = sorted({*held.flows(), *own.flows()})
    pairs = [(flow, held.factor(flow), own.factor(flow)) for flow in flows]
    found = [f"{flow} {_number(a)} / {_number(b)}" for flow, a, b in pairs if a != b]
    yield from found or (("sets.toml",) if held != own else ())


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _tables(members: Mapping[str, bytes]) -> Iterator[_Found]:
    for file in DEFAULT_FILES:
        member = f"{FACTORS}{file}"
        if member not in members:
            raise PcfError([finding("SE014", Location(member), observed=member)])
        own = plain(data_file(file).read_bytes())
        if members[member] == own:
            yield "factors", file, "known", (), member
        else:
            yield "factors", file, "differs", tuple(changed_rows(members[member], own)), member


def changed_rows(stated: bytes, own: bytes) -> Iterator[str]:
    """Give the first cells of the rows that only one of two tables has."""
    one, other = Counter(_rows(stated)), Counter(_rows(own))
    named = (row[0][:40] if row else "-" for row in (*(one - other), *(other - one)))
    yield from dict.fromkeys(named) or ("-",)


def _rows(content: bytes) -> Iterator[tuple[str, ...]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    yield from map(tuple, csv.reader(text, strict=True))


def _read_with_readers(members: Mapping[str, bytes]) -> None:
    """Read the tables of a bundle with the readers that will use them (``SE014``)."""
    bundled_sets(members)
    for file in CLIMATE_FILES[1:]:
        try:
            tuple(_rows(members.get(f"{FACTORS}{file}", b"")))
        except _BAD as error:
            member = f"{FACTORS}{file}"
            raise PcfError([finding("SE014", Location(member), observed=member)]) from error
    with tempfile.TemporaryDirectory(prefix="pcf-data-") as aside:
        for file, read in _READERS.items():
            member = f"{FACTORS}{file}"
            content = members.get(member)
            if content is None or content == plain(data_file(file).read_bytes()):
                continue
            path = _written(Path(aside) / file, content)
            try:
                with laid_over({f"datasets/{file}": path}):
                    read()
                tuple(_rows(content))
            except (*_BAD, PcfError) as error:
                raise PcfError([finding("SE014", Location(member), observed=member)]) from error


_READERS = {
    "electricity/views.csv": shipped_electricity,
    "electricity/grid_regions.csv": shipped_electricity,
    "electricity/official_factors.csv": official_regions,
    "transport/modes.csv": transport_modes,
    "endoflife/cff-defaults.csv": default_sets,
}
