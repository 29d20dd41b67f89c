"""Formats that an imported background can be written in. A new format is one line in `WRITERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from pcf.background import open_background
from pcf.background.background import Background
from pcf.errors import UsageError
from pcf.findings import Finding, finding
from pcf.importing.aside import fresh_target
from pcf.importing.brightway.system import Method, stated_method
from pcf.importing.choices import imported_id
from pcf.importing.database import FOLDER, PACKAGE_FILE
from pcf.importing.package import Package
from pcf.importing.store_package import load_package
from pcf.progress import stage
from pcf.suggest import nearest

WRITERS: Mapping[str, str] = {
    "tables": "pcf.importing.tables.writer:write",
    "ilcd": "pcf.importing.write_ilcd:write",
    "openlca": "pcf.importing.write_olca:write",
    "parquet": "pcf.importing.tables.writer:write_parquet",
    "graphml": "pcf.importing.graphml:write",
    "brightway": "pcf.importing.brightway.datapackage:write",
    "brightway-project": "pcf.importing.brightway.project_out:write",
}


@dataclass(frozen=True, slots=True)
class Source:
    """What is written.

    package
        The database as it was stated.
    background
        The same, linked and allocated under the settings of its import.
    id
        Id of the background.
    method
        How gases count, as the project states it; None when it does not: then nothing counts.
    """

    package: Package
    background: Background
    id: str
    method: Method | None = None


Writer = Callable[[Source, Path], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the background, the format, the file or folder, and findings."""

    source: Source
    format: str
    target: Path
    findings: tuple[Finding, ...]


def writer(name: str) -> Writer:
    """Give the writer of a format; ``IM045`` for one that is not known."""
    if name not in WRITERS:
        near = nearest(name, tuple(WRITERS)) or next(iter(WRITERS))
        listed = ", ".join(WRITERS)
        raise UsageError([finding("IM045", observed=name, expected=listed, suggestion=near)])
    module, _, function = WRITERS[name].partition(":")
    return cast(Writer, getattr(import_module(module), function))


def load_source(project: Path, id: str | None) -> Source:
    """Open an imported background for writing; ``IM020`` when there is none of that id."""
    name = imported_id(project, id)
    folder = project / FOLDER / name
    stage("stage_loading")
    package, _ = load_package(folder / PACKAGE_FILE)
    return Source(package, open_background(name, folder=folder), name, stated_method(project))


def export_database(project: Path, id: str | None, format: str, target: Path) -> Written:
    """Write an imported background in another format; whole, or not at all.

    Parameters
    ----------
    project
        Project folder.
    id
        Id of the background; the only one when None.
    format
        One of `WRITERS`.
    target
        File or folder that is not there yet.

    Raises
    ------
    UsageError
        ``IM020`` no such background, ``IM045`` unknown format, ``IM048`` `target` is there.
    """
    write = writer(format)
    source = load_source(project, id)
    stage("stage_exporting")
    with fresh_target(target) as fresh:
        findings = tuple(write(source, fresh))
    return Written(source, format, target, findings)
