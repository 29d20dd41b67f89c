"""Ratios at the end of life: the total does not depend on the unit of the discarded quantity."""

from __future__ import annotations

import pytest
from kit import background, footprint, project

from pcf.errors import PcfError

#: The same 0.8 kg in each unit.
QUANTITIES = [(0.8, "kg"), (800.0, "g"), (0.0008, "t"), (800_000.0, "mg")]
ROUTES = """quantity = {quantity!r}
unit = "{unit}"
[[route]]
id = "melt"
share = 0.5
supplier = "bg:treatment"
origin = "secondary"
[[route.recovered]]
id = "metal"
flow = "metal"
amount = {recovered}
unit = "{recovered_unit}"
displaces = "bg:metal_bg"
quality = 0.9
[[route]]
id = "burn"
share = 0.5
supplier = "bg:treatment"
origin = "secondary"
"""
MATERIALS = """quantity = {quantity!r}
unit = "{unit}"
[[material]]
id = "m"
share = 1
origin = "secondary"
source = "test"
A = 0.2
B = 0
R1 = 0
R2 = 0.5
R3 = 0.3
quality_out = 1
lhv = 30
lhv_unit = "MJ/kg"
heat_efficiency = 0.5
power_efficiency = 0
displaces = "bg:metal_bg"
incineration = "bg:treatment"
heat = "bg:heat_bg"
disposal = "bg:treatment"
[[material.option]]
id = "one"
share = 1
supplier = "bg:treatment"
amount = {ratio}
unit = "{ratio_unit}"
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    sets = {
        "treatment": {"product": "treated", "unit": "kg", "kind": "waste_service",
                      "emissions": {"co2_fossil": 0.5}},
        "metal_bg": {"product": "metal", "unit": "kg", "emissions": {"co2_fossil": 4.0}},
        "heat_bg": {"product": "heat", "unit": "MJ", "emissions": {"co2_fossil": 0.1}},
    }  # fmt: skip
    return background(tmp_path_factory.mktemp("tiny"), sets)


def study(folder, text, formula):
    method = "open_loop_factor = 0.25" if formula == "open-loop" else ""
    path = project(
        folder,
        [{"id": "p", "product": "widget", "amount": 1, "unit": "kg", "stage": "production"}],
        demand={"p": (1, "kg")},
        tables={},
        files={"model/endoflife.toml": text},
        end_of_life=formula,
        method=method,
    )
    settings = path / "pcf.toml"
    words = settings.read_text(encoding="utf-8").replace("cradle-to-gate", "cradle-to-grave")
    if '"end_of_life"' not in words:
        words = words.replace("stages = [", 'stages = ["end_of_life", ')
    settings.write_text(words, encoding="utf-8")
    return path


# By hand for 0.8 kg. Treatment 0.8 x 0.5 = 0.4; credit of the route that recovers:
# 0.8 x 0.5 x 0.6 x 0.9 x 4 = 0.864, counted 0, 1 or 0.25 times.
ROUTE_TOTALS = {"cut-off": 0.4, "closed-loop": 0.4 - 0.864, "open-loop": 0.4 - 0.216}
# cff: secondary 0.8 x (1-A) x R2 = 0.32; 1.6 kg waste each: 0.32 x 1.6 x 0.5 = 0.256; credit
# 0.32 x 4 = 1.28; burned 0.24 x 0.5 = 0.12, heat 0.24 x 30 x 0.5 x 0.1 = 0.36; disposal 0.16 x 0.5.
CFF_TOTAL = 0.256 - 1.28 + 0.12 - 0.36 + 0.08


@pytest.mark.parametrize(("quantity", "unit"), QUANTITIES)
@pytest.mark.parametrize("formula", list(ROUTE_TOTALS))
@pytest.mark.parametrize(("recovered", "recovered_unit"), [(0.6, "kg"), (600, "g"), (0.0006, "t")])
def test_recovered_material_in_any_unit(
    tmp_path, tiny, quantity, unit, formula, recovered, recovered_unit
):
    text = ROUTES.format(quantity=quantity, unit=unit, recovered=recovered,
                         recovered_unit=recovered_unit)  # fmt: skip
    total = footprint(study(tmp_path / "p", text, formula), tiny).total
    assert total == pytest.approx(ROUTE_TOTALS[formula], rel=1e-12)


@pytest.mark.parametrize(("quantity", "unit"), QUANTITIES)
@pytest.mark.parametrize(("ratio", "ratio_unit"), [(1.6, "kg"), (1600, "g"), (0.0016, "t")])
def test_ways_of_recycling_in_any_unit(tmp_path, tiny, quantity, unit, ratio, ratio_unit):
    text = MATERIALS.format(quantity=quantity, unit=unit, ratio=ratio, ratio_unit=ratio_unit)
    total = footprint(study(tmp_path / "p", text, "cff"), tiny).total
    assert total == pytest.approx(CFF_TOTAL, rel=1e-12)


def test_more_recovered_than_treated_is_refused(tmp_path, tiny):
    # 600 kg from 1 t, written as if the ratio were per tonne.
    text = ROUTES.format(quantity=0.0008, unit="t", recovered=600, recovered_unit="kg")
    with pytest.raises(PcfError) as caught:
        footprint(study(tmp_path / "p", text, "closed-loop"), tiny)
    (found,) = [f for f in caught.value.findings if f.level == "error"]
    assert (found.code, found.observed) == ("AL039", "600 kg")
    assert str(found.location).startswith("model/endoflife.toml:")
