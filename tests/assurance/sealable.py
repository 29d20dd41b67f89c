"""A project that may be sealed: the aluminium bottle, completed, under GB/T 24067."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from completed import FOLDER, bench, completed

from pcf.location import data_root
from pcf.rules.edits import apply_snippet

EXAMPLE = "paper-case"
TARGET = """
[target.gbt24067]
rules = "gbt24067"
"""


def bottle(folder: Path) -> Path:
    """Write the project: tables of the completed copy with every judgement answered."""
    source = data_root("datasets") / "examples" / EXAMPLE
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("build"))
    shutil.copytree(FOLDER / "evidence", folder / "evidence", dirs_exist_ok=True)
    chosen = completed(EXAMPLE)
    raw = apply_snippet(bench().raw(chosen.model.project), chosen.model.edits)
    raw = apply_snippet(raw, chosen.answered())
    for table in raw.tables.values():
        path = folder / table.file
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(table.names)
            writer.writerows(table.rows)
    with (folder / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(TARGET)
    return folder
