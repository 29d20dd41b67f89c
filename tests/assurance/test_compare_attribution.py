"""What the difference of two totals is made of: by hand, and exactly for every drawn pair."""

from __future__ import annotations

from math import fsum
from pathlib import Path
from typing import Any

import pytest
from compare_kit import DATASETS, PART, ROWS, compared, copied, load, parts, tiny, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import background

from pcf.assurance.comparing.causes import CAUSES
from pcf.assurance.comparing.comparison import compare_sides
from pcf.assurance.comparing.opening import Sides


def changed(row: int, **values: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [dict(r) for r in ROWS]
    rows[row].update(values)
    return rows


def steps_add_up(found) -> bool:
    every = [part for step in found.steps for part in (step.delta, step.rest)]
    return fsum(every) == found.total_b - found.total_a == found.delta


def test_one_amount(tmp_path: Path) -> None:
    # 3 kg x 2 + 10 kWh x (0.5 + 0.01 x 29.8) = 6 + 7.98 = 13.98; with 4 kg steel 15.98
    a, b = write(tmp_path / "a"), write(tmp_path / "b", changed(0, amount=4))
    found = compared(a, b)
    assert found.total_a == pytest.approx(13.98)
    assert parts(found) == {"activity": pytest.approx(2.0)}
    [change] = found.inputs
    assert (change.address, change.before, change.after) == ("exchanges.steel.amount", "3", "4")
    assert (str(change.place_a), str(change.place_b)) == (
        "model/exchanges.csv:2 [amount]",
        "model/exchanges.csv:2 [amount]",
    )


def test_one_factor_set(tmp_path: Path) -> None:
    # methane: AR6 29.8, AR5 28.0: 10 kWh x 0.01 kg x (28.0 - 29.8) = -0.18
    a, b = write(tmp_path / "a"), write(tmp_path / "b", gwp_set="AR5")
    found = compared(a, b)
    assert parts(found) == {"factors": pytest.approx(-0.18)}
    assert found.factors is not None
    methane = found.factors.gases[0]  # of all gases that differ it weighs most
    assert methane.flow == "ch4_fossil"
    assert (methane.before, methane.after) == (29.8, 28.0)
    assert [(o[0], o[1], o[2]) for o in found.obstacles] == [("gwp_set", "AR6", "AR5")]


def test_causes_in_the_stated_order(tmp_path: Path) -> None:
    # factors first: 10 x 0.01 x (28 - 29.8) = -0.18 on the old inputs; then the supplier:
    # 3 kg x (0.5 - 2) = -4.5; then the amount on the new supplier: (5 - 3) x 0.5 = +1
    a = write(tmp_path / "a")
    rows = changed(0, supplier="bg:green_bg", amount=5)
    found = compared(a, write(tmp_path / "b", rows, gwp_set="AR5"))
    assert parts(found) == {
        "factors": pytest.approx(-0.18),
        "supplier": pytest.approx(-4.5),
        "activity": pytest.approx(1.0),
    }
    assert [step.causes[0] for step in found.steps] == list(CAUSES)
    assert [(c.supplier_a, c.supplier_b) for c in found.links] == [
        ("bg:steel_bg/steel", "bg:green_bg/steel")
    ]
    assert steps_add_up(found)


def test_another_background(tmp_path: Path) -> None:
    # steel of the new content 1.8 instead of 2 kg CO2 per kg: 3 x -0.2 = -0.6
    moved = {**DATASETS, "steel_bg": {**DATASETS["steel_bg"], "emissions": {"co2_fossil": 1.8}}}
    newer = background(tmp_path / "background", moved)
    a = write(tmp_path / "a")
    b = write(tmp_path / "b", changed(1, amount=20))

    def opened(path: Path, opener: Any) -> Any:
        return load(path, opener, newer if path == b else tiny())

    with Sides(a, opened) as sides:
        found = compare_sides(sides.open(str(a)), sides.open(str(b)))
    # 10 kWh more: 10 x 0.798 = 7.98
    assert parts(found) == {"background": pytest.approx(-0.6), "activity": pytest.approx(7.98)}
    [content] = found.backgrounds
    assert (content.sha256_a, content.sha256_b) == (tiny().sha256, newer.sha256)
    [dataset] = found.datasets
    assert dataset.supplier == "bg:steel_bg/steel"
    assert (dataset.before, dataset.after) == (pytest.approx(2.0), pytest.approx(1.8))
    assert dataset.value == pytest.approx(-0.6)


def test_more_product_per_unit_is_scope(tmp_path: Path) -> None:
    a = write(tmp_path / "a")
    b = write(tmp_path / "b", demand={"part": (2.0, "kg")})
    assert parts(compared(a, b)) == {"scope": pytest.approx(13.98)}


def test_a_supplier_footprint(tmp_path: Path) -> None:
    # the steel of a supplier, 1 kg CO2e per kg, then 1.25: 3 kg x 0.25 = 0.75
    def received(value: float) -> dict[str, str]:
        text = (
            'flow = "steel"\nunit = "kg"\nname_zh = "钢"\nname_en = "steel"\ngwp_set = "AR6"\n'
            'boundary = "cradle-to-gate"\nlocation = "CN"\nperiod = "2025-01-01/2025-12-31"\n'
            f'source = "mill, 2025"\n[ledger]\nfossil = {value}\n'
        )
        return {"suppliers/mill.toml": text}

    rows = changed(0, supplier="supplier:mill")
    a = write(tmp_path / "a", rows, files=received(1.0))
    b = write(tmp_path / "b", rows, files=received(1.25))
    found = compared(a, b)
    assert parts(found) == {"supplier": pytest.approx(0.75)}
    assert [(c.address, c.cause) for c in found.inputs] == [("suppliers/mill.toml", "supplier")]


def test_own_production_in_place_of_a_purchase(tmp_path: Path) -> None:
    # own steel takes 1 kWh = 0.798 per kg: the supplier changes, 3 x (0.798 - 2) = -3.606
    a = write(tmp_path / "a")
    mill = {"id": "mill", "product": "own_steel", "amount": 1, "unit": "kg"}
    drawn = {"id": "mill_power", "process": "mill", "flow": "power", "amount": 1, "unit": "kWh",
             "supplier": "bg:power_bg"}  # fmt: skip
    flows = "id,name_zh,name_en,unit\nsteel,钢,steel,kg\n"
    rows = [*changed(0, supplier="process:mill"), drawn]
    mill["product"] = "steel"
    b = write(tmp_path / "b", rows, [PART, mill], files={"model/flows.csv": flows})
    found = compared(a, b)
    assert parts(found) == {"supplier": pytest.approx(3 * (0.798 - 2.0))}
    assert {c.address for c in found.inputs if c.kind == "added"} == {
        "flows.steel", "processes.mill", "exchanges.mill_power",
    }  # fmt: skip


def test_another_flow_is_another_row_and_takes_its_supplier_along(tmp_path: Path) -> None:
    # 1 kWh x 0.798 in place of 3 kg x 2
    a = write(tmp_path / "a")
    b = write(
        tmp_path / "b", changed(0, unit="kWh", flow="power", amount=1, supplier="bg:power_bg")
    )
    found = compared(a, b)
    assert parts(found) == {"activity": pytest.approx(0.798 - 6.0)}
    assert {c.cause for c in found.inputs} == {"activity"}


def test_supplier_in_another_unit_is_merged_with_its_amount(tmp_path: Path) -> None:
    # steel by the piece from the own shop: 2 pieces of 1 kWh each; kg cannot be bought from it
    shop = {"id": "shop", "product": "steel", "amount": 1, "unit": "piece"}
    drawn = {"id": "shop_power", "process": "shop", "flow": "power", "amount": 1, "unit": "kWh",
             "supplier": "bg:power_bg"}  # fmt: skip
    a = write(tmp_path / "a")
    rows = [*changed(0, supplier="process:shop", unit="piece", amount=2), drawn]
    found = compared(a, write(tmp_path / "b", rows, [PART, shop]))
    # 2 x 0.798 - 3 x 2
    assert parts(found) == {"supplier+activity": pytest.approx(2 * 0.798 - 6.0)}
    [step] = [s for s in found.steps if len(s.causes) > 1]
    assert {item.code for item in step.merged_because} == {"GR002"}
    assert steps_add_up(found)


def test_an_allocation_comes_with_its_co_product(tmp_path: Path) -> None:
    # AR5: 13.98 - 0.18 = 13.80; then 1 kg of scrap beside 1 kg of part takes half: -6.90
    a = write(tmp_path / "a")
    scrap = {"id": "scrap", "process": "part", "direction": "coproduct", "flow": "scrap",
             "amount": 1, "unit": "kg"}  # fmt: skip
    part = {**PART, "allocation": "mass", "allocation_reason": "both are metal"}
    found = compared(a, write(tmp_path / "b", [*ROWS, scrap], [part], gwp_set="AR5"))
    assert parts(found) == {"factors": pytest.approx(-0.18), "activity": pytest.approx(-6.9)}
    assert steps_add_up(found)


def test_another_allocation_of_the_same_co_products_is_method(tmp_path: Path) -> None:
    # by mass 1 : 1 the part carries half of 13.98, by energy 3 : 1 three quarters: +3.495
    scrap = {"id": "scrap", "process": "part", "direction": "coproduct", "flow": "scrap",
             "amount": 1, "unit": "kg"}  # fmt: skip
    flows = "id,name_zh,name_en,unit,energy_mj\npart,件,part,kg,3\nscrap,废料,scrap,kg,1\n"
    sides = [
        write(tmp_path / rule, [*ROWS, scrap],
              [{**PART, "allocation": rule, "allocation_reason": "-"}],
              files={"model/flows.csv": flows})
        for rule in ("mass", "energy")
    ]  # fmt: skip
    assert parts(compared(*sides)) == {"method": pytest.approx(13.98 / 4)}


def test_permuted_rows_and_other_ways_to_write_are_no_change(tmp_path: Path) -> None:
    a = write(tmp_path / "a")
    b = copied(write(tmp_path / "x", [dict(ROWS[1]), {**ROWS[0], "amount": "3.0"}]), tmp_path / "b")
    table = b / "model" / "exchanges.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
    found = compared(a, b)
    assert found.is_empty
    assert not found.differs(0.0)


def test_a_note_changes_no_number_and_is_told(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a"), write(tmp_path / "b", changed(1, note="meter 7"))
    found = compared(a, b)
    assert [(c.address, c.cause) for c in found.inputs] == [("exchanges.power.note", "none")]
    assert found.delta == 0.0
    assert found.differs(0.0)
    assert not found.differs(1e-9)


amounts = st.floats(1e-3, 1e3)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Up to six rows with any supplier, and a demand."""
    rows = [
        {"id": f"r{n}", "process": "part", "flow": DATASETS[supplier]["product"],
         "amount": draw(amounts), "unit": DATASETS[supplier]["unit"], "supplier": f"bg:{supplier}"}
        for n in draw(st.sets(st.integers(0, 5), min_size=1))
        for supplier in [draw(st.sampled_from(sorted(DATASETS)))]
    ]  # fmt: skip
    demand = {"part": (draw(amounts), "kg")}
    return {"rows": rows, "demand": demand, "gwp_set": draw(st.sampled_from(["AR5", "AR6"]))}


@settings(max_examples=25, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(one=tables(), other=tables())
def test_the_steps_add_up_bit_for_bit(
    one: dict[str, Any], other: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    a, b = write(folder / "a", **one), write(folder / "b", **other)
    there, back = compared(a, b), compared(b, a)
    assert steps_add_up(there)
    assert steps_add_up(back)
    assert there.delta == -back.delta
    assert compared(a, a).is_empty
