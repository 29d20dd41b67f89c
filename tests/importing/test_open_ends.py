"""Open ends of an imported database are counted and bounded in a result."""

from __future__ import annotations

import pytest
from ilcd_kit import CO2, POWER, FlowData, Proc, Row, chain, project, uuid, write_zip

from pcf.api import Project
from pcf.importing.database import import_database


def footprint(tmp_path, files, rows):
    home = project(tmp_path / "p", rows)
    import_database(write_zip(tmp_path / "a.zip", files.texts()), home, id="db")
    return Project.load(home).calculate()


def told(made, code):
    return [f for f in made.findings if f.code == code]


def test_a_closed_chain_says_nothing(tmp_path):
    made = footprint(tmp_path, chain(), [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])
    assert not [f for f in made.findings if f.code.startswith("IM")]


def test_open_ends_are_counted_and_bounded(tmp_path):
    files = chain()
    files.processes.append(
        Proc(uuid(5), "coal power", [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "1.8")])
    )
    files.flows.append(FlowData(uuid(106), "ore"))
    files.processes[3].rows.append(Row(uuid(106), "Input", "15"))
    made = footprint(tmp_path, files, [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])
    # 2 kg of steel: own and transport 1.9 kg CO2; power 7.2 MJ and, for 0.6 kg of slag, 1.2 MJ
    assert made.total == pytest.approx(1.9)
    (one,) = told(made, "IM030")
    assert (one.params["count"], one.params["known"], one.params["unknown"]) == (3, 2, 1)
    # 8.4 MJ at 0.25 to 0.5 kg/MJ
    assert (one.params["low"], one.params["high"]) == ("2.1", "4.2")
    assert one.params["amounts"] == "3 kg ore"
    assert one.node == "row:exchanges/E-1"
    # datasets per kg that emit: steel 0.95 only (slag treatment draws on nothing)
    assert one.params["usual"] == f"{3 * 0.95:.3g}"


def test_mixing_kinds_is_said(tmp_path):
    files = chain()
    files.processes[1].top = "Reference Parameters"
    made = footprint(
        tmp_path,
        files,
        [("E-1", 2.0, "kg", f"bg:{uuid(4)}"), ("E-2", 1.0, "tkm", f"bg:{uuid(2)}")],
    )
    (one,) = told(made, "IM031")
    assert one.observed == "parameter 1, unit 1"


def test_explain_walks_past_an_open_end(tmp_path):
    files = chain()
    files.processes = [p for p in files.processes if p.id != uuid(2)]
    made = footprint(tmp_path, files, [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])
    explained = made.explain(f"dataset:bg:{uuid(4)}")
    # without the transport of 0.05 kg CO2 per kg
    assert explained.value == pytest.approx(1.95)
    assert [f.params["amounts"] for f in told(made, "IM030")] == ["1 tkm transport"]
