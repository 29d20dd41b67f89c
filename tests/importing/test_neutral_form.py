"""The neutral form keeps what a package says, on disk as in memory."""

from __future__ import annotations

from ilcd_kit import CO2, MASS, POWER, STEEL, Row, chain, uuid, write_zip

from pcf.importing.archive import open_archive
from pcf.importing.conservation import Collect
from pcf.importing.package import Allocation, Uncertainty
from pcf.importing.reader import reader
from pcf.importing.store_package import load_package, save_package

SPREAD = (
    "<minimumAmount>30</minimumAmount><maximumAmount>40</maximumAmount>"
    "<uncertaintyDistributionType>log-normal</uncertaintyDistributionType>"
    "<relativeStandardDeviation95In>1.2</relativeStandardDeviation95In>"
    '<allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="25"/>'
    "</allocations><dataDerivationTypeStatus>Measured</dataDerivationTypeStatus>"
)


def read(tmp_path):
    files = chain()
    files.processes[3].rows[1] = Row(POWER, "Input", "36", SPREAD)
    files.processes[3].rows.append(Row(CO2, "Output", None))
    collect = Collect()
    with open_archive(write_zip(tmp_path / "a.zip", files.texts()), collect) as archive:
        return reader("ilcd").read(archive, collect), collect.ledger


def test_a_reader_keeps_what_is_stated(tmp_path):
    package, _ = read(tmp_path)
    assert (package.format, package.name) == ("ilcd", "a.zip")
    steel = package.processes[uuid(4)]
    assert (steel.names.zh, steel.names.en, steel.version) == ("钢", "steel", "01.00.000")
    assert (steel.location, steel.references, steel.kind) == ("CN", ("0",), "unit")
    power = steel.exchanges[1]
    assert power.uncertainty == Uncertainty("log-normal", 30.0, 40.0, 1.2)
    assert power.allocations == (Allocation("0", 0.25),)
    assert (power.derivation, power.line) == ("Measured", 4)
    assert steel.exchanges[-1].amount is None
    flow = package.flows[STEEL]
    assert (flow.unit, flow.reference_property, flow.kind) == ("kg", MASS, "product")
    assert package.flows[CO2].cas == "124-38-9"
    assert package.flows[POWER].names.en == "Electricity"


def test_it_is_the_same_when_read_back(tmp_path):
    package, ledger = read(tmp_path)
    save_package(package, ledger, tmp_path / "p.gz")
    again, kept = load_package(tmp_path / "p.gz")
    assert again == package
    assert kept.dump() == ledger.dump()
    save_package(again, kept, tmp_path / "q.gz")
    assert (tmp_path / "p.gz").read_bytes() == (tmp_path / "q.gz").read_bytes()


def test_the_written_tables_give_the_same_background(tmp_path, monkeypatch):
    from pcf.background import open_background
    from pcf.importing.database import import_database

    path = write_zip(tmp_path / "a.zip", chain().texts())
    done = import_database(path, tmp_path, id="db")
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "fresh"))
    again = open_background("db", home=tmp_path)
    assert again.sha256 == done.background.sha256
    assert again.processes() == done.background.processes()
    assert again.flows() == done.background.flows()
    assert again.sources() == done.background.sources()
    assert (again.intensities == done.background.intensities).all()
    for process in again.processes():
        assert again.exchanges(process.id) == done.background.exchanges(process.id)
