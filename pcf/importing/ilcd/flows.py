"""ILCD flows, flow properties, unit groups, sources and contacts as records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pcf.importing.ilcd.walk import at, classes, many, names, number, reference, text, version, word
from pcf.importing.package import (
    Document,
    Flow,
    FlowAmount,
    FlowKind,
    FlowProperty,
    Place,
    Unit,
    UnitGroup,
)
from pcf.importing.xml_tree import Tree

_KINDS: dict[str, FlowKind] = {
    "product flow": "product",
    "waste flow": "waste",
    "elementary flow": "elementary",
}
#: Reference units of flow properties that every ILCD package may refer to without holding them.
KNOWN_PROPERTIES = {
    "93a60a56-a3c8-11da-a746-0800200b9a66": "kg",
    "93a60a56-a3c8-11da-a746-0800200c9a66": "MJ",
}


def flow(tree: Tree, place: Place) -> Flow:
    """Read a flow; its unit is filled in later, by `with_units`."""
    head = at(tree, "flowInformation", "dataSetInformation")
    title = at(head, "name")
    wanted = word(
        at(tree, "flowInformation", "quantitativeReference", "referenceToReferenceFlowProperty")
    )
    listed = many(at(tree, "flowProperties", "flowProperty"))
    amounts = tuple(
        FlowAmount(
            reference(at(part, "referenceToFlowPropertyDataSet"))[0], number(at(part, "meanValue"))
        )
        for part in listed
    )
    own = [a.property for a, p in zip(amounts, listed, strict=True) if _id(p) == wanted]
    kind = word(at(tree, "modellingAndValidation", "LCIMethod", "typeOfDataSet")) or word(
        at(tree, "modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet")
    )
    return Flow(
        id=word(at(head, "common:UUID")).lower(),
        version=version(tree),
        names=names(
            at(title, "baseName"),
            at(title, "treatmentStandardsRoutes"),
            at(title, "mixAndLocationTypes"),
            at(title, "flowProperties"),
        ),
        kind=_KINDS.get(kind.casefold(), "other"),
        place=place,
        categories=classes(head),
        cas=word(at(head, "CASNumber")).lstrip("0"),
        formula=word(at(head, "sumFormula")),
        synonyms=tuple(word(part) for part in many(at(head, "common:synonyms")) if word(part)),
        properties=amounts,
        reference_property=own[0] if own else "",
        location=word(at(tree, "flowInformation", "geography", "locationOfSupply")),
    )


def _id(tree: Tree) -> str:
    return word(at(tree, "@dataSetInternalID"))


def flow_property(tree: Tree, place: Place) -> FlowProperty:
    """Read a flow property."""
    head = at(tree, "flowPropertiesInformation")
    group = at(head, "quantitativeReference", "referenceToReferenceUnitGroup")
    own = at(head, "dataSetInformation")
    return FlowProperty(
        word(at(own, "common:UUID")).lower(),
        version(tree),
        names(at(own, "common:name")),
        reference(group)[0],
        place,
    )


def unit_group(tree: Tree, place: Place) -> UnitGroup:
    """Read a unit group."""
    head = at(tree, "unitGroupInformation")
    wanted = word(at(head, "quantitativeReference", "referenceToReferenceUnit"))
    listed = many(at(tree, "units", "unit"))
    own = next((word(at(part, "name")) for part in listed if _id(part) == wanted), "")
    return UnitGroup(
        word(at(head, "dataSetInformation", "common:UUID")).lower(),
        version(tree),
        names(at(head, "dataSetInformation", "common:name")),
        tuple(Unit(word(at(part, "name")), number(at(part, "meanValue"))) for part in listed),
        own,
        place,
    )


def source(tree: Tree, place: Place) -> Document:
    """Read a source."""
    head = at(tree, "sourceInformation", "dataSetInformation")
    return Document(
        word(at(head, "common:UUID")).lower(),
        version(tree),
        "source",
        names(at(head, "common:shortName")),
        place,
        text(at(head, "sourceCitation")),
        word(at(head, "referenceToDigitalFile", "@uri")),
    )


def contact(tree: Tree, place: Place) -> Document:
    """Read a contact."""
    head = at(tree, "contactInformation", "dataSetInformation")
    return Document(
        word(at(head, "common:UUID")).lower(),
        version(tree),
        "contact",
        names(at(head, "common:name") or at(head, "common:shortName")),
        place,
        "",
        word(at(head, "WWWAddress")),
    )


def with_units(
    flows: Mapping[str, Flow],
    properties: Mapping[str, FlowProperty],
    groups: Mapping[str, UnitGroup],
    stated: Collection[str] = (),
) -> dict[str, Flow]:
    """Give the flows with the reference unit of their reference flow property.

    Those in `stated` keep the unit that they have.
    """
    units: dict[str, str] = {}
    for flow in flows.values():
        wanted = flow.reference_property
        if wanted not in units:
            held = properties.get(wanted)
            group = groups.get(held.unit_group) if held else None
            units[wanted] = group.reference if group else KNOWN_PROPERTIES.get(wanted, "")
    return {
        id: flow if id in stated else replace(flow, unit=units[flow.reference_property])
        for id, flow in flows.items()
    }
