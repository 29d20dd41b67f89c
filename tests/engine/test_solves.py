"""Intensities, supplies and derivatives of systems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array, csr_array, diags_array

from pcf.engine.derivatives import elasticities, scores
from pcf.engine.krylov import bicgstab
from pcf.engine.levels import groups_of, triangle_of
from pcf.engine.order import order_of
from pcf.engine.reach import reached
from pcf.engine.solve import UnsolvableError, intensities, solve, supply
from pcf.engine.system import NoSystemError, System
from tests.engine.systems import each, random_system, two_in_a_loop


def test_a_loop_of_two_is_solved_as_by_hand() -> None:
    found = intensities(two_in_a_loop())
    coal = 0.3 / 0.95
    assert found.values[:, 0] == pytest.approx([coal, 1.0 + 0.5 * coal], rel=1e-14)
    assert found.error <= 1e-13


@given(st.integers(2, 60), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_both_ways_round_give_the_same_score(size: int, seed: int) -> None:
    system = random_system(size, seed)
    demand = np.random.default_rng(seed).random(size)
    through_supply = float(supply(system, demand).values[:, 0] @ system.burdens[:, 0])
    through_intensity = float(demand @ intensities(system).values[:, 0])
    assert through_supply == pytest.approx(through_intensity, rel=1e-12)


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_units_of_products_change_no_intensity(seed: int) -> None:
    """A product in tonnes, in grams or in PJ: 18 decades of units between rows."""
    system = random_system(40, seed)
    rng = np.random.default_rng(seed)
    unit = 10.0 ** rng.integers(-9, 10, size=40).astype(float)
    matrix = csc_array(system.transposed.T)
    other = System.of(diags_array(unit) @ matrix, system.burdens)
    base, scaled = intensities(system).values, intensities(other).values
    assert scaled[:, 0] * unit == pytest.approx(base[:, 0], rel=1e-10)


def test_what_iteration_cannot_settle_is_factorized() -> None:
    """A credit larger than the product: the spectral radius is above one, an answer exists."""
    rng = np.random.default_rng(5)
    matrix = np.eye(60) + 30.0 * rng.standard_normal((60, 60))
    system = System.of(csc_array(matrix), rng.random(60))
    found = intensities(system)
    assert found.values[:, 0] == pytest.approx(
        np.linalg.solve(matrix.T, system.burdens[:, 0]), rel=1e-8
    )
    assert found.how == "factorized"


def test_a_loop_that_eats_what_it_makes_has_no_answer() -> None:
    eats = System.of(csc_array(np.array([[1.0, -2.0], [-0.5, 1.0]])), [1.0, 1.0])
    with pytest.raises(UnsolvableError):
        intensities(eats)


@pytest.mark.parametrize(
    ("matrix", "burdens"),
    [
        (np.ones((2, 3)), [1.0, 1.0]),
        (np.eye(2), [1.0, 1.0, 1.0]),
        (np.array([[1.0, np.nan], [0.0, 1.0]]), [1.0, 1.0]),
        (np.array([[0.0, 1.0], [1.0, 0.0]]), [1.0, 1.0]),
    ],
)
def test_what_is_no_system_is_refused(matrix: np.ndarray, burdens: list[float]) -> None:
    with pytest.raises(NoSystemError):
        System.of(csc_array(matrix), burdens)


def test_what_leads_to_no_burden_is_zero_and_not_noise() -> None:
    """A chain 0 <- 1 <- 2 ... of 40 with a loop; only process 20 emits, so 0 to 19 have nothing."""
    matrix = np.eye(40) - np.diag(np.full(39, 0.3), 1)
    matrix[25, 21] = -0.4
    burdens = np.zeros(40)
    burdens[20] = 1e-12
    found = intensities(System.of(csc_array(matrix), burdens)).values[:, 0]
    assert found[:20].tolist() == [0.0] * 20
    assert found == pytest.approx(np.linalg.solve(matrix.T, burdens), rel=1e-12, abs=1e-30)


def test_burdens_are_followed_along_chains_of_any_length() -> None:
    """A chain of 300, each drawing on the next; only the last has a burden, product 0 is alone."""
    suppliers = np.arange(2, 300)
    start = np.concatenate([[0, 0], np.arange(1, 299), [298]])
    burdened = np.zeros((300, 2), dtype=bool)
    burdened[299, 1] = True
    found = reached(start, suppliers, burdened)
    assert found[:, 1].tolist() == [False] + [True] * 299
    assert not found[:, 0].any()


def test_an_iteration_stops_where_doubles_hold_no_more() -> None:
    """A demand of one product: from zero the method would divide nothing by nothing."""
    system = random_system(80, 4)
    matrix, demand = system.transposed, np.eye(80)[3]
    found = bicgstab(matrix.dot, matrix.diagonal(), demand, 1e-14, 500)
    assert matrix @ found == pytest.approx(demand, abs=1e-12)


def test_no_burden_anywhere_is_zero_and_not_an_error() -> None:
    system = System.of(csc_array(np.array([[1.0, -0.5], [-0.1, 1.0]])), [0.0, 0.0])
    assert intensities(system).values.tolist() == [[0.0], [0.0]]


def test_every_elasticity_is_the_slope_of_a_new_solve() -> None:
    system = random_system(12, 3)
    y = intensities(system).values[:, 0]
    demand = np.zeros(12)
    demand[4] = 1.0
    s = supply(system, demand).values[:, 0]
    found = elasticities(system, s, y)
    base, step = float(y[4]), 1e-6
    for e in range(system.entries.count):
        amounts = system.entries.amount.copy()
        amounts[e] *= 1.0 + step
        again = System.of(csc_array(system.transposed_with(amounts).T), system.burdens)
        slope = (float(intensities(again).values[4, 0]) - base) / (base * step)
        assert found.technosphere[e] == pytest.approx(slope, abs=2e-5)


def test_burdens_and_outputs_share_out_the_whole_score() -> None:
    """Euler: the score is homogeneous of degree 1 in burdens, of degree 0 in a column with them."""
    system = random_system(30, 8)
    y = intensities(system).values[:, 0]
    demand = np.eye(30)[7]
    s = supply(system, demand).values[:, 0]
    found = elasticities(system, s, y)
    assert float(found.burdens.sum()) == pytest.approx(1.0, rel=1e-12)
    by_process = np.bincount(
        system.entries.consumers(), weights=found.technosphere, minlength=system.size
    )
    whole = by_process + found.outputs + found.burdens
    assert whole == pytest.approx(np.zeros(30), abs=1e-12)


def test_an_elasticity_of_a_score_of_zero_is_refused() -> None:
    system = System.of(csc_array(np.eye(2)), [0.0, 0.0])
    with pytest.raises(ZeroDivisionError):
        elasticities(system, np.ones(2), np.zeros(2))


def test_scores_of_a_portfolio_are_those_of_each_product() -> None:
    system = random_system(20, 11)
    y = intensities(system).values
    assert scores(each(20), y)[:, 0] == pytest.approx(y[:, 0], rel=0, abs=0)


def _foregrounds(products: int, loop: float, seed: int) -> tuple[csr_array, np.ndarray]:
    """Transposed chains of supply of 30 processes each, numbered anyhow; each returns `loop`."""
    rng = np.random.default_rng(seed)
    n = 30 * products
    matrix = np.eye(n)
    for first in range(0, n, 30):
        for k in range(1, 30):
            matrix[first + k, first + rng.integers(max(0, k - 4), k)] = -rng.uniform(0.1, 0.9)
        matrix[first, first + 29] = -loop
    shuffled = rng.permutation(n)
    return csr_array(matrix[shuffled][:, shuffled].T), rng.random(n)


@pytest.mark.parametrize("loop", [0.0, 0.02, 0.9])
def test_chains_of_supply_are_solved_level_by_level(loop: float) -> None:
    matrix, right = _foregrounds(20, loop, 8)
    # 20 of the 600 entries beside the diagonal close a loop, more than a fiftieth of them
    assert (triangle_of(matrix) is None) == (loop > 0.0)
    found = solve(matrix, right[:, None])
    assert found.error <= 1e-13
    exact = np.linalg.solve(matrix.toarray(), right)
    assert found.values[:, 0] == pytest.approx(exact, rel=1e-11)


@pytest.mark.parametrize("loop", [0.02, 0.9, 30.0])
def test_the_few_loops_of_a_foreground_are_iterated_on(loop: float) -> None:
    matrix, right = _foregrounds(5, 0.0, 9)
    looped = csr_array(matrix.copy().todense())
    user, supplier = np.argwhere(np.abs(np.linalg.inv(matrix.toarray())) > 0.0)[-1]
    looped = looped.tolil()
    looped[supplier, user] = -loop
    looped = csr_array(looped)
    assert triangle_of(looped) is not None
    found = solve(looped, right[:, None])
    exact = np.linalg.solve(looped.toarray(), right)
    assert found.values[:, 0] == pytest.approx(exact, rel=1e-9)


def test_a_triangle_of_lines_in_any_order_is_exact() -> None:
    matrix, right = _foregrounds(3, 0.0, 10)
    triangle = triangle_of(matrix)
    assert triangle is not None
    assert len(triangle.ends) > 5
    assert matrix @ triangle.solve(right) == pytest.approx(right, rel=1e-13)


def test_a_chain_longer_than_a_triangle_is_worth_is_iterated_on() -> None:
    n = 400
    matrix = csr_array(np.eye(n) - np.diag(np.full(n - 1, 0.5), 1))
    assert triangle_of(matrix) is None
    found = solve(matrix, np.ones((n, 1))).values[:, 0]
    # y_k = 1 + 0.5 y_(k+1), the last 1: 2 - 0.5^(n-1-k)
    assert found == pytest.approx(2.0 - 0.5 ** np.arange(n - 1, -1, -1.0), rel=1e-12)


def test_sweeps_take_what_cannot_loop_once() -> None:
    """0 draws on nothing, 1 and 2 on each other and 0, 3 on 2, 4 on 3; numbered backwards."""
    at = {(0, 1): 0.1, (2, 1): 0.2, (1, 2): 0.3, (2, 3): 0.4, (3, 4): 0.5}
    matrix = np.eye(5)
    for (supplier, user), amount in at.items():
        matrix[4 - supplier, 4 - user] = -amount
    order = order_of(System.of(csc_array(matrix), np.ones(5)))
    assert order.core == (1, 3)
    lines = (4 - order.lines).tolist()
    assert lines[0] == 0
    assert sorted(lines[1:3]) == [1, 2]
    assert lines[3:] == [3, 4]


def test_a_supplier_that_is_listed_twice_ends_no_search() -> None:
    """The search for groups in scipy may run forever on repeated places: they are merged first."""
    rng = np.random.default_rng(1)
    line = np.sort(rng.integers(0, 200, 800))
    place = rng.integers(0, 200, 800)
    start = np.searchsorted(line, np.arange(201))
    twice = csr_array((np.ones(1600), np.repeat(place, 2), 2 * start), shape=(200, 200))
    once = csr_array((np.ones(800), (line, place)), shape=(200, 200))
    assert groups_of(twice).max() == groups_of(once).max()
    assert twice.nnz == 1600
