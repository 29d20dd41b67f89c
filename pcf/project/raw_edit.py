"""Take rows, entries and keys out of a project that was read as text.

Used by targets and scenarios (``drop``) and by the examples of rule packs.
"""

from __future__ import annotations

import copy
from array import array
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from pcf.project.override_toml import PARTNERS
from pcf.project.raw import (
    END_OF_LIFE_FILE,
    PARAMETERS_FILE,
    SETTINGS_FILE,
    STUDY_FILE,
    RawProject,
)
from pcf.project.raw_table import RawTable
from pcf.project.raw_toml import RawToml
from pcf.project.schema import TABLE_BY_NAME
from pcf.project.toml_lines import TomlPath
from pcf.suggest import nearest

#: First word of an address -> TOML file.
TOML_ADDRESSES = {
    "pcf": SETTINGS_FILE,
    "parameters": PARAMETERS_FILE,
    "endoflife": END_OF_LIFE_FILE,
}
#: The same, with the file of the study.
FILES = {**TOML_ADDRESSES, "study": STUDY_FILE}
_IDENTITIES = ("id", "process")
_REFERENCE_FLOW = "pcf.unit.reference_flow."
_PROCESSES = "processes."


class EditError(ValueError):
    """An address leads nowhere; `suggestion` is the nearest that leads somewhere."""

    def __init__(self, address: str, suggestion: str | None = None) -> None:
        super().__init__(address)
        self.address = address
        self.suggestion = suggestion


def plain_address(address: str) -> str:
    """Give an address with dots: ``row:bom/B-17`` is ``bom.B-17``."""
    return address.strip().removeprefix("row:").replace("/", ".", 1)


def remove(raw: RawProject, address: str) -> RawProject:
    """Take a row, a whole table, a TOML file, or an entry or key of one away.

    Raises
    ------
    EditError
        When there is nothing at the address.
    """
    head, _, rest = address.partition(".")
    if head not in TABLE_BY_NAME:
        return remove_key(raw, address)
    table = raw.tables.get(head)
    if table is None:
        raise EditError(address)
    if not rest:
        kept = {name: t for name, t in raw.tables.items() if name != head}
        return replace(raw, tables=kept, present=raw.present - {table.file})
    return with_table(raw, _without(table, {row_index(table, rest, address)}))


def drop(raw: RawProject, address: str) -> RawProject:
    """Take out what `address` names and what cannot be without it.

    A process goes with its rows of every table and its reference flow. Raises `EditError`.
    """
    process = address.removeprefix(_PROCESSES)
    if process == address:
        return _drop_one(raw, address)
    raw = remove(raw, address)
    flow = f"{_REFERENCE_FLOW}{process}"
    raw = remove(raw, flow) if has(raw, flow) else raw
    for table in tuple(raw.tables.values()):
        owners = table.column("process")
        gone = {index for index, owner in enumerate(owners) if owner == process}
        raw = with_table(raw, _without(table, gone)) if gone else raw
    return raw


def _drop_one(raw: RawProject, address: str) -> RawProject:
    """Take one thing out; of an amount the number or the formula, whichever is there."""
    head, _, last = address.rpartition(".")
    partner = f"{head}.{PARTNERS.get(last, last)}"
    if head in TOML_ADDRESSES and not has(raw, address) and has(raw, partner):
        return remove(raw, partner)
    return remove(raw, address)


def gone_with(raw: RawProject, address: str) -> tuple[str, ...]:
    """Give the addresses of everything that goes when `address` is dropped, itself first.

    Raises
    ------
    EditError
        When there is nothing at the address.
    """
    drop(raw, address)
    process = address.removeprefix(_PROCESSES)
    if process == address:
        return (address,)
    flow = f"{_REFERENCE_FLOW}{process}"
    flows = (flow,) if has(raw, flow) else ()
    return (address, *flows, *_rows_of(raw, process))


def _rows_of(raw: RawProject, process: str) -> Iterator[str]:
    for name, table in raw.tables.items():
        if "process" in table.names:
            pairs = zip(table.column("process"), table.column("id"), strict=True)
            yield from (f"{name}.{row}" for owner, row in pairs if owner == process)


def has(raw: RawProject, address: str) -> bool:
    """Whether there is something at an address."""
    try:
        remove(raw, address)
    except EditError:
        return False
    return True


def remove_key(raw: RawProject, address: str) -> RawProject:
    """Take a key, table or entry out of a TOML file, or the whole file; raises `EditError`."""
    head, _, rest = address.partition(".")
    toml = raw.tomls.get(FILES.get(head, ""))
    if toml is None:
        raise EditError(address)
    if not rest:
        kept = {file: t for file, t in raw.tomls.items() if file != toml.file}
        return replace(raw, tomls=kept, present=raw.present - {toml.file})
    path = locate(toml.data, rest)
    if path is None:
        raise EditError(address)
    data = copy.deepcopy(toml.data)
    table: Any = data
    for part in path[:-1]:
        table = table[part]
    del table[path[-1]]
    lines, origins = _moved(toml.lines, path), _moved(toml.origins, path)
    return with_toml(raw, replace(toml, data=data, lines=lines, origins=origins))


def _moved(places: dict[TomlPath, Any], gone: TomlPath) -> dict[TomlPath, Any]:
    """Keep the places of what stays: entries of an array after the one that is gone move up."""
    *above, last = gone
    depth = len(above)
    made: dict[TomlPath, Any] = {}
    for path, place in places.items():
        if path[: depth + 1] == gone:
            continue
        part = path[depth] if len(path) > depth and path[:depth] == tuple(above) else None
        if isinstance(last, int) and isinstance(part, int) and part > last:
            path = (*path[:depth], part - 1, *path[depth + 1 :])
        made[path] = place
    return made


def locate(data: Any, address: str) -> TomlPath | None:
    """Path of a dotted address; an entry of an array is named by its id."""
    if isinstance(data, dict):
        name, _, rest = address.partition(".")
        if name not in data:
            return (address,) if address in data else None
        if not rest:
            return (name,)
        below = locate(data[name], rest)
        return None if below is None else (name, *below)
    if not isinstance(data, list):
        return None
    for index, item in enumerate(data):
        for key in _IDENTITIES:
            word = item.get(key) if isinstance(item, dict) else None
            if isinstance(word, str) and word == address:
                return (index,)
            if isinstance(word, str) and address.startswith(f"{word}."):
                below = locate(item, address[len(word) + 1 :])
                return None if below is None else (index, *below)
    return None


def row_index(table: RawTable, name: str, address: str) -> int:
    """Position of a row by its id; raises `EditError`."""
    ids = list(table.column("id"))
    if name not in ids:
        near = nearest(name, ids)
        raise EditError(address, near and f"{table.table.name}.{near}")
    return ids.index(name)


def _without(table: RawTable, gone: Collection[int]) -> RawTable:
    kept = [index for index in range(len(table.rows)) if index not in gone]
    moved = {old: new for new, old in enumerate(kept)}
    return RawTable(
        table.table,
        table.names,
        [table.rows[index] for index in kept],
        array("q", (table.lines[index] for index in kept)),
        {(moved[i], name): at for (i, name), at in table.origins.items() if i in moved},
        table.lost,
    )


def with_table(raw: RawProject, table: RawTable) -> RawProject:
    """Give the project with another table of that name."""
    present = raw.present | {table.file}
    return replace(raw, tables={**raw.tables, table.table.name: table}, present=present)


def with_toml(raw: RawProject, toml: RawToml) -> RawProject:
    """Give the project with another TOML file of that name."""
    present = raw.present | {toml.file}
    return replace(raw, tomls={**raw.tomls, toml.file: toml}, present=present)
