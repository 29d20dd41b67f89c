"""Scenarios, ``--set`` and ``--swap``: the same readers, the same checks, named places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_project import FILES, make_project

from pcf.errors import UsageError
from pcf.model import Supplier
from pcf.project import read_project, scenario_names, setting, swap


def test_scenario_puts_values_and_suppliers_in(tmp_path):
    reading = read_project(make_project(tmp_path), "three-legs")
    assert list(reading.findings) == []
    model = reading.model
    assert model.scenario == "three-legs"
    assert model.exchanges[1].amount.value == 2.5
    # 3 legs x 0.5 kg
    assert model.exchanges[2].amount.value == 1.5
    assert model.exchanges[2].supplier == Supplier("background", "leg-import")


def test_empty_scenario_changes_nothing(tmp_path):
    make_project(tmp_path, empty=None)
    (tmp_path / "scenarios" / "empty.toml").write_text('name_en = "as is"\n', encoding="utf-8")
    base = read_project(tmp_path).model
    assert replace(read_project(tmp_path, "empty").model, scenario=None) == base
    assert read_project(tmp_path, None, []).model == base


def test_addresses_without_quotes_are_the_same(tmp_path):
    make_project(tmp_path)
    (tmp_path / "scenarios" / "plain.toml").write_text(
        "[set]\nparameters.legs = 3\nexchanges.E-2.amount = 2.5\n[swap]\nbom.B-1 = 'leg-import'\n",
        encoding="utf-8",
    )
    plain = read_project(tmp_path, "plain").model
    quoted = read_project(tmp_path, "three-legs").model
    assert replace(plain, scenario=None) == replace(quoted, scenario=None)


@pytest.mark.parametrize(
    ("text", "look", "value"),
    [
        ("exchanges.E-1.amount=3", lambda m: m.exchanges[0].amount.value, 3.0),
        ("row:exchanges/E-1.amount=３．５", lambda m: m.exchanges[0].amount.value, 3.5),
        ("exchanges.E-1.note=later", lambda m: m.exchanges[0].note, "later"),
        ("bom.B-1.amount=7", lambda m: m.exchanges[2].amount.value, 7.0),
        ("bom.B-1.formula=leg_mass * 2", lambda m: m.exchanges[2].amount.value, 1.0),
        ("parameters.legs=6", lambda m: m.exchanges[2].amount.value, 3.0),
        ("parameters.leg_mass=250", lambda m: m.exchanges[2].amount.value, 1.0),
        ("parameters.legs=2 + 3", lambda m: m.exchanges[2].amount.value, 2.5),
        ("parameters.leg_mass.formula=kilo", lambda m: m.exchanges[2].amount.value, 4.0),
        ("pcf.method.gwp_set=AR5", lambda m: m.method.gwp_set, "AR5"),
        ("pcf.unit.reference_flow.assembly.amount=2",
         lambda m: m.unit.reference_flows[0].amount.value, 2.0),
        ("pcf.unit.alternative.per-chair.factor=4", lambda m: m.unit.alternatives[0].factor, 4.0),
        ("pcf.boundary.stages=raw_material, 生产", lambda m: m.boundary.stages,
         ("raw_material", "production")),
        ("electricity.EL-1.certificate=GEC-9", lambda m: m.electricity[0].certificate, "GEC-9"),
        ("transport.T-2.distance=0", lambda m: m.transport[1].distance, None),
    ],
)  # fmt: skip
def test_set(tmp_path, text, look, value):
    changes = [setting(text)]
    if text.startswith("transport"):
        changes.append(setting("transport.T-2.distance="))
    reading = read_project(make_project(tmp_path), None, changes)
    assert list(reading.findings) == []
    assert look(reading.model) == value


def test_later_overrides_win_over_the_scenario(tmp_path):
    changes = [setting("parameters.legs=8"), setting("parameters.legs=2")]
    model = read_project(make_project(tmp_path), "three-legs", changes).model
    assert model.exchanges[2].amount.value == 1.0


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("exchange.E-1.amount=3", "exchanges.E-1.amount"),
        ("exchanges.E-11.amount=3", "exchanges.E-1.amount"),
        ("exchanges.E-1.amout=3", "exchanges.E-1.amount"),
        ("exchanges.E-1=3", "exchanges.E-1.amount"),
        ("parameters.leg=3", "parameters.legs"),
        ("parameters.legs.vale=3", "parameters.legs.value"),
        ("pcf.method.gwp=AR5", "pcf.method.gwp_set"),
        ("pcf.methd.gwp_set=AR5", "pcf.method"),
        ("pcf.unit.reference_flow.asembly.amount=3", "pcf.unit.reference_flow.assembly.amount"),
        ("endoflife.route.x.share=1", None),
        ("pcf.method=AR5", None),
        ("zzz=1", None),
    ],
)
def test_unknown_address_names_the_nearest(tmp_path, text, suggestion):
    reading = read_project(make_project(tmp_path), None, [setting(text)])
    (item,) = reading.findings
    address = text.partition("=")[0]
    assert reading.model is None
    assert (item.code, item.suggestion) == ("US006", suggestion)
    assert (item.location.file, item.location.column) == ("--set", address)
    assert item.message("en") == f"there is no address '{address}'"
    assert item.message("zh") == f"没有地址“{address}”"


@pytest.mark.parametrize(
    ("text", "supplier"),
    [
        ("bom.B-1=bg:x", Supplier("background", "x")),
        ("bom/B-1=turning", Supplier("process", "turning")),
        ("row:bom/B-1=supplier:HX", Supplier("received", "HX")),
        ("B-1=bg:x/y", Supplier("background", "x", "y")),
    ],
)
def test_swap(tmp_path, text, supplier):
    model = read_project(make_project(tmp_path), None, [swap(text)]).model
    assert model.exchanges[2].supplier == supplier


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("B-11=bg:x", "US006", "bom.B-1"),
        ("exchanges.B-1=bg:x", "US006", "exchanges.E-1"),
        ("bom.B-1=process:turn", "GR002", "process:turning"),
    ],
)
def test_swap_of_something_unknown(tmp_path, text, code, suggestion):
    (item,) = read_project(make_project(tmp_path), None, [swap(text)]).findings
    assert (item.code, item.suggestion, item.location.file) == (code, suggestion, "--swap")


def test_swap_of_an_id_in_two_tables(tmp_path):
    make_project(tmp_path, exchanges=FILES["model/exchanges.csv"].replace("E-2", "B-1"))
    (item,) = read_project(tmp_path, None, [swap("B-1=bg:x")]).findings
    assert (item.code, item.suggestion) == ("US006", "bom.B-1")


def test_fault_of_a_value_is_told_where_it_was_stated(tmp_path):
    make_project(tmp_path)
    (tmp_path / "scenarios" / "bad.toml").write_text(
        '[set]\n"exchanges.E-1.amount" = "1,5"\n"bom.B-1.unit" = "kgg"\n', encoding="utf-8"
    )
    found = [(f.code, str(f.location)) for f in read_project(tmp_path, "bad").findings]
    assert found == [
        ("NU002", "scenarios/bad.toml:2 [exchanges.E-1.amount]"),
        ("UN001", "scenarios/bad.toml:3 [bom.B-1.unit]"),
    ]


def test_unknown_scenario_names_the_nearest(tmp_path):
    reading = read_project(make_project(tmp_path), "three-leg")
    (item,) = reading.findings
    assert reading.model is None
    assert item.message("en") == "there is no scenario 'three-leg'; known: three-legs"
    assert (item.code, item.suggestion) == ("US005", "three-legs")


@pytest.mark.parametrize("name", ["../pcf", "/etc/passwd", "a/b", "..", ""])
def test_scenario_name_stays_in_its_folder(tmp_path, name):
    assert [f.code for f in read_project(make_project(tmp_path), name).findings] == ["US005"]


def test_unknown_key_of_a_scenario(tmp_path):
    make_project(tmp_path)
    (tmp_path / "scenarios" / "odd.toml").write_text("[sets]\nx = 1\n", encoding="utf-8")
    (item,) = read_project(tmp_path, "odd").findings
    assert (item.code, item.suggestion, item.location.line) == ("IO016", "set", 1)


def test_value_of_a_wrong_kind(tmp_path):
    make_project(tmp_path)
    (tmp_path / "scenarios" / "odd.toml").write_text(
        '[set]\n"exchanges.E-1.amount" = true\n"pcf.product.id" = 7\n', encoding="utf-8"
    )
    found = [(f.code, f.location.line) for f in read_project(tmp_path, "odd").findings]
    assert found == [("IO018", 2), ("IO018", 3)]


def test_names_of_scenarios(tmp_path):
    assert scenario_names(make_project(tmp_path)) == ("three-legs",)


@pytest.mark.parametrize("make", [setting, swap])
def test_override_without_equals_sign(make):
    with pytest.raises(UsageError) as caught:
        make("parameters.legs 3")
    (item,) = caught.value.findings
    form = "ADDRESS=VALUE" if make is setting else "ROW=SUPPLIER"
    assert (item.code, item.message("en")) == ("US007", f"'parameters.legs 3' has to be {form}")


def test_values_put_in_do_not_reach_the_next_reading(tmp_path):
    """The parsed form of a file is kept between readings; nothing may be written into it."""
    make_project(tmp_path)
    before = read_project(tmp_path)
    lines = dict(before.settings.lines)
    changes = [setting("parameters.legs=9"), setting("pcf.product.name_en=another")]
    changed = read_project(tmp_path, "three-legs", changes).model
    assert changed.product.name_en == "another"
    after = read_project(tmp_path)
    assert (after.model, after.settings.lines) == (before.model, lines)


def test_a_changed_file_is_read_anew(tmp_path):
    make_project(tmp_path)
    name = read_project(tmp_path).model.product.name_en
    file = tmp_path / "pcf.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f'"{name}"', '"renamed"'), encoding="utf-8")
    assert read_project(tmp_path).model.product.name_en == "renamed"
