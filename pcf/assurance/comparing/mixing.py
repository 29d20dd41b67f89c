"""A project between two others: one of them, with some of the changes to the other made."""

from __future__ import annotations

import copy
from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace

from pcf.assurance.comparing.causes import Cause
from pcf.assurance.comparing.change import InputChange
from pcf.assurance.comparing.inputs import FILES, cell
from pcf.assurance.comparing.toml_leaves import is_identity, put, take
from pcf.findings import Location
from pcf.project.raw import RawProject
from pcf.project.raw_table import RawTable
from pcf.project.raw_toml import RawToml
from pcf.project.schema import TABLE_BY_NAME


def mixed(
    a: RawProject,
    b: RawProject,
    changes: Sequence[InputChange],
    done: Collection[Cause],
    early: bool = True,
) -> RawProject:
    """Give `a` with the changes to `b` that have one of the causes in `done`.

    Parameters
    ----------
    early
        Whether what is new and used by nothing yet is there from the beginning.
    """
    made = [c for c in changes if c.cause in done or (early and c.early)]
    tables = {}
    for name in TABLE_BY_NAME:
        table = _table(name, a, b, [c for c in made if c.key[0] == name])
        if table is not None:
            tables[name] = table
    tomls = {}
    for file in FILES.values():
        toml = _toml(a.tomls.get(file), file, [c for c in made if c.key[0] == file])
        if toml is not None:
            tomls[file] = toml
    folder = b.folder if "supplier" in done else a.folder
    return replace(a, folder=folder, tables=tables, tomls=tomls, present=a.present | b.present)


def _table(name: str, a: RawProject, b: RawProject, made: Sequence[InputChange]) -> RawTable | None:
    one, other = a.tables.get(name), b.tables.get(name)
    if name == "evidence":
        return _both(one, other, b.folder == a.folder)
    if not made or other is None:
        if one is None or not made:
            return one
        gone = {c.key[1] for c in made if c.key[2] is None}
        return _Rows(one, None).table(gone, (), {})
    gone = {c.key[1] for c in made if c.kind == "removed"}
    added = [c.key[1] for c in made if c.kind == "added"]
    cells: dict[str, list[str]] = {}
    for change in made:
        if change.key[2] is not None:
            cells.setdefault(change.key[1], []).append(change.key[2])
    return _Rows(one, other).table(gone, added, cells)


def _both(a: RawTable | None, b: RawTable | None, same: bool) -> RawTable | None:
    """Give the evidence of both: rows may name what only one of them has."""
    if a is None or b is None or same:
        return a or b
    known = set(a.column("id"))
    return _Rows(a, b).table(set(), [id for id in b.column("id") if id not in known], {})


class _Rows:
    """Puts the rows of a table together from two."""

    def __init__(self, a: RawTable | None, b: RawTable | None) -> None:
        of = a or b
        if of is None:
            raise ValueError("no table")
        self._a, self._b = a, b
        names = [*(a.names if a else ()), *(b.names if b else ())]
        self._made = RawTable(of.table, tuple(dict.fromkeys(names)))

    def table(
        self, gone: Collection[str], added: Collection[str], cells: dict[str, list[str]]
    ) -> RawTable | None:
        """Give the rows of A without `gone`, with `cells` of B, and the rows `added` of B."""
        there = {} if self._b is None else {id: n for n, id in enumerate(self._b.column("id"))}
        self._made.lines = array("q")
        for index, id in enumerate(self._a.column("id") if self._a else ()):
            if id not in gone and self._a is not None:
                self._add(self._a, index)
                for column in cells.get(id, ()):
                    self._put(there[id], column)
        for id in added:
            if self._b is not None:
                self._add(self._b, there[id])
        return self._made if self._made.rows else None

    def _add(self, of: RawTable, index: int) -> None:
        made = self._made
        same = of.names == made.names
        cells = of.rows[index] if same else tuple(cell(of, index, name) for name in made.names)
        made.rows.append(cells)
        made.lines.append(of.lines[index])
        for (row, column), place in of.origins.items() if of.origins else ():
            if row == index:
                made.origins[len(made.rows) - 1, column] = place

    def _put(self, index: int, column: str) -> None:
        if self._b is None:
            return
        made, row = self._made, len(self._made.rows) - 1
        values = list(made.rows[row])
        values[made.names.index(column)] = cell(self._b, index, column)
        made.rows[row] = tuple(values)
        made.origins[row, column] = self._b.where(index, column)


def _toml(a: RawToml | None, file: str, made: Sequence[InputChange]) -> RawToml | None:
    if not made:
        return a
    data = {} if a is None else copy.deepcopy(a.data)
    for change in made:
        if change.kind != "removed":
            put(data, change.key[1], copy.deepcopy(change.key[2]))
    gone = [c.key[1] for c in made if c.kind == "removed"]
    for path in sorted(gone, key=is_identity):
        take(data, path)
    if not data:
        return None
    return RawToml(file, data, {} if a is None else a.lines, _origins(a, made))


def _origins(
    a: RawToml | None, made: Sequence[InputChange]
) -> dict[tuple[str | int, ...], Location]:
    """Places of what was put in; entries of arrays keep those of the file."""
    known = {} if a is None else dict(a.origins)
    for change in made:
        path = change.key[1]
        if change.place_b is not None and all(isinstance(part, str) for part in path):
            known[path] = change.place_b
    return known
