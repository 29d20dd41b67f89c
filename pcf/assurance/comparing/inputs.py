"""Differences of two project folders that were read as text: rows, keys and files.

The order of rows, keys and columns means nothing, nor does the way in which a number is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pcf.assurance.comparing.causes import (
    About,
    cause_of_cell,
    cause_of_file,
    cause_of_key,
    cause_of_row,
)
from pcf.assurance.comparing.change import InputChange, Kind
from pcf.assurance.comparing.placing import placed
from pcf.assurance.comparing.toml_leaves import LeafPath, address_of, leaves
from pcf.findings import Location
from pcf.project.input_files import BESIDES, input_files
from pcf.project.override_table import PARTNERS
from pcf.project.override_toml import PARTNERS as TOML_PARTNERS
from pcf.project.raw import END_OF_LIFE_FILE, PARAMETERS_FILE, SETTINGS_FILE, STUDY_FILE, RawProject
from pcf.project.raw_table import RawTable
from pcf.project.schema import TABLE_BY_NAME, TABLES, Table

FILES = {
    "pcf": SETTINGS_FILE, "parameters": PARAMETERS_FILE, "endoflife": END_OF_LIFE_FILE,
    "study": STUDY_FILE,
}  # fmt: skip
#: Inputs that are read as a table or TOML; the others are compared whole.
_READ = frozenset({*FILES.values(), *(table.file for table in TABLES)})
_CHUNK = 2**20


def differences(
    a: RawProject, b: RawProject, hints: Mapping[str, About] | None = None
) -> tuple[InputChange, ...]:
    """Give every input that differs, tables first, in the order of the folder.

    Parameters
    ----------
    hints
        Causes by address that the sides know better: what a target changes for its own sake.
    """
    found = [*_tables(a, b), *_tomls(a, b), *_files(a, b)]
    moved = placed(found, a, b)
    known = hints or {}
    return tuple(_hinted(change, known) for change in moved)


def _hinted(change: InputChange, hints: Mapping[str, About]) -> InputChange:
    head, _, last = change.address.rpartition(".")
    parts = change.address.split(".")
    wider = [".".join(parts[:length]) for length in range(len(parts), 1, -1)]
    for address in (*wider, *(f"{head}.{name}" for name in _partners(last))):
        if address in hints and change.cause != "none":
            return replace(change, cause=hints[address])
    return change


def _partners(name: str) -> tuple[str, ...]:
    """Keys and columns that say the same amount in another way."""
    amounts = ("amount", "value", "factor", "formula")
    known = {PARTNERS.get(name, name), TOML_PARTNERS.get(name, name)}
    return tuple({*known, *(amounts if name in amounts else ())})


# --- tables


def _tables(a: RawProject, b: RawProject) -> Iterator[InputChange]:
    for table in TABLES:
        one, other = a.tables.get(table.name), b.tables.get(table.name)
        if one is other:
            continue
        old, new = _rows(one), _rows(other)
        for id in dict.fromkeys([*old, *new]):
            if id not in new:
                yield _row_change(table, id, "removed", old[id], one)
            elif id not in old:
                yield _row_change(table, id, "added", new[id], other)
            elif one is not None and other is not None:
                yield from _cells(id, (one, old[id]), (other, new[id]))


def _rows(table: RawTable | None) -> dict[str, int]:
    return {} if table is None else {id: n for n, id in enumerate(table.column("id"))}


def cell(table: RawTable, index: int, column: str) -> str:
    """Text of a cell; empty when the table has no such column."""
    if column not in table.names:
        return ""
    return table.rows[index][table.names.index(column)].strip()


def _row_change(table: Table, id: str, kind: Kind, index: int, raw: RawTable | None) -> InputChange:
    if raw is None:
        raise ValueError(id)
    text, place = _row_text(raw, index), raw.where(index)
    gone = kind == "removed"
    return InputChange(
        f"{table.name}.{id}", kind, cause_of_row(table.name),
        text if gone else None, None if gone else text,
        place if gone else None, None if gone else place, (table.name, id, None),
    )  # fmt: skip


#: What tells a row best, in this order; the first that is filled of each group.
_TOLD = (("flow", "product", "mode", "what", "file"), ("amount", "formula", "mass", "mass_formula"),
         ("unit", "mass_unit"), ("supplier",))  # fmt: skip


def _row_text(raw: RawTable, index: int) -> str:
    words = []
    for group in _TOLD:
        words += [text for name in group if (text := cell(raw, index, name))][:1]
    return " ".join(words)


def _cells(id: str, a: tuple[RawTable, int], b: tuple[RawTable, int]) -> Iterator[InputChange]:
    (one, i), (other, j) = a, b
    if one.names == other.names and one.rows[i] == other.rows[j]:
        return
    name = one.table.name
    columns = [c for c in dict.fromkeys([*one.names, *other.names]) if c != "id"]
    differing = [
        c for c in columns if not _same(name, c, cell(one, i, c), cell(other, j, c))
    ]  # fmt: skip
    whole = "flow" in differing  # another flow is another row: its supplier goes with it
    for column in differing:
        cause = cause_of_cell(name, column)
        yield InputChange(
            f"{name}.{id}.{column}", "changed", "activity" if whole and cause != "none" else cause,
            cell(one, i, column) or None, cell(other, j, column) or None,
            one.where(i, column), other.where(j, column), (name, id, column),
        )  # fmt: skip


def _same(table: str, column: str, a: str, b: str) -> bool:
    if a == b:
        return True
    known = TABLE_BY_NAME[table].column(column)
    if known is None or known.kind not in ("number", "share", "year"):
        return False
    try:
        return float(a) == float(b)
    except ValueError:
        return False


# --- TOML files


def _tomls(a: RawProject, b: RawProject) -> Iterator[InputChange]:
    for name, file in FILES.items():
        one, other = a.tomls.get(file), b.tomls.get(file)
        if one is other:
            continue
        old = {} if one is None else {p: (v, one.where(at)) for p, v, at in leaves(one.data)}
        new = {} if other is None else {p: (v, other.where(at)) for p, v, at in leaves(other.data)}
        for path in dict.fromkeys([*old, *new]):
            before, after = old.get(path), new.get(path)
            if before is None or after is None or before[0] != after[0]:
                yield _key_change(name, path, before, after)


def _key_change(
    name: str,
    path: LeafPath,
    before: tuple[Any, Location] | None,
    after: tuple[Any, Location] | None,
) -> InputChange:
    kind: Kind = "added" if before is None else "removed" if after is None else "changed"
    second = path[-1] if name == "endoflife" else path[1] if len(path) > 1 else ""
    cause = cause_of_key(name, str(path[0]), second if isinstance(second, str) else "")
    return InputChange(
        f"{name}.{address_of(path)}", kind, cause,
        None if before is None else _text(before[0]), None if after is None else _text(after[0]),
        None if before is None else before[1], None if after is None else after[1],
        (FILES[name], path, None if after is None else after[0]),
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(_text, value)) if isinstance(value, list) else str(value)


# --- files


def _files(a: RawProject, b: RawProject) -> Iterator[InputChange]:
    if a.folder == b.folder:
        return
    old, new = _hashes(a), _hashes(b)
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        kind: Kind = "added" if before is None else "removed" if after is None else "changed"
        yield InputChange(
            name, kind, cause_of_file(name), _short(before), _short(after),
            None if before is None else Location(name), None if after is None else Location(name),
            ("file", name),
        )  # fmt: skip


def _hashes(raw: RawProject) -> dict[str, str]:
    files = input_files(raw.folder, BESIDES)
    return {name: _sha256(path) for name, path in files.items() if name not in _READ}


def _sha256(path: Path) -> str:
    """Hash of a text file with its line ends as LF: another line end is no change."""
    hashed, last = sha256(), b""
    with path.open("rb") as stream:
        while chunk := last + stream.read(_CHUNK):
            last = b"\r" if chunk.endswith(b"\r") and chunk != b"\r" else b""
            hashed.update(chunk.removesuffix(last).replace(b"\r\n", b"\n"))
    return hashed.hexdigest()


def _short(digest: str | None) -> str | None:
    return None if digest is None else f"sha256:{digest[:12]}"
