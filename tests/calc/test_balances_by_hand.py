"""Carbon and energy balances on small systems that can be solved by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pcf.background.contents import CARBON_IN_CO2
from pcf.calc.balances import UnitBalance
from pcf.calc.footprint import Footprint

sys.path.append(str(Path(__file__).parents[1]))
import kit

HEAT = {"heat": {"product": "heat", "unit": "MJ", "emissions": {"co2_fossil": 0.1}}}


def footprint(folder: Path, co2: float, *, feed_carbon: str = "carbon_kg=0.8") -> Footprint:
    """A mine gives 2 kg of feed; a plant makes 1 kg of thing of it and emits CO2."""
    flows = [
        {"id": "feed", "name_zh": "料", "name_en": "feed", "unit": "kg", "energy_mj": 30,
         "properties": feed_carbon},
        {"id": "thing", "name_zh": "物", "name_en": "thing", "unit": "kg", "energy_mj": 20,
         "properties": "carbon_kg=0.5"},
    ]  # fmt: skip
    kit.project(
        folder / "p",
        [{"id": "mine", "product": "feed", "amount": 1, "unit": "kg"},
         {"id": "plant", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"plant": (3, "kg")},
        tables={
            "flows": flows,
            "exchanges": [
                {"process": "mine", "flow": "heat", "amount": 1, "unit": "MJ",
                 "supplier": "bg:heat"},
                {"process": "plant", "flow": "feed", "amount": 2, "unit": "kg",
                 "supplier": "process:mine"},
                {"process": "plant", "flow": "co2_fossil", "amount": co2, "unit": "kg",
                 "direction": "emission"},
            ],
        },
    )  # fmt: skip
    return kit.footprint(folder / "p", kit.background(folder / "bg", HEAT))


def balance(of: tuple[UnitBalance, ...], process: str, kind: str) -> UnitBalance:
    return next(b for b in of if (b.process, b.kind) == (process, kind))


def test_an_emission_without_formula_cannot_be_balanced(tmp_path: Path) -> None:
    """2 kg x 0.8 = 1.6 kg C in; 0.5 kg C in the thing and 1.1 kg C as CO2 leave. The tiny
    background states no formula of CO2, so that its carbon lies between nothing and its mass."""
    found = balance(footprint(tmp_path, 1.1 / CARBON_IN_CO2).unit_balances(), "plant", "carbon")
    assert found.inflow.low == found.inflow.high == pytest.approx(1.6)
    assert found.outflow.low == pytest.approx(0.5)
    assert (found.state, found.gap) == ("undecided", None)
    assert found.unknown == ("co2_fossil",)


def test_carbon_that_does_not_close(tmp_path: Path) -> None:
    """1.6 kg C in; 0.5 kg C and at most 0.3 kg of whatever the emission holds leave:
    (1.6 - 0.8) / 1.6 = half of the carbon leaves nowhere."""
    found = balance(footprint(tmp_path, 0.3).unit_balances(), "plant", "carbon")
    assert found.state == "open"
    assert found.gap == pytest.approx(0.5)
    assert found.emitted.high == pytest.approx(0.3)


def test_carbon_that_cannot_be_closed(tmp_path: Path) -> None:
    """A feed without stated carbon: that is unknown, and told apart from a gap."""
    found = balance(footprint(tmp_path, 1.0, feed_carbon="").unit_balances(), "plant", "carbon")
    assert (found.state, found.why, found.gap) == ("undecided", "unknown_flows", None)
    assert "feed" in found.unknown


def delivered(folder: Path, brought: float, more: float = 0.0, measured: str = "") -> UnitBalance:
    """A depot hands out 1 kg of `brought` kg of feed, a yard the same, and a plant burns 2 kg.

    `more` kg of feed in a second row enters the depot. Nobody states what the yard hands out, and
    `measured` is what is stated of that of the depot.
    """
    flow = {"name_zh": "料", "name_en": "feed", "unit": "kg"}
    kit.project(
        folder / "p",
        [{"id": "mine", "product": "feed", "amount": 1, "unit": "kg"},
         {"id": "depot", "product": "stored", "amount": 1, "unit": "kg"},
         {"id": "yard", "product": "delivered", "amount": 1, "unit": "kg"},
         {"id": "plant", "product": "heat_made", "amount": 1, "unit": "MJ"}],
        demand={"plant": (3, "MJ")},
        tables={
            "flows": [
                {**flow, "id": "feed", "properties": "carbon_kg=0.8"},
                {**flow, "id": "stored", "properties": measured},
                {**flow, "id": "delivered"},
                {**flow, "id": "heat_made", "unit": "MJ"},
            ],
            "exchanges": [
                {"process": "mine", "flow": "heat", "amount": 1, "unit": "MJ",
                 "supplier": "bg:heat"},
                {"process": "depot", "flow": "feed", "amount": brought, "unit": "kg",
                 "supplier": "process:mine"},
                {"process": "depot", "flow": "heat", "amount": 1, "unit": "MJ",
                 "supplier": "bg:heat"},
                *([{"process": "depot", "flow": "feed", "amount": more, "unit": "kg",
                    "supplier": "process:mine"}] if more else []),
                {"process": "yard", "flow": "stored", "amount": 1, "unit": "kg",
                 "supplier": "process:depot"},
                {"process": "plant", "flow": "delivered", "amount": 2, "unit": "kg",
                 "supplier": "process:yard"},
                {"process": "plant", "flow": "ch4_fossil", "amount": 0.001, "unit": "kg",
                 "direction": "emission"},
            ],
        },
    )  # fmt: skip
    emits = {"heat": {**HEAT["heat"], "emissions": {"co2_fossil": 0.1, "ch4_fossil": 0.01}}}
    found = kit.footprint(folder / "p", kit.background(folder / "bg", emits))
    return balance(found.unit_balances(), "plant", "carbon")


@pytest.mark.parametrize("brought", [1.0, 1.015])
def test_what_is_passed_on_holds_what_came_in(brought: float, tmp_path: Path) -> None:
    """2 kg x 0.8 = 1.6 kg C come in and next to none leaves: the CO2 of the fire is missing."""
    found = delivered(tmp_path, brought)
    assert found.inflow.low == found.inflow.high == pytest.approx(1.6)
    assert (found.state, found.gap) == ("open", pytest.approx(1.0, abs=1e-3))


def test_what_is_measured_on_the_way_counts(tmp_path: Path) -> None:
    """0.6 kg C per kg were measured behind the depot, whatever the mine says: 1.2 kg."""
    found = delivered(tmp_path, 1.0, measured="carbon_kg=0.6")
    assert found.inflow.low == found.inflow.high == pytest.approx(1.2)


@pytest.mark.parametrize(("brought", "more"), [(0.9, 0.0), (1.2, 0.0), (1.0, 0.1)])
def test_what_is_made_of_it_is_another_material(
    brought: float, more: float, tmp_path: Path
) -> None:
    """Less comes in, a fifth gets lost, or something else is mixed in: nobody knows its carbon."""
    found = delivered(tmp_path, brought, more)
    assert found.state == "undecided"
    assert "delivered" in found.unknown


@pytest.mark.parametrize(("emitted", "state", "gap"), [(0.97, "closed", 0.0), (0.3, "open", 0.35)])
def test_mass_that_leaves_nowhere(emitted: float, state: str, gap: float, tmp_path: Path) -> None:
    """2 kg of feed in, 1 kg out: 0.97 kg emitted leave 0.03 of 2 kg = 1.5 %, within 2 %; 0.3 kg
    emitted leave 0.7 of 2 kg = 35 % without a record. The other mass balance says the same."""
    result = footprint(tmp_path, emitted)
    found = balance(result.unit_balances(), "plant", "mass")
    assert (found.state, found.gap) == (state, pytest.approx(gap))
    (other,) = [b for b in result.mass_balances() if b.process == "plant"]
    assert other.gap == pytest.approx((2 - 1 - emitted) / 2)


def test_energy(tmp_path: Path) -> None:
    """2 kg x 30 MJ = 60 MJ in, 20 MJ out: heat may be lost, so it closes. The mine turns 1 MJ of
    heat into 30 MJ of feed and 0 kg of input: 29/30 of its energy has no source."""
    result = footprint(tmp_path, 1.0)
    found = balance(result.unit_balances(), "plant", "energy")
    assert (found.inflow.low, found.outflow.low, found.state) == (60.0, 20.0, "closed")
    mine = balance(result.unit_balances(), "mine", "energy")
    assert mine.state == "open"
    assert mine.gap == pytest.approx(29 / 30)


def test_the_system_leaves_inner_flows_out(tmp_path: Path) -> None:
    """Per functional unit of 3 kg: 6 kg of feed stay inside; 6 MJ of heat enter, 3 kg x 20 MJ
    leave, 3 kg of CO2 are emitted."""
    result = footprint(tmp_path, 1.0)
    energy = balance(result.system_balances(), "system", "energy")
    assert energy.inflow.low == pytest.approx(6.0)
    assert energy.outflow.low == pytest.approx(60.0)
    carbon = balance(result.system_balances(), "system", "carbon")
    assert carbon.outflow.low == pytest.approx(1.5)
    assert carbon.emitted.high == pytest.approx(3.0)


def test_background_formulas_give_carbon() -> None:
    """A shipped example: limestone to lime, with formulas of the background."""
    import pcf
    from pcf.location import data_root

    result = pcf.Project.load(data_root("datasets") / "examples" / "methanol").calculate()
    states = {(b.kind, b.state) for b in result.unit_balances()}
    assert ("carbon", "closed") in states
    for item in result.unit_balances():
        assert (item.gap is None) == (item.state in ("undecided", "nothing"))
        assert bool(item.unknown) or item.state != "undecided"
