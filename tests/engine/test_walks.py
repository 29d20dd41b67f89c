"""Supply chains walked from the largest contribution down."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcf.engine.solve import intensities
from pcf.engine.traverse import traverse
from tests.engine.systems import random_system, two_in_a_loop


def test_the_walk_through_a_loop_is_the_geometric_row() -> None:
    """One kg of coal: 1 kg, 0.1 kWh, 0.05 kg, 0.005 kWh ... each visit 0.1 or 0.5 of the last."""
    system = two_in_a_loop()
    y = intensities(system).values[:, 0]
    walk = traverse(system, y, {0: 1.0}, 1e-3)
    assert [node.process for node in walk.nodes] == [0, 1, 0, 1, 0]
    assert [node.supply for node in walk.nodes] == pytest.approx([1, 0.1, 0.05, 0.005, 0.0025])
    assert [node.direct for node in walk.nodes] == pytest.approx([0.2, 0.1, 0.01, 0.005, 0.0005])
    assert [node.parent for node in walk.nodes] == [-1, 0, 1, 2, 3]
    assert walk.total == pytest.approx(0.3 / 0.95)


@given(st.integers(0, 10**6), st.sampled_from([0.3, 0.05, 0.003]))
@settings(max_examples=25, deadline=None)
def test_nodes_and_remainder_are_the_whole_score(seed: int, cutoff: float) -> None:
    system = random_system(25, seed)
    y = intensities(system).values[:, 0]
    walk = traverse(system, y, {3: 2.0, 8: 1.0}, cutoff, limit=3000)
    assert fsum([*(n.direct for n in walk.nodes), walk.remainder]) == pytest.approx(
        walk.total, rel=1e-12
    )
    assert all(abs(n.cumulative) >= abs(walk.total) * cutoff for n in walk.nodes if n.depth)


def test_a_finer_walk_holds_the_coarser_one() -> None:
    system = random_system(25, 2)
    y = intensities(system).values[:, 0]

    def visits(cutoff: float) -> set[tuple[int, float]]:
        return {(n.process, n.supply) for n in traverse(system, y, {0: 1.0}, cutoff).nodes}

    assert visits(0.1) < visits(0.01)


def test_a_walk_stops_at_its_limit_and_says_what_is_left() -> None:
    system = random_system(25, 2)
    y = intensities(system).values[:, 0]
    walk = traverse(system, y, {0: 1.0}, 0.0, limit=10)
    assert len(walk.nodes) == 10
    assert 0.0 < walk.remainder < walk.total
