"""Two contents of a background: what moved, why, and that the parts add up."""

import copy
import shutil
from math import fsum

import numpy as np
import pytest

from pcf.background import open_background
from pcf.background.stored import stored_background
from pcf.background.tag_shares import RANKS, tag_shares
from pcf.calc.data_check import Scores
from pcf.calc.data_versions import compare_backgrounds


def compared(a, b):
    return compare_backgrounds(
        open_background(folder=a), open_background(folder=b), "AR6", "0/0"
    ).difference


@pytest.fixture
def two(mini, tmp_path):
    """The small background and a copy to change."""
    other = tmp_path / "other" / "mini"
    shutil.copytree(mini.folder, other)
    changed = copy.copy(mini)
    changed.folder = other
    return mini.folder, changed


def test_the_same_is_empty(two):
    assert compared(two[0], two[1].folder).is_empty


def test_an_emission_that_falls(two):
    # power 0.9 -> 0.8 kg CO2 per kWh. Coal takes 0.1 kWh, power takes 0.4 kg:
    # y_p = e + 0.4 y_c, y_c = 0.01 x 29.8 + 0.1 y_p; y_p = (e + 0.1192) / 0.96
    old, new = two
    new.change("energy/exchanges.csv", "co2_fossil,0.9,kg", "co2_fossil,0.8,kg")
    found = compared(old, new.folder)
    power = next(c for c in found.changed if c.process == "power_plant")
    coal = next(c for c in found.changed if c.process == "coal_mine")
    assert power.before == pytest.approx((0.9 + 0.1192) / 0.96)
    assert power.delta == pytest.approx(-0.1 / 0.96)
    assert power.own == pytest.approx(-0.1)
    assert power.upstream == pytest.approx(0.4 * coal.delta)
    assert coal.own == pytest.approx(0.0, abs=1e-15)
    assert coal.upstream == pytest.approx(0.1 * power.delta)
    roots = found.roots("coal_mine", "coal")
    assert [(r.process, pytest.approx(r.value)) for r in roots] == [("power_plant", coal.delta)]
    (term,) = [t for t in found.terms("power_plant", "power") if t.own]
    assert (term.kind, term.name, term.before, term.after) == ("emission", "co2_fossil", 0.9, 0.8)


def test_an_input_that_rises_is_priced_at_the_old_supplier(two):
    old, new = two
    new.change("energy/exchanges.csv", "input,coal,0.4,kg", "input,coal,0.5,kg")
    found = compared(old, new.folder)
    power = next(c for c in found.changed if c.process == "power_plant")
    before = (0.298 + 0.1 * 0.9) / 0.96  # y of coal before
    assert power.own == pytest.approx(0.1 * before)
    assert power.own + power.upstream == pytest.approx(power.delta, rel=1e-12)


def test_added_and_removed_products(two):
    old, new = two
    new.add(
        "energy/processes.csv",
        "boiler,锅炉,boiler,heat,1,MJ,CN,2020,unit,energy,none,PAPER,published",
    )
    new.add(
        "energy/exchanges.csv",
        "b1,boiler,output,heat,1,MJ,,,,,,published,PAPER",
        "b2,boiler,input,coal,0.05,kg,coal_mine,,,,,published,PAPER",
    )
    found = compared(old, new.folder)
    assert [(i.process, i.flow, i.unit) for i in found.added] == [("boiler", "heat", "MJ")]
    assert found.changed == ()
    back = compared(new.folder, old)
    assert [i.process for i in back.removed] == ["boiler"]


def test_another_supplier_counts_as_own_change(two):
    old, new = two
    new.add(
        "energy/processes.csv",
        "other_mine,另矿,other mine,coal,1,kg,CN,2020,unit,fuel,none,PAPER,published",
    )
    new.add(
        "energy/exchanges.csv",
        "o1,other_mine,output,coal,1,kg,,,,,,published,PAPER",
        "o2,other_mine,emission,ch4_fossil,0.02,kg,,,,,,published,PAPER",
    )
    new.change(
        "energy/exchanges.csv", "input,coal,0.4,kg,coal_mine", "input,coal,0.4,kg,other_mine"
    )
    found = compared(old, new.folder)
    power = next(c for c in found.changed if c.process == "power_plant")
    terms = found.terms("power_plant", "power")
    # the old mine is in both contents: its 0.4 kg fall away at their old price
    assert {t.name: t.own for t in terms} == {
        "coal_mine/coal": pytest.approx(-0.4 * (0.298 + 0.09) / 0.96),
        "other_mine/coal": pytest.approx(0.4 * 0.02 * 29.8),
    }
    assert fsum(t.own + t.upstream for t in terms) == pytest.approx(power.delta, rel=1e-12)


def test_parts_add_up_over_the_embedded_background(tmp_path):
    from pcf.location import data_root

    source = data_root("datasets") / "background" / "pcf-open"
    folder = tmp_path / "pcf-open"
    shutil.copytree(source, folder)
    table = folder / "electricity" / "exchanges.csv"
    text = table.read_text(encoding="utf-8")
    old = "elec_coal_cn.03,elec_coal_cn,emission,co2_fossil,0.848,"
    assert text.count(old) == 1
    table.write_text(text.replace(old, old.replace("0.848", "0.8")), encoding="utf-8")
    found = compared(source, folder)
    assert len(found.changed) > 500
    sizes = [abs(c.relative) for c in found.changed]
    assert sizes == sorted(sizes, reverse=True)
    for name in ("aluminium_primary_cn", "pack_assembly_lfp", "steel_hrc_cn"):
        change = next(c for c in found.changed if c.process == name)
        terms = found.terms(change.process, change.flow)
        roots = found.roots(change.process, change.flow)
        near = pytest.approx(change.delta, abs=1e-10 * abs(change.before))
        assert change.own + change.upstream == near
        assert fsum(t.own + t.upstream for t in terms) == near
        assert fsum(r.value for r in roots) == near
        assert [r.process for r in roots] == ["elec_coal_cn"]


def test_a_content_is_found_again_by_its_hash(mini):
    opened = open_background(folder=mini.folder)
    again = stored_background("mini", opened.sha256, "default")
    assert again is not None
    assert again.products == opened.products
    assert np.array_equal(again.intensities, opened.intensities)
    assert stored_background("mini", "0" * 64, "default") is None
    assert stored_background("other", opened.sha256, "default") is None


def test_tag_shares_by_hand(mini):
    # y of power 1.0192/0.96. Power draws an estimated amount of coal; its own CO2 is published.
    mini.change(
        "energy/exchanges.csv",
        "p2,power_plant,input,coal,0.4,kg,coal_mine,,,,,published",
        "p2,power_plant,input,coal,0.4,kg,coal_mine,,,,,estimate",
    )
    background = open_background(folder=mini.folder)
    scores = Scores(background)
    shares = tag_shares(background, scores.factors)
    j = background.index("power_plant")
    total = 1.0192 / 0.96
    assert shares.by_figure[j] == pytest.approx([total, 0, 0, 0])
    # clean is only what reaches power without the coal row: its own 0.9 kg
    assert shares.by_weakest[j] == pytest.approx([0.9, 0, 0, total - 0.9])
    assert shares.weak(j) == pytest.approx(1 - 0.9 / total)
    # coal: its methane and its power's own CO2 are clean, what the power takes of coal is not
    k = background.index("coal_mine")
    assert shares.by_weakest[k, 0] == pytest.approx(0.298 + 0.1 * 0.9)


def test_tag_shares_partition_every_result(pcf_open):
    scores = Scores(pcf_open)
    shares = tag_shares(pcf_open, scores.factors)
    for parts in (shares.by_figure, shares.by_weakest):
        assert parts.shape == (len(pcf_open.products), len(RANKS))
        assert np.allclose(parts.sum(axis=1), scores.values, rtol=1e-9, atol=1e-9)
