"""The Circular Footprint Formula by hand: as a function, and as rows of a small project."""

from __future__ import annotations

import csv
import tempfile
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import background, footprint, project, solve, stages
from oracle import brightway_score

from pcf.calc.circular import CircularBurdens, circular_footprint
from pcf.errors import PcfError
from pcf.model import CircularFactors
from pcf.project.reader import read_project

with (Path(__file__).parent / "circular_by_hand.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))
NAMES = [case["case"] for case in CASES]
BURDENS = {
    "primary": "Ev", "recycled": "Erec", "recycling": "ErecEoL", "displaced": "Ev_star",
    "incineration": "EER", "heat": "ESE_heat", "power": "ESE_elec", "disposal": "ED",
}  # fmt: skip
FACTORS = {
    "a": "A", "b": "B", "r1": "R1", "r2": "R2", "r3": "R3", "quality_in": "Qsin_Qp",
    "quality_out": "Qsout_Qp", "lhv": "LHV", "heat_efficiency": "XER_heat",
    "power_efficiency": "XER_elec",
}  # fmt: skip
EVIDENCE = [
    {"id": "EV", "file": "evidence/proof.txt", "page": "1",
     "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
]  # fmt: skip


def same_digits(value: float, printed: str) -> bool:
    """Whether a value rounds to the printed digits."""
    return round(value, -int(Decimal(printed).as_tuple().exponent)) == float(printed)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_formula_gives_the_printed_digits(case):
    factors = CircularFactors(**{name: float(case[key]) for name, key in FACTORS.items()})
    burdens = CircularBurdens(**{name: float(case[key]) for name, key in BURDENS.items()})
    parts = circular_footprint(factors, burdens)
    for value, column in (
        (parts.material_input, "out_material_input"),
        (parts.secondary_output, "out_secondary_output"),
        (parts.energy, "out_energy"),
        (parts.disposal, "out_disposal"),
        (parts.end_of_life, "stage_eol"),
        (parts.total, "total"),
    ):
        assert same_digits(value, case[column]), column
    assert case["source"] == "computed by hand from the formula"


def world(folder, burdens):
    """One dataset for each burden, with that much fossil CO2 per kg (or MJ)."""
    waste = ("disposal", "incineration")
    energy = ("heat", "power")
    return background(
        folder,
        {
            name: {"product": name, "unit": "MJ" if name in energy else "kg",
                   "kind": "waste_service" if name in waste else "product",
                   "emissions": {"co2_fossil": value}}
            for name, value in burdens.items()
        },
    )  # fmt: skip


MATERIAL = """quantity = 1
unit = "kg"
{top}
[[material]]
id = "m"
share = 1
origin = "secondary"
source = "test"
rows = ["bom.B1"]
A = {A}
B = {B}
R1 = {R1}
R1_evidence = "EV"
R2 = {R2}
R3 = {R3}
quality_in = {Qsin_Qp}
quality_out = {Qsout_Qp}
lhv = {LHV}
lhv_unit = "MJ/kg"
heat_efficiency = {XER_heat}
power_efficiency = {XER_elec}
recycled = "bg:recycled"
recycling = "bg:recycling"
displaces = "bg:displaced"
incineration = "bg:incineration"
heat = "bg:heat"
power = "bg:power"
disposal = "bg:disposal"
{more}
"""
PLAIN = {"A": 0.2, "B": 0, "R1": 0.3, "R2": 0.9, "R3": 0, "Qsin_Qp": 1, "Qsout_Qp": 1, "LHV": 0,
         "XER_heat": 0, "XER_elec": 0, "top": "", "more": ""}  # fmt: skip


def entry(**values):
    return MATERIAL.format(**{**PLAIN, **values})


def study(folder, text, amount=1.0, **more):
    """1 kg of widget from `amount` kg of a primary material, with evidence EV."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "evidence" / "proof.txt").write_text("test", encoding="utf-8")
    row = {"id": "B1", "process": "p", "part": "-", "flow": "primary", "amount": amount,
           "unit": "kg", "supplier": "bg:primary"}  # fmt: skip
    return project(
        folder,
        [{"id": "p", "product": "widget", "amount": 1, "unit": "kg", "stage": "raw_material"}],
        demand={"p": (1, "kg")},
        tables={"bom": [row, *more.pop("rows", [])], "evidence": EVIDENCE},
        files={"model/endoflife.toml": text},
        end_of_life=more.pop("end_of_life", "cff"),
        **more,
    )


def burdens_of(case):
    return {name: float(case[key]) for name, key in BURDENS.items()}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_rows_of_a_project_give_the_printed_digits(tmp_path, case):
    tiny = world(tmp_path / "b", burdens_of(case))
    values = {key: case[key] for key in FACTORS.values()}
    result = footprint(study(tmp_path / "p", entry(**values)), tiny)
    found = {"raw_material": 0.0, "end_of_life": 0.0, **stages(result)}
    assert same_digits(found["raw_material"], case["stage_raw_material"])
    assert same_digits(found["end_of_life"], case["stage_eol"])
    assert same_digits(result.total, case["total"])


TINY = {"primary": 10, "recycled": 2, "recycling": 2, "displaced": 8, "incineration": 2.8,
        "heat": 0.07, "power": 0.1, "disposal": 0.1}  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return world(tmp_path_factory.mktemp("tiny"), TINY)


def test_parts_are_rows_with_addresses_reasons_and_evidence(tmp_path, tiny):
    # 2 kg in: 2*(0.7 + 0.3*0.8) = 1.88 kg primary, 2*0.3*0.2 = 0.12 kg recycled;
    # 1 kg out: 0.8*0.9 = 0.72 kg recycled and displaced, 0.1 kg disposed of.
    result = footprint(study(tmp_path / "p", entry(), amount=2.0), tiny)
    rows = {row.address.removeprefix("row:"): row for row in result.rows}
    assert {name: row.activity for name, row in rows.items()} == pytest.approx(
        {"bom/B1": 1.88, "bom/B1.recycled": 0.12, "endoflife/m.recycling": 0.72,
         "endoflife/m.credit": -0.72, "endoflife/m.disposal": 0.1}
    )  # fmt: skip
    assert rows["bom/B1"].reason == "cff-primary"
    assert rows["bom/B1.recycled"].reason == "cff-recycled"
    assert rows["bom/B1.recycled"].evidence == "EV"
    assert rows["bom/B1.recycled"].stage == "raw_material"
    assert rows["endoflife/m.credit"].direction == "credit"
    assert rows["endoflife/m.credit"].reason == "cff"
    assert result.method["end_of_life"] == "cff"
    explained = result.explain("row:endoflife/m.credit")
    assert explained.value == pytest.approx(-0.72 * 8)


def test_brightway_finds_the_same_total(tmp_path, tiny):
    text = entry(R2=0.5, R3=0.3, LHV=30, XER_heat=0.3, XER_elec=0.1)
    solved = solve(study(tmp_path / "p", text), tiny)
    # 9.52 + 0.8*0.5*(2-8) + 0.3*(2.8 - 30*0.3*0.07 - 30*0.1*0.1) + 0.2*0.1
    by_hand = 9.52 - 2.4 + 0.561 + 0.02
    assert brightway_score(solved) == pytest.approx(by_hand, rel=1e-9)
    result = footprint(tmp_path / "p", tiny)
    assert result.total == pytest.approx(by_hand, rel=1e-12)


@lru_cache(maxsize=1)
def lasting():
    return world(Path(tempfile.mkdtemp()) / "b", TINY)


share = st.floats(0, 1)
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow],
               derandomize=True)  # fmt: skip


def total_of(**values):
    with tempfile.TemporaryDirectory() as folder:
        method = values.pop("method", "")
        formula = values.pop("end_of_life", "cff")
        path = study(Path(folder) / "p", entry(**values), method=method, end_of_life=formula)
        return footprint(path, lasting())


@few
@given(r1=share, r2=share, q=share)
def test_a_of_one_equals_cut_off_and_a_of_zero_equals_substitution(r1, r2, q):
    values = {"R1": r1, "R2": r2, "Qsin_Qp": q, "Qsout_Qp": q}
    one = stages(total_of(A=1, **values))
    # cut-off: the recycled input carries its recycling only, nothing is credited
    assert one.get("raw_material", 0.0) == pytest.approx((1 - r1) * 10 + r1 * 2)
    assert one.get("end_of_life", 0.0) == pytest.approx((1 - r2) * 0.1, abs=1e-12)
    zero = stages(total_of(A=0, **values))
    # substitution: all recycled output displaces primary material, recycled input counts as primary
    assert zero.get("raw_material", 0.0) == pytest.approx((1 - r1) * 10 + r1 * q * 10)
    by_hand = r2 * (2 - q * 8) + (1 - r2) * 0.1
    assert zero.get("end_of_life", 0.0) == pytest.approx(by_hand, abs=1e-12)


@few
@given(a=share, r1=share, r2=share, r3=share, scale=st.floats(0.01, 100))
def test_formula_is_linear_in_the_burdens(a, r1, r2, r3, scale):
    factors = CircularFactors(a=a, r1=r1, r2=r2, r3=(1 - r2) * r3, lhv=20, heat_efficiency=0.4)
    once = circular_footprint(factors, CircularBurdens(10, 2, 2, 8, 2.8, 0.07, 0.1, 0.1))
    more = circular_footprint(
        factors, CircularBurdens(*(scale * e for e in (10, 2, 2, 8, 2.8, 0.07, 0.1, 0.1)))
    )
    assert more.total == pytest.approx(scale * once.total, rel=1e-9, abs=1e-9)
    ends = [circular_footprint(CircularFactors(a=x, r1=r1, r2=r2), CircularBurdens(10, 2, 2, 8))
            for x in (0.0, a, 1.0)]  # fmt: skip
    between = (1 - a) * ends[0].total + a * ends[2].total
    assert ends[1].total == pytest.approx(between, rel=1e-9, abs=1e-9)


def test_cradle_to_gate_counts_the_input_only_and_is_reported_with_a_of_one(tmp_path, tiny):
    # 0.7*10 + 0.3*(0.2*2 + 0.8*10) = 9.52; with A = 1: 0.7*10 + 0.3*2 = 7.6
    text = entry().replace("quantity = 1\n", "")
    folder = study(tmp_path / "p", text)
    settings_file = folder / "pcf.toml"
    settings_file.write_text(
        settings_file.read_text(encoding="utf-8").replace(', "end_of_life"]', "]"),
        encoding="utf-8",
    )
    result = footprint(folder, tiny)
    assert stages(result) == pytest.approx({"raw_material": 9.52})
    told = next(f for f in read_project(folder).findings if f.code == "AL028")
    assert told.help("en") == "--set endoflife.material.m.A=1"
    other = footprint(folder, tiny, overrides=["endoflife.material.m.A=1"])
    assert other.total == pytest.approx(7.6)


ROUTE = """
[[route]]
id = "tip"
share = 1
supplier = "bg:disposal"
origin = "secondary"
source = "test"
"""


@pytest.mark.parametrize(
    ("formula", "method", "raw"),
    [
        ("cut-off", "", 0.7 * 10 + 0.3 * 2),
        ("closed-loop", "", 10.0),
        # half of the primary burden stays with the giver: A = 1 - 0.5
        ("open-loop", "open_loop_factor = 0.5", 0.7 * 10 + 0.3 * (0.5 * 2 + 0.5 * 10)),
    ],
)
def test_recycled_content_acts_under_the_other_formulas(tmp_path, tiny, formula, method, raw):
    folder = study(tmp_path / "p", entry(more=ROUTE), end_of_life=formula, method=method)
    found = stages(footprint(folder, tiny))
    assert found == pytest.approx({"raw_material": raw, "end_of_life": 0.1})


def test_shares_of_ways_of_recycling_and_their_amounts(tmp_path, tiny):
    # 0.72 kg of secondary material: 0.54 by pyro at 3 kg waste each, 0.18 by hydro as it is
    options = """
[[material.option]]
id = "pyro"
share = 0.75
supplier = "bg:recycling"
amount = 3
unit = "kg"
source = "test"
[[material.option]]
id = "hydro"
share = 0.25
supplier = "bg:recycling"
source = "test"
"""
    text = entry(more=options).replace('recycling = "bg:recycling"\n', "")
    result = footprint(study(tmp_path / "p", text), tiny)
    rows = {row.address: row.activity for row in result.rows}
    assert rows["row:endoflife/m.recycling.pyro"] == pytest.approx(1.62)
    assert rows["row:endoflife/m.recycling.hydro"] == pytest.approx(0.18)


def test_rest_takes_what_is_left_and_collection_times_yield_is_r2(tmp_path, tiny):
    # m: 0.75 of 1 kg, R2 = 0.95*0.8 = 0.76, A 0.2: credit 0.75*0.8*0.76 = 0.456 kg
    # rest: 0.25 kg, all disposed of; disposal 0.75*0.24 + 0.25 = 0.43 kg at 0.1
    rest = """
[[material]]
id = "rest"
origin = "estimate"
R1 = 0
R2 = 0
R3 = 0
disposal = "bg:disposal"
"""
    text = entry(more=rest).replace("R2 = 0.9\n", "collection = 0.95\nyield = 0.8\n")
    text = text.replace("share = 1\n", 'share_formula = "3 / 4"\n')
    result = footprint(study(tmp_path / "p", text), tiny)
    rows = {row.address: row.activity for row in result.rows}
    assert rows["row:endoflife/m.credit"] == pytest.approx(-0.456)
    assert rows["row:endoflife/m.disposal"] == pytest.approx(0.18)
    assert rows["row:endoflife/rest.disposal"] == pytest.approx(0.25)


DEFAULTS = """quantity = 1
unit = "kg"
defaults = "eu-battery-draft"
{top}
[[material]]
id = "li"
class = "metal"
substance = "lithium"
share = 1
origin = "secondary"
source = "test"
R3 = 0
recycling = "bg:recycling"
displaces = "bg:displaced"
displaced_amount = 5.3
disposal = "bg:disposal"
"""


@pytest.mark.parametrize(("date", "r2"), [("2027-12-31", 0.475), ("2031-12-31", 0.76)])
def test_defaults_are_asked_for_by_name_and_told(tmp_path, tiny, date, r2):
    # collection 0.95 x recovery 0.50 or 0.80; A 0.2, quality 1: credit 0.8 * R2 * 5.3
    text = DEFAULTS.format(top=f'recovery_targets = "{date}"')
    folder = study(tmp_path / "p", text)
    result = footprint(folder, tiny)
    rows = {row.address: row for row in result.rows}
    credit = rows["row:endoflife/li.credit"]
    assert credit.activity == pytest.approx(-0.8 * r2 * 5.3)
    assert "A = 0.2 [verified second-hand]" in credit.source
    assert "[derived by pcf] Regulation (EU) 2023/1542" in credit.source
    told = [f for f in read_project(folder).findings if f.code == "AL035"]
    assert [f.node for f in told] == ["li"]
    assert "collection = 0.95 [verified second-hand]" in told[0].message("en")
    assert "R1 = 0 [verified]" in told[0].message("en")


def found(folder, code):
    return [f for f in read_project(folder).findings if f.code == code]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message"),
    [
        (entry().replace('R1_evidence = "EV"\n', ""), "AL020", 12, "material.R1",
         "material 'm' claims R1 = 0.3 without proof"),
        (entry().replace("share = 1\n", "share = 0.9\n"), "AL016", 6, "material.share",
         "the shares add up to 0.9 instead of 1 (0.9)"),
        (entry(R3=0.2), "AL026", 15, "material.R3",
         "material 'm' has R2 + R3 = 0.9 + 0.2, more than 1"),
        (entry(R1=1.2), "NU017", 12, "material.R1", None),
        (entry(A=-0.1), "NU017", 10, "material.A", None),
        (entry(A=0.9), "AL025", 10, "material.A",
         "material 'm' has A = 0.9; the PEF method keeps to 0.2..0.8"),
        (entry().replace('displaces = "bg:displaced"\n', ""), "AL027", 4, "material.displaces",
         "material 'm' weighs E*v by 0.72 and does not state displaces"),
        (entry().replace("A = 0.2\n", ""), "AL017", 4, "material.A",
         "material 'm' does not state A, and the table of defaults (-) does not hold it"),
        (entry().replace("bom.B1", "bom.B7"), "AL022", 9, "material.rows",
         "row 'bom.B7' of material 'm' is not in bom.csv or exchanges.csv"),
        (entry(more="collection = 0.9"), "AL019", 14, "material.R2", None),
        (entry(top='defaults = "eu"'), "AL018", 3, "defaults",
         "'eu' is not known; there are: eu-battery-draft, nmc111-open-case"),
        (DEFAULTS.format(top=""), "AL037", 5, "material.R2",
         "the default recovery of material 'li' (lithium) depends on the date: "
         "2027-12-31, 2031-12-31"),
        (entry().replace("bg:disposal", "none"), "AL024", 28, "material.disposal",
         "material 'm' has disposal = none and gives no reason"),
    ],
)  # fmt: skip
def test_faults_of_a_material_have_their_place(tmp_path, text, code, line, column, message):
    folder = study(tmp_path / "p", text)
    told = found(folder, code)
    assert len(told) == 1, [str(f.code) for f in read_project(folder).findings]
    assert told[0].location.file == "model/endoflife.toml"
    assert (told[0].location.line, told[0].location.column) == (line, column)
    if message is not None:
        assert told[0].message("en") == message


OPTION = """
[[material.option]]
id = "hydro"
share = 0.9
supplier = "bg:recycling"
source = "test"
"""


def test_options_add_up_and_stand_alone(tmp_path):
    text = entry(more=OPTION)
    folder = study(tmp_path / "p", text)
    assert [f.message("en") for f in found(folder, "AL034")] == [
        "material 'm' states recycling (bg:recycling) beside [[material.option]]"
    ]
    assert [(str(f.location), f.message("en")) for f in found(folder, "AL016")] == [
        ("model/endoflife.toml:32 [material.option.share]",
         "the shares add up to 0.9 instead of 1 (0.9)")
    ]  # fmt: skip


def test_heating_value_must_fit_the_quantity(tmp_path):
    text = entry(R2=0.5, R3=0.3, LHV=30, XER_heat=0.3).replace("MJ/kg", "MJ/m3")
    told = found(study(tmp_path / "p", text), "AL036")
    assert [f.message("en") for f in told] == [
        "material 'm' gives its heating value in 'MJ/m3', which does not fit a quantity in kg"
    ]


def test_heating_value_is_converted_to_the_unit_of_the_quantity(tmp_path, tiny):
    # 30 MJ/kg = 30 GJ/t; 1 kg = 0.001 t: 0.3*(2.8 - 30*0.3*0.07) per kg
    text = entry(R1=0, R2=0.5, R3=0.3, LHV=30, XER_heat=0.3)
    text = text.replace('quantity = 1\nunit = "kg"', 'quantity = 0.001\nunit = "t"', 1)
    text = text.replace("MJ/kg", "GJ/t")
    result = footprint(study(tmp_path / "p", text), tiny)
    rows = {row.address: row.value for row in result.rows}
    assert rows["row:endoflife/m.incineration"] == pytest.approx(0.3 * 2.8)
    assert rows["row:endoflife/m.heat"] == pytest.approx(-0.3 * 30 * 0.3 * 0.07)


def test_formula_on_materials_needs_materials(tmp_path):
    folder = study(tmp_path / "p", f'quantity = 1\nunit = "kg"\n{ROUTE}')
    told = found(folder, "AL015")
    assert [(str(f.location), f.message("en")) for f in told] == [
        ("pcf.toml:31 [method.end_of_life]", "the end-of-life method cff needs [[material]], which "
         "endoflife.toml does not have")
    ]  # fmt: skip


def test_formula_on_routes_needs_routes(tmp_path):
    folder = study(tmp_path / "p", entry(), end_of_life="cut-off")
    assert found(folder, "AL015")[0].message("en") == (
        "the end-of-life method cut-off needs [[route]], which endoflife.toml does not have"
    )


def test_recycled_content_without_proof_is_a_warning_under_cut_off(tmp_path, tiny):
    text = entry(more=ROUTE).replace('R1_evidence = "EV"\n', "")
    folder = study(tmp_path / "p", text, end_of_life="cut-off")
    assert [f.level for f in found(folder, "AL021")] == ["warning"]
    assert footprint(folder, tiny).total == pytest.approx(7.7)


def test_one_row_cannot_be_two_materials(tmp_path):
    second = entry().partition("[[material]]")[2].replace('id = "m"', 'id = "n"')
    text = entry(more=f"[[material]]{second}").replace("share = 1\n", "share = 0.5\n")
    folder = study(tmp_path / "p", text)
    assert found(folder, "AL023")[0].message("en") == (
        "row 'bom.B1' belongs to material 'm' and is named again by 'n'"
    )


def test_recycled_content_of_a_row_that_is_no_input_is_refused(tmp_path, tiny):
    text = entry().replace("bom.B1", "exchanges.E1")
    folder = study(tmp_path / "p", text)
    waste = "id,process,direction,flow,amount,unit,supplier,origin\nE1,p,waste,disposal,1,kg,"
    (folder / "model" / "exchanges.csv").write_text(
        f"{waste}bg:disposal,secondary\n", encoding="utf-8"
    )
    with pytest.raises(PcfError) as caught:
        footprint(folder, tiny)
    assert "AL038" in [f.code for f in caught.value.findings]


def test_a_burden_weight_is_no_mass(tmp_path, tiny):
    # 2 kg in with R1 = 0.3, A = 0.2 and a quality of 0.5: the burden of 2*(0.7 + 0.3*0.8*0.5) =
    # 1.64 kg of primary material and 0.12 kg of recycled material; the mass that enters stays 2 kg.
    path = study(tmp_path / "p", entry(Qsin_Qp=0.5), amount=2.0)
    settings_file = path / "pcf.toml"
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(
        text.replace('location = "CN"', 'location = "CN"\nmass = 2\nmass_unit = "kg"'),
        encoding="utf-8",
    )
    result = footprint(path, tiny)
    rows = {row.address: row.activity for row in result.rows}
    assert rows["row:bom/B1"] == pytest.approx(1.64)
    assert rows["row:bom/B1.recycled"] == pytest.approx(0.12)
    assert result.coverage.explained_mass_kg == pytest.approx(2.0)
    assert result.coverage.mass_explained == pytest.approx(1.0)
