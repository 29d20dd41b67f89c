"""Statements and prose in one language only are told, whichever language was asked for."""

from __future__ import annotations

import pytest
from study_kit import copied, words

from pcf.api import Project
from pcf.commands import main
from pcf.project.study import read_study


@pytest.fixture(scope="module")
def cement(tmp_path_factory):
    folder = copied("cement", tmp_path_factory.mktemp("both") / "cement")
    (folder / "report" / "conclusions.en.md").unlink()
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    head, mark, tail = text.partition("\n[time]\n")
    tail = "\n".join(
        line for line in tail.split("\n") if not line.startswith(("period_reason", "valid_until"))
    )
    stated = (
        'period_reason = { zh = "甲年的理由", en = "reason of year A" }\n'
        'valid_until = "不适用：没有说"\n'
    )
    study.write_text(f"{head}{mark}{stated}{tail}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(cement):
    project = Project.load(cement)
    return {lang: project.report("study", lang=lang, draft=True) for lang in ("zh", "en")}


def codes(findings, code):
    return [f.node for f in findings if f.code == code]


def test_a_statement_by_language_is_shown_in_that_language(made):
    for lang, own, other in (
        ("zh", "甲年的理由", "reason of year A"),
        ("en", "reason of year A", "甲年的理由"),
    ):
        text = words(made[lang].document)
        assert own in text
        assert other not in text


def test_a_statement_in_chinese_alone_is_told_in_an_english_report(made):
    assert "time.valid_until" in codes(made["en"].findings, "RP035")
    assert "time.valid_until" not in codes(made["zh"].findings, "RP035")
    told = next(f for f in made["en"].findings if f.node == "time.valid_until")
    assert told.level == "warning"
    assert told.location.file == "study.toml"
    assert told.location.line is not None
    assert '{ zh = "…", en = "…" }' in told.help("en")


def test_findings_of_the_other_language_are_told_for_forms_that_carry_both(made):
    assert codes(made["zh"].findings, "RP032") == []
    assert codes(made["zh"].findings_of_both, "RP032") == ["report.conclusions"]
    assert "time.valid_until" in codes(made["zh"].findings_of_both, "RP035")
    both = [str(f) for f in made["en"].findings_of_both]
    assert both[: len(made["en"].findings)] == [str(f) for f in made["en"].findings]


def test_the_living_page_tells_findings_of_both_languages(cement, tmp_path, capsys):
    words = ("report", "--as", "study", "--lang", "zh", "--draft", "-C", str(cement), "-o",
             str(tmp_path / "a.html"))  # fmt: skip
    assert main(list(words)) == 0
    captured = capsys.readouterr()
    assert "RP032" in captured.out + captured.err


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ('{ zh = "甲", en = "A" }', "甲", "A"),
        ('{ zh = "甲" }', "甲", "甲"),
        ('{ en = "A" }', "A", "A"),
        ('"甲 / A"', "甲 / A", "甲 / A"),
    ],
)
def test_a_statement_may_be_an_inline_table(text, zh, en):
    value, found = stated(text)
    assert found == []
    assert (value.said("zh").value, value.said("en").value) == (zh, en)


def test_a_reason_is_needed_in_both_languages():
    _, found = stated('{ zh = "不适用：无", en = "n/a:" }')
    assert [f.code for f in found] == ["RU022"]
    assert stated('{ zh = "甲", en = 5 }')[1][0].code == "RU021"


def stated(text):
    import tomllib

    from pcf.findings import Location
    from pcf.project.collect import Collector

    class Raw:
        data = tomllib.loads(f"[goal]\nreason = {text}\n")

        @staticmethod
        def where(path):
            return Location("study.toml", 2)

    collect = Collector()
    found = read_study(Raw, collect)
    return found.get("goal.reason"), list(collect.close())
