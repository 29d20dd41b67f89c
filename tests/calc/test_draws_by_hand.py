"""Draws of foregrounds whose answer is known in closed form."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from pcf.background import Background
from pcf.calc.distributions import Z95
from pcf.calc.footprint import Footprint
from pcf.calc.recalculation import Recalculation
from pcf.calc.uncertain.laws import Law, law_of
from pcf.calc.uncertain.monte_carlo import Drawable, MonteCarlo, monte_carlo, paired
from pcf.calc.uncertain.run import Drawer
from pcf.calc.uncertain.sample import Sampling
from pcf.calc.uncertain.stated import stated_inputs
from pcf.errors import PcfError

sys.path.append(str(Path(__file__).parents[1]))
import kit
import oracle

DATASETS = {
    "coal": {"product": "coal", "unit": "kg", "emissions": {"co2_fossil": 2.0}},
    "wind": {"product": "power", "unit": "kWh", "emissions": {"co2_fossil": 0.01}},
    "grid": {"product": "power", "unit": "kWh", "emissions": {"co2_fossil": 0.6}},
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Background:
    return kit.background(tmp_path_factory.mktemp("bg"), DATASETS)


MAKE = [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}]
COAL = {"process": "make", "flow": "coal", "unit": "kg", "supplier": "bg:coal"}


def footprint(
    folder: Path,
    background: Background,
    rows: Sequence[dict[str, Any]],
    parameters: str = "",
    settings: str = "",
    processes: Sequence[dict[str, Any]] = MAKE,
) -> Footprint:
    kit.project(
        folder,
        processes,
        demand={"make": (1, "kg")},
        tables={"exchanges": rows},
        files={"model/parameters.toml": parameters},
    )
    with (folder / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(settings)
    return kit.footprint(folder, background)


def drawn(found: Footprint, draws: int = 4000, seed: int = 1, **more: Any) -> MonteCarlo:
    return monte_carlo(Drawable("x", found), Sampling(draws, seed, **more))


def within(estimate: Any, value: float, times: float = 2.0) -> bool:
    """Whether a true value lies within twice the 95 % range of its estimate."""
    half = times * max(estimate.high - estimate.value, estimate.value - estimate.low)
    return abs(estimate.value - value) <= half


PRODUCT = """
[a]
value = 3
unit = "kg"
gsd = 1.3
[b]
value = 5
unit = "1"
distribution = "lognormal"
gsd = 1.1
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, tiny: Background) -> Footprint:
    folder = tmp_path_factory.mktemp("product") / "p"
    return footprint(folder, tiny, [{**COAL, "formula": "a * b"}], PRODUCT)


def test_a_product_of_lognormals_is_lognormal(product: Footprint) -> None:
    """F = 2ab, median 30, ln F has variance s2 = ln(1.3)^2 + ln(1.1)^2."""
    found = drawn(product).statistics
    s2 = log(1.3) ** 2 + log(1.1) ** 2
    assert within(found.median, 30.0)
    assert within(found.mean, 30.0 * exp(s2 / 2))
    assert within(found.standard_deviation, 30.0 * exp(s2 / 2) * sqrt(exp(s2) - 1))
    assert within(found.quantiles[0.975], 30.0 * exp(Z95 * sqrt(s2)))


def test_shares_of_the_variance_are_the_indices_of_the_product(product: Footprint) -> None:
    """First-order index of a: (e^sa2 - 1)/(e^s2 - 1); what is left is the interaction."""
    result = drawn(product, 20_000)
    sa, sb = log(1.3) ** 2, log(1.1) ** 2
    shares = {c.address: c.share for c in result.contributions}
    whole = exp(sa + sb) - 1
    assert shares["parameters.a"] == pytest.approx((exp(sa) - 1) / whole, abs=0.02)
    assert shares["parameters.b"] == pytest.approx((exp(sb) - 1) / whole, abs=0.02)
    assert sum(shares.values()) == pytest.approx(result.explained)
    assert 0 < result.rest < 0.02
    assert result.explained + result.rest == 1.0


def test_reasons_add_up_to_mean_minus_deterministic(product: Footprint) -> None:
    result = drawn(product)
    parts = {r.kind: r for r in result.reasons}
    off = result.statistics.mean.value - result.deterministic
    assert parts["not_centred"].value + parts["curved"].value == pytest.approx(off)
    # mean of a lognormal is not its median: 30 e^(s2/2) - 30 = 1.19
    assert parts["not_centred"].matters
    assert parts["skewed"].matters
    assert parts["skewed"].value < 0


def test_a_sum_of_normals(tmp_path: Path, tiny: Background) -> None:
    """Rows 4 +- 1 and 6 +- 2 kg (95 %) of coal: mean 20, sd 2 sqrt(1 + 4)/z."""
    rows = [
        {**COAL, "amount": 4, "uncertainty": "normal", "low": 3, "high": 5},
        {**COAL, "amount": 6, "uncertainty": "normal", "low": 4, "high": 8},
    ]
    result = drawn(footprint(tmp_path / "p", tiny, rows))
    assert within(result.statistics.mean, 20.0)
    assert within(result.statistics.standard_deviation, 2 * sqrt(5) / Z95)
    assert [c.share for c in result.contributions] == pytest.approx([0.8, 0.2], abs=0.03)
    assert not any(r.matters for r in result.reasons)
    assert result.sample.failed == 0


@pytest.mark.parametrize(
    ("law", "mean", "sd"),
    [
        (law_of("uniform", 0, 2, 5), 3.5, 3 / sqrt(12)),
        # (9 + 16 + 64 - 12 - 24 - 32)/18
        (law_of("triangular", 4, 3, 8), 5.0, sqrt(21 / 18)),
        (law_of("normal", 9, 2, 4), 3.0, 1 / Z95),
        (law_of("lognormal", 9, 1, 4), 2 * exp((log(4) / 2 / Z95) ** 2 / 2), None),
        # mean 0.25 + 1.5 = 1.75, variance 0.25 * 0.5625 + 0.75 * 0.0625
        (Law("discrete", values=((1.0, 0.25), (2.0, 0.75))), 1.75, sqrt(0.1875)),
    ],
)
def test_quantiles_have_the_moments_of_their_law(law: Law, mean: float, sd: float | None) -> None:
    values = law.quantile((np.arange(400_000) + 0.5) / 400_000)
    assert values.mean() == pytest.approx(mean, rel=1e-5)
    assert law.mean == pytest.approx(mean, rel=1e-12)
    assert values.std() == pytest.approx(law.standard_deviation, rel=1e-3)
    if sd is not None:
        assert law.standard_deviation == pytest.approx(sd, rel=1e-12)


def test_a_normal_amount_is_cut_at_zero_and_says_so(tmp_path: Path, tiny: Background) -> None:
    """1 kg, 95 % between -1 and 3: P(below 0) = Phi(-z/2), 16.4 %."""
    row = {**COAL, "amount": 1, "uncertainty": "normal", "low": -1, "high": 3}
    result = drawn(footprint(tmp_path / "p", tiny, [row]))
    assert result.inputs[0].cut == pytest.approx(NormalDist().cdf(-Z95 / 2))
    assert result.sample.known.min() >= 0.0
    assert result.sample.failed == 0


def test_neither_chunks_nor_workers_change_a_bit(product: Footprint) -> None:
    whole = drawn(product, 1000).sample
    for chunk, workers in ((8, 1), (100, 1), (97, 3), (1024, 2)):
        other = drawn(product, 1000, chunk=chunk, workers=workers).sample
        assert np.array_equal(other.totals, whole.totals)
    assert np.array_equal(drawn(product, 10).sample.totals, whole.totals[:10])
    assert not np.any(drawn(product, 10, seed=2).sample.totals == whole.totals[:10])


def test_a_parameter_is_drawn_once_for_all_rows(tmp_path: Path, tiny: Background) -> None:
    """Two rows of a kg: F = 4a, not the sum of two independent ones: sd = 4 * 0.6/sqrt(12)."""
    parameter = '[a]\nvalue = 1\nunit = "kg"\nlow = 0.7\nhigh = 1.3\n'
    rows = [{**COAL, "formula": "a"}, {**COAL, "formula": "a"}]
    result = drawn(footprint(tmp_path / "p", tiny, rows, parameter))
    assert within(result.statistics.standard_deviation, 4 * 0.6 / sqrt(12))
    assert result.inputs[0].basis == "assumed"


SHARES = """
[hydro]
value = 0.2
unit = "1"
[coal]
value = 0.8
unit = "1"
"""
MIX = """
[uncertainty]
seed = 11
[[uncertainty.mix]]
id = "market"
rows = ["parameters.hydro", "parameters.coal"]
kind = "dirichlet"
concentration = 24
"""
POWER = [
    {"process": "make", "flow": "power", "unit": "kWh", "formula": "hydro", "supplier": "bg:wind"},
    {"process": "make", "flow": "power", "unit": "kWh", "formula": "coal", "supplier": "bg:grid"},
]


def test_shares_of_a_mix_keep_adding_to_one(tmp_path: Path, tiny: Background) -> None:
    """Dirichlet with concentration 24: mean share 0.2, variance 0.2 * 0.8/25; F = 0.6 - 0.59 h."""
    found = footprint(tmp_path / "p", tiny, POWER, SHARES, MIX)
    drawer = Drawer(found, Sampling(4000, 11))
    values = drawer.draw(0, 4000)
    assert np.sum(values, axis=0) == pytest.approx(np.ones(4000), rel=1e-14)
    result = drawn(found, seed=11)
    assert within(result.statistics.mean, 0.6 - 0.59 * 0.2)
    assert within(result.statistics.standard_deviation, 0.59 * sqrt(0.16 / 25))
    assert [(c.address, pytest.approx(c.share)) for c in result.contributions] == [
        ("mix:market", 1.0)
    ]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("concentration", ["0.01", "1e-9", "1e-305"])
def test_a_mix_that_is_one_member_or_the_other_has_their_chances(
    tmp_path: Path, tiny: Background, concentration: str
) -> None:
    """A Dirichlet distribution of next to no concentration: hydro alone in a fifth of the draws."""
    mix = MIX.replace("concentration = 24", f"concentration = {concentration}")
    drawer = Drawer(footprint(tmp_path / "p", tiny, POWER, SHARES, mix), Sampling(4000, 11))
    values = drawer.draw(0, 4000)
    assert np.sum(values, axis=0) == pytest.approx(np.ones(4000), rel=1e-14)
    place = [item.address for item in drawer.stated.inputs].index("parameters.hydro")
    hydro = values[place]
    assert np.mean((hydro > 0.01) & (hydro < 0.99)) < 0.02
    assert np.mean(hydro) == pytest.approx(0.2, abs=0.025)  # 4 standard errors
    result = drawer.run()
    assert len(result.known) == 4000


def test_renormalised_members_keep_their_sum(tmp_path: Path, tiny: Background) -> None:
    rows = [
        {**COAL, "id": "A", "amount": 4, "gsd": 1.2},
        {**COAL, "id": "B", "amount": 6, "uncertainty": "uniform", "low": 5, "high": 7},
    ]
    mix = MIX.replace('"parameters.hydro", "parameters.coal"', '"exchanges.A", "exchanges.B"')
    mix = mix.replace("dirichlet", "renormalised").replace("concentration = 24", "")
    result = drawn(footprint(tmp_path / "p", tiny, rows, "", mix))
    # both members are coal: with a sum of 10 kg the footprint cannot move
    assert result.sample.known == pytest.approx(np.full(4000, 20.0), rel=1e-12)


def test_a_mix_of_things_that_cannot_be_mixed_is_refused(tmp_path: Path, tiny: Background) -> None:
    with pytest.raises(PcfError) as caught:
        footprint(tmp_path / "p", tiny, POWER, SHARES, MIX.replace("hydro", "wind"))
    (one,) = (f for f in caught.value.findings if f.level == "error")
    assert (one.code, one.observed, one.location.file) == ("MC007", "parameters.wind", "pcf.toml")
    twice = MIX + MIX.partition("seed = 11")[2].replace('"market"', '"again"')
    with pytest.raises(PcfError) as caught:
        footprint(tmp_path / "q", tiny, POWER, SHARES, twice)
    codes = [f.code for f in caught.value.findings if f.level == "error"]
    assert codes == ["MC008", "MC008"]
    bare = MIX.replace("dirichlet", "renormalised")
    found = footprint(tmp_path / "r", tiny, POWER, SHARES, bare)
    with pytest.raises(PcfError) as caught:
        stated_inputs(found.solved.linked.model)
    assert [(f.code, f.observed) for f in caught.value.findings] == [("MC022", "parameters.hydro")]


def test_scores_give_a_spread_only_when_the_project_says_which(
    tmp_path: Path, tiny: Background
) -> None:
    """sigma^2 = 0.0006 + 0.002 + 0.04 for scores 3,1,5,1,1 by the table stated below."""
    row = {**COAL, "amount": 4, "dq": "3,1,5,1,1"}
    with pytest.raises(PcfError) as caught:
        drawn(footprint(tmp_path / "a", tiny, [row]))
    assert [f.code for f in caught.value.findings] == ["MC002"]
    table = """
[uncertainty.pedigree]
source = "a table of the test"
basic = 0.0006
reliability = [0, 0.0006, 0.002, 0.008, 0.04]
completeness = [0, 0.0001, 0.0006, 0.002, 0.008]
temporal = [0, 0.0002, 0.002, 0.008, 0.04]
geographical = [0, 0.000025, 0.0001, 0.0006, 0.002]
technological = [0, 0.0006, 0.008, 0.04, 0.12]
"""
    result = drawn(footprint(tmp_path / "b", tiny, [row], "", table))
    s2 = 0.0006 + 0.002 + 0.04
    assert result.inputs[0].basis == "pedigree"
    assert within(result.statistics.median, 8.0)
    assert within(result.statistics.standard_deviation, 8 * exp(s2 / 2) * sqrt(exp(s2) - 1))


def test_a_deviation_of_a_formula_is_a_factor_on_it(tmp_path: Path, tiny: Background) -> None:
    """F = 2 a x, a uniform 1..3 and x lognormal around 1: mean 4 e^(s2/2)."""
    parameter = '[a]\nvalue = 2\nunit = "kg"\nlow = 1\nhigh = 3\n'
    row = {**COAL, "formula": "a", "uncertainty": "lognormal", "gsd": 1.2}
    found = footprint(tmp_path / "p", tiny, [row], parameter)
    result = drawn(found)
    assert result.sample.way == "arrays"
    assert result.sample.worst < 1e-12
    assert within(result.statistics.mean, 4 * exp(log(1.2) ** 2 / 2))
    # the first-order way has no value that it could be a spread of
    assert [n.address for n in found.uncertainty().left_out] == ["row:exchanges/R0"]


def test_bounds_beside_a_formula_are_told_and_not_drawn(tmp_path: Path, tiny: Background) -> None:
    parameter = '[a]\nvalue = 2\nunit = "kg"\nlow = 1\nhigh = 3\n'
    row = {**COAL, "formula": "a", "low": 1, "high": 3}
    result = drawn(footprint(tmp_path / "p", tiny, [row], parameter), 50)
    assert [(n.address, n.why) for n in result.sample.stated.left_out] == [
        ("row:exchanges/R0", "formula")
    ]


def test_draws_without_an_answer_are_counted(tmp_path: Path, tiny: Background) -> None:
    """a uniform -1..2 as an amount: a third of the draws would be negative."""
    parameter = '[a]\nvalue = 1\nunit = "kg"\nlow = -1\nhigh = 2\n'
    result = drawn(footprint(tmp_path / "p", tiny, [{**COAL, "formula": "a"}], parameter))
    assert result.sample.failed == pytest.approx(4000 / 3, abs=100)
    assert result.statistics.count == 4000 - result.sample.failed
    assert result.sample.way == "arrays"  # a failed draw was compared, too


def test_a_row_drawn_below_zero_fails_either_way(tmp_path: Path, tiny: Background) -> None:
    """1 kg, uniform -1..2: a third fails, counted alike by arrays and by full calculation."""
    row = {**COAL, "amount": 1, "uncertainty": "uniform", "low": -1, "high": 2}
    found = footprint(tmp_path / "p", tiny, [row])
    result = drawn(found, 300)
    assert (result.sample.way, result.sample.worst) == ("arrays", 0.0)
    drawer = Drawer(found, Sampling(300, 1))
    exact = drawer.totals(drawer.draw(0, 300), "one by one")
    assert np.array_equal(exact.failed, np.isnan(result.sample.totals))
    assert 60 < np.sum(exact.failed) < 140


LOOP = [*MAKE, {"id": "power", "product": "juice", "amount": 1, "unit": "kWh"}]
LOOPED = [
    {"process": "make", "flow": "juice", "unit": "kWh", "amount": 1, "supplier": "process:power"},
    {"process": "power", "flow": "thing", "unit": "kg", "formula": "own",
     "supplier": "process:make"},
    {"process": "power", "flow": "coal", "unit": "kg", "amount": 3, "supplier": "bg:coal"},
]  # fmt: skip


def test_loops_are_solved_draw_by_draw(tmp_path: Path, tiny: Background) -> None:
    """F = 6/(1 - own), own uniform 0.2..0.4: mean 6 ln(0.8/0.6)/0.2."""
    parameter = '[own]\nvalue = 0.3\nunit = "kg"\nlow = 0.2\nhigh = 0.4\n'
    result = drawn(footprint(tmp_path / "p", tiny, LOOPED, parameter, processes=LOOP))
    assert result.sample.way == "arrays"
    assert result.sample.worst < 1e-12
    assert within(result.statistics.mean, 6 * log(0.8 / 0.6) / 0.2)
    assert {r.kind for r in result.reasons if r.matters} >= {"curved"}


def test_a_loop_that_eats_more_than_it_makes_fails(tmp_path: Path, tiny: Background) -> None:
    """own uniform 0.2..1.8: half of the draws have no productive answer."""
    parameter = '[own]\nvalue = 0.3\nunit = "kg"\nlow = 0.2\nhigh = 1.8\n'
    found = footprint(tmp_path / "p", tiny, LOOPED, parameter, processes=LOOP)
    result = drawn(found, 400)
    assert result.sample.failed == pytest.approx(200, abs=45)
    assert result.sample.known.min() > 0.0


def test_amounts_of_zero_are_drawn(tmp_path: Path, tiny: Background) -> None:
    """0 kg, drawn between 0 and 2 kg; and a formula that is zero as stated: mean 2 + 2 * 0.5."""
    row = {**COAL, "amount": 0, "uncertainty": "uniform", "low": 0, "high": 2}
    parameter = '[a]\nvalue = 1\nunit = "kg"\nlow = 1\nhigh = 2\n'
    rows = [row, {**COAL, "formula": "a - unit_mass"}]
    parameter += '[unit_mass]\nvalue = 1\nunit = "kg"\n'
    result = drawn(footprint(tmp_path / "p", tiny, rows, parameter), 2000)
    assert result.sample.way == "arrays"
    assert within(result.statistics.mean, 3.0)


def test_transport_of_nothing_is_drawn_one_by_one(tmp_path: Path, tiny: Background) -> None:
    kit.project(
        tmp_path / "p",
        MAKE,
        demand={"make": (1, "kg")},
        tables={
            "exchanges": [{**COAL, "id": "A", "amount": 0, "low": 0, "high": 2}],
            "transport": [{"process": "make", "mode": "road_truck", "cargo": "exchanges/A",
                           "distance": 100, "distance_unit": "km", "supplier": "bg:lorry"}],
        },
    )  # fmt: skip
    lorry = {"product": "tkm", "unit": "tkm", "emissions": {"co2_fossil": 0.1}}
    known = kit.background(tmp_path / "bg", {**DATASETS, "lorry": lorry})
    result = drawn(kit.footprint(tmp_path / "p", known), 200)
    # 2 kg CO2 of coal and 0.1 t km x 0.1 kg of lorry per kg
    assert result.sample.way == "one by one"
    assert within(result.statistics.mean, 2.01)


def test_arrays_that_are_off_are_not_believed(
    product: Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that arrays do not know would show in the compared draws: then each is exact."""
    from pcf.calc.uncertain import compiled

    known = drawn(product, 40).sample
    monkeypatch.setattr(compiled, "cells_of", lambda address, rows: ())
    result = drawn(product, 40)
    assert result.sample.way == "one by one"
    assert [f.code for f in result.findings if f.code.startswith("MC")] == ["MC009"]
    assert result.sample.totals == pytest.approx(known.totals, rel=1e-12)


def test_brightway_agrees_on_drawn_matrices(product: Footprint) -> None:
    """The matrices of single draws through bw2calc give the totals of the arrays to 1e-9."""
    drawer = Drawer(product, Sampling(3, 5))
    values, totals = drawer.draw(0, 3), drawer.run().totals
    again = Recalculation(product.solved)
    for d in range(3):
        a, b = values[:, d].tolist()
        solved = again.with_values({"a": a, "b": b}, {})
        assert solved is not None
        assert oracle.brightway_score(solved) == pytest.approx(totals[d], rel=1e-9)


def test_two_scenarios_on_common_draws(product: Footprint, tmp_path: Path) -> None:
    """B = 1.1 A in every draw: A is below B for certain, and the difference is 0.1 A."""
    row = {**COAL, "formula": "1.1 * a * b"}
    other = footprint(tmp_path / "q", product.solved.linked.background, [row], PRODUCT)
    result = paired(
        Drawable("a", product), Drawable("b", other), Sampling(500, 3), same_project=True
    )
    c = result.comparison
    assert c.a_below_b.value == 1.0
    assert 0.98 < c.a_below_b.low < 1.0
    assert c.difference.mean.value == pytest.approx(0.1 * result.statistics.mean.value)
    sd = result.statistics.standard_deviation.value
    assert c.difference.standard_deviation.value == pytest.approx(0.1 * sd)
    assert (c.common, c.own) == (2, 0)


def test_rows_of_two_products_with_one_id_are_not_one_thing(
    tmp_path: Path, tiny: Background
) -> None:
    """Rows R0 of two products with other amounts are independent: P(A < B) = 1/2 by symmetry."""
    one = {**COAL, "amount": 4, "uncertainty": "uniform", "low": 3, "high": 5}
    a = footprint(tmp_path / "a", tiny, [one])
    b = footprint(tmp_path / "b", tiny, [{**one, "source": "another plant"}])
    b = replace(b, project="other")
    sampling = Sampling(2000, 3)
    apart = paired(Drawable("a", a), Drawable("b", b), sampling, same_project=False).comparison
    assert (apart.common, apart.own) == (0, 2)
    assert apart.a_below_b.low < 0.5 < apart.a_below_b.high
    # the same statement word for word is the same thing: no difference in any draw
    same = paired(Drawable("a", a), Drawable("b", a), sampling, same_project=False).comparison
    assert (same.common, same.own, same.equal) == (1, 0, 2000)


def test_first_order_knows_deviations_and_single_values(tmp_path: Path, tiny: Background) -> None:
    """Discrete 3 or 5 kg: sd 1 kg, 2 kg CO2e. gsd 1.2 around 4 kg: lognormal with median 4."""
    row = {**COAL, "amount": 4, "uncertainty": "discrete", "values": "3:1; 5:1"}
    found = footprint(tmp_path / "a", tiny, [row]).uncertainty()
    assert found.standard_deviation == pytest.approx(2.0)
    assert (found.low, found.high) == (6.0, 10.0)
    found = footprint(tmp_path / "b", tiny, [{**COAL, "amount": 4, "gsd": 1.2}]).uncertainty()
    s2 = log(1.2) ** 2
    assert found.standard_deviation == pytest.approx(8 * exp(s2 / 2) * sqrt(exp(s2) - 1))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"gsd": 1.2, "low": 3, "high": 5}, "MC014"),
        ({"gsd": 1.2, "uncertainty": "uniform"}, "MC014"),
        ({"gsd": 0.9}, "MC015"),
        ({"values": "3:1"}, "MC016"),
        ({"values": "3:1; 3:2"}, "MC016"),
        ({"values": "3:1; x:2"}, "NU001"),
        ({"uncertainty": "discrete"}, "MC016"),
        ({"uncertainty": "lognormal"}, "NU025"),
    ],
)
def test_faulty_spreads(tmp_path: Path, tiny: Background, cells: dict, code: str) -> None:
    with pytest.raises(PcfError) as caught:
        footprint(tmp_path / "p", tiny, [{**COAL, "amount": 4, **cells}])
    found = {f.code: f for f in caught.value.findings if f.level == "error"}
    assert code in found
    assert found[code].location.line == 2


def test_a_parameter_can_be_explained(product: Footprint) -> None:
    """F = 2ab = 30: dF/da = 10."""
    found = product.explain("parameters.a")
    assert (found.value, found.unit, found.terms) == (3.0, "kg", ())
    facts = {fact.key: fact.value for fact in found.facts}
    assert facts["spread"] == "lognormal, gsd 1.3"
    assert facts["derivative"] == "10 kg CO2e/kg / kg"
    assert facts["used_by"] == "row:exchanges/R0"
