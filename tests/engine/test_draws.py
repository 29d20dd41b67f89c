"""Random numbers by address, and draws of whole systems."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csc_array, csr_array
from scipy.sparse.linalg import splu

from pcf.engine.montecarlo import (
    BurdenEntries,
    Drawn,
    Sampler,
    Uncertain,
    has_compiler,
    monte_carlo,
)
from pcf.engine.random_words import exponential, normals
from pcf.engine.solve import intensities
from pcf.engine.spread import Kind, Spread, sample
from pcf.engine.system import System
from tests.engine.systems import each, random_system, uncertain

WAYS = [
    False,
    pytest.param(True, marks=pytest.mark.skipif(not has_compiler(), reason="numba not installed")),
]


def test_normals_are_normal_and_independent() -> None:
    drawn = normals(7, 3, 50_000)
    assert stats.kstest(drawn.ravel(), "norm").pvalue > 0.01
    assert np.abs(np.corrcoef(drawn.T) - np.eye(8)).max() < 0.02
    assert np.abs(np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]) < 0.02


def test_a_number_depends_on_seed_block_and_place_alone() -> None:
    whole = normals(7, 3, 1000)
    assert np.array_equal(normals(7, 3, 10, first=500), whole[500:510])
    assert not np.any(normals(8, 3, 1000) == whole)
    assert not np.any(normals(7, 4, 1000) == whole)


def test_the_exponential_is_exact_enough() -> None:
    x = np.linspace(-20.0, 20.0, 2001)
    assert exponential(x) == pytest.approx(np.exp(x), rel=1e-11)


def test_every_distribution_has_its_mean_and_spread() -> None:
    kinds = [Kind.LOGNORMAL, Kind.NORMAL, Kind.UNIFORM, Kind.TRIANGULAR, Kind.NONE]
    amount = np.full(5, 3.0)
    spread = Spread(
        np.array(kinds, dtype=np.int8),
        np.array([0.2, 0.5, 0.0, 0.0, 0.0]),
        np.array([0.0, 0.0, 2.0, 1.0, 0.0]),
        np.array([0.0, 0.0, 5.0, 8.0, 0.0]),
    )
    drawn = np.hstack([sample(amount, spread, 1, block) for block in range(4000)])
    mean, sd = drawn.mean(axis=1), drawn.std(axis=1)
    # lognormal: median·exp(σ²/2); uniform: (a+b)/2, (b-a)/√12;
    # triangular (1, 3, 8): mean 4, variance (1+9+64-3-8-24)/18 = 39/18
    expected = [3.0 * np.exp(0.02), 3.0, 3.5, 4.0, 3.0]
    spreads = [
        3.0 * np.exp(0.02) * np.sqrt(np.expm1(0.04)), 0.5, 3.0 / np.sqrt(12.0),
        np.sqrt(39.0 / 18.0), 0.0,
    ]  # fmt: skip
    assert mean == pytest.approx(expected, rel=0.01)
    assert sd == pytest.approx(spreads, rel=0.02)


def test_amounts_of_an_entry_do_not_depend_on_those_around_it() -> None:
    kind = np.resize(np.array([1, 2, 3, 4, 0], dtype=np.int8), 9000)
    amount, scale = np.full(9000, 3.0), np.full(9000, 0.2)
    low, high = np.full(9000, 1.0), np.full(9000, 8.0)
    whole = sample(amount, Spread(kind, scale, low, high), 7, 3)
    part = slice(4090, 4107)
    alone = Spread(kind[part], scale[part], low[part], high[part])
    assert np.array_equal(sample(amount[part], alone, 7, 3, first=4090), whole[part])


@pytest.mark.skipif(not has_compiler(), reason="numba not installed")
def test_compiled_and_uncompiled_amounts_agree() -> None:
    from pcf.engine.kernels import sample_into
    from pcf.engine.random_words import keys

    kind = np.resize(np.array([1, 2, 3, 4, 0], dtype=np.int8), 600)
    amount, scale = np.full(600, 3.0), np.full(600, 0.2)
    low, high = np.full(600, 1.0), np.full(600, 8.0)
    out = np.empty((600, 8))
    sample_into(amount, kind, scale, low, high, keys(7, 3), np.arange(40, 640, dtype=np.int32), out)
    spread = Spread(kind, scale, low, high)
    assert out == pytest.approx(sample(amount, spread, 7, 3, first=40), rel=1e-12)


@pytest.mark.parametrize("compiled", WAYS)
def test_a_draw_is_the_answer_of_its_own_matrix(compiled: bool) -> None:
    system = random_system(300, 1)
    sampler = Sampler(uncertain(system, 0.3), compiled=compiled)
    drawn = monte_carlo(sampler, each(300), 16, seed=5)
    assert off_factorized(sampler, drawn, 5) < 1e-9


def off_factorized(sampler: Sampler, drawn: Drawn, seed: int) -> float:
    """Largest relative difference of scores of all products from solves of their own matrices."""
    system, worst = sampler.uncertain.system, 0.0
    for draw, scores in enumerate(drawn.scores):
        amounts, burdens = sampler.amounts(seed, draw // 8)
        matrix = csc_array(system.transposed_with(amounts[:, draw % 8]))
        exact = splu(matrix).solve(burdens[:, draw % 8].copy())
        worst = max(worst, float(np.max(np.abs(scores / exact - 1.0))))
    return worst


@pytest.mark.parametrize("compiled", WAYS)
def test_what_an_uptake_leaves_of_a_burden_is_right_to_one_in_a_million(compiled: bool) -> None:
    """Every tenth process takes up 70 % of its intensity: draws leave next to nothing of some."""
    made = random_system(120, 1)
    burdens = made.burdens.copy()
    burdens[::10] -= 0.7 * intensities(made).values[::10]
    system = System.of(made.transposed.T, burdens)
    sampler = Sampler(uncertain(system, 0.2, 0.4), compiled=compiled)
    drawn = monte_carlo(sampler, each(120), 400, seed=5)
    assert drawn.turned > 0
    assert off_factorized(sampler, drawn, 5) < 1e-6


@pytest.mark.parametrize("compiled", WAYS)
@pytest.mark.parametrize(("loop", "again"), [(0.95, 40), (0.999, 300)])
def test_a_tight_loop_beside_many_others_is_right_to_one_in_a_million(
    compiled: bool, loop: float, again: int
) -> None:
    """Two processes feed each other; a draw of them may come near having no answer."""
    made = random_system(100, 3)
    matrix = np.eye(102)
    matrix[:100, :100] = made.transposed.toarray().T
    matrix[100, 101] = matrix[101, 100] = -loop
    matrix[100, 5], matrix[7, 100] = -0.05, -0.1
    system = System.of(csc_array(matrix), np.append(made.burdens, [0.3, 0.1]))
    sampler = Sampler(uncertain(system, 0.02, 0.3), compiled=compiled)
    drawn = monte_carlo(sampler, each(102), 400, seed=5)
    assert off_factorized(sampler, drawn, 5) < 1e-6
    assert drawn.again < again


@pytest.mark.parametrize("compiled", WAYS)
def test_small_burdens_behind_large_ones_keep_their_digits(compiled: bool) -> None:
    """A power plant (1e12) listed before a bolt (1e-6), and a process without burdens between."""
    system = System.of(csc_array(np.eye(3)), [1e12, 0.0, 1e-6])
    start = np.array([0, 1, 1, 2], dtype=np.int32)
    entries = BurdenEntries(start, np.array([1e12, 1e-6]))
    certain = Uncertain(system, Spread.none(0), entries, Spread.none(2))
    found = monte_carlo(Sampler(certain, compiled=compiled), each(3), 8, 1).scores
    assert found == pytest.approx(np.tile([1e12, 0.0, 1e-6], (8, 1)), rel=1e-14, abs=0.0)


@pytest.mark.skipif(not has_compiler(), reason="numba not installed")
def test_compiled_and_uncompiled_draws_agree() -> None:
    made = uncertain(random_system(200, 2), 0.2)
    mixed = Spread(
        np.resize([1, 2, 3, 4, 0], made.technosphere.count).astype(np.int8),
        np.full(made.technosphere.count, 0.001),
        made.system.entries.amount * 1.1,
        made.system.entries.amount * 0.9,
    )
    made = Uncertain(made.system, mixed, made.burdens, made.burden_spread)
    one = monte_carlo(Sampler(made, compiled=True), each(200), 24, 9).scores
    other = monte_carlo(Sampler(made, compiled=False), each(200), 24, 9).scores
    assert one == pytest.approx(other, rel=1e-6)


@pytest.mark.parametrize("compiled", WAYS)
def test_chunks_and_workers_change_no_bit(compiled: bool) -> None:
    sampler = Sampler(uncertain(random_system(100, 3), 0.2), compiled=compiled)
    whole = monte_carlo(sampler, each(100), 40, 11).scores
    assert np.array_equal(monte_carlo(sampler, each(100), 40, 11, workers=3).scores, whole)
    assert np.array_equal(monte_carlo(sampler, each(100), 13, 11).scores, whole[:13])


@pytest.mark.skipif(not has_compiler(), reason="numba not installed")
def test_a_block_does_not_depend_on_those_before_it() -> None:
    sampler = Sampler(uncertain(random_system(100, 3), 0.2), compiled=True)
    first = sampler.block(1, 0)[0]
    sampler.block(1, 1)
    assert np.array_equal(sampler.block(1, 0)[0], first)
    assert np.array_equal(sampler.block(1, 0)[0], first)


@pytest.mark.parametrize("compiled", WAYS)
def test_a_draw_that_does_not_come_to_rest_is_solved_again_and_counted(compiled: bool) -> None:
    """Two processes feed each other with 0.95 and σ 0.3: many draws have a loop above one."""
    system = System.of(csc_array(np.array([[1.0, -0.95], [-0.95, 1.0]])), [1.0, 1.0])
    sampler = Sampler(uncertain(system, 0.3), compiled=compiled)
    found = monte_carlo(sampler, each(2), 64, 1)
    beyond = 0
    for draw in range(64):
        amounts, burdens = sampler.amounts(1, draw // 8)
        a, b = -amounts[:, draw % 8]
        r = burdens[:, draw % 8]
        beyond += a * b >= 1.0
        # Aᵀ y = r by Cramer: line of the first process: y0 - a·y1 = r0
        exact = np.array([r[0] + a * r[1], r[1] + b * r[0]]) / (1.0 - a * b)
        assert found.scores[draw] == pytest.approx(exact, rel=1e-6)
    assert beyond > 5
    assert found.unsolvable == 0
    assert found.turned == beyond
    if compiled:
        assert found.again > 0


def test_without_spread_every_draw_is_the_nominal_answer() -> None:
    system = random_system(50, 6)
    certain = Uncertain(
        system,
        Spread.none(system.entries.count),
        BurdenEntries(np.arange(51, dtype=np.int32), system.burdens[:, 0]),
        Spread.none(50),
    )
    sampler = Sampler(certain, compiled=False)
    found = monte_carlo(sampler, csr_array(np.eye(50)), 8, 0).scores
    assert found == pytest.approx(np.tile(sampler.nominal, (8, 1)), rel=1e-12)


@pytest.mark.parametrize("compiled", WAYS)
def test_a_product_of_lognormals_has_the_closed_form(compiled: bool) -> None:
    """A chain of three without loops: y = r · a1 · a2, so ln y is normal with variance 3 σ²."""
    matrix = np.eye(3)
    matrix[0, 1] = matrix[1, 2] = -2.0
    system = System.of(csc_array(matrix), [0.5, 0.0, 0.0])
    drawn = monte_carlo(
        Sampler(uncertain(system, 0.3), compiled=compiled), csr_array(np.eye(3)[2:]), 8000, 4
    ).scores[:, 0]
    logs = np.log(drawn)
    assert logs.mean() == pytest.approx(np.log(2.0), abs=0.02)
    assert logs.std() == pytest.approx(0.3 * np.sqrt(3.0), rel=0.03)
    assert stats.kstest((logs - np.log(2.0)) / (0.3 * np.sqrt(3.0)), "norm").pvalue > 0.01
