"""A wrong call ends with 2, says what is wrong and what was probably meant."""

import json

import pytest


@pytest.mark.parametrize(
    ("words", "code", "near"),
    [
        (["clac"], "US030", "did you mean 'pcf calc'?"),
        (["data", "serach", "x"], "US030", "did you mean 'pcf data search'?"),
        (["xyzzy"], "US031", "known commands: init,"),
        (["calc", "--fromat", "json"], "US032", "did you mean '--format'?"),
        (["calc", "--scenari", "x"], "US032", "did you mean '--scenario'?"),
        (["check", "--format"], "US033", "usage: pcf check --help"),
        (["calc", "--format", "jsno"], "US034", "did you mean 'json'?"),
        (["calc", "--lang", "fr"], "US034", "it is one of zh, en, auto"),
        (["graph", "--weight", "gpw"], "US034", "did you mean 'gwp'?"),
        (["init", "--template", "x"], "US034", "it is one of generic"),
        (["compare", "a"], "US035", "usage: pcf compare --help"),
        (["data", "show"], "US035", "usage: pcf data show --help"),
        (["calc", "--top", "many"], "US036", "usage: pcf calc --help"),
        (["status", "extra"], "US037", "usage: pcf status --help"),
        (["init", "new", "--example", "paper-cas"], "US041", "did you mean 'paper-case'?"),
        (["compare", "nowhere", "there"], "US042", "pcf compare"),
        (["data", "show", "electricity_xx_yy"], "US045", "try: pcf data"),
        (["explain", "--until", "many"], "US046", "write 80% or 0.8"),
    ],
)
def test_exit_2_with_a_way_out(words, code, near, pcf):
    answer = pcf(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"error[{code}] ")
    assert near in answer.err
    assert "Traceback" not in answer.err


def test_the_same_in_chinese(pcf):
    answer = pcf("calc", "--fromat", "json", "--lang", "zh")
    assert answer.err == ("错误[US032] 'pcf calc'没有选项'--fromat'\n   帮助: 是否指'--format'？\n")


def test_the_same_as_json(pcf):
    answer = pcf("calc", "--format=json", "--bad")
    assert answer.code == 2
    assert answer.err == ""
    body = json.loads(answer.out)
    assert body["status"] == "error"
    assert body["schema"] == "pcf/calc/1"
    assert body["data"] is None
    assert [f["code"] for f in body["findings"]] == ["US032"]


def test_format_from_the_environment_and_the_flag_before_it(pcf, monkeypatch):
    monkeypatch.setenv("PCF_FORMAT", "json")
    assert json.loads(pcf("init", "--list").out)["schema"] == "pcf/init-list/1"
    assert pcf("init", "--list", "--format", "text").out.startswith("example ")


def test_a_stage_nearly_named(pcf, project):
    answer = pcf("explain", "stage:manufacture", "-C", project)
    assert answer.code == 2
    assert "stage:production" in answer.err


def test_a_node_nearly_named(pcf, project):
    answer = pcf("graph", "--focus", "botle", "-C", project)
    assert answer.code == 2
    assert answer.err.startswith("error[US044] ")


def test_an_override_of_nothing(pcf, project):
    answer = pcf("calc", "-C", project, "--set", "nope=3")
    assert answer.code == 2
    assert answer.err.split("\n")[1] == "  --> --set nope"
    assert "warning" not in answer.err


def test_a_scenario_nearly_named(pcf, project):
    answer = pcf("calc", "-C", project, "--scenario", "hydropower")
    assert answer.code == 2
    assert "hydro-power" in answer.err
