"""``pcf export`` and ``pcf import`` at the prompt: streams, files, exit codes, JSON contract."""

import json
from pathlib import Path

import pytest
from exchange_case import STUDY, one_kilogram
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from supplier import changed, text, user

import pcf as package
from pcf.commands import main

SCHEMAS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(package.__file__).parent / "schemas").glob("*.json")
}
REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


@pytest.fixture
def call(capsys):
    def run(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        kept = capsys.readouterr()
        return code, kept.out, kept.err

    return run


def valid(name, body):
    return not list(Draft202012Validator(SCHEMAS[name], registry=REGISTRY).iter_errors(body))


def test_the_document_goes_to_stdout_and_the_account_to_stderr(tmp_path, call):
    folder = one_kilogram(tmp_path / "p")
    code, out, err = call("export", "--as", "pact", "-C", folder)
    assert code == 0
    assert json.loads(out)["pcf"]["pcfIncludingBiogenicUptake"] == "1.918"
    assert "arithmetic identities: 3 of 3 hold" in err
    assert "The format has no place for" in err
    assert "Left empty on purpose" in err


def test_notes_lie_beside_the_file(tmp_path, call):
    folder, target = one_kilogram(tmp_path / "p"), tmp_path / "x.json"
    code, out, _ = call("export", "--as", "catena-x", "-C", folder, "-o", target)
    assert (code, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["scopeOfPcfForm"]
    notes = (tmp_path / "x.json.notes.md").read_text(encoding="utf-8")
    assert "allocationRecycledCarbon" in notes
    assert "ledger = total" in notes
    first = target.read_bytes()
    assert call("export", "--as", "catena-x", "-C", folder, "-o", target)[0] == 0
    assert target.read_bytes() == first


def test_withheld_writes_nothing_and_exits_with_one(tmp_path, call):
    study = STUDY.replace('product_ids = ["urn:gtin:4712345060507"]\n', "")
    folder, target = one_kilogram(tmp_path / "p", study=study), tmp_path / "x.json"
    code, out, _ = call("export", "--as", "pact", "-C", folder, "-o", target)
    assert code == 1
    assert "withheld" in out
    assert "PAC003" in out
    assert not target.exists()
    code, _, err = call("export", "--as", "pact", "-C", folder, "-o", target, "--draft")
    assert code == 0
    assert "EX011" in err
    assert json.loads(target.read_text(encoding="utf-8"))["status"] == "Deprecated"


@pytest.mark.parametrize("name", ["pact", "catena-x", "battery-passport"])
def test_the_json_answer_keeps_its_contract(name, tmp_path, call):
    folder = one_kilogram(tmp_path / "p")
    code, out, err = call("export", "--as", name, "-C", folder, "--format", "json")
    body = json.loads(out)
    assert err == ""
    assert valid("export", body)
    assert body["data"]["withheld"] == (code == 1)
    assert body["status"] == ("ok" if code == 0 else "findings")


@pytest.mark.parametrize(
    "words",
    [["--as", "pakt"], [], ["--as", "pact", "--shape", "idta"],
     ["--as", "battery-passport", "--shape", "idat"], ["--as", "pact", "--target", "eu"]],
)  # fmt: skip
def test_mistakes_in_the_call(words, tmp_path, call):
    folder = one_kilogram(tmp_path / "p")
    code, _, err = call("export", *words, "-C", folder)
    assert code == 2
    assert "help:" in err or "TG027" in err


def test_import_tells_what_it_took_in(tmp_path, call):
    folder = user(tmp_path / "p", changed())
    original = tmp_path / "HX.json"
    original.write_text(text(changed()), encoding="utf-8")
    code, out, _ = call("import", original, "--as", "pact", "-C", folder)
    assert code == 0
    assert "suppliers/HX.json" in out
    assert "kg CO2e/L" in out
    code, out, _ = call("import", original, "--as", "pact", "-C", folder, "--format", "json")
    body = json.loads(out)
    assert valid("import", body)
    data = body["data"]
    assert data["already_there"]
    assert data["values"] == data["values_read"] + len(data["values_kept_in_original"])
    assert data["ledger"]["fossil"] == pytest.approx(1.4)


def test_import_of_an_unusable_file_exits_with_one(tmp_path, call):
    folder = user(tmp_path / "p", changed())
    original = tmp_path / "HX.json"
    original.write_text(text(changed(biogenicCO2Uptake="1.0")), encoding="utf-8")
    code, out, _ = call("import", original, "--as", "pact", "-C", folder)
    assert code == 1
    assert "RX004" in out
    assert (folder / "suppliers" / "HX.json").read_bytes() == original.read_bytes()


def test_import_of_something_else(tmp_path, call):
    folder = user(tmp_path / "p", changed())
    original = tmp_path / "HX.json"
    original.write_text("{}", encoding="utf-8")
    for words in (["--as", "pact"], ["--as", "bom"], []):
        assert call("import", original, *words, "-C", folder)[0] == 2
    assert not (folder / "suppliers" / "HX.json").exists()
