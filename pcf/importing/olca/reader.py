"""openLCA JSON-LD packages: a zip, a folder or one file, of either version of the schema."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect
from pcf.importing.edited import tell_edited
from pcf.importing.ilcd.flows import with_units
from pcf.importing.ilcd.walk import at, many, word
from pcf.importing.intake import TAKEN, Outcome, keep, keep_process, read_files, row_id
from pcf.importing.json_tree import parse_json
from pcf.importing.olca import flows as read
from pcf.importing.olca.amounts import in_reference_unit
from pcf.importing.olca.extras import is_made, is_whole, with_extras
from pcf.importing.olca.known import known_properties
from pcf.importing.olca.process import process
from pcf.importing.olca.walk import Beside, Named, reference
from pcf.importing.package import Package, Place, Process
from pcf.importing.xml_tree import Tree, TreeError

_TYPE = re.compile(rb'"@type"\s*:\s*"(Process|Flow|FlowProperty|UnitGroup)"')
_OLCA = re.compile(rb"openlca\.org/schema|greendelta\.github\.io/olca-schema|\"@id\"\s*:")
#: Folders in the order in which they are read: first what others refer to.
_ORDER = ("categories", "locations", "unit_groups", "flow_properties", "parameters", "flows",
          "sources", "actors", "product_systems")  # fmt: skip
#: Files that say which version of the schema a package follows; the records show it themselves.
_HEADS = ("olca-schema.json", "openlca.json", "context.json")
_TYPES = ("Category", "Location", "UnitGroup", "FlowProperty", "Parameter", "Flow", "Source",
          "Actor", "ProductSystem")  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Records while a package is read."""

    categories: dict[str, Named] = field(default_factory=dict)
    locations: dict[str, Named] = field(default_factory=dict)
    parameters: dict[str, Tree] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    flows: dict[str, Any] = field(default_factory=dict)
    named: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    meant: dict[tuple[str, str], str] = field(default_factory=dict)
    unused: Counter[str] = field(default_factory=Counter)
    is_whole: bool = False

    def beside(self) -> Beside:
        """What records refer to, as far as it is read."""
        return Beside(self.categories, self.locations, self.parameters, self.units, self.links)


class OlcaReader:
    """Reads openLCA JSON-LD, whatever its version; a schema is never a gate."""

    name = "openlca"

    def sniff(self, archive: Archive) -> float:
        """Sure when one of the first JSON files of processes or flows is typed as openLCA does."""
        listed = [m for m in archive.members if m.suffix == ".json"]
        first = [m for m in listed if _folder(m) in ("processes", "flows")]
        for member in [*first[:3], *listed[:10]]:
            try:
                head = archive.head(member)
            except MemberError:
                continue
            if _TYPE.search(head) and _OLCA.search(head):
                return 0.9
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all records of a package."""
        found = _Found()
        members = sorted(archive.members, key=lambda m: (_rank(archive, m), m.name))

        def one(member: Member, data: bytes) -> Outcome:
            if member.suffix != ".json":
                return "not-inventory", member.suffix
            return _record(_parsed(data), Place(member.name), found, collect)

        readable = [m for m in members if m.suffix == ".json"]
        other = [m for m in members if m.suffix != ".json"]
        read_files(archive, collect, [*readable, *other], one)
        _tell(found, archive, collect)
        return _package(found, archive)


def _parsed(data: bytes) -> Tree:
    """Read a document; half characters, which JSON can spell and no file can hold, are refused."""
    tree = parse_json(data)
    if b"\\ud" in data.lower():
        try:
            json.dumps(tree, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError as error:
            raise TreeError("surrogate") from error
    return tree


def _folder(member: Member) -> str:
    parts = member.name.split("/")
    return parts[-2] if len(parts) > 1 else ""


def _rank(archive: Archive, member: Member) -> int:
    """Order of reading; a file in no known folder is looked into for its type."""
    folder = _folder(member)
    if folder in _ORDER:
        return _ORDER.index(folder)
    if folder == "processes" or member.suffix != ".json":
        return len(_ORDER)
    try:
        match = re.search(rb'"@type"\s*:\s*"(\w+)"', archive.head(member))
    except MemberError:
        return len(_ORDER)
    kind = match.group(1).decode() if match else ""
    return _TYPES.index(kind) if kind in _TYPES else len(_ORDER)


def _record(tree: Tree, place: Place, found: _Found, collect: Collect) -> Outcome:
    """Take one document by its type."""
    kind = word(at(tree, "@type"))
    if not kind and place.file.rpartition("/")[2] in _HEADS:
        found.is_whole = found.is_whole or is_whole(tree)
        return TAKEN
    if is_made(tree):
        return "not-inventory", "made by an export"
    if kind == "Process":
        return _process(tree, place, found, collect)
    if kind in _KEPT:
        what, convert, target = _KEPT[kind]
        lost: list[str] = []
        made = with_extras(convert(tree, place, found.beside()), tree, lost)
        tell_edited(lost, place, collect)
        keep(what, getattr(found, target), made, collect)
        if kind == "UnitGroup":
            found.units.update(read.unit_names(tree))
        return TAKEN
    return _beside(kind, tree, found)


_KEPT: dict[str, tuple[str, Callable[[Tree, Place, Beside], Any], str]] = {
    "Flow": ("flow", read.flow, "flows"),
    "FlowProperty": ("flow property", lambda t, p, _: read.flow_property(t, p), "properties"),
    "UnitGroup": ("unit group", lambda t, p, _: read.unit_group(t, p), "groups"),
    "Source": ("source", lambda t, p, _: read.document("source", t, p), "documents"),
    "Actor": ("contact", lambda t, p, _: read.document("contact", t, p), "documents"),
}


def _beside(kind: str, tree: Tree, found: _Found) -> Outcome:
    """Note what other records refer to."""
    id, name = reference(tree)
    if kind == "Category":
        found.categories[id] = Named(name, reference(at(tree, "category"))[0])
    elif kind == "Location":
        found.locations[id] = Named(word(at(tree, "code")) or name)
    elif kind == "Parameter":
        found.parameters[name] = tree
    elif kind == "ProductSystem":
        for link in many(at(tree, "processLinks")):
            row = word(at(link, "exchange", "internalId")) or word(at(link, "exchange", "@id"))
            key = (row_id(reference(at(link, "process"))[0]), row)
            provider = row_id(reference(at(link, "provider"))[0])
            # systems that disagree leave the input to the linking of the import
            found.links[key] = provider if found.links.get(key, provider) == provider else ""
    else:
        return "not-inventory", kind
    return TAKEN


def _process(tree: Tree, place: Place, found: _Found, collect: Collect) -> Outcome:
    def meet(flow: Any, supplied: bool) -> None:
        id = reference(flow)[0]
        if id and id not in found.flows and id not in found.named:
            found.named[id] = read.named_flow(flow, place, supplied=supplied)

    made, unused = process(tree, place, found.beside(), meet)
    lost: list[str] = []
    made = with_extras(made, tree, lost)
    tell_edited(lost, place, collect)
    for row, part in zip(made.exchanges, many(at(tree, "exchanges")), strict=True):
        found.meant[made.id, row.id] = reference(at(part, "flowProperty"))[0]
    keep_process(found.processes, made, collect)
    if unused:
        found.unused[made.id] = unused
    return TAKEN


def _tell(found: _Found, archive: Archive, collect: Collect) -> None:
    """Say which allocation factors do not count, since no process names their method."""
    if found.unused:
        count = sum(found.unused.values())
        at_package = Location(archive.name)
        told = finding("IM050", at_package, observed=len(found.unused), count=count)
        collect.findings.add(told)


def _package(found: _Found, archive: Archive) -> Package:
    wanted = {a.property for flow in found.flows.values() for a in flow.properties}
    missing = set() if found.is_whole else wanted - found.properties.keys()
    known, groups = known_properties(missing)
    properties = {**known, **found.properties}
    groups = {**groups, **found.groups}
    stated = with_units(found.flows, properties, groups)
    # a flow that was written by an export keeps the unit that it states
    flows = {id: replace(f, unit=found.flows[id].unit or f.unit) for id, f in stated.items()}
    used = {row.flow for one in found.processes.values() for row in one.exchanges}
    flows |= {id: f for id, f in found.named.items() if id in used and id not in flows}
    processes = {}
    for id, made in found.processes.items():
        rows = tuple(
            in_reference_unit(
                row, found.meant.get((id, row.id), ""), flows.get(row.flow), properties, groups
            )
            for row in made.exchanges
        )
        processes[id] = replace(made, exchanges=rows)
    return Package(
        OlcaReader.name, archive.name, archive.sha256, flows, processes, properties, groups,
        found.documents,
    )  # fmt: skip
