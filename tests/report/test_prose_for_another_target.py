"""Prose in a study for a target: its own where written, else told as that of the base study."""

from __future__ import annotations

import pytest
from study_kit import copied, example, words

from pcf.api import Project
from pcf.documents.study.gather import gather
from pcf.documents.study.writer import Writer
from pcf.project.digest import stamp
from pcf.project.input_files import input_files
from pcf.project.report_texts import read_report_texts

# lfp-pack under the target eu: the stage of use is outside, end of life by the CFF, and the
# lifetime energy is 48000 kWh (8 years, 60 cycles a year, 100 kWh)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = copied("lfp-pack", tmp_path_factory.mktemp("targets") / "pack")
    own = made / "report" / "eu"
    own.mkdir()
    (own / "boundary.en.md").write_text("Written for the act: four stages.\n", encoding="utf-8")
    (own / "unit.zh.md").write_text("按法规计算的总能量。\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def eu(folder):
    return Project.load(folder).report("study", "eu", lang="en", draft=True)


def told(report, code):
    return {f.node: f for f in report.findings if f.code == code}


def test_a_text_of_the_target_stands_in_its_study_only(folder, eu):
    text = words(eu.document)
    assert "Written for the act: four stages." in text
    assert "all five stages are inside" not in text
    texts = {target: read_report_texts(folder, target) for target in ("", "eu", "miit")}
    assert texts["eu"].of("boundary", "en").text == "Written for the act: four stages.\n"
    for target in ("", "miit"):
        assert texts[target].of("boundary", "en").text.startswith("Cradle to grave: all five")


def test_a_text_of_the_base_study_is_told_and_says_how_this_one_differs(eu):
    carried = told(eu, "RP043")
    assert "report.assumptions" in carried
    assert "report.boundary" not in carried
    assert {f.level for f in carried.values()} == {"warning"}
    message = carried["report.data-quality"].message("en")
    assert message == (
        "the text of '数据与数据质量要求 / Data and data-quality requirements' is that of the base "
        "study, from which the target 'eu' differs in '边界内的阶段、生命末期公式、GWP因子、"
        "生物碳、电力、参数 lifetime_energy / stages inside, end-of-life formula, GWP set, "
        "biogenic carbon, electricity, parameter lifetime_energy'"
    )
    assert "report/eu/assumptions.en.md" in carried["report.assumptions"].help("en")
    text = words(eu.document)
    line = (
        "The following text was written for the base study, which differs from this one in "
        "stages inside, end-of-life formula, GWP set, biogenic carbon, electricity, parameter "
        "lifetime_energy"
    )
    assert text.count(line) == len(carried)
    [first] = [each for each in text.split("\n") if each.startswith("Statements of study.toml, ")]
    assert first.partition("Here differ: ")[2].startswith(
        "stages inside: raw material acquisition, production, distribution, end of life (base "
        "study: raw material acquisition, production, distribution, use, end of life); end-of-life "
        "formula: Circular Footprint Formula (base study: cut-off (recycled content)); GWP set: "
        "EF3.1 (base study: AR6); "
    )
    assert first.endswith("parameter lifetime_energy: 48000 kWh (base study: 39054.2 kWh).")


def test_the_study_and_the_summary_say_first_that_statements_are_of_the_base_study(eu):
    project = example("lfp-pack")
    told = "Statements of study.toml, and texts that nobody wrote for this target"
    assert told in words(eu.document)
    assert told in words(project.report("summary", "eu", lang="en", draft=True).document)
    assert told not in words(project.report("summary", "gbt24067", lang="en", draft=True).document)


def test_a_stage_outside_the_boundary_that_a_carried_text_names_is_named(eu):
    named = "; the text names use, outside the boundary."
    lines = [line for line in words(eu.document).split("\n") if line.startswith("The following")]
    assert 2 <= sum(line.endswith(named) for line in lines) < len(lines)
    assert "names use, outside the boundary" in told(eu, "RP043")["report.assumptions"].message(
        "en"
    )


def test_the_other_language_of_the_target_comes_before_the_base_text(eu):
    assert told(eu, "RP032")["report.unit"].observed == "report/eu/unit.zh.md"
    assert "按法规计算的总能量。" in words(eu.document)
    assert "report.unit" not in told(eu, "RP043")


def test_a_target_of_the_same_boundary_carries_the_text_silently():
    writer = Writer(gather(example("lfp-pack"), "gbt24067"), "en")
    blocks = writer.piece("assumptions")
    assert [f.code for f in writer.told] == []
    assert "written for the base study" not in str(blocks)


def test_a_folder_that_is_no_target_is_told(folder):
    (folder / "report" / "ue").mkdir()
    try:
        [found] = read_report_texts(folder, "", ("eu", "miit")).findings
    finally:
        (folder / "report" / "ue").rmdir()
    assert (found.code, found.observed, found.suggestion) == ("RP031", "ue/", "eu/")


def test_the_text_of_a_target_is_an_input(folder):
    assert "report/eu/boundary.en.md" in input_files(folder)
    before = stamp(folder, "lfp-pack").digest
    path = folder / "report" / "eu" / "boundary.en.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "More.\n", encoding="utf-8")
    try:
        assert stamp(folder, "lfp-pack").digest != before
    finally:
        path.write_text(text, encoding="utf-8")
