"""Rule packs and tables of defaults on which two sides rest, where they are not the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pcf.assurance.brought import changed_rows
from pcf.assurance.brought_packs import (
    files_in_bundle,
    files_installed,
    named_packs,
    pack_differences,
    plain,
)
from pcf.assurance.grounds import DEFAULT_FILES, FACTORS
from pcf.location import data_file

#: Tables of defaults as `pcf.location.laid_over` names them.
TABLES = tuple(f"datasets/{file}" for file in DEFAULT_FILES)


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table of defaults that differs between the sides.

    rows
        First cells of the rows that differ.
    moves
        Whether the total of one of the sides changes with it, or that cannot be computed.
    """

    name: str
    rows: tuple[str, ...]
    moves: bool


@dataclass(frozen=True, slots=True)
class Resting:
    """What a side rests on besides its inputs; that of this pcf where nothing else is stated.

    packs
        Files of rule packs by ``ID@EDITION``.
    tables
        Content of tables of defaults by file.
    laid
        Where they lie, as `pcf.location.laid_over` takes them.
    """

    packs: Mapping[str, Mapping[str, bytes]]
    tables: Mapping[str, bytes]
    laid: Mapping[str, Path]

    def pack(self, name: str) -> Mapping[str, bytes]:
        """Files of a rule pack; nothing when the side has none of that name."""
        return self.packs.get(name) or files_installed(name)

    def table(self, file: str) -> bytes:
        """Content of a table."""
        return self.tables.get(file) or plain(data_file(file).read_bytes())


#: A side that rests on what this pcf has.
HERE = Resting({}, {}, {})


def resting_of(members: Mapping[str, bytes], laid: Mapping[str, Path]) -> Resting:
    """Give what a bundle rests on; `laid` is where its data were written that are others."""
    packs = {name: files_in_bundle(members, at) for name, at in named_packs(members)}
    tables = {f: members[f"{FACTORS}{f}"] for f in DEFAULT_FILES if f"{FACTORS}{f}" in members}
    return Resting(packs, tables, laid)


def table_differences(a: Resting, b: Resting) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the tables that differ, with the first cells of their rows."""
    for file in DEFAULT_FILES if a is not b else ():
        one, other = a.table(file), b.table(file)
        if one != other:
            yield file, tuple(changed_rows(one, other))


def clauses_that_differ(
    names: Iterable[str], a: Resting, b: Resting, *, worded: bool
) -> tuple[str, ...]:
    """Give codes of clauses, or files, that differ in rule packs of the same name.

    Parameters
    ----------
    worded
        Whether clauses with other words and the same check count too.
    """
    if a is b:
        return ()
    pairs = ((name, a.pack(name), b.pack(name)) for name in dict.fromkeys(names))
    return tuple(
        code for name, one, other in pairs if one and other
        for code in pack_differences(one, other, name, worded=worded)
    )  # fmt: skip
