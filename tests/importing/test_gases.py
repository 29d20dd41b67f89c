"""Greenhouse gases are found by identifier, alias, name and CAS number; the direction decides."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace

import pytest
from ilcd_kit import CH4_OLD, CO2, CO2_IN_AIR, FlowData, Row, chain, uuid, write_zip

from pcf.background import open_background
from pcf.importing.database import import_database
from pcf.importing.gases import GasMap
from pcf.importing.package import Flow, Names, Place
from pcf.importing.settings import ImportSettings
from pcf.location import data_root

AIR = ("Emissions", "Emissions to air", "Emissions to air, unspecified")
WATER = ("Emissions", "Emissions to water", "Emissions to fresh water")


def flow(name="x", id="no-uuid", categories=AIR, cas=""):
    return Flow(id, "", Names(en=name), "elementary", Place("f.xml"), categories, cas)


@pytest.mark.parametrize(
    ("id", "direction", "gas", "layer", "note"),
    [
        (CO2, "output", "co2_fossil", "uuid", ""),
        ("08a91e70-3ddc-11dd-9c15-0050c2490048", "output", "co2_biogenic", "uuid", ""),
        ("adcb79f3-89cf-45fb-b0b2-65558cb2af26", "output", "co2_luc", "uuid", ""),
        ("b3d7c693-6465-4aec-86cb-68b4e457fc98", "input", "co2_luc_uptake", "uuid", ""),
        (CO2_IN_AIR, "input", "co2_biogenic_uptake", "uuid", ""),
        ("be6760c7-30c9-412f-93d0-9a52dbe0c8f2", "output", "ch4_biogenic", "uuid", ""),
        ("fe0acd60-3ddc-11dd-af54-0050c2490048", "output", "co2_fossil", "alias", "fossil-assumed"),
        (CH4_OLD, "output", "ch4_fossil", "alias", "fossil-assumed"),
        ("349b29d1-3e58-4c66-98b9-9d1a076efd2e", "output", "co2_fossil", "alias", ""),
        ("eba59fd6-f37e-41dc-9ca3-c7ea22d602c7", "output", "co2_biogenic", "alias", ""),
        ("cc6a1abb-b123-4ca6-8f16-38209df609be", "input", "co2_biogenic_uptake", "alias", ""),
        ("63af114b-afcb-3a82-801a-9c66208a673a", "output", "co2_fossil", "alias", ""),
        ("084657e6-8b30-4831-95f5-dc19f3704e85", "input", "co2_biogenic_uptake", "alias", ""),
        ("084657e6-8b30-4831-95f5-dc19f3704e85", "output", "co2_fossil", "alias", "fossil-assumed"),
        ("a19bf970-e251-11e6-bf01-fe55135034f3", "output", "cf4", "uuid", ""),
        ("23bfd19e-9751-4b06-81f4-93b069a3fd56", "output", "nf3", "uuid", ""),
    ],
)
def test_identifiers(id, direction, gas, layer, note):
    found = GasMap().find(flow(id=id), direction)
    assert found is not None
    assert (found.flow, found.layer, found.note) == (gas, layer, note)


@pytest.mark.parametrize(
    ("name", "categories", "cas", "direction", "gas", "layer"),
    [
        ("Carbon dioxide, fossil ", ("air", "unspecified"), "", "output", "co2_fossil", "name"),
        ("CARBON  dioxide (biogenic)", AIR, "", "output", "co2_biogenic", "name"),
        ("Carbon dioxide, non-fossil", ("air",), "", "output", "co2_biogenic", "name"),
        ("Carbon dioxide, land transformation", AIR, "", "output", "co2_luc", "name"),
        ("Carbon dioxide, in air", ("resource", "in air"), "", "input", "co2_biogenic_uptake",
         "name"),
        ("Methane, fossil", ("air",), "", "output", "ch4_fossil", "name"),
        ("Dinitrogen monoxide", ("air",), "", "output", "n2o", "name"),
        ("unknown", ("air",), "2551-62-4", "output", "sf6", "cas"),
        ("unknown", ("air",), "002551-62-4", "output", "sf6", "cas"),
    ],
)  # fmt: skip
def test_names_and_cas_numbers_in_air(name, categories, cas, direction, gas, layer):
    found = GasMap().find(flow(name, categories=categories, cas=cas), direction)
    assert found is not None
    assert (found.flow, found.layer) == (gas, layer)


@pytest.mark.parametrize(
    ("name", "categories", "direction"),
    [
        ("Carbon dioxide, fossil", WATER, "output"),
        ("Carbon dioxide (fossil)", AIR, "input"),
        ("non-methane volatile organic compounds", AIR, "output"),
        ("Methane, dichlorofluoro-", AIR, "output"),
        ("Carbon monoxide", AIR, "output"),
        ("sulfur dioxide", AIR, "output"),
        ("Sulfur hexafluoride", AIR, "input"),
    ],
)
def test_what_is_no_emission_of_ours(name, categories, direction):
    assert GasMap().find(flow(name, categories=categories), direction) is None


def test_an_emission_on_the_input_side_has_no_factor():
    assert GasMap().find(flow(id=CO2), "input") is None
    assert GasMap().is_listed(flow(id=CO2))


def test_the_user_comes_first():
    own = GasMap({"no-uuid": "n2o", CO2: ""})
    assert own.find(flow(), "output").flow == "n2o"
    assert own.find(flow(id=CO2), "output") is None


def test_gases_without_factor_and_assumptions_are_listed(tmp_path):
    files = chain()
    files.flows += [
        FlowData(uuid(201), "HFC-9999", "Elementary flow", compartment=AIR, zh="氢氟烃"),
        FlowData(CH4_OLD, "methane", "Elementary flow", compartment=AIR),
        FlowData(uuid(202), "sulfur dioxide", "Elementary flow", compartment=AIR),
    ]
    files.processes[0].rows += [
        Row(uuid(201), "Output", "2"), Row(CH4_OLD, "Output", "0.1"), Row(uuid(202), "Output", "5"),
    ]  # fmt: skip
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    (left,) = done.gases.uncovered
    assert (left.flow, left.name_zh, left.exchanges, left.amount) == (uuid(201), "氢氟烃", 1, 2.0)
    assert done.gases.layers == {"alias": 1, "uuid": 3}
    assert done.gases.assumed == {(CH4_OLD, "fossil-assumed"): 1}
    codes = [f.code for f in done.findings]
    assert codes.count("IM011") == codes.count("IM012") == 1
    assert done.conservation.uses["exchange", "elementary flow without climate effect"] == 1
    again = import_database(
        tmp_path / "a.zip", tmp_path, ImportSettings(gases={uuid(201): "hfc23"}), id="db"
    )
    assert again.gases.layers["user"] == 1


TABLES = sorted((data_root("datasets") / "flow-aliases").glob("*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name)
def test_every_table_has_its_provenance(path):
    told = tomllib.loads(path.with_name(f"{path.stem}.provenance.toml").read_text(encoding="utf-8"))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert told["rows"] == len(rows)
    assert told["what"]
    assert told["derived"]
    assert told["licence"]


def test_every_alias_means_a_flow_of_the_background():
    known = {f.id for f in open_background().flows() if f.kind == "elementary"}
    with (data_root("datasets") / "flow-aliases" / "greenhouse-gases.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        rows = list(csv.DictReader(stream))
    assert {row["flow"] for row in rows} - known <= {""}
    keys = [(row["uuid"], row["direction"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["direction"] for row in rows} == {"input", "output"}
    for row in rows:
        assert row["source"]
        assert ("uptake" in row["flow"]) <= (row["direction"] == "input")


URBAN = ("Emissions", "Emissions to air", "Emissions to urban air close to ground")


@pytest.mark.parametrize(
    ("name", "cas", "formula", "gas", "note"),
    [
        ("CO2", "", "", "co2_fossil", "fossil-assumed"),
        ("CO₂, biogenic", "", "", "co2_biogenic", ""),
        ("CH4", "", "", "ch4_fossil", "fossil-assumed"),
        ("fossil CH4", "", "", "ch4_fossil", ""),
        ("N2O", "", "", "n2o", ""),
        ("SF6", "", "", "sf6", ""),
        ("Biogenic methane", "74-82-8", "", "ch4_biogenic", ""),
        ("Non-fossil methane", "", "", "ch4_biogenic", ""),
        ("Kohlendioxid, biogenic", "124-38-9", "", "co2_biogenic", ""),
        ("Kohlendioxid, land use change", "124-38-9", "", "co2_luc", ""),
        ("二氧化碳（非化石）", "", "", "co2_biogenic", ""),
        ("Lachgas", "", "N2O", "n2o", ""),
        ("Kohlendioxid", "", "CO2", "co2_fossil", "fossil-assumed"),
    ],
)
def test_formulas_and_words_of_origin(name, cas, formula, gas, note):
    found = GasMap().find(replace(flow(name, cas=cas), formula=formula), "output")
    assert found is not None
    assert (found.flow, found.note) == (gas, note)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("1,1,1,2-fluoro-something HFC-999", True),
        ("Carbon dioxide equivalents", True),
        ("CO2e", True),
        ("Refrigerant, unspecified", True),
        ("Hydrocarbons (other than methane)", False),
        ("Carbon monoxide, fossil", False),
    ],
)
@pytest.mark.parametrize("place", [AIR, URBAN])
def test_what_is_like_a_gas_and_has_no_factor_is_listed(name, listed, place):
    made = flow(name, categories=place)
    assert GasMap().find(made, "output") is None
    assert GasMap().looks_like_a_gas(made) is listed


def test_a_gas_in_ground_water_is_none_of_the_air():
    assert not GasMap().looks_like_a_gas(flow("HFC-999", categories=("water", "ground-")))


def test_a_code_of_pcf_is_a_gas_with_its_ledger():
    found = GasMap().find(flow(id="co2_fossil|aircraft"), "output")
    assert (found.flow, found.layer, found.ledger) == ("co2_fossil", "own", "aircraft")
    assert GasMap().find(flow(id="co2_fossil|nowhere", categories=()), "output") is None
