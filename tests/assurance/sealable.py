"""Projects that may be sealed: completed copies of the aluminium bottle and the battery pack."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from completed import FOLDER, bench, completed

import pcf
from pcf.location import data_root
from pcf.project.raw import RawProject
from pcf.rules.edits import apply_snippet

EXAMPLE, BATTERY = "paper-case", "lfp-pack"
TARGET = """
[target.gbt24067]
rules = "gbt24067"
"""
CELL = """
[target.cell]
rules = "lithium-battery"
"""


def bottle(folder: Path) -> Path:
    """Write the project: tables of the completed copy with every judgement answered."""
    _tables(folder, _completed(folder, EXAMPLE))
    with (folder / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(TARGET)
    return folder


def battery(folder: Path) -> Path:
    """Write the battery pack, completed: the largest example, with study texts and scenarios."""
    raw = _completed(folder, BATTERY)
    _tables(folder, raw)
    for name, toml in raw.tomls.items():
        if toml is not None and name != "pcf.toml":
            lines = (f"{key} = {_inline(value)}\n" for key, value in toml.data.items())
            (folder / name).write_text("".join(lines), encoding="utf-8")
    settings = folder / "pcf.toml"
    kept, _, _ = settings.read_text(encoding="utf-8").partition("[target.miit]")
    settings.write_text(f"{kept}{CELL}", encoding="utf-8")
    pcf.Project.load(folder).lock()
    return folder


def _completed(folder: Path, example: str) -> RawProject:
    source = data_root("datasets") / "examples" / example
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("build"))
    shutil.copytree(FOLDER / "evidence", folder / "evidence", dirs_exist_ok=True)
    chosen = completed(example)
    raw = apply_snippet(bench().raw(chosen.model.project), chosen.model.edits)
    return apply_snippet(raw, chosen.answered())


def _tables(folder: Path, raw: RawProject) -> None:
    for table in raw.tables.values():
        path = folder / table.file
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(table.names)
            writer.writerows(table.rows)


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
