"""Every column of numbers tells its unit, and units are words of the language."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from study_kit import copied, study

from pcf.api import Project
from pcf.documents.document import plain_text
from pcf.documents.limits import as_printed
from pcf.documents.xlsx import sheets_of
from pcf.i18n.units import result_units, unit_words

_UNIT = re.compile(r"kg|kWh|MJ|km|%|CO2e")
_SHARE = re.compile(r"share|gap|relative|占比|份额|缺口|相对")
_COUNT = re.compile(r"count|rows|rating|个数|行数|等级")


@pytest.mark.parametrize(("unit", "zh", "en"), [
    ("piece", "件", "piece"),
    ("kg CO2e/piece", "kg CO2e/件", "kg CO2e/piece"),
    ("tkm", "t·km", "t·km"),
    ("t*km", "t·km", "t·km"),
    ("m3", "m³", "m³"),
    ("kWh", "kWh", "kWh"),
    ("kg CO2e/m2", "kg CO2e/m²", "kg CO2e/m²"),
])  # fmt: skip
def test_a_unit_is_a_word_of_the_language(unit: str, zh: str, en: str) -> None:
    assert (unit_words(unit, "zh"), unit_words(unit, "en")) == (zh, en)


def test_only_units_of_results_are_replaced_in_sentences() -> None:
    told = result_units("12 kg CO2e/piece; a piece of tkm", "zh")
    assert told == "12 kg CO2e/件; a piece of tkm"
    assert unit_words("m3", "zh", plain=True) == "m3"  # a console may not have the raised digit


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["lfp-pack", "cement"])
def test_every_column_of_numbers_has_a_unit_or_says_what_it_counts(name: str, lang: str) -> None:
    unit = {"zh": "单位", "en": "unit"}[lang]
    checked = 0
    for sheet in sheets_of(study(name, lang).document):
        titles = [column.title for column in sheet.table.columns]
        for at, column in enumerate(sheet.table.columns):
            if not column.numeric:
                continue
            beside = titles[at + 1 : at + 2] == [unit]
            told = _UNIT.search(column.title) or _SHARE.search(column.title)
            texts = [plain_text(row.cells[at]) for row in sheet.table.rows]
            percent = all(text.endswith(" %") or text in ("n/a", "", "-") for text in texts)
            counts = _COUNT.search(column.title)
            assert beside or told or percent or counts, (sheet.caption, column.title)
            checked += 1
    assert checked > 40


@pytest.fixture(scope="module")
def appliance():
    """A result per piece."""
    return {lang: study("appliance", lang) for lang in ("zh", "en")}


def test_a_chinese_report_has_no_english_unit_and_json_keeps_it(appliance) -> None:
    zh = appliance["zh"]
    assert zh.values.rounded.unit == "kg CO2e/piece"
    texts = [zh.to_markdown(), zh.to_html(static=True)]
    book = openpyxl.load_workbook(io.BytesIO(zh.to_xlsx()), read_only=True)
    texts.append("\n".join(
        str(v) for s in book for row in s.iter_rows(values_only=True) for v in row if v
    ))  # fmt: skip
    for text in texts:
        assert "CO2e/piece" not in text
        assert "kg CO2e/件" in text
    assert "kg CO2e/piece" in appliance["en"].to_markdown()
    assert '"kg CO2e/piece"' in json.dumps(zh.to_dict())
    first = next(as_printed(zh.document).numbers())
    assert first.unit == "kg CO2e/件"


def test_addresses_in_markdown_are_typed_as_they_stand(appliance) -> None:
    text = appliance["en"].to_markdown()
    assert "`coverage.primary_share`" in text
    assert "coverage.primary\\_share" not in text


def test_cells_below_the_last_digit_are_noted_in_the_workbook() -> None:
    front = openpyxl.load_workbook(io.BytesIO(study("lfp-pack").to_xlsx()), read_only=True)
    told = [row[0] for row in front.worksheets[0].iter_rows(values_only=True) if row[0]]
    assert any("'<0.1 %' are text" in str(text) for text in told)


def test_years_of_a_workbook_are_all_text_of_four_digits() -> None:
    book = openpyxl.load_workbook(io.BytesIO(study("lfp-pack").to_xlsx()), read_only=True)
    found = []
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        at = [n for n, title in enumerate(rows[0]) if title == "year"] if rows else []
        found += [row[n] for row in rows[1:] for n in at if row[n]]
    assert len(found) > 50
    assert {type(value) for value in found} == {str}


def test_a_limited_parameter_is_told_in_the_report(tmp_path) -> None:
    folder = copied("lfp-pack", tmp_path / "pack")
    made = Project.load(folder).report("study", lang="en", draft=True)
    assert "discharging\\_efficiency +10 % (limited at 1)" in made.to_markdown()
