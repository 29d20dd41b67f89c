"""Tables as pcf writes them: fixed columns, sorted, shortest numbers; and what cells may say."""

from __future__ import annotations

import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcf.project import TABLE_BY_NAME, TABLES, cells, table_text, write_table
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.raw_table import read_table
from pcf.project.toml_lines import key_lines
from pcf.project.toml_text import quoted
from pcf.project.writer import cell_text

EXCLUSIONS = TABLE_BY_NAME["exclusions"]


def test_canonical_text():
    rows = [
        {"id": "X-2", "what": "a,b", "reason": "r", "share": 0.1},
        {"id": "X-1", "what": "x", "reason": "r", "share": None, "note": 5.0},
    ]
    assert table_text(EXCLUSIONS, rows, "zh") == (
        "编号,排除内容,理由,估计占比,质量,质量单位,能量,能量单位,来源,备注\n"
        'X-1,x,r,,,,,,,5\nX-2,"a,b",r,0.1,,,,,,\n'
    )


def test_written_with_mark_for_spreadsheets(tmp_path):
    path = write_table(tmp_path, EXCLUSIONS, [])
    assert path.read_bytes() == (
        b"\xef\xbb\xbfid,what,reason,share,mass,mass_unit,energy,energy_unit,source,note\n"
    )


def test_column_that_does_not_exist():
    with pytest.raises(ValueError, match="exclusions has no column amount"):
        table_text(EXCLUSIONS, [{"id": "X", "amount": 1}])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back(value):
    try:
        assert cells.number(cell_text(value)) == value
    except CellFault:
        pytest.fail(f"{value!r} was refused")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_numbers_that_are_none_are_not_written(value):
    with pytest.raises(ValueError, match="cannot stand in a table"):
        cell_text(value)


IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"))


@given(rows=st.lists(st.tuples(IDS, TEXTS), max_size=5))
def test_tables_come_back(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("table")
    made = [{"id": name, "what": text, "reason": "r"} for name, text in rows]
    write_table(folder, EXCLUSIONS, made)
    collect = Collector()
    raw = read_table(folder, EXCLUSIONS, collect)
    back = [(row[0], row[1]) for row in raw.rows]
    assert back == sorted(rows, key=lambda row: row[0])
    assert not collect.has_errors


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5), (" 1.5 ", 1.5), ("１．５", 1.5), ("－２", -2.0), ("−2", -2.0), ("＋.5", 0.5),
        ("1e5", 1e5), ("1E-3", 1e-3), ("007", 7.0), ("5.", 5.0), ("", None), ("  ", None),
        ("-0", 0.0), ("0e5", 0.0), ("４．９４０６５６４５８４１２５e-324", 5e-324),
    ],
)  # fmt: skip
def test_numbers_that_are_understood(text, value):
    assert cells.number(text) == value


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("1,5", "NU002", "1.5"), ("0,0", "NU002", "0.0"), ("-1,234", "NU002", "-1.234"),
        ("1,234,567", "NU024", "1234567"), ("1’000", "NU024", "1000"), ("1_000", "NU024", "1000"),
        ("1\u00a0000", "NU024", "1000"), ("12%", "NU023", "0.12"), ("3.5kg", "NU001", "3.5"),
        ("1/3", "NU001", None), ("0x10", "NU001", None), ("٣", "NU001", None),
        ("--1", "NU001", None), ("1e", "NU001", None), ("#N/A", "NU001", None),
        ("1e99999", "NU001", None), ("Infinity", "NU003", None), ("1e-400", "NU003", None),
    ],
)  # fmt: skip
def test_numbers_that_are_refused(text, code, suggestion):
    with pytest.raises(CellFault) as caught:
        cells.number(text)
    assert (caught.value.code, caught.value.suggestion) == (code, suggestion)


def test_both_readings_are_shown():
    with pytest.raises(CellFault) as caught:
        cells.number("-1,5")
    assert caught.value.params == {"first": "-1.5", "second": "-15"}


@pytest.mark.parametrize(
    ("text", "value"), [("95%", 0.95), ("95 ％", 0.95), ("0.5", 0.5), ("1", 1.0), ("", None)]
)
def test_shares(text, value):
    assert cells.share(text) == value


@pytest.mark.parametrize("text", ["101%", "-1%", "2", "-0.1", "nan", "%"])
def test_shares_that_are_refused(text):
    with pytest.raises(CellFault):
        cells.share(text)


@pytest.mark.parametrize("text", ["2,1,3,2,4", "2；1；3；2；4", "(2, 1, 3, 2, 4)", "2 1 3 2 4"])
def test_quality_scores(text):
    assert cells.quality_scores(text) == "2,1,3,2,4"


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    readers = (
        cells.number, cells.share, cells.identifier, cells.unit, cells.stage, cells.allocation,
        cells.quality_scores, cells.year, cells.location, cells.period, cells.free_text,
    )  # fmt: skip
    codes = set()
    for reader in readers:
        try:
            reader(text)
        except CellFault as fault:
            codes.add(fault.code)
    assert all(len(code) == 5 for code in codes)


@given(st.text(st.characters(codec="utf-8")))
def test_quoted_text_is_toml(text):
    assert tomllib.loads(f"k = {quoted(text)}")["k"] == text


def test_headers_are_unique_in_every_table():
    for table in TABLES:
        names = [c.name for c in table.columns] + [c.zh for c in table.columns]
        assert len(set(names)) == len(names), table.name


def test_lines_of_keys():
    text = (
        'a = """\n[no]\nb = 1\n"""\n'  # 1-4
        "[t]\n"  # 5
        "x.y = [\n  1, # ]\n  2,\n]\n"  # 6-9
        '"q.r" = "#"\n'  # 10
        "[[t.u]]\nid = 'a'\n[[t.u]]\nid = 'b'\n[t.u.v]\nz = { k = 1 }\n"  # 11-16
        "s = '''x''''\n"  # 17
        'w = "end"\n'  # 18
    )
    tomllib.loads(text)
    assert key_lines(text) == {
        ("a",): 1,
        ("t",): 5,
        ("t", "x", "y"): 6,
        ("t", "q.r"): 10,
        ("t", "u", 0): 11,
        ("t", "u", 0, "id"): 12,
        ("t", "u", 1): 13,
        ("t", "u", 1, "id"): 14,
        ("t", "u", 1, "v"): 15,
        ("t", "u", 1, "v", "z"): 16,
        ("t", "u", 1, "v", "s"): 17,
        ("t", "u", 1, "v", "w"): 18,
    }


@pytest.mark.parametrize(
    "text", ["kg", "t·km", "吨公里", "kWh/kg", "m²", "tonnes", "%", "1", "kg*m"]
)
def test_units_that_are_understood(text):
    assert cells.unit(text) == text


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("Kg", "kg"), ("kgs", "kg"), ("ms", "s"), ("kWs", "kW"), ("KWH", "kWh"), ("公斤斤", "公斤")],
)
def test_units_that_are_refused(text, suggestion):
    # a plural of a symbol would turn milliseconds into metres
    with pytest.raises(CellFault) as caught:
        cells.unit(text)
    assert (caught.value.code, caught.value.suggestion) == ("UN001", suggestion)
