"""Systems of the benchmarks: seeded, productive, shaped like large databases."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def generator(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import generator as made

    assert made.__name__ in sys.modules
    return made


def test_the_same_seed_gives_the_same_system(generator):
    one, two, other = (generator.generate(300, 6, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.amounts, two.amounts)
    assert np.array_equal(one.rows, two.rows)
    assert not np.array_equal(one.amounts, other.amounts[: len(one.amounts)])


def test_every_loop_is_productive_and_few_supply_nearly_everybody(generator):
    made = generator.generate(1000, 6)
    drawn = np.bincount(made.columns, made.amounts, made.size)
    assert drawn.max() <= 0.9 + 1e-12
    assert 15 < len(made.rows) / made.size < 25
    bought = np.sort(np.bincount(made.rows[made.columns >= made.markets], minlength=made.size))
    assert bought[-1] > 400  # the first market supplies nearly every second process
    assert bought[: made.size - made.markets].max() == 0  # makers sell to markets only


def test_a_generated_background_gives_the_score_of_its_matrices(generator, tmp_path, monkeypatch):
    from pcf.background import open_background

    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    made = generator.generate(60, 6)
    generator.write_background(made, tmp_path / "tables")
    background = open_background("generated", folder=tmp_path / "tables")
    a = np.eye(60)
    a[made.rows, made.columns] -= made.amounts
    b = np.zeros((6, 60))
    b[made.gas_rows, made.gas_columns] = made.gas_amounts
    expected = np.linalg.solve(a.T, b.T)
    order = [generator.elementary().index(c.flow) for c in background.columns]
    places = [background.index(f"p{j}") for j in range(60)]
    assert background.intensities[places] == pytest.approx(expected[:, order], rel=1e-9)
