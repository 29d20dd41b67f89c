"""Land-use change and aircraft that nobody assessed are said so; what was assessed is a zero."""

from __future__ import annotations

import pytest
from study_kit import cells, small, study, table, words

from pcf.api import Project

_LEDGER = {"en": "Sub-indicators: fossil, biogenic, land use and aircraft apart",
           "zh": "温室气体分项：化石、生物成因、土地利用、航空各自单列"}  # fmt: skip


def column(document, lang, name):
    rows = cells(table(document, _LEDGER[lang]))
    [found] = [row[1:] for row in rows if row[0] == name]
    return found


@pytest.mark.parametrize("kind", ["study", "gbt24067"])
def test_what_the_study_says_was_not_assessed_is_no_zero(kind):
    # lfp-pack states dluc_assessed = "no"; its legs state their modes, and none is by air
    target = "gbt24067" if kind == "gbt24067" else ""
    english = study("lfp-pack", "en", kind, target).document
    assert column(english, "en", "direct land-use change") == ["not assessed", "-"]
    assert column(english, "en", "aircraft") == ["0", "0 %"]
    chinese = study("lfp-pack", "zh", kind, target).document
    assert column(chinese, "zh", "直接土地利用变化") == ["未评价", "-"]


def test_the_sheet_of_the_act_keeps_the_columns_that_its_heading_promises():
    document = study("lfp-pack", "en", "eu-battery", "eu").document
    assert column(document, "en", "direct land-use change") == ["not assessed", "-"]
    assert column(document, "en", "aircraft") == ["0", "0 %"]


def test_what_nobody_stated_is_said_so():
    document = study("hydrogen-electrolysis", "en").document
    assert column(document, "en", "direct land-use change") == ["not stated", "-"]
    assert column(document, "en", "aircraft") == ["not stated", "-"]


def _small(folder, stated, flow="co2_fossil"):
    files = {"study.toml": stated} if stated else None
    rows = [{"flow": "co2_fossil", "amount": 1}, {"flow": flow, "amount": 2}]
    return Project.load(small(folder, rows, files)).report("study", lang="en", draft=True).document


def test_what_was_assessed_is_a_zero(tmp_path):
    stated = '[land]\ndluc_assessed = "yes"\n[transport]\nradiative_forcing = "none"\n'
    document = _small(tmp_path, stated)
    assert column(document, "en", "direct land-use change") == ["0", "0 %"]
    assert column(document, "en", "aircraft") == ["0", "0 %"]


def test_what_does_not_apply_is_said_so(tmp_path):
    document = _small(tmp_path, '[land]\ndluc_assessed = "n/a: no biomass"\n')
    assert column(document, "en", "direct land-use change") == ["not applicable", "-"]


def test_a_value_that_is_there_is_printed_with_a_note(tmp_path):
    # 1 kg + 2 kg of CO2: 2 of 3 kg from land-use change
    document = _small(tmp_path, '[land]\ndluc_assessed = "no"\n', "co2_luc")
    assert column(document, "en", "direct land-use change") == ["2.00", "66.7 %"]
    assert "direct land-use change: not assessed by the study" in words(document)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('"否"', "not assessed"),
        ('{ zh = "否", en = "no" }', "not assessed"),
        ('"未评价"', "not assessed"),
        ('"not assessed"', "not assessed"),
        ('"No, first year"', "not assessed"),
        ("false", "not assessed"),
        ('{ zh = "否", en = "yes" }', "not assessed"),  # says both
        ("true", "0"),
        ('"是：按回溯20年评价"', "0"),
        ('{ zh = "是", en = "yes" }', "0"),
        ('"是 / yes"', "0"),
    ],
)
def test_only_a_yes_says_that_land_use_change_was_assessed(tmp_path, said, shown):
    document = _small(tmp_path, f"[land]\ndluc_assessed = {said}\n")
    assert column(document, "en", "direct land-use change")[0] == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('"apart"', "0"),
        ('{ zh = "无", en = "none" }', "0"),
        ('"not assessed"', "not assessed"),
        ('"否"', "not assessed"),
        ('"无"', "0"),
        ('"none (no air freight)"', "0"),
        ('"无航空运输"', "0"),
        ('"none: no data"', "not assessed"),
        ('"无数据"', "not assessed"),
    ],
)
def test_only_none_or_apart_says_that_no_effect_of_aircraft_is_counted(tmp_path, said, shown):
    document = _small(tmp_path, f"[transport]\nradiative_forcing = {said}\n")
    assert column(document, "en", "aircraft")[0] == shown


def test_a_yes_in_chinese_is_a_yes_on_the_cover_and_in_the_checklist(tmp_path):
    document = _small(tmp_path, '[review]\nclaimed = "是"\nverified = "否"\n')
    [status] = [text for key, text in document.cover if key == "review and verification"]
    assert status == ("critical review claimed; not verified",)
