"""The experiments of the benchmarks run, and both sides give the same answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Largest relative difference of the answers; where a peer iterates or differs, more.
EQUAL = 1e-9
_ITERATING = ("IterativeLCA",)
_RUN = """
import json, sys, warnings
warnings.simplefilter("ignore")
sys.modules["numba"] = sys.modules["pypardiso"] = None
from benchmarks.case import Case
from benchmarks.inside.__main__ import EXPERIMENTS, experiment
from benchmarks.inside.draws import exact
case = Case.of(200, 4, 12)
rows = {name: list(experiment(name)(case)) for name in EXPERIMENTS}
print(json.dumps({"rows": rows, "exact": exact(case)}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    if not find_spec("bw_graph_tools"):
        pytest.skip("bw_graph_tools is not installed")
    env = {**os.environ, "BRIGHTWAY2_DIR": str(tmp_path_factory.mktemp("peer"))}
    done = subprocess.run(
        [sys.executable, "-c", _RUN], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_every_experiment_gives_the_answers_of_its_peers(found):
    rows = found["rows"]
    assert {name for name, given in rows.items() if given} == set(rows) - {"portfolio-draws"}
    for name, given in rows.items():
        for row in given:
            kind = row["peer"]["name"].split()[0].rstrip(",")
            least = 1e-2 if name == "elasticities" else 1e-5
            assert row["error"] <= (least if kind in _ITERATING else EQUAL), (name, row)
            assert row["ratio"] > 0


def test_draws_are_those_of_a_factorized_solve(found):
    assert found["exact"]["plain"] <= 1e-6


def test_walks_of_both_tools_are_not_empty(found):
    assert [row["nodes"] > 5 for row in found["rows"]["traversal"]] == [True, True]


def test_growth_is_the_power_of_the_size():
    from benchmarks.sizes import grown

    def row(seconds):
        side = {"name": "x", "seconds": seconds}
        return {"row": "solve", "pcf": side, "peer": side | {"seconds": seconds**2}}

    # 0.1 s at 10, 10 s at 100: 100 times for 10 times the size; the peer squared
    made = grown({"10": {"rows": [row(0.1)]}, "100": {"rows": [row(10.0)]}})
    assert made["growth"] == {
        "solve | x | x | ": {"pcf": pytest.approx(2), "peer": pytest.approx(4)}
    }


@pytest.mark.parametrize(
    ("value", "told"), [(0.049, "0.049"), (4.04, "4.0"), (1234.5, "1,234"), (0.9, "0.9")]
)
def test_what_is_slower_is_not_printed_as_nothing(value, told):
    from benchmarks.page import _ratio

    assert _ratio(value) == told


@pytest.mark.parametrize(
    ("value", "told"), [(12.3456, "12.3 s"), (0.00512, "5.12 ms"), (5.46e-6, "5.46 µs"),
                        (1.75e-7, "175 ns"), (1234.0, "1234 s")]
)  # fmt: skip
def test_times_are_told_in_the_unit_that_fits(value, told):
    from benchmarks.page import _seconds

    assert _seconds(value) == told
