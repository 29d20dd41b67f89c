"""Every hostile package comes to a stated end, in a process whose memory is limited."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import hostile_kit
import hostile_tables_kit
import pytest

CORPUS = hostile_kit.CORPUS | hostile_tables_kit.CORPUS

#: Address space that reading may take beside the libraries.
LIMIT = 2 * 2**30

CHILD = """
import json, resource, sys, tempfile
from pathlib import Path
import numpy, networkx, openpyxl, scipy.sparse.linalg
from pcf.errors import PcfError
from pcf.importing.database import import_database
pages = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (pages + int(sys.argv[2]),) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with tempfile.TemporaryDirectory() as home:
    try:
        done = import_database(Path(sys.argv[1]), Path(home), id="db")
        told = {"held": [list(key) for key in done.conservation.reasons()]}
        told["numbers"] = bool((abs(done.background.intensities) < 1e12).all())
    except PcfError as error:
        told = {"codes": [f.code for f in error.findings], "left": len(list(Path(home).iterdir()))}
told["grown_mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
print(json.dumps(told))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_AS and /proc")
@pytest.mark.parametrize("name", CORPUS)
def test_hostile_packages_come_to_their_end(tmp_path, name):
    make, outcome = CORPUS[name]
    if name.startswith("Parquet"):
        pytest.importorskip("pyarrow")
    path = make(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(LIMIT)],
        env={**os.environ, "PCF_CACHE_DIR": str(tmp_path / "cache"),
             "PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    told = json.loads(run.stdout)
    if "codes" in told:
        assert set(told["codes"]) == outcome
        assert told["left"] == 0
        return
    held = {tuple(key) for key in told["held"]}
    if len(outcome) > 1 and ("file", "unreadable") in outcome:
        assert held & outcome
    else:
        assert held == outcome
    assert told["numbers"]
