"""What a study report has to contain stands under a heading of its own, in both languages."""

from __future__ import annotations

import pytest
from study_kit import cells, headings, study, table, words

from pcf.documents.document import Table, plain_text
from pcf.documents.study.items import ITEMS
from pcf.i18n import label

LANGS = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("item", "keys"), ITEMS, ids=[item for item, _ in ITEMS])
def test_an_item_stands_under_its_headings(item, keys, lang):
    known = [text.partition("  ")[2] for text in headings(study("lfp-pack", lang).document)]
    for key in keys:
        assert known.count(label(key, lang)) == 1, key


@pytest.mark.parametrize("lang", LANGS)
def test_the_last_annex_says_where_each_item_stands(lang):
    document = study("lfp-pack", lang).document
    found = dict(cells(table(document, label("study_items", lang))))
    assert list(found) == [label(item, lang) for item, _ in ITEMS]
    printed = headings(document)
    between = "；" if lang == "zh" else "; "
    for sections in found.values():
        assert set(sections.split(between)) <= set(printed)
    assert found[label("study_i_unit", lang)] == f"2.2  {label('study_unit', lang)}"


def test_a_partial_footprint_has_no_use_profile():
    document = study("cement").document
    assert "Use profile" not in words(document)
    found = dict(cells(table(document, "Items required of a study report, and their sections")))
    assert found["stages, use profile and end-of-life scenario"].startswith("2.3  System boundary;")


@pytest.mark.parametrize("lang", LANGS)
def test_chapters_and_sections_are_numbered_in_order(lang):
    numbers = [text.partition("  ")[0] for text in headings(study("lfp-pack", lang).document)]
    chapters = [n for n in numbers if n.isdigit()]
    assert chapters == [str(n) for n in range(1, 9)]
    for chapter in (*chapters, "A"):
        own = [n for n in numbers if n.startswith(f"{chapter}.")]
        assert own == [f"{chapter}.{n}" for n in range(1, len(own) + 1)]
    begin = "附录" if lang == "zh" else "Annex "
    annexes = [n.removeprefix(begin) for n in numbers if n.startswith(begin)]
    assert annexes == list("ABCDEFGH")


@pytest.mark.parametrize("lang", LANGS)
def test_the_cover_says_who_what_when_and_whether_verified(lang):
    cover = {name: plain_text(cell) for name, cell in study("lfp-pack", lang).document.cover}
    for key in ("sheet_product", "sheet_author", "sheet_date", "study_commissioner",
                "study_version"):  # fmt: skip
        assert cover[label(key, lang)]
    assert cover[label("sheet_standard", lang)] == "GB/T 24067-2024"
    state = "未经鉴定性评审；未经核查" if lang == "zh" else "no critical review; not verified"
    assert cover[label("study_verification_status", lang)] == state


def test_every_clause_of_the_packs_has_one_verdict():
    document = study("lfp-pack").document
    from study_kit import example

    evaluation = example("lfp-pack").evaluate(["gbt24067", "lithium-battery"])
    codes = {v.clause.code for result in evaluation.results for v in result.verdicts}
    lists = [b for b in document.blocks
             if isinstance(b, Table) and b.caption.endswith("Clauses and verdicts")]  # fmt: skip
    rows = [row for found in lists for row in cells(found)]
    assert sorted(row[0] for row in rows) == sorted(codes)
    assert {row[3] for row in rows} == {"pass", "fail", "open for a person", "not applicable"}
    assert all(row[4] != "-" for row in rows if row[3] != "pass")


@pytest.mark.parametrize("lang", LANGS)
def test_no_report_claims_conformity(lang):
    for kind in ("study", "summary"):
        text = words(study("cement", lang, kind).document).lower()
        for claim in ("conforms", "complies", "compliant", "符合gb", "符合iso"):
            assert claim not in text


def test_a_study_of_a_target_names_what_its_rule_fixes():
    document = study("lfp-pack", "en", "study", "gbt24067").document
    assert document.scope == "--target gbt24067"
    fixed = ["other GWP set", "-", "fixed by the rule, not varied"]  # the pack has AR6 alone
    told = cells(table(document, "Choices that were not varied"))
    assert fixed in told
    varied = cells(table(document, "Results of the sensitivity analysis"))
    assert not [row for row in varied if row[0] == "scenarios of the project"]
    base = study("lfp-pack").document
    assert fixed not in cells(table(base, "Choices that were not varied"))
    cases = cells(table(base, "Results of the sensitivity analysis"))
    assert {"other GWP set", "scenarios of the project"} <= {row[0] for row in cases}


def test_a_claimed_instrument_leads_to_a_second_run():
    document = study("hydrogen-electrolysis").document
    found = cells(table(document, "Second run on the grid mix"))
    assert [row[0] for row in found] == ["as claimed", "on the grid mix", "difference"]
    assert "no second run on the grid mix is needed" in words(study("cement").document)
