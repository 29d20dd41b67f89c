"""What is written as ILCD is valid against the official schemas, and equal in content when read."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pytest
from ecospold_kit import chain1, chain2, files2, xml1
from hypothesis import HealthCheck, given, settings
from ilcd_kit import chain, write_zip
from linked_kit import BY_HAND, content, imported, intensity, read
from olca_kit import chain as olca_chain
from olca_kit import texts
from package_kit import packages

from pcf.importing.database import import_database
from pcf.importing.package import Package
from pcf.importing.write_ilcd import write

BESIDE = Path(os.environ.get("PCF_TEST_DATA", Path(__file__).parents[3] / "shared")) / "fixtures"
SCHEMAS = BESIDE / "ilcd" / "schemas"
POWER = BESIDE / "ilcd" / "tiangong-cn-power-2019-part-a.zip"
ABS = BESIDE / "ilcd" / "elcd-abs-granulate-process.xml"
NAMES = {
    "processes": "ProcessDataSet", "flows": "FlowDataSet", "flowproperties": "FlowPropertyDataSet",
    "unitgroups": "UnitGroupDataSet", "sources": "SourceDataSet", "contacts": "ContactDataSet",
}  # fmt: skip
with_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the official schemas of ILCD are not beside the checkout"
)


@dataclass
class Source:
    package: Package


@lru_cache
def schema(folder):
    from lxml import etree

    return etree.XMLSchema(file=str(SCHEMAS / f"ILCD_{NAMES[folder]}.xsd"))


def faults(path):
    """Everything that the schemas refuse."""
    from lxml import etree

    found = []
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            known = schema(name.split("/")[1])
            if not known.validate(etree.fromstring(packed.read(name))):
                found += [f"{name}: {entry.message}" for entry in known.error_log]
    return found


def again(package, folder):
    target = folder / "written.zip"
    write(Source(package), target)
    made, collect = read(target, "ilcd")
    assert not list(collect.findings)
    return made


@pytest.mark.parametrize("form", ["openlca", "ilcd", "ecospold1", "ecospold2"])
def test_every_linked_format_goes_through(tmp_path, form):
    files = {
        "openlca": lambda: texts(olca_chain()),
        "ilcd": lambda: chain().texts(),
        "ecospold1": lambda: {"a.xml": xml1(chain1())},
        "ecospold2": lambda: files2(chain2()),
    }[form]()
    package, _ = read(write_zip(tmp_path / "a.zip", files))
    assert package.format == form
    assert content(again(package, tmp_path)) == content(package)
    if SCHEMAS.is_dir():
        assert faults(tmp_path / "written.zip") == []


@pytest.mark.parametrize("form", ["openlca", "ecospold1", "ecospold2"])
def test_numbers_stay(tmp_path, form):
    files = {"openlca": texts(olca_chain()), "ecospold1": {"a.xml": xml1(chain1())},
             "ecospold2": files2(chain2())}[form]  # fmt: skip
    one = imported(tmp_path, files)
    write(Source(read(tmp_path / "package.zip")[0]), tmp_path / "out.zip")
    two = import_database(tmp_path / "out.zip", tmp_path, id="again")
    assert two.format == "ilcd"
    for process in one.background.processes():
        assert intensity(two, process.id) == pytest.approx(intensity(one, process.id), rel=1e-14)
    assert two.links == one.links


def test_the_same_package_gives_the_same_bytes(tmp_path):
    package, _ = read(write_zip(tmp_path / "a.zip", chain().texts()))
    for name in ("one.zip", "two.zip"):
        write(Source(package), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_amounts_are_told_in_the_unit_of_their_flow(tmp_path):
    """A program that knows nothing of pcf reads the same amounts: no unit stands in ILCD."""
    import re

    package, _ = read(write_zip(tmp_path / "a.zip", {"a.xml": xml1(chain1())}))
    write(Source(package), tmp_path / "out.zip")
    bare = {}
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        for name in packed.namelist():
            text = packed.read(name).decode()
            bare[name] = re.sub(r"<common:other>.*?</common:other>", "", text, flags=re.DOTALL)
    done = import_database(write_zip(tmp_path / "bare.zip", bare), tmp_path, id="bare")
    steel = next(p.id for p in done.background.processes() if p.name_en == "steel")
    assert intensity(done, steel) == pytest.approx(BY_HAND["steel"], rel=1e-12)


def test_a_unit_that_does_not_convert_is_told(tmp_path):
    sets = chain1()
    sets[3].rows[3].unit = "h"
    package, _ = read(write_zip(tmp_path / "a.zip", {"a.xml": xml1(sets)}))
    (told,) = write(Source(package), tmp_path / "out.zip")
    assert (told.code, told.observed, told.params["count"]) == ("IM054", "h", 1)
    assert content(read(tmp_path / "out.zip", "ilcd")[0]) == content(package)


def test_what_was_kept_beside_is_checked(tmp_path):
    package, _ = read(write_zip(tmp_path / "a.zip", {"a.xml": xml1(chain1())}))
    write(Source(package), tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    name = next(n for n in files if "processes/" in n)
    head, _, rest = files[name].partition('<kept xmlns="urn:pcf:kept">')
    tail = rest.partition("</kept>")[2]
    for text in ('{"kind": "no such kind"}', '{"rows": {"99": {}}}', "[]", "{", '{"id": 5}'):
        changed = f'{head}<kept xmlns="urn:pcf:kept">{text}</kept>{tail}'
        write_zip(tmp_path / "bad.zip", files | {name: changed})
        _, collect = read(tmp_path / "bad.zip", "ilcd")
        held = [h for h in collect.ledger.dump()["held"] if h[1] == "unreadable"]
        assert [h[2] for h in held] == [name], text


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(package=packages())
def test_any_package_goes_through(tmp_path, package):
    made = again(package, tmp_path)
    assert content(made) == content(package)
    if SCHEMAS.is_dir():
        assert faults(tmp_path / "written.zip") == []
    assert content(again(replace(made, format="y"), tmp_path)) == content(package)


@with_schemas
@pytest.mark.parametrize("path", [POWER, ABS], ids=["power", "abs"])
def test_real_packages_are_written_valid_and_whole(tmp_path, path):
    package, _ = read(path, "ilcd")
    assert content(again(package, tmp_path)) == content(package)
    assert faults(tmp_path / "written.zip") == []


def test_the_verb_writes_what_import_reads(tmp_path):
    from pcf.importing.writers import export_database

    one = imported(tmp_path, files2(chain2()))
    written = export_database(tmp_path, "db", "ilcd", tmp_path / "out.zip")
    assert written.findings == ()
    two = import_database(tmp_path / "out.zip", tmp_path, id="again")
    for process in one.background.processes():
        assert intensity(two, process.id) == pytest.approx(intensity(one, process.id), rel=1e-14)
