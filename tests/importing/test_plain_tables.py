"""Plain tables: headers in Chinese and English, what is made of little, and round trips."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook
from score_kit import codes, inventory, package_of, score, take

from pcf.errors import PcfError, UsageError
from pcf.importing.package import (
    Allocation,
    Document,
    Exchange,
    Flow,
    FlowAmount,
    FlowProperty,
    Names,
    Package,
    Parameter,
    Place,
    Process,
    Uncertainty,
    Unit,
    UnitGroup,
)
from pcf.importing.tables.reader import TablesReader
from pcf.importing.tables.writer import tables
from pcf.importing.writers import export_database

ONE = """process,flow,direction,amount,unit,compartment
power,electricity,reference,1,kWh,
power,"Carbon dioxide, fossil",emission,0.5,kg,air
steel,steel,reference,2,kg,
steel,electricity,input,4,kWh,
steel,"Carbon dioxide, fossil",emission,1,kg,air
steel,scrap,waste,1,kg,
tip,scrap,treatment,1,kg,
tip,"Carbon dioxide, fossil",emission,0.25,kg,air
"""
CHINESE = """过程,流,方向,数量,单位,介质
发电,电力,基准流,1,kWh,
发电,二氧化碳（化石）,排放,0.5,kg,大气
炼钢,钢,基准流,2,kg,
炼钢,电力,输入,4,kWh,
炼钢,二氧化碳（化石）,排放,1,kg,大气
"""
NOWHERE = Place("")


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_one_table_of_exchanges(tmp_path):
    done = take(write(tmp_path / "exchanges.csv", ONE), tmp_path)
    assert done.format == "tables"
    assert score(done, "power") == pytest.approx(0.5)
    # steel: (4 x 0.5 + 1 + 1 x 0.25) / 2
    assert score(done, "steel") == pytest.approx(1.625)
    assert dict(done.links) == {"only-supplier": 2}
    assert done.conservation.count("exchange").taken == 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers(tmp_path, encoding):
    done = take(write(tmp_path / "交换.csv", CHINESE, encoding), tmp_path)
    assert score(done, "炼钢") == pytest.approx((4 * 0.5 + 1) / 2)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(tmp_path, delimiter):
    text = ONE.replace('"Carbon dioxide, fossil"', "Carbon dioxide fossil").replace(",", delimiter)
    done = take(write(tmp_path / "exchanges.tsv", text), tmp_path)
    assert score(done, "power") == pytest.approx(0.5)


def test_a_book_of_tables(tmp_path):
    made = Workbook()
    made.active.title = "exchanges"
    for line in ONE.replace('"Carbon dioxide, fossil"', "Carbon dioxide fossil").splitlines():
        made.active.append([float(c) if c[:1].isdigit() else c or None for c in line.split(",")])
    made.active["D2"] = "=1+0"  # no value beside it: the reference cannot be used
    made.save(tmp_path / "a.xlsx")
    done = take(tmp_path / "a.xlsx", tmp_path)
    assert done.format == "tables"
    assert done.conservation.reasons()["process", "reference-held"] == 1
    made.active["D2"] = 1
    made.save(tmp_path / "b.xlsx")
    assert score(take(tmp_path / "b.xlsx", tmp_path, id="y"), "steel") == pytest.approx(1.625)


def test_columns_that_are_not_known_are_told(tmp_path):
    text = ONE.replace("compartment", "compartement")
    done = take(write(tmp_path / "exchanges.csv", text), tmp_path)
    told = next(f for f in done.findings if f.code == "IM049")
    assert (told.observed, told.location.line) == ("compartement", 1)
    # without the compartment a gas is no gas of ours, and is listed as without factor
    assert "IM011" in codes(done)


def test_a_table_without_amounts_is_held_back(tmp_path):
    text = ONE.replace("amount", "how much")
    with pytest.raises(PcfError) as caught:
        take(write(tmp_path / "exchanges.csv", text), tmp_path)
    assert "IM003" in [f.code for f in caught.value.findings]


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "four", "1_000"])
def test_amounts_that_are_no_numbers_are_held_back(tmp_path, text):
    done = take(write(tmp_path / "exchanges.csv", ONE.replace(",4,kWh", f",{text},kWh")), tmp_path)
    assert done.conservation.reasons()["exchange", "amount-unreadable"] == 1


def test_hostile_text(tmp_path):
    with pytest.raises(PcfError):
        take(write(tmp_path / "exchanges.csv", ONE + "\x00"), tmp_path)
    with pytest.raises(PcfError):
        take(write(tmp_path / "exchanges.csv", ONE + '"' + "a" * 200_000 + '"'), tmp_path)
    with pytest.raises(PcfError):
        take(write(tmp_path / "exchanges.csv", ONE + "a," * 2000), tmp_path)


def test_one_id_with_two_contents(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "exchanges.csv", ONE)
    write(tmp_path / "in" / "processes.csv", "id,name_en\npower,Power\nsteel,Steel\nsteel,Other\n")
    done = take(tmp_path / "in", tmp_path)
    assert "IM018" in codes(done)
    assert done.conservation.count("process").held == 1
    assert score(done, "Steel") == pytest.approx(1.625)


def whole_package() -> Package:
    """A package that uses every field."""
    mass = FlowProperty("mass", "1", Names("质量", "Mass"), "kg-group", NOWHERE)
    units = (Unit("kg", 1.0), Unit("g", 0.001), Unit("odd", None))
    group = UnitGroup("kg-group", "1", Names(en="Units of mass"), units, "kg", NOWHERE)
    steel = Flow(
        "steel", "01.00", Names("钢", "Steel; cold, \"flat\"", (("de", "Stahl; kalt"),)), "product",
        NOWHERE, ("a; b", "c"), "", "Fe", ("[x]", "iron; grey"), (FlowAmount("mass", 1.0),
        FlowAmount("lost", None)), "mass", "kg", "CN",
    )  # fmt: skip
    slag = Flow("slag", "", Names(en=" Slag "), "product", NOWHERE, unit="kg")
    gas = Flow("gas", "", Names(en="Carbon dioxide, fossil"), "elementary", NOWHERE, ("air",),
               "124-38-9", unit="kg")  # fmt: skip
    stub = Flow("stub", "", Names(en="seen only here"), "other", NOWHERE, stub=True)
    rows = (
        Exchange("0", "output", "steel", 2.0, "", allocations=(
            Allocation("0", 0.75), Allocation("1", 0.25)), comment="two\nlines, \"and\" more"),
        Exchange("1", "output", "slag", 0.1 + 0.2, "", unit="g", derivation="Measured"),
        Exchange("2", "output", "gas", None, "", formula="a * 2", stated="",
                 uncertainty=Uncertainty("log-normal", None, None, 1.21)),
        Exchange("3", "input", "missing flow", 1.0, "", provider="other", location="DE"),
        Exchange("4", "", "gas", None, "", stated="n.a."),
        Exchange("5", "input", "steel", 1e-300, "", avoided=True,
                 uncertainty=Uncertainty("", 0.5, 1.5, None, 1.0)),
        Exchange("6", "output", "stub", 1.0, "", allocations=(Allocation("0", None),)),
    )  # fmt: skip
    process = Process(
        "p1", "01.00.000", Names("炼钢", "Steel making"), "unit", NOWHERE, "Unit process",
        ("Metals", "Steel; raw"), "CN-JS", "2020", "2025", "electric", "  a comment ", "CC0",
        ("d1",), ("0",), "1 kg", "cut-off", True, (("precision", "good"), ("a;b", "[c")),
        (Parameter("a", 2.0, "", 1.0, 3.0, "x"), Parameter("b", None, "a + 1")), rows,
    )  # fmt: skip
    other = Process("p2", "", Names(en="Table"), "sector", NOWHERE)
    source = Document("d1", "1", "contact", Names(en="Somebody"), NOWHERE, "text", "https://x.org")
    return Package(
        "tables", "whole", "", {f.id: f for f in (steel, slag, gas, stub)},
        {"p1": process, "p2": other}, {"mass": mass}, {"kg-group": group}, {"d1": source},
    )  # fmt: skip


def write_tables(package, folder):
    import csv

    folder.mkdir()
    for table, columns, rows in tables(package):
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            lines = csv.DictWriter(stream, columns, lineterminator="\n")
            lines.writeheader()
            lines.writerows(rows)
    return folder


def test_every_field_comes_back(tmp_path):
    from pcf.importing.archive import open_archive
    from pcf.importing.conservation import Collect

    stated = whole_package()
    with open_archive(write_tables(stated, tmp_path / "t"), Collect()) as archive:
        again = TablesReader().read(archive, Collect())
    assert inventory(again) == inventory(stated)


def test_export_and_import_again(tmp_path):
    done = take(write(tmp_path / "exchanges.csv", ONE), tmp_path)
    for target in ("out", "out.zip"):
        export_database(tmp_path, "x", "tables", tmp_path / target)
        again = take(tmp_path / target, tmp_path, id="again")
        assert inventory(package_of(again)) == inventory(package_of(done))
        assert score(again, "steel") == score(done, "steel")
        assert again.conservation.count("exchange") == done.conservation.count("exchange")
    first, second = tmp_path / "out.zip", tmp_path / "second.zip"
    export_database(tmp_path, "x", "tables", second)
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(first).testzip() is None


def test_an_export_is_not_written_over_another(tmp_path):
    take(write(tmp_path / "exchanges.csv", ONE), tmp_path)
    with pytest.raises(UsageError) as caught:
        export_database(tmp_path, "x", "tables", tmp_path / "exchanges.csv")
    assert [f.code for f in caught.value.findings] == ["IM048"]
    with pytest.raises(UsageError) as caught:
        export_database(tmp_path, "x", "tabels", tmp_path / "new")
    assert [(f.code, f.suggestion) for f in caught.value.findings] == [("IM045", "tables")]
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".new-")]


def test_parquet(tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    done = take(write(tmp_path / "exchanges.csv", ONE), tmp_path)
    export_database(tmp_path, "x", "parquet", tmp_path / "out")
    again = take(tmp_path / "out", tmp_path, id="again")
    assert inventory(package_of(again)) == inventory(package_of(done))


def test_without_the_library_parquet_is_refused(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    take(write(tmp_path / "exchanges.csv", ONE), tmp_path)
    with pytest.raises(PcfError) as caught:
        export_database(tmp_path, "x", "parquet", tmp_path / "out")
    assert [f.code for f in caught.value.findings] == ["IM043"]
    assert not (tmp_path / "out").exists()
