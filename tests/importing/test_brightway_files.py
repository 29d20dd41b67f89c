"""Brightway Excel inventories and ``bw2package``: links by words and keys, signs, formulas."""

from __future__ import annotations

import bz2
import io
import json
import math
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from score_kit import BESIDE, codes, needs, package_of, score, take

from pcf.errors import PcfError
from pcf.importing.archive import open_archive
from pcf.importing.brightway.packed import PackedReader
from pcf.importing.brightway.spread import spread
from pcf.importing.conservation import Collect

EXCEL = BESIDE / "fixtures" / "brightway_excel"
PACKED = BESIDE / "fixtures" / "bw2package"
COLUMNS = ["name", "amount", "unit", "location", "type", "categories", "formula", "database"]
CARS = [
    ["Database", "cars"],
    [],
    ["Database parameters"],
    ["name", "amount", "formula"],
    ["weight", 10, None],
    ["twice", 0, "sum([weight, weight])"],
    [],
    ["Activity", "car"],
    ["code", "c1"],
    ["location", "CN"],
    ["unit", "unit"],
    ["activity", "a key, and no activity"],
    ["Exchanges"],
    COLUMNS,
    ["car", 1, "unit", "CN", "production"],
    ["steel", 0, "kilogram", "CN", "technosphere", None, "twice + weight"],
    ["scrap treatment", -2, "kilogram", None, "technosphere"],
    ["Carbon dioxide, fossil", 3, "kilogram", None, "biosphere", "air::urban air"],
    ["Carbon dioxide, in air", 1, "kilogram", None, "biosphere", "natural resource::in air"],
    ["glass", 1, "kilogram", "CN", "technosphere"],
    [],
    ["a remark outside of sections"],
    ["Activity", "steel"],
    ["code", "s1"],
    ["location", "CN"],
    ["unit", "kilogram"],
    [],
    ["Exchanges"],
    [],
    COLUMNS,
    ["steel", 2, "kilogram", "CN", "production"],
    ["Carbon dioxide, fossil", 4, "kilogram", None, "biosphere", "air"],
    [],
    ["Activity", "scrap treatment"],
    ["code", "t1"],
    ["location", "CN"],
    ["unit", "kilogram"],
    ["Exchanges"],
    COLUMNS,
    ["scrap treatment", -1, "kilogram", "CN", "production"],
    ["Carbon dioxide, fossil", 0.5, "kilogram", None, "biosphere", "air"],
]


def book(path, rows, title="first", **sheets):
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for name, content in sheets.items():
        sheet = made.create_sheet(name)
        for row in content:
            sheet.append(row)
    made.save(path)
    return path


def test_a_chain_with_formulas_treatment_and_uptake(tmp_path):
    skipped = [["skip"], ["Activity", "never"]]
    done = take(book(tmp_path / "cars.xlsx", CARS, notes=skipped), tmp_path)
    assert done.format == "brightway-excel"
    # steel: 4 kg per 2 kg; treatment: 0.5 per kg
    assert score(done, "s1") == pytest.approx(2.0)
    assert score(done, "t1") == pytest.approx(0.5)
    # car: 3 + (20 + 10) x 2 + 2 x 0.5; the uptake does not count at 0/0, glass is open
    assert score(done, "c1") == pytest.approx(64.0)
    assert dict(done.links) == {"open-none": 1, "stated": 2}
    assert done.conservation.uses["exchange", "waste to treatment"] == 1
    uptake = [r for r in done.background.exchanges("c1") if r.flow == "co2_biogenic_uptake"]
    assert [r.amount for r in uptake] == [1.0]
    told = next(f for f in done.findings if f.code == "IM040")
    assert (told.location.line, told.observed) == (22, "1")
    assert done.conservation.reasons()["block", "not-inventory"] == 1


def test_columns_beyond_the_cutoff_do_not_count(tmp_path):
    rows = [["cutoff", 8], *([*row, *[None] * (8 - len(row)), "beyond"] for row in CARS)]
    rows = [row if any(row[:8]) else [] for row in rows]
    done = take(book(tmp_path / "cars.xlsx", rows), tmp_path)
    assert score(done, "c1") == pytest.approx(64.0)


def test_a_formula_cell_is_never_computed(tmp_path):
    rows = [list(row) for row in CARS]
    rows[17][1] = "=1+2"  # openpyxl writes no value beside it
    done = take(book(tmp_path / "cars.xlsx", rows), tmp_path)
    held = [h for h in done.conservation.held if h.what == "exchange"]
    assert [(h.reason, h.place.line) for h in held] == [("formula-fault", 18)]
    assert held[0].detail.startswith("=1+2")
    assert score(done, "c1") == pytest.approx(61.0)


def test_a_saved_value_of_a_formula_counts(tmp_path):
    rows = [list(row) for row in CARS]
    rows[17][1] = "=1+2"
    path = book(tmp_path / "cars.xlsx", rows)
    rewrite(path, lambda text: text.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>")
            .replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>"))  # fmt: skip
    assert score(take(path, tmp_path), "c1") == pytest.approx(64.0)


def rewrite(path, change):
    """Change the XML of the first sheet of a book."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, data in parts.items():
            new.writestr(part, data)
    return path


def test_a_declaration_in_a_book_is_refused(tmp_path):
    path = book(tmp_path / "cars.xlsx", CARS)
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaa">]><worksheet'
    rewrite(path, lambda text: text.replace(b"<worksheet", bomb))
    with pytest.raises(PcfError) as caught:
        take(path, tmp_path, format="brightway-excel")
    assert [f.code for f in caught.value.findings] == ["IM006", "IM003"]


def test_a_bomb_of_a_sheet_is_refused(tmp_path):
    path = book(tmp_path / "cars.xlsx", CARS)
    rewrite(path, lambda text: text + b" " * (64 << 20))
    with pytest.raises(PcfError) as caught:
        take(path, tmp_path, format="brightway-excel")
    assert caught.value.findings[0].code == "IM005"


def test_a_giant_cell_is_refused(tmp_path):
    path = book(tmp_path / "cars.xlsx", CARS)
    cell = f'<row r="90"><c r="A90" t="inlineStr"><is><t>{"a" * 40_000}</t></is></c></row>'
    rewrite(path, lambda text: text.replace(b"</sheetData>", f"{cell}</sheetData>".encode()))
    with pytest.raises(PcfError) as caught:
        take(path, tmp_path, format="brightway-excel")
    assert "IM006" in [f.code for f in caught.value.findings]


def test_another_product_name_is_linked_and_told(tmp_path):
    rows = [list(row) for row in CARS]
    rows[15] += ["renamed"]
    done = take(book(tmp_path / "cars.xlsx", rows), tmp_path)
    assert score(done, "c1") == pytest.approx(64.0)
    assert next(f for f in done.findings if f.code == "IM042").expected == "renamed"


def test_another_place_is_not_linked(tmp_path):
    rows = [list(row) for row in CARS]
    rows[15][3] = "DE"
    done = take(book(tmp_path / "cars.xlsx", rows), tmp_path)
    assert done.links["open-none"] == 2
    assert score(done, "c1") == pytest.approx(4.0)


def test_a_formula_of_another_language_leaves_the_stated_amount(tmp_path):
    rows = [list(row) for row in CARS]
    rows[15][1], rows[15][6] = 30, "np.log(weight)"
    done = take(book(tmp_path / "cars.xlsx", rows), tmp_path)
    assert score(done, "c1") == pytest.approx(64.0)
    assert "IM041" in codes(done)


def test_one_code_with_two_contents(tmp_path):
    rows = [list(row) for row in CARS]
    rows[23][1] = "c1"
    done = take(book(tmp_path / "cars.xlsx", rows), tmp_path)
    assert "IM018" in codes(done)
    assert done.conservation.reasons()["process", "duplicate-id"] == 1


def test_uncertainty():
    log = spread({"uncertainty type": 2, "loc": 0.0, "scale": 0.1}, 1.0)
    assert log.kind == "log-normal"
    assert log.deviation == pytest.approx(math.exp(0.2))
    normal = spread({"uncertainty type": 3, "loc": 2.0, "scale": 0.1}, 2.0)
    assert normal.deviation == pytest.approx(10.0)  # two deviations of 0.1 in 2 are 10 %
    assert spread({"uncertainty type": 0}, 1.0) is None


def pack(value):
    """Plain data as bw2package writes it."""
    if isinstance(value, tuple):
        return {"__tuple__": True, "data": [pack(part) for part in value]}
    if isinstance(value, list):
        return [pack(part) for part in value]
    if isinstance(value, dict):
        return {
            "__dict__": True,
            "keys": [pack(key) for key in value],
            "values": [pack(part) for part in value.values()],
        }
    return value


def database(**exchange):
    row = {"input": ("db", "b"), "amount": 2.0, "type": "technosphere"} | exchange
    air = {"name": "Carbon dioxide, fossil", "categories": ("air",), "unit": "kilogram"}
    return [
        {
            "name": "db",
            "class": {"module": "os", "name": "system"},
            "metadata": {},
            "data": {
                ("db", "a"): {
                    "name": "A", "unit": "kilogram", "location": "CN", "type": "process",
                    "exchanges": [
                        {"input": ("db", "a"), "amount": 1, "type": "production"},
                        row,
                        {"input": ("elsewhere", "x"), "amount": 1, "type": "technosphere"},
                    ],
                },
                ("db", "b"): {
                    "name": "B", "unit": "kilogram", "location": "CN", "type": "process",
                    "exchanges": [
                        {"input": ("db", "b"), "amount": 1, "type": "production"},
                        {"input": ("bio", "co2"), "amount": 3, "type": "biosphere", **air},
                    ],
                },
            },
        }
    ]  # fmt: skip


def packed(path, value):
    path.write_bytes(bz2.compress(json.dumps(pack(value)).encode()))
    return path


def test_a_package_of_brightway(tmp_path):
    done = take(packed(tmp_path / "a.bw2package", database()), tmp_path)
    assert done.format == "bw2package"
    assert score(done, "a") == pytest.approx(6.0)  # 2 kg of B with 3 kg each
    assert dict(done.links) == {"open-none": 1, "stated": 1}
    named = package_of(done).flows
    assert any(f.names.en == "elsewhere: x" and f.unit == "?" for f in named.values())


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), "two", None, True])
def test_amounts_that_are_no_numbers(tmp_path, amount):
    done = take(packed(tmp_path / "a.bw2package", database(amount=amount)), tmp_path)
    reasons = {reason for what, reason in done.conservation.reasons() if what == "exchange"}
    assert reasons == {"amount-missing" if amount is None else "amount-unreadable"}


def test_a_cut_package_is_held_back(tmp_path):
    path = packed(tmp_path / "a.bw2package", database())
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(PcfError) as caught:
        take(path, tmp_path)
    assert [f.code for f in caught.value.findings] == ["IM006", "IM003"]


def test_a_bomb_of_a_package_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("pcf.importing.brightway.packed.MAX_UNPACKED", 1 << 20)
    path = tmp_path / "a.bw2package"
    path.write_bytes(bz2.compress(b"[" + b" " * (4 << 20) + b"]"))
    with pytest.raises(PcfError) as caught:
        take(path, tmp_path)
    assert caught.value.findings[0].observed == "> 1 MB" or (
        caught.value.findings[0].observed == "> 0 MB"
    )


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["__dict__", "__tuple__", "keys", "values", "data"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
def test_any_json_is_read_or_held_back(tmp_path, value):
    path = tmp_path / "a.bw2package"
    path.write_bytes(bz2.compress(json.dumps([value]).encode()))
    collect = Collect()
    with open_archive(path, collect) as archive:
        PackedReader().read(archive, collect)
    assert collect.ledger.dump()["entered"]["file"] == 1


def test_a_book_that_is_none_is_held_back(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(made.getvalue())
    with pytest.raises(PcfError) as caught:
        take(path, tmp_path, format="brightway-excel")
    assert [f.code for f in caught.value.findings] == ["IM006", "IM003"]


#: Processes, exchanges, links inside of the file, flows of inputs that stay open.
EXPECTED = {
    "bw2io_example.xlsx": (3, 10, 2, 0),
    "bw2io_sample_parameterized_database.xlsx": (8, 20, 9, 0),
    "premise_lci-batteries-NMC111-811-NCA-LFP.xlsx": (43, 443, 50, 111),
    "premise_lci-graphite.xlsx": (10, 81, 7, 21),
    "Batt_Sust_Model_pack.xlsx": (19, 142, 7, None),
}


@needs(EXCEL)
@pytest.mark.parametrize("name", EXPECTED)
def test_real_books(tmp_path, name):
    done = take(EXCEL / name, tmp_path, format="brightway-excel")
    processes, exchanges, links, unlinked = EXPECTED[name]
    assert done.conservation.count("process").taken == processes
    assert done.conservation.count("exchange").taken == exchanges
    assert done.links["stated"] == links
    rows = [r for p in done.background.processes() for r in done.background.exchanges(p.id)]
    left = {r.flow for r in rows if r.direction == "input" and not r.provider}
    if unlinked is not None:
        assert len(left) == unlinked


@needs(EXCEL)
def test_real_numbers_of_the_parameterized_book(tmp_path):
    from pcf.importing.settings import ImportSettings

    path = EXCEL / "bw2io_sample_parameterized_database.xlsx"
    done = take(path, tmp_path, settings=ImportSettings(gases={"co2": "co2_fossil"}))
    # 2.3 kg CO2 per kg x 0.062 kg of gasoline per km, and 1641 kg of steel over 200 000 km
    direct = 2.3 * 0.062
    assert score(done, "Steel") == pytest.approx(1.5)
    assert score(done, "Driving an combustion car") == pytest.approx(direct + 1641 * 1.5 / 200_000)


@needs(PACKED)
@pytest.mark.parametrize(
    ("name", "processes", "exchanges"),
    [("cell_other", 3, 25), ("module", 8, 47), ("pack", 19, 142)],
)
def test_real_packages(tmp_path, name, processes, exchanges):
    done = take(PACKED / f"{name}.bw2package", tmp_path)
    assert done.conservation.count("process").taken == processes
    assert done.conservation.count("exchange").taken == exchanges
