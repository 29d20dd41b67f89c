"""Neutral records as openLCA JSON, version 2 of the schema."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pcf.importing.package import (
    Allocation,
    Document,
    Exchange,
    Flow,
    FlowProperty,
    Parameter,
    Process,
    Uncertainty,
    UnitGroup,
)

Json = dict[str, Any]
_FLOW_TYPES = {"product": "PRODUCT_FLOW", "waste": "WASTE_FLOW", "elementary": "ELEMENTARY_FLOW"}
_SPREADS = {
    "log-normal": "LOG_NORMAL_DISTRIBUTION",
    "normal": "NORMAL_DISTRIBUTION",
    "triangular": "TRIANGLE_DISTRIBUTION",
    "uniform": "UNIFORM_DISTRIBUTION",
}


def made_id(*words: str) -> str:
    """Give the identifier of a record that is made for an export; the same words, the same id."""
    return str(uuid5(NAMESPACE_URL, "pcf:" + "/".join(words)))


def given(**fields: Any) -> Json:
    """Give the fields that say something; ``type_`` and ``id_`` stand for ``@type`` and ``@id``."""
    keys = {"type_": "@type", "id_": "@id"}
    kept = ((k, v) for k, v in fields.items() if v is not None and v not in ("", [], {}))
    return {keys.get(key, key): value for key, value in kept}


def to(kind: str, id: str, name: str = "") -> Json:
    """Give a reference to a record."""
    return given(type_=kind, id_=id, name=name)


def unit_to(group: str, name: str) -> Json:
    """Give a reference to a unit of a group."""
    return to("Unit", made_id("unit", group, name), name)


def unit_group(one: UnitGroup) -> Json:
    """Give a unit group."""
    units = [
        given(
            type_="Unit",
            id_=made_id("unit", one.id, unit.name),
            name=unit.name,
            conversionFactor=unit.factor,
            isRefUnit=unit.name == one.reference or None,
        )
        for unit in one.units
    ]
    return given(
        type_="UnitGroup", id_=one.id, name=one.names.any, version=one.version, units=units
    )


def flow_property(one: FlowProperty) -> Json:
    """Give a flow property."""
    return given(
        type_="FlowProperty", id_=one.id, name=one.names.any, version=one.version,
        flowPropertyType="PHYSICAL_QUANTITY", unitGroup=to("UnitGroup", one.unit_group),
    )  # fmt: skip


def flow(one: Flow, amounts: list[Json], location: Json | None) -> Json:
    """Give a flow; `amounts` are its flow properties."""
    return given(
        type_="Flow", id_=one.id, name=one.names.any, version=one.version,
        flowType=_FLOW_TYPES.get(one.kind, "PRODUCT_FLOW"), category="/".join(one.categories),
        cas=one.cas, formula=one.formula, synonyms=";".join(one.synonyms),
        flowProperties=amounts, location=location,
    )  # fmt: skip


def flow_amount(property: str, factor: float | None, *, is_reference: bool) -> Json:
    """Give the amount of a flow property in one reference unit of a flow."""
    return given(
        type_="FlowPropertyFactor",
        flowProperty=to("FlowProperty", property),
        conversionFactor=factor,
        isRefFlowProperty=is_reference or None,
    )


def document(one: Document) -> Json:
    """Give a source or an actor."""
    is_source = one.kind == "source"
    return given(
        type_="Source" if is_source else "Actor", id_=one.id, name=one.names.any,
        version=one.version, textReference=one.text if is_source else "",
        description="" if is_source else one.text, url=one.url if is_source else "",
        website="" if is_source else one.url,
    )  # fmt: skip


def process(
    one: Process, locate: Callable[[str], Json | None], unit_of: Callable[[Exchange], Json]
) -> Json:
    """Give a process.

    Parameters
    ----------
    one
        The process.
    locate
        Gives the reference to a location by its code.
    unit_of
        Gives the unit and the flow property of an exchange.
    """
    rows = []
    for row in one.exchanges:
        native = exchange(row, locate) | unit_of(row)
        if row.id in one.references:
            native["isQuantitativeReference"] = True
        rows.append(native)
    method, factors = allocation_factors(one)
    text = given(
        validFrom=_date(one.year), validUntil=_date(one.valid_until),
        technologyDescription=one.technology, accessRestrictions=one.licence,
        sources=[to("Source", id) for id in one.sources],
    )  # fmt: skip
    return given(
        type_="Process", id_=one.id, name=one.names.any, version=one.version,
        processType="LCI_RESULT" if one.kind == "result" else "UNIT_PROCESS",
        category="/".join(one.categories), description=one.comment, location=locate(one.location),
        processDocumentation=text, dqEntry=dict(one.quality).get("pedigree", ""),
        defaultAllocationMethod=method, allocationFactors=factors,
        parameters=[parameter(part) for part in one.parameters], exchanges=rows,
    )  # fmt: skip


def _date(year: str) -> str:
    return f"{year}-01-01" if year.isdecimal() and len(year) == len("2020") else year


def exchange(row: Exchange, locate: Callable[[str], Json | None]) -> Json:
    """Give an exchange without its unit; an amount that is not stated stays away."""
    number = row.id.isdecimal() and str(int(row.id)) == row.id
    way = {"input": True, "output": False}.get(row.direction)
    pedigree = row.derivation.removeprefix("pedigree ") if row.derivation.startswith(
        "pedigree ") else ""  # fmt: skip
    made = given(
        type_="Exchange", internalId=int(row.id) if number else None,
        id_="" if number else row.id, flow=to("Flow", row.flow), amount=row.amount,
        amountFormula=row.formula, isInput=way, isAvoidedProduct=row.avoided or None,
        defaultProvider=to("Process", row.provider) if row.provider else None,
        uncertainty=_uncertainty(row.uncertainty, row.amount), dqEntry=pedigree,
        description=row.comment, location=locate(row.location),
    )  # fmt: skip
    return made


def _uncertainty(spread: Uncertainty | None, amount: float | None) -> Json | None:
    if spread is None or spread.kind not in _SPREADS:
        return None
    width, native = spread.deviation, _SPREADS[spread.kind]
    made = given(type_="Uncertainty", distributionType=native, minimum=spread.low,
                 maximum=spread.high, mode=spread.mode)  # fmt: skip
    if spread.kind == "log-normal" and width is not None and width >= 0:
        made |= given(geomMean=amount, geomSd=math.sqrt(width))
    elif spread.kind == "normal" and width is not None and amount:
        sd = width * abs(amount) / 200.0
        if math.isinf(sd):  # the product overflows, the deviation need not
            sd = width / 200.0 * abs(amount)
        made |= given(mean=amount, sd=sd if math.isfinite(sd) else None)
    return made


def parameter(one: Parameter) -> Json:
    """Give a parameter of a process."""
    ranged = one.low is not None or one.high is not None
    spread = Uncertainty("uniform", one.low, one.high) if ranged else None
    return given(
        type_="Parameter", name=one.name, value=one.value, formula=one.formula,
        isInputParameter=not one.formula, parameterScope="PROCESS_SCOPE",
        description=one.comment, uncertainty=_uncertainty(spread, None),
    )  # fmt: skip


def allocation_factors(one: Process) -> tuple[str, list[Json]]:
    """Give the method and the factors of a process.

    Shares that stand on the reference flow alone are shares of the products; others are causal.
    """
    flows = {row.id: row.flow for row in one.exchanges}
    shared = [row for row in one.exchanges if any(flows.get(a.coproduct) for a in row.allocations)]
    if not shared:
        return "", []
    by_product = [row.id for row in shared] == list(one.references[:1])
    method = "PHYSICAL_ALLOCATION" if by_product else "CAUSAL_ALLOCATION"
    made = []
    for row in shared:
        for part in row.allocations:
            if not flows.get(part.coproduct):
                continue
            made.append(_factor(part, method, flows, None if by_product else row))
    return method, made


def _factor(part: Allocation, method: str, flows: dict[str, str], row: Exchange | None) -> Json:
    owner = None
    if row is not None:
        number = row.id.isdecimal() and str(int(row.id)) == row.id
        owner = {"internalId": int(row.id)} if number else {"@id": row.id}
    return given(
        type_="AllocationFactor", allocationType=method, value=part.share,
        product=to("Flow", flows[part.coproduct]), exchange=owner,
    )  # fmt: skip
