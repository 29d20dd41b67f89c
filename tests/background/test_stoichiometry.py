"""Molar masses, contents of flows and bounds from reactions, by hand."""

import csv

import pytest

from pcf.background.contents import Span, contents_of
from pcf.background.floors import Floor, check_floors, read_floors
from pcf.background.stoichiometry import (
    FormulaError,
    composition,
    mass_fraction,
    molar_mass,
)
from pcf.findings import Findings
from pcf.location import data_root


def test_groups_water_and_fractions():
    assert composition("Ca(OH)2") == {"Ca": 1, "O": 2, "H": 2}
    assert composition("FeSO4.7H2O") == {"Fe": 1, "S": 1, "O": 11, "H": 14}
    assert composition("LiNi0.6Co0.2Mn0.2O2") == {"Li": 1, "Ni": 0.6, "Co": 0.2, "Mn": 0.2, "O": 2}
    assert composition("(C2H2F2)n") == composition("C2H2F2")
    assert composition("c-C4F8") == {"C": 4, "F": 8}


@pytest.mark.parametrize("text", ["", "Xx2", "C(", "(Ni,Co)(OH)2", "H2O!", "C" * 80, "co2"])
def test_what_is_no_formula(text):
    with pytest.raises(FormulaError):
        composition(text)


def test_textbook_ratios():
    # CO2: 12.011 + 2 x 15.999 = 44.009; CaO 40.078 + 15.999 = 56.077
    assert molar_mass("CO2") == pytest.approx(44.009)
    assert molar_mass("CO2") / molar_mass("CaO") == pytest.approx(0.7848, abs=5e-5)
    assert molar_mass("CO2") / molar_mass("CH4N2O") == pytest.approx(0.7328, abs=5e-5)
    assert mass_fraction("Li2CO3", "C") == pytest.approx(12.011 / 73.888)


@pytest.fixture
def flows(pcf_open):
    return {flow.id: flow for flow in pcf_open.flows()}


@pytest.fixture
def contents(flows):
    findings = Findings()
    made = contents_of(flows, data_root("datasets") / "background" / "pcf-open", findings)
    assert len(findings) == 0
    return made


def test_carbon_of_a_fuel_is_heat_times_factor(contents):
    # diesel 42.652 MJ/kg, IPCC 0.0726 .. 0.0748 kg CO2/MJ, x 12.011/44.009
    span = contents["diesel"].carbon
    assert span.low == pytest.approx(42.652 * 0.0726 * 12.011 / 44.009)
    assert 0.84 < span.low < span.high < 0.875


def test_a_flow_that_says_nothing_stays_open(contents):
    assert contents["wire_harness"].carbon == Span(0.0, 1.0)
    assert contents["wire_harness"].basis == "open"
    assert contents["electricity"].mass == Span()
    assert contents["electricity"].energy == Span(3.6, 3.6)
    # a battery is measured in kWh and is no energy
    assert contents["pack_lfp"].energy == Span()


def test_every_bound_is_used_and_its_numbers_are_molar_masses(pcf_open, flows, contents):
    findings = Findings()
    floors = read_floors(findings)
    assert len(findings) == 0
    used = {
        item.floor.id
        for process in pcf_open.processes()
        for item in check_floors(process, pcf_open.exchanges(process.id), floors, flows, contents)
    }
    assert used == {floor.id for floor in floors}
    for floor in floors:
        assert all(pcf_open.source(key) for key in floor.sources)


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("lime-calcination", 0.75 * 44.009 / 56.077),
        ("urea-bound-most", 44.009 / 60.056),
        ("aluminium-anode-carbon", 0.33386),  # 3 C per 4 Al
        ("hydrogen-gas-feed", 5.457),  # 44.009 / (4 x 2.016)
        ("hot-metal-reduction", 0.94 * 1.5 * 12.011 / 111.69 + 0.04),
        ("carbide-carbon", 0.75 * 36.033 / 64.1),
    ],
)
def test_bounds_by_hand(id, value):
    floor = next(f for f in read_floors(Findings()) if f.id == id)
    assert floor.value({}) == pytest.approx(value, rel=1e-4)


def test_a_bound_may_depend_on_an_input():
    floor = next(f for f in read_floors(Findings()) if f.id == "silica-soda-ash")
    assert isinstance(floor, Floor)
    # 0.98 x 0.41523 x 0.55
    assert floor.value({"soda_ash": 0.55}) == pytest.approx(0.2238, abs=1e-4)


def test_only_these_published_inventories_break_a_bound(pcf_open, flows, contents):
    floors = read_floors(Findings())
    broken = {
        (item.floor.id, item.floor.strict)
        for process in pcf_open.processes()
        for item in check_floors(process, pcf_open.exchanges(process.id), floors, flows, contents)
        if not item.holds
    }
    assert broken == {
        ("nmc111-co2", False),
        ("copper-flux", False),
        ("hpal-neutralisation", False),
        ("cobalt-neutralisation", False),
        ("glass-fibre-carbonates", False),
    }


def test_every_table_of_checks_tells_its_provenance():
    import tomllib

    for path in sorted((data_root("datasets") / "plausibility").glob("*.csv")):
        told = tomllib.loads(path.with_name(f"{path.stem}.provenance.toml").read_text("utf-8"))
        with path.open(encoding="utf-8", newline="") as file:
            assert told["rows"] == len(list(csv.DictReader(file)))
        assert told["derived"]
        assert told["licence"]
