"""Open ends of an imported database are counted, and bounded where datasets compare."""

from __future__ import annotations

import json

import pytest
from ilcd_kit import CO2, POWER, STEEL, FlowData, Proc, Row, chain, project, uuid, write_zip
from test_import_verbs import call

from pcf.api import Project
from pcf.calc.as_json import footprint_from_json
from pcf.calc.open_flows import OpenFlow, open_row
from pcf.importing.choices import read_links
from pcf.importing.database import import_database
from pcf.importing.settings import ImportSettings


def footprint(tmp_path, files, rows):
    home = project(tmp_path / "p", rows)
    import_database(write_zip(tmp_path / "a.zip", files.texts()), home, id="db")
    return Project.load(home).calculate()


def told(made, code):
    return [f for f in made.findings if f.code == code]


def flows_of(made):
    (row,) = made.coverage.open_ends.rows
    return {flow.name_en: flow for flow in row.flows}


STEEL_ROW = ("E-1", 2.0, "kg", f"bg:{uuid(4)}")


def with_input(name, amount, *, zh="", category=(), number=106):
    files = chain()
    files.flows.append(FlowData(uuid(number), name, zh=zh, compartment=category))
    files.processes[3].rows.append(Row(uuid(number), "Input", amount))
    return files


def test_a_closed_chain_says_nothing(tmp_path):
    made = footprint(tmp_path, chain(), [STEEL_ROW])
    assert not [f for f in made.findings if f.code.startswith("IM")]
    assert made.coverage.open_ends is None
    assert "open_ends" not in made.to_dict()["coverage"]


def test_candidates_bound_an_input(tmp_path):
    files = chain()
    files.processes.append(
        Proc(uuid(5), "coal power", [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "1.8")])
    )
    made = footprint(tmp_path, files, [STEEL_ROW])
    # 2 kg of steel: own and transport 1.9 kg CO2; power 7.2 MJ and, for 0.6 kg of slag, 1.2 MJ
    assert made.total == pytest.approx(1.9)
    (power,) = flows_of(made).values()
    assert (power.basis, power.inputs, power.datasets) == ("candidates", 2, 2)
    # 8.4 MJ at 0.25 to 0.5 kg/MJ
    assert (power.amount, power.low, power.high) == pytest.approx((8.4, 2.1, 4.2))
    (one,) = told(made, "IM030")
    assert one.node == "row:exchanges/E-1"
    assert (one.params["low"], one.params["high"]) == ("2.1", "4.2")
    assert "(2 by candidates in the database, 0 by the same product elsewhere" in one.message("en")


def test_what_compares_with_nothing_is_not_bounded(tmp_path):
    made = footprint(tmp_path, with_input("qzx zyx ore", "15"), [STEEL_ROW])
    ends = made.coverage.open_ends
    assert (ends.inputs, ends.unbounded, ends.low, ends.high) == (1, 1, None, None)
    (one,) = told(made, "IM028")
    assert one.message("en").endswith("compare with no dataset: 3 kg qzx zyx ore")
    assert not told(made, "IM029")
    assert not told(made, "IM030")
    assert made.to_dict()["coverage"]["open_ends"]["low"] is None


def test_a_part_that_is_bounded_does_not_bound_the_whole(tmp_path):
    files = with_input("qzx zyx ore", "15")
    files.processes.append(
        Proc(uuid(5), "coal power", [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "1.8")])
    )
    made = footprint(tmp_path, files, [STEEL_ROW])
    ends = made.coverage.open_ends
    assert (ends.inputs, ends.unbounded) == (3, 1)
    assert (ends.low, ends.high) == pytest.approx((2.1, 4.2))
    (one,) = told(made, "IM029")
    assert (one.params["unbounded"], one.params["bounded"]) == (1, 2)
    assert "not bounded: 1 open inputs" in one.message("en")
    assert "无上限" in one.message("zh")


def test_the_same_product_in_the_embedded_background_bounds_an_input(tmp_path):
    files = with_input("Hydrogen peroxide", "10", zh="过氧化氢")
    made = footprint(tmp_path, files, [STEEL_ROW])
    (flow,) = flows_of(made).values()
    assert flow.basis == "same"
    assert flow.nearest[0].startswith("pcf-open:hydrogen_peroxide_cn (")
    # 2 kg of peroxide; at its own intensity when there is one dataset of it
    from pcf.background import open_background
    from pcf.climate import characterize, load_factor_set

    pcf_open = open_background()
    factors, _ = characterize(pcf_open.columns, load_factor_set("EF3.1"), "0/0")
    makers = pcf_open.providers(pcf_open.process("hydrogen_peroxide_cn").product)
    flow_id = pcf_open.process("hydrogen_peroxide_cn").product
    each = [float(pcf_open.intensities[pcf_open.index(m, flow_id)] @ factors) for m in makers]
    assert flow.low <= 2 * min(each) + 1e-9
    assert flow.high >= 2 * max(each) - 1e-9
    assert flow.low > 0


def test_a_product_of_the_same_name_under_another_id_bounds_an_input(tmp_path):
    files = with_input("steel", "5")  # another flow than the one that is made
    made = footprint(tmp_path, files, [STEEL_ROW])
    (flow,) = flows_of(made).values()
    assert flow.basis == "same"
    assert f"db:{uuid(4)} (1.00)" in flow.nearest


def category(files, intensities):
    """Datasets of ores of one class with these intensities, and an open input of that class."""
    place = ("Materials", "Odd ores")
    for number, kg in enumerate(intensities):
        files.flows.append(FlowData(uuid(300 + number), f"vqx{number}", compartment=place))
        rows = [Row(uuid(300 + number), "Output", "1"), Row(CO2, "Output", str(kg))]
        files.processes.append(Proc(uuid(400 + number), f"vqx{number} mine", rows))
    return files


@pytest.mark.parametrize(
    ("intensities", "basis", "low", "high"),
    [
        ((1, 2, 3, 4, 50), "category", 3.0, 150.0),  # 3 kg of 1 to 50 kg/kg
        ((1, 2, 3, 4), "none", None, None),  # too few
        ((1, 2, 3, 4, 500), "none", None, None),  # more than a hundredfold apart
        ((0, 1, 2, 3, 4), "none", None, None),  # one that emits nothing does not count
    ],
)
def test_a_category_bounds_an_input_when_it_is_narrow(tmp_path, intensities, basis, low, high):
    files = with_input("qzx zyx ore", "15", category=("Materials", "Odd ores"))
    made = footprint(tmp_path, category(files, intensities), [STEEL_ROW])
    (flow,) = flows_of(made).values()
    assert (flow.basis, flow.low, flow.high) == (basis, low, high)


def test_a_credit_turns_the_range_round(tmp_path):
    files = with_input("steel", "-5")
    made = footprint(tmp_path, files, [STEEL_ROW])
    (flow,) = flows_of(made).values()
    assert flow.low <= flow.high < 0


def test_screen_and_explain_say_that_there_is_no_bound(tmp_path, capsys, monkeypatch):
    files = with_input("qzx zyx ore", "15")
    footprint(tmp_path, files, [STEEL_ROW])
    monkeypatch.setenv("PCF_LANG", "en")
    _, out, _ = call(capsys, "calc", "-C", tmp_path / "p")
    out = " ".join(out.split())
    assert "open inputs upstream (count 0) 1 not bounded: 1 open inputs compare with nothing" in out
    for address in ("total", "row:exchanges/E-1", f"dataset:bg:{uuid(4)}"):
        _, out, _ = call(capsys, "explain", address, "-C", tmp_path / "p")
        out = " ".join(out.split())
        assert "of these not bounded 1" in out, address


def test_a_result_file_keeps_its_open_ends(tmp_path):
    made = footprint(tmp_path, with_input("steel", "5"), [STEEL_ROW])
    again = footprint_from_json(json.loads(json.dumps(made.to_dict())))
    assert again.coverage.open_ends == made.coverage.open_ends


def test_mixing_kinds_is_said(tmp_path):
    files = chain()
    files.processes[1].top = "Reference Parameters"
    made = footprint(tmp_path, files, [STEEL_ROW, ("E-2", 1.0, "tkm", f"bg:{uuid(2)}")])
    (one,) = told(made, "IM031")
    assert one.observed == "parameter 1, unit 3"


def test_explain_walks_past_an_open_end(tmp_path):
    files = chain()
    files.processes = [p for p in files.processes if p.id != uuid(2)]
    made = footprint(tmp_path, files, [STEEL_ROW])
    explained = made.explain(f"dataset:bg:{uuid(4)}")
    # without the transport of 0.05 kg CO2 per kg
    assert explained.value == pytest.approx(1.95)
    assert [flow.amount for flow in flows_of(made).values()] == [1.0]
    assert STEEL in {flow for _, flow in made.solved.linked.background.products}


def ten_kg(tmp_path, files, **settings):
    """Footprint of 10 kg of the steel of a chain; 20 kg CO2 when all of it is there."""
    home = project(tmp_path / "p", [("E-1", 10.0, "kg", f"bg:{uuid(4)}")])
    stated = ImportSettings(**settings)
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), home, stated, id="db")
    return home, done, Project.load(home).calculate()


def test_an_input_whose_flow_is_not_in_the_package_is_an_open_end(tmp_path):
    files = chain()
    files.processes[3].rows[1].flow = uuid(999)
    home, done, made = ten_kg(tmp_path, files)
    # the power of steel counts nothing: 20 - 36 MJ x 0.25
    assert made.total == pytest.approx(11.0)
    (one,) = told(made, "IM028")
    assert (one.node, one.params["count"], one.params["unbounded"]) == ("row:exchanges/E-1", 1, 1)
    (flow,) = flows_of(made).values()
    assert (flow.amount, flow.unit, flow.basis) == (36.0, "not stated", "none")
    assert done.links["open-flow-missing"] == 1
    assert ("exchange", "flow-missing") not in done.conservation.reasons()
    links = {link.row: link for link in read_links(home, "db")}
    assert links[f"{uuid(4)}.1"].reason == "open-flow-missing"
    (nine,) = [f for f in done.findings if f.code == "IM009"]
    assert "1 of a flow that is not in the package" in nine.message("en")


def test_a_flow_that_is_only_named_is_bounded_by_no_namesake(tmp_path):
    files = chain()
    extra = "<resultingAmount>36</resultingAmount>"
    files.processes[3].rows.append(Row(uuid(998), "Input", None, extra))
    text = files.texts()
    key = f"ILCD/processes/{uuid(4)}.xml"
    text[key] = text[key].replace(f">{uuid(998)[:8]}<", ">steel<")
    home = project(tmp_path / "p", [STEEL_ROW])
    import_database(write_zip(tmp_path / "a.zip", text), home, id="db")
    (flow,) = flows_of(Project.load(home).calculate()).values()
    assert (flow.basis, flow.low, flow.high) == ("none", None, None)


def test_an_exchange_held_back_upstream_is_told_in_the_result(tmp_path, capsys, monkeypatch):
    files = chain()
    files.processes[0].rows[1].amount = "0,9"  # the CO2 of power, upstream of steel
    _, _, made = ten_kg(tmp_path, files)
    ends = made.coverage.open_ends
    assert (ends.inputs, ends.held) == (0, 1)
    assert dict(ends.rows[0].held_by) == {"amount-unreadable": 1}
    (one,) = told(made, "IM023")
    assert one.node == "row:exchanges/E-1"
    assert "1 exchanges were held back at import" in one.message("en")
    assert "carbon dioxide (fossil) (power)" in one.message("en")
    assert "数量无法读取 1" in one.message("zh")
    again = footprint_from_json(json.loads(json.dumps(made.to_dict())))
    assert again.coverage.open_ends == ends
    monkeypatch.setenv("PCF_LANG", "en")
    for words in (("calc",), ("explain", "total"), ("explain", "row:exchanges/E-1"),
                  ("data", "show", uuid(1), "--background", "db")):  # fmt: skip
        _, out, _ = call(capsys, *words, "-C", tmp_path / "p")
        assert "held back at import" in " ".join(out.split()), words


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Row(CO2, "", "9"), "direction-missing"),
        (Row(CO2, "Output", None), "amount-missing"),
        (Row(uuid(997), "Output", "9"), "flow-missing"),
    ],
)
def test_what_is_held_back_of_a_taken_process_is_told_with_its_reason(tmp_path, row, reason):
    files = chain()
    files.processes[3].rows.append(row)
    _, _, made = ten_kg(tmp_path, files)
    assert dict(made.coverage.open_ends.rows[0].held_by) == {reason: 1}


def test_what_is_held_back_elsewhere_is_not_told(tmp_path):
    files = chain()
    files.processes.append(Proc(uuid(5), "other", [Row(CARBON_STEEL), Row(CO2, "Output", "1,5")]))
    files.processes[-1].rows[0].direction = "Output"
    files.flows.append(FlowData(CARBON_STEEL, "other"))
    _, done, made = ten_kg(tmp_path, files)
    assert done.conservation.reasons() == {("exchange", "amount-unreadable"): 1}
    assert made.coverage.open_ends is None


CARBON_STEEL = uuid(310)


def test_kinds_mixed_upstream_are_said(tmp_path):
    files = chain()
    files.processes[0].top = "Reference Parameters"
    _, _, made = ten_kg(tmp_path, files, mix=("parameter",))
    assert made.total == pytest.approx(20.0)
    (one,) = told(made, "IM031")
    # steel, truck, slag treatment; power is a parameter
    assert one.observed == "parameter 1, unit 3"


def test_system_models_mixed_upstream_are_said(tmp_path):
    files = chain()
    text = files.texts()
    for number, word in ((1, "Consequential"), (4, "Attributional")):
        key = f"ILCD/processes/{uuid(number)}.xml"
        stated = f"<LCIMethodPrinciple>{word}</LCIMethodPrinciple></LCIMethodAndAllocation>"
        text[key] = text[key].replace("</LCIMethodAndAllocation>", stated)
    home = project(tmp_path / "p", [("E-1", 10.0, "kg", f"bg:{uuid(4)}")])
    path = write_zip(tmp_path / "a.zip", text)
    import_database(path, home, id="db")
    (one,) = told(Project.load(home).calculate(), "IM033")
    assert one.observed == "db: attributional 1, consequential 1"
    import_database(path, home, ImportSettings(system_model="consequential"), id="db")
    assert not told(Project.load(home).calculate(), "IM033")


def test_open_inputs_are_listed_unit_by_unit():
    def one(unit, amount, high=None):
        low = None if high is None else 0.0
        basis = "none" if high is None else "same"
        return OpenFlow(f"{unit}{amount}", "", "", unit, amount, 1, basis, low, high, 0, ())

    flows = [one("kg", 9.0, 1.0), one("MJ", 1e6, 0.5), one("kg", 1.0), one("MJ", 5.0), one("kg", 2)]
    listed = [flow.flow for flow in open_row("", "", flows).flows]
    assert listed == ["MJ5.0", "kg2", "kg1.0", "kg9.0", "MJ1000000.0"]
