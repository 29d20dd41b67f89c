"""``docs/scaling.md``: what one machine and a cluster can do, computed from one measurement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pages.text import page, table, template, three

NAME = "scaling.md"
RESULT = Path(__file__).parents[2] / "benchmarks" / "results" / "scaling" / "batch.json"
SIZES = (10**5, 10**6, 10**8)
WORKERS = (1, 2, 8, 64)
#: Seconds of computing that make a cluster of some seconds' start worth it.
_WORTH = 60.0
_NAMES = {
    "tenth": "one process", "one": "one process", "two": "two worker processes",
    "cluster": "cluster: scheduler and two workers", "full": "one process, each variant in full",
}  # fmt: skip


def build() -> str:
    """Give the text of the page."""
    return page(template("scaling.template.md", words(result())))


def result() -> dict[str, Any]:
    """Read the measurement."""
    found: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
    return found


def costs(found: dict[str, Any]) -> tuple[float, float, float, float]:
    """Seconds of a variant compiled, in full, in the caller with workers; bytes of a line."""
    runs = found["runs"]
    compiled = _cpu(runs["one"]) / runs["one"]["count"]
    full = _cpu(runs["full"]) / runs["full"]["count"]
    caller = runs["two"]["cpu_s"] / runs["two"]["count"]
    return compiled, full, caller, runs["one"]["bytes"] / runs["one"]["count"]


def seconds(found: dict[str, Any], count: int, workers: int) -> float:
    """Least seconds for `count` variants: computing shared out, or the caller, which is not."""
    compiled, _, caller, _ = costs(found)
    return count * compiled if workers == 1 else count * max(compiled / workers, caller)


def words(found: dict[str, Any]) -> dict[str, str]:
    """Everything that the text names."""
    runs, machine = found["runs"], found["machine"]
    compiled, full, caller, size = costs(found)
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    chunk = 1000 * compiled
    return {
        "date": found["date"],
        "processors": str(machine["processors"]),
        "load": f"{machine['load']:g}",
        "packages": f"Python {machine['python']}, {packages}",
        "measured": _measured(runs),
        "same": _same(found),
        "peak_tenth": f"{runs['tenth']['peak_mb']:.0f}",
        "count_tenth": f"{runs['tenth']['count']:,}",
        "peak_one": f"{runs['one']['peak_mb']:.0f}",
        "count_one": f"{runs['one']['count']:,}",
        "peak_worker": f"{runs['two']['peak_of_a_child_mb']:.0f}",
        "cpu_compiled": three(compiled * 1e3),
        "cpu_parent": three(caller * 1e3),
        "cpu_full": three(full * 1e3),
        "bound": f"{max(compiled / caller, 1.0):.0f}",
        "bytes": f"{size:.0f}",
        "paper": _paper(found),
        "rate": f"{found['scheduler_tasks_per_s']:,.0f}",
        "chunk_s": three(chunk),
        "feed": f"{found['scheduler_tasks_per_s'] * chunk:,.0f}",
        "single": "1,000",
        "volume": f"{1e8 * size / 1e9:,.0f}",
        "worth": f"{round(_WORTH / compiled, -5):,.0f}",
        "two_wall": f"{runs['two']['wall_s']:.0f}",
    }


def _cpu(run: dict[str, Any]) -> float:
    return float(run["cpu_s"] + run["cpu_of_children_s"])


def _measured(runs: dict[str, Any]) -> str:
    rows = [
        (name, f"{run['count']:,}", three(run["wall_s"]),
         "not told" if key == "cluster" else three(_cpu(run)), f"{run['peak_mb']:.0f}",
         f"{run['failed']:,}")
        for key, name in _NAMES.items()
        for run in (runs[key],)
    ]  # fmt: skip
    head = ("who computes", "variants", "wall, s", "processors, s", "caller, MB", "failed")
    return table(head, rows, right=range(1, 6))


def _same(found: dict[str, Any]) -> str:
    if not found["same_bytes"]:
        return (
            "**The results of one process, two processes and the cluster were NOT the same bytes.**"
        )
    return "The results of one process, two processes and the cluster were the same bytes."


def _paper(found: dict[str, Any]) -> str:
    size = costs(found)[3]
    rows = [
        (f"{count:,}", *(_time(seconds(found, count, workers)) for workers in WORKERS),
         f"{count * size / 1e9:,.2f} GB", f"{count // 1000:,}")
        for count in SIZES
    ]  # fmt: skip
    head = ["variants", *(f"{n} worker" + "s" * (n > 1) for n in WORKERS), "results", "chunks"]
    return table(head, rows, right=range(1, 7))


def _time(value: float) -> str:
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if value >= 2 * size:
            return f"{value / size:.1f} {unit}"
    return f"{value:.0f} s"
