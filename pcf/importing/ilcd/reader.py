"""ILCD packages: a zip, a folder or one file; data sets are known by their root element."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pcf.findings import finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect
from pcf.importing.edited import head_of, tell_edited
from pcf.importing.ilcd import flows as read
from pcf.importing.ilcd.apart import amounts_apart
from pcf.importing.ilcd.models import ROOT, Model, model, with_models
from pcf.importing.ilcd.process import process
from pcf.importing.ilcd.walk import NAMESPACES, NUMBERED, at, many
from pcf.importing.ilcd.xml_out import kept_of
from pcf.importing.intake import TAKEN, Outcome, keep, keep_process, read_files
from pcf.importing.olca.extras import with_kept
from pcf.importing.package import (
    Document,
    Flow,
    FlowProperty,
    Package,
    Place,
    Process,
    UnitGroup,
)
from pcf.importing.xml_tree import Tree, parse_xml

_ROOT = re.compile(
    rb"<(?:[\w.-]+:)?(processDataSet|flowDataSet|flowPropertyDataSet|unitGroupDataSet|"
    rb"sourceDataSet|contactDataSet|lifeCycleModelDataSet|LCIAMethodDataSet)[\s>]"
)
#: Parts of an ILCD package that hold no inventory.
_BESIDE = ("LCIAMethodDataSet", "CategorySystem", "ILCDLocations", "ILCDLCIAMethodologies",
           "categorySystem")  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Records while a package is read."""

    flows: dict[str, Flow] = field(default_factory=dict)
    stubs: dict[str, Flow] = field(default_factory=dict)
    properties: dict[str, FlowProperty] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    models: list[Model] = field(default_factory=list)
    #: Exchanges whose stated result is not their mean times their variable.
    apart: list[Place] = field(default_factory=list)
    #: Flows whose unit an export of pcf kept.
    stated: set[str] = field(default_factory=set)


class IlcdReader:
    """Reads ILCD XML, whatever its schema version; a schema is never a gate."""

    name = "ilcd"
    suffix = ".xml"

    def sniff(self, archive: Archive) -> float:
        """Sure when one of the first XML files begins with an ILCD data set."""
        candidates = [m for m in archive.members if m.suffix == self.suffix]
        inventory = [m for m in candidates if "process" in m.name.casefold()]
        for member in [*inventory[:3], *candidates[:20]]:
            try:
                if self._begins(archive.head(member)):
                    return 0.95
            except MemberError:
                continue
        return 0.0

    def _begins(self, head: bytes) -> bool:
        return _ROOT.search(head) is not None

    def _tree(self, data: bytes) -> Tree:
        return parse_xml(data, NAMESPACES, NUMBERED)

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all data sets of a package."""
        found = _Found()
        read_files(
            archive,
            collect,
            archive.members,
            lambda member, data: self._member(member, data, found, collect),
            self._wants,
        )
        if found.apart:
            where, count = found.apart[0].location(), len(found.apart)
            collect.findings.add(finding("IM065", where, observed=count))
        flows = read.with_units(found.flows, found.properties, found.groups, found.stated)
        missing = {id: flow for id, flow in found.stubs.items() if id not in flows}
        return Package(
            self.name,
            archive.name,
            archive.sha256,
            {**flows, **missing},
            with_models(found.processes, found.models, collect),
            found.properties,
            found.groups,
            found.documents,
        )

    def _wants(self, member: Member) -> Outcome:
        return TAKEN if member.suffix == self.suffix else ("not-inventory", member.suffix)

    def _member(self, member: Member, data: bytes, found: _Found, collect: Collect) -> Outcome:
        """Read one file; give the reason and detail when it is held back."""
        tree = self._tree(data)
        root = next((key for key in tree if not key.startswith("@")), "")
        local = root.rpartition("}")[2]
        body = tree[root] if root and isinstance(tree[root], dict) else {}
        place = Place(member.name, root)
        kept = kept_of(body)
        if local in _BESIDE or (kept and kept.get("made") is True):
            return "not-inventory", local
        if local == ROOT:
            found.models.append(model(body, place))
        elif local == "processDataSet":
            made = process(body, place, found.stubs if kept is None else {})
            made = self._kept(made, kept, body, place, collect)
            found.apart += [] if kept else list(amounts_apart(body, made))
            keep_process(found.processes, made, collect)
        elif local in _KINDS:
            what, convert, target = _KINDS[local]
            record = self._kept(convert(body, place), kept, body, place, collect)
            if kept and "unit" in kept:
                found.stated.add(record.id)
            keep(what, getattr(found, target), record, collect)
        else:
            return "unknown-root", root
        return TAKEN

    def _kept(
        self, record: Any, kept: Tree | None, body: Tree, place: Place, collect: Collect
    ) -> Any:
        """Give a record with what an export kept beside it; edited values win, and are told."""
        if not kept:
            return record
        lost: list[str] = []
        rows = many(at(body, "exchanges", "exchange"))
        made = with_kept(record, kept, head_of(body), rows, lost)
        tell_edited(lost, place, collect)
        return made


_KINDS: dict[str, tuple[str, Callable[[Tree, Place], Any], str]] = {
    "flowDataSet": ("flow", read.flow, "flows"),
    "flowPropertyDataSet": ("flow property", read.flow_property, "properties"),
    "unitGroupDataSet": ("unit group", read.unit_group, "groups"),
    "sourceDataSet": ("source", read.source, "documents"),
    "contactDataSet": ("contact", read.contact, "documents"),
}
