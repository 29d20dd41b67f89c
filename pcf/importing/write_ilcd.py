"""Write a package as ILCD XML that the official schemas accept: read again it is equal in content.

What ILCD has no field for, and what its schema does not admit (ids that are no UUID, amounts in
another unit than that of their flow, named suppliers), is kept in ``common:other`` of each data
set, where other programs pass it by. Units that the neutral form has as words only get a unit
group and a flow property of their own, marked as made for the export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pcf.findings import Finding, finding
from pcf.importing.amounts import AmountError, amount_of
from pcf.importing.edited import head_of
from pcf.importing.flow_records import FlowBook
from pcf.importing.ilcd import flows as read
from pcf.importing.ilcd import native
from pcf.importing.ilcd.process import process as read_process
from pcf.importing.ilcd.walk import NAMESPACES, NUMBERED, at, many
from pcf.importing.ilcd.xml_out import document_xml
from pcf.importing.olca.extras import kept_beside
from pcf.importing.package import (
    Exchange,
    Flow,
    FlowProperty,
    Names,
    Package,
    Place,
    Process,
    Unit,
    UnitGroup,
)
from pcf.importing.quantities import our_unit
from pcf.importing.write_olca import HasPackage
from pcf.importing.xml_tree import Tree, parse_xml
from pcf.importing.zip_out import records_of, write_members

_NOWHERE = Place("")
_SHOWN = 5
_FOLDERS = {
    "unitGroupDataSet": "unitgroups", "flowPropertyDataSet": "flowproperties",
    "flowDataSet": "flows", "sourceDataSet": "sources", "contactDataSet": "contacts",
    "processDataSet": "processes",
}  # fmt: skip
_Entry = tuple[str, bytes]


def write(source: HasPackage, target: Path) -> Sequence[Finding]:
    """Write a package to the zip file `target`; the same package gives the same bytes."""
    made = _Writer(source.package)
    write_members(target, made.entries(), records_of(source.package))
    if not made.lost:
        return ()
    shown = ", ".join(sorted(made.lost)[:_SHOWN])
    return (finding("IM054", observed=shown, count=made.lost.total()),)


class _Writer:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._book = FlowBook(package, {}, "")
        self._groups: dict[str, UnitGroup] = {}
        self._properties: dict[str, FlowProperty] = {}
        #: Units in which an amount cannot be told as one of its flow.
        self.lost: Counter[str] = Counter()

    def entries(self) -> Iterator[_Entry]:
        """Give the files: path and content."""
        package = self._package
        for group in package.unit_groups.values():
            yield self._plain("unitGroupDataSet", group, native.unit_group(group), read.unit_group)
        for one in package.flow_properties.values():
            tree = native.flow_property(one)
            yield self._plain("flowPropertyDataSet", one, tree, read.flow_property)
        for flow in package.flows.values():
            yield self._flow(flow)
        for document in package.documents.values():
            convert = read.source if document.kind == "source" else read.contact
            root = f"{document.kind}DataSet"
            yield self._plain(root, document, native.document(document), convert)
        for process in package.processes.values():
            yield self._process(process)
        mark = {"made": True}
        for group in self._groups.values():
            yield _file("unitGroupDataSet", group.id, native.unit_group(group), mark)
        for one in self._properties.values():
            yield _file("flowPropertyDataSet", one.id, native.flow_property(one), mark)

    def _plain(self, root: str, record: Any, tree: Tree, convert: Any) -> _Entry:
        body = _again(root, tree)
        kept = kept_beside(record, convert(body, _NOWHERE), head_of(body))
        return _file(root, record.id, tree, kept)

    def _flow(self, flow: Flow) -> _Entry:
        tree = native.flow(flow, self._property_of)
        body = _again("flowDataSet", tree)
        back = read.flow(body, _NOWHERE)
        known = read.with_units({back.id: back}, self._package.flow_properties,
                                self._package.unit_groups)[back.id]  # fmt: skip
        return _file("flowDataSet", flow.id, tree, kept_beside(flow, known, head_of(body)))

    def _property_of(self, flow: Flow) -> str:
        """Flow property of a flow whose unit is a word only."""
        id = native.made_uuid("property", flow.unit)
        if id not in self._properties:
            name = Names(en=flow.unit or "unit not stated")
            group = native.made_uuid("group", flow.unit)
            self._groups[group] = UnitGroup(
                group, "", name, (Unit(name.en, 1.0),), name.en, _NOWHERE
            )
            self._properties[id] = FlowProperty(id, "", name, group, _NOWHERE)
        return id

    def _process(self, process: Process) -> _Entry:
        def stated(row: Exchange) -> float | None:
            return self._amount(row, process)

        tree = native.process(process, stated)
        body = _again("processDataSet", tree)
        back = read_process(body, _NOWHERE, {})
        trees = many(at(body, "exchanges", "exchange"))
        rows = [
            (row, again, part, ("stated",) if row.amount is not None else ())
            for row, again, part in zip(process.exchanges, back.exchanges, trees, strict=True)
        ]
        kept = kept_beside(process, back, head_of(body), rows)
        return _file("processDataSet", process.id, tree, kept)

    def _amount(self, row: Exchange, process: Process) -> float | None:
        """Amount in the reference unit of the flow; None when it cannot be told."""
        try:
            amount = amount_of(row, process)
        except AmountError:
            return None
        flow = self._package.flows.get(row.flow)
        if flow is None or not row.unit or our_unit(row.unit) == our_unit(flow.unit):
            return amount
        factor = self._book.factor(row, our_unit(flow.unit)) if flow.unit else None
        if factor is None:
            self.lost[row.unit] += 1
            return None
        return amount * factor


def _again(root: str, tree: Tree) -> Tree:
    """Give what a reader sees of a tree that is written."""
    found = parse_xml(document_xml(root, tree, None), NAMESPACES, NUMBERED)[root]
    return found if isinstance(found, dict) else {}


def _file(root: str, id: str, tree: Tree, kept: Mapping[str, Any]) -> _Entry:
    name = f"ILCD/{_FOLDERS[root]}/{native.uuid_of(id)}.xml"
    return name, document_xml(root, tree, kept)
