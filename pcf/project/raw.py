"""The whole project folder as text: what is there, before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.project.raw_table import RawTable, read_table
from pcf.project.raw_toml import RawToml, read_toml
from pcf.project.schema import TABLES
from pcf.project.undo import under_way, unfinished
from pcf.suggest import nearest

SETTINGS_FILE = "pcf.toml"
PARAMETERS_FILE = "model/parameters.toml"
END_OF_LIFE_FILE = "model/endoflife.toml"
STUDY_FILE = "study.toml"
#: Table of what people decided: no figure of the inventory hangs on it.
REVIEW_TABLE = "judgements"
TOML_FILES = (SETTINGS_FILE, PARAMETERS_FILE, END_OF_LIFE_FILE, STUDY_FILE)


@dataclass(frozen=True, slots=True)
class RawProject:
    """A project folder as read.

    Parameters
    ----------
    folder
        Where it is.
    tomls
        Parsed TOML files by path inside the project; a file that is absent or broken is missing.
    tables
        Tables by name; a table that is absent or broken is missing.
    present
        Every file of the project that is there, broken or not.
    review
        What reading the tables of the review found; its faults are none of the inventory.
    before
        The folder without what was put in; None when nothing was.
    """

    folder: Path
    tomls: dict[str, RawToml]
    tables: dict[str, RawTable]
    present: frozenset[str]
    review: tuple[Finding, ...] = ()
    before: RawProject | None = field(default=None, compare=False, repr=False)


def read_raw(folder: Path, collect: Collector) -> RawProject:
    """Read every file of the project folder as text, with the line of each row and key."""
    told = unfinished(folder)
    for item in told:
        collect.add(item)
    present = {f for f in TOML_FILES if (folder / f).exists()}
    present |= {t.file for t in TABLES if (folder / t.file).exists()}
    for file in (SETTINGS_FILE, "model/processes.csv"):
        if file not in present:
            collect.add(finding("IO001" if file == SETTINGS_FILE else "IO002", Location(file)))
    tomls = {f: read_toml(folder, f, collect) for f in TOML_FILES if f in present}
    review = Collector()
    tables = {
        t.name: read_table(folder, t, review if t.name == REVIEW_TABLE else collect)
        for t in TABLES
        if t.file in present
    }
    _strangers(folder, collect)
    if not told and (begun := under_way(folder)):  # while the files were read
        collect.add(begun)
    return RawProject(
        folder,
        {file: toml for file, toml in tomls.items() if toml is not None},
        {name: table for name, table in tables.items() if table is not None},
        frozenset(present),
        tuple(review.close()),
    )


def _strangers(folder: Path, collect: Collector) -> None:
    """Name the tables in ``model/`` that nothing reads: a misspelt file name must not pass."""
    expected = {t.file for t in TABLES} | set(TOML_FILES)
    model = folder / "model"
    if not model.is_dir():
        return
    for path in sorted(model.iterdir()):
        file = f"model/{path.name}"
        if file not in expected and path.suffix.lower() in (".csv", ".toml", ".xlsx", ".txt"):
            near = nearest(file, sorted(expected), cutoff=0.8)
            collect.add(finding("IO019", Location(file), observed=file, suggestion=near))
