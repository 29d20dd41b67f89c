"""A supplier's PACT file feeds a row: by hand, in litres and by mass; what does not fit is told."""

import json
from hashlib import sha256

import pytest
from supplier import changed, edit, text, user

from pcf.api import Project
from pcf.errors import PcfError

#: Per litre: fossil (3.0 - 0.2)/2, aircraft 0.2/2, land use 0.4/2, non-CO2 0.6/2, uptake -1.0/2.
PER_LITRE = {"fossil": 1.4, "biogenic_emission": 0.3, "biogenic_removal": -0.5, "dluc": 0.2,
             "aircraft": 0.1}  # fmt: skip


def found(project):
    return {(f.code, str(f.location), f.level) for f in project.check()}


def test_three_litres_by_hand(tmp_path):
    """3 L x 1.5 kg CO2e/L + 1 kg CO2 = 5.5 kg CO2e per kg."""
    project = Project.load(user(tmp_path / "p", changed()))
    footprint = project.calculate()
    assert footprint.total == pytest.approx(5.5, rel=1e-12)
    row = next(r for r in footprint.rows if r.address == "row:bom/B")
    assert row.value == pytest.approx(4.5, rel=1e-12)
    assert {k: v / 3 for k, v in row.ledger.items()} == pytest.approx(PER_LITRE)
    assert {f.code for f in footprint.findings if f.code.startswith("RX")} == set()


def test_a_row_in_kilograms_uses_the_mass_of_the_file(tmp_path):
    """0.9 kg are one litre (1.8 kg per 2 L): 1.5 + 1 = 2.5 kg CO2e."""
    project = Project.load(user(tmp_path / "p", changed(), amount=900, unit="g"))
    assert project.calculate().total == pytest.approx(2.5, rel=1e-12)


def test_what_the_file_says_is_carried(tmp_path):
    folder = user(tmp_path / "p", changed())
    [item] = Project.load(folder).model.received
    data = (folder / "suppliers" / "SW.json").read_bytes()
    assert item.sha256 == sha256(data).hexdigest()
    assert (item.unit, item.format, item.biogenic) == ("L", "pact/3.0.0", "split")
    assert (item.mass_kg, item.uptake) == (0.9, -0.5)
    assert (item.primary_share, item.exempted_share) == (0.6, 0.015)
    assert item.dqr == (1.5, 2.0, 1.0)
    assert (item.location, item.period) == ("CN", "2025-01-01/2025-12-31")
    assert item.valid_until == "2028-12-31"
    assert item.verification == "product level, Verifier"
    assert item.source == "Solvent Works, pact/3.0.0, 3f0c7e52-7d14-4a7b-9a63-0d6f1c1c0a01"


def test_zero_zero_leaves_the_uptake_out_and_says_so(tmp_path):
    """3 L x 2.0 kg CO2e/L without uptake + 1 = 7."""
    project = Project.load(user(tmp_path / "p", changed(), biogenic="0/0"))
    assert project.calculate().total == pytest.approx(7.0, rel=1e-12)
    told = next(f for f in project.findings if f.code == "RX021")
    assert (told.observed, told.level) == ("-1.0", "info")


def test_a_unit_that_cannot_be_converted(tmp_path):
    project = Project.load(user(tmp_path / "p", changed(), amount=1, unit="kWh"))
    with pytest.raises(PcfError) as raised:
        project.calculate()
    assert [(f.code, f.observed, f.expected) for f in raised.value.findings] == [
        ("UN030", "kWh", "L")
    ]


@pytest.mark.parametrize(
    ("values", "code", "level"),
    [
        ({"ipccCharacterizationFactors": ["AR5"]}, "RX030", "warning"),
        ({"geographyCountry": "DE"}, "RX033", "warning"),
        ({"geographyCountry": None, "geographyRegionOrSubregion": "Europe"}, "RX033", "warning"),
        ({"status": "Deprecated"}, "RX019", "warning"),
        ({"referencePeriodStart": "2023-01-01T00:00:00Z",
          "referencePeriodEnd": "2024-01-01T00:00:00Z",
          "validityPeriodEnd": "2027-01-01T00:00:00Z"}, "RX036", "info"),
        ({"validityPeriodEnd": "2025-07-01T00:00:00Z", "validityPeriodStart": None},
         "RX032", "warning"),
        ({"validityPeriodEnd": "2024-07-01T00:00:00Z", "validityPeriodStart": None,
          "referencePeriodStart": "2022-01-01T00:00:00Z",
          "referencePeriodEnd": "2023-01-01T00:00:00Z"}, "RX031", "error"),
    ],
)  # fmt: skip
def test_mismatches_with_the_study(values, code, level, tmp_path):
    taken = {name: value for name, value in values.items() if value is not None}
    document = changed(**taken)
    for name in values.keys() - taken.keys():
        (document if name in document else document["pcf"]).pop(name)
    told = found(Project.load(user(tmp_path / "p", document)))
    assert (code, level) in {(c, lv) for c, _, lv in told}


def test_another_factor_set_has_a_bound(tmp_path):
    """Largest ratio of AR6 to AR5: fossil CH4 29.8/28 = 1.0643."""
    document = changed(ipccCharacterizationFactors=["AR5"])
    project = Project.load(user(tmp_path / "p", document))
    told = next(f for f in project.check() if f.code == "RX030")
    assert (told.observed, told.expected, told.params["bound"]) == ("AR5", "AR6", "6.43 %")
    assert project.calculate().total == pytest.approx(5.5)


def test_a_region_that_holds_the_place_is_no_mismatch(tmp_path):
    document = changed(geographyCountry=None)
    document["pcf"]["geographyRegionOrSubregion"] = "Eastern Asia"
    codes = {c for c, _, _ in found(Project.load(user(tmp_path / "p", document)))}
    assert "RX033" not in codes


def test_the_lock_remembers_the_original(tmp_path):
    folder = user(tmp_path / "p", changed())
    Project.load(folder).lock()
    assert sha256((folder / "suppliers/SW.json").read_bytes()).hexdigest() in (
        folder / "pcf.lock"
    ).read_text(encoding="utf-8")
    assert Project.load(folder).calculate().total == pytest.approx(5.5)
    edit(folder, '"Solvent S"', '"Solvent T"', "suppliers/SW.json")
    with pytest.raises(PcfError) as raised:
        Project.load(folder).calculate()
    assert "RX034" in [f.code for f in raised.value.findings]
    Project.load(folder).lock()
    assert Project.load(folder).calculate().total == pytest.approx(5.5)


def test_two_files_of_one_id(tmp_path):
    folder = user(tmp_path / "p", changed())
    (folder / "suppliers" / "SW.toml").write_text('unit = "kg"\n', encoding="utf-8")
    codes = [f.code for f in Project.load(folder).findings]
    assert "RX027" in codes


def test_an_export_of_ours_is_an_input_of_others(tmp_path):
    from exchange_case import one_kilogram

    document = Project.load(one_kilogram(tmp_path / "a")).export("pact").text
    folder = user(tmp_path / "b", document, amount=2.0, unit="kg")
    # 2 kg x 1.918 + 1 = 4.836
    assert Project.load(folder).calculate().total == pytest.approx(4.836, rel=1e-12)


def test_import_keeps_every_byte(tmp_path):
    folder = user(tmp_path / "p", changed())
    original = tmp_path / "from customer.json"
    original.write_bytes(b"\xef\xbb\xbf" + text(changed()).encode() + b"\n\n")
    receipt = Project.load(folder).receive(original, "pact", "HX-1")
    kept = folder / "suppliers" / "HX-1.json"
    assert kept.read_bytes() == original.read_bytes()
    assert (receipt.size, receipt.sha256) == (
        len(original.read_bytes()), sha256(original.read_bytes()).hexdigest()
    )  # fmt: skip
    assert receipt.received is not None
    assert "/productDescription" in receipt.unused
    assert "/pcf/fossilGhgEmissions" in receipt.used
    again = Project.load(folder).receive(original, "pact", "HX-1")
    assert again.already
    original.write_text(text(changed(exemptedEmissionsPercent="2")), encoding="utf-8")
    with pytest.raises(PcfError) as raised:
        Project.load(folder).receive(original, "pact", "HX-1")
    assert [f.code for f in raised.value.findings] == ["RX050"]


@pytest.mark.parametrize(
    ("format", "id", "code"),
    [("catena-x", "", "RX051"), ("pact", "../escape", "RX052"), ("pact", "a b", "RX052")],
)
def test_import_refuses(format, id, code, tmp_path):
    folder = user(tmp_path / "p", changed())
    original = tmp_path / "new.json"
    original.write_text(text(changed()), encoding="utf-8")
    with pytest.raises(PcfError) as raised:
        Project.load(folder).receive(original, format, id)
    assert [f.code for f in raised.value.findings] == [code]
    assert sorted(p.name for p in (folder / "suppliers").iterdir()) == ["SW.json"]


def test_numbers_as_json_numbers_are_read_exactly(tmp_path):
    document = text(changed()).replace('"declaredUnitAmount": "2"', '"declaredUnitAmount": 2.0')
    assert json.loads(document)["pcf"]["declaredUnitAmount"] == 2.0
    assert Project.load(user(tmp_path / "p", document)).calculate().total == pytest.approx(5.5)


def test_a_file_that_no_row_uses_is_in_no_ones_way(tmp_path):
    """What is wrong in an unused file is a warning; a row that uses it makes it an error."""
    folder = user(tmp_path / "p", changed())
    broken = changed(fossilGhgEmissions="3,0")
    (folder / "suppliers" / "OTHER.json").write_text(text(broken), encoding="utf-8")
    project = Project.load(folder)
    told = {(f.code, f.level) for f in project.findings if "OTHER" in str(f.location)}
    assert ("RX003", "warning") in told
    assert project.calculate().total == pytest.approx(5.5)
    edit(folder, "supplier:SW", "supplier:OTHER", "model/bom.csv")
    again = {(f.code, f.level) for f in Project.load(folder).findings}
    assert ("RX003", "error") in again


def test_another_name_for_the_same_factors_is_no_warning(tmp_path):
    """AR6 and EF 3.1 weigh CH4 and N2O alike."""
    project = Project.load(user(tmp_path / "p", changed(), gwp_set="EF3.1"))
    told = {f.code: f.level for f in project.check()}
    assert told.get("RX037") == "info"
    assert "RX030" not in told
