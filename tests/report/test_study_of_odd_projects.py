"""Study reports of projects at the edge: zero, negative, huge, bare, and with odd names."""

from __future__ import annotations

import io

import openpyxl
import pytest
from page import Page
from study_kit import cells, copied, small, study, table, words

from pcf.api import Project
from pcf.documents.document import plain_text
from pcf.documents.limits import as_printed
from pcf.documents.study import annexes, results
from pcf.errors import PcfError
from pcf.findings import Findings


def drafted(folder, kind="study", lang="en"):
    return Project.load(folder).report(kind, lang=lang, draft=True)


def test_a_zero_total_is_a_result(tmp_path):
    folder = small(tmp_path, [])
    for kind in ("study", "summary"):
        report = drafted(folder, kind)
        total = next(report.document.numbers())
        assert (total.text, total.unit) == ("0", "kg CO2e/kg")
        Page(report.to_html())
    assert "Pareto" not in "".join(p.title for p in drafted(folder).document.pictures)


def test_a_negative_total_keeps_its_signs(tmp_path):
    # 1 kg fossil CO2 given off, 3 kg biogenic CO2 taken up: 1 - 3 = -2
    folder = small(tmp_path, [
        {"flow": "co2_fossil", "amount": 1},
        {"flow": "co2_biogenic_uptake", "amount": 3, "direction": "removal"},
    ])  # fmt: skip
    report = drafted(folder)
    rows = {
        row[0]: row[1:] for row in cells(table(report.document, "Inventory rows that make up 80 %"))
    }
    assert list(rows.values()) == [["-3.00", "75.0 %", "75.0 %"], ["1.00", "25.0 %", "100.0 %"]]
    flows = cells(table(report.document, "Elementary flows: mass, factor, contribution"))
    assert [row[2:5] for row in flows] == [
        ["3.00", "-1", "-3.00"], ["1.00", "1", "1.00"], ["", "", "-2.00"]
    ]  # fmt: skip


def test_more_rows_than_are_printed_are_counted_and_kept_in_the_values(tmp_path, monkeypatch):
    monkeypatch.setattr(annexes, "MOST_ROWS", 3)
    monkeypatch.setattr(results, "MOST", 2)
    # 10 rows of 1 .. 10 kg: the three largest are 10, 9, 8; the others 1 + ... + 7 = 28
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": n} for n in range(1, 11)])
    report = drafted(folder)
    assert len(cells(table(report.document, "  Inventory"))) == 10
    paper = as_printed(report.document)
    listed = cells(table(paper, "  Inventory"))
    assert [float(row[11]) for row in listed] == [10.0, 9.0, 8.0]
    assert "the 3 largest rows; the other 7 rows together give 28.0 kg CO2e/kg" in words(paper)
    assert len(report.values.rounded.rows) == 10
    # 80 % of 55 is 44: 10 + 9 + 8 + 7 = 34, + 6 = 40, + 5 = 45: six rows, of which two are shown
    told = cells(table(paper, "Inventory rows that make up 80 %"))
    assert [row[1] for row in told] == ["10.0", "9.00", "10.0"]  # the rest: 4 + 3 + 2 + 1
    assert "4 further rows of this table stand in the XLSX" in words(paper)
    assert "4 further rows" not in words(report.document)


def test_every_row_of_a_long_inventory_stands_in_the_workbook_and_not_on_paper(tmp_path):
    # 2 005 rows: five more than are printed
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": n} for n in range(1, 2006)])
    report = drafted(folder)
    book = openpyxl.load_workbook(io.BytesIO(report.to_xlsx()), read_only=True)
    [sheet] = [s for s in book.worksheets if s.title.endswith(" Inventory")]
    amounts = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(amounts) == list(range(1, 2006))
    text = report.to_markdown()
    assert "5 further rows of this table stand in the XLSX" in text
    # 1 + ... + 5 = 15 kg of 2005 · 2006 / 2
    assert "the other 5 rows together give 15.0 kg CO2e/kg" in text
    assert text.count("co2_fossil", text.index("2,000" if "2,000" in text else "2000")) < 2005 * 2


def test_markup_formulas_and_long_names_are_only_text(tmp_path):
    nasty = '=HYPERLINK("x") <script>alert(1)</script> & | *b* ' + "long " * 80
    folder = small(
        tmp_path, [{"flow": "co2_fossil", "amount": 1}], name_en=nasty, name_zh="名" * 300
    )
    for lang in ("zh", "en"):
        html = drafted(folder, "study", lang).to_html()
        Page(html)
        assert "<script>alert(1)</script>" not in html
        [figure] = [p for p in drafted(folder, "study", lang).document.pictures
                    if p.id == "process-map"]  # fmt: skip
        assert "<script>" not in figure.svg
        assert figure.svg.count('data-address="process:') == 1


def test_a_project_without_anything_to_say_still_gives_every_chapter(tmp_path):
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": 2}])
    text = words(drafted(folder).document)
    for sentence in (
        "Nothing is left out.", "No row draws electricity.", "There are no transport legs.",
        "No unit process has several products", "The study has no parameters.",
        "The study holds no files of evidence.", "No input states bounds",
        "No critical review is claimed for the study.", "The project has no pcf.lock",
    ):  # fmt: skip
        assert sentence in text


def test_a_project_that_cannot_be_computed_says_why(tmp_path):
    folder = small(tmp_path, [{"flow": "no_such_gas", "amount": 1}])
    with pytest.raises(PcfError) as caught:
        drafted(folder)
    assert "LC030" in {f.code for f in Findings(caught.value.findings).errors}


def test_the_map_folds_small_processes_and_names_every_column():
    [figure] = [p for p in study("lfp-pack").document.pictures if p.id == "process-map"]
    assert "43 further unit processes" in figure.svg
    assert figure.svg.count('data-address="stage:') == 5
    assert "background system" in figure.description
    assert figure.svg == next(
        p.svg for p in Project.load(study_folder()).report("study", draft=True).document.pictures
        if p.id == "process-map"
    )  # fmt: skip


def test_the_cover_names_who_asked_and_the_number_of_the_report(tmp_path):
    stated = '[report]\ncommissioner = "甲公司 / Company A"\nnumber = "R-7"\n'
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": 1}], {"study.toml": stated})
    for lang, asked, key in (("zh", "甲公司", "委托方"), ("en", "Company A", "commissioned by")):
        report = drafted(folder, "study", lang)
        cover = {name: plain_text(cell) for name, cell in report.document.cover}
        assert cover[key] == asked
        assert "R-7" in cover.values()
        assert {f.node for f in report.blocking if f.code == "RP010"} == {
            "report.author", "report.date"}  # fmt: skip
        assert not [f for f in report.findings if f.code == "RU020"]


def test_an_english_report_says_that_chinese_statements_are_as_written(tmp_path):
    told = "Statements that the study makes in one language only are given as they were written."
    folder = copied("lime", tmp_path / "lime")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    both = 'reason = { zh = "教学示例", en = "teaching example" }'
    assert both in text
    chinese = text.replace(both, 'reason = "教学示例"')
    (folder / "study.toml").write_text(chinese, encoding="utf-8")
    made = Project.load(folder)
    assert told in words(made.report("study", lang="en", draft=True).document)
    assert told not in words(made.report("study", lang="zh", draft=True).document)
    assert told not in words(study("lfp-pack").document)  # it makes every statement in both


def study_folder():
    from study_kit import EXAMPLES

    return EXAMPLES / "lfp-pack"


def test_the_two_languages_of_a_text_are_told_apart():
    from pcf.documents.names import in_language

    both = "副产硫酸铵 / by-product ammonium sulfate"
    assert in_language(both, "zh") == "副产硫酸铵"
    assert in_language(both, "en") == "by-product ammonium sulfate"
    for one in ("km / h", "中文 / 更多中文", "中文", "a / 中文", ""):
        assert in_language(one, "zh") == in_language(one, "en") == one
    assert in_language("甲/乙 / a / b", "en") == "a / b"
