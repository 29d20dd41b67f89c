"""Balances of small processes by hand, and what the embedded background shows."""

from pathlib import Path

import pytest

from pcf.background.balance import balances
from pcf.background.contents import contents_of
from pcf.background.tables import read_tables
from pcf.background.validate import Index
from pcf.calc.data_check import check_folder
from pcf.findings import Findings
from pcf.location import data_root


def kiln(mini, co2="0.44", out="0.56", more=()):
    """1 kg of calcium carbonate burned to lime: 0.44 kg CO2 and 0.56 kg CaO leave."""
    mini.add("flows.csv", "stone,石,stone,product,kg,mineral,,CaCO3,1,,,,,")
    mini.add("flows.csv", "burnt,灰,burnt lime,product,kg,mineral,,CaO,1,,,,,")
    mini.add("flows.csv", "thing,物,some thing,product,kg,other,,,1,,,,,")
    mini.add(
        "energy/processes.csv",
        "quarry,采石,quarry,stone,1,kg,CN,2020,unit,mineral,none,PAPER,published",
        f"kiln,窑,kiln,burnt,{out},kg,CN,2020,unit,mineral,none,PAPER,published",
        "maker,制,maker,thing,1,kg,CN,2020,unit,other,none,PAPER,published",
    )
    mini.add(
        "energy/exchanges.csv",
        "q1,quarry,output,stone,1,kg,,,,,,published,PAPER",
        f"k1,kiln,output,burnt,{out},kg,,,,,,published,PAPER",
        "k2,kiln,input,stone,1,kg,quarry,,,,,published,PAPER",
        f"k3,kiln,emission,co2_fossil,{co2},kg,,,,,,published,PAPER",
        "m1,maker,output,thing,1,kg,,,,,,published,PAPER",
        "m2,maker,input,stone,0.1,kg,quarry,,,,,published,PAPER",
        *more,
    )
    return mini


def balanced(mini, process):
    findings = Findings()
    tables = read_tables(mini.folder, findings)
    index = Index(tables)
    contents = contents_of(index.flows, mini.folder, findings)
    assert len(findings) == 0
    head = index.processes[process]
    rows = [row for row, _ in index.rows[process]]
    return {b.kind: b for b in balances(head, rows, index.flows, contents)}


def test_a_kiln_that_closes(mini):
    found = balanced(kiln(mini), "kiln")
    # C in 12.011/100.086 = 0.12001; out 0.44 x 12.011/44.009 = 0.12009
    assert found["carbon"].inflow.low == pytest.approx(0.12001, abs=1e-5)
    assert found["carbon"].outflow.low == pytest.approx(0.12009, abs=1e-5)
    assert {kind: b.state for kind, b in found.items()} == {
        "mass": "closed", "carbon": "closed", "energy": "nothing",
    }  # fmt: skip


def test_carbon_that_vanishes(mini):
    found = balanced(kiln(mini, co2="0.2"), "kiln")["carbon"]
    # 0.12001 in, 0.2 x 0.27292 = 0.05458 out
    assert found.state == "open"
    assert found.gap == pytest.approx(0.05458 - 0.12001, abs=1e-4)


def test_mass_out_of_nothing(mini):
    found = balanced(kiln(mini, out="1.5"), "kiln")["mass"]
    assert found.state == "open"
    # of the CO2 only the carbon counts: 1.5 + 0.44 x 0.27292
    assert found.outflow.low == pytest.approx(1.5 + 0.1201, abs=1e-4)
    assert found.gap == pytest.approx(0.6201, abs=1e-4)


def test_unknown_content_decides_nothing_unless_it_cannot_help(mini):
    found = balanced(kiln(mini), "maker")
    assert (found["carbon"].state, found["carbon"].why) == ("undecided", "unknown_flows")
    assert found["carbon"].unknown == ("thing",)
    # 0.1 kg in cannot give 1 kg
    assert found["mass"].state == "open"


def test_matter_from_the_ground_is_not_checked(mini):
    found = balanced(kiln(mini), "quarry")
    assert {b.state for b in found.values()} == {"nothing"}
    assert found["mass"].why == "no_input"


def test_power_from_too_little_coal(mini):
    mini.change("flows.csv", "coal,product,kg,fuel,,,,,", "coal,product,kg,fuel,,,,20,")
    found = balanced(mini, "power_plant")["energy"]
    # 0.4 kg x 20 MJ = 8 MJ for 3.6 MJ
    assert found.state == "closed"
    mini.change("energy/exchanges.csv", "coal,0.4,kg", "coal,0.1,kg")
    found = balanced(mini, "power_plant")["energy"]
    assert found.state == "open"
    assert found.gap == pytest.approx(1.6)


def test_findings_name_file_line_and_numbers(mini):
    kiln(mini, co2="0.2")
    found = check_folder(mini.folder)
    item = next(f for f in found.findings if f.code == "DS054" and f.node == "kiln")
    assert (item.location.file, item.location.line) == ("mini/energy/processes.csv", 5)
    assert item.message("en") == (
        "process 'kiln' takes in 0.12 kg C and gives off 0.05458 kg C, -0.0654; -"
    )
    assert item.level == "warning"
    assert not found.has_errors


def test_a_broken_bound_is_an_error(mini):
    # quicklime of at least 75 % CaO gives off at least 0.5886 kg CO2 per kg
    mini.add("flows.csv", "lime_quick,生石灰,quicklime,product,kg,mineral,,,1,,,,,")
    mini.add(
        "energy/processes.csv",
        "lime_kiln,石灰窑,lime kiln,lime_quick,1,kg,CN,2020,unit,mineral,none,PAPER,published",
    )
    mini.add(
        "energy/exchanges.csv",
        "l1,lime_kiln,output,lime_quick,1,kg,,,,,,published,PAPER",
        "l2,lime_kiln,emission,co2_fossil,0.5,kg,,,,,,published,PAPER",
    )
    found = check_folder(mini.folder)
    assert found.has_errors
    item = next(f for f in found.findings if f.level == "error")
    assert item.code == "DS051"
    assert (item.location.file, item.location.line, item.location.column) == (
        "mini/energy/exchanges.csv", 10, "amount",
    )  # fmt: skip
    assert item.observed == "0.5"
    assert item.expected == ">= 0.5886"


def test_the_embedded_background_has_no_error_and_every_gap_its_reason():
    folder: Path = data_root("datasets") / "background" / "pcf-open"
    found = check_folder(folder)
    assert not found.has_errors
    open_ = [f for f in found.findings if "DS053" <= f.code <= "DS058"]
    assert open_
    assert all(f.params["reason"] != "-" for f in open_)
    for item in found.coverage:
        counted = item.closed + item.open + item.by_design + item.undecided
        assert counted + sum(item.nothing.values()) == 893
    stated = (folder / "balance_notes.csv").read_text(encoding="utf-8").count("\n") - 1
    assert stated == len(open_)


def test_every_result_far_from_its_range_is_explained():
    found = check_folder(data_root("datasets") / "background" / "pcf-open")
    assert found.bands == 126
    assert len(found.ranges) == 121
    far = [item for item in found.ranges if not item.is_near]
    assert len(far) == 11
    for item in far:
        assert item.band.explanation["zh"]
        assert item.band.explanation["en"]
    near = [item for item in found.ranges if item.is_near]
    assert not any(item.band.explanation["en"] for item in near)


def test_names_and_orphans(mini):
    mini.add("flows.csv", "coal2,煤,hard coal,product,kg,fuel,,,,,,,,")
    codes = {f.code: f for f in check_folder(mini.folder).findings}
    assert codes["DS059"].observed == "coal, coal2"
    assert codes["DS061"].node in ("coal2", "heat")
