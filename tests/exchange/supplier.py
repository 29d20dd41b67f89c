"""Supplier files for tests: whole and correct, to be changed one value at a time."""

from __future__ import annotations

import copy
import json

from exchange_case import edit
from kit import project

#: 2 litres of 0.9 kg/L: fossil 3.0 (of it aircraft 0.2), land use 0.4, other than CO2 0.6,
#: uptake -1.0: without uptake 4.0, with it 3.0; per litre 2.0 and 1.5.
PACT = {
    "id": "3f0c7e52-7d14-4a7b-9a63-0d6f1c1c0a01",
    "specVersion": "3.0.0",
    "created": "2026-02-01T00:00:00Z",
    "status": "Active",
    "validityPeriodStart": "2026-01-01T00:00:00Z",
    "validityPeriodEnd": "2029-01-01T00:00:00Z",
    "companyName": "Solvent Works",
    "companyIds": ["urn:pact:example.com:company-id:7"],
    "productDescription": "solvent",
    "productIds": ["urn:gtin:4712345060507"],
    "productNameCompany": "Solvent S",
    "pcf": {
        "declaredUnitOfMeasurement": "liter",
        "declaredUnitAmount": "2",
        "productMassPerDeclaredUnit": "1.8",
        "referencePeriodStart": "2025-01-01T00:00:00Z",
        "referencePeriodEnd": "2026-01-01T00:00:00Z",
        "geographyCountry": "CN",
        "pcfExcludingBiogenicUptake": "4.0",
        "pcfIncludingBiogenicUptake": "3.0",
        "fossilCarbonContent": "0",
        "biogenicCarbonContent": "0.2729",
        "fossilGhgEmissions": "3.0",
        "landUseChangeGhgEmissions": "0.4",
        "biogenicCO2Uptake": "-1.0",
        "biogenicNonCO2Emissions": "0.6",
        "aircraftGhgEmissions": "0.2",
        "ipccCharacterizationFactors": ["AR6"],
        "crossSectoralStandards": ["ISO14067"],
        "exemptedEmissionsPercent": "1.5",
        "primaryDataShare": "60",
        "dqi": {"technologicalDQR": "1.5", "geographicalDQR": "2", "temporalDQR": "1"},
        "verification": {"coverage": "product level", "providerName": "Verifier"},
    },
}


def changed(**values):
    """Give the supplier's file with values of `pcf` changed; None takes one away."""
    made = copy.deepcopy(PACT)
    for name, value in values.items():
        place = made if name in made else made["pcf"]
        if value is None:
            del place[name]
        else:
            place[name] = value
    return made


def text(document):
    return json.dumps(document, indent=1)


def user(folder, supplier, *, amount=3.0, unit="L", name="SW", **settings):
    """Project of 1 kg that takes `amount` of the supplier's product and emits 1 kg CO2 itself."""
    project(
        folder,
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"make": (1.0, "kg")},
        tables={
            "exchanges": [
                {"id": "E", "process": "make", "direction": "emission", "flow": "co2_fossil",
                 "amount": 1, "unit": "kg", "source": "by hand"}
            ],
            "bom": [
                {"id": "B", "process": "make", "flow": "solvent", "amount": amount, "unit": unit,
                 "supplier": f"supplier:{name}", "source": "bill"}
            ],
            "flows": [
                {"id": "thing", "name_en": "thing", "unit": "kg"},
                {"id": "solvent", "name_en": "solvent", "unit": unit},
            ],
        },
        files={f"suppliers/{name}.json": supplier if isinstance(supplier, str) else text(supplier)},
        **settings,
    )  # fmt: skip
    return folder


__all__ = ["PACT", "changed", "edit", "text", "user"]
