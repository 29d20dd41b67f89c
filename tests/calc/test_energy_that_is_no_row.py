"""Heat and pressure of a works and energy from nature are no rows, so none is made from nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pcf.calc.energy import EnergyBalance

sys.path.append(str(Path(__file__).parents[1]))
import kit

BACKGROUND = {
    "water": {"product": "water", "unit": "kg", "emissions": {"co2_fossil": 0.001}},
    "power": {"product": "power_electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.5}},
    "oil": {"product": "oil", "unit": "kg", "emissions": {"co2_fossil": 0.3}},
}


def works(
    folder: Path, product: str, unit: str, taken: dict[str, tuple[float, str]], co2: float = 0.0
) -> EnergyBalance:
    """Balance of a works that makes 100 of a product; oil holds 40 MJ/kg, hydrogen 120 MJ/kg."""
    named = {"unit": unit, "source": "table of heating values"}
    energy = {"hydrogen": 120, "steam_kg": 2.8}.get(product, "")
    rows: list[dict[str, Any]] = [
        {"process": "works", "flow": flow, "amount": amount, "unit": of, "supplier": f"bg:{flow}"}
        for flow, (amount, of) in taken.items()
    ]
    if co2:
        rows.append({"process": "works", "direction": "emission", "flow": "co2_fossil",
                     "amount": co2, "unit": "kg"})  # fmt: skip
    flows = [
        {"id": product, "name_zh": "品", "name_en": product, "energy_mj": energy, **named},
        {"id": "water", "name_zh": "水", "name_en": "water", "unit": "kg", "energy_mj": 0,
         "source": "none"},
        {"id": "power", "name_zh": "电", "name_en": "electricity", "unit": "kWh",
         "energy_mj": 3.6, "source": "unit"},
        {"id": "oil", "name_zh": "油", "name_en": "oil", "unit": "kg", "energy_mj": 40,
         "source": "table of heating values"},
    ]  # fmt: skip
    kit.project(
        folder / "p",
        [{"id": "works", "product": product, "amount": 100, "unit": unit}],
        demand={"works": (100, unit)},
        tables={"flows": flows, "exchanges": rows},
    )
    result = kit.footprint(folder / "p", kit.background(folder / "bg", BACKGROUND))
    return result.energy_balances()[0]


@pytest.mark.parametrize(
    ("product", "unit", "taken"),
    [
        ("steam", "MJ", {"water": (40, "kg")}),  # hood of a converter, red coke, sulphur burning
        ("steam_kg", "kg", {"water": (100, "kg"), "power": (2, "kWh")}),  # with its feed pump
        ("electricity_own", "kWh", {"water": (20, "kg"), "power": (1, "kWh")}),  # top pressure
        ("heat", "MJ", {"power": (9, "kWh")}),  # heat pump, 100 MJ of 32.4 MJ of power
        ("cold", "MJ", {"power": (7, "kWh")}),  # district cooling, 100 MJ of 25.2 MJ
    ],
)
def test_heat_and_power_without_a_fire_are_asked_after(
    product: str, unit: str, taken: dict[str, tuple[float, str]], tmp_path: Path
) -> None:
    found = works(tmp_path, product, unit, taken)
    assert found.excess is None
    assert found.unseen is not None
    assert found.unseen > 0.5


@pytest.mark.parametrize(("oil", "excess"), [(0.5, 0.8), (0.0025, 0.999)])
def test_a_boiler_with_too_little_oil_is_an_excess(
    oil: float, excess: float, tmp_path: Path
) -> None:
    """0.5 kg of oil bring 20 of 100 MJ, 2.5 g in the place of 2.5 kg a thousandth."""
    found = works(tmp_path, "steam", "MJ", {"water": (40, "kg"), "oil": (oil, "kg")})
    assert found.excess == pytest.approx(excess)
    assert found.unseen is None


def test_a_boiler_whose_fuel_was_forgotten_shows_by_its_co2(tmp_path: Path) -> None:
    """7.3 kg of CO2 are 2 kg of carbon, at most 133 MJ; 1 kg is 18 MJ of coke burnt beside."""
    taken = {"water": (40.0, "kg"), "power": (0.1, "kWh")}
    assert works(tmp_path / "a", "steam", "MJ", taken, 7.3).excess == pytest.approx(0.9964)
    assert works(tmp_path / "b", "steam", "MJ", taken, 1.0).excess is None


def test_a_heating_value_beyond_all_that_enters_is_an_excess(tmp_path: Path) -> None:
    """100 kg of hydrogen hold 12 000 MJ; 2500 kWh bring 9000. No heat or wind is in it."""
    found = works(tmp_path, "hydrogen", "kg", {"water": (900, "kg"), "power": (2500, "kWh")})
    assert found.excess == pytest.approx(0.25)
    assert found.unseen is None


def test_what_no_energy_enters_is_asked_after_whatever_it_makes(tmp_path: Path) -> None:
    found = works(tmp_path, "hydrogen", "kg", {"water": (900, "kg")})
    assert (found.excess, found.unseen) == (None, 1.0)
