"""What is written as openLCA JSON-LD and read again is equal in content."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, replace

import pytest
from ecospold_kit import chain1, chain2, files2, xml1
from hypothesis import HealthCheck, given, settings
from ilcd_kit import chain as ilcd_chain
from ilcd_kit import write_zip
from linked_kit import BY_HAND, content, imported, intensity, read
from olca_kit import chain, texts
from package_kit import packages

from pcf.importing.database import import_database
from pcf.importing.package import Package
from pcf.importing.write_olca import write


@dataclass
class Source:
    package: Package


def again(package, folder):
    target = folder / "written.zip"
    write(Source(package), target)
    made, collect = read(target, "openlca")
    assert {f.code for f in collect.findings} <= {"IM050"}
    return made


@pytest.mark.parametrize("form", ["openlca", "ilcd", "ecospold1", "ecospold2"])
def test_every_linked_format_goes_through(tmp_path, form):
    files = {
        "openlca": lambda: texts(chain()),
        "ilcd": lambda: ilcd_chain().texts(),
        "ecospold1": lambda: {"a.xml": xml1(chain1())},
        "ecospold2": lambda: files2(chain2()),
    }[form]()
    package, _ = read(write_zip(tmp_path / "a.zip", files))
    assert package.format == form
    assert content(again(package, tmp_path)) == content(package)


@pytest.mark.parametrize("form", ["openlca", "ecospold1", "ecospold2"])
def test_numbers_stay(tmp_path, form):
    files = {"openlca": texts(chain()), "ecospold1": {"a.xml": xml1(chain1())},
             "ecospold2": files2(chain2())}[form]  # fmt: skip
    one = imported(tmp_path, files)
    write(Source(read(tmp_path / "package.zip")[0]), tmp_path / "out.zip")
    two = import_database(tmp_path / "out.zip", tmp_path, id="again")
    assert two.format == "openlca"
    for process in one.background.processes():
        assert intensity(two, process.id) == intensity(one, process.id)
    assert two.links == one.links


def test_the_same_package_gives_the_same_bytes(tmp_path):
    package, _ = read(write_zip(tmp_path / "a.zip", texts(chain())))
    for name in ("one.zip", "two.zip"):
        write(Source(package), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_openlca_knows_stands_in_its_own_fields(tmp_path):
    package, _ = read(write_zip(tmp_path / "a.zip", texts(chain())))
    write(Source(package), tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        names = set(packed.namelist())
        steel = json.loads(packed.read("processes/steel.json"))
        schema = json.loads(packed.read("olca-schema.json"))
    assert schema["version"] == 2
    assert {n.split("/")[0] for n in names if "/" in n} == {
        "processes", "flows", "flow_properties", "unit_groups", "locations",
    }  # fmt: skip
    assert steel["processType"] == "UNIT_PROCESS"
    assert steel["location"]["name"] == "CN"
    assert "otherProperties" not in steel
    power = steel["exchanges"][1]
    assert (power["internalId"], power["amount"], power["isInput"]) == (2, 10.0, True)
    assert power["unit"]["name"] == "kWh"
    assert power["flowProperty"]["@id"] == "p-energy"
    assert steel["exchanges"][0]["isQuantitativeReference"] is True


def test_units_without_a_group_get_one_that_is_left_out_again(tmp_path):
    package, _ = read(write_zip(tmp_path / "a.zip", {"a.xml": xml1(chain1())}))
    write(Source(package), tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        groups = [json.loads(packed.read(n)) for n in packed.namelist() if "unit_groups" in n]
    units = {u["name"]: u["conversionFactor"] for g in groups for u in g["units"]}
    assert units == {"kWh": 1.0, "MJ": pytest.approx(1 / 3.6), "kg": 1.0, "tkm": 1.0}
    done = import_database(tmp_path / "out.zip", tmp_path, id="db")
    assert done.conservation.count("unit group").came_in == 0
    assert intensity(done, "4") == pytest.approx(BY_HAND["steel"], rel=1e-12)


def test_a_unit_that_does_not_convert_is_told(tmp_path):
    sets = chain1()
    sets[3].rows[3].unit = "h"
    package, _ = read(write_zip(tmp_path / "a.zip", {"a.xml": xml1(sets)}))
    (told,) = write(Source(package), tmp_path / "out.zip")
    assert told.message("en") == (
        "1 exchanges have a unit that does not convert to the unit of their flow; "
        "it is written as it is stated: h"
    )
    assert content(read(tmp_path / "out.zip", "openlca")[0]) == content(package)


def test_a_made_up_extra_is_refused(tmp_path):
    for extra in (
        {"kind": "no such kind"},
        {"no_such_field": 1},
        {"names": {"": "Names", "zh": 5}},
        {"names": {"": "no such record"}},
        {"place": {"": "Place", "file": "/etc/passwd"}},
        {"rows": {"99": {"amount": 1.0}}},
        {"rows": {"0": {"amount": "1"}}},
        {"rows": {"0": 7}},
    ):
        files = chain()
        files["processes/steel.json"]["otherProperties"] = {"pcf": extra}
        done = imported(tmp_path, texts(files))
        assert done.conservation.reasons() == {("file", "unreadable"): 1}, extra


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(package=packages())
def test_any_package_goes_through(tmp_path, package):
    made = again(package, tmp_path)
    assert content(made) == content(package)
    # and once more, from what was read
    assert content(again(replace(made, format="y"), tmp_path)) == content(package)


def test_the_verb_writes_what_import_reads(tmp_path):
    from pcf.importing.writers import export_database

    one = imported(tmp_path, files2(chain2()))
    written = export_database(tmp_path, "db", "openlca", tmp_path / "out.zip")
    assert written.findings == ()
    two = import_database(tmp_path / "out.zip", tmp_path, id="again")
    for process in one.background.processes():
        assert intensity(two, process.id) == intensity(one, process.id)
