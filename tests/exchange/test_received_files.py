"""Supplier files in themselves: official samples with their faults, hostile and broken files."""

import json

import pytest
from official import official, pact_errors
from supplier import PACT, changed, text

from pcf.findings import Findings
from pcf.project.received_checks import check_statement
from pcf.project.received_json import ledger_of, read_original, read_received_json

PRODUCTION = "/productLifeCycleStagesAndEmissions/0/productionStage/0/"


def read(path):
    told = Findings()
    original = read_original(path, path.name, told)
    if original is not None and original.statement is not None:
        told.extend(check_statement(original.statement, "supplier:X"))
    return original, [(f.code, f.location.column, f.observed, f.expected) for f in told]


def written(folder, document):
    path = folder / "suppliers" / "X.json"
    path.parent.mkdir(exist_ok=True)
    if isinstance(document, bytes):
        path.write_bytes(document)
    else:
        path.write_text(document if isinstance(document, str) else text(document), encoding="utf-8")
    return path


def test_our_test_file_is_a_valid_one(tmp_path):
    assert pact_errors(PACT) == []
    original, told = read(written(tmp_path, PACT))
    assert told == []
    assert original.statement.name == "pact/3.0.0"


def test_the_sample_of_catena_x_9_contradicts_itself():
    """Its parts 0.5 + 1 + 1.4 + 1.4 + 0 + 0 make 4.3; it states 2.9, and 1.9 with uptake -1."""
    original, told = read(official("catenax_pcf/9.0.0/Pcf.json"))
    sums = [item for item in told if item[0] == "RX010"]
    assert sums == [
        ("RX010", f"{PRODUCTION}pcfExcludingBiogenicUptake", "2.9", "4.3"),
        ("RX010", f"{PRODUCTION}pcfIncludingBiogenicUptake", "1.9", "3.3"),
    ]
    split, ledger = ledger_of(original.statement, "-1/+1")
    assert (split, [(key, str(value)) for key, value in ledger]) == (False, [("unsplit", "1.9")])


def test_the_samples_of_pact_3_contradict_themselves(tmp_path):
    samples = json.loads(official("pact/demo-footprints-v3.json").read_text(encoding="utf-8"))
    _, told = read(written(tmp_path, samples[0]))
    # 1.55 + 0.85 + 0.40 - 0.65 + 0.50 = 2.65, not 1.75; - 1.40 of uptake = 1.25, not 1.90
    assert told == [
        ("RX010", "/pcf/pcfExcludingBiogenicUptake", "1.75", "2.65"),
        ("RX010", "/pcf/pcfIncludingBiogenicUptake", "1.90", "1.25"),
        ("RX012", "/pcf/pcfIncludingBiogenicUptake", "0.15", "-1.40"),
    ]
    # the second one states a removal of +0.08
    _, told = read(written(tmp_path, samples[1]))
    assert ("RX004", "/pcf/technologicalCO2Removals", "0.08", "<= 0") in told
    # the third one is valid for more than three years after its period
    _, told = read(written(tmp_path, samples[2]))
    assert ("RX018", "/validityPeriodEnd", "2026-03-14", "<= 2023-12-31") in told


def test_all_official_samples_are_read(tmp_path):
    names = []
    for version in ("v2", "v3"):
        listed = json.loads(official(f"pact/demo-footprints-{version}.json").read_text("utf-8"))
        for document in listed:
            original, _ = read(written(tmp_path, document))
            names.append(original.statement.name)
            assert str(original.statement.including) == next(
                document["pcf"][key]
                for key in ("pCfIncludingBiogenic", "pcfIncludingBiogenicUptake")
                if key in document["pcf"]
            )
    original, told = read(official("catenax_pcf/7.0.0/Pcf.json"))
    names.append(original.statement.name)
    # 1000 litres are named, values of this version are per one of them
    assert ("RX020", "/pcf/unitaryProductAmount", "1000.0", None) in told
    assert names == ["pact/2.0.0"] * 5 + ["pact/3.0.0"] * 3 + ["catena-x/7.0.0"]


@pytest.mark.parametrize(
    ("document", "observed"),
    [
        ('{"a": 1, "a": 2}', "'a' x 2"),
        ("[" * 65 + "]" * 65, "65"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1e999}', "1e999"),
        (b"\xff\xfe{\x00}\x00", "byte 0"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"a": "' + b"x" * (20 * 2**20) + b'"}', "20 MB"),
    ],
    ids=["twice", "deep", "nan", "huge-number", "utf-16", "cut-off", "large"],
)
def test_hostile_files_are_refused(document, observed, tmp_path):
    _, told = read(written(tmp_path, document))
    assert [(code, seen) for code, _, seen, _ in told] == [("RX001", observed)]


def test_a_link_out_of_the_project_is_not_followed(tmp_path):
    outside = tmp_path / "outside.json"
    outside.write_text(text(PACT), encoding="utf-8")
    folder = tmp_path / "p" / "suppliers"
    folder.mkdir(parents=True)
    (folder / "X.json").symlink_to(outside)
    told = Findings()
    assert read_received_json(folder / "X.json", "-1/+1", told) is None
    assert [f.code for f in told] == ["RX001"]


@pytest.mark.parametrize(
    "name",
    ["declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit",
     "pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake", "fossilGhgEmissions",
     "fossilCarbonContent", "ipccCharacterizationFactors", "crossSectoralStandards",
     "exemptedEmissionsPercent", "referencePeriodStart", "referencePeriodEnd"],
)  # fmt: skip
def test_each_mandatory_value_is_missed(name, tmp_path):
    document = changed(**{name: None})
    assert pact_errors(document)
    told = Findings()
    assert read_received_json(written(tmp_path, document), "-1/+1", told) is None
    assert ("RX002", f"/pcf/{name}") in [(f.code, f.location.column) for f in told]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"fossilGhgEmissions": "-3.0"}, ("RX004", "/pcf/fossilGhgEmissions")),
        ({"biogenicCO2Uptake": "1.0"}, ("RX004", "/pcf/biogenicCO2Uptake")),
        ({"fossilGhgEmissions": "3,0"}, ("RX003", "/pcf/fossilGhgEmissions")),
        ({"fossilGhgEmissions": True}, ("RX003", "/pcf/fossilGhgEmissions")),
        ({"declaredUnitAmount": "0"}, ("RX003", "/pcf/declaredUnitAmount")),
        ({"declaredUnitOfMeasurement": "megabit second"},
         ("RX007", "/pcf/declaredUnitOfMeasurement")),
        ({"declaredUnitOfMeasurement": "kilogram"}, ("RX011", "/pcf/productMassPerDeclaredUnit")),
        ({"pcfExcludingBiogenicUptake": "4.5"}, ("RX010", "/pcf/pcfExcludingBiogenicUptake")),
        ({"specVersion": "4.0.0"}, ("RX005", "/specVersion")),
        ({"validityPeriodStart": "2030-01-01T00:00:00Z"}, ("RX018", "/validityPeriodEnd")),
        ({"validityPeriodEnd": "2029-01-02T00:00:00Z"}, ("RX018", "/validityPeriodEnd")),
    ],
)  # fmt: skip
def test_faults_name_their_pointer(values, expected, tmp_path):
    told = Findings()
    read_received_json(written(tmp_path, changed(**values)), "-1/+1", told)
    assert expected in [(f.code, f.location.column) for f in told]


def test_rounded_figures_are_no_contradiction(tmp_path):
    """3.04 + 0.44 + 0.64 = 4.12, printed as 4.1: within half of the last digits."""
    values = {"fossilGhgEmissions": "3.04", "landUseChangeGhgEmissions": "0.44",
              "biogenicNonCO2Emissions": "0.64", "pcfExcludingBiogenicUptake": "4.1",
              "pcfIncludingBiogenicUptake": "3.1"}  # fmt: skip
    _, told = read(written(tmp_path, changed(**values)))
    assert told == []


def test_a_contradicting_file_counts_unsplit(tmp_path):
    told = Findings()
    document = changed(pcfIncludingBiogenicUptake="3.5")
    item = read_received_json(written(tmp_path, document), "-1/+1", told)
    assert (item.ledger, item.biogenic) == ((("unsplit", 1.75),), "not split")
    assert [f.code for f in told] == ["RX010", "RX012", "RX022"]


def test_cradle_to_grave_cannot_feed_a_row(tmp_path):
    sample = json.loads(official("catenax_pcf/9.0.0/Pcf.json").read_text(encoding="utf-8"))
    sample["scopeOfPcfForm"][0]["partialFullPcf"] = "Cradle-to-grave"
    told = Findings()
    assert read_received_json(written(tmp_path, sample), "-1/+1", told) is None
    [found] = [f for f in told if f.code == "RX006"]
    assert (found.observed, found.location.column) == (
        "cradle-to-grave", "/scopeOfPcfForm/0/partialFullPcf"
    )  # fmt: skip


def test_an_answer_of_a_service_holds_one_footprint(tmp_path):
    _, told = read(written(tmp_path, {"data": [PACT]}))
    assert told == []
    _, told = read(written(tmp_path, {"data": [PACT, PACT]}))
    assert told == [("RX025", "/data", "2", None)]
