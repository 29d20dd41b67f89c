"""Figures in the prose of people equal values of the result, or are told with their line."""

from __future__ import annotations

import pytest
from study_kit import copied, study, words

from pcf.api import Project


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    # cement: 740.9 kg CO2e/t in all, 1.8 % of it raw material acquisition, 98.2 % production
    folder = copied("cement", tmp_path_factory.mktemp("prose") / "cement")
    (folder / "report" / "conclusions.en.md").write_text(
        "The result is 741 kg CO2e/t, that is 0.741 t CO2e/t.\n\n"
        "It was 750.0 kg CO2e/t before; the grid factor is 0.6 kg CO2e/kWh.\n\n"
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
