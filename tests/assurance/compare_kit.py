"""A small project on a background of three datasets, and comparisons of its copies."""

from __future__ import annotations

import csv
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kit import background, project

from pcf.api import Project
from pcf.assurance.comparing.comparison import Comparison, compare_sides
from pcf.assurance.comparing.opening import Sides

#: kg per unit: steel 2 kg CO2, green steel 0.5 kg CO2, power 0.5 kg CO2 and 10 g methane per kWh.
DATASETS: dict[str, dict[str, Any]] = {
    "steel_bg": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 2.0}},
    "green_bg": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 0.5}},
    "power_bg": {"product": "power", "unit": "kWh",
                 "emissions": {"co2_fossil": 0.5, "ch4_fossil": 0.01}},
}  # fmt: skip
ROWS = (
    {"id": "steel", "process": "part", "flow": "steel", "amount": 3, "unit": "kg",
     "supplier": "bg:steel_bg"},
    {"id": "power", "process": "part", "flow": "power", "amount": 10, "unit": "kWh",
     "supplier": "bg:power_bg"},
)  # fmt: skip
PART = {"id": "part", "product": "part", "amount": 1, "unit": "kg"}


@cache
def tiny():
    """The background, compiled once."""
    return background(Path(mkdtemp()), DATASETS)


def write(folder: Path, rows=ROWS, processes=(PART,), **more: Any) -> Path:
    """Write the project: per kg of part 3 kg steel and 10 kWh."""
    asked = {"demand": {"part": (1.0, "kg")}, **more}
    return project(folder, processes, tables={"exchanges": rows}, **asked)


def load(path: Path, opener: Any, datasets: Any = None) -> Project:
    """Read a project that draws on the small background."""
    return Project._opened_by(path, lambda choice, home: datasets or tiny())


def compared(a: str | Path, b: str | Path, folder: Path | None = None, **more: Any) -> Comparison:
    """Compare two words on the small background."""
    with Sides(folder or Path(str(a)), load) as sides:
        return compare_sides(sides.open(str(a)), sides.open(str(b)), **more)


def parts(found: Comparison) -> dict[str, float]:
    """What each cause that moves something does to the total."""
    return {"+".join(step.causes): step.delta for step in found.steps if step.delta}


def git(folder: Path, *words: str) -> str:
    """Call git in a repository of its own, with nothing of the user's settings."""
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false",
                "-c", "core.autocrlf=false", "-c", "init.defaultBranch=main"]  # fmt: skip
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                   "PATH": __import__("os").environ["PATH"]}  # fmt: skip
    done = subprocess.run(["git", *settings, *words], cwd=folder, env=environment, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """A repository whose folder ``packs/part`` holds the project, committed once."""
    here = write(folder / "packs" / "part")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    return here


def rewrite(table: Path, change) -> None:
    """Write a table anew: `change` takes and gives the rows after the header."""
    with table.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *change(rows)])


def copied(source: Path, target: Path) -> Path:
    """Copy a project."""
    return Path(shutil.copytree(source, target))
