"""Figures in the prose of people equal values of the result, or are told with their line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from study_kit import copied, example, study, words

from pcf.api import Project
from pcf.documents.basis import Fields
from pcf.documents.digits import share_text
from pcf.documents.document import plain_text
from pcf.documents.study.gather import gather
from pcf.documents.study.places import Places
from pcf.documents.study.writer import Writer
from pcf.model import StudyValue
from pcf.project.report_texts import ReportText, ReportTexts


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    # cement: 740.9 kg CO2e/t in all, 1.8 % of it raw material acquisition, 98.2 % production
    folder = copied("cement", tmp_path_factory.mktemp("prose") / "cement")
    (folder / "report" / "conclusions.en.md").write_text(
        "The result is 741 kg CO2e/t, that is 0.741 t CO2e/t.\n\n"
        "It is 750.0 kg CO2e/t here; the grid factor is 0.6 kg CO2e/kWh.\n\n"
        "Production: 98.2 %. Raw material acquisition makes up 2.8 %.\n\n"
        "Total {{total}}, production {{share:stage:production}}, {{stage:nowhere}}.\n",
        encoding="utf-8",
    )
    return Project.load(folder).report("study", lang="en", draft=True)


def told(report, code):
    return [
        (f.location.line, f.observed)
        for f in report.findings
        if f.code == code and f.location.file.startswith("report/")
    ]


def test_figures_that_are_none_of_the_result_are_told_with_their_line(report):
    assert told(report, "RP037") == [
        (3, "750.0 kg CO2e/t"),
        (5, "Raw material acquisition makes up 2.8 %"),
    ]


def test_places_are_filled_from_the_rounded_table(report):
    rounded = report.values.rounded
    text = words(report.document)
    [production] = [p for p in rounded.stages.parts if p.id == "production"]
    assert f"Total {rounded.total.text} {rounded.total.unit}" in text
    assert f"production {production.share}, {{{{stage:nowhere}}}}." in text


def test_a_place_without_a_value_is_told(report):
    assert told(report, "RP042") == [(7, "stage:nowhere")]


@pytest.mark.parametrize("name", ["cement", "lfp-pack", "lime"])
def test_the_examples_quote_no_figure_that_is_not_theirs(name):
    found = study(name).findings
    assert [str(f) for f in found if f.code in ("RP037", "RP042")] == []


@pytest.fixture(scope="module")
def addressed():
    places = (
        "{{row:bom/E-x}}",  # put in by hand below
        "{{share:row:bom/E-x}}", "{{coverage.primary_share}}", "{{count:rows}}",
        "{{component:none}}", "{{stage:production/ledger:fossil}}", "{{product.name}}",
    )  # fmt: skip
    base = gather(example("cement"))
    row = base.rounded.contributors.parts[0].address
    text = "\n\n".join(places).replace("row:bom/E-x", row)
    written = {("conclusions", "en"): ReportText("conclusions", "en", text, "report/c.en.md")}
    return replace(base, texts=ReportTexts(written)), row


def test_every_address_that_explain_takes_with_a_number_is_filled_in(addressed):
    study, row = addressed
    writer = Writer(study, "en")
    lines = [plain_text(block.content) for block in writer.piece("conclusions")]
    part = study.parts[row]
    crossed = study.rounded.crossed["production", "fossil"]
    assert lines == [
        f"{part.text} {part.unit}",
        part.share,
        share_text(study.footprint.coverage.primary_share),
        str(len(study.footprint.rows)),
        "{{component:none}}",
        f"{crossed.text} {part.unit}",
        "{{product.name}}",
    ]


def test_a_place_that_stays_is_an_error(addressed):
    found = [f for f in addressed[0].quoted.findings() if f.code == "RP042"]
    assert [(f.level, f.location.line, f.observed) for f in found] == [
        ("error", 9, "component:none"),
        ("error", 13, "product.name"),
    ]
    assert found[0].message("en") == "no figure has the address component:none"


def test_a_place_that_stays_on_a_sheet_is_an_error():
    report = example("lfp-pack").report("gbt24067", "gbt24067", lang="en", draft=True)
    result = report.values.rounded
    stated = {"scope.system": StudyValue("makes {{nothing:here}} of {{total}}", None)}
    fields = Fields(stated, "en", filled=Places(result).filled)
    assert plain_text(fields.optional("scope.system")) == (
        f"makes {{{{nothing:here}}}} of {result.total.text} {result.total.unit}"
    )
    assert [(f.code, f.node, f.observed) for f in fields.findings] == [
        ("RP042", "scope.system", "nothing:here")
    ]
