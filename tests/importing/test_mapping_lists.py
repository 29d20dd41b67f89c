"""Mapping lists of the user come before the lists of pcf, and say what they changed."""

from __future__ import annotations

import csv

import pytest
from ilcd_kit import CO2, POWER, SLAG, STEEL, TRUCK, FlowData, Row, chain, project, uuid, write_zip
from linked_kit import intensity

from pcf.api import Project
from pcf.background import open_background
from pcf.errors import PcfError
from pcf.importing.database import import_database, relink

HEAD = "by,from,compartment,unit,to,factor,note,source"


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))


def done(folder, *rows, files=None):
    home = project(folder / "p", [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])
    if rows:
        (home / "mappings").mkdir()
        text = "\n".join([HEAD, *rows]) + "\n"
        (home / "mappings" / "own.csv").write_text(text, encoding="utf-8")
    return import_database(write_zip(folder / "a.zip", (files or chain()).texts()), home, id="db")


def report(made):
    with (made.folder / "mapping-report.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def told(made, code):
    return [f for f in made.findings if f.code == code]


def test_without_a_list_nothing_changes(tmp_path):
    made = done(tmp_path)
    assert intensity(made, uuid(4)) == pytest.approx(2.0)
    assert not (made.folder / "mapping-report.csv").exists()


@pytest.mark.parametrize(
    "known", [f"uuid,{CO2},,", "cas,124-38-9,,", "name,Carbon Dioxide (fossil),air,"]
)
def test_a_gas_is_overridden_by_every_key(tmp_path, known):
    made = done(tmp_path, f"{known},co2_biogenic,1,wood,plant records")
    column = [c.flow for c in made.background.columns].index("co2_biogenic")
    row = made.background.intensities[made.background.index(uuid(4))]
    assert row[column] == pytest.approx(2.0)
    (line,) = report(made)
    assert (line["flow"], line["before"], line["to"]) == (CO2, "co2_fossil", "co2_biogenic")
    assert (line["note"], line["source"], line["line"]) == ("wood", "plant records", "2")
    (one,) = told(made, "IM038")
    assert (one.observed, one.params["flows"]) == ("1", 1)


def test_factor_and_unit_of_a_gas(tmp_path):
    # one gram of the flow counts as 2 kg: 2000 times as much
    made = done(tmp_path, f"uuid,{CO2},,g,co2_fossil,2,,example")
    assert intensity(made, uuid(1)) == pytest.approx(0.25 * 2000)


def test_a_flow_may_be_declared_without_effect(tmp_path):
    made = done(tmp_path, f"uuid,{CO2},,,none,,,example")
    assert not made.background.intensities.any()


def test_another_compartment_does_not_fit(tmp_path):
    made = done(tmp_path, f"uuid,{CO2},water,,none,,,example")
    assert intensity(made, uuid(4)) == pytest.approx(2.0)
    assert [f.observed for f in told(made, "IM037")] == [CO2]


def test_an_open_input_is_filled_from_the_embedded_background(tmp_path):
    files = chain()
    files.processes = [p for p in files.processes if p.id != uuid(1)]
    files.processes[1].rows[1].amount = "0"
    made = done(tmp_path, f"uuid,{POWER},,MJ,bg:elec_grid_cn,0.2777777777777778,,example",
                files=files)  # fmt: skip
    # 36 MJ = 10 kWh for 10 kg of steel, and 0.5 t*km (0.05 kg), own 0.9 kg CO2
    shipped = open_background()
    index = [(c.flow, c.ledger) for c in shipped.columns].index(("co2_fossil", "fossil"))
    per_kwh = float(shipped.intensities[shipped.index("elec_grid_cn"), index])
    assert intensity(made, uuid(4)) == pytest.approx(0.95 + per_kwh, rel=1e-12)
    record = made.background.process("pcf-open_elec_grid_cn")
    assert (record.kind, record.sources) == ("aggregated", ("pcf-open",))
    assert made.background.source("pcf-open").checked == shipped.sha256
    footprint = Project.load(tmp_path / "p").calculate()
    assert not [f for f in footprint.findings if f.code == "IM030"]
    # the copy carries every gas of the dataset
    explained = footprint.explain("dataset:bg:pcf-open_elec_grid_cn", until=1.0)
    assert len(explained.terms) > 3


def test_a_flow_may_stand_for_another_of_the_package(tmp_path):
    files = chain()
    files.flows.append(FlowData(uuid(106), "rail transport"))
    files.processes[3].rows.append(Row(uuid(106), "Input", "1000"))
    made = done(tmp_path, f"name,rail transport,,kg,flow:{TRUCK},0.001,,example", files=files)
    # 1 t*km more for 10 kg: 0.01 kg CO2 per kg
    assert intensity(made, uuid(4)) == pytest.approx(2.01)


def test_a_dataset_of_the_package_may_be_named(tmp_path):
    files = chain()
    files.flows.append(FlowData(uuid(106), "pig iron"))
    files.processes[2].rows.append(Row(uuid(106), "Input", "2"))
    made = done(tmp_path, f"name,pig iron,,,process:{uuid(2)},3,,example", files=files)
    # 6 t*km for 2 kg of slag treated
    assert intensity(made, uuid(3)) == pytest.approx(0.5 + 0.3)


def test_reference_flows_stay(tmp_path):
    made = done(tmp_path, f"uuid,{STEEL},,,flow:{SLAG},1,,example")
    assert made.background.process(uuid(4)).product == STEEL


def test_relinking_reads_the_lists_again(tmp_path):
    made = done(tmp_path)
    home = tmp_path / "p"
    (home / "mappings").mkdir()
    text = f"{HEAD}\nuuid,{CO2},,,co2_fossil,2,,example\n"
    (home / "mappings" / "own.csv").write_text(text, encoding="utf-8")
    again = relink(home, "db", {})
    assert intensity(again, uuid(4)) == pytest.approx(2 * intensity(made, uuid(4)))
    (home / "mappings" / "own.csv").unlink()
    assert intensity(relink(home, "db", {}), uuid(4)) == pytest.approx(2.0)


def test_a_row_that_nothing_fits_lists_the_nearest(tmp_path):
    made = done(tmp_path, "name,carbon dioxid (fossil),,,co2_fossil,,,example")
    (one,) = told(made, "IM037")
    assert one.location.line == 2
    assert one.suggestion == "carbon dioxide (fossil)"
    assert [line["before"] for line in report(made)] == ["unmatched"]


@pytest.mark.parametrize(
    ("row", "code", "suggestion"),
    [
        (f"uuid,{CO2},,,co2_fosil,1,,x", "IM036", "co2_fossil"),
        (f"uuid,{CO2},,,bg:elec_grid_cnn,1,,x", "IM036", "bg:elec_grid_cn"),
        (f"id,{CO2},,,co2_fossil,1,,x", "DS008", None),
        (f"uuid,{CO2},,,co2_fossil,much,,x", "DS006", None),
    ],
)
def test_faults_are_named_and_nothing_is_written(tmp_path, row, code, suggestion):
    with pytest.raises(PcfError) as raised:
        done(tmp_path, row)
    found = [f for f in raised.value.findings if f.code == code]
    assert found
    assert found[0].location.line == 2
    if suggestion:
        assert found[0].suggestion == suggestion
    assert not (tmp_path / "p" / "backgrounds" / "db").exists()


def test_a_unit_that_cannot_be_converted_is_told(tmp_path):
    made = done(tmp_path, f"uuid,{CO2},,kWh,co2_fossil,1,,x")
    assert [f.expected for f in told(made, "IM039")] == ["kWh"]
    assert intensity(made, uuid(4)) == pytest.approx(2.0)


def test_a_row_states_the_unit_of_a_flow_that_the_package_only_names(tmp_path):
    files = chain()
    files.processes[3].rows[1].flow = uuid(999)
    made = done(tmp_path, f"uuid,{uuid(999)},,MJ,flow:{POWER},1,,plant records", files=files)
    # 36 MJ of power at 0.25 kg/MJ are there again
    assert intensity(made, uuid(4)) == pytest.approx(2.0)
    assert "open-flow-missing" not in made.links
    assert not told(made, "IM039")
