"""ILCD and TIDAS packages become backgrounds whose numbers can be done by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ilcd_kit import (
    CARBON,
    CO2,
    ENERGY,
    MASS,
    POWER,
    SLAG,
    STEEL,
    TRUCK,
    FlowData,
    Proc,
    Row,
    as_tidas,
    chain,
    process_xml,
    project,
    uuid,
    write_folder,
    write_zip,
)

from pcf.importing.build import _range
from pcf.importing.database import import_database, relink
from pcf.importing.package import Exchange, Uncertainty
from pcf.importing.settings import ImportSettings, read_settings

#: kg CO2 per unit of the products of the chain, see `ilcd_kit.chain`.
BY_HAND = {uuid(1): 0.25, uuid(2): 0.1, uuid(3): 0.5, uuid(4): 2.0}


def imported(tmp_path, files, **settings):
    path = write_zip(tmp_path / "chain.zip", files.texts())
    return import_database(path, tmp_path, ImportSettings(**settings), id="db")


def intensity(done, process):
    background = done.background
    column = [c.flow for c in background.columns].index("co2_fossil")
    return float(background.intensities[background.index(process), column])


@pytest.mark.parametrize("form", ["zip", "folder", "tidas"])
def test_a_chain_gives_the_numbers_done_by_hand(tmp_path, form):
    texts = chain().texts()
    if form == "zip":
        path = write_zip(tmp_path / "a.zip", texts)
    else:
        path = write_folder(tmp_path / "a", as_tidas(texts) if form == "tidas" else texts)
    done = import_database(path, tmp_path, id="db")
    assert done.format == ("tidas" if form == "tidas" else "ilcd")
    for process, value in BY_HAND.items():
        assert intensity(done, process) == pytest.approx(value, rel=1e-12)
    assert not done.is_partial
    assert done.links == {"only-supplier": 4}


def test_names_units_and_places_are_kept(tmp_path):
    background = imported(tmp_path, chain()).background
    steel = background.process(uuid(4))
    assert (steel.name_zh, steel.name_en, steel.year) == ("钢", "steel", "2020")
    assert background.unit_of(uuid(1), POWER) == "MJ"
    assert background.unit_of(uuid(2), TRUCK) == "tkm"
    assert background.flow(f"{SLAG}-in").kind == "waste_service"
    assert background.process(uuid(3)).product == f"{SLAG}-in"


def test_a_waste_output_buys_its_treatment(tmp_path):
    rows = imported(tmp_path, chain()).background.exchanges(uuid(4))
    slag = next(row for row in rows if row.flow == f"{SLAG}-in")
    assert (slag.direction, slag.amount, slag.provider) == ("input", 3.0, uuid(3))


def test_a_negative_output_is_an_input(tmp_path):
    files = chain()
    files.processes[3].rows[1] = Row(POWER, "Output", "-36")
    assert intensity(imported(tmp_path, files), uuid(4)) == pytest.approx(2.0, rel=1e-12)


def test_a_negative_input_is_a_credit(tmp_path):
    files = chain()
    files.processes[3].rows[1] = Row(POWER, "Input", "-36")
    # own 9 + transport 0.5 + slag 1.5 - power 9 = 2 kg per 10 kg
    assert intensity(imported(tmp_path, files), uuid(4)) == pytest.approx(0.2, rel=1e-12)


def test_a_formula_stands_for_an_amount(tmp_path):
    files = chain()
    files.processes[3].parameters = (
        '<variableParameter name="heat"><meanValue>18</meanValue></variableParameter>'
        '<variableParameter name="power"><formula>heat * 2^1</formula></variableParameter>'
    )
    mean = "<meanAmount>1</meanAmount><referenceToVariable>power</referenceToVariable>"
    files.processes[3].rows[1] = Row(POWER, "Input", None, mean)
    assert intensity(imported(tmp_path, files), uuid(4)) == pytest.approx(2.0, rel=1e-12)


def test_a_formula_over_itself_is_held_back(tmp_path):
    files = chain()
    files.processes[3].parameters = (
        '<variableParameter name="a"><formula>b</formula></variableParameter>'
        '<variableParameter name="b"><formula>a</formula></variableParameter>'
    )
    mean = "<meanAmount>1</meanAmount><referenceToVariable>a</referenceToVariable>"
    files.processes[3].rows[1] = Row(POWER, "Input", None, mean)
    done = imported(tmp_path, files)
    assert done.conservation.reasons() == {("exchange", "formula-fault"): 1}


def with_coproduct(files, shares=()):
    files.flows.append(FlowData(uuid(105), "gas", properties=((MASS, "1"), (ENERGY, "2"))))
    files.processes[3].rows.append(Row(uuid(105), "Output", "30"))
    for row, share in shares:
        one = f'<allocation internalReferenceToCoProduct="{row}" allocatedFraction="{share}"/>'
        files.processes[3].rows[0].extra += one
    if shares:
        row = files.processes[3].rows[0]
        row.extra = f"<allocations>{row.extra}</allocations>"
    return files


def test_without_a_rule_a_process_with_co_products_is_held_back(tmp_path):
    done = imported(tmp_path, with_coproduct(chain()))
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 6,
        ("process", "coproducts-undecided"): 1,
    }
    (one,) = [f for f in done.findings if f.code == "IM022"]
    assert (one.level, one.observed) == ("warning", "1")
    assert "--coproducts" in one.help("en")
    assert "--coproducts" in one.help("zh")
    assert not [f for f in done.findings if f.code == "IM013"]


def test_the_rule_can_be_chosen_after_the_import(tmp_path):
    imported(tmp_path, with_coproduct(chain()))
    done = relink(tmp_path, "db", {}, ImportSettings(coproducts="mass"))
    # 20 kg CO2 over 10 + 30 kg
    assert intensity(done, uuid(4)) == pytest.approx(0.5, rel=1e-12)
    assert read_settings(tmp_path / "backgrounds" / "db")[0].coproducts == "mass"


def test_the_reference_flow_carries_all_when_that_is_stated(tmp_path):
    done = imported(tmp_path, with_coproduct(chain()), coproducts="reference")
    assert intensity(done, uuid(4)) == pytest.approx(2.0, rel=1e-12)
    assert done.background.providers(uuid(105)) == ()
    assert [f.observed for f in done.findings if f.code == "IM013"] == ["1"]


def test_mass_divides_the_burden(tmp_path):
    done = imported(tmp_path, with_coproduct(chain()), coproducts="mass")
    # 20 kg CO2 over 10 + 30 kg
    assert intensity(done, uuid(4)) == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize("rule", ["reference", "mass", "hold"])
def test_a_second_row_of_the_same_product_is_more_of_it(rule, tmp_path):
    files = chain()
    files.processes[3].rows.append(Row(STEEL, "Output", "30"))
    done = imported(tmp_path, files, coproducts=rule)
    # 20 kg CO2 over 10 + 30 kg of steel
    assert intensity(done, uuid(4)) == pytest.approx(0.5, rel=1e-12)


def test_stated_shares_come_first(tmp_path):
    done = imported(tmp_path, with_coproduct(chain(), ((0, 40), (5, 60))), coproducts="mass")
    # 40 % of 20 kg over 10 kg
    assert intensity(done, uuid(4)) == pytest.approx(0.8, rel=1e-12)
    assert done.background.share(uuid(4), uuid(105)) == pytest.approx(0.6)


def test_a_property_that_a_product_lacks_holds_the_process_back(tmp_path):
    # the gas has energy, steel has none
    done = imported(tmp_path, with_coproduct(chain()), coproducts="energy")
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 6,
        ("process", "coproducts-refused"): 1,
    }


def test_stated_shares_need_no_rule(tmp_path):
    done = imported(tmp_path, with_coproduct(chain(), ((0, 40), (5, 60))))
    assert intensity(done, uuid(4)) == pytest.approx(0.8, rel=1e-12)
    assert not [f for f in done.findings if f.code in ("IM013", "IM022")]


EURO, DOLLAR = (f"{n:08d}-0000-4000-8000-000000000000" for n in (8, 9))


def with_prices(prices):
    """Steel and gas at prices, pairs of currency property and amount."""
    files = with_coproduct(chain())
    for flow, part in zip((files.flows[1], files.flows[-1]), prices, strict=True):
        flow.properties = ((MASS, "1"), *(() if part is None else (part,)))
    texts = files.texts()
    for id, unit in ((EURO, "EUR"), (DOLLAR, "USD")):
        for kind in ("flowproperties", "unitgroups"):
            middle = "9999-4000" if kind == "unitgroups" else "0000-4000"
            mass = MASS.replace("0000-4000", middle)
            name = f"ILCD/{kind}/{id.replace('0000-4000', middle)}.xml"
            text = texts[f"ILCD/{kind}/{mass}.xml"].replace(MASS[:8], id[:8])
            texts[name] = text.replace("<name>kg<", f"<name>{unit}<")
    return texts


def test_value_divides_by_prices_in_one_currency(tmp_path):
    path = write_zip(tmp_path / "a.zip", with_prices(((EURO, "6"), (EURO, "2"))))
    done = import_database(path, tmp_path, ImportSettings(coproducts="value"), id="db")
    # 10 kg at 6 and 30 kg at 2: half of 20 kg CO2 over 10 kg
    assert intensity(done, uuid(4)) == pytest.approx(1.0, rel=1e-12)
    assert done.background.process(uuid(4)).allocation == "economic"


@pytest.mark.parametrize("prices", [((EURO, "6"), (DOLLAR, "2")), ((EURO, "6"), None)])
def test_prices_in_two_currencies_or_missing_divide_nothing(tmp_path, prices):
    path = write_zip(tmp_path / "a.zip", with_prices(prices))
    done = import_database(path, tmp_path, ImportSettings(coproducts="value"), id="db")
    assert done.conservation.reasons()["process", "coproducts-refused"] == 1


def test_several_reference_flows_are_products_where_shares_are_stated(tmp_path):
    files = with_coproduct(chain(), ((0, 40), (5, 60)))
    files.processes[3].references = ("0", "5")
    done = imported(tmp_path, files)
    assert intensity(done, uuid(4)) == pytest.approx(0.8, rel=1e-12)
    assert done.background.providers(uuid(105)) == (uuid(4),)
    assert done.background.share(uuid(4), uuid(105)) == pytest.approx(0.6)


@pytest.mark.parametrize(("rule", "taken"), [("mass", 4), ("reference", 3), ("hold", 3)])
def test_several_reference_flows_need_a_rule_that_knows_no_main_product(tmp_path, rule, taken):
    files = with_coproduct(chain())
    files.processes[3].references = ("0", "5")
    done = imported(tmp_path, files, coproducts=rule)
    assert done.conservation.count("process").taken == taken
    if taken == 3:
        assert done.conservation.reasons()["process", "several-reference-flows"] == 1


def test_the_same_reference_flow_twice_stays_held_back(tmp_path):
    files = chain()
    files.processes[3].rows.append(Row(STEEL, "Output", "10"))
    files.processes[3].references = ("0", "5")
    done = imported(tmp_path, files, coproducts="mass")
    assert done.conservation.reasons()["process", "several-reference-flows"] == 1


def test_the_newer_version_counts(tmp_path):
    texts = chain().texts()
    old = Proc(uuid(1), "old", [Row(POWER, "Output", "1"), Row(CO2, "Output", "7")],
               version="00.99.000")  # fmt: skip
    texts["ILCD/processes/z-old.xml"] = process_xml(old)
    done = import_database(write_zip(tmp_path / "a.zip", texts), tmp_path, id="db")
    assert intensity(done, uuid(1)) == pytest.approx(0.25)
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 2,
        ("process", "older-version"): 1,
    }


def test_the_reference_unit_of_an_unknown_flow_must_be_stated(tmp_path):
    files = chain()
    files.flows = [f for f in files.flows if f.id == CARBON]
    files.processes = files.processes[:1]
    done = imported(tmp_path, files)
    assert done.conservation.reasons()["process", "reference-unit-unknown"] == 1
    done = imported(tmp_path, files, missing_unit="MJ")
    assert intensity(done, uuid(1)) == pytest.approx(0.25)


def test_importing_twice_gives_the_same_background(tmp_path):
    one, two = imported(tmp_path, chain()), imported(tmp_path, chain())
    assert one.background.sha256 == two.background.sha256


def test_it_is_found_by_name_and_counts_in_a_project(tmp_path):
    from pcf.api import Project
    from pcf.background.search import search

    home = project(tmp_path / "p", [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])
    path = write_zip(tmp_path / "chain.zip", chain().texts())
    import_database(path, home, id="db")
    made = Project.load(home)
    assert made.calculate().total == pytest.approx(4.0)
    made.lock()
    assert 'id = "db"' in (home / "pcf.lock").read_text(encoding="utf-8")
    from pcf.background import open_background

    hits = search(open_background("db", home=home), "钢材")
    assert [(hit.process, hit.flow) for hit in hits] == [(uuid(4), STEEL)]


def test_what_a_schema_asks_for_is_remarked_and_read_all_the_same(tmp_path):
    files = chain()
    files.processes[0].year = ""
    files.processes[1].location = ""
    done = imported(tmp_path, files)
    told = {f.params["remark"]: f.observed for f in done.findings if f.code == "IM017"}
    assert told == {"process-year": "1", "process-place": "1", "flow-version": "5"}
    assert not done.is_partial


def test_a_range_follows_its_amount_into_another_unit():
    stated = Exchange(
        "1", "output", "f", 2.0, "", unit="t", uncertainty=Uncertainty("range", low=1.0, high=5.0)
    )
    assert _range(stated, 2000.0) == (1000.0, 5000.0)
    assert _range(stated, -2.0) == (-5.0, -1.0)
    assert _range(replace(stated, amount=0.0), 0.0) == (None, None)


@pytest.mark.parametrize(("result", "told"), [("7", True), ("6", False), ("6.01", False)])
def test_a_result_that_is_not_mean_times_variable_is_remarked(tmp_path, result, told):
    files = chain()
    more = "<referenceToVariable>v</referenceToVariable><meanAmount>2</meanAmount>"
    files.processes[3].rows.append(Row(CO2, "Output", result, more))
    files.processes[
        3
    ].parameters = '<variableParameter name="v"><meanValue>3</meanValue></variableParameter>'
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    found = [f for f in done.findings if f.code == "IM065"]
    assert [f.observed for f in found] == (["1"] if told else [])
