"""The JSON contract: one form, valid against the schemas, nothing else on stdout."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import pcf as package
from pcf.findings import finding
from pcf.location import data_root
from pcf.report.envelope import envelope, json_parts, stamp

SCHEMAS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(package.__file__).parent / "schemas").glob("*.json")
}
REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)

#: A project with targets; comparing them writes nothing.
PACK = str(data_root("datasets") / "examples" / "lfp-pack")
CALLS = {
    "status": ["status"],
    "check": ["check", "--rules", "gbt24067"],
    "calc": ["calc"],
    "explain": ["explain", "stage:raw_material", "--depth", "2"],
    "graph": ["graph"],
    "compare": ["compare", ".", "scenario:hydro-power"],
    "calc-all": ["calc", "--all", "--example", "lfp-pack"],
    "compare-targets": ["compare", "target:gbt24067", "target:eu", "-C", PACK],
    "init-list": ["init", "--list"],
    "init": ["init", "fresh", "--example", "paper-case"],
    "data-list": ["data", "list"],
    "data-search": ["data", "search", "aluminium"],
    "data-show": ["data", "show", "elec_grid_cn"],
    "data-lock": ["data", "lock"],
    "data-match": ["data", "match", "model/bom.csv", "--name-column", "flow"],
    "data-sources": ["data", "sources", "GREET"],
    "data-check": ["data", "check"],
    "data-diff": ["data", "diff", "pcf-open", "pcf-open", "--gwp-set", "AR6"],
    "data-update": ["data", "update"],
    "sensitivity": ["sensitivity", "--electricity"],
    "sensitivity-set": ["sensitivity"],
    "sensitivity-derivatives": ["sensitivity", "--derivatives"],
    "sensitivity-sobol": ["sensitivity", "--sobol", "64", "--seed", "1", "--example", "lfp-pack"],
    "uncertainty": [
        "uncertainty",
        "--draws",
        "200",
        "--seed",
        "1",
        "--example",
        "lfp-pack",
        "--against",
        "hydro-power",
        "--background",
    ],
    "whatif": ["whatif", "--set", "pcf.method.gwp_set=AR5"],
    "export": ["export", "--as", "pact"],
    "portfolio": ["portfolio", "--scenario", "all"],
    "report": ["report", "--as", "eu-battery", "--draft", "-C", PACK],
    "rules-list": ["rules", "list"],
    "rules-show": ["rules", "show", "GBT039"],
    "rules-test": ["rules", "test", "base"],
    "rules-suggest": ["rules", "suggest"],
    "workbook-export": ["workbook", "export", "book.xlsx"],
    "batch": ["batch", "portfolio.toml", "-o", "build/results"],
    "doctor": ["doctor"],
    "verify-sample": ["verify", ".", "--sample", "3", "--seed", "7"],
    "verify-questions": ["verify", ".", "--questions"],
}


def validate(name, body):
    errors = list(Draft202012Validator(SCHEMAS[name], registry=REGISTRY).iter_errors(body))
    assert errors == [], errors[0].message


def test_schemas_are_schemas():
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


def test_every_schema_is_exercised():
    elsewhere = {"envelope", "import", "workbook-import", "data-import", "data-providers",
                 "data-export", "request", "answer", "workpaper", "seal", "verify",
                 "keys-new"}  # fmt: skip
    assert set(SCHEMAS) == {*CALLS, *elsewhere}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(CALLS))
def test_each_verb_fulfils_its_schema(name, lang, pcf, project, monkeypatch):
    monkeypatch.chdir(project)
    if name == "batch":
        stated = 'schema = 1\nid = "x"\n[[product]]\nid = "x"\nproject = "."\n'
        Path("portfolio.toml").write_text(stated, encoding="utf-8")
    answer = pcf(*CALLS[name], "--format", "json", "--lang", lang)
    assert answer.err == ""
    body = json.loads(answer.out)
    validate(name, body)
    assert body["status"] == ("ok" if answer.code == 0 else "findings")
    assert body["tool"] == {"name": "pcf", "version": package.__version__}


def test_workbook_round_trip(pcf, project, tmp_path):
    assert pcf("workbook", "export", "book.xlsx", "-C", project).code == 0
    assert pcf("workbook", "export", "book.xlsx", "-C", project).code == 2
    back = tmp_path / "back"
    back.mkdir()
    answer = pcf("workbook", "import", "book.xlsx", "-C", back, "--format", "json")
    assert answer.code == 0
    validate("workbook-import", json.loads(answer.out))
    totals = [
        json.loads(pcf("calc", "-C", folder, "--format", "json").out)["data"]["total"]
        for folder in (project, back)
    ]
    assert totals[0] == totals[1]


def test_calc_has_the_promised_keys_and_parts_add_up(pcf, project):
    data = json.loads(pcf("calc", "-C", project, "--format", "json").out)["data"]
    total = data["total"]["value"]
    assert data["total"]["unit"].startswith("kg CO2e/")
    assert {"id", "name", "value", "share"} <= set(data["stages"][0])
    for parts in (data["stages"], list(data["ledger"].values()), data["rows"]):
        assert sum(part["value"] for part in parts) == pytest.approx(total, rel=1e-9)


def test_name_follows_the_language(pcf, project):
    names = [
        json.loads(pcf("calc", "-C", project, "--format", "json", "--lang", lang).out)["data"][
            "stages"
        ][0]["name"]
        for lang in ("zh", "en")
    ]
    assert names == ["原材料获取", "raw material acquisition"]


def test_text_and_json_agree(pcf, project):
    data = json.loads(pcf("calc", "-C", project, "--format", "json").out)["data"]
    text = pcf("calc", "-C", project).out
    for part in data["stages"]:
        line = next(line for line in text.split("\n") if line.startswith(f"  {part['name']}"))
        shown = float(line.removeprefix(f"  {part['name']}").split()[0])
        assert shown == pytest.approx(part["value"], rel=5e-4)


def test_same_input_same_bytes(pcf, project):
    first = pcf("calc", "-C", project, "--format", "json").out
    kept = (project / "build" / "result.json").read_bytes()
    assert pcf("calc", "-C", project, "--format", "json").out == first
    pcf("calc", "-C", project, "--lang", "zh")
    assert (project / "build" / "result.json").read_bytes() == kept


def test_result_file_serves_compare(pcf, project):
    pcf("calc", "-C", project)
    pcf("calc", "-C", project, "--scenario", "hydro-power")
    base, other = project / "build" / "result.json", project / "build" / "result-hydro-power.json"
    assert pcf("compare", base, project).code == 0
    assert pcf("compare", base, other).code == 1
    assert pcf("compare", other, "scenario:hydro-power", "-C", project).code == 0


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "null", '{"schema": "pcf/calc/1", "data": {}}', "[" * 100000]
)
def test_a_file_that_is_no_result(text, pcf, tmp_path):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    answer = pcf("compare", "x.json", "x.json")
    assert answer.code == 2
    assert answer.err.startswith("error[US043] ")


def test_what_if_leaves_no_file(pcf, project):
    before = sorted(project.rglob("*"))
    assert pcf("calc", "-C", project, "--set", "pcf.method.gwp_set=AR5").code == 0
    assert pcf("calc", "--example", "paper-case").code == 0
    assert sorted(project.rglob("*")) == before


def test_numbers_must_be_finite():
    with pytest.raises(ValueError, match="Out of range float"):
        "".join(json_parts(envelope("calc", {"x": float("inf")})))


def test_status_says_the_same_as_the_exit_code():
    words = [envelope("x", None, exit_code=code)["status"] for code in (0, 1, 2, 70)]
    assert words == ["ok", "findings", "error", "error"]


def test_findings_speak_both_languages():
    body = envelope("x", None, [finding("US046", observed="x", option="--until")])
    assert body["findings"][0]["message"]["zh"] == "'--until'的值'x'不是0到1之间的占比"
    validate("envelope", body)


def test_digest_follows_the_inputs_and_nothing_else(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "pcf.toml").write_text("a", encoding="utf-8")
    (tmp_path / "model" / "bom.csv").write_text("b", encoding="utf-8")
    first = stamp(tmp_path, "x")
    assert first.lock is None
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "result.json").write_text("c", encoding="utf-8")
    (tmp_path / "pcf.lock").write_text("d", encoding="utf-8")
    second = stamp(tmp_path, "x")
    assert second.digest == first.digest
    assert second.lock == (
        "sha256:18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4"
    )  # SHA-256 of "d"
    (tmp_path / "model" / "bom.csv").rename(tmp_path / "model" / "exchanges.csv")
    assert stamp(tmp_path, "x").digest != first.digest
