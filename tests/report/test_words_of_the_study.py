"""Small words of the study: who asked, own rules, singular forms, gaps beside limits, titles."""

from __future__ import annotations

import pytest
from study_kit import cells, small, study, table, words

from pcf.api import Project
from pcf.documents.document import plain_text
from pcf.documents.living.payload import title_of
from pcf.documents.study.beside import share_beside


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    folder = small(tmp_path_factory.mktemp("bare") / "one", [{"flow": "co2_fossil", "amount": 1}])
    return {
        lang: Project.load(folder).report("study", lang=lang, draft=True) for lang in ("zh", "en")
    }


def test_the_producer_is_not_said_to_have_asked_for_the_study(bare):
    for lang, name, told in (("zh", "委托方", "未说明"), ("en", "commissioned by", "not stated")):
        cover = {key: plain_text(cell) for key, cell in bare[lang].document.cover}
        assert cover[name] == told
    found = {f.code: (f.level, f.node) for f in bare["en"].findings}
    assert found["RP039"] == ("info", "report.commissioner")
    assert found["RP038"] == ("info", "report.number")


def test_own_clauses_are_an_own_rule_and_others_without_a_number_unconfirmed():
    rows = [
        row
        for block in study("cement").document.blocks
        if getattr(block, "caption", "").endswith("Clauses and verdicts")
        for row in cells(block)
    ]
    told = {row[0]: row[1] for row in rows}
    assert told["CEM060"] == "own rule"
    assert "not confirmed" in told.values()


def test_one_is_singular(bare):
    text = words(bare["en"].document)
    assert "1 inventory row, and likewise 1 unit process, carry 80 %" in text
    assert "1 inventory rows" not in text


def test_nothing_missing_and_nothing_named_are_two_sentences(bare):
    missing = "Nothing that the rules ask for by name is missing."
    unnamed = "The rules used ask for no process or material by name."
    assert missing in words(study("cement").document)
    assert unnamed not in words(study("cement").document)
    assert unnamed in words(bare["en"].document)
    assert missing not in words(bare["en"].document)


def test_what_the_calculation_reaches_is_explained():
    assert "at 1 nothing was lost" in words(study("cement").document)


@pytest.mark.parametrize(
    ("share", "limit", "told"),
    [
        (0.0500004, 0.05, "5.00004 %"),
        (0.0502, 0.05, "5.02 %"),
        (0.06, 0.05, "6.0 %"),
        (0.05, 0.05, "5.0 %"),
        (0.01999999, 0.02, "1.999999 %"),
    ],
)
def test_a_share_never_reads_like_a_limit_that_it_is_not(share, limit, told):
    assert share_beside(share, limit) == told


def test_the_title_of_the_living_page_names_the_product():
    document = study("cement").document
    assert "PO-42.5" in title_of(document)
    assert title_of(document).endswith(f"[{document.mark}]")
    assert "PO-42.5" in study("cement").to_html().partition("</title>")[0]


def test_statements_of_the_examples_are_made_in_both_languages():
    for name in ("lfp-pack", "cement"):
        for lang in ("zh", "en"):
            codes = {f.code for f in study(name, lang).findings}
            assert not codes & {"RP032", "RP035"}


def test_an_official_title_has_an_english_name_in_front():
    heads = [b.text for b in study("lfp-pack").document.blocks if hasattr(b, "level")]
    assert any("MIIT notice No. 551 of 2025 (工信厅通装函〔2025〕551号)" in head for head in heads)


def test_the_balances_of_the_system_are_a_table():
    assert len(cells(table(study("cement").document, "Balances of the product system"))) == 3
