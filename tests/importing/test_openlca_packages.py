"""openLCA packages of both versions become backgrounds whose numbers can be done by hand."""

from __future__ import annotations

import pytest
from ilcd_kit import project, write_folder, write_zip
from linked_kit import BY_HAND, imported, intensity, read
from olca_kit import (
    CO2,
    ENERGY,
    MASS,
    POWER,
    SLAG,
    STEEL,
    as_version_1,
    chain,
    flow,
    process,
    ref,
    row,
    texts,
    units,
)

from pcf.importing.database import import_database

GAS = "f-gas"


def steel(files, number=None):
    rows = files["processes/steel.json"]["exchanges"]
    return rows if number is None else next(r for r in rows if r["internalId"] == number)


@pytest.mark.parametrize("form", ["version 2", "version 1", "folder", "flat"])
def test_numbers_by_hand(tmp_path, form):
    files = as_version_1(chain()) if form == "version 1" else chain()
    written = texts(files)
    if form == "flat":
        written = {name.replace("/", "-"): text for name, text in written.items()}
    write = write_folder if form == "folder" else write_zip
    done = import_database(write(tmp_path / "package", written), tmp_path, id="db")
    assert done.format == "openlca"
    for one, value in BY_HAND.items():
        assert intensity(done, one) == pytest.approx(value, rel=1e-12)
    assert done.conservation.count("exchange").taken == 11
    assert done.conservation.count("exchange").held == 0
    assert {p.location for p in done.background.processes()} == {"CN"}
    assert done.links == {"only-supplier": 4}


def test_categories_are_the_same_in_both_versions(tmp_path):
    new = read(write_zip(tmp_path / "a.zip", texts(chain())))[0]
    old = read(write_zip(tmp_path / "b.zip", texts(as_version_1(chain()))))[0]
    assert new.flows[POWER].categories == ("energy", "power")
    assert old.flows == new.flows


def test_a_trailing_blank_does_not_hide_a_name(tmp_path):
    files = chain()
    files["flows/co2.json"] |= {"@id": "f-own", "name": "Carbon dioxide, fossil ", "cas": ""}
    for one in ("power", "truck", "steel"):
        for line in files[f"processes/{one}.json"]["exchanges"]:
            if line["flow"]["@id"] == CO2:
                line["flow"] = ref("f-own")
    done = imported(tmp_path, texts(files))
    assert intensity(done, "steel") == pytest.approx(2.0, rel=1e-12)
    assert done.gases.layers == {"name": 3}


def test_units_of_the_package_count_where_pcf_has_none(tmp_path):
    files = chain()
    # a heap is 50 kg: 0.06 heaps of slag are the 3 kg
    steel(files, 4).update(amount=0.06, unit=ref("u-heap", "heap"))
    assert intensity(imported(tmp_path, texts(files)), "steel") == pytest.approx(2.0, rel=1e-12)


def test_the_flow_property_of_an_exchange_decides_between_two_of_one_unit(tmp_path):
    files = chain()
    gross = {"@type": "FlowProperty", "@id": "p-gross", "name": "gross"}
    files["flow_properties/gross.json"] = gross | {"unitGroup": ref("g-energy")}
    properties = ((MASS, 1.0), (ENERGY, 40.0), ("p-gross", 50.0))
    files["flows/gas.json"] = flow(GAS, "PRODUCT", properties)
    files["processes/gas.json"] = process(
        "gas", [row(1, GAS, 1.0, "kg", "main"), row(2, CO2, 3.0, "kg", "out")]
    )
    net = row(6, GAS, 40.0, "MJ", flowProperty=ref(ENERGY))
    gross = row(7, GAS, 100.0, "MJ", flowProperty=ref("p-gross"))
    steel(files).extend([net, gross])
    # 40 MJ net are 1 kg, 100 MJ gross are 2 kg; 3 kg of CO2 each: (20 + 9) / 10
    assert intensity(imported(tmp_path, texts(files)), "steel") == pytest.approx(2.9, rel=1e-12)


def test_a_default_provider_goes_before_everything(tmp_path):
    files = chain()
    clean = [row(1, POWER, 1.0, "MJ", "main"), row(2, CO2, 0.01, "kg", "out")]
    files["processes/clean.json"] = process("clean", clean)
    assert imported(tmp_path, texts(files)).links["open-ambiguous"] == 2
    steel(files, 2)["defaultProvider"] = ref("clean")
    done = imported(tmp_path, texts(files))
    assert done.links["stated"] == 1
    # 36 MJ at 0.01 instead of 0.25: 20 - 36 * 0.24 = 11.36; the treatment stays without power
    assert intensity(done, "steel") == pytest.approx((11.36 - 1.5) / 10, rel=1e-12)


def test_links_of_a_product_system_count_unless_two_disagree(tmp_path):
    files = chain()
    clean = [row(1, POWER, 1.0, "MJ", "main"), row(2, CO2, 0.01, "kg", "out")]
    files["processes/clean.json"] = process("clean", clean)
    link = {"process": ref("steel"), "provider": ref("clean"), "exchange": {"internalId": 2}}
    files["product_systems/s.json"] = {"@type": "ProductSystem", "@id": "s",
                                       "processLinks": [link]}  # fmt: skip
    assert imported(tmp_path, texts(files)).links["stated"] == 1
    other = link | {"provider": ref("power")}
    files["product_systems/t.json"] = {"@type": "ProductSystem", "@id": "t",
                                       "processLinks": [other]}  # fmt: skip
    assert "stated" not in imported(tmp_path, texts(files)).links


def test_a_provider_in_another_package_is_an_open_end(tmp_path):
    files = chain()
    steel(files).append(row(6, "f-elsewhere", 2.0, "kg", defaultProvider=ref("p-elsewhere")))
    done = imported(tmp_path, texts(files))
    assert done.links["open-named-absent"] == 1
    assert done.conservation.count("exchange").held == 0
    assert [f.params["named"] for f in done.findings if f.code == "IM021"] == ["p-elsewhere"]


def test_an_avoided_product_is_an_input_with_the_sign_turned(tmp_path):
    files = chain()
    steel(files, 2)["isAvoidedProduct"] = True
    # own 9 + transport 0.5 + slag 1.5 - power 9 = 2 kg per 10 kg
    assert intensity(imported(tmp_path, texts(files)), "steel") == pytest.approx(0.2, rel=1e-12)


def test_formulas_use_parameters_of_the_process_and_of_the_package(tmp_path):
    files = chain()
    line = steel(files, 2)
    del line["amount"]
    line["amountFormula"] = "heat + share"
    files["processes/steel.json"]["parameters"] = [
        {"name": "heat", "isInputParameter": True, "value": 4.0, "formula": "1"},
    ]
    files["parameters/a.json"] = {"@type": "Parameter", "@id": "a", "name": "share",
                                  "isInputParameter": False, "formula": "base ^ 1 * 3"}  # fmt: skip
    files["parameters/b.json"] = {"@type": "Parameter", "@id": "b", "name": "base",
                                  "isInputParameter": True, "value": 2.0}  # fmt: skip
    # 4 + 2 * 3 = 10 kWh
    done = imported(tmp_path, texts(files))
    assert intensity(done, "steel") == pytest.approx(2.0, rel=1e-12)
    package = read(tmp_path / "package.zip")[0]
    names = [p.name for p in package.processes["steel"].parameters]
    assert names == ["heat", "share", "base"]


def test_a_formula_that_runs_in_a_circle_is_held_back(tmp_path):
    files = chain()
    line = steel(files, 2)
    del line["amount"]
    line["amountFormula"] = "a"
    files["parameters/a.json"] = {"@type": "Parameter", "@id": "a", "name": "a", "formula": "a + 1"}
    done = imported(tmp_path, texts(files))
    assert done.conservation.reasons() == {("exchange", "formula-fault"): 1}


def with_gas(method, factors):
    files = chain()
    files["flows/gas.json"] = flow(GAS, "PRODUCT", ((MASS, 1.0),))
    steel(files).append(row(6, GAS, 30.0, "kg", "out"))
    files["processes/steel.json"] |= {"allocationFactors": factors}
    if method:
        files["processes/steel.json"]["defaultAllocationMethod"] = method
    return files


def factor(kind, product, value, exchange=None):
    made = {"allocationType": kind, "product": ref(product), "value": value}
    return made if exchange is None else made | {"exchange": {"internalId": exchange}}


PHYSICAL = [factor("PHYSICAL_ALLOCATION", STEEL, 0.4), factor("PHYSICAL_ALLOCATION", GAS, 0.6)]


def test_factors_of_the_named_method_divide_the_burden(tmp_path):
    done = imported(tmp_path, texts(with_gas("PHYSICAL_ALLOCATION", PHYSICAL)))
    # 40 % of 20 kg over 10 kg; 60 % over 30 kg
    assert intensity(done, "steel") == pytest.approx(0.8, rel=1e-12)
    assert done.background.share("steel", GAS) == pytest.approx(0.6)


def test_factors_of_another_method_do_not_count_and_are_told(tmp_path):
    for method in ("", "ECONOMIC_ALLOCATION"):
        done = imported(tmp_path, texts(with_gas(method, PHYSICAL)), coproducts="reference")
        assert intensity(done, "steel") == pytest.approx(2.0, rel=1e-12)
        told = [f for f in done.findings if f.code == "IM050"]
        assert [f.message("en") for f in told] == [
            "1 processes state 2 allocation factors of a method that they do not name as theirs; "
            "the factors are not applied"
        ]


def test_causal_factors_divide_exchange_by_exchange(tmp_path):
    kind = "CAUSAL_ALLOCATION"
    shares = {2: 0.4, 3: 1.0, 4: 0.5, 5: 0.2}
    factors = [factor(kind, STEEL, part, n) for n, part in shares.items()]
    factors += [factor(kind, GAS, 1 - part, n) for n, part in shares.items()]
    done = imported(tmp_path, texts(with_gas(kind, factors)))
    # steel: 0.4 * 9 + 0.5 + 0.5 * 1.5 + 0.2 * 9 of 20 kg, over 10 kg; gas: the rest over 30 kg
    assert intensity(done, "steel") == pytest.approx(0.665, rel=1e-12)
    assert intensity(done, "steel--2") == pytest.approx(13.35 / 30, rel=1e-12)


def test_causal_factors_that_leave_exchanges_out_hold_the_process_back(tmp_path):
    kind = "CAUSAL_ALLOCATION"
    factors = [factor(kind, STEEL, 0.4, 2), factor(kind, GAS, 0.6, 2),
               factor(kind, STEEL, 1.0, 3), factor(kind, GAS, 0.0, 3)]  # fmt: skip
    done = imported(tmp_path, texts(with_gas(kind, factors)))
    assert done.conservation.reasons()["process", "causal-allocation"] == 1
    package = read(tmp_path / "package.zip")[0]
    rows = {x.id: x.allocations for x in package.processes["steel"].exchanges}
    assert [(a.coproduct, a.share) for a in rows["2"]] == [("1", 0.4), ("6", 0.6)]
    assert [(a.coproduct, a.share) for a in rows["3"]] == [("1", 1.0), ("6", 0.0)]


def test_spreads_of_amounts(tmp_path):
    files = chain()
    log = {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 10.0, "geomSd": 1.5}
    normal = {"distributionType": "NORMAL_DISTRIBUTION", "mean": 5.0, "sd": 0.5}
    three = {"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": 2.0, "mode": 3.0,
             "maximum": 5.0}  # fmt: skip
    even = {"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 8.0, "maximum": 9.5}
    for number, spread in ((2, log), (3, normal), (4, three), (5, even)):
        steel(files, number)["uncertainty"] = spread
    package = read(write_zip(tmp_path / "a.zip", texts(files)))[0]
    found = {x.id: x.uncertainty for x in package.processes["steel"].exchanges}
    assert found["1"] is None
    assert (found["2"].kind, found["2"].deviation) == ("log-normal", 2.25)  # 1.5 squared
    assert (found["3"].kind, found["3"].deviation) == ("normal", 20.0)  # 2 * 0.5 / 5 in percent
    assert (found["4"].low, found["4"].mode, found["4"].high) == (2.0, 3.0, 5.0)
    assert (found["5"].kind, found["5"].low, found["5"].high) == ("uniform", 8.0, 9.5)


def test_results_are_kept_apart_from_unit_processes(tmp_path):
    files = chain()
    files["processes/power.json"]["processType"] = "LCI_RESULT"
    done = imported(tmp_path, texts(files))
    assert done.kinds == {"result": 1, "unit": 3}
    assert done.links["open-other-kind"] == 2
    done = imported(tmp_path, texts(files), mix=("result",))
    assert intensity(done, "steel") == pytest.approx(2.0, rel=1e-12)


def test_units_of_openlca_are_known_without_their_groups(tmp_path):
    files = {name: c for name, c in chain().items() if name not in units()}
    mass = "93a60a56-a3c8-11da-a746-0800200b9a66"
    for name, one in files.items():
        if name.startswith("flows/") and one["@id"] != POWER:
            one["flowProperties"][0]["flowProperty"] = ref(mass, "Mass")
    files["flows/power.json"]["flowProperties"][0]["flowProperty"] = ref(
        "f6811440-ee37-11de-8a39-0800200c9a66", "Energy"
    )
    # 0.0066138678655... pounds: 3 kg of slag in pounds of 0.45359237 kg
    steel(files, 4).update(amount=3.0 / 0.45359237, unit=ref("x", "lb av"))
    steel(files).remove(steel(files, 3))
    del files["processes/truck.json"]
    done = imported(tmp_path, texts(files))
    # 20 kg less 0.5 kg of transport
    assert intensity(done, "steel") == pytest.approx(1.95, rel=1e-12)


def test_two_units_of_one_name_are_told_apart_by_their_id(tmp_path):
    files = chain()
    group = files["unit_groups/g-mass.json"]["units"]
    group.append({"@id": "u-heap-big", "name": "heap", "conversionFactor": 100.0})
    steel(files, 4).update(amount=0.03, unit=ref("u-heap-big", "heap"))
    assert intensity(imported(tmp_path, texts(files)), "steel") == pytest.approx(2.0, rel=1e-12)


def test_an_unstated_direction_or_amount_holds_a_row_back(tmp_path):
    files = chain()
    del steel(files, 2)["isInput"]
    del steel(files, 3)["amount"]
    steel(files, 5)["amount"] = float("nan")
    done = imported(tmp_path, texts(files))
    assert done.conservation.reasons() == {
        ("exchange", "amount-missing"): 1,
        ("exchange", "amount-unreadable"): 1,
        ("exchange", "direction-missing"): 1,
    }


def test_the_newer_version_counts_and_the_same_twice_is_told(tmp_path):
    files = chain()
    rows = [row(1, POWER, 1.0, "kWh", "main"), row(2, CO2, 7.0, "kg", "out")]
    files["processes/z-old.json"] = process("power", rows, version="00.09.000")
    files["processes/z-same.json"] = process("truck", rows)
    done = imported(tmp_path, texts(files))
    assert intensity(done, "steel") == pytest.approx(2.0, rel=1e-12)
    assert done.conservation.reasons() == {
        ("exchange", "process-held"): 4,
        ("process", "duplicate-id"): 1,
        ("process", "older-version"): 1,
    }
    assert [f.observed for f in done.findings if f.code == "IM018"] == ["truck"]


def test_a_project_counts_on_it(tmp_path):
    from pcf.api import Project

    home = project(tmp_path / "p", [("E-1", 2.0, "kg", "bg:steel")])
    import_database(write_zip(tmp_path / "a.zip", texts(chain())), home, id="db")
    assert Project.load(home).calculate().total == pytest.approx(4.0)


def test_a_process_without_any_supplier_is_a_warning_not_a_result(tmp_path):
    files = {"processes/empty.json": process("empty", [row(1, STEEL, 1.0, "kg", "main"),
             row(2, POWER, 3.0, "kWh")])}  # fmt: skip
    files |= {k: v for k, v in chain().items() if not k.startswith("processes/")}
    done = imported(tmp_path, texts(files))
    assert done.links == {"open-none": 1}
    assert [f.observed for f in done.findings if f.code == "IM009"] == ["1"]


def test_waste_that_nobody_treats_stays_open(tmp_path):
    files = chain()
    del files["processes/treatment.json"]
    done = imported(tmp_path, texts(files))
    assert done.links == {"only-supplier": 2, "open-none": 1}
    assert intensity(done, "steel") == pytest.approx(1.85, rel=1e-12)  # without 1.5 kg of 20
    assert f"{SLAG}-in" in {f.id for f in done.background.flows()}
