"""Greenhouse-gas inventory by flow: masses, factors and values of a small system."""

from __future__ import annotations

import pytest
from kit import background, footprint, project

from pcf.calc.gas_inventory import gas_inventory


def test_masses_times_factors_give_the_values(tmp_path):
    # per kg of p: 2 kg of bought x, each with 3 kg fossil CO2 and 0.1 kg fossil CH4, and
    # 0.5 kg CO2 of its own: CO2 2*3 + 0.5 = 6.5 kg, CH4 0.2 kg * 29.8 (AR6) = 5.96 kg CO2e
    data = {"x": {"product": "px", "unit": "kg", "emissions": {"co2_fossil": 3, "ch4_fossil": 0.1}}}
    bought = {
        "id": "B",
        "process": "P",
        "flow": "px",
        "amount": 2,
        "unit": "kg",
        "supplier": "bg:x",
    }
    own = {"id": "E", "process": "P", "flow": "co2_fossil", "amount": 0.5, "unit": "kg",
           "direction": "emission"}  # fmt: skip
    folder = project(
        tmp_path / "p", [{"id": "P", "product": "p", "amount": 1, "unit": "kg"}],
        demand={"P": (1, "kg")},
        tables={"flows": [{"id": "p", "unit": "kg"}], "exchanges": [bought, own]},
    )  # fmt: skip
    result = footprint(folder, background(tmp_path / "bg", data))
    carbon, methane = gas_inventory(result)
    assert (carbon.flow, carbon.ledger, carbon.factor) == ("co2_fossil", "fossil", 1.0)
    assert carbon.kg == carbon.value == pytest.approx(6.5)
    assert (methane.gas, methane.factor) == ("CH4", 29.8)
    assert methane.kg == pytest.approx(0.2)
    assert methane.value == pytest.approx(5.96)
    assert carbon.value + methane.value == pytest.approx(result.total)


def test_a_gas_without_factor_is_listed_and_counts_nothing(tmp_path):
    data = {"x": {"product": "px", "unit": "kg", "emissions": {"cfc13": 4}}}
    bought = {
        "id": "B",
        "process": "P",
        "flow": "px",
        "amount": 1,
        "unit": "kg",
        "supplier": "bg:x",
    }
    folder = project(
        tmp_path / "p", [{"id": "P", "product": "p", "amount": 1, "unit": "kg"}],
        demand={"P": (1, "kg")}, gwp_set="EF3.1", biogenic="0/0",
        tables={"flows": [{"id": "p", "unit": "kg"}], "exchanges": [bought]},
    )  # fmt: skip
    [gas] = gas_inventory(footprint(folder, background(tmp_path / "bg", data)))
    assert (gas.kg, gas.factor, gas.value) == (4.0, None, 0.0)
