"""``pcf check`` for other programs: SARIF, GitHub, JUnit, CSV; and its options."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pcf.commands import main
from pcf.findings import Location, finding
from pcf.location import data_root
from pcf.report.finding_formats import csv_table, github, junit, sarif

PAPER = data_root("datasets") / "examples" / "paper-case"
ITEM = finding("UN001", Location("model/bom.csv", 7, "unit"), node="B-1", observed="g",
               expected="kWh", suggestion="kWh")  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(data_root("product_rules") / "_model", tmp_path / "p",
                    ignore=shutil.ignore_patterns("build"))  # fmt: skip
    return tmp_path / "p"


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main([*words, "--lang", "en"])
    captured = capsys.readouterr()
    return code, captured.out or captured.err


def test_sarif() -> None:
    body = json.loads(sarif([ITEM], (), "en"))
    (run,) = body["runs"]
    (result,) = run["results"]
    assert (body["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "pcf")
    assert (result["ruleId"], result["level"], result["kind"]) == ("UN001", "error", "fail")
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "model/bom.csv"}, "region": {"startLine": 7}}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["UN001"]


def test_github_escapes_what_would_end_the_line() -> None:
    odd = finding("UN001", Location("a,b.csv", 1), observed="50 %\nnext: x", expected="kWh")
    line = github([odd], (), "en")
    assert line.count("\n") == 1
    assert line.startswith("::error file=a%2Cb.csv,title=UN001 ")
    assert "50 %25%0Anext: x" in line


def test_junit_is_xml_whatever_stands_in_a_finding() -> None:
    odd = finding("UN001", Location("a.csv", 1), observed="<\x07&", expected="kWh")
    root = ElementTree.fromstring(junit([odd], (), "en"))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert "<&" in suite[0][0].get("message")


def test_csv_cannot_be_computed_by_a_spreadsheet() -> None:
    odd = finding("UN001", Location("a.csv", 1), node="=cmd()", observed="g", expected="kWh")
    rows = list(csv.DictReader(io.StringIO(csv_table([odd, ITEM], (), "en"))))
    assert rows[0]["node"] == "'=cmd()"
    assert (rows[1]["code"], rows[1]["file"], rows[1]["line"]) == ("UN001", "model/bom.csv", "7")


def test_junit_has_a_case_for_every_clause(project: Path, capsys) -> None:
    code, out = call(capsys, "check", "-C", str(project), "--rules", "base", "--format", "junit")
    suites = {suite.get("name"): suite for suite in ElementTree.fromstring(out)}
    assert set(suites) == {"pcf", "base"}
    assert len(suites["base"]) == int(suites["base"].get("tests"))
    assert code == 0


@pytest.mark.parametrize("form", ["sarif", "github", "junit", "csv", "json", "text"])
def test_every_form_gives_the_same_exit_code(form: str, project: Path, capsys) -> None:
    (project / "study.toml").write_text("", encoding="utf-8")
    code, _ = call(capsys, "check", "-C", str(project), "--rules", "gbt24067", "--format", form)
    assert code == 1


def test_text_ends_with_counts_and_the_text_that_decides(project: Path, capsys) -> None:
    _, out = call(capsys, "check", "-C", str(project), "--rules", "base,gbt24067")
    lines = [line.split() for line in out.splitlines()]
    heads = ["id", "pass", "fail", "not", "applicable", "needs", "judgement", "open"]
    assert any(line[:8] == heads for line in lines)
    assert [line[0] for line in lines if line[:1] in (["base"], ["gbt24067"])] == [
        "base", "gbt24067",
    ]  # fmt: skip
    assert "the official text of each standard decides" in out
    assert "conforms" not in out


def test_select_ignore_and_strict(project: Path, capsys) -> None:
    (project / "study.toml").write_text("", encoding="utf-8")
    base = ("check", "-C", str(project), "--rules", "gbt24067", "--format", "json")
    every = json.loads(call(capsys, *base)[1])
    codes = {item["code"] for item in every["findings"]}
    assert {"GBT016"} <= codes or codes
    one = sorted(code for code in codes if code.startswith("GBT"))[0]
    code, out = call(capsys, *base, "--select", one)
    body = json.loads(out)
    assert {item["code"] for item in body["findings"]} == {one}
    assert body["data"]["hidden"] == len(every["findings"]) - len(body["findings"])
    code, out = call(capsys, *base, "--ignore", "GBT,PCF,RU,MB")
    body = json.loads(out)
    assert not any(item["code"].startswith(("GBT", "PCF")) for item in body["findings"])
    assert code == 0
    warned = call(capsys, *base, "--select", one)[0], call(capsys, *base, "--strict")[0]
    assert warned[1] == 1


def test_an_unknown_code_has_a_suggestion(project: Path, capsys) -> None:
    code, out = call(capsys, "check", "-C", str(project), "--select", "UN0O1")
    assert code == 2
    assert out.startswith("error[RU026] there is no code 'UN0O1'")
    assert "did you mean 'UN0" in out


def test_an_unknown_pack_has_a_suggestion(project: Path, capsys) -> None:
    code, out = call(capsys, "check", "-C", str(project), "--rules", "gbt24076")
    assert code == 2
    assert out.startswith("error[RU001] there is no rule pack 'gbt24076'")
    assert "did you mean 'gbt24067'?" in out


def test_verdicts_in_json(project: Path, capsys) -> None:
    _, out = call(capsys, "check", "-C", str(project), "--rules", "base", "--format", "json")
    (pack,) = json.loads(out)["data"]["rules"]
    assert pack["id"] == "base"
    counts = pack["counts"]
    assert counts["pass"] + counts["fail"] + counts["na"] + counts["open"] == len(pack["verdicts"])
    assert {"code", "verdict", "clause", "reason", "answer"} <= set(pack["verdicts"][0])


def test_suggest_follows_the_order_of_chinese_standards(project: Path, capsys) -> None:
    code, out = call(capsys, "rules", "suggest", "-C", str(project), "--format", "json")
    ids = [pack["id"] for pack in json.loads(out)["data"]["packs"]]
    assert code == 0
    order = ["gbt24067", "miit-traction-battery", "gba-label", "lithium-battery", "eu-battery"]
    assert [id for id in ids if id in order] == order
    assert "steel" not in ids


def test_suggest_asks_for_the_category_and_all_runs_the_common_parent(
    tmp_path: Path, capsys
) -> None:
    folder = tmp_path / "lfp"
    shutil.copytree(PAPER.parent / "lfp-pack", folder)
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    assert 'category = "EV"' in text
    study.write_text(text.replace('category = "EV"', 'category = ""'), encoding="utf-8")
    _, out = call(capsys, "rules", "suggest", "-C", str(folder), "--format", "json")
    packs = {pack["id"]: pack["needs"] for pack in json.loads(out)["data"]["packs"]}
    assert packs["eu-battery"] == []
    assert packs["eu-battery-lmt"] == packs["eu-battery-ev"] == ["study.eu.category"]
    _, out = call(capsys, "check", "--rules", "all", "-C", str(folder), "--format", "json")
    ran = [pack["id"] for pack in json.loads(out)["data"]["rules"]]
    assert [id for id in ran if id.startswith("eu-")] == ["eu-battery"]
    study.write_text(text.replace('category = "EV"', 'category = "LMT"'), encoding="utf-8")
    _, out = call(capsys, "rules", "suggest", "-C", str(folder), "--format", "json")
    packs = {pack["id"]: pack["needs"] for pack in json.loads(out)["data"]["packs"]}
    assert [id for id in packs if id.startswith("eu-")] == ["eu-battery", "eu-battery-lmt"]


def test_a_pack_of_another_family_is_told(capsys) -> None:
    folder = str(PAPER.parent / "cement")
    _, out = call(capsys, "check", "--rules", "steel", "-C", folder, "--format", "json")
    (told,) = [f for f in json.loads(out)["findings"] if f["code"] == "RU046"]
    assert told["level"] == "warning"
    assert "is made for steel; this product is cement" in json.dumps(told)


@pytest.mark.parametrize("option", ["--rules", "--select", "--ignore"])
@pytest.mark.parametrize("value", ["", " , "])
def test_an_empty_option_is_refused(option: str, value: str, capsys) -> None:
    code, out = call(capsys, "check", "-C", str(PAPER), option, value)
    assert (code, out.split("]")[0]) == (2, "error[RU047")


def test_codes_and_packs_in_any_letters(capsys) -> None:
    args = ("check", "-C", str(PAPER), "--format", "csv")
    one = call(capsys, *args, "--rules", "gbt24067", "--select", "GBT052")
    assert call(capsys, *args, "--rules", "GBT24067", "--select", "gbt052") == one
    assert one[1].count("GBT052") >= 1


def test_junit_agrees_with_selection_and_exit_code(capsys) -> None:
    args = ("check", "-C", str(PAPER), "--rules", "gbt24067", "--format", "junit")
    for more in ((), ("--select", "GBT039"), ("--ignore", "GBT,PCF"), ("--strict",)):
        code, out = call(capsys, *args, *more)
        root = ElementTree.fromstring(out)
        failed = [*root.iter("failure"), *root.iter("error")]
        assert code == (1 if failed else 0), more
        for suite in root.iter("testsuite"):
            assert int(suite.get("failures", 0)) == len([*suite.iter("failure")])
    code, out = call(capsys, *args, "--select", "GBT039")
    names = [c.get("name", "") for c in ElementTree.fromstring(out).iter("testcase")]
    assert {name.split()[0] for name in names} <= {"GBT039", "project"}


def test_paths_start_where_the_call_is_made(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(PAPER.parent)
    args = ("check", "-C", "paper-case", "--rules", "gbt24067", "--select", "GBT052")
    assert "file=paper-case/model/exchanges.csv," in call(capsys, *args, "--format", "github")[1]
    (run,) = json.loads(call(capsys, *args, "--format", "sarif")[1])["runs"]
    uris = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for place in result["locations"]
    }
    assert uris == {"paper-case/model/exchanges.csv"}


def test_show_and_list_and_test(capsys) -> None:
    assert "GBT010" in call(capsys, "rules", "show", "gbt24067")[1]
    code, out = call(capsys, "rules", "show", "gbt010")
    assert (code, out.split()[0]) == (0, "GBT010")
    code, out = call(capsys, "rules", "show", "GBX010")
    assert (code, out.split()[0]) == (2, "error[RU026]")
    assert call(capsys, "rules", "list")[0] == 0
    assert call(capsys, "rules", "test", "base")[0] == 0


def test_packs_of_a_folder_of_ones_own(tmp_path: Path, capsys) -> None:
    from tiny import CLAUSE, write

    write(tmp_path)
    assert call(capsys, "rules", "test", "--packs", str(tmp_path))[0] == 0
    write(tmp_path, CLAUSE.replace('"study.goal.reason" = "" }', '"study.goal.reason" = "y" }'))
    code, out = call(capsys, "rules", "test", "--packs", str(tmp_path))
    assert code == 1
    assert "RU029" in out
    code, out = call(capsys, "rules", "test", "--packs", str(tmp_path / "none"))
    assert (code, out.split("]")[0]) == (2, "error[RU017")


def test_status_says_what_can_be_declared(project: Path, capsys) -> None:
    _, out = call(capsys, "status", "-C", str(project))
    assert "what can be declared" in out
    _, out = call(capsys, "status", "-C", str(project), "--format", "json")
    first = json.loads(out)["data"]["declarations"][0]
    assert first["id"] == "gbt24067"
    assert first["ready"] == (first["blocking"] == 0 and first["open"] == 0)
