"""A product of one kilogram whose footprint is known by hand, and supplier files made of it.

Per kg, factors AR6 (CH4 fossil 29.8, CH4 biogenic 27.0):

    fossil      2 kg CO2 + 0.01 kg CH4 x 29.8 = 2.298
    aircraft    0.05 kg CO2                   = 0.05
    land use    0.1 kg CO2                    = 0.1
    non-CO2     0.01 kg CH4 x 27.0            = 0.27
    uptake      0.3 kg CO2 - 1.1 kg CO2       = -0.8
    excluding   2.298 + 0.05 + 0.1 + 0.27     = 2.718
    including   2.718 - 0.8                   = 1.918
"""

from __future__ import annotations

from kit import project

EMISSIONS = (
    ("co2_fossil", "emission", 2, ""),
    ("ch4_fossil", "emission", 0.01, ""),
    ("co2_fossil", "emission", 0.05, "aircraft"),
    ("co2_fossil", "emission", 0.1, "dluc"),
    ("ch4_biogenic", "emission", 0.01, ""),
    ("co2_biogenic", "emission", 0.3, ""),
    ("co2_biogenic_uptake", "removal", 1.1, ""),
)
STUDY = """
[pact]
company_ids = ["urn:pact:example.com:company-id:1"]
product_ids = ["urn:gtin:4712345060507"]
standards = ["ISO14067", "PACT-3.0"]
fossil_carbon_content = 0.1
biogenic_carbon_content = 0.2
packaging_included = "no"
ccs_included = "no"
validity_end = "2028-12-31"

[catenax]
allocation_waste_incineration = "cut-off"

[passport]
performance_class = "n.a., no class is published"
study_url = "https://example.com/cf/model-x.pdf"
study_document_id = ["CF-1"]
method = "ISO 14067"
plant_id = "BPNA000000000001"
rulebook_url = "https://example.com/rule.pdf"
declaration_id = "CFD-1"
declaration_url = "https://example.com/cfd.pdf"
"""


def rows(process="make", factor=1.0):
    return [
        {"id": f"{process}-{n}", "process": process, "direction": direction, "flow": flow,
         "amount": amount * factor, "unit": "kg", "ledger": ledger, "origin": "primary",
         "source": "by hand"}
        for n, (flow, direction, amount, ledger) in enumerate(EMISSIONS)
    ]  # fmt: skip


def one_kilogram(folder, *, study=STUDY, exchanges=None, **settings):
    made = project(
        folder,
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"make": (1.0, "kg")},
        tables={
            "exchanges": rows() if exchanges is None else exchanges,
            "flows": [{"id": "thing", "name_en": "thing", "unit": "kg"}],
        },
        files={"study.toml": study},
        **settings,
    )
    return made


def edit(folder, before, after, file="pcf.toml"):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
