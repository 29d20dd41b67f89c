"""ecoSpold 2: files of activities in a folder or zip, with or without master data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect
from pcf.importing.ecospold2.flows import FlowsById
from pcf.importing.ecospold2.links import (
    by_activity,
    turned,
    units_of_products,
    wastes,
    with_suppliers,
)
from pcf.importing.ecospold2.process import process
from pcf.importing.ilcd.walk import at, many, word
from pcf.importing.intake import TAKEN, Outcome, keep, keep_process, read_files
from pcf.importing.package import Document, Names, Package, Place, Process
from pcf.importing.xml_tree import Tree, parse_xml

_SPACES = {"http://www.EcoInvent.org/EcoSpold02": "", "": ""}
_NUMBERED = frozenset({"intermediateExchange", "elementaryExchange"})
_ROOT = re.compile(rb"EcoSpold02[\"'\s]")
_DATA_SET = re.compile(rb"<(?:\w+:)?(?:childActivityDataset|activityDataset)[\s>]")
_SUFFIXES = (".spold", ".xml")


@dataclass(slots=True)
class _Found:
    """Records while a package is read."""

    flows: FlowsById = field(default_factory=FlowsById)
    processes: dict[str, Process] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)


class EcoSpold2Reader:
    """Reads ecoSpold 2 of system models and of unlinked data; a schema is never a gate."""

    name = "ecospold2"

    def sniff(self, archive: Archive) -> float:
        """Sure when one of the first files holds an activity."""
        listed = [m for m in archive.members if m.suffix in _SUFFIXES]
        for member in [*(m for m in listed if m.suffix == ".spold"), *listed][:20]:
            try:
                head = archive.head(member)
            except MemberError:
                continue
            if _ROOT.search(head) and _DATA_SET.search(head):
                return 0.95
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all activities of a package."""
        found = _Found()

        def one(member: Member, data: bytes) -> Outcome:
            if member.suffix not in _SUFFIXES:
                return "not-inventory", member.suffix
            return _file(parse_xml(data, _SPACES, _NUMBERED), member.name, found, collect)

        read_files(archive, collect, archive.members, one)
        collect.ledger.enter("flow", len(found.flows.flows))
        collect.ledger.take("flow", n=len(found.flows.flows))
        return _package(found, archive, collect)


def _file(tree: Tree, name: str, found: _Found, collect: Collect) -> Outcome:
    root = next((key for key in tree if not key.startswith("@")), "")
    body = tree.get(root)
    listed = list(_activities(body)) if root == "ecoSpold" else []
    if not listed:
        beside = root.startswith("valid") or root in ("activityIndex", "ecoSpold")
        return ("not-inventory" if beside else "unknown-root"), root
    for position, part in enumerate(listed, 1):
        _activity(part, Place(name, f"dataset[{position}]"), found, collect)
    return TAKEN


def _activities(body: object) -> Iterator[Tree]:
    for key in ("activityDataset", "childActivityDataset"):
        yield from (part for part in many(at(body, key)) if isinstance(part, dict))


def _activity(tree: Tree, place: Place, found: _Found, collect: Collect) -> None:
    def meet(part: Tree, elementary: bool) -> str:
        return found.flows.meet(part, place, elementary=elementary)

    made = process(tree, place, meet)
    source = at(tree, "administrativeInformation", "dataGeneratorAndPublication")
    id = word(at(source, "@publishedSourceId")).lower()
    if id and id not in found.documents:
        parts = [word(at(source, f"@publishedSource{k}")) for k in ("FirstAuthor", "Year")]
        text = " ".join(part for part in parts if part)
        one = Document(id, "", "source", Names(en=text), place, text)
        keep("source", found.documents, one, collect)
    if id:
        made = replace(made, sources=(id,))
    keep_process(found.processes, made, collect)


def _package(found: _Found, archive: Archive, collect: Collect) -> Package:
    treated = wastes(found.processes)
    found.flows.as_waste(treated)
    suppliers = by_activity(found.processes)
    processes = {
        id: with_suppliers(turned(one, treated), suppliers) for id, one in found.processes.items()
    }
    processes, told = units_of_products(processes, found.flows.flows)
    collect.findings.extend(told)
    return Package(
        EcoSpold2Reader.name, archive.name, archive.sha256, found.flows.flows, processes,
        found.flows.properties, found.flows.groups, found.documents,
    )  # fmt: skip
