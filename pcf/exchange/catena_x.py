"""Catena-X aspect ``io.catenax.pcf``: a footprint in the supply chain.

Version pinned: 9.0.0. Every node is a list of one object; numbers are JSON numbers. Aircraft
emissions are an addend here and no part of the fossil ones (in PACT they are a part):

    excluding uptake = fossil + aircraft + land-use change + biogenic other than CO2
    including uptake = excluding uptake + biogenic uptake
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pcf.exchange import about
from pcf.exchange.export import Draught, Export, Subject, finish
from pcf.exchange.figures import DeclaredUnit, Figures, declared_unit, figures, unsplit_note
from pcf.exchange.pact import carbon, check_gate, check_signs, check_statements, filled
from pcf.exchange.stated import Stated
from pcf.findings import finding
from pcf.project.received_catenax import URN
from pcf.project.received_statement import ZERO

FORMAT, VERSION = "catena-x", "9.0.0"
_INCINERATION = ("cut-off", "reverse cut-off", "system expansion", "polluter pays principle")
_RECYCLED = ("upstream system expansion", "cut-off")
_MOST_EXEMPTED = 10
_NO_SET = "unspecified"
_NOT_USED = "not applicable"


def export_catena_x(subject: Subject, draft: bool = False) -> Export:
    """Write a footprint as the aspect ``io.catenax.pcf`` 9.0.0.

    Raises
    ------
    UsageError
        ``GR051`` for a result that was read from a file.
    """
    made = Draught()
    stated = Stated(subject.model.study, made)
    check_gate(subject, made)
    unit = declared_unit(subject, stated, made)
    values = None if unit is None else figures(subject, unit, stated, made)
    unsplit_note(subject.footprint, made)
    document = {
        "scopeOfPcfForm": [
            {"specVersion": f"{URN}{VERSION}", "partialFullPcf": "Cradle-to-gate"}
        ],
        "companyAndProductInformation": [_who(subject, stated, unit)],
        "pcfAssessmentAndMethodology": [
            {
                "dataSourcesAndQuality": [_quality(subject, stated, made)],
                "pcfAssessmentInformation": [_assessment(subject, stated, made, draft)],
                "pcfMethodology": [_methodology(subject, stated, made)],
            }
        ],
        "general": [filled({
            "comment": about.method_words(subject, stated, draft),
            "pcfLegalStatement": stated.text("catenax.legal_statement"),
        })],
        "carbonContent": [_carbon(stated)],
        "productLifeCycleStagesAndEmissions": [
            {} if values is None else _stages(values, stated, made)
        ],
    }  # fmt: skip
    _dropped(subject, made, draft)
    return finish(made, subject, document, (FORMAT, VERSION), draft)


def _who(subject: Subject, stated: Stated, unit: DeclaredUnit | None) -> dict[str, Any]:
    product = subject.model.product
    measured: dict[str, Any] = {}
    if unit is not None:
        measured = {
            "declaredUnitOfMeasurement": unit.word,
            "declaredUnitAmount": unit.amount,
            "productMassPerDeclaredUnit": unit.mass,
        }
    if not product.producer:
        stated.missing("companyName", "pcf.toml product.producer")
    return {
        "companyInformation": [filled({
            "companyName": product.producer,
            "companyIds": stated.urns("catenax.company_ids", "pact.company_ids",
                                      field="companyIds"),
        })],
        "productInformation": [filled({
            "productNameCompany": product.name_en or product.name_zh,
            "productIds": stated.urns("catenax.product_ids", "pact.product_ids",
                                      field="productIds"),
            "productClassifications": stated.urns("pact.product_classifications"),
            "productDescription": stated.text("pact.product_description")
            or product.name_en,
            **measured,
        })],
    }  # fmt: skip


def _quality(subject: Subject, stated: Stated, made: Draught) -> dict[str, Any]:
    sources = [f"{name} {version}" for name, version in about.secondary_sources(subject)]
    return filled({
        "primaryDataShare": about.primary_share(subject, made),
        "secondaryEmissionFactorSources": sources,
        **about.ratings(stated, made),
    })  # fmt: skip


def _assessment(subject: Subject, stated: Stated, made: Draught, draft: bool) -> dict[str, Any]:
    found = about.dates(subject, stated, made)
    if found.valid_until is None:
        stated.missing("validityPeriodEnd", "pact.validity_end")
    share, why = about.exempted(subject, made)
    if share > _MOST_EXEMPTED:
        made.tell([finding("EX008", node="exemptedEmissionsPercent", observed=share,
                           expected=f"<= {_MOST_EXEMPTED}")])  # fmt: skip
    captures = stated.flag("pact.ccs_included", field="ccsTechnologicalCO2CaptureIncluded")
    if captures:
        made.tell([finding("EX016", node="ccsTechnologicalCO2CaptureIncluded")])
    since, until = found.valid_from, found.valid_until
    return {
        "technology": [filled({
            "ccsTechnologicalCO2CaptureIncluded": captures,
            "boundaryProcessesDescription": about.boundary_words(subject, stated),
        })],
        "idAndVersion": [{
            "id": about.document_id(subject, f"{FORMAT}/{VERSION}", draft),
            "version": Decimal(0),
            "status": "Deprecated" if draft else "Active",
            "retroOrProspectivePcfType": "Retrospective PCF",
        }],
        "boundarySpecifications": [
            {"exemptedEmissionsPercent": share} | filled({"exemptedEmissionsDescription": why})
        ],
        "geography": [about.geography_with_region(subject.model.product.location, made)],
        "time": [filled({
            "referencePeriodStart": about.stamp(found.start),
            "referencePeriodEnd": about.stamp(found.end),
            "created": about.stamp(found.created),
            "validityPeriodStart": "" if since is None else about.stamp(since),
            "validityPeriodEnd": "" if until is None else about.stamp(until),
        })],
    }  # fmt: skip


def _methodology(subject: Subject, stated: Stated, made: Draught) -> dict[str, Any]:
    scheme = stated.text("catenax.mass_balancing")
    free = stated.flag("catenax.free_attribution") if scheme else None
    return {
        "standards": [{
            "crossSectoralStandards": stated.texts("pact.standards",
                                                   field="crossSectoralStandards"),
            "productOrSectorSpecificRules": stated.texts("pact.sector_rules"),
        }],
        "gwpCharacterizationFactorDetails": [
            {"ipccCharacterizationFactors": _factors(subject, made)}
        ],
        "allocationInForeground": [_allocation(subject, stated, made)],
        "massBalancingInformation": [{
            "massBalancingUsed": bool(scheme),
            "freeAttributionInMassBalancing": _NOT_USED if free is None else str(free).lower(),
            "massBalancingCertificateScheme": scheme or _NOT_USED,
        }],
    }  # fmt: skip


def _factors(subject: Subject, made: Draught) -> str:
    """Assessment report; EF 3.1 and other sets have no code here and are ``unspecified``."""
    name = subject.footprint.identity.factors
    report = about.REPORTS.get(name, _NO_SET)
    if report != name:
        made.note("mapped", "ipccCharacterizationFactors", "export_factor_name", set=name)
    return report


def _allocation(subject: Subject, stated: Stated, made: Draught) -> dict[str, Any]:
    formula = subject.footprint.method["end_of_life"]
    recycled = stated.choice("catenax.allocation_recycled_carbon", _RECYCLED)
    if not recycled and formula == "cut-off":
        recycled = "cut-off"
    if not recycled:
        made.note("left-empty", "allocationRecycledCarbon", "export_no_formula_code",
                  formula=formula)  # fmt: skip
    return filled({
        "allocationWasteIncineration": stated.choice(
            "catenax.allocation_waste_incineration", _INCINERATION,
            field="allocationWasteIncineration",
        ),
        "allocationRecycledCarbon": recycled,
        "allocationRulesDescription": about.allocation_words(subject, stated),
    })  # fmt: skip


def _carbon(stated: Stated) -> dict[str, Decimal]:
    found = {name: Decimal(text) for name, text in carbon(stated).items()}
    both = [found.get(name) for name in ("fossilCarbonContent", "biogenicCarbonContent")]
    known = [value for value in both if value is not None]
    if len(known) == len(both):
        found["carbonContentTotal"] = sum(known, ZERO)
    return found


def _stages(values: Figures, stated: Stated, made: Draught) -> dict[str, Any]:
    parts = values.parts
    production: dict[str, Decimal] = {
        "pcfExcludingBiogenicUptake": values.excluding,
        "pcfIncludingBiogenicUptake": values.including,
        "fossilGhgEmissions": parts.fossil or ZERO,
        "biogenicNonCO2Emissions": parts.non_co2 or ZERO,
        "biogenicCO2Uptake": parts.uptake or ZERO,
        "landUseChangeGhgEmissions": parts.land_use or ZERO,
        "aircraftGhgEmissions": parts.aircraft or ZERO,
    }
    check_signs(values, made)
    check_statements(values, stated, made)
    if values.excluding < 0:
        made.tell([finding("EX008", node="pcfExcludingBiogenicUptake",
                           observed=values.excluding, expected=">= 0")])  # fmt: skip
    addends = ("fossilGhgEmissions", "aircraftGhgEmissions", "landUseChangeGhgEmissions",
               "biogenicNonCO2Emissions")  # fmt: skip
    total = sum((production[name] for name in addends), ZERO)
    made.equal("excluding uptake", production["pcfExcludingBiogenicUptake"], total)
    made.equal("including uptake", production["pcfIncludingBiogenicUptake"],
               total + production["biogenicCO2Uptake"])  # fmt: skip
    packed = stated.flag("pact.packaging_included", field="packagingEmissionsIncluded")
    if packed:
        made.note("left-empty", "packagingStage", "export_packaging_inside")
    return {
        "productionStage": [production],
        "packagingStage": [filled({"packagingEmissionsIncluded": packed})],
        "distributionStage": [{"distributionStageIncluded": False}],
    }


def _dropped(subject: Subject, made: Draught, draft: bool) -> None:
    footprint = subject.footprint
    made.note("dropped", "stages", "export_drop_stages", count=len(subject.stages))
    made.note("dropped", "gases", "export_drop_gases", count=len(footprint.gases))
    made.note("dropped", "electricity", "export_drop_electricity",
              value=footprint.method["electricity"])  # fmt: skip
    made.note("left-empty", "distributionStage", "export_no_outbound")
    made.note("left-empty", "verificationAndCertificationShares", "export_no_shares")
    if draft:
        made.note("draft", "status, comment", "export_draft_pact")
