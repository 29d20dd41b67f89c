"""``pcf data import`` and ``pcf data providers`` at the prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ilcd_kit import CO2, POWER, STEEL, FlowData, Proc, Row, chain, project, uuid, write_zip
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import pcf as package
from pcf.commands import main

FOLDER = Path(package.__file__).parent / "schemas"
SCHEMAS = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in FOLDER.glob("*.json")}
REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project beside a package with two equally near suppliers of power."""
    monkeypatch.setenv("PCF_LANG", "en")
    files = chain()
    rows = [Row(POWER, "Output", "3.6"), Row(CO2, "Output", "1.8")]
    files.processes.append(Proc(uuid(5), "coal power", rows))
    write_zip(tmp_path / "db.zip", files.texts())
    return project(tmp_path / "p", [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])


def call(capsys, *words):
    capsys.readouterr()
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def answer(capsys, *words):
    code, out, _ = call(capsys, *words, "--format", "json")
    body = json.loads(out)
    name = body["schema"].split("/")[1]
    Draft202012Validator(SCHEMAS[name], registry=REGISTRY).validate(body)
    return code, body


def test_import_reports_conservation_and_open_ends(home, capsys):
    code, out, _ = call(capsys, "data", "import", home.parent / "db.zip", "-C", home)
    assert code == 1
    assert "imported db.zip (ilcd) as background db" in out
    assert "Conservation: in = taken + held back" in out
    assert "open: several suppliers" in out
    assert "pcf data search --background db" in out


def test_the_answer_keeps_to_its_schema(home, capsys):
    code, body = answer(capsys, "data", "import", home.parent / "db.zip", "-C", home)
    assert (code, body["status"]) == (1, "findings")
    assert body["data"]["links"] == {"only-supplier": 2, "open-ambiguous": 2}
    assert body["data"]["settings"]["policy"] == "refuse"
    assert {"what": "process", "in": 5, "taken": 5, "held": 0} in body["data"]["conservation"][
        "counts"
    ]


def test_a_stated_policy_leaves_nothing_open(home, capsys):
    code, body = answer(
        capsys, "data", "import", home.parent / "db.zip", "--id", "mine",
        "--policy", "same-country-then-average", "-C", home,
    )  # fmt: skip
    assert code == 0
    assert body["data"]["background"]["id"] == "mine"
    text = (home / "backgrounds" / "mine" / "import.toml").read_text(encoding="utf-8")
    assert 'policy = "same-country-then-average"' in text


def test_the_rule_for_co_products_is_asked_for_and_can_be_stated_later(home, capsys):
    files = chain()
    files.flows.append(FlowData(uuid(105), "gas"))
    files.processes[3].rows.append(Row(uuid(105), "Output", "30"))
    path = write_zip(home.parent / "joint.zip", files.texts())
    code, body = answer(capsys, "data", "import", path, "--id", "joint", "-C", home)
    assert code == 1
    assert body["data"]["settings"]["coproducts"] == "hold"
    (one,) = [f for f in body["findings"] if f["code"] == "IM022"]
    assert "--coproducts" in one["help"]["en"]
    _, body = answer(
        capsys, "data", "providers", "--background", "joint", "--coproducts", "mass", "-C", home
    )
    assert [f["code"] for f in body["findings"]] == ["IM013"]
    text = (home / "backgrounds" / "joint" / "import.toml").read_text(encoding="utf-8")
    assert 'coproducts = "mass"' in text


def test_providers_lists_and_decides(home, capsys):
    call(capsys, "data", "import", home.parent / "db.zip", "-C", home)
    code, body = answer(capsys, "data", "providers", "-C", home)
    assert (code, body["data"]["inputs"], body["data"]["open"]) == (1, 4, 2)
    assert body["data"]["rows"][0]["candidates"] == [uuid(1), uuid(5)]
    code, out, _ = call(capsys, "data", "providers", f"{uuid(4)}.1=bg:{uuid(1)}", "-C", home)
    assert code == 1
    assert "1 of them open" in out
    code, body = answer(
        capsys, "data", "providers", "--policy", "same-country-then-average", "--all", "-C", home
    )
    assert code == 0
    reasons = {row["row"]: row["reason"] for row in body["data"]["rows"]}
    assert reasons[f"{uuid(4)}.1"] == "decided"
    assert reasons[f"{uuid(3)}.1"] == "policy-average"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["data", "import", "nothing.zip"], "IM002"),
        (["data", "import", "DB", "--policy", "fist-market"], "IM015"),
        (["data", "import", "DB", "--id", "pcf-open"], "IM004"),
        (["data", "import", "DB", "--gas", "n2o"], "IM016"),
        (["data", "providers"], "IM020"),
        (["data", "show", "x", "--background", "db"], "DS001"),
    ],
)
def test_mistakes_in_a_call(home, capsys, words, code):
    words = [home.parent / "db.zip" if word == "DB" else word for word in words]
    exit_code, out, _ = call(capsys, *words, "-C", home, "--format", "json")
    assert exit_code == 2
    assert [f["code"] for f in json.loads(out)["findings"]] == [code]


def test_verbs_of_data_see_the_import(home, capsys):
    call(capsys, "data", "import", home.parent / "db.zip", "-C", home)
    assert call(capsys, "data", "search", "steel", "--background", "db", "-C", home)[0] == 0
    code, out, _ = call(capsys, "data", "show", uuid(4), "--background", "db", "-C", home)
    assert code == 0
    assert "unit process" in out
    assert call(capsys, "data", "list", "--background", "db", "-C", home)[0] == 0
    assert call(capsys, "data", "sources", "--background", "db", "-C", home)[0] == 0
    code, out, _ = call(capsys, "calc", "-C", home)
    assert code == 0
    assert "IM030" in out


def test_providers_are_named_with_amount_unit_and_place(home, capsys):
    call(capsys, "data", "import", home.parent / "db.zip", "-C", home)
    _, body = answer(capsys, "data", "providers", "-C", home)
    row = {row["row"]: row for row in body["data"]["rows"]}[f"{uuid(4)}.1"]
    assert row["process_name"] == {"zh": "钢", "en": "steel"}
    assert row["flow_name"] == {"zh": "电", "en": "Electricity"}
    assert (row["amount"], row["unit"], row["location"]) == (36.0, "MJ", "CN")
    assert [s["name"]["en"] for s in row["suppliers"]] == ["power", "coal power"]
    _, out, _ = call(capsys, "data", "providers", "-C", home)
    out = " ".join(out.split())
    for words in ("36 MJ Electricity", "steel (CN)", "coal power (CN)", uuid(5)):
        assert words in out, words


def test_a_divided_input_is_shown_with_its_whole_amount(home, capsys):
    call(capsys, "data", "import", home.parent / "db.zip", "-C", home, "--policy",
         "same-country-then-average")  # fmt: skip
    _, body = answer(capsys, "data", "providers", "--all", "-C", home)
    row = {row["row"]: row for row in body["data"]["rows"]}[f"{uuid(4)}.1"]
    assert (row["amount"], len(row["suppliers"])) == (36.0, 2)


def test_an_import_that_takes_nothing_is_an_error_and_gives_no_recipe(home, capsys):
    files = chain()
    for process in files.processes:
        process.rows[0].flow = uuid(990)
    write_zip(home.parent / "none.zip", files.texts())
    code, out, _ = call(capsys, "data", "import", home.parent / "none.zip", "-C", home)
    out = " ".join(out.split())
    assert code == 1
    assert "imported none.zip" not in out
    assert "no process of none.zip (ilcd) can be used" in out
    assert "pcf data search" not in out
    assert "error[IM025] every process was held back and the background is empty" in out
    assert "warning[IM026]" in out
    code, body = answer(capsys, "data", "import", home.parent / "none.zip", "-C", home)
    helps = {f["code"]: f["help"]["en"] for f in body["findings"]}
    assert "--missing-unit kg" in helps["IM026"]


def test_reasons_are_told_in_words(home, capsys):
    files = chain()
    files.processes[3].rows[1].amount = "1,5"
    write_zip(home.parent / "held.zip", files.texts())
    _, body = answer(capsys, "data", "import", home.parent / "held.zip", "-C", home)
    (told,) = [f["message"] for f in body["findings"] if f["code"] == "IM007"]
    assert told["en"].startswith("1 records held back (exchanges): amount cannot be read")
    assert told["zh"].startswith("搁置1条记录（交换）：数量无法读取")


def test_loops_point_to_the_file_that_lists_them(home, capsys):
    files = chain()
    files.processes[0].rows.append(Row(STEEL, "Input", "10"))  # power takes more than it gives
    write_zip(home.parent / "loop.zip", files.texts())
    _, out, _ = call(capsys, "data", "import", home.parent / "loop.zip", "-C", home)
    out = " ".join(out.split())
    assert "1 loops have no solution; held-back.csv lists all their processes" in out


def test_a_footprint_with_a_database_that_may_not_be_handed_on_is_warned_of(home, capsys):
    pytest.importorskip("bw_processing")
    for stated, warned in (("no", True), ("yes", False)):
        call(capsys, "data", "import", home.parent / "db.zip", "-C", home, "--policy",
             "same-country-then-average", "--licence", "members only", "--redistributable",
             stated)  # fmt: skip
        words = ("data", "export", "--footprint", "--as", "brightway", "-o",
                 home.parent / f"{stated}.zip", "-C", home)  # fmt: skip
        code, body = answer(capsys, *words)
        told = [f for f in body["findings"] if f["code"] == "IM027"]
        assert bool(told) is warned, (stated, code)
        if warned:
            assert "db (members only)" in told[0]["message"]["en"]
