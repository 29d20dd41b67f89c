"""The small project under two rules, every figure by hand.

One pack: 100 kg cathode x 1 kg steel x 2 = 200 kg CO2; 10 kg wood = -15 kg CO2 (biogenic removal);
200 kWh hydro x 0.01 = 2 kg, under the grid rule 200 x (0.5 + 0.001 CH4); delivery 1 kg CH4; use
losses 0.1 kWh per kWh; 300 kg melted x 0.2 = 60 kg CO2, credit 300 x 0.5 x 2 = 300 kg CO2.
Lifetime 50 x 400 = 20 000 kWh; under the EU rule 45 x 60 x 8 = 21 600 kWh.
CH4 fossil: 29.8 (AR6), 28 (AR5).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pcf.targets.project import Base
from pcf.targets.run import calculate_all, calculate_target

AR5_CH4 = 28.0
AR6_CH4 = 29.8


def test_a_target_that_changes_nothing_is_the_project_bit_for_bit(
    make: Callable[..., Base],
) -> None:
    base = make()
    own = calculate_target("own", base)
    assert own.footprint.total == base.engine.footprint(base.reading).total
    per_pack = 200 - 15 + 2 + AR6_CH4 + 60
    grid = 0.5 + 0.001 * AR6_CH4
    assert own.footprint.total == pytest.approx(per_pack / 20000 + 0.1 * grid, rel=1e-12)
    assert {s.decided_by for s in own.settings} == {"project"}
    assert own.left_out == ()


def test_the_same_rows_under_the_other_rule(make: Callable[..., Base]) -> None:
    eu = calculate_target("eu", make())
    grid = 0.5 + 0.001 * AR5_CH4
    per_pack = 200 + 200 * grid + AR5_CH4 + 60 - 300
    assert eu.footprint.total == pytest.approx(per_pack / 21600, rel=1e-12)
    stages = {part.id: part.value * 21600 for part in eu.stages}
    assert stages["raw_material"] == pytest.approx(200)  # the preset moves the cathode
    assert stages["production"] == pytest.approx(200 * grid)
    assert stages["distribution"] == pytest.approx(AR5_CH4)
    assert stages["end_of_life"] == pytest.approx(-240)
    assert [part.name_en for part in eu.stages] == [
        "raw materials", "main production", "distribution", "recycling",
    ]  # fmt: skip
    assert eu.stages[0].name_zh == "原材料"


def test_who_decided_each_setting(make: Callable[..., Base]) -> None:
    eu = calculate_target("eu", make())
    assert [(s.key, s.value, s.decided_by) for s in eu.settings] == [
        ("unit", "1 kWh", "project"),
        ("unit_kind", "functional", "pack"),
        ("parameters.lifetime", "21600 kWh", "pack"),
        ("service.usable_energy", "45 kWh", "target"),
        ("service.warranty_years", "8 a", "target"),
        ("service.cycles_per_year", "60", "pack"),
        ("service.vehicle_class", "M1", "target"),
        ("boundary", "cradle-to-grave", "pack"),
        ("stages", "raw_material, production, distribution, end_of_life", "pack"),
        ("stage_map", "annex-ii", "pack"),
        ("end_of_life", "closed-loop", "pack"),
        ("electricity", "grid", "pack"),
        ("gwp_set", "AR5", "pack"),
        ("biogenic", "0/0", "pack"),
    ]


def test_what_lies_outside_the_boundary_is_named_with_its_weight(
    make: Callable[..., Base],
) -> None:
    (left,) = calculate_target("eu", make()).left_out
    assert left.address == "processes.losses"
    assert left.value == pytest.approx(0.1 * (0.5 + 0.001 * AR5_CH4), rel=1e-12)
    assert left.reason_en == "stage 'use' is outside the boundary of the rule 'EU rule'"


def test_all_targets_in_the_order_of_the_file(make: Callable[..., Base]) -> None:
    assert [result.id for result in calculate_all(make())] == ["own", "eu"]


def test_a_target_warns_of_nothing_that_only_dropping_has_caused(
    make: Callable[..., Base],
) -> None:
    base = make()
    own = {f.code for f in base.engine.footprint(base.reading).findings}
    assert {f.code for f in calculate_target("eu", base).footprint.findings} <= own


def test_the_same_total_per_another_unit(make: Callable[..., Base]) -> None:
    per_pack = '\n[target.pack]\nrules = "free"\nunit = "per-pack"\n'
    result = calculate_target("pack", make(targets=per_pack))
    assert result.footprint.unit == "kg CO2e/piece"
    assert result.footprint.unit_kind == "declared"
    per_kwh = 0.1 * (0.5 + 0.001 * AR6_CH4)
    expected = 200 - 15 + 2 + AR6_CH4 + 60 + 20000 * per_kwh
    assert result.footprint.total == pytest.approx(expected, rel=1e-12)
    (alternative,) = result.footprint.alternatives
    assert alternative.value == pytest.approx(expected, rel=1e-12)
