"""PACT data model 3.0: a footprint as ``ProductFootprint``.

Version pinned: 3.0.0. Totals, in kg CO2e per declared unit:

    excluding uptake = fossil + land-use change + biogenic other than CO2
    including uptake = excluding uptake + biogenic uptake

Aircraft and packaging emissions are parts of the totals, no addends.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pcf.exchange import about
from pcf.exchange.export import Draught, Export, Subject, finish, plain
from pcf.exchange.figures import (
    CO2_PER_C,
    Figures,
    declared_unit,
    exact,
    figures,
    unsplit_note,
)
from pcf.exchange.stated import Stated
from pcf.findings import finding
from pcf.project.received_statement import ZERO, half_last_digit

FORMAT, VERSION = "pact", "3.0.0"
#: Names of the specification for cross-sectoral standards.
STANDARDS = ("ISO14067", "ISO14083", "ISO14040-44", "GHGP-Product", "PEF", "PACT-1.0", "PACT-2.0",
             "PACT-3.0", "PAS2050")  # fmt: skip
_OPERATORS = ("PEF", "EPD International", "Other")
_COVERAGES = ("PCF calculation model", "PCF program", "product level")
_GATE = "cradle-to-gate"
#: Fields with a range in the official description of the format.
_AT_LEAST_ZERO = ("fossilCarbonContent", "biogenicCarbonContent", "recycledCarbonContent",
                  "packagingGhgEmissions")  # fmt: skip
_AT_MOST_ZERO = ("biogenicCO2Uptake",)
#: Stages that a cradle-to-gate figure holds nothing of.
_BEYOND = ("distribution", "use", "end_of_life")


def export_pact(subject: Subject, draft: bool = False) -> Export:
    """Write a footprint as a PACT 3.0 ``ProductFootprint``.

    Raises
    ------
    UsageError
        ``GR051`` for a result that was read from a file.
    """
    made = Draught()
    stated = Stated(subject.model.study, made)
    check_gate(subject, made)
    document = _document(subject, stated, made, draft)
    _dropped(subject, made)
    return finish(made, subject, document, (FORMAT, VERSION), draft)


def check_gate(subject: Subject, made: Draught) -> None:
    """Refuse what no supply-chain footprint is: another boundary (``EX004``, ``EX018``)."""
    footprint = subject.footprint
    if footprint.boundary != _GATE:
        made.tell([finding("EX004", observed=footprint.boundary, expected=_GATE)])
        return
    for part in footprint.stages:
        if part.id in _BEYOND and part.value:
            made.tell([finding("EX018", node=part.id, observed=f"{part.value:.4g}")])


def _document(subject: Subject, stated: Stated, made: Draught, draft: bool) -> dict[str, Any]:
    found = about.dates(subject, stated, made)
    product = subject.model.product
    document: dict[str, Any] = {
        "id": about.document_id(subject, f"{FORMAT}/{VERSION}", draft),
        "specVersion": VERSION,
        "precedingPfIds": stated.uuids("pact.preceding_ids"),
        "created": about.stamp(found.created),
        "status": "Deprecated" if draft else "Active",
        "validityPeriodStart": "" if found.valid_from is None else about.stamp(found.valid_from),
        "validityPeriodEnd": "" if found.valid_until is None else about.stamp(found.valid_until),
        "companyName": product.producer,
        "companyIds": stated.urns("pact.company_ids", field="companyIds"),
        "productDescription": stated.text("pact.product_description") or product.name_en,
        "productIds": stated.urns("pact.product_ids", field="productIds"),
        "productClassifications": stated.urns("pact.product_classifications"),
        "productNameCompany": product.name_en or product.name_zh,
        "comment": about.method_words(subject, stated, draft),
    }
    if not product.producer:
        stated.missing("companyName", "pcf.toml product.producer")
    if found.valid_until is None:
        made.note("left-empty", "validityPeriodEnd", "export_no_validity")
    if draft:
        made.note("draft", "status, comment", "export_draft_pact")
    document["pcf"] = _pcf(subject, stated, made, found)
    return filled(document)


def _pcf(subject: Subject, stated: Stated, made: Draught, found: about.Dates) -> dict[str, Any]:
    unit = declared_unit(subject, stated, made)
    values = None if unit is None else figures(subject, unit, stated, made)
    unsplit_note(subject.footprint, made)
    left_out, why = about.exempted(subject, made)
    share = about.primary_share(subject, made)
    numbers: dict[str, Any] = {} if values is None else _figures(values, stated, made)
    check_ranges(numbers, made)
    if unit is not None:
        numbers = {
            "declaredUnitOfMeasurement": unit.word,
            "declaredUnitAmount": plain(unit.amount),
            "productMassPerDeclaredUnit": "" if unit.mass is None else plain(unit.mass),
            **numbers,
        }
    return filled({
        **numbers,
        "referencePeriodStart": about.stamp(found.start),
        "referencePeriodEnd": about.stamp(found.end),
        **about.geography(subject.model.product.location, made),
        "boundaryProcessesDescription": about.boundary_words(subject, stated),
        "ipccCharacterizationFactors": _factors(subject, made),
        "crossSectoralStandards": _standards(stated, made),
        "productOrSectorSpecificRules": _rules(stated),
        "exemptedEmissionsPercent": plain(left_out),
        "exemptedEmissionsDescription": why,
        "allocationRulesDescription": about.allocation_words(subject, stated),
        "secondaryEmissionFactorSources": [
            {"name": name, "version": version} for name, version in about.secondary_sources(subject)
        ],
        "primaryDataShare": "" if share is None else plain(share),
        "dqi": {name: plain(value) for name, value in about.ratings(stated, made).items()},
        "verification": _verification(stated),
    })  # fmt: skip


def _figures(values: Figures, stated: Stated, made: Draught) -> dict[str, Any]:
    parts = values.parts
    fossil = (parts.fossil or 0) + (parts.aircraft or 0)
    document: dict[str, Any] = {
        "pcfExcludingBiogenicUptake": plain(values.excluding),
        "pcfIncludingBiogenicUptake": plain(values.including),
        **carbon(stated),
        "fossilGhgEmissions": plain(Decimal(fossil)),
        "landUseChangeGhgEmissions": plain(parts.land_use or Decimal(0)),
        "biogenicCO2Uptake": plain(parts.uptake or Decimal(0)),
        "biogenicNonCO2Emissions": plain(parts.non_co2 or Decimal(0)),
        "aircraftGhgEmissions": plain(parts.aircraft or Decimal(0)),
        **_packaging(values, stated, made),
        **_capture(stated, made),
    }
    check_signs(values, made)
    check_statements(values, stated, made)
    addends = ("fossilGhgEmissions", "landUseChangeGhgEmissions", "biogenicNonCO2Emissions")
    total = sum((Decimal(document[name]) for name in addends), Decimal(0))
    made.equal("excluding uptake", Decimal(document["pcfExcludingBiogenicUptake"]), total)
    made.equal(
        "including uptake",
        Decimal(document["pcfIncludingBiogenicUptake"]),
        total + Decimal(document["biogenicCO2Uptake"]),
    )
    return document


def check_signs(values: Figures, made: Draught) -> None:
    """Refuse parts with a sign that the format forbids (``EX008``): nothing is clipped."""
    parts = values.parts
    named = {
        "fossilGhgEmissions": (parts.fossil or 0) + (parts.aircraft or 0),
        "landUseChangeGhgEmissions": parts.land_use or 0,
        "biogenicNonCO2Emissions": parts.non_co2 or 0,
        "aircraftGhgEmissions": parts.aircraft or 0,
    }
    made.tell(
        finding("EX008", node=name, observed=plain(Decimal(value)), expected=">= 0")
        for name, value in named.items()
        if value < 0
    )


def check_ranges(document: Mapping[str, Any], made: Draught) -> None:
    """Refuse a field outside the official range (``EX008``), apart from those of `check_signs`."""
    for fields, expected, sign in ((_AT_LEAST_ZERO, ">= 0", 1), (_AT_MOST_ZERO, "<= 0", -1)):
        made.tell(
            finding("EX008", node=name, observed=document[name], expected=expected)
            for name in fields
            if name in document and Decimal(document[name]) * sign < 0
        )


def carbon(stated: Stated) -> dict[str, str]:
    """Carbon contents of the product, kg C per declared unit, as the study states them."""
    found = {
        "fossilCarbonContent": stated.number(
            "pact.fossil_carbon_content", field="fossilCarbonContent"
        ),
        "biogenicCarbonContent": stated.number("pact.biogenic_carbon_content"),
        "recycledCarbonContent": stated.number("pact.recycled_carbon_content"),
    }
    return {name: plain(value) for name, value in found.items() if value is not None}


def check_statements(values: Figures, stated: Stated, made: Draught) -> None:
    """Hold statements of the study against the result.

    ``EX019`` the biogenic carbon content is not the uptake × M(C)/M(CO2), within its printed
    digits; ``EX020`` packaging is said to be left out, yet rows of packaging carry a burden.
    """
    content = stated.number("pact.biogenic_carbon_content")
    uptake = -(values.parts.uptake or ZERO)
    if content is not None:
        held = content * exact(CO2_PER_C)
        slack = half_last_digit(content) * exact(CO2_PER_C) + values.quantum
        if abs(held - uptake) > slack:
            wanted = f"{float(uptake) / CO2_PER_C:.4g}"
            made.tell([finding("EX019", observed=content, expected=wanted)])
    if stated.flag("pact.packaging_included") is False and values.packaging:
        made.tell([finding("EX020", observed=plain(values.packaging))])


def _packaging(values: Figures, stated: Stated, made: Draught) -> dict[str, Any]:
    included = stated.flag("pact.packaging_included")
    if included is None:
        made.note("left-empty", "packagingEmissionsIncluded", "export_no_packaging")
        return {}
    if included and not values.packaging:
        made.note("left-empty", "packagingGhgEmissions", "export_packaging_not_apart")
    shown = {"packagingGhgEmissions": plain(values.packaging)}
    apart = shown if included and values.packaging else {}
    return {"packagingEmissionsIncluded": included, **apart}


def _capture(stated: Stated, made: Draught) -> dict[str, Any]:
    included = stated.flag("pact.ccs_included")
    if included is None:
        made.note("left-empty", "ccsTechnologicalCO2CaptureIncluded", "export_no_ccs")
        return {}
    if included:
        made.tell([finding("EX016", node="ccsTechnologicalCO2Capture")])
    return {"ccsTechnologicalCO2CaptureIncluded": included}


def _factors(subject: Subject, made: Draught) -> list[str]:
    """Assessment report of the factor set; another set cannot be expressed (``EX006``)."""
    name = subject.footprint.identity.factors
    if name not in about.REPORTS:
        known = ", ".join(about.REPORTS)
        made.tell([finding("EX006", observed=name, expected=known)])
        return []
    if about.REPORTS[name] != name:
        made.note("mapped", "ipccCharacterizationFactors", "export_factor_name", set=name)
    return [about.REPORTS[name]]


def _standards(stated: Stated, made: Draught) -> list[str]:
    found = stated.texts("pact.standards", field="crossSectoralStandards")
    for name in found:
        if name not in STANDARDS:
            made.note("mapped", "crossSectoralStandards", "export_other_standard", word=name)
    return found


def _rules(stated: Stated) -> list[dict[str, Any]]:
    names = stated.texts("pact.sector_rules")
    if not names:
        return []
    operator = stated.choice("pact.sector_rules_operator", _OPERATORS, field="operator")
    owner = stated.text("pact.sector_rules_owner")
    return [filled({"operator": operator, "ruleNames": names, "otherOperatorName": owner})]


def _verification(stated: Stated) -> dict[str, Any]:
    day = stated.day("pact.verification_date")
    return filled({
        "coverage": stated.choice("pact.verification_coverage", _COVERAGES),
        "providerName": stated.text("pact.verification_provider"),
        "completedAt": "" if day is None else about.stamp(day),
        "standardName": stated.text("pact.verification_standard"),
    })  # fmt: skip


def _dropped(subject: Subject, made: Draught) -> None:
    """List what the result says and the format has no place for."""
    footprint = subject.footprint
    made.note("dropped", "stages", "export_drop_stages", count=len(subject.stages))
    made.note("dropped", "gases", "export_drop_gases", count=len(footprint.gases))
    made.note("dropped", "electricity", "export_drop_electricity",
              value=footprint.method["electricity"])  # fmt: skip
    made.note("left-empty", "outboundLogisticsGhgEmissions", "export_no_outbound")
    if subject.model.end_of_life is not None:
        made.note("dropped", "end of life", "export_drop_end_of_life",
                  value=footprint.method["end_of_life"])  # fmt: skip


def filled(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out what has no value: an absent field is no empty one."""
    return {key: value for key, value in document.items() if value not in ("", [], {}, None)}
