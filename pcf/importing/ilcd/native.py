"""Neutral records as ILCD trees, in the order of the schema: the shape that the reader walks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pcf.importing.package import (
    Allocation,
    Document,
    Exchange,
    Flow,
    FlowProperty,
    Names,
    Parameter,
    Process,
    Uncertainty,
    UnitGroup,
)
from pcf.importing.xml_tree import Tree

#: Longest texts of the schema: ``String`` and ``ST``.
_STRING, _ST = 500, 1000
_UUID = re.compile(r"[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}", re.ASCII)
_VERSION = re.compile(r"\d{2}\.\d{2}(\.\d{3})?", re.ASCII)
_CAS = re.compile(r"[0-9]{2,7}-[0-9]{2}-[0-9]", re.ASCII)
_INTEGER = re.compile(r"-?[1-9][0-9]{0,5}|0", re.ASCII)
_CJK = re.compile(r"[\u3400-\u9fff]")
_LANG = re.compile(r"[a-z]{2,3}", re.ASCII)
_PERCENT_LIMIT = 100_000
_FLOW_KINDS = {"product": "Product flow", "waste": "Waste flow", "elementary": "Elementary flow"}
_PROCESS_TYPES = ("Unit process, single operation", "Unit process, black box", "LCI result",
                  "Partly terminated system", "Avoided product system")  # fmt: skip
_SPREADS = ("undefined", "log-normal", "normal", "triangular", "uniform")
_DERIVATIONS = ("Measured", "Calculated", "Estimated", "Unknown derivation", "Missing important",
                "Missing unimportant")  # fmt: skip
_INDICATORS = ("Technological representativeness", "Time representativeness",
               "Geographical representativeness", "Completeness", "Precision",
               "Methodological appropriateness and consistency", "Overall quality")  # fmt: skip
_QUALITIES = ("Very good", "Good", "Fair", "Poor", "Very poor", "Not evaluated / unknown",
              "Not applicable")  # fmt: skip
_LICENCES = ("Free of charge for all users and uses",
             "Free of charge for some user types or use types",
             "Free of charge for members only", "License fee", "Other")  # fmt: skip


def made_uuid(*words: str) -> str:
    """Give the identifier of a record that is made for an export; the same words, the same id."""
    return str(uuid5(NAMESPACE_URL, "pcf:" + "/".join(words)))


def uuid_of(id: str) -> str:
    """Give an id as ILCD wants it: a UUID as it is, of any other text a UUID made of it."""
    return id if _UUID.fullmatch(id) else made_uuid("record", id)


def integer_ids(process: Process) -> Mapping[str, str]:
    """Internal ids of the exchanges of a process: their own when all are integers, else counted."""
    ids = [row.id for row in process.exchanges]
    if all(_INTEGER.fullmatch(id) for id in ids):
        return {id: id for id in ids}
    return {id: str(position) for position, id in enumerate(ids)}


def unit_group(one: UnitGroup) -> Tree:
    """Give a unit group."""
    listed = [
        given({"@dataSetInternalID": str(n), "name": unit.name[:_STRING] or "-",
               "meanValue": real(unit.factor)})
        for n, unit in enumerate(one.units)
    ]  # fmt: skip
    own = next((str(n) for n, u in enumerate(one.units) if u.name == one.reference), "")
    return given({
        "unitGroupInformation": given({
            "dataSetInformation": given({"common:UUID": uuid_of(one.id),
                                         "common:name": texts(one.names)}),
            "quantitativeReference": given({"referenceToReferenceUnit": own}),
        }),
        "administrativeInformation": _administration(one.version),
        "units": given({"unit": listed}),
    })  # fmt: skip


def flow_property(one: FlowProperty) -> Tree:
    """Give a flow property."""
    group = reference("unit group data set", one.unit_group) if one.unit_group else {}
    return given({
        "flowPropertiesInformation": given({
            "dataSetInformation": given({"common:UUID": uuid_of(one.id),
                                         "common:name": texts(one.names)}),
            "quantitativeReference": given({"referenceToReferenceUnitGroup": group}),
        }),
        "administrativeInformation": _administration(one.version),
    })  # fmt: skip


def flow(one: Flow, property_of: Callable[[Flow], str]) -> Tree:
    """Give a flow; `property_of` gives the flow property of one that states none."""
    amounts = [(part.property, part.factor) for part in one.properties]
    wanted = one.reference_property
    if not amounts:
        wanted = property_of(one)
        amounts = [(wanted, 1.0)]
    listed = [
        {"@dataSetInternalID": str(n),
         "referenceToFlowPropertyDataSet": reference("flow property data set", id),
         "meanValue": real(factor)}
        for n, (id, factor) in enumerate(amounts)
    ]  # fmt: skip
    own = next((str(n) for n, (id, _) in enumerate(amounts) if id == wanted), "")
    cas = one.cas if _CAS.fullmatch(one.cas) else ""
    return given({
        "flowInformation": given({
            "dataSetInformation": given({
                "common:UUID": uuid_of(one.id), "name": given({"baseName": texts(one.names)}),
                "common:synonyms": free_text("; ".join(filter(str.strip, one.synonyms))),
                "classificationInformation": _classes(one.categories, one.kind == "elementary"),
                "CASNumber": cas, "sumFormula": one.formula[:_STRING]}),
            "quantitativeReference": given({"referenceToReferenceFlowProperty": own}),
            "geography": given({"locationOfSupply": one.location[:_STRING]}),
        }),
        "modellingAndValidation": {
            "LCIMethod": {"typeOfDataSet": _FLOW_KINDS.get(one.kind, "Other flow")}},
        "administrativeInformation": _administration(one.version),
        "flowProperties": given({"flowProperty": listed}),
    })  # fmt: skip


def document(one: Document) -> Tree:
    """Give a source or a contact."""
    is_source = one.kind == "source"
    head: Tree = {"common:UUID": uuid_of(one.id)}
    if is_source:
        head |= {"common:shortName": texts(one.names), "sourceCitation": one.text[:_ST],
                 "referenceToDigitalFile": given({"@uri": _uri(one.url)})}  # fmt: skip
    else:
        head |= {"common:name": texts(one.names), "WWWAddress": one.url[:_ST]}
    name = "sourceInformation" if is_source else "contactInformation"
    return given({
        name: {"dataSetInformation": given(head)},
        "administrativeInformation": _administration(one.version),
    })  # fmt: skip


def process(one: Process, amount_of: Callable[[Exchange], float | None]) -> Tree:
    """Give a process; `amount_of` gives an amount in the reference unit of its flow, or None."""
    ids = integer_ids(one)
    references = [ids[id] for id in one.references if id in ids]
    sources = [reference("source data set", id) for id in one.sources]
    named: dict[str, Parameter] = {}
    for part in one.parameters:
        if part.name.strip():
            named.setdefault(part.name[:50], part)
    kind = one.kind_text.rpartition(" / ")[2]
    standard = "LCI result" if one.kind == "result" else _PROCESS_TYPES[0]
    return given({
        "processInformation": given({
            "dataSetInformation": given({
                "common:UUID": uuid_of(one.id), "name": given({"baseName": texts(one.names)}),
                "classificationInformation": _classes(one.categories, False),
                "common:generalComment": free_text(one.comment)}),
            "quantitativeReference": given({
                "@type": "Reference flow(s)", "referenceToReferenceFlow": references,
                "functionalUnitOrOther": free_text(one.functional_unit[:_STRING])}),
            "time": given({"common:referenceYear": _year(one.year),
                           "common:dataSetValidUntil": _year(one.valid_until)}),
            "geography": given({"locationOfOperationSupplyOrProduction":
                                given({"@location": one.location[:_STRING]})}),
            "technology": given({"technologyDescriptionAndIncludedProcesses":
                                 free_text(one.technology)}),
            "mathematicalRelations": given({"variableParameter":
                                            [_parameter(p) for p in named.values()]}),
        }),
        "modellingAndValidation": given({
            "LCIMethodAndAllocation": {
                "typeOfDataSet": kind if kind in _PROCESS_TYPES else standard},
            "dataSourcesTreatmentAndRepresentativeness": given({"referenceToDataSource": sources}),
            "validation": _validation(one.quality),
        }),
        "administrativeInformation": _administration(one.version, one.licence),
        "exchanges": given({"exchange":
                            [_exchange(row, ids, amount_of(row)) for row in one.exchanges]}),
    })  # fmt: skip


def _exchange(row: Exchange, ids: Mapping[str, str], amount: float | None) -> Tree:
    shares = [part for part in (_allocation(a, ids) for a in row.allocations) if part]
    spread = row.uncertainty or Uncertainty("")
    same = row.amount is not None and amount == row.amount
    return given({
        "@dataSetInternalID": ids[row.id],
        "referenceToFlowDataSet": reference("flow data set", row.flow),
        "location": row.location[:_STRING],
        "exchangeDirection": row.direction.capitalize(),
        "meanAmount": real(amount), "resultingAmount": "" if amount is None else real(amount),
        "minimumAmount": _known(spread.low) if same else "",
        "maximumAmount": _known(spread.high) if same else "",
        "uncertaintyDistributionType": spread.kind if spread.kind in _SPREADS else "",
        "relativeStandardDeviation95In": percent(spread.deviation),
        "allocations": given({"allocation": shares}),
        "dataDerivationTypeStatus": row.derivation if row.derivation in _DERIVATIONS else "",
        "generalComment": free_text(row.comment[:_STRING]),
    })  # fmt: skip


def _allocation(part: Allocation, ids: Mapping[str, str]) -> Tree:
    if part.coproduct not in ids:
        return {}
    share = None if part.share is None else part.share * 100
    return given({"@internalReferenceToCoProduct": ids[part.coproduct],
                  "@allocatedFraction": percent(share)})  # fmt: skip


def _parameter(one: Parameter) -> Tree:
    return given({
        "@name": one.name[:50], "formula": one.formula, "meanValue": _known(one.value),
        "minimumValue": _known(one.low), "maximumValue": _known(one.high),
        "comment": free_text(one.comment[:_STRING]),
    })  # fmt: skip


def _validation(quality: Iterable[tuple[str, str]]) -> Tree:
    listed = [{"@name": name, "@value": value} for name, value in quality
              if name in _INDICATORS and value in _QUALITIES]  # fmt: skip
    if not listed:
        return {}
    return {"review": {"common:dataQualityIndicators": {"common:dataQualityIndicator": listed}}}


def _administration(version: str, licence: str = "") -> Tree:
    known = licence if licence in _LICENCES else ""
    own = given({
        "common:dataSetVersion": version if _VERSION.fullmatch(version) else "00.00.000",
        "common:licenseType": known,
        "common:accessRestrictions": "" if known else free_text(licence),
    })  # fmt: skip
    return {"publicationAndOwnership": own}


def _classes(steps: tuple[str, ...], is_elementary: bool) -> Tree:
    group, part = (("common:elementaryFlowCategorization", "common:category") if is_elementary
                   else ("common:classification", "common:class"))  # fmt: skip
    listed = [{"@level": str(n), "#text": step[:_STRING]} for n, step in enumerate(steps[:10])]
    return {group: {part: listed}} if listed else {}


def given(fields: Mapping[str, Any]) -> Tree:
    """Give the fields that say something."""
    return {key: value for key, value in fields.items() if value not in ("", None, [], {})}


def reference(kind: str, id: str) -> Tree:
    """Give a reference to a data set."""
    return {"@type": kind, "@refObjectId": uuid_of(id)}


def texts(names: Names) -> list[Tree]:
    """Give a text in its languages, each as long as the schema lets it be."""
    pairs = (("en", names.en), ("zh", names.zh), *names.other)
    return [{"@xml:lang": lang, "#text": text[:_STRING]} for lang, text in pairs
            if text.strip() and _LANG.fullmatch(lang)]  # fmt: skip


def free_text(text: str) -> Tree:
    """Give one text, under Chinese where it holds Chinese."""
    if not text.strip():
        return {}
    return {"@xml:lang": "zh" if _CJK.search(text) else "en", "#text": text}


def real(number: float | None) -> str:
    """Give a number; ``NaN``, which the schema allows, for one that is not stated."""
    return "NaN" if number is None or not math.isfinite(number) else repr(number)


def _known(number: float | None) -> str:
    return "" if number is None or not math.isfinite(number) else repr(number)


def percent(number: float | None) -> str:
    """Give a percentage with at most three decimals and five digits, as the schema wants it."""
    if number is None or not math.isfinite(number) or abs(number) >= _PERCENT_LIMIT:
        return ""
    digits = min(3, 5 - len(str(int(abs(number)))))
    return format(round(Decimal(repr(number)), digits).normalize(), "f")


def _year(text: str) -> str:
    return text if _INTEGER.fullmatch(text) else ""


def _uri(text: str) -> str:
    return "" if any(sign in text for sign in ' <>"{}|\\^`\n\t') else text
