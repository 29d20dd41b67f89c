"""Findings, word for word."""

import pytest

from pcf.findings import Location, finding
from pcf.report.findings_view import findings_page, summary

BOM = "id,process,flow,amount,unit,supplier\nB-01,cell,碳酸锂,12.4,g,bg:li2co3_mix\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "bom.csv").write_bytes(b"\xef\xbb\xbf" + BOM.encode())
    (tmp_path / "pcf.toml").write_text('[method]\ngwp_set = "AR7"   # which\n', encoding="utf-8")
    return tmp_path


def bad_unit(line=2, **more):
    place = Location("model/bom.csv", line, "unit")
    return finding(
        "US034", place, observed="g", expected="kWh", suggestion="kWh", option="unit", **more
    )


def test_english(folder):
    text = findings_page([bad_unit(node="B-01")], "en", folder, width=80).render(80)
    assert text == (
        "error[US034] 'unit' cannot be 'g'; it is one of kWh\n"
        "  --> model/bom.csv:2:5   column 'unit'   id B-01\n"
        "  |\n"
        "2 | B-01,cell,碳酸锂,12.4,g,bg:li2co3_mix\n"
        "  |                       ^\n"
        "   help: did you mean 'kWh'?\n"
        "\n"
        "1 error\n"
    )


def test_chinese(folder):
    text = findings_page([bad_unit()], "zh", folder, width=80).render(80)
    assert text == (
        "错误[US034] 'unit'不能取'g'；可取：kWh\n"
        "  --> model/bom.csv:2:5   列'unit'\n"
        "  |\n"
        "2 | B-01,cell,碳酸锂,12.4,g,bg:li2co3_mix\n"
        "  |                       ^\n"
        "   帮助: 是否指'kWh'？\n"
        "\n"
        "1个错误\n"
    )


def test_the_value_of_a_setting_is_marked(folder):
    item = finding(
        "US034",
        Location("pcf.toml", 2, "gwp_set"),
        observed="AR7",
        expected="AR6",
        option="gwp_set",
    )
    lines = findings_page([item], "en", folder).render(80).split("\n")
    assert lines[3] == '2 | gwp_set = "AR7"   # which'
    assert lines[4] == "  |           ^^^^^"


def test_the_part_of_the_total_is_told(folder):
    text = findings_page([bad_unit(share_of_total=0.18)], "en", folder).render(80)
    assert "   = 18.0 % of the total hangs on it\n" in text


def test_repeats_are_counted_after_three():
    items = [bad_unit(line) for line in range(2, 19)]
    text = findings_page(items, "en").render(100)
    assert text.count("error[US034]") == 3
    assert "   = and 14 more rows (lines 5, 6, 7, 8, 9, 10, 11, 12 ...)\n" in text
    assert text.endswith("17 errors\n")
    assert findings_page(items, "en", whole=True).render(100).count("error[US034]") == 17


def test_one_repeat_is_singular():
    text = findings_page([bad_unit(line) for line in range(2, 6)], "en").render(100)
    assert "   = and 1 more row (line 5)\n" in text


def test_nothing_found():
    assert findings_page([], "en").render(80) == "ok: no findings\n"
    assert findings_page([], "zh").render(80) == "ok：没有发现问题\n"


def test_a_message_cannot_command_the_terminal():
    item = finding("US046", observed="\x1b[2J\r", option="--until")
    assert "\x1b" not in findings_page([item], "en").render(80)


def test_counts_stand_in_order_of_gravity():
    from dataclasses import replace

    levels = ("info", "warning", "error", "error", "judgement")
    items = [replace(bad_unit(), level=level) for level in levels]
    assert summary(items, "en") == "2 errors, 1 warning, 1 for judgement, 1 note"
    assert summary(items, "zh") == "2个错误，1个警告，1项待判断，1条提示"
