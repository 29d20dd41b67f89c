"""Scenarios, targets, ``--set`` and ``--swap``: changes put in before anything is checked.

An address is ``TABLE.ROW.COLUMN`` (``exchanges.E-01.amount``), ``parameters.NAME[.KEY]``,
``endoflife.route.ID.KEY`` or ``pcf.SECTION.KEY``. A value that is put in is read by the same
readers as a value of the file, so the same faults are found. What is dropped is a row, a process
with its rows of every table and its reference flow, or an entry of a TOML file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pcf.errors import UsageError
from pcf.findings import Location, finding
from pcf.project.collect import Collector
from pcf.project.override_table import set_cell
from pcf.project.override_toml import set_key
from pcf.project.passing import is_passing
from pcf.project.raw import RawProject
from pcf.project.raw_edit import TOML_ADDRESSES, EditError, drop, plain_address
from pcf.project.raw_toml import RawToml, read_toml
from pcf.project.schema import TABLE_BY_NAME
from pcf.project.toml_keys import SCENARIO
from pcf.suggest import nearest

Kind = Literal["set", "swap", "drop"]
SWAP_TABLES = ("bom", "exchanges", "electricity", "transport")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*").fullmatch


@dataclass(frozen=True, slots=True)
class Override:
    """One change of a project.

    Parameters
    ----------
    kind
        ``set`` a value at an address; ``swap`` the supplier of a row; ``drop`` what is there.
    address
        As written.
    value
        Text, number or truth value; None for a drop.
    place
        Where it was stated; None = on the command line.
    """

    kind: Kind
    address: str
    value: Any
    place: Location | None = None

    @property
    def at(self) -> Location:
        """Place for findings."""
        return self.place or Location(f"--{self.kind}", None, self.address)


def setting(text: str) -> Override:
    """Read ``ADDRESS=VALUE``; raises `UsageError` (``US007``) without an equals sign."""
    return _stated("set", text)


def swap(text: str) -> Override:
    """Read ``ROW=SUPPLIER``; raises `UsageError` (``US007``) without an equals sign."""
    return _stated("swap", text)


def _stated(kind: Literal["set", "swap"], text: str) -> Override:
    address, mark, value = text.partition("=")
    if not mark or not address.strip():
        form = "ADDRESS=VALUE" if kind == "set" else "ROW=SUPPLIER"
        place = Location(f"--{kind}")
        raise UsageError([finding("US007", place, observed=text, expected=form)])
    return Override(kind, address.strip(), value.strip())


def scenario_names(folder: Path) -> tuple[str, ...]:
    """Give the names of the scenarios of a project, sorted."""
    paths = (folder / "scenarios").glob("*.toml")
    return tuple(sorted(path.stem for path in paths if not is_passing(path.name)))


def scenarios_of_kind(folder: Path, kind: str) -> tuple[str, ...]:
    """Give the names of the scenarios that declare a kind: ``kind = "use"``, another use profile.

    One that cannot be read is left out: its findings are told where it is computed.
    """
    found = (
        (n, read_toml(folder, f"scenarios/{n}.toml", Collector())) for n in scenario_names(folder)
    )
    return tuple(name for name, raw in found if raw is not None and raw.data.get("kind") == kind)


def read_scenario(folder: Path, name: str, collect: Collector) -> list[Override]:
    """Read ``scenarios/NAME.toml``; an unknown name is ``US005`` with the nearest known one."""
    names = scenario_names(folder)
    file = f"scenarios/{name}.toml"
    if _NAME(name) is None or name not in names:
        known = ", ".join(names) or "-"
        near = nearest(name, names)
        place = Location("scenarios")
        collect.add(finding("US005", place, observed=name, expected=known, suggestion=near))
        return []
    raw = read_toml(folder, file, collect)
    return [] if raw is None else _changes(raw, collect)


def _changes(raw: RawToml, collect: Collector) -> list[Override]:
    made: list[Override] = []
    for name in raw.data:
        if name not in SCENARIO.names:
            near = nearest(name, SCENARIO.names)
            known = ", ".join(SCENARIO.names)
            at = raw.where((name,))
            collect.add(finding("IO016", at, observed=name, expected=known, suggestion=near))
    _check_kind(raw, collect)
    kinds: tuple[Literal["set", "swap"], ...] = ("set", "swap")
    for kind in kinds:
        values = raw.data.get(kind, {})
        if not isinstance(values, dict):
            at = raw.where((kind,))
            collect.add(finding("IO018", at, observed=values, expected=f"[{kind}]", field=kind))
            continue
        for path, value in leaves(values):
            at = raw.where((kind, *path))
            place = Location(at.file, at.line, ".".join(path))
            made.append(Override(kind, ".".join(path), value, place))
    return [*made, *_drops(raw, collect)]


def _check_kind(raw: RawToml, collect: Collector) -> None:
    """Report a kind of scenario that is none (``NU018``)."""
    key = SCENARIO.key("kind")
    stated = raw.data.get("kind")
    if key is None or stated is None or stated in key.choices:
        return
    expected = ", ".join(key.choices)
    near = nearest(str(stated), key.choices)
    at = raw.where(("kind",))
    collect.add(finding("NU018", at, observed=stated, expected=expected, suggestion=near))


def _drops(raw: RawToml, collect: Collector) -> list[Override]:
    """Read ``[drop]`` with ``rows = [...]``; they go after values were put in."""
    stated = raw.data.get("drop", {})
    rows = stated.get("rows", []) if isinstance(stated, dict) else None
    others = [name for name in stated if name != "rows"] if isinstance(stated, dict) else []
    for name in others:
        at = raw.where(("drop", name))
        collect.add(finding("IO016", at, observed=name, expected="rows", suggestion="rows"))
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        at = raw.where(("drop", "rows"))
        form = 'rows = ["bom.B-17"]'
        collect.add(finding("IO018", at, observed=stated, expected=form, field="drop"))
        return []
    at = raw.where(("drop", "rows"))
    return [Override("drop", row, None, Location(at.file, at.line, "drop.rows")) for row in rows]


def leaves(
    values: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterable[tuple[tuple[str, ...], Any]]:
    """Give every value; an address without quotes is a nest of tables in TOML."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name), value


def apply_overrides(raw: RawProject, changes: Iterable[Override], collect: Collector) -> RawProject:
    """Give the project with the values put in, later ones over earlier ones.

    Unknown addresses are ``US006``. Without changes the project itself is given back.
    """
    ways = {"set": _set, "swap": _swap, "drop": _drop}
    before = raw
    for change in changes:
        raw = ways[change.kind](raw, change, collect)
    return raw if raw is before else replace(raw, before=before.before or before)


def _drop(raw: RawProject, change: Override, collect: Collector) -> RawProject:
    try:
        return drop(raw, plain_address(change.address))
    except EditError as error:
        return _unknown(raw, change, collect, error.suggestion)


def _set(raw: RawProject, change: Override, collect: Collector) -> RawProject:
    head, _, rest = change.address.removeprefix("row:").replace("/", ".", 1).partition(".")
    head = {"parameter": "parameters", "end_of_life": "endoflife"}.get(head, head)
    if head in TABLE_BY_NAME:
        table = raw.tables.get(head)
        if table is None:
            return _unknown(raw, change, collect, None)
        made = set_cell(table, rest, change.value, change.at, collect)
        return raw if made is None else replace(raw, tables={**raw.tables, head: made})
    file = TOML_ADDRESSES.get(head)
    if file is None:
        near = nearest(head, (*TABLE_BY_NAME, *TOML_ADDRESSES))
        return _unknown(raw, change, collect, f"{near}.{rest}" if near else None)
    toml = raw.tomls.get(file)
    if toml is None:
        return _unknown(raw, change, collect, None)
    changed = set_key(toml, rest, change.value, change.at, collect)
    return raw if changed is None else replace(raw, tomls={**raw.tomls, file: changed})


def _unknown(raw: RawProject, change: Override, collect: Collector, near: str | None) -> RawProject:
    collect.add(finding("US006", change.at, observed=change.address, suggestion=near))
    return raw


def _swap(raw: RawProject, change: Override, collect: Collector) -> RawProject:
    """Set the supplier of ``TABLE.ROW``, ``TABLE/ROW``, an id that occurs once, or a route."""
    word = change.address.removeprefix("row:")
    table, _, row = word.replace("/", ".", 1).partition(".")
    if table == "endoflife" and row:
        target = f"endoflife.route.{row.removeprefix('route.')}.supplier"
        return _set(raw, replace(change, address=target, place=change.at), collect)
    if table not in SWAP_TABLES or not row:
        table, row = "", word
    places = {
        f"{t}.{name}": name
        for t in SWAP_TABLES
        if t in raw.tables and table in ("", t)
        for name in raw.tables[t].column("id")
        if name
    }
    found = [address for address, name in places.items() if name == row]
    if len(found) != 1:
        ids = {name: address for address, name in places.items()}
        near = found[0] if found else ids.get(nearest(row, ids) or "")
        return _unknown(raw, change, collect, near)
    target = f"{found[0]}.supplier"
    return _set(raw, replace(change, address=target, place=change.at), collect)
