"""Which findings have a safe fix.

One function for each code: it is given the finding and gives the edits, or none as soon as two
meanings are possible. Numbers, hashes, answers of people, received footprints and evidence are
never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.findings import Edit, Finding, Findings, Fix, with_fix
from pcf.fixing.spelling import (
    folded,
    id_meant,
    meant,
    meant_name,
    plain_width,
    same_letters,
    same_without_signs,
    unit_meant,
)
from pcf.fixing.spots import Spot, Spots
from pcf.model import STAGES
from pcf.model.stages import STAGE_WORDS, stage_of
from pcf.project.cells import CellFault, identifier, location
from pcf.project.raw_table import column_names, header_name
from pcf.project.schema import TABLE_BY_NAME
from pcf.project.words import choice_words

if TYPE_CHECKING:
    from pcf.rules.packs import Registry

Edits = tuple[Edit, ...]
Fixer = Callable[[Finding, "Known"], Edits]
_SUPPLIER_COLUMNS = ("supplier", "displaces", "fallback")
_PREFIXES = ("process", "bg", "supplier")
_KIND_OF_UNIT = {"mass_unit": "kg", "distance_unit": "km"}


class Known:
    """What a fixer may ask: texts and ids of the project, keys of rule packs, ids elsewhere."""

    def __init__(self, folder: Path, packs: Registry | None = None) -> None:
        self.spots = Spots(folder)
        self._packs = packs
        self._ids: dict[str, tuple[str, ...]] = {}

    def ids(self, table: str) -> tuple[str, ...]:
        """Ids of a table of the project."""
        if table not in self._ids:
            raw = self.spots.raw.tables.get(table)
            self._ids[table] = () if raw is None else tuple(i for i in raw.column("id") if i)
        return self._ids[table]

    @cached_property
    def flow_units(self) -> Mapping[str, str]:
        """Known units of the flows that the project declares."""
        from pcf.units import is_known

        raw = self.spots.raw.tables.get("flows")
        if raw is None or "unit" not in raw.names:
            return {}
        pairs = zip(raw.column("id"), raw.column("unit"), strict=False)
        return {flow: unit for flow, unit in pairs if unit and is_known(unit)}

    @cached_property
    def received(self) -> tuple[str, ...]:
        """Ids of received footprints."""
        return tuple(sorted(p.stem for p in (self.spots.folder / "suppliers").glob("*.toml")))

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """Ids of the background that the project names; empty when it cannot be opened."""
        from pcf.background import open_study
        from pcf.errors import PcfError
        from pcf.project.background_choice import background_choice

        chosen = background_choice(self.spots.folder)
        if chosen is None:
            return ()
        try:
            background = open_study(chosen, self.spots.folder)
        except PcfError:
            return ()  # told by the finding that stopped the calculation
        return tuple(process.id for process in background.processes())

    @cached_property
    def study_keys(self) -> tuple[str, ...]:
        """Keys of ``study.toml`` that rule packs declare."""
        from pcf.rules.packs import registry

        known = self._packs or registry(project=self.spots.folder)
        return tuple(known.study_keys())

    def spot(self, item: Finding) -> Spot | None:
        """Give the text that a finding is about."""
        where = item.location
        if where is None or where.column is None:
            return None
        if where.file.endswith(".csv"):
            return self.spots.cell(where, where.column)
        return self.spots.value(where, item.observed)


def with_fixes(
    folder: Path, findings: Iterable[Finding], packs: Registry | None = None
) -> Findings:
    """Give findings with the safe fixes that they have.

    Parameters
    ----------
    folder
        The project; it is read again when a finding is of a kind that may have a fix.
    packs
        Rule packs of the call; those of pcf and of the project when None.
    """
    known = Known(folder, packs)
    return Findings(_with_fix(item, known) for item in findings)


def _with_fix(item: Finding, known: Known) -> Finding:
    fixer = FIXERS.get(item.code)
    if fixer is None or item.fix is not None:
        return item
    edits = fixer(item, known)
    return with_fix(item, Fix(True, edits)) if edits else item


def _one(edit: Edit | None) -> Edits:
    return () if edit is None else (edit,)


def _put(spot: Spot | None, after: str | None) -> Edits:
    return () if spot is None or after is None else _one(spot.becomes(after))


def _unit(item: Finding, known: Known) -> Edits:
    spot = known.spot(item)
    return () if spot is None else _put(spot, unit_meant(spot.text, _measured(spot, known)))


def _measured(spot: Spot, known: Known) -> str | None:
    """Give a unit of the kind that belongs to a place, where the project says so."""
    if spot.name in _KIND_OF_UNIT:
        return _KIND_OF_UNIT[spot.name]
    if spot.table == "electricity":
        return "kWh"
    flow = spot.beside("product" if spot.table == "processes" else "flow")
    return None if spot.table == "flows" else known.flow_units.get(flow)


def _choice(item: Finding, known: Known) -> Edits:
    spot = known.spot(item)
    if spot is None or not item.expected:
        return ()
    if spot.name in ("stage", "stages"):
        words = {word: made for word in (*STAGES, *STAGE_WORDS) if (made := stage_of(word))}
        return _put_word(spot, item, meant(item.observed or "", words))
    choices = tuple(c for c in item.expected.split(", ") if ":" not in c)
    return _put_word(spot, item, meant(spot.text, choice_words(spot.name, choices)))


def _put_word(spot: Spot, item: Finding, after: str | None) -> Edits:
    return _put(spot, after) if spot.text == item.observed else ()


def _place(item: Finding, known: Known) -> Edits:
    spot = known.spot(item)
    if spot is None:
        return ()
    word = plain_width(spot.text).replace("_", "-")
    upper = next((name for name in ("RoW",) if name.casefold() == word.casefold()), word.upper())
    return _put(spot, _readable(upper, location))


def _readable(word: str, reader: Callable[[str], str | None]) -> str | None:
    try:
        return reader(word)
    except CellFault:
        return None


def _own_id(item: Finding, known: Known) -> Edits:
    spot = known.spot(item)
    return () if spot is None else _put(spot, _readable(plain_width(spot.text), identifier))


def _reference(table: str) -> Fixer:
    def fixer(item: Finding, known: Known) -> Edits:
        spot = known.spot(item)
        return () if spot is None else _put(spot, id_meant(spot.text, known.ids(table)))

    return fixer


def _cargo(item: Finding, known: Known) -> Edits:
    spot = known.spot(item)
    rows = [f"{table}/{id}" for table in ("exchanges", "bom") for id in known.ids(table)]
    return () if spot is None else _put(spot, same_letters(spot.text.removeprefix("row:"), rows))


def _supplier(item: Finding, known: Known) -> Edits:
    """Write a supplier as the one known supplier that is meant (`id_meant`)."""
    where = item.location
    if where is None:
        return ()
    for name in _SUPPLIER_COLUMNS if where.column is None else (where.column,):
        spot = known.spots.cell(where, name) if where.file.endswith(".csv") else known.spot(item)
        if spot is not None and _speaks_of(spot.text, item.observed or ""):
            return _put(spot, _supplier_meant(spot.text, known))
    return ()


def _speaks_of(text: str, observed: str) -> bool:
    bare = text.replace("：", ":").partition(":")[2].strip() or text
    return observed in (text, bare, f"bg:{bare}", f"supplier:{bare}", f"process:{bare}")


def _supplier_meant(text: str, known: Known) -> str | None:
    head, mark, rest = plain_width(text).partition(":")
    if not mark:
        everything = (*known.ids("processes"), *known.received, *known.datasets)
        return same_letters(head, everything)
    kind = folded(head) if folded(head) in _PREFIXES else meant_name(head, _PREFIXES)
    name, slash, flow = rest.strip().partition("/")
    ids = {"process": known.ids("processes"), "bg": known.datasets, "supplier": known.received}
    own = ids.get(kind or "", ())
    made = name if name in own else id_meant(name, own)
    return f"{kind}:{made}{slash}{flow}" if made else None


def _parameter(item: Finding, known: Known) -> Edits:
    spot = known.spot(item)
    raw = known.spots.raw.tomls.get("model/parameters.toml")
    if spot is None or raw is None or item.observed is None:
        return ()
    after = same_letters(item.observed, raw.data)
    return () if after is None else spot.word_becomes(item.observed, after)


def _header(item: Finding, known: Known) -> Edits:
    spot = known.spots.header(item)
    if spot is None:
        return ()
    table = TABLE_BY_NAME[spot.table]
    names = column_names(table)
    made = meant(header_name(spot.text), names)
    column = table.column(made) if made else None
    if column is None or column.name in known.spots.raw.tables[spot.table].names:
        return ()
    return _put(spot, column.name if spot.text.isascii() else column.zh)


def _key(item: Finding, known: Known) -> Edits:
    if item.location is None or not item.observed or not item.expected:
        return ()
    spot = known.spots.key(item.location, item.observed)
    if spot is None:
        return ()
    after = meant_name(item.observed, item.expected.split(", "))
    return () if after is None or spot.beside(after) else _put(spot, after)


def _study_key(item: Finding, known: Known) -> Edits:
    head, dot, last = (item.observed or "").rpartition(".")
    if item.location is None or not last:
        return ()
    spot = known.spots.key(item.location, last)
    table = head + dot
    sisters = [k.removeprefix(table) for k in known.study_keys if k.startswith(table)]
    after = meant_name(last, [name for name in sisters if "." not in name])
    return () if spot is None or after is None or spot.beside(after) else _put(spot, after)


def _mode(item: Finding, known: Known) -> Edits:
    if item.location is None or not item.expected:
        return ()
    spot = known.spots.cell(item.location, "mode")
    return () if spot is None else _put(spot, meant_name(spot.text, item.expected.split(", ")))


def _id_of_setting(*path: str) -> Fixer:
    def fixer(item: Finding, known: Known) -> Edits:
        spot = known.spots.setting(*path)
        if spot is None or spot.text != item.observed or not item.expected:
            return ()
        names = item.expected.split(", ")
        return _put(spot, id_meant(spot.text, names) or same_without_signs(spot.text, names))

    return fixer


#: Every code that may have a safe fix, with the function that looks for it.
FIXERS: Mapping[str, Fixer] = {
    "UN001": _unit,
    "NU008": _parameter,
    "NU018": _choice,
    "ID002": _own_id,
    "ID007": _place,
    "GR001": _reference("processes"),
    "GR003": _reference("processes"),
    "GR002": _supplier,
    "GR005": _supplier,
    "GR030": _supplier,
    "DQ001": _reference("evidence"),
    "TR003": _cargo,
    "TR032": _mode,
    "IO010": _header,
    "IO016": _key,
    "RU020": _study_key,
    "LC001": _id_of_setting("method", "gwp_set"),
    "DS001": _id_of_setting("background", "id"),
}
