"""0 done, 1 the answer is no, 2 could not be done, 70 bug, 130 interrupted."""

import json
import tempfile
from pathlib import Path

import pytest

READERS = [
    ["status"],
    ["check"],
    ["calc"],
    ["explain"],
    ["graph"],
    ["compare", "scenario:x", "scenario:y"],
    ["data", "lock"],
    ["workbook", "export", "x.xlsx"],
]


def test_done(pcf, project):
    for words in (
        ["check"],
        ["calc"],
        ["explain"],
        ["graph"],
        ["data", "lock"],
        ["workbook", "export", "x.xlsx"],
    ):
        answer = pcf(*words, "-C", project)
        assert answer.code == 0, (words, answer.err, answer.out)
    for words in (
        ["data", "list"],
        ["data", "search", "aluminium"],
        ["init", "--list"],
        ["doctor"],
    ):
        assert pcf(*words).code == 0, words


def test_the_answer_is_no(pcf, project):
    assert pcf("data", "search", "zzzzzzzzzz").code == 1
    assert pcf("compare", project, "scenario:hydro-power", "-C", project).code == 1
    assert pcf("compare", project, project).code == 0


def test_a_tolerance_lets_small_differences_pass(pcf, project):
    words = ("compare", project, "scenario:hydro-power", "-C", project)
    assert pcf(*words, "--tolerance", "100%").code == 0
    assert pcf(*words, "--tolerance", "0.01%").code == 1


def test_check_finds_errors(pcf, project):
    bom = next((project / "model").glob("bom.csv"))
    text = bom.read_text(encoding="utf-8-sig").split("\n")
    bom.write_text("\n".join([text[0], text[1].replace(",kg,", ",parsec,"), *text[2:]]), "utf-8")
    answer = pcf("check", "-C", project)
    assert answer.code == 1
    assert "error[UN" in answer.out
    assert "--> model/bom.csv:2" in answer.out
    assert pcf("status", "-C", project).code == 1
    assert pcf("calc", "-C", project).code == 2


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_no_project(words, pcf):
    answer = pcf(*words)
    assert answer.code == 2
    assert answer.err.startswith("error[")


def test_a_bug_leaves_a_crash_file_and_no_traceback(pcf, project, monkeypatch):
    def broken(*_):
        raise RuntimeError("inner detail")

    monkeypatch.setattr(pcf_class(), "calculate", broken)
    answer = pcf("calc", "-C", project)
    assert answer.code == 70
    assert answer.out == ""
    assert answer.err.startswith("error[US070] ")
    assert "Traceback" not in answer.err
    assert "inner detail" not in answer.err
    assert "RuntimeError" not in answer.err
    [crash] = (project / "build").glob("crash-*.txt")
    assert crash.name in "".join(answer.err.split())  # a narrow terminal breaks the long path
    assert "RuntimeError: inner detail" in crash.read_text(encoding="utf-8")
    assert "Traceback" in pcf("calc", "-C", project, "-v").err
    body = json.loads(pcf("calc", "-C", project, "--format", "json").out)
    assert body["status"] == "error"


def test_a_crash_outside_a_project_goes_to_the_temporary_folder(pcf, monkeypatch, tmp_path):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("pcf.background.open_background", broken)
    assert pcf("data", "list").code == 70
    assert len(list(tmp_path.glob("crash-*.txt"))) == 1


def test_interrupted(pcf, project, monkeypatch):
    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pcf_class(), "calculate", broken)
    answer = pcf("calc", "-C", project)
    assert answer.code == 130
    assert answer.out == ""


def test_a_place_that_cannot_be_written(pcf, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    answer = pcf("init", "--list", "-o", Path("file") / "below.txt")
    assert answer.code == 2
    assert answer.err.startswith("error[IO003] ")


def pcf_class():
    from pcf.api import Project

    return Project


def test_what_could_not_be_done_is_in_the_output_file_too(pcf, project, tmp_path):
    """An older answer must not be taken for the one of this call."""
    file = tmp_path / "answer.json"
    assert pcf("calc", "-C", project, "--format", "json", "-o", file).code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["status"] == "ok"
    answer = pcf("calc", "-C", project, "--target", "none", "--format", "json", "-o", file)
    assert answer.code == 2
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(answer.out)
    assert json.loads(answer.out)["status"] == "error"


def test_a_file_that_is_no_answer_is_left_alone(pcf, project, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    assert pcf("calc", "-C", project, "--target", "none", "--format", "json", "-o", file).code == 2
    assert file.read_text(encoding="utf-8") == "mine"


def test_the_project_against_itself(pcf, project):
    assert pcf("compare", "base", "base", "-C", project).code == 0
