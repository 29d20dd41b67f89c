"""First-order uncertainty on cases whose answer is known."""

from __future__ import annotations

import sys
from math import sqrt
from pathlib import Path

import pytest

from pcf.calc.distributions import Z95, standard_deviation
from pcf.calc.footprint import Footprint

sys.path.append(str(Path(__file__).parents[1]))
import kit

COAL = {"coal": {"product": "coal", "unit": "kg", "emissions": {"co2_fossil": 2.0}}}


def footprint(folder: Path, parameters: str, rows: list[dict]) -> Footprint:
    kit.project(
        folder / "p",
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": [{"process": "make", **row} for row in rows]},
        files={"model/parameters.toml": parameters},
    )
    return kit.footprint(folder / "p", kit.background(folder / "bg", COAL))


PRODUCT = """
[a]
value = 3
unit = "kg"
low = 2.4
high = 3.6
[b]
value = 5
unit = "1"
low = 4
high = 6
distribution = "normal"
[c]
value = 7
unit = "1"
"""
ROW = {"flow": "coal", "formula": "a * b", "unit": "kg", "supplier": "bg:coal"}


def test_y_is_a_times_b(tmp_path: Path) -> None:
    """F = 2ab = 30. dF/da = 2b = 10, dF/db = 2a = 6. a is uniform: sd = 1.2/sqrt(12); b is normal:
    sd = 2/(2 z). First-order variance (10 sd_a)^2 + (6 sd_b)^2."""
    found = footprint(tmp_path, PRODUCT, [ROW]).uncertainty()
    sd_a, sd_b = 1.2 / sqrt(12), 2 / (2 * Z95)
    variance = (10 * sd_a) ** 2 + (6 * sd_b) ** 2
    assert found.standard_deviation == pytest.approx(sqrt(variance), rel=1e-9)
    assert found.low95 == pytest.approx(30 - Z95 * sqrt(variance), rel=1e-9)
    assert found.high95 == pytest.approx(30 + Z95 * sqrt(variance), rel=1e-9)
    by_name = {i.address: i for i in found.inputs}
    assert by_name["parameters.a"].derivative == pytest.approx(10, rel=1e-9)
    assert by_name["parameters.a"].share == pytest.approx((10 * sd_a) ** 2 / variance, rel=1e-9)
    assert by_name["parameters.a"].is_assumed
    assert by_name["parameters.b"].distribution == "normal"
    assert not by_name["parameters.b"].is_assumed
    # a at 2.4 takes 6, b at 4 takes 6: 30 - 12 and 30 + 12
    assert (found.low, found.high) == (pytest.approx(18), pytest.approx(42))
    assert found.stated_share == 1.0


def test_shares_of_the_variance_add_up(tmp_path: Path) -> None:
    found = footprint(tmp_path, PRODUCT, [ROW]).uncertainty()
    assert sum(i.share for i in found.inputs) == pytest.approx(1)


def test_a_row_with_a_spread(tmp_path: Path) -> None:
    """4 kg of coal, triangular between 3 and 8: variance (9+16+64-12-24-32)/18 = 21/18, times
    2^2. An emission of 2 kg without a spread: 8 of 10 kg CO2e have a stated uncertainty."""
    rows = [
        {"flow": "coal", "amount": 4, "unit": "kg", "supplier": "bg:coal",
         "uncertainty": "triangular", "low": 3, "high": 8},
        {"flow": "co2_fossil", "amount": 2, "unit": "kg", "direction": "emission"},
    ]  # fmt: skip
    found = footprint(tmp_path, "", rows).uncertainty()
    assert found.standard_deviation == pytest.approx(2 * sqrt(21 / 18))
    assert found.stated_share == pytest.approx(0.8)


def test_nothing_is_assumed(tmp_path: Path) -> None:
    rows = [{"flow": "coal", "amount": 4, "unit": "kg", "supplier": "bg:coal"}]
    found = footprint(tmp_path, "", rows).uncertainty()
    assert (found.inputs, found.standard_deviation, found.low95) == ((), None, None)
    assert found.stated_share == 0.0


def test_a_row_by_formula_is_told_and_not_counted_twice(tmp_path: Path) -> None:
    row = {**ROW, "uncertainty": "range", "low": 10, "high": 20}
    found = footprint(tmp_path, PRODUCT, [row]).uncertainty()
    assert [i.address for i in found.inputs] == ["parameters.a", "parameters.b"]
    assert [(n.address.split("/")[0], n.why) for n in found.left_out] == [
        ("row:exchanges", "formula")
    ]


def test_lognormal() -> None:
    """Points 1 and e^(2 z 0.3): s = 0.3, m^2 = e^(2 z 0.3); variance m^2 e^(s2)(e^(s2) - 1)."""
    from math import exp

    high = exp(2 * Z95 * 0.3)
    wanted = sqrt(high * exp(0.09) * (exp(0.09) - 1))
    assert standard_deviation("lognormal", 2.0, 1.0, high) == pytest.approx(wanted)
    assert standard_deviation("lognormal", 2.0, 0.0, 3.0) is None
    assert standard_deviation("triangular", 9.0, 0.0, 3.0) is None


@pytest.mark.parametrize(
    ("spread", "mean"),
    # of 4 kg between 2 and 5: (2 + 5) / 2; (2 + 4 + 5) / 3; sqrt(10) exp(s^2 / 2), s = ln 2.5 / 2z
    [("range", 3.5), ("triangular", 11 / 3), ("normal", 3.5), ("lognormal", 3.2499)],
)
def test_a_95_percent_range_lies_about_the_expected_value(
    spread: str, mean: float, tmp_path: Path
) -> None:
    """2 kg CO2e per kg of coal: a total of 8, and an expected value of 2 x the mean."""
    row = {"flow": "coal", "amount": 4, "unit": "kg", "supplier": "bg:coal",
           "uncertainty": spread, "low": 2, "high": 5}  # fmt: skip
    found = footprint(tmp_path, "", [row]).uncertainty()
    assert found.total == pytest.approx(8)
    assert found.expected == pytest.approx(2 * mean, rel=1e-4)
    half = Z95 * found.standard_deviation
    assert found.low95 == pytest.approx(found.expected - half)
    assert found.high95 == pytest.approx(found.expected + half)
    assert found.relative95 == pytest.approx(half / 8)
    assert (found.low, found.high) == (pytest.approx(4), pytest.approx(10))
