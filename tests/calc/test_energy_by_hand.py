"""Energy balances on small systems that can be solved by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pcf.calc.energy import EnergyBalance, Uncovered
from pcf.calc.footprint import Footprint

sys.path.append(str(Path(__file__).parents[1]))
import kit

BACKGROUND = {
    "heat": {"product": "heat", "unit": "MJ", "emissions": {"co2_fossil": 0.1}},
    "stuff": {"product": "stuff", "unit": "kg", "emissions": {"co2_fossil": 1.0}},
}

SINK = {"id": "sink", "product": "waste_heat", "amount": -1, "unit": "MJ"}


def footprint(
    folder: Path, *, heat: float = 10, feed: float | None = 30, source: str = "test report",
    rows: tuple[dict[str, Any], ...] = (), flows: tuple[dict[str, Any], ...] = (),
    processes: tuple[dict[str, Any], ...] = (),
) -> Footprint:  # fmt: skip
    """A plant makes 1 kg of fuel (50 MJ) of 2 kg of feed and of heat."""
    kit.project(
        folder / "p",
        [{"id": "mine", "product": "feed", "amount": 1, "unit": "kg"},
         {"id": "plant", "product": "fuel", "amount": 1, "unit": "kg"}, *processes],
        demand={"plant": (1, "kg")},
        tables={
            "flows": [
                {"id": "feed", "name_zh": "料", "name_en": "feed", "unit": "kg",
                 "energy_mj": "" if feed is None else feed, "source": source},
                {"id": "fuel", "name_zh": "燃料", "name_en": "fuel", "unit": "kg",
                 "energy_mj": 50, "source": "table of heating values"},
                *flows,
            ],
            "exchanges": [
                {"process": "plant", "flow": "feed", "amount": 2, "unit": "kg",
                 "supplier": "process:mine"},
                {"process": "plant", "flow": "heat", "amount": heat, "unit": "MJ",
                 "supplier": "bg:heat"},
                *rows,
            ],
        },
    )  # fmt: skip
    return kit.footprint(folder / "p", kit.background(folder / "bg", BACKGROUND))


def plant(result: Footprint) -> EnergyBalance:
    return next(b for b in result.energy_balances() if b.process == "plant")


def test_in_out_and_ratio(tmp_path: Path) -> None:
    """2 kg x 30 MJ + 10 MJ = 70 MJ in, 50 MJ out: 50/70, everything covered, no excess."""
    found = plant(footprint(tmp_path))
    assert (found.inflow, found.outflow, found.lost) == (70.0, 50.0, 0.0)
    assert found.ratio == pytest.approx(50 / 70)
    assert (found.coverage, found.excess, found.uncovered) == (1.0, 0.0, ())


def test_more_energy_out_than_in(tmp_path: Path) -> None:
    """2 kg x 15 MJ + 10 MJ = 40 MJ in, 50 MJ out: 10 of 50 MJ come from nowhere."""
    found = plant(footprint(tmp_path, feed=15))
    assert found.excess == pytest.approx(0.2)
    assert found.ratio == pytest.approx(1.25)


def test_nothing_is_guessed_of_a_feed_without_heating_value(tmp_path: Path) -> None:
    """The feed states none: it is listed with its 2 kg, of 3 kg in all 1 kg is covered, and
    neither ratio nor excess is told."""
    found = plant(footprint(tmp_path, feed=None))
    assert found.uncovered == (Uncovered("feed", True, 2.0),)
    assert found.coverage == pytest.approx(1 / 3)
    assert (found.inflow, found.ratio, found.excess) == (10.0, None, None)


def test_a_stated_zero_is_a_heating_value(tmp_path: Path) -> None:
    """A feed of 0 MJ/kg is covered: 10 MJ in, 50 MJ out, 40 of 50 MJ from nowhere."""
    found = plant(footprint(tmp_path, feed=0))
    assert (found.uncovered, found.coverage) == ((), 1.0)
    assert found.excess == pytest.approx(0.8)


def test_enough_covered_energy_needs_no_more(tmp_path: Path) -> None:
    """60 MJ of heat suffice for 50 MJ of fuel, whatever the feed without heating value brings."""
    assert plant(footprint(tmp_path, heat=60, feed=None)).excess == 0.0


def test_waste_heat_is_a_loss(tmp_path: Path) -> None:
    """25 MJ of waste heat leave besides 50 MJ of fuel: 75 MJ out of 70 MJ in, 5/75 too much."""
    flows = ({"id": "waste_heat", "name_zh": "废热", "name_en": "waste heat", "unit": "MJ"},)
    rows = ({"process": "plant", "direction": "waste", "flow": "waste_heat", "amount": 25,
             "unit": "MJ", "supplier": "process:sink"},)  # fmt: skip
    found = plant(footprint(tmp_path, rows=rows, flows=flows, processes=(SINK,)))
    assert (found.outflow, found.lost) == (50.0, 25.0)
    assert found.excess == pytest.approx(5 / 75)


def test_heating_values_without_source_are_named(tmp_path: Path) -> None:
    found = plant(footprint(tmp_path, source=""))
    assert found.unsourced == ("feed",)
    assert plant(footprint(tmp_path / "b")).unsourced == ()


def test_the_system_takes_what_crosses_its_border(tmp_path: Path) -> None:
    """Feed stays inside: 10 MJ of heat enter, 50 MJ leave; the mine draws its feed from nature, so
    the excess of the system is the 40 MJ of the ground."""
    whole = footprint(tmp_path).energy_balances()[-1]
    assert (whole.process, whole.inflow, whole.outflow) == ("system", 10.0, 50.0)
    assert whole.excess == pytest.approx(0.8)


def test_a_process_that_takes_nothing_in_is_not_judged(tmp_path: Path) -> None:
    mine = footprint(tmp_path).energy_balances()[0]
    assert (mine.process, mine.outflow, mine.excess) == ("mine", 30.0, None)


def test_figures_of_a_balance_are_explained(tmp_path: Path) -> None:
    result = footprint(tmp_path, feed=None)
    assert result.explain("balance:plant/energy.inflow").value == 10.0
    assert result.explain("balance:plant/energy.outflow").unit == "MJ"
    facts = {f.key: f.value for f in result.explain("balance:plant/energy").facts}
    assert facts["energy_uncovered_in"] == "feed 2 kg"


def test_electricity_of_own_works_is_energy_whatever_it_is_called() -> None:
    """Blast furnace gas makes power inside the works: 30 kWh of it enter the converter."""
    import pcf
    from pcf.location import data_root

    result = pcf.Project.load(data_root("datasets") / "examples" / "steel-bf-bof").calculate()
    converter = next(b for b in result.energy_balances() if b.process == "bof_steelmaking")
    assert {u.flow for u in converter.uncovered} == {"dolomite", "ferromanganese", "refractory"}
    assert converter.excess == 0.0


@pytest.mark.parametrize(
    ("example", "ratio"),
    [("hydrogen-electrolysis", 119.96 / (51.8 * 3.6)), ("hydrogen-gas", 0.731)],
)
def test_efficiencies_of_examples(example: str, ratio: float) -> None:
    """Electrolysis: 119.96 MJ of hydrogen of 51.8 kWh; reforming: as its gas and power give."""
    import pcf
    from pcf.location import data_root

    result = pcf.Project.load(data_root("datasets") / "examples" / example).calculate()
    assert result.energy_balances()[-1].ratio == pytest.approx(ratio, abs=5e-4)
