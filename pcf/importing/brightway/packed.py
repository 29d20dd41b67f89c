"""``bw2package``: databases as JSON in bz2. Class names in it are read as text and never followed.

Objects are written as ``{"__dict__": true, "keys": [...], "values": [...]}`` and tuples as
``{"__tuple__": true, "data": [...]}``.
"""

from __future__ import annotations

import bz2
from collections.abc import Iterator, Mapping
from typing import Any

from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.brightway.joining import join
from pcf.importing.brightway.nodes import Node
from pcf.importing.brightway.stated import node_of
from pcf.importing.conservation import Collect
from pcf.importing.json_tree import MAX_BYTES, parse_json
from pcf.importing.keeping import hold_file
from pcf.importing.package import Package, Place
from pcf.importing.xml_tree import TreeError

MAX_UNPACKED = MAX_BYTES - 2**10
_SUFFIX = ".bw2package"
_MAGIC = b"BZh"


class PackedReader:
    """Reads ``.bw2package`` files."""

    name = "bw2package"

    def sniff(self, archive: Archive) -> float:
        """Sure of a bz2 file with the suffix."""
        for member in archive.members:
            if member.suffix == _SUFFIX:
                try:
                    return 0.95 if archive.head(member, 3) == _MAGIC else 0.0
                except MemberError:
                    return 0.0
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all files of a package; their databases are joined."""
        nodes: list[Node] = []
        for member in archive.counted():
            collect.ledger.enter("file")
            if member.suffix != _SUFFIX:
                hold_file(member.name, "not-inventory", member.suffix, collect)
                continue
            try:
                found = list(_nodes(_content(archive, member), member.name))
            except (TreeError, MemberError) as error:
                hold_file(member.name, "unreadable", str(error), collect)
                continue
            collect.ledger.take("file", "inventory")
            nodes += found
        return join(nodes, self.name, archive.name, archive.sha256, collect)


def _content(archive: Archive, member: Member) -> Any:
    """Give the databases of a file, objects and tuples restored."""
    unpacker = bz2.BZ2Decompressor()
    try:
        data = unpacker.decompress(archive.read(member), MAX_UNPACKED)
    except (OSError, ValueError, EOFError) as error:
        raise TreeError(f"bz2: {error}") from error
    if not unpacker.eof:
        cut = len(data) >= MAX_UNPACKED
        raise TreeError(f"> {MAX_UNPACKED >> 20} MB" if cut else "bz2: truncated")
    return _restored(parse_json(b'{"databases":' + data + b"}")["databases"])


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("__tuple__") and isinstance(value.get("data"), list):
        return tuple(_restored(part) for part in value["data"])
    if value.get("__dict__"):
        keys, values = value.get("keys"), value.get("values")
        if not isinstance(keys, list) or not isinstance(values, list) or len(keys) != len(values):
            raise TreeError("keys and values do not match")
        restored = [_restored(key) for key in keys]
        if any(isinstance(key, list | dict) for key in restored):
            raise TreeError("key of an object")
        try:
            return dict(zip(restored, map(_restored, values), strict=True))
        except TypeError as error:
            raise TreeError("key of an object") from error
    return {key: _restored(part) for key, part in value.items()}


def _nodes(databases: Any, file: str) -> Iterator[Node]:
    if not isinstance(databases, list):
        raise TreeError("no list of databases")
    for number, database in enumerate(databases, 1):
        data = database.get("data") if isinstance(database, Mapping) else None
        if not isinstance(data, Mapping):
            raise TreeError(f"database {number} without data")
        for key, content in data.items():
            pointer = f"{number}/{key[1] if isinstance(key, tuple) and len(key) == 2 else key}"
            yield node_of(key, content, Place(file, pointer))
