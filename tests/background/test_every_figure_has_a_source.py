"""Every figure of the shipped data names a source, and every table its provenance."""

import csv
import tomllib

import pytest

from pcf.location import data_root

DATA = data_root("datasets")
OURS = ("background", "battery", "climate", "electricity", "fuels", "heat", "transport")
TABLES = [path for part in OURS for path in sorted((DATA / part).rglob("*.csv"))]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.relative_to(DATA).as_posix())
def test_a_provenance_file_stands_beside_each_table(path):
    text = path.with_name(path.stem + ".provenance.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    assert told["file"] == path.name
    assert told["rows"] == len(rows(path))
    assert told["what"]
    assert told["derived"]
    assert told["licence"]


@pytest.mark.parametrize("name", ["processes", "exchanges"])
def test_provenance_counts_agree_with_the_rows(name):
    for path in sorted((DATA / "background").rglob(f"{name}.csv")):
        told = tomllib.loads(path.with_name(f"{name}.provenance.toml").read_text(encoding="utf-8"))
        counted = {}
        for row in rows(path):
            for key in row["sources"].split("; "):
                counted[key] = counted.get(key, 0) + 1
        assert told["sources"] == counted
        assert sum(told["tags"].values()) == told["rows"]


def test_every_row_has_a_source_with_citation_and_terms(pcf_open):
    for process in pcf_open.processes():
        assert process.sources
        assert process.tag
        for row in pcf_open.exchanges(process.id):
            assert row.sources
            assert row.tag
            for key in row.sources:
                source = pcf_open.source(key)
                assert source.citation
                assert source.checked


def test_official_factors_of_combustion_are_never_linkable(pcf_open):
    table = rows(DATA / "electricity" / "official_factors.csv")
    assert len(table) == 264
    known = {process.id for process in pcf_open.processes()}
    for row in table:
        assert (row["linkable"] == "yes") == (row["dataset"] in known)
        assert bool(row["direct_factor"]) == bool(row["direct_basis"])
        assert bool(row["direct_factor"]) == bool(row["direct_source"])
        assert bool(row["life_cycle_factor"]) == bool(row["life_cycle_source"])
        if row["direct_source"].startswith("MEE"):
            assert row["direct_basis"] == "co2_combustion_only"


def test_fuel_table_names_known_datasets_and_sources(pcf_open):
    known = {process.id for process in pcf_open.processes()}
    for row in rows(DATA / "fuels" / "fuels.csv"):
        for column in ("upstream_dataset", "burned_dataset"):
            assert row[column] == "" or row[column] in known
        for column in ("ncv_source", "ef_source", "cn_source", "upstream_uk_source"):
            assert row[column] == "" or pcf_open.source(row[column])


def test_every_gas_of_the_background_has_a_ledger_and_a_gas(pcf_open):
    for flow in pcf_open.flows():
        assert (flow.kind == "elementary") == bool(flow.ledger)
        assert (flow.kind == "elementary") == bool(flow.gas)


def test_default_providers_supply_their_flow(pcf_open):
    for flow in pcf_open.flows():
        if flow.default_provider:
            assert pcf_open.index(flow.default_provider, flow.id) >= 0
