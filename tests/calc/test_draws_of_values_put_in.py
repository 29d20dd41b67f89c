"""A value that is put in is not drawn by the spread of the value that it replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pcf.api import Project
from pcf.calc.uncertain.monte_carlo import MonteCarlo
from pcf.errors import PcfError
from pcf.report.uncertainty_view import uncertainty_page
from pcf.spread import DrawChoice

import kit  # isort: skip

PARAMETERS = """[load]
value = 2
unit = "kg"
low = 1
high = 3
source = "t"
"""
ROWS: list[dict[str, Any]] = [
    {"id": "E-1", "process": "make", "direction": "emission", "flow": "co2_fossil",
     "amount": 4, "unit": "kg", "uncertainty": "uniform", "low": 3, "high": 5},
    {"id": "E-2", "process": "make", "direction": "emission", "flow": "co2_fossil",
     "formula": "load", "unit": "kg"},
]  # fmt: skip


@pytest.fixture
def thing(tmp_path: Path) -> Path:
    """Total = 4 (3 .. 5) + load 2 (1 .. 3) = 6 kg CO2e."""
    return made(tmp_path)


def made(folder: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    process = {"id": "make", "product": "thing", "amount": 1, "unit": "kg", "stage": "production"}
    scenario = '[set]\n"exchanges.E-1.amount" = 9\n"parameters.load" = 7\n'
    return kit.project(
        folder / "p",
        [process],
        demand={"make": (1, "kg")},
        tables={"flows": [{"id": "thing", "unit": "kg"}], "exchanges": rows},
        files={"model/parameters.toml": PARAMETERS, "scenarios/more.toml": scenario},
    )


def drawn(folder: Path, *put_in: str, **more: Any) -> MonteCarlo:
    choice = DrawChoice(seed=1, draws=500, overrides=put_in, **more)
    return Project.load(folder).uncertainty(choice)


def left_out(result: MonteCarlo) -> list[tuple[str, str]]:
    return [(item.address, item.why) for item in result.sample.stated.left_out]


def test_a_row_that_is_put_in_leaves_the_draws_and_is_named(thing: Path) -> None:
    result = drawn(thing, "exchanges.E-1.amount=20")  # 20 + load (1 .. 3)
    assert result.deterministic == 22.0
    assert result.statistics.mean.value == pytest.approx(22.0, abs=0.1)
    assert result.sample.totals.min() >= 21.0
    assert left_out(result) == [("row:exchanges/E-1", "put_in")]
    assert [c.address for c in result.contributions or ()] == ["parameters.load"]
    assert result.to_dict()["not_drawn"] == [{"address": "row:exchanges/E-1", "why": "put_in"}]
    for lang, words in (("en", "value put in"), ("zh", "代入")):
        text = uncertainty_page(result, lang).render(200)  # type: ignore[arg-type]
        assert any(words in line and "row:exchanges/E-1" in line for line in text.splitlines())


def test_a_parameter_that_is_put_in_leaves_the_draws(thing: Path) -> None:
    result = drawn(thing, "parameters.load=7")
    assert result.statistics.mean.value == pytest.approx(11.0, abs=0.1)
    assert left_out(result) == [("parameters.load", "put_in")]


@pytest.mark.parametrize("text", ["4", "4.0"])
def test_the_value_that_stands_there_keeps_its_spread(thing: Path, text: str) -> None:
    assert left_out(drawn(thing, f"exchanges.E-1.amount={text}")) == []
    assert left_out(drawn(thing, "parameters.load=2")) == []


@pytest.mark.parametrize("backwards", [False, True])
def test_a_spread_that_is_put_in_with_its_value_is_drawn(thing: Path, backwards: bool) -> None:
    put_in = ["exchanges.E-1.amount=20", "exchanges.E-1.low=19", "exchanges.E-1.high=21"]
    result = drawn(thing, *(put_in[::-1] if backwards else put_in))
    assert left_out(result) == []
    assert 0.3 < result.contributions[0].share < 0.7  # type: ignore[index]
    assert 20.0 <= result.sample.totals.min() <= result.sample.totals.max() <= 24.0


def test_a_geometric_standard_deviation_goes_with_any_value(tmp_path: Path) -> None:
    rows = [{**ROWS[0], "uncertainty": "", "low": "", "high": "", "gsd": 1.1}]
    result = drawn(made(tmp_path, rows), "exchanges.E-1.amount=20")
    assert left_out(result) == []
    assert result.statistics.median.value == pytest.approx(20.0, abs=0.5)


def test_a_scenario_with_other_values_is_compared_with_them(thing: Path) -> None:
    result = drawn(thing, against="more")  # 9 + 7 = 16 against 6 +- 2
    c = result.comparison
    assert c is not None
    assert c.deterministic == 16.0
    assert c.b.mean.value == 16.0
    assert c.a_below_b.value == 1.0
    assert [(n.address, n.why) for n in c.left_out] == [
        ("parameters.load", "put_in"), ("row:exchanges/E-1", "put_in"),
    ]  # fmt: skip
    assert "row:exchanges/E-1" in uncertainty_page(result, "en").render(200)


def test_pairs_that_are_all_equal_are_said_to_be(thing: Path) -> None:
    (thing / "scenarios" / "same.toml").write_text("[set]\n", encoding="utf-8")
    result = drawn(thing, against="same")
    assert result.comparison is not None
    assert result.comparison.equal == 500
    assert "all 500 pairs are equal" in uncertainty_page(result, "en").render(200)
    assert "500对全部相等" in uncertainty_page(result, "zh").render(200)


def test_sobol_indices_use_the_same_inputs(thing: Path) -> None:
    pytest.importorskip("SALib")
    choice = DrawChoice(seed=1, overrides=("exchanges.E-1.amount=20",))
    found = Project.load(thing).sobol(64, choice)
    assert [i.address for i in found.indices] == ["parameters.load"]


def test_uncertainty_to_first_order_uses_the_same_inputs(thing: Path) -> None:
    found = Project.load(thing).calculate(overrides=("exchanges.E-1.amount=20",)).uncertainty()
    assert [i.address for i in found.inputs] == ["parameters.load"]


def test_a_value_outside_its_own_bounds_is_told_at_the_row(tmp_path: Path) -> None:
    folder = made(tmp_path, [{**ROWS[0], "amount": 8}])
    found = [i for i in Project.load(folder).calculate().findings if i.code == "MC023"]
    assert [(i.level, str(i.location)) for i in found] == [
        ("warning", "model/exchanges.csv:2 [amount]")
    ]
    assert "3" in found[0].message("en")
    assert "5" in found[0].message("en")


def test_a_mode_outside_its_triangle_is_refused(tmp_path: Path) -> None:
    folder = made(tmp_path, [{**ROWS[0], "amount": 8, "uncertainty": "triangular"}])
    with pytest.raises(PcfError) as told:
        Project.load(folder).calculate()
    errors = [i for i in told.value.findings if i.level == "error"]
    assert [(i.code, str(i.location)) for i in errors] == [
        ("MC024", "model/exchanges.csv:2 [amount]")
    ]


def test_a_value_put_in_is_not_held_against_bounds_of_another(tmp_path: Path) -> None:
    folder = made(tmp_path, [{**ROWS[0], "uncertainty": "triangular"}])
    found = Project.load(folder).calculate(overrides=("exchanges.E-1.amount=20",))
    assert found.total == 22.0 - 2.0
    assert not [i for i in found.findings if i.code.startswith("MC")]


def test_what_is_compared_with_tells_its_own_failures_and_reasons(thing: Path) -> None:
    """load (1 .. 3) - 1.5 fails below zero, in a quarter of the draws of the scenario alone."""
    more = '[off]\nvalue = 1.5\nunit = "kg"\nsource = "t"\n'
    (thing / "model" / "parameters.toml").write_text(PARAMETERS + more, encoding="utf-8")
    text = '[set]\n"exchanges.E-2.formula" = "load - off"\n'
    (thing / "scenarios" / "minus.toml").write_text(text, encoding="utf-8")
    found = drawn(thing, against="minus").to_dict()
    alone = drawn(thing, scenario="minus").to_dict()
    other = found["comparison"]
    assert found["failed"] == 0
    assert 80 < other["failed"] < 170
    assert other["failed"] == alone["failed"] == 500 - other["pairs"]
    assert other["reasons"] == alone["reasons"] != found["reasons"]
    assert other["statistics"] == alone["statistics"]
