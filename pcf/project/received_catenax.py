"""Catena-X aspect ``io.catenax.pcf``, versions 7.0.0 and 9.0.0, as a `Statement`.

Aircraft emissions are an addend of the total here and no part of the fossil ones (in PACT they are
a part).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pcf.findings import Location
from pcf.project.json_text import Node
from pcf.project.received_pact import geography, ratings
from pcf.project.received_statement import Parts, Statement, last_day
from pcf.project.regions import GLOBAL, SEVERAL

URN = "urn:io.catenax.pcf:datamodel:version:"
VERSIONS = ("7.0.0", "9.0.0")
#: Values that say nothing about the factor set.
_NO_SET = "unspecified"


def read_catenax(node: Node) -> Statement | None:
    """Read a footprint of version 7.0.0 or 9.0.0; None when an indispensable part is missing."""
    return _version_9(node) if "scopeOfPcfForm" in node.data else _version_7(node)


def _version_9(node: Node) -> Statement | None:
    scope = node.child("scopeOfPcfForm", required=True)
    both = node.child("companyAndProductInformation", required=True)
    method = node.child("pcfAssessmentAndMethodology", required=True)
    stages = node.child("productLifeCycleStagesAndEmissions", required=True)
    for name in ("general", "carbonContent"):
        node.child(name, required=True)
    if scope is None or both is None or method is None or stages is None:
        return None
    product = both.child("productInformation", required=True)
    production = stages.child("productionStage", required=True)
    about = method.child("pcfAssessmentInformation", required=True)
    if product is None or production is None or about is None:
        return None
    word = product.text("declaredUnitOfMeasurement", required=True)
    amount = product.number("declaredUnitAmount", required=True, sign=1)
    made = replace(
        _about_9(about, _version(scope), both),
        boundary=scope.text("partialFullPcf", required=True).lower(),
        product=product.text("productNameCompany", required=True),
        word=word,
        amount=Decimal(1) if amount is None else amount,
        stated_amount=amount,
        mass=product.number("productMassPerDeclaredUnit", required=True, sign=1),
        apart=_apart(stages),
        excluding=production.number("pcfExcludingBiogenicUptake", required=True),
        including=production.number("pcfIncludingBiogenicUptake", required=True),
        parts=_parts_9(production),
    )
    made = _quality_9(made, method)
    places = {
        **made.places,
        "excluding": production.at("pcfExcludingBiogenicUptake"),
        "including": production.at("pcfIncludingBiogenicUptake"),
        "word": product.at("declaredUnitOfMeasurement"),
        "amount": product.at("declaredUnitAmount"),
        "mass": product.at("productMassPerDeclaredUnit"),
        "boundary": scope.at("partialFullPcf"),
    }
    return replace(made, places=places) if word and amount is not None else None


def _version(scope: Node) -> str:
    return scope.text("specVersion", required=True).removeprefix(URN)


def _parts_9(stage: Node) -> Parts:
    return Parts(
        fossil=stage.number("fossilGhgEmissions", sign=1),
        aircraft=stage.number("aircraftGhgEmissions", sign=1),
        land_use=stage.number("landUseChangeGhgEmissions", sign=1),
        land_out=stage.number("landManagementBiogenicCO2Emissions", sign=1),
        land_in=stage.number("landManagementBiogenicCO2Removals", sign=-1),
        non_co2=stage.number("biogenicNonCO2Emissions", sign=1),
        uptake=stage.number("biogenicCO2Uptake", sign=-1),
    )


def _apart(stages: Node) -> Decimal | None:
    """Packaging and distribution: blocks of their own, outside the production total."""
    found: list[Decimal] = []
    for block, name in (
        ("packagingStage", "packagingPcfExcludingBiogenicUptake"),
        ("distributionStage", "distributionStagePcfExcludingBiogenicUptake"),
    ):
        stage = stages.child(block, required=True)
        value = stage.number(name, sign=1) if stage else None
        found += [value] if value else []
    return sum(found, Decimal(0)) if found else None


def _about_9(about: Node, version: str, both: Node) -> Statement:
    company = both.child("companyInformation", required=True)
    time = about.child("time", required=True)
    place = about.child("geography", required=True)
    which = about.child("idAndVersion", required=True)
    limits = about.child("boundarySpecifications", required=True)
    names = {"validity": "validityPeriodEnd", "since": "validityPeriodStart",
             "period": "referencePeriodEnd"}  # fmt: skip
    places = {} if time is None else {key: time.at(name) for key, name in names.items()}
    places |= {} if place is None else {"location": place.at("geographyRegionOrSubregion")}
    places |= {} if which is None else {"status": which.at("status")}
    if place is not None:
        place.text("geographyRegionOrSubregion", required=True)
    made = Statement(
        format="catena-x",
        version=version,
        id=which.text("id", required=True) if which else "",
        product="",
        company=company.text("companyName", required=True) if company else "",
        boundary="",
        gwp=(),
        location=_location(place) if place else "GLO",
        period=_period(time),
        valid_from=time.text("validityPeriodStart")[:10] if time else "",
        valid_until=_last(time, "validityPeriodEnd"),
        exempted=limits.number("exemptedEmissionsPercent", required=True, sign=1)
        if limits
        else None,
        status=which.text("status", required=True) if which else "",
        places=places,
    )
    return made


def _quality_9(made: Statement, method: Node) -> Statement:
    quality = method.child("dataSourcesAndQuality", required=True)
    rules = method.child("pcfMethodology")
    factors = rules.child("gwpCharacterizationFactorDetails", required=True) if rules else None
    gwp = factors.texts("ipccCharacterizationFactors", required=True) if factors else ()
    places: dict[str, Location] = dict(made.places)
    if factors is not None:
        places["gwp"] = factors.at("ipccCharacterizationFactors")
    return replace(
        made,
        gwp=tuple(name for name in gwp if name != _NO_SET),
        primary=quality.number("primaryDataShare", sign=1) if quality else None,
        dqr=ratings(quality),
        places=places,
    )


def _version_7(node: Node) -> Statement | None:
    """Version 7.0.0: the values are per one declared unit."""
    for name in ("id", "created", "extWBCSD_pfStatus", "companyName", "productName"):
        node.text(name, required=True)
    pcf = node.child("pcf", required=True)
    if pcf is None:
        return None
    word = pcf.text("declaredUnit", required=True)
    amount = pcf.number("unitaryProductAmount", required=True, sign=1)
    pcf.text("geographyRegionOrSubregion", required=True)
    made = Statement(
        format="catena-x",
        version=_version(node),
        id=node.text("id"),
        product=node.text("productName"),
        company=node.text("companyName"),
        boundary=node.text("partialFullPcf", required=True).lower(),
        gwp=pcf.texts("extWBCSD_characterizationFactors", required=True),
        location=_location(pcf),
        period=_period(pcf),
        valid_from=node.text("validityPeriodStart")[:10],
        valid_until=_last(node, "validityPeriodEnd"),
        word=word,
        mass=pcf.number("productMassPerDeclaredUnit", required=True, sign=1),
        excluding=pcf.number("pcfExcludingBiogenic", required=True, sign=1),
        including=pcf.number("pcfIncludingBiogenic"),
        parts=_parts_7(pcf),
        primary=pcf.number("primaryDataShare", sign=1),
        exempted=pcf.number("exemptedEmissionsPercent", required=True, sign=1),
        dqr=ratings(pcf.child("dataQualityRating")),
        status=node.text("extWBCSD_pfStatus"),
        strict=False,
        stated_amount=amount,
        apart=pcf.number("distributionStagePcfExcludingBiogenic"),
        places=_places_7(node, pcf),
    )
    return made if word and amount is not None else None


def _parts_7(pcf: Node) -> Parts:
    return Parts(
        fossil=pcf.number("fossilGhgEmissions", sign=1),
        aircraft=pcf.number("aircraftGhgEmissions", sign=1),
        land_use=pcf.number("dlucGhgEmissions", sign=1),
        land_out=pcf.number("extTFS_luGhgEmissions"),
        non_co2=pcf.number("biogenicCarbonEmissionsOtherThanCO2", sign=1),
        uptake=pcf.number("biogenicCarbonWithdrawal", sign=-1),
    )


def _places_7(node: Node, pcf: Node) -> dict[str, Location]:
    names = {
        "excluding": "pcfExcludingBiogenic",
        "including": "pcfIncludingBiogenic",
        "mass": "productMassPerDeclaredUnit",
        "word": "declaredUnit",
        "amount": "unitaryProductAmount",
        "gwp": "extWBCSD_characterizationFactors",
        "period": "referencePeriodEnd",
        "location": "geographyRegionOrSubregion",
    }
    made = {key: pcf.at(name) for key, name in names.items()}
    made["boundary"] = node.at("partialFullPcf")
    made["status"] = node.at("extWBCSD_pfStatus")
    made["validity"] = node.at("validityPeriodEnd")
    made["since"] = node.at("validityPeriodStart")
    return made


def _location(node: Node) -> str:
    """Narrowest place that is named; the words for the world and for several regions: ``GLO``."""
    found = geography(node)
    return "GLO" if found in (GLOBAL, SEVERAL) else found


def _period(node: Node | None) -> str:
    if node is None:
        return ""
    start = node.text("referencePeriodStart", required=True)
    node.text("referencePeriodEnd", required=True)
    return f"{start[:10]}/{_last(node, 'referencePeriodEnd')}"


def _last(node: Node | None, name: str) -> str:
    day = last_day(node.text(name)) if node else None
    return day.isoformat() if day else ""
