"""ILCD packages: a zip, a folder or one file; data sets are known by their root element."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pcf.findings import finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect, Held
from pcf.importing.ilcd import flows as read
from pcf.importing.ilcd.process import process
from pcf.importing.ilcd.walk import NAMESPACES, NUMBERED
from pcf.importing.package import (
    Document,
    Flow,
    FlowProperty,
    Package,
    Place,
    Process,
    UnitGroup,
)
from pcf.importing.xml_tree import Tree, TreeError, parse_xml

_ROOT = re.compile(
    rb"<(?:[\w.-]+:)?(processDataSet|flowDataSet|flowPropertyDataSet|unitGroupDataSet|"
    rb"sourceDataSet|contactDataSet)[\s>]"
)
#: Parts of an ILCD package that hold no inventory.
_BESIDE = ("LCIAMethodDataSet", "CategorySystem", "ILCDLocations", "ILCDLCIAMethodologies",
           "lifeCycleModelDataSet", "categorySystem")  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Records while a package is read."""

    flows: dict[str, Flow] = field(default_factory=dict)
    stubs: dict[str, Flow] = field(default_factory=dict)
    properties: dict[str, FlowProperty] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)


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
        for member in archive.members:
            collect.ledger.enter("file")
            reason, detail, line = self._member(archive, member, found, collect)
            if reason:
                place = Place(member.name, "", line)
                collect.ledger.hold(Held("file", reason, place, member.name, detail))
                if reason == "unreadable":
                    code = finding("IM006", place.location(), observed=detail, reason=reason)
                    collect.findings.add(code)
            else:
                collect.ledger.take("file", "inventory")
        flows = read.with_units(found.flows, found.properties, found.groups)
        missing = {id: flow for id, flow in found.stubs.items() if id not in flows}
        return Package(
            self.name,
            archive.name,
            archive.sha256,
            {**flows, **missing},
            found.processes,
            found.properties,
            found.groups,
            found.documents,
        )

    def _member(
        self, archive: Archive, member: Member, found: _Found, collect: Collect
    ) -> tuple[str, str, int | None]:
        """Read one file; give the reason, detail and line when it is held back."""
        if member.suffix != self.suffix:
            return "not-inventory", member.suffix, None
        try:
            tree = self._tree(archive.read(member))
        except MemberError as error:
            return "unreadable", str(error), None
        except TreeError as error:
            return "unreadable", error.reason, error.line
        root = next((key for key in tree if not key.startswith("@")), "")
        local = root.rpartition("}")[2]
        body = tree[root] if root and isinstance(tree[root], dict) else {}
        place = Place(member.name, root)
        if local in _BESIDE:
            return "not-inventory", local, None
        if local == "processDataSet":
            made = process(body, place, found.stubs)
            collect.ledger.enter("exchange", len(made.exchanges))
            _keep_process(found.processes, made, collect)
        elif local in _KINDS:
            what, convert, target = _KINDS[local]
            _keep(what, getattr(found, target), convert(body, place), collect)
        else:
            return "unknown-root", root, None
        return "", "", None


_KINDS: dict[str, tuple[str, Callable[[Tree, Place], Any], str]] = {
    "flowDataSet": ("flow", read.flow, "flows"),
    "flowPropertyDataSet": ("flow property", read.flow_property, "properties"),
    "unitGroupDataSet": ("unit group", read.unit_group, "groups"),
    "sourceDataSet": ("source", read.source, "documents"),
    "contactDataSet": ("contact", read.contact, "documents"),
}


def _keep(what: str, kept: dict[str, Any], made: Any, collect: Collect) -> None:
    """Keep a record that is no process; the newer of two versions counts."""
    collect.ledger.enter(what)
    dropped = _dropped(kept, made)
    if dropped is not None:
        reason, record = dropped
        collect.ledger.hold(Held(what, reason, record.place, record.id, record.version))
    if dropped is None or dropped[1] is not made:
        kept[made.id] = made
    if dropped is None:
        collect.ledger.take(what)


def _keep_process(kept: dict[str, Process], made: Process, collect: Collect) -> None:
    """Keep a process; processes and their exchanges are taken when the database is built."""
    collect.ledger.enter("process")
    dropped = _dropped(kept, made)
    if dropped is not None:
        reason, record = dropped
        collect.ledger.hold(Held("process", reason, record.place, record.id, record.version))
        for exchange in record.exchanges:
            place = record.place_of(exchange)
            node = f"{record.id}/{exchange.id}"
            collect.ledger.hold(Held("exchange", "process-held", place, node, reason))
        if reason == "duplicate-id":
            at = record.place.location()
            collect.findings.add(finding("IM018", at, node=record.id, observed=record.id))
    if dropped is None or dropped[1] is not made:
        kept[made.id] = made


def _dropped(kept: dict[str, Any], made: Any) -> tuple[str, Any] | None:
    """Give the record that must go and why, when `made` cannot simply be added."""
    if not made.id:
        return "no-id", made
    earlier = kept.get(made.id)
    if earlier is None:
        return None
    if earlier.version == made.version:
        return "duplicate-id", made
    newer = _version(made.version) > _version(earlier.version)
    return "older-version", earlier if newer else made


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
