"""What ``docs/scaling.md`` computes on paper, on numbers that can be computed in the head."""

from __future__ import annotations

import pytest
from pages import scaling

FOUND = {
    "runs": {
        "one": {"count": 1000, "cpu_s": 10.0, "cpu_of_children_s": 0.0, "bytes": 200_000},
        "two": {"count": 1000, "cpu_s": 1.0, "cpu_of_children_s": 10.0, "bytes": 200_000},
        "full": {"count": 10, "cpu_s": 5.0, "cpu_of_children_s": 0.0, "bytes": 2_000},
    }
}


def test_costs_are_processor_seconds_per_variant():
    assert scaling.costs(FOUND) == (0.01, 0.5, 0.001, 200.0)


@pytest.mark.parametrize(
    ("workers", "seconds"),
    [(1, 10_000.0), (2, 5_000.0), (10, 1_000.0), (64, 1_000.0)],  # the caller is not shared out
)
def test_a_million_variants(workers, seconds):
    assert scaling.seconds(FOUND, 10**6, workers) == pytest.approx(seconds)


def test_the_measurement_has_equal_bytes_and_flat_memory():
    found = scaling.result()
    assert found["same_bytes"]
    runs = found["runs"]
    assert runs["one"]["count"] == 10 * runs["tenth"]["count"]
    assert runs["one"]["peak_mb"] - runs["tenth"]["peak_mb"] < 10.0
    assert runs["one"]["compiled"] == runs["one"]["count"]
