"""What the neutral form states and openLCA has no field for: kept in ``otherProperties``.

An export writes there whatever would be read back differently, so that a package that is written
and read again is equal in content. Only texts, numbers and records of the declared types are taken
from it.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pcf.importing.edited import SEEN, head_of, positions, seen, unedited
from pcf.importing.ilcd.walk import at, many
from pcf.importing.package import Place
from pcf.importing.store_package import packed, unpacked
from pcf.importing.xml_tree import Tree, TreeError

KEY = "pcf"
#: Fields that belong to a file and not to its content.
_NOT_CONTENT = ("place", "pointer", "line")
_Record = TypeVar("_Record")


def is_made(tree: Tree) -> bool:
    """Whether a document was made by an export for programs that need it, and says nothing."""
    return at(tree, "otherProperties", KEY, "made") is True


def is_whole(tree: Tree) -> bool:
    """Whether a head says that an export of pcf wrote the package: nothing is to be added to it."""
    return at(tree, "otherProperties", KEY, "whole") is True


@lru_cache(maxsize=64)
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def extras(record: Any, read_back: Any, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the fields of a record that are read back differently, as plain data."""
    names = [f.name for f in fields(record) if f.name not in (*_NOT_CONTENT, *skip)]
    return {
        name: packed(getattr(record, name))
        for name in names
        if getattr(record, name) != getattr(read_back, name)
    }


def kept_beside(
    record: Any, back: Any, head: Any, rows: Sequence[tuple[Any, Any, Any, tuple[str, ...]]] = ()
) -> dict[str, Any]:
    """Give what is to be kept beside a document, with digests of what is visible.

    Parameters
    ----------
    record, back
        The record, and what is read back of what is written.
    head
        What is visible, without rows.
    rows
        Exchange, what is read back of it, what is visible of it, fields that need not be kept.
    """
    kept = extras(record, back, ("exchanges",) if rows else ())
    made = {
        str(n): found | {SEEN: seen(found, again, tree)}
        for n, (row, again, tree, skip) in enumerate(rows)
        if (found := extras(row, again, skip))
    }
    if kept:
        kept[SEEN] = seen(kept, back, head)
    return kept | ({"rows": made} if made else {})


def with_extras(record: _Record, tree: Tree, lost: list[str] | None = None) -> _Record:
    """Give a record with the fields that an export kept beside it.

    Parameters
    ----------
    lost
        Takes the names of kept fields that do not count, since what is visible was edited.

    Raises
    ------
    TreeError
        When what is kept there does not fit the record.
    """
    kept = at(tree, "otherProperties", KEY)
    if not isinstance(kept, dict):
        return record
    return with_kept(record, kept, head_of(tree), many(at(tree, "exchanges")), lost)


def with_kept(
    record: _Record,
    kept: Tree,
    head: Tree | None = None,
    trees: Sequence[Any] = (),
    lost: list[str] | None = None,
) -> _Record:
    """Give a record with the fields that an export kept; raises as `with_extras`.

    `head` is what is visible of the document, `trees` its rows.
    """
    told = [] if lost is None else lost
    own, edited = unedited(kept, record, head)
    told += edited
    rows = kept.get("rows")
    made = _changed(record, own)
    if isinstance(rows, dict):
        listed = list(getattr(made, "exchanges", ()))
        places = positions(rows, listed, trees) if len(trees) == len(listed) else None
        for position, changes in rows.items():
            if places is not None and position not in places:
                told.append(f"rows/{position}")
                continue
            number = int(position) if places is None and position.isdecimal() else -1
            number = number if places is None else places[position]
            if not 0 <= number < len(listed) or not isinstance(changes, dict):
                raise TreeError(f"otherProperties/{KEY}/rows/{position}")
            tree = trees[number] if places is not None else None
            kept_row, edited = unedited(changes, listed[number], tree)
            told += [f"rows/{position}/{name}" for name in edited]
            listed[number] = _changed(listed[number], kept_row)
        made = replace(cast(Any, made), exchanges=tuple(listed))
    return made


def _changed(record: _Record, changes: Any) -> _Record:
    hints = _hints(cast(Any, type(record)))
    found: dict[str, Any] = {}
    if not isinstance(changes, dict):
        raise TreeError(f"otherProperties/{KEY}")
    for name, value in changes.items():
        try:
            found[name] = unpacked(value)
        except (KeyError, TypeError, AttributeError) as error:
            raise TreeError(f"otherProperties/{KEY}/{name}") from error
        if name not in hints or name in _NOT_CONTENT or not _fits(found[name], hints[name]):
            raise TreeError(f"otherProperties/{KEY}/{name}")
    return replace(cast(Any, record), **found)  # type: ignore[no-any-return]


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a declared type, through tuples and records."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, part) for part in parts)
    if origin is Literal:
        return value in parts
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if parts[-1] is Ellipsis:
            return all(_fits(item, parts[0]) for item in value)
        return len(value) == len(parts) and all(map(_fits, value, parts))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if is_dataclass(hint) and hint is not Place:
        own = _hints(cast(type, hint))
        return type(value) is hint and all(_fits(getattr(value, n), own[n]) for n in own)
    return type(value) is hint
