"""A project without faults: what the model holds, in any spelling that is understood."""

from __future__ import annotations

import subprocess
import sys

import pytest
from small_project import FILES, make_project, replaced

from pcf.errors import UsageError
from pcf.model import Amount, Supplier
from pcf.project import find_project, read_project


def test_model_of_the_small_project(tmp_path):
    reading = read_project(make_project(tmp_path))
    assert list(reading.findings) == []
    model = reading.model
    assert model.id == "chair"
    assert model.product.mass == Amount(5.0, "kg", "5")
    # 1 / (10 a per piece) = 0.1 piece per a; times the unit of 1 a = 0.1 piece
    assert model.unit.reference_flows[0].amount == Amount(0.1, "piece", "1 / life")
    # kg CO2e per a x 10 a per piece = kg CO2e per piece
    assert model.unit.alternatives[0].factor == 10.0
    assert [e.id for e in model.exchanges] == ["E-1", "E-2", "B-1"]
    bom = model.exchanges[2]
    # 4 legs x 0.5 kg
    assert bom.amount == Amount(2.0, "kg", "legs * leg_mass")
    assert bom.supplier == Supplier("process", "turning")
    assert (bom.direction, bom.address, bom.part) == ("input", "row:bom/B-1", "腿")
    assert model.exchanges[1].supplier == Supplier("background", "wood", "wood")
    assert model.electricity[0].exchange.flow == "electricity"
    assert model.transport[0].cargo_row == "bom/B-1"
    assert model.transport[1].distance is None
    assert model.exclusions[0].share == 0.005
    assert model.flows[0].properties == (("solids", 0.7), ("volume", 2.0))
    assert {p.name: (p.value, p.unit) for p in model.parameters} == {
        "life": (10.0, "a/piece"),
        "legs": (4.0, "1"),
        "leg_mass": (500.0, "g"),
        "kilo": (1.0, "kg"),
    }
    assert (bom.place.file, bom.place.line) == ("model/bom.csv", 2)


def test_functional_unit_of_another_amount(tmp_path):
    # per 5 a: 0.5 piece; kg CO2e per 5 a x (10 a per piece / 5 a) = kg CO2e per piece
    text = replaced(FILES["pcf.toml"], 'amount = 1\nunit = "a"', 'amount = 5\nunit = "a"')
    model = read_project(make_project(tmp_path, pcf=text)).model
    assert model.unit.reference_flows[0].amount.value == 0.5
    assert model.unit.alternatives[0].factor == 2.0


def test_chinese_headers_words_and_full_width_numbers(tmp_path):
    text = (
        "数据来源类型,供应方,单位,数量,流,方向,单元过程,编号\n"
        "初级,,千克,０．２,co2-fossil,排放,assembly,E-1\n"
        "次级,bg：wood/wood,公斤,＋１．１Ｅ０,wood,输入,turning,E-2\n"
    )
    model = read_project(make_project(tmp_path, exchanges=text)).model
    one, two = model.exchanges[:2]
    assert (one.direction, one.origin, one.amount.value, one.amount.unit) == (
        "emission", "primary", 0.2, "千克",
    )  # fmt: skip
    assert (two.amount.value, two.supplier) == (1.1, Supplier("background", "wood", "wood"))
    assert one.amount.to("g") == 200.0


def test_headers_in_other_letters(tmp_path):
    text = FILES["model/processes.csv"].replace("allocation_reason", "Allocation Reason")
    assert read_project(make_project(tmp_path, processes=text)).model is not None


@pytest.mark.parametrize(
    ("word", "stage"),
    [("生产", "production"), ("Manufacturing", "production"), ("PRODUCTION", "production")],
)
def test_words_of_a_stage(tmp_path, word, stage):
    text = replaced(FILES["model/processes.csv"], ",production,", f",{word},")
    assert read_project(make_project(tmp_path, processes=text)).model.processes[0].stage == stage


@pytest.mark.parametrize(
    ("word", "supplier"),
    [
        ("turning", Supplier("process", "turning")),
        ("process:turning", Supplier("process", "turning")),
        ("steel", Supplier("background", "steel")),
        ("bg:steel", Supplier("background", "steel")),
        ("bg:steel/scrap", Supplier("background", "steel", "scrap")),
        ("steel/scrap", Supplier("background", "steel", "scrap")),
        ("supplier:HX-1", Supplier("received", "HX-1")),
        ("", None),
    ],
)
def test_words_of_a_supplier(tmp_path, word, supplier):
    text = replaced(FILES["model/bom.csv"], "process:turning", word)
    assert read_project(make_project(tmp_path, bom=text)).model.exchanges[2].supplier == supplier


def test_negative_reference_amount_is_a_waste_treatment(tmp_path):
    text = FILES["model/processes.csv"] + "burning,焚烧,burning,production,CN,ash,-1,kg,,\n"
    model = read_project(make_project(tmp_path, processes=text)).model
    assert model.processes[2].reference.value == -1.0


def test_zero_amount_is_not_absent(tmp_path):
    text = replaced(FILES["model/exchanges.csv"], ",0.2,", ",0,")
    model = read_project(make_project(tmp_path, exchanges=text)).model
    assert model.exchanges[0].amount == Amount(0.0, "kg", "0")


def test_study_wide_allocation_serves_processes_without_their_own(tmp_path):
    rows = FILES["model/exchanges.csv"] + "E-3,turning,coproduct,chips,0.2,,kg,,primary\n"
    text = replaced(
        FILES["pcf.toml"], '"per-process"', '"mass"\nallocation_reason = "same material"'
    )
    reading = read_project(make_project(tmp_path, exchanges=rows, pcf=text))
    assert list(reading.findings) == []
    assert reading.model.method.allocation.method == "mass"
    assert reading.model.processes[1].allocation is None


def test_allocation_by_named_property(tmp_path):
    rows = FILES["model/exchanges.csv"] + "E-3,turning,共生产品,chips,0.2,,kg,,primary\n"
    text = replaced(FILES["model/processes.csv"], ",leg,1,kg,,", ",leg,1,kg,属性：solids,dry mass")
    model = read_project(make_project(tmp_path, exchanges=rows, processes=text)).model
    rule = model.processes[1].allocation
    assert (rule.method, rule.property_name, rule.reason) == ("property", "solids", "dry mass")


def test_end_of_life_with_credit(tmp_path):
    text = replaced(
        FILES["pcf.toml"],
        'kind = "cradle-to-gate"\nstages = ["raw_material", "production"]',
        'kind = "cradle-to-grave"\nstages = ["原材料获取", "生产", "end of life"]',
    )
    text = replaced(text, '"none"', '"open-loop"\nopen_loop_factor = 0.5')
    routes = (
        'quantity_formula = "legs * leg_mass / life"\nunit = "kg"\n'
        '[[route]]\nid = "burn"\nshare = "60%"\nsupplier = "none"\nreason = "rule"\n'
        'origin = "estimate"\n'
        '[[route]]\nid = "recycle"\nshare = 0.4\nsupplier = "turning"\norigin = "次级"\n'
        '[[route.recovered]]\nid = "wood"\nflow = "leg"\namount = 0.5\nunit = "kg"\n'
        'displaces = "bg:wood"\nquality = 0.8\n'
    )
    with_units = replaced(FILES["model/parameters.toml"], 'unit = "a/piece"', 'unit = "a"')
    reading = read_project(
        make_project(tmp_path, pcf=text, endoflife=routes, parameters=with_units)
    )
    assert list(reading.findings) == []
    model = reading.model
    # 4 x 500 g / 10 a x 1 a = 0.2 kg
    assert model.end_of_life.quantity.value == pytest.approx(0.2, rel=1e-15)
    burn, recycle = model.end_of_life.routes
    assert (burn.share, burn.supplier, burn.source, burn.name_zh) == (0.6, None, "rule", "burn")
    assert recycle.supplier == Supplier("process", "turning")
    assert recycle.recovered[0].displaces == Supplier("background", "wood")
    assert recycle.recovered[0].quality == 0.8
    assert model.method.open_loop_factor == 0.5


def test_received_footprint_by_its_bare_name(tmp_path):
    make_project(tmp_path, bom=replaced(FILES["model/bom.csv"], "process:turning", "HX-1"))
    (tmp_path / "suppliers").mkdir()
    (tmp_path / "suppliers" / "HX-1.toml").write_text(
        'flow = "leg"\nunit = "kg"\nname_zh = "腿"\nname_en = "leg"\ngwp_set = "AR6"\n'
        'boundary = "cradle-to-gate"\nlocation = "CN"\nperiod = "2025"\nsource = "letter"\n'
        "[ledger]\nfossil = 1.5\n",
        encoding="utf-8",
    )
    model = read_project(tmp_path).model
    assert model.exchanges[2].supplier == Supplier("received", "HX-1")
    assert model.received[0].ledger == (("fossil", 1.5),)


def test_project_is_found_from_inside(tmp_path):
    make_project(tmp_path)
    assert find_project(tmp_path / "model") == tmp_path.resolve()


def test_no_project_says_what_to_do(tmp_path):
    with pytest.raises(UsageError) as caught:
        find_project(tmp_path)
    (item,) = caught.value.findings
    assert item.code == "IO001"
    assert item.message("en") == "there is no pcf.toml here, so this is no project folder"
    assert item.help("zh") == "新建项目：pcf init"


def test_import_is_light():
    code = (
        "import sys, pcf.project; "
        "print(*sorted({'pint', 'openpyxl', 'networkx', 'simpleeval', 'numpy', 'scipy'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
