"""Write a package as openLCA JSON-LD (schema version 2): read again it is equal in content.

What openLCA has no field for is kept in ``otherProperties`` of each record, where openLCA and other
programs pass it by. Units that exist in the neutral form as words only get a unit group and a flow
property of their own, marked as made for the export; a reader of pcf leaves them out again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from pcf.findings import Finding, finding
from pcf.importing.edited import head_of
from pcf.importing.ilcd.walk import many
from pcf.importing.intake import row_id
from pcf.importing.olca import flows as read
from pcf.importing.olca import native
from pcf.importing.olca.extras import KEY, kept_beside
from pcf.importing.olca.native import Json, made_id, to
from pcf.importing.olca.process import process as read_process
from pcf.importing.olca.walk import Beside, Named
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
from pcf.importing.zip_out import records_of, write_members
from pcf.units import UnitError, conversion_factor

_NOWHERE = Place("")
_SHOWN = 5
_Entry = tuple[str, Json]


class HasPackage(Protocol):
    """What a writer is given; only the package counts here."""

    @property
    def package(self) -> Package:
        """The package in neutral form."""


def write(source: HasPackage, target: Path) -> Sequence[Finding]:
    """Write a package to the zip file `target`; the same package gives the same bytes."""
    made = _Writer(source.package)
    write_members(
        target,
        (
            (name, json.dumps(content, ensure_ascii=False, allow_nan=False))
            for name, content in made.entries()
        ),
        records_of(source.package),
    )
    if not made.odd_units:
        return ()
    shown = ", ".join(sorted(made.odd_units)[:_SHOWN])
    return (finding("IM053", observed=shown, count=made.odd_units.total()),)


class _Writer:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._locations: dict[str, str] = {}
        self._made_groups: dict[str, UnitGroup] = {}
        self._made_properties: dict[str, FlowProperty] = {}
        self._units_of = _units_by_reference(package)
        #: Units of exchanges that are in no group of their flow.
        self.odd_units: Counter[str] = Counter()

    def entries(self) -> Iterator[_Entry]:
        """Give the files: path and content."""
        package = self._package
        yield "olca-schema.json", {"version": 2, "otherProperties": {KEY: {"whole": True}}}
        for group in package.unit_groups.values():
            back = read.unit_group(native.unit_group(group), _NOWHERE)
            yield _file("unit_groups", group.id, _kept(native.unit_group(group), group, back))
        for one in package.flow_properties.values():
            content = native.flow_property(one)
            back_property = read.flow_property(content, _NOWHERE)
            yield _file("flow_properties", one.id, _kept(content, one, back_property))
        for flow in package.flows.values():
            yield _file("flows", flow.id, self._flow(flow))
        for document in package.documents.values():
            content = native.document(document)
            back_document = read.document(document.kind, content, _NOWHERE)
            folder = "sources" if document.kind == "source" else "actors"
            yield _file(folder, document.id, _kept(content, document, back_document))
        for process in package.processes.values():
            yield _file("processes", process.id, self._process(process))
        yield from self._made()

    def _made(self) -> Iterator[_Entry]:
        """Records that openLCA needs and the package does not have."""
        mark = {"otherProperties": {KEY: {"made": True}}}
        for group in self._made_groups.values():
            yield _file("unit_groups", group.id, native.unit_group(group) | mark)
        for one in self._made_properties.values():
            yield _file("flow_properties", one.id, native.flow_property(one) | mark)
        for code, id in self._locations.items():
            yield _file("locations", id, {"@type": "Location", "@id": id, "name": code,
                                          "code": code})  # fmt: skip

    def _beside(self) -> Beside:
        return Beside(locations={id: Named(code) for code, id in self._locations.items()})

    def _locate(self, code: str) -> Json | None:
        if not code:
            return None
        id = self._locations.setdefault(code, made_id("location", code))
        return to("Location", id, code)

    def _flow(self, flow: Flow) -> Json:
        amounts = [
            native.flow_amount(p.property, p.factor, is_reference=p.property ==
                               flow.reference_property)
            for p in flow.properties
        ]  # fmt: skip
        if not amounts:
            made = self._made_property(flow.unit)
            amounts = [native.flow_amount(made, 1.0, is_reference=True)]
        content = native.flow(flow, amounts, self._locate(flow.location))
        back = read.flow(content, _NOWHERE, self._beside())
        named = self._package.flow_properties.get(flow.reference_property)
        group = self._package.unit_groups.get(named.unit_group) if named else None
        return _kept(content, flow, replace(back, unit=group.reference if group else ""))

    def _made_property(self, unit: str) -> str:
        id = made_id("property", unit)
        if id not in self._made_properties:
            group = made_id("group", unit)
            name = Names(en=unit or "unit not stated")
            units = (Unit(name.en, 1.0), *self._units_of.get(unit, ()))
            self._made_groups[group] = UnitGroup(group, "", name, units, name.en, _NOWHERE)
            self._made_properties[id] = FlowProperty(id, "", name, group, _NOWHERE)
        return id

    def _unit(self, row: Exchange) -> Json:
        """Unit and flow property of an exchange: the first property that is measured in it."""
        flow = self._package.flows.get(row.flow)
        unit = row.unit or (flow.unit if flow else "")
        for part in flow.properties if flow else ():
            named = self._package.flow_properties.get(part.property)
            group = self._package.unit_groups.get(named.unit_group) if named else None
            if named and group and any(u.name == unit for u in group.units):
                return {"unit": native.unit_to(group.id, unit),
                        "flowProperty": to("FlowProperty", named.id)}  # fmt: skip
        if flow is not None and flow.properties:
            self.odd_units[unit] += 1
            return {"unit": {"@type": "Unit", "name": unit}} if unit else {}
        made = self._made_property(flow.unit if flow else unit)
        group_id = self._made_properties[made].unit_group
        if unit and all(u.name != unit for u in self._made_groups[group_id].units):
            self.odd_units[unit] += 1
        return {"unit": native.unit_to(group_id, unit),
                "flowProperty": to("FlowProperty", made)}  # fmt: skip

    def _process(self, process: Process) -> Json:
        content = native.process(process, self._locate, self._unit)
        back, _ = read_process(content, _NOWHERE, self._beside(), lambda *_: None)
        trees = many(_visible(content).get("exchanges"))
        rows = [
            (row, again, tree, ("stated",) if row.amount is not None else ())
            for row, again, tree in zip(process.exchanges, back.exchanges, trees, strict=True)
        ]
        kept = kept_beside(process, back, head_of(_visible(content)), rows)
        return content | ({"otherProperties": {KEY: kept}} if kept else {})


def _units_by_reference(package: Package) -> Mapping[str, tuple[Unit, ...]]:
    """Units that exchanges use beside the reference unit of their flow, where they convert."""
    found: dict[str, dict[str, Unit]] = {}
    for process in package.processes.values():
        for row in process.exchanges:
            flow = package.flows.get(row.flow)
            if flow is None or not row.unit or row.unit == flow.unit:
                continue
            try:
                factor = conversion_factor(our_unit(row.unit), our_unit(flow.unit))
            except UnitError:
                continue
            found.setdefault(flow.unit, {})[row.unit] = Unit(row.unit, factor)
    return {unit: tuple(units.values()) for unit, units in found.items()}


def _kept(content: Json, record: Any, back: Any) -> Json:
    found = kept_beside(record, back, head_of(_visible(content)))
    return content | ({"otherProperties": {KEY: found}} if found else {})


def _visible(content: Json) -> Json:
    """A document as a reader parses it."""
    found: Json = json.loads(json.dumps(content), parse_constant=str)
    return found


def _file(folder: str, id: str, content: Json) -> _Entry:
    return f"{folder}/{row_id(id)}.json", content
