"""An ILCD process as a record, everything as stated."""

from __future__ import annotations

import re
from typing import Any

from pcf.importing.ilcd.walk import (
    at,
    classes,
    is_uuid,
    many,
    names,
    number,
    reference,
    text,
    version,
    word,
)
from pcf.importing.intake import row_id
from pcf.importing.kinds import kind_of
from pcf.importing.package import (
    Allocation,
    Direction,
    Exchange,
    Flow,
    Names,
    Parameter,
    Place,
    Process,
    Uncertainty,
)
from pcf.importing.xml_tree import Tree

_DIRECTIONS: dict[str, Direction] = {"input": "input", "output": "output"}
_MARKET = re.compile(r"^market (for|group)|consumption mix|^市场|消费混合|消费组合", re.IGNORECASE)


def process(tree: Tree, place: Place, stubs: dict[str, Flow]) -> Process:
    """Read a process; flows that only its exchanges name are added to `stubs`."""
    information = at(tree, "processInformation")
    head = at(information, "dataSetInformation")
    title = at(head, "name")
    method = at(tree, "modellingAndValidation", "LCIMethodAndAllocation")
    quantity = at(information, "quantitativeReference")
    own = at(tree, "administrativeInformation", "publicationAndOwnership")
    listed, kind_text = classes(head), word(at(method, "typeOfDataSet"))
    titles = [at(title, part) for part in ("baseName", "treatmentStandardsRoutes",
              "mixAndLocationTypes", "functionalUnitFlowProperties")]  # fmt: skip
    named = names(*titles)
    return Process(
        id=row_id(word(at(head, "common:UUID")).lower()),
        version=version(tree),
        names=named,
        kind=kind_of(listed, kind_text),
        place=place,
        kind_text=" / ".join(part for part in (*listed[:1], kind_text) if part),
        categories=listed,
        location=_location(information),
        year=word(at(information, "time", "common:referenceYear")),
        valid_until=word(at(information, "time", "common:dataSetValidUntil")),
        technology=text(at(information, "technology", "technologyDescriptionAndIncludedProcesses")),
        comment=text(at(head, "common:generalComment")),
        licence=word(at(own, "common:licenseType")),
        sources=_sources(tree),
        references=tuple(word(r) for r in many(at(quantity, "referenceToReferenceFlow"))),
        functional_unit=text(at(quantity, "functionalUnitOrOther")),
        principle=word(at(method, "LCIMethodPrinciple")),
        market=_is_market(named),
        quality=_quality(tree),
        parameters=_parameters(information),
        exchanges=_exchanges(tree, place, stubs),
    )


def _is_market(named: Names) -> bool:
    return bool(_MARKET.search(named.en) or _MARKET.search(named.zh))


def _location(information: Any) -> str:
    found = at(information, "geography", "locationOfOperationSupplyOrProduction", "@location")
    return word(found)


def _sources(tree: Tree) -> tuple[str, ...]:
    place = at(tree, "modellingAndValidation", "dataSourcesTreatmentAndRepresentativeness")
    found = (reference(part)[0] for part in many(at(place, "referenceToDataSource")))
    return tuple(dict.fromkeys(id for id in found if id))


def _quality(tree: Tree) -> tuple[tuple[str, str], ...]:
    found = []
    for review in many(at(tree, "modellingAndValidation", "validation", "review")):
        listed = at(review, "common:dataQualityIndicators", "common:dataQualityIndicator")
        found += [(word(at(p, "@name")), word(at(p, "@value"))) for p in many(listed)]
    return tuple(found)


def _parameters(information: Any) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            word(at(part, "@name")),
            number(at(part, "meanValue")),
            word(at(part, "formula")),
            number(at(part, "minimumValue")),
            number(at(part, "maximumValue")),
            text(at(part, "comment")),
        )
        for part in many(at(information, "mathematicalRelations", "variableParameter"))
        if isinstance(part, dict)
    )


def _exchanges(tree: Tree, place: Place, stubs: dict[str, Flow]) -> tuple[Exchange, ...]:
    made: list[Exchange] = []
    seen: set[str] = set()
    for position, part in enumerate(many(at(tree, "exchanges", "exchange")), 1):
        stated = word(at(part, "@dataSetInternalID")) or f"row{position}"
        id = stated if stated not in seen else f"{stated}~{position}"
        seen.add(id)
        made.append(_exchange(part, id, position, place, stubs))
    return tuple(made)


def _exchange(part: Tree, id: str, position: int, place: Place, stubs: dict[str, Flow]) -> Exchange:
    amount, stated, formula = _amount(part)
    line = at(part, "#line")
    return Exchange(
        id=id,
        direction=_DIRECTIONS.get(word(at(part, "exchangeDirection")).casefold(), ""),
        flow=_flow(part, place, stubs),
        amount=amount,
        pointer=f"exchanges/exchange[{position}]",
        line=line if isinstance(line, int) else None,
        stated=stated,
        formula=formula,
        location=word(at(part, "location")),
        uncertainty=_uncertainty(part),
        allocations=_allocations(part),
        derivation=word(at(part, "dataDerivationTypeStatus")),
        comment=text(at(part, "generalComment")),
    )


def _flow(part: Tree, place: Place, stubs: dict[str, Flow]) -> str:
    id, name = reference(at(part, "referenceToFlowDataSet"))
    if not is_uuid(id):
        id = f"name:{name}" if name else ""
    if id and id not in stubs:
        stubs[id] = Flow(id, "", Names(en=name), "other", place, stub=True)
    return id


def _amount(part: Tree) -> tuple[float | None, str, str]:
    """Give amount, its text, and the formula that stands for it.

    The resulting amount counts; without it the mean amount times its variable.
    """
    result, mean = word(at(part, "resultingAmount")), word(at(part, "meanAmount"))
    variable = word(at(part, "referenceToVariable"))
    if result or not variable:
        stated = result or mean
        return number(stated), stated, ""
    factor = number(mean)
    return None, mean, f"{variable}" if factor is None else f"{factor!r} * {variable}"


def _uncertainty(part: Tree) -> Uncertainty | None:
    kind = word(at(part, "uncertaintyDistributionType")).casefold()
    low, high = number(at(part, "minimumAmount")), number(at(part, "maximumAmount"))
    deviation = number(at(part, "relativeStandardDeviation95In"))
    if kind in ("", "undefined") and low is None and high is None and deviation is None:
        return None
    return Uncertainty(kind, low, high, deviation)


def _allocations(part: Tree) -> tuple[Allocation, ...]:
    made = []
    for entry in many(at(part, "allocations", "allocation")):
        percent = number(at(entry, "@allocatedFraction"))
        share = None if percent is None else percent / 100
        coproduct = word(at(entry, "@internalReferenceToCoProduct"))
        if coproduct:
            made.append(Allocation(coproduct, share))
    return tuple(made)
