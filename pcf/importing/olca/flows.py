"""openLCA flows, flow properties, unit groups, sources and actors as records."""

from __future__ import annotations

from typing import Any, Literal

from pcf.importing.ilcd.walk import at, many, names, number, word
from pcf.importing.olca.walk import Beside, categories, flag, place_code, reference
from pcf.importing.package import (
    Document,
    Flow,
    FlowAmount,
    FlowKind,
    FlowProperty,
    Names,
    Place,
    Unit,
    UnitGroup,
)
from pcf.importing.xml_tree import Tree

_KINDS: dict[str, FlowKind] = {
    "PRODUCT_FLOW": "product",
    "WASTE_FLOW": "waste",
    "ELEMENTARY_FLOW": "elementary",
}


def flow(tree: Tree, place: Place, beside: Beside) -> Flow:
    """Read a flow; its unit is filled in later, from its reference flow property."""
    listed = [part for part in many(at(tree, "flowProperties")) if isinstance(part, dict)]
    amounts = tuple(
        FlowAmount(reference(at(p, "flowProperty"))[0], number(at(p, "conversionFactor")))
        for p in listed
    )
    flagged = [
        amount.property
        for amount, part in zip(amounts, listed, strict=True)
        if flag(part, "isRefFlowProperty", "referenceFlowProperty")
    ]
    own = flagged or [amount.property for amount in amounts[:1] if len(amounts) == 1]
    words = word(at(tree, "synonyms"))
    return Flow(
        id=word(at(tree, "@id")).lower(),
        version=word(at(tree, "version")),
        names=names(at(tree, "name")),
        kind=_KINDS.get(word(at(tree, "flowType")).upper(), "other"),
        place=place,
        categories=categories(tree, beside),
        cas=word(at(tree, "cas")).lstrip("0"),
        formula=word(at(tree, "formula")),
        synonyms=(words,) if words else (),
        properties=amounts,
        reference_property=own[0] if own else "",
        location=place_code(at(tree, "location"), beside),
    )


def named_flow(tree: Any, place: Place, *, supplied: bool) -> Flow:
    """Give the flow that only an exchange names.

    What the exchange says of it (its type, or that a process supplies it) counts; when it says
    nothing the flow is a stub.
    """
    id, name = reference(tree)
    kind = _KINDS.get(word(at(tree, "flowType")).upper(), "product" if supplied else "other")
    steps = categories(tree, Beside())
    unit = word(at(tree, "refUnit"))
    stub = kind == "other"
    return Flow(id, "", Names(en=name), kind, place, steps, unit=unit, stub=stub)


def flow_property(tree: Tree, place: Place) -> FlowProperty:
    """Read a flow property."""
    group = reference(at(tree, "unitGroup"))[0]
    id, version = word(at(tree, "@id")).lower(), word(at(tree, "version"))
    return FlowProperty(id, version, names(at(tree, "name")), group, place)


def unit_names(tree: Any) -> dict[str, str]:
    """Names of the units of a group by id (by place where there is none), each name once.

    openLCA has groups with two units of one name (``t*mi`` of long and of short tons).
    """
    found: dict[str, str] = {}
    for position, part in enumerate(many(at(tree, "units"))):
        name, id = word(at(part, "name")), word(at(part, "@id")).lower() or f"#{position}"
        taken = name in found.values()
        found[id] = f"{name} [{id[:8]}]" if taken else name
    return found


def unit_group(tree: Tree, place: Place) -> UnitGroup:
    """Read a unit group."""
    listed, named = many(at(tree, "units")), list(unit_names(tree).values())
    if len(named) != len(listed):  # one id twice: names as they stand
        named = [word(at(part, "name")) for part in listed]
    units = tuple(
        Unit(name, number(at(part, "conversionFactor")))
        for name, part in zip(named, listed, strict=True)
    )
    own = [u.name for u, p in zip(units, listed, strict=True) if flag(p, "isRefUnit",
           "referenceUnit")]  # fmt: skip
    id, version = word(at(tree, "@id")).lower(), word(at(tree, "version"))
    return UnitGroup(id, version, names(at(tree, "name")), units, own[0] if own else "", place)


def document(kind: Literal["source", "contact"], tree: Tree, place: Place) -> Document:
    """Read a source or an actor."""
    keys = ("url",) if kind == "source" else ("website",)
    return Document(
        word(at(tree, "@id")).lower(),
        word(at(tree, "version")),
        kind,
        names(at(tree, "name")),
        place,
        word(at(tree, "textReference")) or word(at(tree, "description")),
        word(at(tree, *keys)),
    )
