"""A person edits an export: what is visible counts, what was kept beside it does not win."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, replace

import pytest
from ilcd_kit import write_zip
from linked_kit import content, read

from pcf.importing import write_ilcd, write_olca
from pcf.importing.package import (
    Exchange,
    Flow,
    FlowAmount,
    FlowProperty,
    Names,
    Package,
    Place,
    Process,
    Unit,
    UnitGroup,
)

NOWHERE = Place("")
WRITERS = {"ilcd": write_ilcd.write, "openlca": write_olca.write}


@dataclass
class Source:
    package: Package


def package():
    """Steel (id no UUID) from 2 t of ore, whose flow is in kg, of a named supplier."""
    mass = FlowProperty("m", "", Names(en="Mass"), "g", NOWHERE)
    group = UnitGroup("g", "", Names(en="g"), (Unit("kg", 1.0), Unit("t", 1000.0)), "kg", NOWHERE)
    flow = Flow("steel", "", Names(en="steel"), "product", NOWHERE, (), "", "", (),
                (FlowAmount("m", 1.0),), "m", "kg")  # fmt: skip
    ore = replace(flow, id="ore", names=Names(en="ore"))
    rows = (
        Exchange("out", "output", "steel", 1.0, "", stated="1"),
        Exchange("in a", "input", "ore", 2.0, "", unit="t", provider="mine", stated="2"),
        Exchange("in b", "input", "ore", 5.0, "", provider="pit", stated="5"),
    )
    process = Process("mill", "", Names(en="mill"), "unit", NOWHERE, comment="c" * 3,
                      references=("out",), market=True, exchanges=rows)  # fmt: skip
    return Package(
        "x", "x", "0", {"steel": flow, "ore": ore}, {"mill": process}, {"m": mass}, {"g": group}
    )


def edited(tmp_path, format, change):
    """Write, change the text of the process, read again."""
    out = tmp_path / "out.zip"
    WRITERS[format](Source(package()), out)
    with zipfile.ZipFile(out) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    (name,) = (n for n in texts if "/processes/" in f"/{n}")
    texts[name] = change(texts[name])
    made, collect = read(write_zip(tmp_path / "in.zip", texts), format)
    (process,) = made.processes.values()
    return process, [f for f in collect.findings if f.code == "IM058"], made


@pytest.mark.parametrize("format", WRITERS)
def test_an_export_that_nobody_edited_is_read_whole(tmp_path, format):
    _, told, made = edited(tmp_path, format, lambda text: text)
    assert told == []
    assert content(made) == content(package())


def in_json(change):
    def changed(text):
        tree = json.loads(text)
        change(tree)
        return json.dumps(tree)

    return changed


def test_white_space_and_order_of_keys_are_no_edit(tmp_path):
    _, told, made = edited(tmp_path, "openlca", in_json(lambda tree: None))
    assert told == []
    assert content(made) == content(package())


def test_an_edited_amount_in_ilcd_counts_in_its_visible_unit(tmp_path):
    # 2 t are written as 2000 kg; a person makes 3000 of it
    process, told, _ = edited(tmp_path, "ilcd", lambda text: text.replace("2000.0", "3000.0"))
    row = process.exchanges[1]
    assert (row.amount, row.unit) == (3000.0, "")
    assert row.provider == "mine"  # ILCD has no visible field for it: what is kept counts
    (one,) = told
    assert one.level == "info"
    assert "rows/1/amount" in one.message("en")
    assert process.exchanges[2].provider == "pit"


def test_a_second_edit_keeps_the_rest_of_the_head(tmp_path):
    process, told, _ = edited(tmp_path, "ilcd", lambda text: text.replace(">ccc<", ">other<"))
    assert (process.comment, process.id, process.market) == ("other", "mill", True)
    assert told == []  # the comment itself is never kept beside: nothing is lost


def test_rows_are_known_again_where_they_moved(tmp_path):
    def remove_first_input(text):
        start = text.index("<exchange ", text.index("<exchange ") + 1)
        end = text.index("</exchange>", start) + len("</exchange>")
        return text[:start] + text[end:]

    process, told, _ = edited(tmp_path, "ilcd", remove_first_input)
    assert [row.provider for row in process.exchanges] == ["", "pit"]
    assert [row.id for row in process.exchanges] == ["out", "in b"]
    assert "rows/1" in told[0].message("en")


def test_another_row_in_the_place_of_a_kept_one_gets_nothing_of_it(tmp_path):
    def swap_flow(tree):
        tree["exchanges"][1]["flow"] = dict(tree["exchanges"][0]["flow"])
        tree["exchanges"][1]["amount"] = 7.0

    process, _, _ = edited(tmp_path, "openlca", in_json(swap_flow))
    row = process.exchanges[1]
    assert (row.flow, row.amount) == ("steel", 7.0)
