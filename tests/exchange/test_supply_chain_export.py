"""PACT and Catena-X out: valid by the official schema, sums exact, nothing clipped or dropped."""

import json
from decimal import Decimal

import pytest
from exchange_case import STUDY, edit, one_kilogram, rows
from official import pact_errors, samm_errors

from pcf.api import Project
from pcf.exchange.export import Draught, json_text, plain
from pcf.exchange.pact import check_ranges
from pcf.findings import Findings
from pcf.model.packaging import PACKAGING_WORDS
from pcf.project.received_json import read_original
from pcf.rules.packs import registry

CATENA_X = "catenax_pcf/9.0.0/Pcf-schema.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return one_kilogram(tmp_path_factory.mktemp("one") / "kg")


@pytest.fixture(scope="module")
def documents(folder):
    project = Project.load(folder)
    return {name: project.export(name) for name in ("pact", "catena-x")}


def stage(document):
    return document["productLifeCycleStagesAndEmissions"][0]["productionStage"][0]


def codes(made):
    return [item.code for item in made.findings]


def test_pact_figures_by_hand(documents):
    made = documents["pact"]
    assert codes(made) == []
    pcf = json.loads(made.text)["pcf"]
    wanted = {
        "declaredUnitOfMeasurement": "kilogram",
        "declaredUnitAmount": "1",
        "productMassPerDeclaredUnit": "1",
        "fossilGhgEmissions": "2.348",  # 2.298 + 0.05 of aircraft, which is a part here
        "aircraftGhgEmissions": "0.05",
        "landUseChangeGhgEmissions": "0.1",
        "biogenicNonCO2Emissions": "0.27",
        "biogenicCO2Uptake": "-0.8",
        "pcfExcludingBiogenicUptake": "2.718",
        "pcfIncludingBiogenicUptake": "1.918",
        "ipccCharacterizationFactors": ["AR6"],
        "referencePeriodEnd": "2026-01-01T00:00:00Z",  # exclusive
        "geographyCountry": "CN",
    }
    assert {key: pcf[key] for key in wanted} == wanted


def test_catena_x_counts_aircraft_beside_fossil(documents):
    made = documents["catena-x"]
    assert codes(made) == []
    production = stage(json.loads(made.text, parse_float=Decimal))
    assert production["fossilGhgEmissions"] == Decimal("2.298")
    assert production["aircraftGhgEmissions"] == Decimal("0.05")
    assert production["pcfExcludingBiogenicUptake"] == Decimal("2.718")
    assert production["pcfIncludingBiogenicUptake"] == Decimal("1.918")


def test_pact_is_valid_by_the_official_schema(documents):
    assert pact_errors(json.loads(documents["pact"].text)) == []


def test_catena_x_is_valid_by_the_official_schema(documents):
    assert samm_errors(json.loads(documents["catena-x"].text), CATENA_X) == []


def test_the_official_schema_refuses_what_we_would_never_write(documents):
    broken = json.loads(documents["pact"].text)
    broken["pcf"]["pcfExcludingBiogenicUptake"] = 2.718
    assert pact_errors(broken)
    broken = json.loads(documents["catena-x"].text)
    stage(broken)["biogenicCO2Uptake"] = 0.8
    assert samm_errors(broken, CATENA_X)


@pytest.mark.parametrize("name", ["pact", "catena-x"])
def test_reading_it_back_gives_the_same_values(name, documents, tmp_path):
    path = tmp_path / "back.json"
    path.write_text(documents[name].text, encoding="utf-8")
    told = Findings()
    stated = read_original(path, path.name, told).statement
    assert list(told) == []
    parts = stated.parts
    assert (parts.fossil, parts.aircraft, parts.land_use, parts.non_co2, parts.uptake) == tuple(
        map(Decimal, ("2.298", "0.05", "0.1", "0.27", "-0.8"))
    )
    assert (stated.excluding, stated.including) == (Decimal("2.718"), Decimal("1.918"))
    assert (parts.excluding(), parts.including()) == (stated.excluding, stated.including)
    assert (stated.word, stated.amount, stated.mass) == ("kilogram", 1, 1)
    assert (stated.period, stated.valid_until) == ("2025-01-01/2025-12-31", "2028-12-31")
    assert stated.gwp == ("AR6",)
    assert stated.primary == 100
    assert stated.boundary == "cradle-to-gate"


def test_every_identity_is_listed_and_holds(documents):
    for made in documents.values():
        assert [i.name for i in made.identities] == [
            "ledger = total", "excluding uptake", "including uptake",
        ]  # fmt: skip
        assert all(i.holds for i in made.identities)


def test_what_the_format_cannot_hold_is_listed(documents):
    notes = {(n.kind, n.field) for n in documents["catena-x"].notes}
    assert {("dropped", "stages"), ("dropped", "gases"), ("dropped", "electricity"),
            ("left-empty", "allocationRecycledCarbon")} <= notes  # fmt: skip
    for made in documents.values():
        assert all(n.text("zh") and n.text("en") for n in made.notes)


def test_the_same_project_gives_the_same_bytes(folder, documents):
    again = Project.load(folder)
    for name, made in documents.items():
        assert again.export(name).text == made.text


def test_another_input_gives_another_id(tmp_path, documents):
    other = one_kilogram(tmp_path / "other", exchanges=rows(factor=2.0))
    first, second = (json.loads(m.text) for m in (documents["pact"],
                                                  Project.load(other).export("pact")))  # fmt: skip
    assert first["id"] != second["id"]
    assert second["pcf"]["pcfIncludingBiogenicUptake"] == "3.836"  # twice 1.918


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('kind = "cradle-to-gate"', 'kind = "cradle-to-grave"', "EX004"),
        ('kind = "declared"', 'kind = "functional"', "EX005"),
        ('gwp_set = "AR6"', 'gwp_set = "EF3.1"', "EX006"),
        ('producer = "-"', 'producer = ""', "EX002"),
    ],
)
def test_pact_is_withheld(before, after, code, tmp_path):
    folder = one_kilogram(tmp_path / "p")
    edit(folder, before, after)
    made = Project.load(folder).export("pact")
    assert made.document is None
    assert code in codes(made)
    assert codes(made)[0] == "EX001"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('validity_end = "2028-12-31"', 'validity_end = "2029-01-01"', "EX009"),
        ('validity_end = "2028-12-31"', 'validity_end = "2025-06-30"', "EX009"),
        ('validity_end = "2028-12-31"', 'validity_end = "soon"', "EX015"),
        ('ccs_included = "no"', 'ccs_included = "yes"', "EX016"),
        ('company_ids = ["urn:pact', 'company_ids = ["xrn:pact', "EX015"),
        ("[pact]", '[pact]\npreceding_ids = ["1"]', "EX015"),
        ("fossil_carbon_content = 0.1", "fossil_carbon_content = -1", "EX015"),
    ],
)
def test_statements_of_the_study_are_checked(before, after, code, tmp_path):
    folder = one_kilogram(tmp_path / "p", study=STUDY.replace(before, after))
    for draft in (False, True):
        made = Project.load(folder).export("pact", draft=draft)
        assert code in codes(made)
        assert made.document is None


def test_ef_31_has_no_code_in_catena_x_and_that_is_said(tmp_path):
    """Under 0/0 the uptake is 0.2 kg C x 44.009/12.011 = 0.7328... kg CO2, and counts apart."""
    folder = one_kilogram(tmp_path / "p", gwp_set="EF3.1", biogenic="0/0")
    made = Project.load(folder).export("catena-x")
    document = json.loads(made.text, parse_float=Decimal)
    method = document["pcfAssessmentAndMethodology"][0]["pcfMethodology"][0]
    factors = method["gwpCharacterizationFactorDetails"][0]["ipccCharacterizationFactors"]
    assert factors == "unspecified"
    assert ("mapped", "ipccCharacterizationFactors") in {(n.kind, n.field) for n in made.notes}
    production = stage(document)
    assert production["pcfExcludingBiogenicUptake"] == Decimal("2.718")
    assert float(production["biogenicCO2Uptake"]) == pytest.approx(-0.2 * 44.009 / 12.011)


def test_zero_zero_without_carbon_content_is_withheld(tmp_path):
    study = STUDY.replace("biogenic_carbon_content = 0.2\n", "")
    folder = one_kilogram(tmp_path / "p", biogenic="0/0", study=study)
    assert "EX013" in codes(Project.load(folder).export("pact"))


def test_more_biogenic_co2_out_than_in_is_refused_not_clipped(tmp_path):
    changed = rows()
    changed[5]["amount"] = 1.5  # 1.5 out against 1.1 in: +0.4
    folder = one_kilogram(tmp_path / "p", exchanges=changed)
    made = Project.load(folder).export("pact", draft=True)
    assert made.document is None
    found = next(f for f in made.findings if f.code == "EX007")
    assert Decimal(found.observed) == Decimal("0.4")


def test_a_draft_is_marked_and_says_so(tmp_path):
    study = STUDY.replace('product_ids = ["urn:gtin:4712345060507"]\n', "")
    folder = one_kilogram(tmp_path / "p", study=study)
    project = Project.load(folder)
    final, draft = project.export("pact"), project.export("pact", draft=True)
    assert final.document is None
    document = json.loads(draft.text)
    assert document["status"] == "Deprecated"
    assert document["comment"].startswith("DRAFT")
    assert "productIds" not in document
    assert codes(draft)[0] == "EX011"
    assert draft.findings[0].expected == "productIds"
    assert {"EX002", "PAC003"} <= set(codes(draft))


def test_piece_with_mass_and_an_alternative_unit(tmp_path):
    """A functional unit of 1 kg, one piece is 2.5 of them: 2.5 x 1.918 = 4.795 kg CO2e/piece."""
    study = STUDY.replace("[pact]", '[pact]\nunit = "pc"')
    study = study.replace("biogenic_carbon_content = 0.2", "biogenic_carbon_content = 0.5")
    folder = one_kilogram(tmp_path / "p", study=study)
    edit(folder, 'kind = "declared"', 'kind = "functional"')
    edit(
        folder,
        "[boundary]",
        '[[unit.alternative]]\nid = "pc"\nname_zh = "个"\nname_en = "piece"\nunit = "piece"\n'
        "factor = 2.5\n[boundary]",
    )
    edit(folder, "[unit]", 'mass = 2500\nmass_unit = "g"\n[unit]')
    made = Project.load(folder).export("pact")
    assert codes(made) == []
    pcf = json.loads(made.text)["pcf"]
    assert pcf["pcfIncludingBiogenicUptake"] == "4.795"
    assert (pcf["declaredUnitOfMeasurement"], pcf["productMassPerDeclaredUnit"]) == ("piece", "2.5")
    assert pact_errors(json.loads(made.text)) == []


def test_a_tonne_is_a_thousand_kilograms(tmp_path):
    folder = one_kilogram(tmp_path / "p")
    edit(folder, 'amount = 1\nunit = "kg"', 'amount = 2\nunit = "t"')
    edit(folder, "amount = 1.0\nunit", "amount = 2000.0\nunit")
    pcf = json.loads(Project.load(folder).export("pact").text)["pcf"]
    assert (pcf["declaredUnitOfMeasurement"], pcf["declaredUnitAmount"]) == ("kilogram", "2000")
    assert pcf["productMassPerDeclaredUnit"] == "2000"
    assert pcf["pcfIncludingBiogenicUptake"] == "3836"


@pytest.mark.parametrize(
    ("place", "pact", "region"),
    [
        ("CN-FJ", {"geographyCountrySubdivision": "CN-FJ"}, "Eastern Asia"),
        ("DE", {"geographyCountry": "DE"}, "Western Europe"),
        ("RER", {"geographyRegionOrSubregion": "Europe"}, "Europe"),
        ("GLO", {}, "Global"),
    ],
)
def test_place_in_each_format(place, pact, region, tmp_path):
    folder = one_kilogram(tmp_path / "p")
    edit(folder, 'location = "CN"', f'location = "{place}"')
    project = Project.load(folder)
    pcf = json.loads(project.export("pact").text)["pcf"]
    assert {key: value for key, value in pcf.items() if key.startswith("geography")} == pact
    made = project.export("catena-x")
    assert samm_errors(json.loads(made.text), CATENA_X) == []
    about = json.loads(made.text)["pcfAssessmentAndMethodology"][0]["pcfAssessmentInformation"][0]
    assert about["geography"][0]["geographyRegionOrSubregion"] == region


def test_a_place_without_region_is_refused_in_catena_x(tmp_path):
    folder = one_kilogram(tmp_path / "p")
    edit(folder, 'location = "CN"', 'location = "AQ"')
    assert "EX010" in codes(Project.load(folder).export("catena-x"))


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.10", "0.1"), ("1E+3", "1000"), ("-0.000000012", "-0.000000012"), ("0E-9", "0"),
     ("100", "100")],
)  # fmt: skip
def test_decimals_are_plain(value, text):
    assert plain(Decimal(value)) == text
    assert json_text({"a": [Decimal(value)]}) == '{\n  "a": [\n    ' + text + "\n  ]\n}"


def test_a_float_never_gets_into_a_document():
    with pytest.raises(TypeError):
        json_text({"a": 0.1})


def test_a_target_makes_a_life_cycle_study_a_supply_chain_footprint(tmp_path):
    """(0.1 + 0.05) kg CO2e/kWh x 20 000 kWh = 3000 kg CO2e per battery, to the gate."""
    from test_battery_passport import battery

    folder = battery(tmp_path / "b", study=STUDY.replace("[pact]", '[pact]\nunit = "pc"'))
    edit(folder, "[unit]", 'mass = 600\nmass_unit = "kg"\n[unit]')
    with (folder / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[target.gate]\nrules = "pact"\nboundary = "cradle-to-gate"\n'
            'boundary_stages = ["raw_material", "production"]\nend_of_life = "none"\n'
        )
    project = Project.load(folder)
    assert "EX004" in codes(project.export("pact"))
    made = project.export("pact", "gate")
    assert [f for f in made.findings if f.level == "error"] == []
    pcf = json.loads(made.text)["pcf"]
    assert pcf["pcfExcludingBiogenicUptake"] == "3000"
    assert (pcf["declaredUnitOfMeasurement"], pcf["productMassPerDeclaredUnit"]) == ("piece", "600")
    assert made.to_dict()["target"] == "gate"
    assert pact_errors(json.loads(made.text)) == []


def test_statements_that_contradict_the_result(tmp_path):
    """Uptake 0.8 kg CO2 is 0.8 x 12.011/44.009 = 0.2183 kg C; 0.35 kg C is something else."""
    study = STUDY.replace("biogenic_carbon_content = 0.2", "biogenic_carbon_content = 0.35")
    packed = rows()
    packed[0]["part"] = "packaging"
    folder = one_kilogram(tmp_path / "p", study=study, exchanges=packed)
    made = Project.load(folder).export("pact")
    told = {f.code: (f.observed, f.expected) for f in made.findings}
    assert told["EX019"] == ("0.35", "0.2183")
    assert told["EX020"] == ("2", None)
    assert made.document is None


def packed_document(tmp_path, changes, packed="yes"):
    """Document of the product by hand, with some cells of its rows replaced."""
    changed = [{**row, **changes.get(number, {})} for number, row in enumerate(rows())]
    study = STUDY.replace('packaging_included = "no"', f'packaging_included = "{packed}"')
    study = study.replace("biogenic_carbon_content = 0.2\n", "")
    return Project.load(one_kilogram(tmp_path / "p", study=study, exchanges=changed)).export("pact")


@pytest.mark.parametrize(
    "part", [{"part": "packaging"}, {"part": "包装"}, {"part": "transport packaging"}]
)
def test_packaging_emissions_hold_no_uptake(tmp_path, part):
    """0.01 kg biogenic CH4 x 27 = 0.27 and 0.3 kg biogenic CO2, 1.1 kg taken up: 0.27."""
    made = packed_document(tmp_path, {4: part, 5: part, 6: part})
    pcf = json.loads(made.text)["pcf"]
    assert float(pcf["packagingGhgEmissions"]) == pytest.approx(0.27)
    assert pcf["packagingEmissionsIncluded"] is True


def test_ranges_of_the_official_description():
    made = Draught()
    check_ranges({"packagingGhgEmissions": "-0.5", "biogenicCO2Uptake": "0.1",
                  "fossilCarbonContent": "0"}, made)  # fmt: skip
    told = [(f.code, f.node, f.observed, f.expected) for f in made.findings]
    assert told == [
        ("EX008", "packagingGhgEmissions", "-0.5", ">= 0"),
        ("EX008", "biogenicCO2Uptake", "0.1", "<= 0"),
    ]


def test_pack_words_for_packaging_are_the_known_ones():
    """Rows that a rule leaves out as packaging are those that an export counts as packaging."""
    for id in ("eu-battery", "eu-battery-ev"):
        for out in registry().pack(id).leave_outs:
            if "packaging" in out.reason_en:
                (words,) = (c.words for c in out.where if c.field == "words")
                assert set(words) <= set(PACKAGING_WORDS)
