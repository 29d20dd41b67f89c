"""An answer without figures leaves the old figures what they are: their unit, factors and time."""

from __future__ import annotations

import tomllib

import pytest
from test_supplier_requests import FIELDS, GOOD, answer, cell, received, written
from work_kit import opened


def refused(made, form, tmp_path):
    """Take the answer in: nothing may be written; code, cell and words of each error."""
    path = made.folder / "suppliers" / "MILL.toml"
    before = path.read_bytes()
    taken = made.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["MILL.toml"]
    return {f.location.column: f for f in taken.findings if f.level == "error"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "t"), ("gwp_set", "AR6"), ("boundary", "cradle-to-grave"), ("location", "DE"),
     ("period", "2024-01-01/2024-12-31"), ("source", "declaration 18"), ("standard", "ISO 14067")],
)  # fmt: skip
def test_what_gives_figures_their_meaning_changes_only_with_them(field, value, tmp_path):
    # 1.5 kg CO2e per kg would become 1.5 kg CO2e per t: wrong by a factor of 1000
    made = received(tmp_path, gwp="AR5")  # other factors than the study's: everything is asked
    form = written(made.request("MILL"), tmp_path)
    answer(form, **{field: value})
    found = refused(made, form, tmp_path)
    assert {place: f.code for place, f in found.items()} == {cell(form, field): "WP066"}
    told = found[cell(form, field)].message("en")
    assert told.startswith(f"'{field}' changes from '")
    assert told.endswith(f"to '{value}', and no new figure is given")


def test_it_may_be_said_again(tmp_path):
    made = received(tmp_path, gwp="AR5")
    form = written(made.request("MILL"), tmp_path)
    answer(form, gwp_set="AR5", location="CN", dqr="1 2 3")
    taken = made.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in taken.findings] == []
    now = tomllib.loads((made.folder / "suppliers" / "MILL.toml").read_text("utf-8"))
    assert (now["unit"], now["gwp_set"], now["ledger"]) == ("kg", "AR5", {"fossil": 1.5})


def test_with_figures_it_changes(tmp_path):
    made = received(tmp_path, gwp="AR5")
    form = written(made.request("MILL"), tmp_path)
    answer(form, **{**GOOD, "unit": "t", "fossil": 1500, "biogenic_removal": None})
    assert [f.code for f in made.take_answer(form.save(tmp_path / "a.xlsx")).findings] == []
    # 1500 kg CO2e per t is 1.5 kg CO2e per kg as before
    total = opened(made.folder, tmp_path / "tiny").calculate().total
    assert total == pytest.approx(4.58)


def test_what_was_said_of_the_old_figures_is_not_said_of_the_new(tmp_path):
    """Share of primary data 0.5 was stated of 1.5 kg CO2e, not of what takes its place."""
    made = received(tmp_path, gwp="AR5")
    form = written(made.request("MILL"), tmp_path)
    told = {k: v for k, v in GOOD.items() if k not in ("primary_share", "valid_until")}
    answer(form, **told)
    assert not made.take_answer(form.save(tmp_path / "a.xlsx")).has_errors
    now = tomllib.loads((made.folder / "suppliers" / "MILL.toml").read_text("utf-8"))
    assert now["own_key"] == "kept"
    assert not {"primary_share", "valid_until"} & now.keys()


def test_the_project_asks_and_not_the_form(tmp_path):
    """The request asks for ratings and verification; the stamp that came back asks for all."""
    made = received(tmp_path)
    form = written(made.request("MILL"), tmp_path)
    sheet = form.book[FIELDS]
    line = form.line(FIELDS, "dqr")
    hostile = ("unit", "fossil", "gwp_set")
    for offset, field in enumerate(hostile, start=1):
        form.book["_pcf"].append(["field", f"MILL\n{field}"])
        for column in range(1, sheet.max_column + 1):
            sheet.cell(line + 1 + offset, column).value = sheet.cell(line, column).value
        form.put(FIELDS, line + 1 + offset, field=field)
    answer(form, dqr="1 2 3", unit="t", fossil="0.1", gwp_set="AR5")
    found = refused(made, form, tmp_path)
    assert {f.code for f in found.values()} == {"WP068"}
    assert {f.observed for f in found.values()} == set(hostile)


def test_a_stamp_cannot_say_what_the_product_is(tmp_path):
    """Steel is counted in kg; a stamp that says kWh lets no answer per MJ pass."""
    made = received(tmp_path, gwp="AR5")
    form = written(made.request("MILL"), tmp_path)
    rows = form.book["_pcf"].iter_rows()
    stamp = next(row[1] for row in rows if row[0].value == "item")
    stamp.value = stamp.value.replace("\nkg\n", "\nkWh\n")
    answer(form, **{**GOOD, "unit": "MJ"})
    found = refused(made, form, tmp_path)
    assert [f.code for f in found.values()] == ["WP061"]
    assert found[cell(form, "unit")].expected == "kg"
