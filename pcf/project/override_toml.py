"""Put a value at a key of ``pcf.toml``, ``parameters.toml`` or ``endoflife.toml``."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from pcf.findings import Location, finding
from pcf.project import cells
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.override_table import is_same_number
from pcf.project.raw import END_OF_LIFE_FILE, PARAMETERS_FILE, SETTINGS_FILE
from pcf.project.raw_toml import RawToml
from pcf.project.toml_keys import END_OF_LIFE, PARAMETER, SETTINGS, Section
from pcf.project.toml_lines import TomlPath
from pcf.suggest import nearest

#: Setting one of a pair takes the other away: an amount is a number or a formula.
PARTNERS = {
    "amount": "formula",
    "quantity": "quantity_formula",
    "quantity_formula": "quantity",
    "value": "formula",
    "factor": "formula",
    "share": "share_formula",
    "share_formula": "share",
}
_HEADS = {SETTINGS_FILE: "pcf", PARAMETERS_FILE: "parameters", END_OF_LIFE_FILE: "endoflife"}


class _UnknownError(Exception):
    """An address leads nowhere; `near` is the nearest that leads somewhere."""

    def __init__(self, near: str | None) -> None:
        super().__init__(near)
        self.near = near


def set_key(
    raw: RawToml, address: str, value: Any, at: Location, collect: Collector
) -> RawToml | None:
    """Give the file with `value` at `address`; None and a finding when that is unknown.

    An entry of an array of tables is named by its id: ``route.hydromet.share``,
    ``unit.reference_flow.pack_assembly.amount``.
    """
    head = _HEADS[raw.file]
    try:
        path, section = _locate(raw, address)
    except _UnknownError as error:
        near = None if error.near is None else f"{head}.{error.near}"
        collect.add(finding("US006", at, observed=f"{head}.{address}", suggestion=near))
        return None
    name = str(path[-1])
    if section is PARAMETER and name == "value" and _is_formula(value):
        path, name = (*path[:-1], "formula"), "formula"
    data = copy.deepcopy(raw.data)
    table = _table(data, path[:-1])
    if section is PARAMETER and name == "value" and is_same_number(table.get(name), value):
        return raw  # nothing is replaced, so the spread of the value stays its spread
    table[name] = value
    for partner in (n for n in _partners(name) if n in table):
        del table[partner]
    return replace(raw, data=data, origins={**raw.origins, path: at})


def _partners(name: str) -> tuple[str, ...]:
    return ("amount", "value", "factor") if name == "formula" else (PARTNERS.get(name, ""),)


def _is_formula(value: Any) -> bool:
    """Whether a text put in for a parameter is no number, so that it can only be a formula."""
    if not isinstance(value, str):
        return False
    try:
        return cells.number(value) is None
    except CellFault as fault:
        return fault.code == "NU001"


def _table(data: Any, path: TomlPath) -> Any:
    for part in path:
        data = data.setdefault(part, {}) if isinstance(data, dict) else data[part]
    return data


def _locate(raw: RawToml, address: str) -> tuple[TomlPath, Section]:
    """Turn an address into a path of keys; raises `_UnknownError`."""
    if raw.file == PARAMETERS_FILE:
        return _parameter(raw, address)
    section = SETTINGS if raw.file == SETTINGS_FILE else END_OF_LIFE
    path: TomlPath = ()
    done = ""
    rest = address
    data: Any = raw.data
    while True:
        name, _, rest = rest.partition(".")
        inner = section.section(name)
        if inner is None:
            if section.key(name) is None or rest:
                near = nearest(name, section.names)
                raise _UnknownError(None if near is None else f"{done}{near}")
            return (*path, name), section
        path, done = (*path, name), f"{done}{name}."
        data = data.get(name, [] if inner.many else {}) if isinstance(data, dict) else {}
        if inner.many:
            index, identity, rest = _choose(data, inner, rest, done)
            path, done, data = (*path, index), f"{done}{identity}.", data[index]
        section = inner


def _choose(data: Any, section: Section, rest: str, done: str) -> tuple[int, str, str]:
    """Find the entry of an array whose id begins `rest`; ids may hold dots."""
    entries = data if isinstance(data, list) else []
    ids = [str(e.get(section.identity)) if isinstance(e, dict) else "" for e in entries]
    for index in sorted(range(len(ids)), key=lambda n: -len(ids[n])):
        if ids[index] and (rest == ids[index] or rest.startswith(f"{ids[index]}.")):
            return index, ids[index], rest[len(ids[index]) + 1 :]
    word, _, tail = rest.partition(".")
    near = nearest(word, [name for name in ids if name])
    raise _UnknownError(f"{done}{near}.{tail}".rstrip(".") if near else None)


def _parameter(raw: RawToml, address: str) -> tuple[TomlPath, Section]:
    name, _, key = address.partition(".")
    if name not in raw.data or not isinstance(raw.data[name], dict):
        near = nearest(name, raw.data)
        raise _UnknownError(None if near is None else ".".join(filter(None, (near, key))))
    if key and PARAMETER.key(key) is None:
        near = nearest(key, PARAMETER.names)
        raise _UnknownError(None if near is None else f"{name}.{near}")
    return (name, key or "value"), PARAMETER
