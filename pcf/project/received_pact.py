"""PACT data model, versions 2 and 3: a supplier's ``ProductFootprint`` as a `Statement`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from pcf.findings import Location
from pcf.project.json_text import Node
from pcf.project.received_statement import Parts, Statement, day_of, last_day, years_later

#: Without a stated validity a footprint is valid for so long after its reference period.
VALID_YEARS = 3
_ONE = Decimal(1)
_NAMES = {
    "mass": "productMassPerDeclaredUnit",
    "period": "referencePeriodEnd",
    "location": "geographyCountry",
}
_NAMES_3 = {
    **_NAMES,
    "excluding": "pcfExcludingBiogenicUptake",
    "including": "pcfIncludingBiogenicUptake",
    "gwp": "ipccCharacterizationFactors",
    "amount": "declaredUnitAmount",
    "word": "declaredUnitOfMeasurement",
}
_NAMES_2 = {
    **_NAMES,
    "excluding": "pCfExcludingBiogenic",
    "including": "pCfIncludingBiogenic",
    "gwp": "characterizationFactors",
    "amount": "unitaryProductAmount",
    "word": "declaredUnit",
}


def read_pact(node: Node) -> Statement | None:
    """Read a ``ProductFootprint``; None when a part without which nothing can be read is missing.

    Faults are findings with the JSON pointer as place.
    """
    version = node.text("specVersion", required=True)
    for name in ("id", "created", "status", "companyName", "productNameCompany"):
        node.text(name, required=True)
    for name in ("companyIds", "productIds"):
        node.texts(name, required=True)
    pcf = node.child("pcf", required=True)
    if pcf is None:
        return None
    return _version_2(node, pcf, version) if version.startswith("2.") else _version_3(
        node, pcf, version
    )  # fmt: skip


def _version_3(node: Node, pcf: Node, version: str) -> Statement | None:
    word = pcf.text("declaredUnitOfMeasurement", required=True)
    amount = pcf.number("declaredUnitAmount", required=True, sign=1)
    pcf.number("fossilCarbonContent", required=True, sign=1)
    pcf.texts("crossSectoralStandards", required=True)
    fossil = pcf.number("fossilGhgEmissions", required=True, sign=1)
    aircraft = pcf.number("aircraftGhgEmissions", sign=1)
    made = replace(
        _common(node, pcf, version),
        word=word,
        amount=_ONE if amount is None else amount,
        stated_amount=amount,
        mass=pcf.number("productMassPerDeclaredUnit", required=True, sign=1),
        excluding=pcf.number("pcfExcludingBiogenicUptake", required=True),
        including=pcf.number("pcfIncludingBiogenicUptake", required=True),
        parts=Parts(
            fossil=_less(fossil, aircraft),
            aircraft=aircraft,
            land_use=pcf.number("landUseChangeGhgEmissions", sign=1),
            land_out=pcf.number("landManagementBiogenicCO2Emissions", sign=1),
            land_in=pcf.number("landManagementBiogenicCO2Removals", sign=-1),
            non_co2=pcf.number("biogenicNonCO2Emissions", sign=1),
            uptake=pcf.number("biogenicCO2Uptake", sign=-1),
            captured=pcf.number("ccsTechnologicalCO2Capture", sign=-1),
            removed=pcf.number("technologicalCO2Removals", sign=-1),
        ),
        gwp=pcf.texts("ipccCharacterizationFactors", required=True),
        packaged=pcf.flag("packagingEmissionsIncluded"),
        places=_places(node, pcf, _NAMES_3),
    )
    return made if word and amount is not None else None


def _version_2(node: Node, pcf: Node, version: str) -> Statement | None:
    """Version 2: the values are per one declared unit, whatever the amount."""
    word = pcf.text("declaredUnit", required=True)
    amount = pcf.number("unitaryProductAmount", required=True, sign=1)
    fossil = pcf.number("fossilGhgEmissions", required=True, sign=1)
    for name in ("fossilCarbonContent", "biogenicCarbonContent"):
        pcf.number(name, required=True, sign=1)
    aircraft = pcf.number("aircraftGhgEmissions", sign=1)
    gwp = pcf.texts("ipccCharacterizationFactorsSources") or pcf.texts("characterizationFactors")
    if not gwp:
        pcf.missing("characterizationFactors")
    made = replace(
        _common(node, pcf, version),
        word=word,
        stated_amount=amount,
        mass=pcf.number("productMassPerDeclaredUnit", sign=1),
        excluding=pcf.number("pCfExcludingBiogenic", required=True, sign=1),
        including=pcf.number("pCfIncludingBiogenic"),
        parts=Parts(
            fossil=_less(fossil, aircraft),
            aircraft=aircraft,
            land_use=pcf.number("dLucGhgEmissions", sign=1),
            land_out=pcf.number("landManagementGhgEmissions"),
            non_co2=pcf.number("otherBiogenicGhgEmissions", sign=1),
            uptake=pcf.number("biogenicCarbonWithdrawal", sign=-1),
        ),
        gwp=gwp,
        strict=False,
        places=_places(node, pcf, _NAMES_2),
    )
    return made if word and amount is not None else None


def _less(fossil: Decimal | None, aircraft: Decimal | None) -> Decimal | None:
    """Fossil emissions without those of aircraft: PACT counts them as a part of fossil."""
    return None if fossil is None else fossil - (aircraft or 0)


def _common(node: Node, pcf: Node, version: str) -> Statement:
    """Give what both versions state under the same names."""
    start = pcf.text("referencePeriodStart", required=True)
    end = pcf.text("referencePeriodEnd", required=True)
    last = last_day(end)
    return Statement(
        format="pact",
        version=version,
        id=node.text("id"),
        product=node.text("productNameCompany"),
        company=node.text("companyName"),
        boundary="cradle-to-gate",
        gwp=(),
        location=geography(pcf),
        period=f"{start[:10]}/{last.isoformat() if last else ''}",
        valid_from=node.text("validityPeriodStart")[:10],
        valid_until=_valid_until(node, end),
        primary=pcf.number("primaryDataShare", sign=1),
        exempted=pcf.number("exemptedEmissionsPercent", required=True, sign=1),
        dqr=ratings(pcf.child("dqi")),
        status=node.text("status"),
        verification=_verification(pcf),
    )


def ratings(node: Node | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Give the ratings of technology, geography and time."""
    if node is None:
        return None, None, None
    names = ("technologicalDQR", "geographicalDQR", "temporalDQR")
    technology, place, time = (node.number(name, sign=1) for name in names)
    return technology, place, time


def _places(node: Node, pcf: Node, names: Mapping[str, str]) -> dict[str, Location]:
    made = {key: pcf.at(name) for key, name in names.items()}
    return made | {
        "since": node.at("validityPeriodStart"),
        "validity": node.at("validityPeriodEnd"),
        "status": node.at("status"),
    }


def geography(node: Node) -> str:
    """Place that a PACT footprint speaks for, the narrowest that it names; else ``GLO``."""
    for name in ("geographyCountrySubdivision", "geographyCountry", "geographyRegionOrSubregion"):
        value = node.text(name)
        if value:
            return value
    return "GLO"


def _valid_until(node: Node, end: str) -> str:
    """Last day of validity; without a statement three years after the reference period."""
    stated = last_day(node.text("validityPeriodEnd"))
    after = day_of(end)
    if stated is None and after is not None:
        stated = years_later(after, VALID_YEARS) - timedelta(days=1)
    return stated.isoformat() if stated else ""


def _verification(pcf: Node) -> str:
    for name in ("verification", "assurance"):
        value = pcf.data.get(name)
        if isinstance(value, dict) and value.get("assurance") is not False:
            told = (value.get(key) for key in ("coverage", "providerName", "standardName"))
            return ", ".join(text for text in told if isinstance(text, str) and text)
    return ""
