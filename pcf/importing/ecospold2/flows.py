"""Products and elementary flows of ecoSpold 2, as their exchanges describe them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pcf.importing.ilcd.walk import at, many, names, number, word
from pcf.importing.package import (
    Flow,
    FlowAmount,
    FlowProperty,
    Names,
    Place,
    Unit,
    UnitGroup,
)
from pcf.importing.quantities import our_unit
from pcf.importing.xml_tree import Tree

#: Properties that tell how much a product is: mass as it is traded, else dry; heating value.
_AMOUNTS = (("wet mass", "kg"), ("dry mass", "kg"), ("heating value, net", "MJ"))
_REFERENCE = "0"


@dataclass(slots=True)
class FlowsById:
    """Collects flows; what the data set that makes a product says of it counts.

    Of the many properties of a product (price, water content, carbon …) those are kept that say
    how much it is: wet mass (else dry mass), and the net heating value.
    """

    flows: dict[str, Flow] = field(default_factory=dict)
    properties: dict[str, FlowProperty] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def meet(self, part: Tree, place: Place, *, elementary: bool) -> str:
        """Note the flow of an exchange and give its id; empty when it names none."""
        key = "@elementaryExchangeId" if elementary else "@intermediateExchangeId"
        id = word(at(part, key)).lower()
        named = names(at(part, "name"))
        if not id:
            if not named.any:
                return ""
            id = f"name:{named.any}"
        is_reference = not elementary and word(at(part, "outputGroup")) == _REFERENCE
        if id not in self.flows or (is_reference and id not in self._made):
            self.flows[id] = self._flow(id, part, place, elementary)
        if is_reference:
            self._made.add(id)
        return id

    def _flow(self, id: str, part: Tree, place: Place, elementary: bool) -> Flow:
        steps = [word(at(part, "compartment", key)) for key in ("compartment", "subcompartment")]
        if not elementary:
            values = (word(at(c, "classificationValue")) for c in many(at(part, "classification")))
            steps = [value for value in values if ":" in value][:1]
        words = "; ".join(word(s) for s in many(at(part, "synonym")) if word(s))
        return Flow(
            id=id,
            version="",
            names=names(at(part, "name")),
            kind="elementary" if elementary else "product",
            place=place,
            categories=tuple(step for step in steps if step),
            cas=word(at(part, "@casNumber")).lstrip("0"),
            formula=word(at(part, "@formula")),
            synonyms=(words,) if words else (),
            properties=() if elementary else self._amounts(part, place),
            unit=word(at(part, "unitName")),
        )

    def _amounts(self, part: Tree, place: Place) -> tuple[FlowAmount, ...]:
        found: dict[str, FlowAmount] = {}
        for entry in many(at(part, "property")):
            name, unit = names(at(entry, "name")).en, our_unit(word(at(entry, "unitName")))
            amount, id = number(at(entry, "@amount")), word(at(entry, "@propertyId")).lower()
            if (name, unit) in _AMOUNTS and id and amount:
                found[name] = FlowAmount(id, amount)
                self._property(id, name, unit, place)
        if "wet mass" in found:
            found.pop("dry mass", None)
        return tuple(found[name] for name, _ in _AMOUNTS if name in found)

    def _property(self, id: str, name: str, unit: str, place: Place) -> None:
        group = f"unit-{unit}"
        self.properties.setdefault(id, FlowProperty(id, "", Names(en=name), group, place))
        one = (Unit(unit, 1.0),)
        self.groups.setdefault(group, UnitGroup(group, "", Names(en=unit), one, unit, place))

    def as_waste(self, ids: set[str]) -> None:
        """Note that flows are wastes: what stands for their treatment has a negative amount."""
        for id in ids:
            self.flows[id] = replace(self.flows[id], kind="waste")
