"""Real openLCA and ecoSpold packages, where they lie beside the checkout: numbers that are known.

Known are the scores of eight gases, with links by product to the (first) process that it is the
reference of, everything on the reference product, and nothing from inputs without supplier.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from linked_kit import content, read

from pcf.climate import characterize, load_factor_set
from pcf.importing.choices import read_links
from pcf.importing.database import PACKAGE_FILE, import_database, relink
from pcf.importing.settings import ImportSettings
from pcf.importing.store_package import load_package
from pcf.importing.write_olca import write
from pcf.importing.writers import Source

BESIDE = Path(os.environ.get("PCF_TEST_DATA", Path(__file__).parents[3] / "shared")) / "fixtures"
OLCA, ONE, TWO = (BESIDE / name for name in ("openlca_jsonld", "ecospold1", "ecospold2"))
US_LCI = OLCA / "uslci_fy17_olca1_5_0_json_ld.zip"
RAIL = OLCA / "uslci-rail_v1.0.zip"
US_LCI_1 = ONE / "uslci_fy20_q3_01_olca1_10_3_ecospold.zip"
LOOP = TWO / "ecospold2matrix_test_data"
#: Gases that the known numbers count; the packages hold many others in traces.
GASES = ("co2_fossil", "co2_luc", "ch4_fossil", "ch4_biogenic", "n2o", "sf6", "cf4", "c2f6")


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not beside the checkout")


def score(done, process):
    """kg CO2e per reference amount."""
    background = done.background
    factors, _ = characterize(background.columns, load_factor_set("EF3.1"), "0/0")
    known = np.array([column.flow in GASES for column in background.columns])
    row = background.intensities[background.index(process)]
    return float(row[known] @ factors[known]) * background.process(process).amount


def with_first(path, folder):
    """Import, and let the first of several suppliers in the package supply."""
    chosen = ImportSettings(mix=("result",), coproducts="reference")
    import_database(path, folder, chosen, id="db")
    package, _ = load_package(folder / "backgrounds" / "db" / PACKAGE_FILE)
    order = {id: number for number, id in enumerate(package.processes)}
    links = [k for k in read_links(folder, "db") if not k.providers and k.candidates]
    decided = {k.row: min(k.candidates, key=order.__getitem__) for k in links}
    return relink(folder, "db", decided, chosen)


@pytest.fixture(scope="module")
def us_lci(tmp_path_factory):
    return with_first(US_LCI, tmp_path_factory.mktemp("us"))


@needs(US_LCI)
def test_us_lci_of_2017_whole(us_lci):
    counts = us_lci.conservation
    assert counts.count("process").taken == 766
    assert us_lci.kinds == {"result": 4, "unit": 762}
    assert counts.count("flow").taken == 4601
    assert counts.count("unit group").taken == 27
    assert (counts.count("exchange").came_in, counts.count("exchange").held) == (32526, 0)
    assert counts.uses["exchange", "co-product"] == 256
    told = {f.code: f for f in us_lci.findings}
    assert told["IM013"].observed == "132"
    assert told["IM009"].observed == "2829"
    assert us_lci.links["only-supplier"] == 3579
    # 132 with several suppliers, 12 of results whose suppliers are unit processes
    assert us_lci.links["decided"] == 144


@needs(US_LCI)
@pytest.mark.parametrize(
    ("process", "expected"),
    [
        ("89389d98-1ba6-30c5-9c33-92443694936b", 0.688490471),
        ("879845c3-84fa-3f85-9f3d-a8510f950732", 0.754693749),
        ("99963138-ddf9-3b32-9e93-69593d76cb08", 8.999805794),
        ("0e42a306-ee2d-362e-8bc3-580000096459", 3.945518675),
        ("b19fe3da-392e-36af-9342-910be1d2160a", 2.150667384),
        ("1e2429d8-8d91-328f-85c3-18d39bdebfa7", 0.0),
    ],
)
def test_us_lci_of_2017(us_lci, process, expected):
    # electricity is measured in MJ: its reference amount of 1 kWh is 3.6 of them
    assert score(us_lci, process) == pytest.approx(expected, rel=1e-6, abs=1e-12)


@needs(US_LCI)
def test_us_lci_goes_out_and_in_equal(tmp_path):
    package, collect = read(US_LCI)
    assert [(f.code, f.observed) for f in collect.findings] == [("IM050", "40")]
    with_formula = sum(bool(x.formula) for p in package.processes.values() for x in p.exchanges)
    spread = sum(x.uncertainty is not None for p in package.processes.values() for x in p.exchanges)
    assert (with_formula, spread) == (259, 5539)
    assert sum(bool(p.parameters) for p in package.processes.values()) == 24
    write(Source(package, None, ""), tmp_path / "out.zip")  # type: ignore[arg-type]
    assert content(read(tmp_path / "out.zip", "openlca")[0]) == content(package)


@needs(RAIL)
def test_rail_whose_units_and_fuel_lie_in_another_package(tmp_path):
    done = import_database(RAIL, tmp_path, id="rail")
    assert done.conservation.count("process").taken == 11
    assert (done.conservation.count("exchange").came_in, done.links) == (
        132,
        {"open-named-absent": 11},
    )
    for process in done.background.processes():
        known = {"ae023656-9a8a-32cd-be32-f7c36c847898": 0.019297111679}
        value = known.get(process.id, 0.011990665445)
        assert score(done, process.id) == pytest.approx(value, rel=1e-6)
    missing = [f.params["named"] for f in done.findings if f.code == "IM021"]
    assert missing == ["0aaf1e13-5d80-37f9-b7bb-81a6b8965c71"]


@needs(US_LCI_1)
def test_us_lci_of_2020_in_an_invalid_file(tmp_path):
    done = with_first(US_LCI_1, tmp_path)
    assert done.conservation.count("process").taken == 631
    assert done.conservation.count("exchange").came_in == 37349
    assert done.conservation.reasons() == {
        ("exchange", "unit-unknown"): 5,
        ("file", "not-inventory"): 1,
    }
    for process, expected in (("67294", 8.999805794), ("91047", 1.965749186),
                              ("60463", 1.917902503), ("97830", 1.107093368)):  # fmt: skip
        assert score(done, process) == pytest.approx(expected, rel=1e-6)


@needs(LOOP)
def test_three_activities_in_a_loop(tmp_path):
    done = import_database(LOOP, tmp_path, id="loop")
    methane = [c.flow for c in done.background.columns].index("ch4_fossil")
    known = {"furnace": 0.0013270228750264545, "transport": 0.00023100663511437514,
             "straw": 4.869619868211028e-11}  # fmt: skip
    for process in done.background.processes():
        word = next(w for w in known if w in process.name_en)
        value = done.background.intensities[done.background.index(process.id), methane]
        assert value == pytest.approx(known[word], rel=1e-9)
    assert done.links == {"stated": 4}
    # the files name units of two products differently, on purpose
    assert [f.observed for f in done.findings if f.code == "IM051"] == ["kg", "m3"]


@needs(ONE)
@pytest.mark.parametrize(
    "path",
    [OLCA / "exchange_sync-all.zip", OLCA / "unit_sync-all.zip", RAIL, US_LCI_1,
     ONE / "pyecospold_v1_1.xml", LOOP, TWO / "pyecospold_v2_1.xml"],
    ids=lambda path: path.name,
)  # fmt: skip
def test_every_package_goes_out_as_openlca_and_in_again(tmp_path, path):
    package, _ = read(path)
    write(Source(package, None, ""), tmp_path / "out.zip")  # type: ignore[arg-type]
    assert content(read(tmp_path / "out.zip", "openlca")[0]) == content(package)


@needs(ONE)
def test_single_files(tmp_path):
    one = import_database(ONE / "pyecospold_v1_1.xml", tmp_path, id="one")
    assert one.conservation.count("exchange").taken == 2
    assert one.links == {"open-none": 1}
    two = import_database(TWO / "pyecospold_v2_1.xml", tmp_path, id="two")
    assert (two.conservation.count("exchange").taken, two.kinds) == (28, {"result": 1})
    # carbon dioxide 92.65 kg and 2 kinds of it alone
    (process,) = two.background.processes()
    assert score(two, process.id) == pytest.approx(104.339277302, rel=1e-9)


@needs(US_LCI)
def test_a_system_link_of_another_program(tmp_path):
    done = import_database(OLCA / "exchange_sync-all.zip", tmp_path, id="sync")
    assert done.links == {"stated": 1}
