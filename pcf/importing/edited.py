"""Exports that a person edited: what is visible counts before what was kept beside it.

Beside the fields that its format cannot carry, an export notes a digest of what it wrote. A record
that still has that digest is read with everything that was kept. In one that was changed, a kept
field counts only while the visible field that stands for it is as it was written; amount, unit,
formula and spread of a row count together. A row is known again wherever it moved to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from pcf.findings import finding
from pcf.importing.conservation import Collect
from pcf.importing.package import Place
from pcf.importing.store_package import packed

#: Where the digests stand among kept fields; "" is the digest of the whole.
SEEN = "seen"
#: Fields that have a meaning only together.
_TOGETHER = (
    ("amount", "stated", "unit", "formula", "uncertainty"),
    ("unit", "reference_property", "properties"),
)
_BESIDE = ("exchanges", "common:other", "otherProperties")
_IDENTITY = ("id", "flow")
_SHOWN = 5


def digest_of(content: Any) -> str:
    """Digest of plain data; numbers of lines do not count."""
    return sha256(json.dumps(_plain(content), sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k != "#line"}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def head_of(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A document without its rows and without what is kept."""
    return {key: value for key, value in tree.items() if key not in _BESIDE}


def seen(kept: Mapping[str, Any], back: Any, tree: Any) -> dict[str, str]:
    """Digests for a record that is written as `tree`, which reads back as `back`."""
    names = {name for name in kept if name not in ("rows", SEEN)}
    for group in _TOGETHER:
        if names & set(group):
            names |= {name for name in group if hasattr(back, name)}
    names |= {name for name in _IDENTITY if hasattr(back, name)}
    return {"": digest_of(tree), **{n: _digest(back, n) for n in sorted(names)}}


def _digest(record: Any, name: str) -> str:
    return digest_of(packed(getattr(record, name)))


def unedited(kept: Mapping[str, Any], record: Any, tree: Any) -> tuple[dict[str, Any], list[str]]:
    """Give the kept fields that still count for a record, and the names of those that do not."""
    own = {name: value for name, value in kept.items() if name not in ("rows", SEEN)}
    noted = kept.get(SEEN)
    if not isinstance(noted, dict) or tree is None or noted.get("") == digest_of(tree):
        return own, []
    changed = {n for n in noted if n and hasattr(record, n) and _digest(record, n) != noted[n]}
    for group in _TOGETHER:
        if changed & set(group):
            changed |= set(group)
    lost = sorted(set(own) & changed)
    return {name: value for name, value in own.items() if name not in changed}, lost


def positions(
    rows: Mapping[str, Any], listed: Sequence[Any], trees: Sequence[Any]
) -> dict[str, int]:
    """Where the rows of kept fields are now: in place, moved, or edited in place; else absent."""
    digests = [digest_of(tree) for tree in trees]
    found: dict[str, int] = {}
    for position, kept in rows.items():
        noted = kept.get(SEEN) if isinstance(kept, dict) else None
        at = int(position) if position.isdecimal() else -1
        if not isinstance(noted, dict):
            found[position] = at
            continue
        inside = 0 <= at < len(listed)
        if inside and digests[at] == noted.get(""):
            found[position] = at
        elif digests.count(noted.get("", "")) == 1:
            found[position] = digests.index(noted[""])
        elif inside and all(_digest(listed[at], n) == noted.get(n) for n in _IDENTITY):
            found[position] = at
    return found


def tell_edited(lost: Sequence[str], place: Place, collect: Collect) -> None:
    """Say (``IM058``) which kept fields do not count, since what is visible was edited."""
    if lost:
        shown = ", ".join(lost[:_SHOWN])
        told = finding("IM058", place.location(), observed=len(lost), shown=shown)
        collect.findings.add(told)
