"""Values of a TOML file by path; entries of an array of tables are told apart by their identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pcf.project.toml_lines import TomlPath

#: A key, or (identity key, identity) for an entry of an array of tables.
Part = str | tuple[str, str]
LeafPath = tuple[Part, ...]
_IDENTITIES = ("id", "process", "name")


def leaves(
    data: Mapping[str, Any], path: LeafPath = (), at: TomlPath = ()
) -> Iterator[tuple[LeafPath, Any, TomlPath]]:
    """Give every value with its path and its place in the file."""
    for key, value in data.items():
        here, place = (*path, key), (*at, key)
        identity = _identity(value)
        if isinstance(value, dict):
            yield from leaves(value, here, place)
        elif identity:
            for number, entry in enumerate(value):
                part = (identity, str(entry[identity]))
                yield from leaves(entry, (*here, part), (*place, number))
        else:
            yield here, value, place


def _identity(value: Any) -> str:
    """Key that tells the entries of an array of tables apart; empty when it is none."""
    if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
        return ""
    for key in _IDENTITIES:
        names = [entry.get(key) for entry in value]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return key
    return ""


def address_of(path: LeafPath) -> str:
    """Dotted address of a path."""
    return ".".join(part if isinstance(part, str) else part[1] for part in path)


def put(data: Any, path: LeafPath, value: Any) -> None:
    """Put a value in, with the tables and entries around it that are missing."""
    node = data
    for part, below in pairwise(path):
        if isinstance(part, str):
            node = node.setdefault(part, {} if isinstance(below, str) else [])
        else:
            node = _entry(node, part)
    node[path[-1]] = value


def _entry(entries: list[dict[str, Any]], part: tuple[str, str]) -> dict[str, Any]:
    key, name = part
    for entry in entries:
        if entry.get(key) == name:
            return entry
    entries.append({key: name})
    return entries[-1]


def take(node: Any, path: LeafPath) -> None:
    """Take a value out, with the tables and entries that are empty without it."""
    head, *rest = path
    if isinstance(head, tuple):
        found = next((entry for entry in node if entry.get(head[0]) == head[1]), None)
        if found is not None:
            take(found, tuple(rest))
            if not found:
                node.remove(found)
        return
    if head not in node:
        return
    if rest:
        take(node[head], tuple(rest))
        if node[head] in ({}, []):
            del node[head]
        return
    del node[head]


def is_identity(path: LeafPath) -> bool:
    """Whether a value is what its entry is told by: it is taken out after the others."""
    return len(path) > 1 and isinstance(path[-2], tuple) and path[-2][0] == path[-1]
