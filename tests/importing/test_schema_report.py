"""Schemas are a report and never a gate: violations are counted by kind, everything is read."""

from __future__ import annotations

import json
import sys

import pytest
from ilcd_kit import chain, project, write_zip
from test_import_verbs import answer, call
from test_real_packages import ILCD, TIDAS, needs

from pcf.importing.archive import open_archive
from pcf.importing.conservation import Collect
from pcf.importing.database import import_database, relink
from pcf.importing.schemas import check_schemas
from pcf.importing.settings import ImportSettings

#: A schema of flows that wants a name in each: the flow `n` of the tests has one, `m` none.
XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"
 xmlns="urn:x" elementFormDefault="qualified"><xs:include schemaLocation="types.xsd"/>
<xs:element name="flow"><xs:complexType><xs:sequence>
<xs:element name="name" type="Word"/></xs:sequence></xs:complexType></xs:element></xs:schema>"""
TYPES = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x">
<xs:simpleType name="Word"><xs:restriction base="xs:string"><xs:maxLength value="5"/>
</xs:restriction></xs:simpleType></xs:schema>"""
GOOD, EMPTY = '<flow xmlns="urn:x"><name>iron</name></flow>', '<flow xmlns="urn:x"/>'
LONG = '<flow xmlns="urn:x">\n<name>iron ore</name></flow>'
JSON_SCHEMA = {
    "type": "object",
    "properties": {
        "flowDataSet": {
            "type": "object",
            "required": ["name"],
            "properties": {"amount": {"type": "number"}, "kind": {"$ref": "absent.json"}},
        }
    },
}


def report(tmp_path, files, schemas=None):
    folder = None
    if schemas is not None:
        folder = tmp_path / "schemas"
        folder.mkdir()
        for name, text in schemas.items():
            (folder / name).write_text(text, encoding="utf-8")
    with open_archive(write_zip(tmp_path / "a.zip", files), Collect()) as archive:
        return check_schemas(archive, folder)


def test_violations_of_an_xsd_are_counted_by_kind(tmp_path):
    files = {"a.xml": GOOD, "b.xml": EMPTY, "c.xml": EMPTY, "d.xml": LONG, "e.xml": "<other/>"}
    made = report(tmp_path, files, {"flow.xsd": XSD, "types.xsd": TYPES})
    assert (made.files, made.valid, made.skipped, made.total) == (4, 1, 1, 3)
    kinds = {(v.where, v.rule): (v.count, v.file, v.line) for v in made.violations}
    assert kinds["flow", "element-content"] == (2, "b.xml", 1)
    assert kinds["name", "cvc-maxlength-valid"] == (1, "d.xml", 2)


def test_schemas_that_the_package_carries_are_used(tmp_path):
    files = {"schemas/flow.xsd": XSD, "schemas/types.xsd": TYPES, "a.xml": EMPTY}
    made = report(tmp_path, files)
    assert (made.reason, made.files, made.total) == ("", 1, 1)


def test_an_include_that_is_not_in_the_set_is_never_looked_for(tmp_path):
    (tmp_path / "types.xsd").write_text(TYPES, encoding="utf-8")
    text = XSD.replace('"types.xsd"', f'"file://{tmp_path}/absent/types2.xsd"')
    made = report(tmp_path, {"a.xml": GOOD}, {"flow.xsd": text})
    assert made.reason == "schema-unreadable"
    assert made.detail == "types2.xsd"


def test_a_file_with_a_document_type_is_not_validated(tmp_path):
    bomb = '<!DOCTYPE f [<!ENTITY a "b">]><flow xmlns="urn:x"><name>&a;</name></flow>'
    made = report(tmp_path, {"a.xml": bomb, "b.xml": GOOD}, {"f.xsd": XSD, "types.xsd": TYPES})
    assert (made.files, made.skipped) == (1, 1)


def test_violations_of_a_json_schema_and_a_part_that_is_missing(tmp_path):
    one = {"flowDataSet": {"name": "a", "amount": 1, "kind": "k"}}
    two = {"flowDataSet": {"amount": "1"}}
    files = {"a.json": json.dumps(one), "b.json": json.dumps(two), "c.json": "[]"}
    made = report(tmp_path, files, {"flows.json": json.dumps(JSON_SCHEMA)})
    assert (made.files, made.valid, made.skipped) == (2, 1, 1)
    kinds = {(v.where, v.rule): v.count for v in made.violations}
    assert kinds == {("flowDataSet", "required"): 1, ("flowDataSet/amount", "type"): 1}
    assert made.detail == "absent.json"


def test_openlca_documents_are_known_by_their_type(tmp_path):
    schema = json.dumps({"type": "object", "required": ["name"]})
    made = report(tmp_path, {"a.json": '{"@type": "Flow"}'}, {"Flow.schema.json": schema})
    assert [(v.dataset, v.rule) for v in made.violations] == [("Flow", "required")]


@pytest.mark.parametrize(
    ("schemas", "reason"),
    [(None, "no-schemas"), ({}, "no-schemas"), ({"a.xsd": "<x"}, "schema-unreadable"),
     ({"a.json": "{}"}, "no-schema-fits")],
)  # fmt: skip
def test_why_nothing_was_validated(tmp_path, schemas, reason):
    made = report(tmp_path, {"a.xml": GOOD}, schemas)
    assert (made.reason, made.files) == (reason, 0)
    assert made.to_dict()["validated"] is False


@pytest.mark.parametrize(("library", "file"), [("lxml", "a.xml"), ("jsonschema", "a.json")])
def test_without_the_library_it_says_so(tmp_path, monkeypatch, library, file):
    monkeypatch.setitem(sys.modules, library, None)
    schemas = {"a.xsd": XSD, "types.xsd": TYPES, "a.json": "{}"}
    made = report(tmp_path, {file: "{}" if "json" in file else GOOD}, schemas)
    assert (made.reason, made.detail) == ("no-library", library)


def test_the_import_goes_on_and_the_report_stays(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PCF_LANG", "en")
    home = project(tmp_path / "p")
    folder = tmp_path / "schemas"
    folder.mkdir()
    wanted = XSD.replace("urn:x", "http://lca.jrc.it/ILCD/Flow").replace('"flow"', '"flowDataSet"')
    (folder / "flow.xsd").write_text(wanted, encoding="utf-8")
    types = TYPES.replace("urn:x", "http://lca.jrc.it/ILCD/Flow")
    (folder / "types.xsd").write_text(types, encoding="utf-8")
    path = write_zip(tmp_path / "a.zip", chain().texts())
    code, body = answer(
        capsys, "data", "import", path, "--id", "db", "--schema", folder, "-C", home
    )
    assert code == 0
    stated = body["data"]["schemas"]
    assert (stated["validated"], stated["files"], stated["valid"]) == (True, 5, 0)
    written = json.loads((home / "backgrounds/db/conservation.json").read_text(encoding="utf-8"))
    assert written["schemas"] == stated
    (one,) = [f for f in body["findings"] if f["code"] == "IM056"]
    assert one["level"] == "info"
    # linking again does not forget it
    assert relink(home, "db", {}).schemas.total == sum(v["count"] for v in stated["violations"])
    _, out, _ = call(capsys, "data", "import", path, "--id", "db", "-C", home)
    assert "not validated: the package carries no schemas and none were given" in out


@needs(ILCD)
def test_real_power_data_break_the_official_schemas_and_are_read(tmp_path):
    done = import_database(
        ILCD / "tiangong-cn-power-2019-part-a.zip", tmp_path, id="db", schemas=ILCD / "schemas"
    )
    assert done.conservation.count("process").taken == 32
    assert (done.schemas.files, done.schemas.valid) == (92, 43)
    kinds = {(v.dataset, v.where, v.rule): v.count for v in done.schemas.violations}
    assert kinds["processDataSet", "other", "element-content"] == 64
    assert kinds["flowDataSet", "dataSetVersion", "cvc-pattern-valid"] == 17


@needs(TIDAS)
def test_a_tidas_sample_breaks_its_own_schema_and_is_read(tmp_path):
    done = import_database(
        TIDAS / "tidas-example-process.json", tmp_path, ImportSettings(missing_unit="kg"),
        id="db", schemas=TIDAS / "schemas",
    )  # fmt: skip
    assert done.conservation.count("process").taken == 1
    assert (done.schemas.files, done.schemas.valid) == (1, 0)
    assert done.schemas.total > 10
    # the set in the fixtures lacks the list of product categories
    assert "tidas_flows_product_category.json" in done.schemas.detail or not done.schemas.detail
