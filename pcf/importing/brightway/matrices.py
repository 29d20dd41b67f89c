"""Datapackages of ``bw_processing``: matrices with, where they are there, the names of their ids.

A package has ``datapackage.json`` and arrays of numpy, read without pickles. An entry of the
technosphere is a product (row) and an activity (column); the diagonal is the reference product of
an activity, entries that are flipped or negative are inputs. Later groups replace the entries of
earlier ones unless the package says that they add up. Names, units and places come from tables
inside the package whose column ``id`` (or ``index``) holds the ids; without them an activity has
no unit and is held back unless ``--missing-unit`` states one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.brightway.datapackage import OWN
from pcf.importing.brightway.joining import join
from pcf.importing.brightway.nodes import STANDS_FOR, Edge, Key, Node
from pcf.importing.conservation import Collect
from pcf.importing.json_tree import parse_json
from pcf.importing.keeping import hold_file
from pcf.importing.package import Package, Place
from pcf.importing.xml_tree import Tree, TreeError

HEAD = "datapackage.json"
_MATRICES = ("technosphere_matrix", "biosphere_matrix")
_KINDS = ("indices", "data", "flip")
_ENTRIES = 50_000_000
_IDS = ("id", "index")


@dataclass(slots=True)
class _Group:
    """Arrays of one group of resources."""

    matrix: str
    name: str
    adds_up: bool
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Found:
    """Content of a package: entries by matrix, and what tables say of ids."""

    entries: dict[str, dict[tuple[int, int], float]] = field(default_factory=dict)
    named: dict[int, Mapping[str, str]] = field(default_factory=dict)


class MatricesReader:
    """Reads datapackages, as zip or folder."""

    name = "datapackage"

    def sniff(self, archive: Archive) -> float:
        """Sure of a package whose head names a technosphere matrix."""
        for member in archive.members:
            if PurePosixPath(member.name).name == HEAD:
                try:
                    head = archive.read(member)
                except MemberError:
                    return 0.0
                return 0.95 if b"technosphere_matrix" in head else 0.0
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read the matrices; every file is taken or held back.

        Raises
        ------
        PcfError
            ``IM006`` when an array of a matrix is not there or does not fit: a matrix without some
            of its entries would give wrong numbers.
        """
        found = _Found()
        members = {member.name: member for member in archive.members}
        heads = [name for name in members if PurePosixPath(name).name == HEAD]
        collect.ledger.enter("file", len(members))
        used: set[str] = set()
        for name in heads:
            used |= _package(archive, members, name, found, collect)
        for name in members:
            if name not in used:
                hold_file(name, "not-inventory", PurePosixPath(name).suffix, collect)
        nodes = list(_nodes(found, archive.name))
        if nodes and not found.named:
            collect.findings.add(finding("IM060", Location(archive.name), observed=len(nodes)))
        return join(nodes, self.name, archive.name, archive.sha256, collect)


def _package(
    archive: Archive, members: Mapping[str, Member], head: str, found: _Found, collect: Collect
) -> set[str]:
    """Read what a head lists; give the files that were taken or held back."""
    try:
        tree = parse_json(archive.read(members[head]))
    except (TreeError, MemberError) as error:
        hold_file(head, "unreadable", str(error), collect)
        return {head}
    collect.ledger.take("file", "inventory")
    done = {head}
    folder = PurePosixPath(head).parent
    groups: dict[tuple[str, str], _Group] = {}
    for resource in _resources(tree):
        name = (folder / str(resource.get("path", ""))).as_posix()
        if name not in members and resource.get("matrix") in _MATRICES:
            raise _broken(name, TreeError("not there"))
        if name in done or name not in members:
            continue
        done.add(name)
        try:
            if _resource(archive.read(members[name]), resource, groups, tree, found):
                collect.ledger.take("file", "inventory")
            else:
                hold_file(name, "not-inventory", str(resource.get("kind", "")), collect)
        except (TreeError, MemberError) as error:
            raise _broken(name, error) from error
    for group in groups.values():
        try:
            _put_in(group, found)
        except TreeError as error:
            raise _broken(head, error) from error
    return done


def _broken(file: str, error: Exception) -> PcfError:
    return PcfError([finding("IM006", Location(file), observed=str(error), reason="unreadable")])


def _resources(tree: Tree) -> list[Tree]:
    listed = tree.get("resources")
    return [r for r in listed if isinstance(r, dict)] if isinstance(listed, list) else []


def _resource(
    data: bytes, resource: Tree, groups: dict[tuple[str, str], _Group], tree: Tree, found: _Found
) -> bool:
    """Take one resource; whether it is of use here."""
    matrix, kind = str(resource.get("matrix", "")), str(resource.get("kind", ""))
    if str(resource.get("path", "")).endswith(".csv"):
        return _names(data, found)
    if matrix not in _MATRICES or kind not in _KINDS or resource.get("category") == "array":
        return False
    key = (matrix, str(resource.get("group", "")))
    own = groups.setdefault(key, _Group(*key, bool(tree.get("sum_inter_duplicates"))))
    own.parts[kind] = _array(data)
    return True


def _array(data: bytes) -> Any:
    import numpy as np

    try:
        made = np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, OSError, EOFError, SyntaxError) as error:
        raise TreeError(f"npy: {error}"[:200]) from error
    if not isinstance(made, np.ndarray) or made.ndim != 1 or len(made) > _ENTRIES:
        raise TreeError("npy: no vector")
    return made


def _names(data: bytes, found: _Found) -> bool:
    """Take a table of ids; whether it is one."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise TreeError(f"csv: {error}"[:200]) from error
    column = next((c for c in _IDS if rows and c in rows[0]), "")
    for row in rows:
        text = row.get(column) or ""
        if column and text.strip().isdecimal():
            found.named[int(text)] = {k: (v or "") for k, v in row.items() if isinstance(k, str)}
    return bool(column)


def _put_in(group: _Group, found: _Found) -> None:
    """Put the entries of a group into their matrix: equal places in it add up."""
    indices, data = group.parts.get("indices"), group.parts.get("data")
    if indices is None or data is None:
        raise TreeError(f"{group.matrix} {group.name}: indices or data not there")
    fields = indices.dtype.names or ()
    numbers = data.dtype.kind in "fiu" and {"row", "col"} <= set(fields)
    if len(indices) != len(data) or not numbers:
        raise TreeError("indices and data do not match")
    flip = group.parts.get("flip")
    if flip is not None and len(flip) != len(data):
        raise TreeError("flip and data do not match")
    own: dict[tuple[int, int], float] = {}
    rows, cols, values = indices["row"].tolist(), indices["col"].tolist(), data.tolist()
    turned = [False] * len(values) if flip is None else flip.tolist()
    for row, col, value, is_turned in zip(rows, cols, values, turned, strict=True):
        signed = -value if is_turned else value
        own[row, col] = own.get((row, col), 0.0) + float(signed)
    target = found.entries.setdefault(group.matrix, {})
    for place, value in own.items():
        target[place] = target.get(place, 0.0) + value if group.adds_up else value


def _nodes(found: _Found, file: str) -> Iterator[Node]:
    technosphere = found.entries.get("technosphere_matrix", {})
    biosphere = found.entries.get("biosphere_matrix", {})
    edges: dict[int, list[Edge]] = {}
    for (row, col), value in sorted(technosphere.items()):
        is_output = row == col or value > 0
        kind = "production" if is_output else "technosphere"
        edges.setdefault(col, []).append(_edge(kind, row, value if is_output else -value, found))
    for (row, col), value in sorted(biosphere.items()):
        edges.setdefault(col, []).append(_edge("biosphere", row, value, found))
    for col, listed in sorted(edges.items()):
        node = _node(col, "process", tuple(listed), found, file)
        # an activity without an output is held back: nothing is implied where a matrix says nothing
        makes = any(edge.kind == "production" for edge in listed)
        yield node if makes else replace(node, amount=0.0)
    for row in sorted({row for row, _ in technosphere} - set(edges)):
        yield _node(row, "product", (), found, file)
    for row in sorted({row for row, _ in biosphere}):
        yield _node(row, "emission", (), found, file)


def _edge(kind: str, row: int, value: float, found: _Found) -> Edge:
    own = found.named.get(row, {})
    unit = own.get("unit", "")
    return Edge(kind, value, f"row {row}", stated=repr(value), key=_key(row, own), unit=unit)


def _key(id: int, own: Mapping[str, str]) -> Key:
    """Key of a row or column: its number, or what pcf wrote as its code."""
    code = own.get("code", "") if all(name in own for name in OWN) else ""
    return "datapackage", code or str(id)


def _node(id: int, kind: str, edges: tuple[Edge, ...], found: _Found, file: str) -> Node:
    own = found.named.get(id, {})
    is_gas = kind == "emission"
    place = own.get("categories", "") or (own.get("location", "") if is_gas else "")
    return Node(
        _key(id, own), own.get("name", "") or str(id), Place(file, f"column {id}"), kind,
        "" if is_gas else own.get("product", "") or own.get("reference product", ""),
        own.get("unit", ""), "" if is_gas else own.get("location", ""),
        tuple(part for part in place.replace("::", "/").split("/") if part), edges=edges,
        year=own.get("pcf_year", ""), stands_for=STANDS_FOR.get(own.get("pcf_kind", ""), "unit"),
        name_zh=own.get("name_zh", ""), product_zh=own.get("product_zh", ""),
    )  # fmt: skip
