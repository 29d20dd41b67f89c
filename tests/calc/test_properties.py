"""What holds for every system: parts add up, scaling, permutation, units, Brightway agrees."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import background, footprint, project
from oracle import brightway_score

from pcf.calc.footprint import Footprint

REL = 1e-9


@cache
def world():
    """Four datasets with a loop between power and coal."""
    return background(
        Path(tempfile.mkdtemp()),
        {
            "coal": {"product": "coal", "unit": "kg", "inputs": {"power": 0.05},
                     "emissions": {"ch4_fossil": 0.006, "co2_fossil": 0.02}},
            "power": {"product": "power", "unit": "kWh", "inputs": {"coal": 0.4},
                      "emissions": {"co2_fossil": 0.8, "n2o": 1e-5}},
            "wood": {"product": "wood", "unit": "kg", "inputs": {"power": 0.1},
                     "emissions": {"co2_biogenic_uptake": 1.8, "co2_biogenic": 0.3}},
            "chip": {"product": "chip", "unit": "kg", "emissions": {"co2e_aggregated": 30.0}},
        },
    )  # fmt: skip


OFFERS = (("coal", "kg"), ("power", "kWh"), ("wood", "kg"), ("chip", "kg"))
amounts = st.floats(0.01, 3.0, allow_nan=False)


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Any]:
    """Systems of 2 to 5 processes with loops, co-products, emissions and background links."""
    n = draw(st.integers(2, 5))
    processes, rows = [], []
    for p in range(n):
        has_coproduct = draw(st.booleans())
        allocation = {"allocation": "mass", "allocation_reason": "t"} if has_coproduct else {}
        processes.append(
            {"id": f"p{p}", "product": f"f{p}", "amount": draw(amounts) + 0.5, "unit": "kg",
             "stage": draw(st.sampled_from(["raw_material", "production", "use"])), **allocation}
        )  # fmt: skip
        if has_coproduct:
            rows.append({"process": f"p{p}", "direction": "coproduct", "flow": f"c{p}",
                         "amount": draw(amounts), "unit": "kg"})  # fmt: skip
        for q in draw(st.sets(st.integers(0, n - 1), max_size=2)):
            # at most 0.4 kg in per 0.5 kg out over all inputs keeps every loop productive
            rows.append({"process": f"p{p}", "flow": f"f{q}", "amount": draw(amounts) * 0.06,
                         "unit": "kg", "supplier": f"process:p{q}"})  # fmt: skip
        for dataset, unit in draw(st.sets(st.sampled_from(OFFERS), min_size=1)):
            rows.append({"process": f"p{p}", "flow": dataset, "amount": draw(amounts),
                         "unit": unit, "supplier": f"bg:{dataset}"})  # fmt: skip
        if draw(st.booleans()):
            rows.append({"process": f"p{p}", "direction": "emission", "flow": "co2_fossil",
                         "amount": draw(amounts), "unit": "kg"})  # fmt: skip
    for number, row in enumerate(rows):
        row["id"] = f"E{number:03d}"
    return {"processes": processes, "rows": rows, "demand": draw(amounts)}


def compute(system: dict[str, Any], **change: Any) -> Footprint:
    """Write and compute a drawn system."""
    given_now = {**system, **change}
    with tempfile.TemporaryDirectory() as folder:
        path = project(
            Path(folder),
            given_now["processes"],
            demand={"p0": (given_now["demand"], "kg")},
            tables={"exchanges": given_now["rows"]},
        )
        return footprint(path, world())


many = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@many
@given(systems())
def test_every_partition_adds_up_to_the_total(system: dict[str, Any]) -> None:
    result = compute(system)
    scale = fsum(abs(row.value) for row in result.rows)
    for parts in (
        result.stages,
        result.processes,
        result.components,
        result.ledger,
        result.gases,
        result.rows,
    ):
        assert abs(fsum(part.value for part in parts) - result.total) <= REL * scale
    for row in result.rows:
        assert fsum(row.ledger.values()) == pytest.approx(row.value, rel=REL, abs=1e-15)
        assert fsum(row.gases.values()) == pytest.approx(row.value, rel=REL, abs=1e-15)


@many
@given(systems())
def test_brightway_finds_the_same_total(system: dict[str, Any]) -> None:
    result = compute(system)
    scale = fsum(abs(row.value) for row in result.rows)
    assert abs(brightway_score(result.context) - result.total) <= REL * scale


@many
@given(systems())
def test_intensity_of_the_reference_process_times_demand_is_the_total(
    system: dict[str, Any],
) -> None:
    result = compute(system)
    h = result.context.intensities()[("p0", "f0")]
    scale = fsum(abs(row.value) for row in result.rows)
    assert abs(h * system["demand"] - result.total) <= REL * scale


@many
@given(systems(), st.floats(0.1, 50))
def test_total_scales_with_the_functional_unit(system: dict[str, Any], factor: float) -> None:
    base = compute(system)
    scaled = compute(system, demand=system["demand"] * factor)
    assert scaled.total == pytest.approx(base.total * factor, rel=REL)


@many
@given(systems(), st.integers(0, 1000))
def test_order_of_rows_and_processes_changes_no_bit(system: dict[str, Any], seed: int) -> None:
    shuffled = random.Random(seed)
    rows, processes = list(system["rows"]), list(system["processes"])
    shuffled.shuffle(rows)
    shuffled.shuffle(processes)
    base = compute(system)
    other = compute(system, rows=rows, processes=processes)
    assert other.total == base.total
    assert [(r.address, r.value) for r in other.rows] == [(r.address, r.value) for r in base.rows]
    assert other.stages == base.stages


@many
@given(systems())
def test_units_of_the_rows_do_not_matter(system: dict[str, Any]) -> None:
    other = {"kg": ("g", 1e3), "kWh": ("MJ", 3.6)}
    rows = [
        {**row, "unit": other[row["unit"]][0], "amount": row["amount"] * other[row["unit"]][1]}
        for row in system["rows"]
    ]
    base = compute(system)
    assert compute(system, rows=rows).total == pytest.approx(base.total, rel=REL)


@many
@given(systems(), st.sampled_from([0.3, 0.8, 1.0]))
def test_explanations_list_and_rest_add_up(system: dict[str, Any], until: float) -> None:
    result = compute(system)
    addresses = ["total", *(f"stage:{p.id}" for p in result.stages)]
    addresses += [row.address for row in result.rows]
    for address in addresses:
        told = result.explain(address, until=until)
        if told.terms:
            listed = fsum(term.value for term in told.terms)
            assert listed + told.rest_value == pytest.approx(told.value, rel=1e-9, abs=1e-12)


@many
@given(systems(), systems())
def test_differences_add_up(one: dict[str, Any], two: dict[str, Any]) -> None:
    from pcf.calc.compare import compare

    a, b = compute(one), compute(two)
    difference = compare(a, b)
    assert fsum(c.delta for c in difference.changes) == pytest.approx(
        difference.delta, rel=1e-9, abs=1e-12
    )
    assert fsum(p.value for p in difference.stages) == pytest.approx(
        difference.delta, rel=1e-9, abs=1e-12
    )
    for change in difference.changes:
        assert change.amount_effect + change.intensity_effect == pytest.approx(
            change.delta, rel=1e-12, abs=1e-15
        )
    assert compare(a, a).is_empty
