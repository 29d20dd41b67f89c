"""The shipped background gives the results that were solved independently of this program."""

import csv

import numpy as np
import pytest

from pcf.background import available_backgrounds, open_background, transport_modes
from pcf.climate import characterize, load_factor_set
from pcf.location import data_root

FOLDER = data_root("datasets") / "background" / "pcf-open"


def table(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def factors(pcf_open):
    factors, missing = characterize(pcf_open.columns, load_factor_set("AR6"), "0/0")
    assert missing == ()
    return factors


def test_it_is_complete(pcf_open):
    assert available_backgrounds() == ("pcf-open",)
    assert (pcf_open.id, pcf_open.version) == ("pcf-open", "2026.11")
    assert len(pcf_open.processes()) == 569 + 166 + 158
    assert len(pcf_open.products) == 790 + 158
    # 3534 + 895 rows, and the reference output of each of the 158 battery processes
    assert len(pcf_open._details.exchanges) == 3534 + 895 + 158


def test_all_790_results_to_the_printed_digits(pcf_open, factors):
    y = pcf_open.intensities @ factors
    rows = table("reference_results.csv")
    assert len(rows) == 790
    for row in rows:
        value = y[pcf_open.index(row["process"], row["flow"])]
        assert value == pytest.approx(float(row["total"]), rel=1e-5, abs=1e-12), row["process"]
        assert pcf_open.unit_of(row["process"], row["flow"]) == row["unit"]
        share = pcf_open.share(row["process"], row["flow"])
        assert share == pytest.approx(float(row["share"]), rel=1e-5, abs=1e-12)


GASES = {
    "co2_fossil": ["co2_fossil"],
    "co2_to_product": ["co2_to_product"],
    "ch4": ["ch4_fossil", "ch4_biogenic"],
    "n2o": ["n2o"],
    "unsplit": ["co2e_aggregated"],
}


@pytest.mark.parametrize("part", GASES)
def test_split_by_gas(pcf_open, factors, part):
    chosen = [c.flow in GASES[part] for c in pcf_open.columns]
    y = pcf_open.intensities[:, chosen] @ factors[chosen]
    for row in table("reference_results.csv"):
        value = y[pcf_open.index(row["process"], row["flow"])]
        small = 1e-9 * max(1.0, abs(float(row["total"])))
        assert value == pytest.approx(float(row[part]), rel=1e-5, abs=small), row["process"]


def test_biogenic_balance(pcf_open):
    factors, _ = characterize(pcf_open.columns, load_factor_set("AR6"), "-1/+1")
    chosen = [c.flow in ("co2_biogenic", "co2_biogenic_uptake") for c in pcf_open.columns]
    y = pcf_open.intensities[:, chosen] @ factors[chosen]
    for row in table("reference_results.csv"):
        value = y[pcf_open.index(row["process"], row["flow"])]
        assert value == pytest.approx(float(row["biogenic_co2"]), rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("rule", ["mass", "energy", "economic"])
def test_other_allocations_with_upstream_at_the_default(pcf_open, factors, rule):
    # burden of a process = (y of an output) x amount / share; shared anew with the other rule
    y = pcf_open.intensities @ factors
    other = open_background(allocation=rule)
    kept = {item.node for item in other.findings}
    compared = 0
    for row in table("reference_allocation.csv"):
        process, flow = row["process"], row["flow"]
        if not row[rule]:
            assert process in kept or pcf_open.process(process).allocation == "cutoff"
            continue
        amounts = {e.flow: e.amount for e in pcf_open.exchanges(process)}
        main = pcf_open.process(process).product
        burden = y[pcf_open.index(process)] * amounts[main] / pcf_open.share(process, main)
        value = burden * other.share(process, flow) / amounts[flow]
        assert value == pytest.approx(float(row[rule]), rel=2e-5, abs=1e-9), (process, flow)
        compared += 1
    assert compared > 40


def battery_alone(pcf_open, run):
    """Solve the battery chain with the rough factors of its purchased flows."""
    factor = {r["flow"]: float(r[f"run_{run}"]) for r in table("reference_battery_factors.csv")}
    ids = [r["process"] for r in table("reference_battery.csv")]
    place = {process: j for j, process in enumerate(ids)}
    gwp = load_factor_set("AR6")
    a, b = np.eye(len(ids)), np.zeros(len(ids))
    for process, j in place.items():
        for row in pcf_open.exchanges(process):
            if row.direction == "input" and row.provider in place:
                a[place[row.provider], j] -= row.amount
            elif row.direction == "input":
                b[j] += row.amount * factor[row.flow]
            elif row.direction == "emission" and row.flow != "co2_biogenic":
                b[j] += row.amount * gwp.factor(row.flow)
    return dict(zip(ids, np.linalg.solve(a.T, b), strict=True))


@pytest.mark.parametrize("run", ["a", "b"])
def test_battery_chain_with_rough_factors(pcf_open, run):
    solved = battery_alone(pcf_open, run)
    for row in table("reference_battery.csv"):
        # printed with four digits
        assert solved[row["process"]] == pytest.approx(float(row[f"run_{run}"]), rel=6e-4), row


@pytest.mark.parametrize("run", ["a", "b"])
@pytest.mark.parametrize("chemistry", ["nmc622", "nmc811", "lfp"])
def test_battery_totals(pcf_open, run, chemistry):
    solved = battery_alone(pcf_open, run)
    rows = table("reference_battery_components.csv")
    printed = {r["item"]: float(r[f"run_{run}_{chemistry}"]) for r in rows}
    pack = solved[f"pack_assembly_{chemistry}"]
    assert pack == pytest.approx(printed["TOTAL cradle-to-gate pack"], abs=0.0051)
    treated = solved[f"eol_treatment_{chemistry}"]
    assert treated == pytest.approx(printed["end of life (no credits)"], abs=0.0051)
    assert solved["use_loss_ev"] == pytest.approx(printed["use-phase losses"], abs=0.0051)
    whole = solved[f"life_cycle_system_{chemistry}"]
    assert whole == pytest.approx(printed["TOTAL life cycle (optional)"], abs=0.0051)


def test_packs_lie_in_the_published_windows(pcf_open, factors):
    # published windows, kg CO2e per kWh cradle to gate: 50-120 (NMC), 45-100 (LFP)
    y = pcf_open.intensities @ factors
    assert 50 < y[pcf_open.index("pack_assembly_nmc622")] < 120
    assert 50 < y[pcf_open.index("pack_assembly_nmc811")] < 120
    assert 45 < y[pcf_open.index("pack_assembly_lfp")] < 100


def test_ledger_columns_add_up(pcf_open, factors):
    total = pcf_open.intensities @ factors
    ledgers = {c.ledger for c in pcf_open.columns}
    parts = np.zeros_like(total)
    for ledger in ledgers:
        chosen = [c.ledger == ledger for c in pcf_open.columns]
        parts += pcf_open.intensities[:, chosen] @ factors[chosen]
    assert parts == pytest.approx(total, rel=1e-12, abs=1e-15)
    assert ledgers == {"fossil", "biogenic_emission", "biogenic_removal", "aircraft", "unsplit"}


def test_aircraft_column_holds_what_the_aircraft_emits(pcf_open, factors):
    aircraft = [c.ledger == "aircraft" for c in pcf_open.columns]
    y = pcf_open.intensities[:, aircraft] @ factors[aircraft]
    # 1.0528 kg CO2 per tkm in the table; the kerosene upstream is fossil
    assert y[pcf_open.index("air_freight_glo")] == pytest.approx(1.0528)
    assert y[pcf_open.index("air_freight_cn")] == pytest.approx(0.921)
    assert y[pcf_open.index("truck_heavy_diesel_cn")] == 0.0


def test_uptakes_are_positive_amounts(pcf_open):
    uptake = [c.flow for c in pcf_open.columns].index("co2_biogenic_uptake")
    assert pcf_open.intensities[:, uptake].max() > 0


def test_two_suppliers_of_one_good_stay_apart(pcf_open):
    assert pcf_open.providers("pvdf") == ("pvdf_cn", "pvdf_polymerisation")
    for process in pcf_open.providers("pvdf"):
        assert pcf_open.process(process).variant
    assert pcf_open.providers("graphite_spherical") == ("graphite_spherical_cn",)
    assert pcf_open.providers("graphite_spherical_unpurified") == ("graphite_spheronisation",)
    slurry = pcf_open.exchanges("cathode_slurry_mixing_nmc622")
    assert [e.provider for e in slurry if e.flow == "pvdf"] == ["pvdf_polymerisation"]


def test_burden_free_outputs_are_no_supply(pcf_open):
    for flow in ("rec_copper", "cathode_scrap", "sodium_sulfate_byproduct", "electricity_waste"):
        assert pcf_open.providers(flow) == ()
    made = [p for p, f in pcf_open.products if f == "rec_copper"]
    assert made == []


def test_modes_of_transport_name_datasets_per_tonne_kilometre(pcf_open):
    modes = {mode.id: mode for mode in transport_modes()}
    assert {"road", "road_light", "rail", "sea", "inland_water", "air"} <= set(modes)
    for mode in modes.values():
        flow = pcf_open.process(mode.dataset).product
        assert pcf_open.unit_of(mode.dataset, flow) == "tkm"
        if mode.default_distance_km is not None:
            assert mode.default_source
            assert mode.default_tag == "estimate"
    assert modes["road"].default_distance_km == 500
    assert modes["sea"].default_distance_km is None
