"""ecoSpold 2 files become backgrounds whose numbers can be done by hand."""

from __future__ import annotations

import math

import pytest
from ecospold_kit import Act2, Row2, chain2, files2, gas2, xml2
from ilcd_kit import write_folder
from linked_kit import imported, intensity, read

from pcf.importing.database import import_database, relink
from pcf.importing.settings import ImportSettings

#: kg per unit of the product, by data set; power is per kWh here.
BY_HAND = {"power_f-power": 0.9, "truck_f-truck": 0.1, "treatment_f-slag": 0.5,
           "steel_f-steel": 2.0}  # fmt: skip
STEEL = "steel_f-steel"


def done_with(tmp_path, acts, **settings):
    return imported(tmp_path, files2(acts), **settings)


@pytest.mark.parametrize("form", ["zip", "folder", "child data sets"])
def test_numbers_by_hand(tmp_path, form):
    acts = chain2()
    if form == "child data sets":
        for one in acts:
            one.tag = "childActivityDataset"
    if form == "folder":
        folder = write_folder(tmp_path / "data", files2(acts))
        done = import_database(folder, tmp_path, id="db")
    else:
        done = done_with(tmp_path, acts)
    assert done.format == "ecospold2"
    for one, value in BY_HAND.items():
        assert intensity(done, one) == pytest.approx(value, rel=1e-12)
    assert done.conservation.count("exchange").taken == 11
    assert done.links == {"stated": 4}
    record = done.background.process(STEEL)
    assert (record.location, record.year, record.product) == ("CN", "2010", "f-steel")


def test_unlinked_data_are_linked_by_product(tmp_path):
    acts = chain2()
    for one in acts:
        for row in one.rows:
            row.link = ""
    # unlinked data give waste out as a by-product instead of taking in less than nothing
    acts[3].rows[3] = Row2("f-slag", "kg", "3", "o2")
    done = done_with(tmp_path, acts)
    for one, value in BY_HAND.items():
        assert intensity(done, one) == pytest.approx(value, rel=1e-12)
    assert done.links == {"only-supplier": 4}


def test_an_activity_divided_by_product(tmp_path):
    acts = chain2()
    heat = [Row2("f-power", "kWh", "0", "o0"), Row2("f-heat", "MJ", "1", "o0"), gas2("0.05")]
    acts[0].rows.insert(1, Row2("f-heat", "MJ", "0", "o0"))
    acts.append(Act2("power", "power", heat))
    acts[3].rows.append(Row2("f-heat", "MJ", "4", "i5", "power"))
    done = done_with(tmp_path, acts)
    assert intensity(done, "power_f-heat") == pytest.approx(0.05)
    assert intensity(done, STEEL) == pytest.approx(2.02, rel=1e-12)  # 4 MJ of 0.05 over 10 kg
    assert done.links == {"stated": 5}


def test_an_activity_that_was_not_divided_is_held_back(tmp_path):
    acts = chain2()
    acts[0].rows.insert(1, Row2("f-heat", "MJ", "5", "o0"))
    done = done_with(tmp_path, acts)
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 3,
        ("process", "several-reference-flows"): 1,
    }


def test_by_products_are_divided_by_the_rule_that_is_chosen(tmp_path):
    acts = chain2()
    acts[3].rows.append(Row2("f-scrap", "kg", "30", "o2"))
    assert done_with(tmp_path, acts).conservation.reasons()["process", "coproducts-undecided"] == 1
    done = done_with(tmp_path, acts, coproducts="reference")
    assert intensity(done, STEEL) == pytest.approx(2.0, rel=1e-12)
    done = done_with(tmp_path, acts, coproducts="mass")
    assert intensity(done, STEEL) == pytest.approx(0.5, rel=1e-12)  # 20 kg over 10 + 30 kg


def test_mass_comes_from_the_properties_of_the_product(tmp_path):
    def mass(name, amount):
        return (
            f'<property propertyId="p-{name}" amount="{amount}"><name xml:lang="en">{name} mass'
            '</name><unitName xml:lang="en">kg</unitName></property>'
        )

    price = (
        '<property propertyId="p-p" amount="7"><name xml:lang="en">carbon allocation</name>'
        '<unitName xml:lang="en">kg</unitName></property>'
    )
    acts = chain2()
    acts[3].rows[0] = Row2("f-steel", "m3", "0.5", "o0",
                           inside=price + mass("dry", 15) + mass("wet", 20))  # fmt: skip
    acts[3].rows.append(Row2("f-scrap", "kg", "30", "o2"))
    done = done_with(tmp_path, acts, coproducts="mass")
    # 0.5 m3 of 20 kg/m3 are 10 kg of 40 kg: 5 kg over 0.5 m3
    assert intensity(done, STEEL) == pytest.approx(10.0, rel=1e-12)


def test_markets_are_known_by_their_type(tmp_path):
    acts = chain2()
    for one in acts:
        for row in one.rows:
            row.link = ""
    market = [Row2("f-power", "kWh", "1", "o0"), Row2("f-power", "kWh", "1.1", "i5", "power")]
    acts.append(Act2("market", "market for power", market, special="1"))
    done = done_with(tmp_path, acts)
    # power at 0.9 with 10 % loss; steel and treatment take it from the market
    assert intensity(done, "market_f-power") == pytest.approx(0.99, rel=1e-12)
    assert done.links["market"] == 2
    assert intensity(done, STEEL) == pytest.approx((9 + 9.9 + 0.5 + 1.5 * 1.1) / 10, rel=1e-12)


def test_kinds_of_activities(tmp_path):
    acts = chain2()
    acts[0].type = "2"
    acts[1].special = "2"
    done = done_with(tmp_path, acts)
    assert done.kinds == {"result": 1, "sector": 1, "unit": 2}


def test_a_link_out_of_the_package_is_told_and_stays_open(tmp_path):
    acts = chain2()
    acts[3].rows[1].link = "elsewhere"
    done = done_with(tmp_path, acts)
    assert [f.params["named"] for f in done.findings if f.code == "IM021"] == ["elsewhere"]
    assert done.links == {"open-named-absent": 1, "stated": 3}
    replaced = relink(tmp_path, "db", {}, ImportSettings(policy="first-market"))
    assert replaced.links == {"instead-of-named": 1, "stated": 3}
    assert [f.params["linked"] for f in replaced.findings if f.code == "IM021"] == [1]


def test_a_unit_that_measures_something_else_is_a_slip_of_the_exchange(tmp_path):
    acts = chain2()
    acts[3].rows[2].unit = "kg"
    done = done_with(tmp_path, acts)
    assert intensity(done, STEEL) == pytest.approx(2.0, rel=1e-12)
    (told,) = [f for f in done.findings if f.code == "IM051"]
    assert told.message("en") == (
        "1 exchanges state 'f-truck' in 'kg' while its supplier states 'metric ton*km'; "
        "the amounts are read in the latter"
    )
    assert told.location.file == "datasets/3-steel.spold"
    assert told.location.line == 5


def test_formulas_parameters_and_spreads(tmp_path):
    acts = chain2()
    log = (
        '<uncertainty><lognormal meanValue="10" mu="2.3" variance="0.01" '
        'varianceWithPedigreeUncertainty="0.04"/><pedigreeMatrix reliability="2" completeness="3" '
        'temporalCorrelation="1" geographicalCorrelation="1" furtherTechnologyCorrelation="5"/>'
        "</uncertainty>"
    )
    acts[3].rows[1].inside = log
    acts[3].rows[1].more = 'mathematicalRelation="2 * heat" variableName="power"'
    acts[3].inside = '<parameter variableName="heat" amount="5"><name>heat</name></parameter>'
    done_with(tmp_path, acts)
    package, _ = read(tmp_path / "package.zip")
    made = package.processes[STEEL]
    row = made.exchanges[1]
    assert (row.formula, row.derivation) == ("2 * heat", "pedigree (2;3;1;1;5)")
    # the square of the geometric deviation: exp(2 * sqrt(0.04))
    assert row.uncertainty.deviation == pytest.approx(math.exp(0.4))
    assert [(p.name, p.value) for p in made.parameters] == [("heat", 5.0)]


def test_the_newer_release_counts(tmp_path):
    acts = chain2()
    acts.append(Act2("power", "power", [Row2("f-power", "kWh", "1", "o0"), gas2("7")],
                     revision="0"))  # fmt: skip
    done = done_with(tmp_path, acts)
    assert intensity(done, STEEL) == pytest.approx(2.0, rel=1e-12)
    assert done.conservation.reasons()["process", "older-version"] == 1


def test_master_data_are_no_inventory(tmp_path):
    master = '<validUnits xmlns="http://www.EcoInvent.org/EcoSpold02"/>'
    texts = files2(chain2()) | {"MasterData/Units.xml": master, "notes.txt": "fake"}
    done = imported(tmp_path, texts)
    assert done.conservation.reasons() == {("file", "not-inventory"): 2}


def test_a_waste_treated_by_somebody_can_be_a_product_of_another(tmp_path):
    acts = chain2()
    acts.append(Act2("mill", "slag mill", [Row2("f-slag", "kg", "1", "o0"), gas2("0.2")]))
    acts.append(Act2("cement", "cement", [Row2("f-cement", "kg", "1", "o0"),
                                          Row2("f-slag", "kg", "2", "i5", "mill")]))  # fmt: skip
    done = done_with(tmp_path, acts)
    assert intensity(done, "cement_f-cement") == pytest.approx(0.4, rel=1e-12)
    assert intensity(done, STEEL) == pytest.approx(2.0, rel=1e-12)


def test_a_file_alone_is_a_package(tmp_path):
    path = tmp_path / "one.spold"
    path.write_text(xml2(chain2()[0]), encoding="utf-8")
    assert intensity(import_database(path, tmp_path, id="db"), "power_f-power") == 0.9
