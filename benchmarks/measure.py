"""Run commands in pairs and measure wall time and peak memory of each whole process."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall time and processor time in seconds, peak memory in MB, what it printed."""

    seconds: float
    cpu_s: float
    peak_mb: float
    output: str


#: Runs a command from a small process: the peak of a child counts what its parent held at birth.
_LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
seconds = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
cpu = usage.ru_utime + usage.ru_stime
print(json.dumps([seconds, cpu, usage.ru_maxrss, code]), file=sys.stderr)
"""


def run(
    command: Sequence[str], env: Mapping[str, str] | None = None, codes: Sequence[int] = (0,)
) -> Run:
    """Run a command to its end; an exit code that is not among `codes` stops the benchmark."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command],
        capture_output=True,
        env={**os.environ, **(env or {})},
        check=True,
    )
    seconds, cpu, peak, code = json.loads(done.stderr)
    if code not in codes:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Run(seconds, cpu, peak / scale, done.stdout.decode("utf-8", "replace"))


def pairs(ours: Callable[[], Run], peer: Callable[[], Run], times: int) -> dict[str, Any]:
    """Run both alternately `times` times; medians, spreads, and the ratio peer / ours.

    On a machine that does other work as well, the processor time tells more than the wall time.
    """
    mine: list[Run] = []
    theirs: list[Run] = []
    for _ in range(times):
        mine.append(ours())
        theirs.append(peer())
    result = {"pcf": _summary(mine), "peer": _summary(theirs)}
    result["ratio_time"] = result["peer"]["median_s"] / result["pcf"]["median_s"]
    result["ratio_cpu"] = result["peer"]["median_cpu_s"] / result["pcf"]["median_cpu_s"]
    result["ratio_memory"] = result["peer"]["peak_mb"] / result["pcf"]["peak_mb"]
    return result


def _summary(runs: list[Run]) -> dict[str, Any]:
    seconds = [r.seconds for r in runs]
    return {
        "median_s": statistics.median(seconds),
        "min_s": min(seconds),
        "max_s": max(seconds),
        "median_cpu_s": statistics.median(r.cpu_s for r in runs),
        "peak_mb": max(r.peak_mb for r in runs),
        "runs": [{k: v for k, v in asdict(r).items() if k != "output"} for r in runs],
        "output": runs[-1].output,
        "inside": _inside(runs),
    }


def _inside(runs: Sequence[Run]) -> dict[str, tuple[float, float]]:
    """What processes told of a part of their work, by name: wall and processor seconds, medians.

    `benchmarks.telling` prints such a line.
    """
    told: dict[str, list[tuple[float, float]]] = {}
    for one in runs:
        for line in one.output.splitlines():
            if line.startswith("inside "):
                _, name, wall, processor = line.split()
                told.setdefault(name, []).append((float(wall), float(processor)))
    return {
        name: (statistics.median(w for w, _ in each), statistics.median(p for _, p in each))
        for name, each in told.items()
    }


def machine(*packages: str) -> dict[str, Any]:
    """What the figures were measured on: processor count, load at the end, system, versions."""
    return {
        "processors": os.cpu_count(),
        "load": load(),
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in packages},
    }


def load() -> float:
    """Mean number of running processes of the last minute; zero where the system tells none."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
