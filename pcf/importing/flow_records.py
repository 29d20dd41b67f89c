"""Flows of a package as flows of a background: what is used, in which unit, with what in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Literal

from pcf.background.records import FlowKind, FlowRecord
from pcf.importing.package import Exchange, Flow, Package
from pcf.importing.quantities import our_unit
from pcf.units import UnitError, conversion_factor

#: What a flow is used as: a product supplied, something treated, an output without burden.
Use = Literal["product", "treated", "by_product"]
_SUFFIX: dict[Use, str] = {"product": "", "treated": "-in", "by_product": "-out"}
#: Behind the id of a flow that an input names and the package does not have.
MISSING = "--missing"
#: Unit of an amount of such a flow when the exchange states none.
NO_UNIT = "not stated"
_KIND: dict[Use, FlowKind] = {
    "product": "product",
    "treated": "waste_service",
    "by_product": "by_product",
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
#: Currencies, with the year where one is stated: different years are different currencies.
_CURRENCY = re.compile(r"(EUR|USD|CNY|RMB|JPY|GBP|CHF|KRW|INR|SEK|DKK|NOK|AUD|CAD)[ _-]?\d{0,4}")


class FlowBook:
    """Collects the flows that the rows of a background use, and all elementary flows of pcf.

    Parameters
    ----------
    package
        Where they are described.
    elementary
        Elementary flows of pcf by id.
    missing_unit
        Unit of reference flows that the package does not describe.
    """

    def __init__(
        self, package: Package, elementary: Mapping[str, FlowRecord], missing_unit: str
    ) -> None:
        self._package = package
        self._missing = missing_unit
        self._records: dict[str, FlowRecord] = dict(elementary)

    def records(self) -> Iterator[FlowRecord]:
        """Give the flows that were used, by id."""
        return iter(sorted(self._records.values(), key=lambda flow: flow.id))

    def add(self, id: str, use: Use, unit: str) -> str:
        """Note that a flow is used, and give the id that it has in the background."""
        own = _plain(id) + _SUFFIX[use]
        if own not in self._records:
            flow = self._package.flows.get(id.removesuffix("-in"))
            self._records[own] = self._record(own, flow, use, unit)
        return own

    def missing(self, exchange: Exchange) -> tuple[str, str]:
        """Give flow and unit of an input whose flow the package names and does not describe.

        Nothing is known of such a flow but its name: amounts of one unit are one flow, and no
        dataset bounds it.
        """
        unit = our_unit(exchange.unit) or NO_UNIT
        plain = _plain(exchange.flow) + MISSING
        own = plain if unit == NO_UNIT else f"{plain}-{_plain(unit)}"
        if own not in self._records:
            flow = self._package.flows.get(exchange.flow)
            record = self._record(own, flow, "product", unit)
            named = flow is not None and bool(flow.names.any)
            zh = record.name_zh if named else exchange.flow
            en = record.name_en if named else exchange.flow
            self._records[own] = replace(
                record, name_zh=zh, name_en=en, mass_kg=None, energy_mj=None
            )
        return own, unit

    def names(self, id: str) -> tuple[str, str]:
        """Chinese and English name of a used flow."""
        return self._records[id].name_zh, self._records[id].name_en

    def properties(self, id: str) -> tuple[float | None, float | None]:
        """Mass (kg) and energy (MJ) per unit of a used flow."""
        record = self._records[id]
        return record.mass_kg, record.energy_mj

    def is_product(self, id: str) -> bool:
        """Whether the package describes a flow, and as a product."""
        flow = self._package.flows.get(id)
        return flow is not None and flow.kind == "product"

    def price(self, id: str) -> tuple[float, str] | None:
        """Value of one unit of a flow, and its currency as stated; None when there is none."""
        flow = self._package.flows.get(id)
        if flow is None:
            return None
        if _CURRENCY.fullmatch(flow.unit.strip()):
            return 1.0, flow.unit.strip()
        for part in flow.properties:
            named = self._package.flow_properties.get(part.property)
            group = self._package.unit_groups.get(named.unit_group) if named else None
            word = group.reference.strip() if group else ""
            if part.factor and part.factor > 0 and _CURRENCY.fullmatch(word):
                return part.factor, word
        return None

    def unit(self, exchange: Exchange, *, reference: bool = False) -> tuple[str, float]:
        """Unit of a flow in the background, and the factor from the amount of an exchange to it.

        The unit is empty when it cannot be found out. A reference flow that the package does not
        describe has the unit that the settings state.
        """
        flow = self._package.flows.get(exchange.flow)
        stated = our_unit(exchange.unit)
        own = our_unit(flow.unit) if flow else ""
        if not own:
            own = stated or (self._missing if reference else "")
            return own, 1.0
        factor = self.factor(exchange, own)
        return ("", 1.0) if factor is None else (own, factor)

    def factor(self, exchange: Exchange, target: str) -> float | None:
        """Factor from the amount of an exchange to a unit; None when there is none."""
        flow = self._package.flows.get(exchange.flow)
        source = our_unit(exchange.unit) or (our_unit(flow.unit) if flow else "")
        direct = _direct(source, target)
        if direct is not None or flow is None:
            return direct
        to_reference = 1.0 if not exchange.unit else self._to_reference(flow, exchange.unit)
        if to_reference is None:
            return None
        last = _direct(our_unit(flow.unit), target)
        if last is None:
            last = self._amount_in(flow, target)
        return None if last is None else to_reference * last

    def _to_reference(self, flow: Flow, unit: str) -> float | None:
        """Reference units of a flow in one of another unit that the package defines."""
        for part in flow.properties:
            named = self._package.flow_properties.get(part.property)
            group = self._package.unit_groups.get(named.unit_group) if named else None
            found = next((u for u in group.units if u.name == unit), None) if group else None
            if found is not None and found.factor is not None and part.factor:
                return found.factor / part.factor
        return None

    def _amount_in(self, flow: Flow, target: str) -> float | None:
        """Amount of the property that is measured in `target`, per reference unit of a flow."""
        for part in flow.properties:
            named = self._package.flow_properties.get(part.property)
            group = self._package.unit_groups.get(named.unit_group) if named else None
            if group is None or part.factor is None:
                continue
            scale = _direct(our_unit(group.reference), target)
            if scale is not None:
                return part.factor * scale
        return None

    def _record(self, id: str, flow: Flow | None, use: Use, unit: str) -> FlowRecord:
        names = flow.names if flow else None
        any_name = (names.any if names else "") or id
        zh = (names.zh if names else "") or any_name
        en = (names.en if names else "") or any_name
        if use == "treated":
            zh, en = f"{zh}（处理）", f"{en} (treatment)"
        return FlowRecord(
            id=id,
            name_zh=zh,
            name_en=en,
            kind=_KIND[use],
            unit=unit,
            category="/".join(flow.categories) if flow else "",
            cas=flow.cas if flow else "",
            formula=flow.formula if flow else "",
            mass_kg=self._property(flow, unit, "kg"),
            energy_mj=self._property(flow, unit, "MJ"),
            synonyms=_synonyms(flow),
        )

    def _property(self, flow: Flow | None, unit: str, target: str) -> float | None:
        direct = _direct(unit, target)
        if direct is not None or flow is None:
            return direct
        found = self._amount_in(flow, target)
        return found if found is not None and found > 0 else None


def _plain(id: str) -> str:
    return id if _ID.fullmatch(id) else f"x-{sha256(id.encode()).hexdigest()[:16]}"


def is_missing(id: str) -> bool:
    """Whether a flow of a background is one that its package named and did not describe."""
    return MISSING in id


def _synonyms(flow: Flow | None) -> tuple[str, ...]:
    words = () if flow is None else (part for text in flow.synonyms for part in text.split(";"))
    cleaned = (" ".join(word.split()) for word in words)
    return tuple(dict.fromkeys(word for word in cleaned if word))[:20]


def _direct(source: str, target: str) -> float | None:
    if not source or not target:
        return None
    try:
        return 1.0 if source == target else conversion_factor(source, target)
    except UnitError:
        return None
