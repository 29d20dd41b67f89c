"""Memory does not grow with the number of variants."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from portfolio_kit import portfolio, small

ROOT = Path(__file__).parents[2]
CODE = """
import resource, sys
from pcf.api import run_batch
run_batch(sys.argv[1], sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(folder, count):
    """Peak resident memory in MB of a process that computes `count` variants."""
    with (folder / "v.csv").open("w", encoding="utf-8") as stream:
        stream.write("id,parameters.load,exchanges.E-2.amount\n")
        stream.writelines(f"v{n},{1 + n / 7},{n % 13 + 0.25}\n" for n in range(count))
    portfolio(folder, '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n', chunk=1000)
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(folder / "p.toml"), str(folder / f"out{count}")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    with (folder / f"out{count}" / "results.csv").open(encoding="utf-8") as stream:
        assert sum(1 for _ in stream) == count + 1
    return int(done.stdout) / 1024


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_ten_times_the_variants_take_the_same_memory(tmp_path):
    small(tmp_path / "s")
    few, many = peak(tmp_path, 4_000), peak(tmp_path, 40_000)
    # 36 000 results more are 7 MB as text, and 60 MB or more as objects
    assert many - few < 5.0, (few, many)
