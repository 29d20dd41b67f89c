"""ecoSpold 1: one file or many, every ``dataset`` in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect
from pcf.importing.ecospold1.flows import FlowsByNumber
from pcf.importing.ecospold1.process import process, source_id
from pcf.importing.ilcd.walk import at, many, word
from pcf.importing.intake import TAKEN, Outcome, hold_process, keep, keep_process, read_files
from pcf.importing.package import Document, Exchange, Names, Package, Place, Process
from pcf.importing.xml_tree import Tree, parse_xml

_SPACES = {"http://www.EcoInvent.org/EcoSpold01": "", "": ""}
_NUMBERED = frozenset({"exchange"})
_ROOT = re.compile(rb"EcoSpold01[\"'\s]")


@dataclass(slots=True)
class _Found:
    """Records while a package is read."""

    flows: FlowsByNumber = field(default_factory=FlowsByNumber)
    processes: dict[str, Process] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)


class EcoSpold1Reader:
    """Reads ecoSpold 1, valid or not; a schema is never a gate."""

    name = "ecospold1"

    def sniff(self, archive: Archive) -> float:
        """Sure when one of the first XML files is of the namespace."""
        for member in [m for m in archive.members if m.suffix == ".xml"][:20]:
            try:
                head = archive.head(member)
            except MemberError:
                continue
            if _ROOT.search(head) and b"EcoSpold01Impact" not in head:
                return 0.95
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all data sets of a package."""
        found = _Found()

        def one(member: Member, data: bytes) -> Outcome:
            if member.suffix not in (".xml", ".spold"):
                return "not-inventory", member.suffix
            return _file(parse_xml(data, _SPACES, _NUMBERED), member.name, found, collect)

        read_files(archive, collect, archive.members, one)
        linked = _linked(found, archive, collect)
        for _ in found.flows.flows:
            collect.ledger.enter("flow")
            collect.ledger.take("flow")
        return Package(
            self.name, archive.name, archive.sha256, found.flows.flows, linked, {}, {},
            found.documents,
        )  # fmt: skip


def _file(tree: Tree, name: str, found: _Found, collect: Collect) -> Outcome:
    root = next((key for key in tree if not key.startswith("@")), "")
    if root != "ecoSpold":
        return ("not-inventory" if "ategories" in root else "unknown-root"), root
    for position, part in enumerate(many(at(tree, "ecoSpold", "dataset")), 1):
        if isinstance(part, dict):
            _dataset(part, Place(name, f"dataset[{position}]"), found, collect)
    return TAKEN


def _dataset(tree: Tree, place: Place, found: _Found, collect: Collect) -> None:
    def meet(part: Tree, direction: str, group: str) -> str:
        return found.flows.meet(part, place, direction, group)

    information = at(tree, "metaInformation", "processInformation", "dataSetInformation")
    made = process(tree, place, meet)
    if word(at(information, "@impactAssessmentResult")).casefold() == "true":
        collect.ledger.enter("process")
        collect.ledger.enter("exchange", len(made.exchanges))
        hold_process(made, "not-inventory", collect)
        return
    keep_process(found.processes, made, collect)
    for part in many(at(tree, "metaInformation", "modellingAndValidation", "source")):
        if isinstance(part, dict) and source_id(part) not in found.documents:
            keep("source", found.documents, _source(part, place), collect)


def _source(tree: Tree, place: Place) -> Document:
    who = ", ".join(w for k in ("@firstAuthor", "@additionalAuthors") if (w := word(at(tree, k))))
    parts = (who, *(word(at(tree, k)) for k in ("@title", "@titleOfAnthology", "@publisher",
             "@placeOfPublications", "@year")))  # fmt: skip
    text = "; ".join(part for part in parts if part)
    return Document(source_id(tree), "", "source", Names(en=text[:80]), place, text)


def _linked(found: _Found, archive: Archive, collect: Collect) -> dict[str, Process]:
    """Find out what the numbers of inputs mean: an output, or the data set that supplies.

    Programs differ. Both are tried and what fits more inputs counts; where the numbers of data
    sets fit better (``IM052``), each such input gets that data set as its supplier.
    """
    new = found.flows.renamed()
    processes = {id: _renamed(process, new) for id, process in found.processes.items()}
    products = {_product(process) for process in processes.values()}
    rows = [row for p in processes.values() for row in p.exchanges if row.direction == "input"]
    by_flow = sum(row.flow in products for row in rows)
    by_data_set = sum(_supplier(row, processes, found) is not None for row in rows)
    if by_data_set <= by_flow:
        return processes
    told = finding("IM052", Location(archive.name), count=by_flow, expected=by_data_set)
    collect.findings.add(told)
    return {id: _by_data_set(process, processes, found) for id, process in processes.items()}


def _renamed(process: Process, new: Mapping[str, str]) -> Process:
    if not new:
        return process
    rows = (replace(row, flow=new.get(row.flow, row.flow)) for row in process.exchanges)
    return replace(process, exchanges=tuple(rows))


def _product(process: Process) -> str:
    wanted = process.references[:1]
    return next((row.flow for row in process.exchanges if row.id in wanted), "")


def _supplier(row: Exchange, processes: Mapping[str, Process], found: _Found) -> Process | None:
    """Data set whose number an input bears, when it makes what the input is called."""
    supplier = processes.get(row.id.partition("~")[0])
    if supplier is None or not _product(supplier) or row.flow not in found.flows.flows:
        return None
    called = found.flows.flows[row.flow].names.any.casefold()
    made = found.flows.flows[_product(supplier)].names.any
    fits = called in (made.casefold(), supplier.names.any.casefold())
    return supplier if fits else None


def _by_data_set(process: Process, processes: Mapping[str, Process], found: _Found) -> Process:
    rows = []
    for row in process.exchanges:
        supplier = _supplier(row, processes, found) if row.direction == "input" else None
        if supplier is not None:
            rows.append(replace(row, flow=_product(supplier), provider=supplier.id))
        else:
            rows.append(row)
    return replace(process, exchanges=tuple(rows))
