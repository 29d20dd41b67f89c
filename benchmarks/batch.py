"""Portfolios: variants of the LFP pack, on one machine and on a cluster of this machine.

``python -m benchmarks.batch`` measures everything and writes ``results/scaling/batch.json``, from
which ``docs/scaling.md`` computes. ``PCF_BENCH_VARIANTS`` sets the number of variants (100,000).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import machine

HERE = Path(__file__).parent
RESULT = HERE / "results" / "scaling" / "batch.json"
EXAMPLE = HERE.parent / "datasets" / "examples" / "lfp-pack"
COLUMNS = {
    "parameters.service_distance": (1e5, 3e5),
    "parameters.module_mass": (20.0, 26.0),
    "parameters.cell_energy": (0.2, 0.3),
    "bom.B-cell_assembly-cathode.amount": (0.5, 1.5),
    "electricity.L-eol_collect_dismantle.amount": (0.01, 0.03),
}
PORTFOLIO = """schema = 1
id = "bench"
chunk = 1000
[[product]]
id = "pack"
project = "lfp"
variants = "variants.csv"
"""
#: Tasks that do nothing, by which the rate of the scheduler is measured.
_TASKS = 5000


def write(folder: Path, count: int) -> Path:
    """Write the portfolio of `count` seeded variants."""
    chance = random.Random(20261121)
    shutil.copytree(EXAMPLE, folder / "lfp", dirs_exist_ok=True)
    with (folder / "variants.csv").open("w", encoding="utf-8") as stream:
        stream.write(",".join(["id", *COLUMNS]) + "\n")
        for number in range(count):
            cells = [repr(chance.uniform(*bounds)) for bounds in COLUMNS.values()]
            stream.write(",".join([f"v{number}", *cells]) + "\n")
    (folder / "p.toml").write_text(PORTFOLIO, encoding="utf-8")
    return folder / "p.toml"


def child(folder: str, kind: str, count: str, more: str) -> None:
    """Compute one portfolio in this process and print what it took."""
    from pcf.api import run_batch
    from pcf.portfolio import evaluate
    from pcf.portfolio.run import How

    file = write(Path(folder), int(count))
    how = How(int(more)) if kind == "local" else How()
    if kind == "full":
        evaluate.FEW = int(1e9)
    if kind == "cluster":
        from pcf.portfolio.cluster import cluster

        how = How(engine=cluster(more))
    begun, before = time.perf_counter(), time.process_time()
    made = run_batch(file, Path(folder) / "out", how)
    wall, spent = time.perf_counter() - begun, time.process_time() - before
    own = resource.getrusage(resource.RUSAGE_SELF)
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({
        "kind": kind, "count": int(count), "more": more, "wall_s": wall,
        "cpu_s": spent, "cpu_of_children_s": below.ru_utime + below.ru_stime,
        "peak_mb": own.ru_maxrss / 1024, "peak_of_a_child_mb": below.ru_maxrss / 1024,
        "bytes": made.results.stat().st_size, "compiled": made.summary.compiled,
        "failed": made.summary.failed,
        "sha256": hashlib.sha256(made.results.read_bytes()).hexdigest(),
    }))  # fmt: skip


def measured(kind: str, count: int, more: str = "1") -> dict[str, Any]:
    """Compute a portfolio in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "benchmarks.batch", folder, kind, str(count), more]
        done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=HERE.parent)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(kind, count, more, f"{found['wall_s']:.1f} s", file=sys.stderr)
    return found


def on_a_cluster(count: int, workers: int) -> tuple[dict[str, Any], float]:
    """Compute on a scheduler and workers of this machine; give the rate of empty tasks, too."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        port = some.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": HERE.parent,
              "env": {**os.environ, "PYTHONPATH": str(HERE.parent)}}  # fmt: skip
    dask = [sys.executable, "-m", "dask"]
    started = [subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
        **common)]  # fmt: skip
    for _ in range(workers):
        words = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                 "--memory-limit", "0", "--local-directory", tempfile.mkdtemp()]  # fmt: skip
        started.append(subprocess.Popen(words, **common))
    try:
        from distributed import Client

        with Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=30)
            begun = time.perf_counter()
            client.gather(client.map(_nothing, range(_TASKS), pure=False))
            rate = _TASKS / (time.perf_counter() - begun)
        return measured("cluster", count, address), rate
    finally:
        for process in started:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()


def _nothing(number: int) -> int:
    return number


def main() -> None:
    """Measure everything and write the result."""
    count = int(os.environ.get("PCF_BENCH_VARIANTS", "100000"))
    runs = {
        "tenth": measured("local", count // 10),
        "one": measured("local", count),
        "two": measured("local", count, "2"),
        "full": measured("full", 300),
    }
    runs["cluster"], rate = on_a_cluster(count, 2)
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "runs": runs,
        "scheduler_tasks_per_s": rate,
        "same_bytes": len({runs[name]["sha256"] for name in ("one", "two", "cluster")}) == 1,
        "machine": machine("numpy", "dask", "distributed"),
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    child(*sys.argv[1:]) if len(sys.argv) > 1 else main()
