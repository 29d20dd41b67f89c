"""The report of the lithium pack (more than 100 materials) in all formats, beside ``pcf calc``."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import pairs, run

_PCF = [sys.executable, "-m", "pcf"]
_EXAMPLE = "lfp-pack"


def report_formats(work: Path) -> dict[str, Any]:
    """``pcf report --as study --all`` of the pack: five formats, two languages, figures.

    Here the peer is ``pcf calc`` of the same project; the inside tells each format of one language
    alone. A study asks for several calculations (sensitivity, rules), each of which costs what the
    peer costs.
    """
    from pcf.location import data_root

    folder = work / "project"
    shutil.copytree(data_root("datasets") / "examples" / _EXAMPLE, folder)
    env = {"PCF_CACHE_DIR": str(work / "cache"), "PCF_LANG": "zh"}
    (work / "cache").mkdir()
    writing = [*_PCF, "report", "--as", "study", "--draft", "-C", str(folder), "-q"]
    writing += ["--all", str(work / "report")]
    calculating = [*_PCF, "calc", "-C", str(folder), "--format", "json"]
    calculating += ["-o", str(work / "calc.json")]
    run(calculating, env)
    run(writing, env)
    result = pairs(lambda: run(writing, env), lambda: run(calculating, env), times=3)
    result["inside"] = _inside(folder)
    files = sorted((work / "report").glob("study.zh.*"))
    result["megabytes"] = {path.suffix[1:]: path.stat().st_size / 1e6 for path in files}
    return result


def _inside(folder: Path) -> dict[str, float]:
    """Seconds of the report itself and of each format, in one process."""
    from pcf.api import Project
    from pcf.documents.written import FORMATS

    made: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        given = work()
        made[f"{name}_s"] = time.perf_counter() - started
        return given

    project = Project.load(folder)
    report = timed("report", lambda: project.report("study", lang="zh", draft=True))
    for name, render in FORMATS.items():
        timed(name, lambda render=render: render(report, {}))
    return made
