"""Put the example of a clause into the model project, on its text, without touching a file.

A row may be named by a pattern: ``*`` stands for any text, so that ``electricity.*.origin`` is that
cell of every row, and ``bom.B-cell_*.dq`` that of some. Later edits go over earlier ones.
"""

from __future__ import annotations

import copy
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from pcf.findings import Finding, Location
from pcf.project.collect import Collector
from pcf.project.overrides import Override, apply_overrides
from pcf.project.raw import STUDY_FILE, RawProject
from pcf.project.raw_edit import (
    FILES,
    EditError,
    locate,
    remove,
    remove_key,
    row_index,
    with_table,
    with_toml,
)
from pcf.project.raw_table import RawTable
from pcf.project.raw_toml import RawToml
from pcf.project.schema import TABLE_BY_NAME
from pcf.rules.pack import Snippet


def apply_snippet(raw: RawProject, snippet: Snippet) -> RawProject:
    """Give the project with the edits of an example: removes, adds, sets, unsets, answers.

    Raises
    ------
    EditError
        When an address leads nowhere, or a pattern names no row.
    """
    for address in snippet.removes:
        raw = remove(raw, address)
    for name, rows in snippet.adds.items():
        raw = _add(raw, name, rows)
    for pattern, value in snippet.sets.items():
        for address in _addresses(raw, pattern):
            raw = _set(raw, address, value)
    for pattern in snippet.unsets:
        for address in _addresses(raw, pattern):
            raw = _unset(raw, address)
    return _answer(raw, snippet.answers) if snippet.answers else raw


def _addresses(raw: RawProject, pattern: str) -> list[str]:
    """Addresses of the cells that a pattern names; the pattern itself where it is none.

    Raises
    ------
    EditError
        When no row has such an id.
    """
    head, _, rest = pattern.partition(".")
    row, _, column = rest.rpartition(".")
    if head not in TABLE_BY_NAME or "*" not in row:
        return [pattern]
    table = raw.tables.get(head)
    ids = () if table is None else table.column("id")
    found = [f"{head}.{id}.{column}" for id in ids if id and fnmatchcase(id, row)]
    if not found:
        raise EditError(pattern)
    return found


def _set(raw: RawProject, address: str, value: Any) -> RawProject:
    head, _, rest = address.partition(".")
    if head == "study":
        toml = raw.tomls.get(STUDY_FILE) or RawToml(STUDY_FILE, {})
        data = copy.deepcopy(toml.data)
        table = data
        *path, last = rest.split(".")
        for part in path:
            table = table.setdefault(part, {})
            if not isinstance(table, dict):
                raise EditError(address)
        table[last] = value
        return with_toml(raw, replace(toml, data=data))
    collect = Collector()
    place = Location("clauses.toml", None, address)
    changed = apply_overrides(raw, [Override("set", address, value, place)], collect)
    for item in collect.close():
        raise EditError(address, _near(item))
    return changed


def _near(item: Finding) -> str | None:
    return item.suggestion


def _unset(raw: RawProject, address: str) -> RawProject:
    """Empty a cell or take a key away; a statement of the study that is not there stays away."""
    head, _, rest = address.partition(".")
    study = raw.tomls.get(STUDY_FILE)
    if head == "study" and (study is None or locate(study.data, rest) is None):
        return raw
    if head in TABLE_BY_NAME:
        row, _, column = rest.rpartition(".")
        table = raw.tables.get(head)
        if table is None or table.table.column(column) is None:
            raise EditError(address)
        index = row_index(table, row, address)
        if column not in table.names:
            return raw
        cells = list(table.rows[index])
        cells[table.names.index(column)] = ""
        rows = [*table.rows[:index], tuple(cells), *table.rows[index + 1 :]]
        return with_table(raw, _copy(table, table.names, rows))
    return remove_key(raw, address)


def _add(raw: RawProject, name: str, rows: Iterable[Mapping[str, Any]]) -> RawProject:
    """Add rows to a table, or entries to an array of tables (``endoflife.route``)."""
    if name not in TABLE_BY_NAME:
        return _add_entries(raw, name, rows)
    table = raw.tables.get(name) or RawTable(TABLE_BY_NAME[name], ("id",))
    for row in rows:
        for column in row:
            if table.table.column(column) is None:
                raise EditError(f"{name}.{column}")
        names = (*table.names, *(c for c in row if c not in table.names))
        old = [(*cells, *("",) * (len(names) - len(cells))) for cells in table.rows]
        new = tuple(_cell(row.get(column, "")) for column in names)
        last = table.lines[-1] if len(table.lines) else 1
        table = _copy(table, names, [*old, new], [*table.lines, last + 1])
    return with_table(raw, table)


def _cell(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _add_entries(raw: RawProject, name: str, rows: Iterable[Mapping[str, Any]]) -> RawProject:
    head, _, rest = name.partition(".")
    file = FILES.get(head)
    if file is None or not rest:
        raise EditError(name)
    toml = raw.tomls.get(file) or RawToml(file, {})
    data = copy.deepcopy(toml.data)
    *path, last = rest.split(".")
    table: Any = data
    for part in path:
        table = table.setdefault(part, {})
    if head == "parameters":
        for row in rows:
            table[last] = dict(row)
    elif isinstance(table.setdefault(last, []), list):
        table[last] += [dict(row) for row in rows]
    else:
        raise EditError(name)
    return with_toml(raw, replace(toml, data=data))


def _answer(raw: RawProject, answers: Mapping[str, str]) -> RawProject:
    """Put judgements in place of those that are there."""
    table = raw.tables.get("judgements")
    for code in answers:
        if table is not None and code in set(table.column("id")):
            raw = remove(raw, f"judgements.{code}")
            table = raw.tables["judgements"]
    rows = [
        {"id": code, "answer": answer, "name": "rule test", "date": "2026-01-01", "reason": "test"}
        for code, answer in answers.items()
    ]
    return _add(raw, "judgements", rows)


def _copy(
    table: RawTable,
    names: tuple[str, ...],
    rows: list[tuple[str, ...]],
    lines: Iterable[int] | None = None,
) -> RawTable:
    kept = table.lines if lines is None else lines
    return RawTable(table.table, names, rows, array("q", kept))
