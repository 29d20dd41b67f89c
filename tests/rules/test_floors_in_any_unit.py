"""A floor counts a gas, a heat or a water by what it is, whatever the unit of its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

Adds = dict[str, tuple[Mapping[str, Any], ...]]
_OWN = {"origin": "primary", "source": "rule test"}


def outcomes(example: str, pack: str, edits: Snippet) -> dict[str, str]:
    found = Evaluator(Subjects(case(edits, f"example:{example}"))).evaluate(registry().pack(pack))
    return {v.clause.code: v.outcome for v in found}


def row(process: str, flow: str, amount: float, unit: str, supplier: str) -> dict[str, Any]:
    return {"id": f"E-{flow}-{unit}", "process": process, "direction": "input", "flow": flow,
            "amount": amount, "unit": unit, "supplier": supplier, **_OWN}  # fmt: skip


def flow(id: str, zh: str, en: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name_zh": zh, "name_en": en, "unit": unit, "source": "rule test", **more}


def top_gas(unit: str, per_unit: float) -> dict[str, object]:
    """5400 MJ of blast furnace gas, all rows of it in another unit of `per_unit` MJ."""
    made = "exchanges.E-blast_furnace-blast_furnace_gas"
    sets: dict[str, object] = {
        "flows.blast_furnace_gas.unit": unit, "flows.blast_furnace_gas.mass_kg": 0.35 * per_unit,
        "flows.blast_furnace_gas.energy_mj": per_unit,
        f"{made}.amount": 5400 / per_unit, f"{made}.unit": unit,
        "exchanges.E-blast_furnace-co2_fossil-reductant.amount": 1100,
    }  # fmt: skip
    for name in ("gas_power", "hot_rolling"):
        user = f"exchanges.E-{name}-blast_furnace_gas"
        sets |= {f"{user}.unit": unit, f"{user}.formula": "", f"{user}.amount": 1e-3}
    return sets


@pytest.mark.parametrize(
    ("unit", "per_unit"), [("MJ", 1.0), ("GJ", 1000.0), ("m3", 3.1), ("kg", 2.857)]
)
def test_furnace_gas_counts_with_its_heat(unit: str, per_unit: float) -> None:
    """(1100 + 5400 * 0.0374 + 183.2) / 1428.8 = 1.04, above 0.95; without the gas 0.898."""
    found = outcomes("steel-bf-bof", "steel", Snippet(top_gas(unit, per_unit)))
    assert found["STL037"] == "pass"
    gone = {"exchanges.E-blast_furnace-blast_furnace_gas.amount": 100 / per_unit}
    found = outcomes("steel-bf-bof", "steel", Snippet({**top_gas(unit, per_unit), **gone}))
    assert found["STL037"] == "fail"


def test_water_by_volume_is_water() -> None:
    """0.010 m3 without a mass of their own are 10 kg, above 8.936; 0.008 m3 are not."""
    water = "exchanges.E-electrolyser-water_delivered"
    for amount, outcome in ((0.010, "pass"), (0.008, "fail")):
        sets = {
            f"{water}.flow": "water_volume", f"{water}.unit": "m3", f"{water}.amount": amount,
            f"{water}.supplier": "bg:water_industrial_cn",
        }  # fmt: skip
        adds: Adds = {"flows": (flow("water_volume", "纯水", "water", "m3"),)}
        found = outcomes("hydrogen-electrolysis", "hydrogen", Snippet(sets, adds=adds))
        assert found["HYD035"] == outcome


@pytest.mark.parametrize(
    ("amount", "unit", "supplier"),
    [(2100, "m3", "bg:water_industrial_cn"), (22000, "MJ", "bg:elec_grid_cn_green_wind_delivered"),
     (22, "GJ", "bg:elec_grid_cn_green_wind_delivered")],
)  # fmt: skip
def test_bought_hydrogen_counts_by_volume_and_by_heat(
    amount: float, unit: str, supplier: str
) -> None:
    """2100 * 0.0899 = 189 kg, 22 000 / 119.96 = 183 kg: over 1615 / 9.095 = 178 kg.

    The suppliers stand in for one of hydrogen and carry next to nothing.
    """
    gone: dict[str, object] = {"exchanges.E-gasification-co2_fossil-process.amount": 0}
    fed = (row("ammonia_synthesis", "h2_bought", amount, unit, supplier),)
    for names, outcome in ((("外购氢气", "bought hydrogen"), "pass"), (("气", "gas"), "fail")):
        adds: Adds = {"flows": (flow("h2_bought", *names, unit),), "exchanges": fed}
        assert outcomes("ammonia", "ammonia", Snippet(gone, adds=adds))["AMM030"] == outcome


def test_carbide_gas_of_a_furnace_counts_in_any_unit() -> None:
    for unit, amount in (("kg", 350), ("t", 0.35), ("m3", 280), ("GJ", 3.6), ("MWh", 1)):
        sold = {"id": "E-gas", "process": "carbide_furnace", "direction": "coproduct",
                "flow": "furnace_gas", "amount": amount, "unit": unit, **_OWN}  # fmt: skip
        sets: dict[str, object] = {
            f"exchanges.E-carbide_furnace-co2_fossil-{name}.amount": 0
            for name in ("reductant", "electrode")
        }
        sets["processes.carbide_furnace.allocation"] = "economic"
        sets["processes.carbide_furnace.allocation_reason"] = "rule test"
        sets["flows.calcium_carbide.price"] = 1
        gas = flow("furnace_gas", "炉气", "furnace gas", unit, price=1)
        found = outcomes("calcium-carbide", "calcium-carbide",
                         Snippet(sets, adds={"exchanges": (sold,), "flows": (gas,)}))  # fmt: skip
        assert (unit, found["CAC039"]) == (unit, "pass")


def test_what_states_no_mass_stops_no_floor_that_is_kept_without_it() -> None:
    """Reductant in MJ beside coke and coal by weight: they suffice. Alone it has no mass: asked."""
    heat = row("carbide_furnace", "gas_heat", 1, "MJ", "bg:coke_oven_gas_cn")
    named = flow("gas_heat", "焦炉煤气", "coke oven gas", "MJ")
    adds: Adds = {"exchanges": (heat,), "flows": (named,)}
    found = outcomes("calcium-carbide", "calcium-carbide", Snippet(adds=adds))
    assert found["CAC031"] == "pass"
