"""Loops of supply, co-products and linearity, on paper and in the shipped background."""

import math

import numpy as np
import pytest

from pcf.background import open_background
from pcf.background.records import GhgColumn
from pcf.errors import PcfError

X = "energy/exchanges.csv"
P = "energy/processes.csv"


def intensity(background, process, flow, gas):
    column = [c.flow for c in background.columns].index(gas)
    return background.intensities[background.index(process, flow), column]


def test_two_processes_that_feed_each_other(mini):
    background = open_background(folder=mini.folder)
    assert background.columns == (
        GhgColumn("ch4_fossil", "fossil", "CH4"),
        GhgColumn("co2_fossil", "fossil", "CO2"),
    )
    # CO2: power p = 0.9 + 0.4 c, coal c = 0.1 p   ->  p = 0.9 / (1 - 0.04) = 0.9375, c = 0.09375
    assert intensity(background, "power_plant", "power", "co2_fossil") == pytest.approx(0.9375)
    assert intensity(background, "coal_mine", "coal", "co2_fossil") == pytest.approx(0.09375)
    # CH4: c = 0.01 + 0.1 p, p = 0.4 c             ->  c = 0.01 / 0.96, p = 0.004 / 0.96
    assert intensity(background, "coal_mine", "coal", "ch4_fossil") == pytest.approx(0.01 / 0.96)
    assert intensity(background, "power_plant", "power", "ch4_fossil") == pytest.approx(
        0.004 / 0.96
    )


def test_matrices_have_the_signs_of_the_field(mini):
    a, b = open_background(folder=mini.folder).matrices()
    assert a.toarray().tolist() == [[1.0, -0.4], [-0.1, 1.0]]
    assert b.toarray().tolist() == [[0.01, 0.0], [0.0, 0.9]]


def test_energy_allocation_of_power_and_heat(mini):
    mini.change(P, "unit,energy,none", "unit,energy,energy")
    mini.add(X, "p5,power_plant,coproduct,heat,2,MJ,,,1,0.02,,published,PAPER")
    background = open_background(folder=mini.folder)
    # 1 kWh x 3.6 MJ/kWh and 2 MJ x 1: shares 3.6/5.6 and 2/5.6
    share = 3.6 / 5.6
    assert background.share("power_plant", "power") == pytest.approx(share)
    assert background.share("power_plant", "heat") == pytest.approx(2 / 5.6)
    # p = share (0.9 + 0.4 c), c = 0.1 p;  per MJ of heat: (2/5.6) (0.9 + 0.4 c) / 2
    p = share * 0.9 / (1 - share * 0.04)
    c = 0.1 * p
    assert intensity(background, "power_plant", "power", "co2_fossil") == pytest.approx(p)
    heat = (0.9 + 0.4 * c) / 5.6
    assert intensity(background, "power_plant", "heat", "co2_fossil") == pytest.approx(heat)


def test_study_wide_rule_and_the_process_that_keeps_its_own(mini):
    mini.change(P, "unit,energy,none", "unit,energy,energy")
    mini.add(X, "p5,power_plant,coproduct,heat,2,MJ,,,1,0.02,,published,PAPER")
    economic = open_background(folder=mini.folder, allocation="economic")
    # 1 x 0.1 and 2 x 0.02: 0.1 / 0.14
    assert economic.share("power_plant", "power") == pytest.approx(0.1 / 0.14)
    assert economic.findings == ()
    mass = open_background(folder=mini.folder, allocation="mass")
    assert mass.share("power_plant", "power") == pytest.approx(3.6 / 5.6)
    (note,) = mass.findings
    assert (note.code, note.level, note.node) == ("DS034", "info", "power_plant")
    assert (note.location.file, note.location.line) == ("mini/energy/processes.csv", 3)


def test_waste_leaves_without_burden_and_supplies_nothing(mini):
    background = open_background(folder=mini.folder)
    assert background.share("power_plant", "ash") == 0.0
    assert background.share("power_plant", "power") == 1.0
    assert background.providers("ash") == ()
    assert background.outputs("power_plant") == (("power_plant", "power"),)
    with pytest.raises(KeyError):
        background.index("power_plant", "ash")
    with pytest.raises(KeyError):
        background.share("power_plant", "heat")


def test_units_of_one_kind_convert(mini):
    # 0.1 kWh of power written as 0.36 MJ: the same system
    expected = open_background(folder=mini.folder).intensities
    mini.change(X, "power,0.1,kWh,power_plant", "power,0.36,MJ,power_plant")
    assert open_background(folder=mini.folder).intensities == pytest.approx(expected, rel=1e-12)


def test_a_loop_of_gain_one_is_singular(mini):
    # 10 kWh per kg and 0.1 kg per kWh: what is made is used up
    mini.change(X, "power,0.1,kWh", "power,10,kWh").change(X, "coal,0.4,kg", "coal,0.1,kg")
    with pytest.raises(PcfError) as caught:
        open_background(folder=mini.folder)
    (item,) = caught.value.findings
    assert item.code == "DS030"
    assert item.params["gain"] == "1"


def test_a_loop_that_uses_more_than_it_makes_names_its_processes(mini):
    # gain per round 4 x 0.4 = 1.6, per step its square root 1.26491
    mini.change(X, "power,0.1,kWh", "power,4,kWh")
    with pytest.raises(PcfError) as caught:
        open_background(folder=mini.folder)
    (item,) = caught.value.findings
    assert item.code == "DS031"
    assert item.observed in (
        "coal_mine -> power_plant -> coal_mine",
        "power_plant -> coal_mine -> power_plant",
    )
    assert item.params["gain"] == "1.26491"
    assert item.location.file == "mini/energy/exchanges.csv"
    assert item.location.line in (3, 6)


def test_a_process_that_eats_itself(mini):
    mini.add(X, "p5,power_plant,input,power,1.5,kWh,power_plant,,,,,published,PAPER")
    with pytest.raises(PcfError) as caught:
        open_background(folder=mini.folder)
    (item,) = caught.value.findings
    assert (item.code, item.observed) == ("DS031", "power_plant -> power_plant")
    assert item.location.line == 9


def test_doubling_every_amount_changes_nothing(mini):
    expected = open_background(folder=mini.folder).intensities
    mini.change(P, "coal,1,kg", "coal,2,kg").change(X, "output,coal,1,", "output,coal,2,")
    mini.change(X, "power,0.1,", "power,0.2,").change(X, "ch4_fossil,0.01", "ch4_fossil,0.02")
    assert open_background(folder=mini.folder).intensities == pytest.approx(expected, rel=1e-14)


def test_intensities_are_linear_in_an_emission(mini):
    base = np.array(open_background(folder=mini.folder).intensities)
    mini.change(X, "co2_fossil,0.9", "co2_fossil,2.7")
    tripled = open_background(folder=mini.folder).intensities
    assert tripled[:, 1] == pytest.approx(3 * base[:, 1], rel=1e-14)
    assert tripled[:, 0].tolist() == base[:, 0].tolist()


def test_order_of_rows_does_not_matter(mini):
    expected = open_background(folder=mini.folder)
    path = mini.folder / X
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8", newline="\n")
    turned = open_background(folder=mini.folder)
    for process, flow in expected.products:
        ours = turned.intensities[turned.index(process, flow)]
        assert ours == pytest.approx(expected.intensities[expected.index(process, flow)], rel=1e-14)


@pytest.mark.parametrize("allocation", ["default", "mass", "energy", "economic"])
def test_shares_of_every_shipped_process_add_up_to_one(allocation):
    background = open_background(allocation=allocation)
    for process in background.processes():
        shares = [background.share(*product) for product in background.outputs(process.id)]
        assert math.isclose(math.fsum(shares), 1.0, rel_tol=1e-12), process.id
        assert min(shares) >= 0


def test_the_residual_of_the_shipped_solution_is_small(pcf_open):
    a, b = pcf_open.matrices()
    off = a.T @ pcf_open.intensities - b.T.toarray()
    assert np.abs(off).max() <= 1e-12 * np.abs(pcf_open.intensities).max()


def test_every_way_of_solving_agrees(pcf_open, monkeypatch):
    from pcf.background import solving

    details = pcf_open._details
    monkeypatch.setattr(solving, "DENSE_LIMIT", 0)
    other = solving.solve(details.technosphere, details.biosphere)
    assert other == pytest.approx(np.array(pcf_open.intensities), rel=1e-9, abs=1e-11)


def test_emissions_are_followed_along_long_chains(monkeypatch):
    # each product draws on the next one, only the last emits; product 0 stands alone
    from pcf.background import solving
    from pcf.background.compiled import Triplets

    n = 300
    line = np.arange(1, n - 1)
    a = Triplets(np.r_[np.arange(n), line + 1], np.r_[np.arange(n), line],
                 np.r_[np.ones(n), np.full(n - 2, -1.0)], (n, n))  # fmt: skip
    b = Triplets(np.array([0]), np.array([n - 1]), np.array([2.0]), (1, n))
    assert solving.solve(a, b)[:, 0].tolist() == [0.0] + [2.0] * (n - 1)
