"""Requests to suppliers ask exactly what is missing; answers come back cell by cell, or not."""

from __future__ import annotations

import tomllib

import pytest
from openpyxl.utils import get_column_letter
from work_kit import Form, make, opened

from pcf.assurance.request_fields import AnswerFault, number
from pcf.errors import PcfError, UsageError

FIELDS, ACTIVITY = "足迹 footprint", "活动数据 activity"
GOOD = {
    "fossil": 3.2, "biogenic_removal": "-0.1", "gwp_set": "AR6", "boundary": "cradle-to-gate",
    "standard": "ISO 14067:2018", "location": "DE", "period": "2025-01-01/2025-12-31",
    "valid_until": "2026-12-31", "primary_share": "85 %", "dqr": "2; 1; 2",
    "verification": "limited assurance, Body", "source": "declaration 17",
}  # fmt: skip
STEEL = """\
flow = "steel"
unit = "kg"
name_zh = "钢"
name_en = "steel"
gwp_set = "{gwp}"
boundary = "cradle-to-gate"
location = "CN"
period = "2025-01-01/2025-12-31"
valid_until = "2026-12-31"
primary_share = 0.5
source = "mill"
own_key = "kept"

[ledger]
{ledger}
"""


@pytest.fixture
def project(tmp_path):
    return make(tmp_path / "chair", tmp_path / "tiny")


def received(tmp_path, ledger="fossil = 1.5", gwp="AR6"):
    """Project whose steel comes from a footprint of the supplier MILL."""
    made = make(tmp_path / "chair", tmp_path / "tiny", steel="supplier:MILL")
    (made.folder / "suppliers").mkdir()
    text = STEEL.format(ledger=ledger, gwp=gwp)
    (made.folder / "suppliers" / "MILL.toml").write_text(text, encoding="utf-8")
    return opened(made.folder, tmp_path / "tiny")


def written(request, tmp_path):
    path = tmp_path / "request.xlsx"
    path.write_bytes(request.to_bytes())
    return Form(path)


def answer(form, **values):
    for field, value in values.items():
        form.put(FIELDS, form.line(FIELDS, field), answer=value)


def cell(form, field):
    line = form.line(FIELDS, field)
    return f"{FIELDS}!{get_column_letter(form.columns(FIELDS)['answer'])}{line}"


def test_row_on_a_dataset_asks_for_the_whole_footprint(project):
    made = project.request("ACME", ["bom/B-3"])
    (item,) = made.items
    assert (item.id, item.flow, item.unit) == ("ACME", "resin", "kg")
    assert [field for field, _ in item.gaps][:3] == ["unit", "fossil", "biogenic_emission"]
    assert {why for _, why in item.gaps} == {"new"}


def test_request_tells_nothing_of_the_study_but_product_and_period(project, tmp_path):
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    texts = " ".join(str(c.value) for s in form.book for r in s.iter_rows() for c in r if c.value)
    assert {"resin", "2025-01-01/2025-12-31"} <= set(texts.split())
    for secret in ("bom/B-3", "0.1", "3.58", "filling", "guess"):
        assert secret not in texts


def test_good_footprint_lacks_only_what_it_does_not_say(tmp_path):
    (item,) = received(tmp_path).request("MILL").items
    assert item.gaps == (("dqr", "absent"), ("verification", "absent"))


def test_figure_that_is_not_split_asks_for_the_parts(tmp_path):
    (item,) = received(tmp_path, "unsplit = 1.5").request("MILL").items
    asked = dict(item.gaps)
    assert asked["fossil"] == "unsplit"
    assert not {"unsplit", "gwp_set"} & set(asked)


def test_figure_on_other_factors_asks_for_all_of_it(tmp_path):
    (item,) = received(tmp_path, gwp="AR5").request("MILL").items
    assert len(item.gaps) == 17
    assert dict(item.gaps)["fossil"] == "set"


def test_complete_footprint_asks_nothing(tmp_path):
    made = received(tmp_path)
    path = made.folder / "suppliers" / "MILL.toml"
    more = 'dqr = [1, 2, 3]\nverification = "none"\n\n[ledger]'
    path.write_text(path.read_text("utf-8").replace("[ledger]", more), "utf-8")
    assert opened(made.folder, tmp_path / "tiny").request("MILL").items == ()


def test_round_trip_of_a_new_footprint(project, tmp_path):
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    answer(form, **GOOD)
    taken = project.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in taken.findings] == []
    (item,) = taken.items
    assert (item.state, item.files) == ("new", ("suppliers/ACME.toml",))
    assert item.open == ("biogenic_emission", "dluc", "aircraft", "unsplit")
    table = project.folder / "model" / "bom.csv"
    table.write_text(table.read_text("utf-8").replace("bg:resin_de", "supplier:ACME"), "utf-8")
    now = opened(project.folder, tmp_path / "tiny")
    (read,) = now.model.received
    assert read.ledger == (("fossil", 3.2), ("biogenic_removal", -0.1))
    assert (read.primary_share, read.dqr, read.valid_until) == (0.85, (2.0, 1.0, 2.0), "2026-12-31")
    # 2 steel + 1.5 power + 0.2 × 0.1 × (3.2 − 0.1)
    assert now.calculate().total == pytest.approx(3.5 + 0.02 * 3.1)
    assert now.request("ACME").items == ()
    again = project.take_answer(tmp_path / "answer.xlsx")
    assert [i.state for i in again.items] == ["same"]


def test_digits_of_any_width_are_read(project, tmp_path):
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    wide = {"fossil": "３．２", "primary_share": "８５％", "dqr": "２；１；２",
            "valid_until": "２０２６-１２-３１"}  # fmt: skip
    answer(form, **{**GOOD, **wide})
    taken = project.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in taken.findings] == []
    text = (project.folder / "suppliers" / "ACME.toml").read_text("utf-8")
    for line in ("fossil = 3.2", "primary_share = 0.85", 'valid_until = "2026-12-31"'):
        assert f"{line}\n" in text


@pytest.mark.parametrize("text", ["1,5", "１，５", "1 000", "5²", "1_0", "nan", "1e999", ""])
def test_what_is_no_number_stays_refused(text):
    with pytest.raises(AnswerFault):
        number(text)


def test_gaps_are_filled_and_the_rest_stays(tmp_path):
    made = received(tmp_path)
    before = (made.folder / "suppliers" / "MILL.toml").read_bytes()
    form = written(made.request("MILL"), tmp_path)
    answer(form, dqr="1 2 3", verification="none")
    (item,) = made.take_answer(form.save(tmp_path / "answer.xlsx")).items
    assert item.state == "replaced"
    now = tomllib.loads((made.folder / "suppliers" / "MILL.toml").read_text("utf-8"))
    assert (now["dqr"], now["ledger"], now["own_key"]) == ([1.0, 2.0, 3.0], {"fossil": 1.5}, "kept")
    (kept,) = (made.folder / "suppliers" / "superseded").iterdir()
    assert kept.read_bytes() == before
    assert opened(made.folder, tmp_path / "tiny").calculate().total == pytest.approx(4.58)


def test_footprint_that_changed_since_the_request_is_not_replaced(tmp_path):
    made = received(tmp_path)
    form = written(made.request("MILL"), tmp_path)
    answer(form, dqr="1;2;3")
    path = made.folder / "suppliers" / "MILL.toml"
    path.write_text(path.read_text("utf-8").replace("1.5", "1.6"), "utf-8")
    taken = made.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in taken.findings] == ["WP062"]
    assert "1.6" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("field", "value", "code", "expected"),
    [
        ("fossil", "1,5", "WP060", "1.25"),
        ("fossil", -1, "WP060", ">= 0"),
        ("fossil", "nan", "WP060", "1.25"),
        ("biogenic_removal", 0.2, "WP060", "<= 0"),
        ("gwp_set", "AR9", "WP060", "SAR | TAR | AR4 | AR5 | AR5-CCF | AR6 | EF3.1"),
        ("period", "2025", "WP060", "2025-01-01/2025-12-31"),
        ("primary_share", "120 %", "WP060", "80 % | 0.8"),
        ("dqr", "1;2", "WP060", "2; 1; 2"),
        ("unit", "kWh", "WP061", "kg"),
        ("unit", "stone", "WP060", "kg, t, piece, kWh …"),
        ("location", None, "WP063", None),
        ("unsplit", 3, "WP065", None),
        ("fossil", None, "WP064", None),
        ("source", "=1+1", "WP023", None),
    ],
)
def test_fault_is_told_at_its_cell_and_nothing_is_written(
    project, tmp_path, field, value, code, expected
):
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    answer(form, **{**GOOD, field: value})
    taken = project.take_answer(form.save(tmp_path / "answer.xlsx"))
    (item,) = [f for f in taken.findings if f.level == "error"]
    assert (item.code, item.expected) == (code, expected)
    place = cell(form, "biogenic_removal") if code == "WP064" else cell(form, field)
    assert (item.location.file, item.location.column) == ("answer.xlsx", place)
    assert not (project.folder / "suppliers").exists()


def test_activity_data_are_kept_and_change_no_number(project, tmp_path):
    before = project.calculate().total
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    form.put(ACTIVITY, 2, direction="input", material="=power", amount=13.5, unit="kWh")
    taken = project.take_answer(form.save(tmp_path / "bad.xlsx"))
    assert [(f.code, f.location.column) for f in taken.findings] == [("WP023", f"{ACTIVITY}!D2")]
    form.put(ACTIVITY, 2, material="power")
    (item,) = project.take_answer(form.save(tmp_path / "answer.xlsx")).items
    assert (item.activity, item.files) == (1, ("suppliers/ACME.activity.csv",))
    text = (project.folder / item.files[0]).read_text("utf-8-sig")
    assert "ACME-01,input,power,13.5,kWh,1 kg resin,primary" in text
    assert opened(project.folder, tmp_path / "tiny").calculate().total == before


def test_blank_form_writes_nothing_and_says_so(project, tmp_path):
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    taken = project.take_answer(form.path)
    assert [f.code for f in taken.findings] == ["WP067"]
    assert [i.state for i in taken.items] == ["nothing"]


@pytest.mark.parametrize(
    ("stamp", "text", "code"),
    [
        ("item", "../../evil\nresin\nkg\na\nb\n", "WP022"),
        ("schema", "pcf/request/9", "WP022"),
        ("project", "table", "WP030"),
    ],
)
def test_forged_stamp_is_refused(project, tmp_path, stamp, text, code):
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    sheet = form.book["_pcf"]
    next(row for row in sheet.iter_rows() if row[0].value == stamp)[1].value = text
    with pytest.raises(PcfError) as caught:
        project.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in caught.value.findings] == [code]


@pytest.mark.parametrize(
    ("supplier", "rows", "code"),
    [
        ("NOBODY", (), "WP051"),
        ("../x", ("bom/B-3",), "WP050"),
        ("ACME", ("bom/B-9",), "WP052"),
        ("ACME", ("bom/B-2",), "WP052"),  # made by the project itself
    ],
)
def test_request_that_makes_no_sense_is_refused(project, supplier, rows, code):
    with pytest.raises(UsageError) as caught:
        project.request(supplier, rows)
    assert [f.code for f in caught.value.findings] == [code]


def test_two_products_of_one_supplier_have_an_item_each(project):
    made = project.request("ACME", ["bom/B-1", "bom/B-3"])
    assert [item.id for item in made.items] == ["ACME-steel", "ACME-resin"]


def test_equal_requests_are_equal_bytes(project):
    made = project.request("ACME", ["bom/B-3"])
    assert made.to_bytes() == made.to_bytes()
