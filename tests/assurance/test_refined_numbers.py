"""Numbers of a bundle do not hang on the last bits of a solver."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array, random_array

from pcf.assurance import refined
from pcf.assurance.rounded import rounded
from pcf.calc.exact import product_error
from pcf.calc.inventory import Foreground
from pcf.calc.solve import Factorized


def _system(n: int) -> SimpleNamespace:
    """A of n processes that buy less than they make, B of three gases."""
    rng = np.random.default_rng(4)
    bought = random_array((n, n), density=0.05, rng=rng) * 0.3
    technosphere = csc_array(np.eye(n) - bought.toarray())
    biosphere = csc_array(random_array((3, n), density=0.4, rng=rng))
    exact = np.linalg.solve(technosphere.toarray().T, biosphere.toarray().T)
    return SimpleNamespace(matrices=lambda: (technosphere, biosphere), intensities=exact)


@pytest.mark.parametrize("factorized_up_to", [4000, 0])
def test_noise_of_the_solver_does_not_reach_the_digits(
    monkeypatch: pytest.MonkeyPatch, factorized_up_to: int
) -> None:
    """Answers that differ by a part in 10^10 are refined to the same twelve digits."""
    monkeypatch.setattr(refined, "_FACTORIZED", factorized_up_to)
    made: list[Any] = []
    for seed in range(3):
        system = _system(80)
        noise = np.random.default_rng(seed).standard_normal(system.intensities.shape)
        system.intensities = system.intensities * (1 + 1e-10 * noise)
        made.append(refined.canonical_intensities(system))  # type: ignore[arg-type]
    assert np.array_equal(made[0], made[1])
    assert np.array_equal(made[0], made[2])
    assert np.allclose(made[0], _system(80).intensities, rtol=1e-11, atol=1e-18)


def test_what_is_left_over_is_exact() -> None:
    """1 - 1/3 x 3 in doubles: 0.333... is 1/3 - 2^-54/3, so 2^-54 is left, and not 0."""
    matrix = csr_array(np.array([[3.0]]))
    third = np.array([1 / 3])
    left = refined.left_over(matrix, np.array([1.0]), third, np.zeros(1))
    assert Fraction(float(left[0])) == 1 - 3 * Fraction(1 / 3)
    assert left[0] == 2.0**-54


def test_the_error_of_a_product_is_exact() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.standard_normal(50), rng.standard_normal(50)
    error = product_error(a, b, a * b)
    for x, y, e in zip(a.tolist(), b.tolist(), error.tolist(), strict=True):
        assert Fraction(x) * Fraction(y) == Fraction(x * y) + Fraction(e)


@pytest.mark.parametrize("transposed", [False, True])
def test_a_foreground_is_solved_to_the_last_bit(transposed: bool) -> None:
    """Two processes that feed each other: [[3, -1/7], [-1/3, 2]] s = [1, 1], in fractions."""
    entries = ((0, 0, 3.0), (0, 1, -1 / 7), (1, 0, -1 / 3), (1, 1, 2.0))
    foreground = SimpleNamespace(size=2, entries=entries)
    found = Factorized(_as_foreground(foreground)).solve(np.ones(2), transposed=transposed)
    a, b, c, d = (Fraction(v) for _, _, v in entries)
    if transposed:
        b, c = c, b
    determinant = a * d - b * c
    assert found.tolist() == [float((d - b) / determinant), float((a - c) / determinant)]


def _as_foreground(made: SimpleNamespace) -> Foreground:
    whole: Any = made
    return whole  # type: ignore[no-any-return]


def test_numbers_are_written_to_twelve_digits() -> None:
    assert rounded({"a": [1 / 3, -0.0, 2], "b": float("nan")}) == {
        "a": [0.333333333333, 0.0, 2], "b": None,
    }  # fmt: skip
