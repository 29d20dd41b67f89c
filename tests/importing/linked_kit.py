"""What tests of linked formats share: import of texts, scores, content of a package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ilcd_kit import write_zip

from pcf.importing.archive import open_archive
from pcf.importing.conservation import Collect
from pcf.importing.database import ImportResult, import_database
from pcf.importing.package import Package, Place
from pcf.importing.reader import reader, sniffed
from pcf.importing.settings import ImportSettings

#: kg CO2 per unit of the products of the chains of the kits.
BY_HAND = {"power": 0.25, "truck": 0.1, "treatment": 0.5, "steel": 2.0}
_NOWHERE = Place("")


def imported(folder: Path, texts: dict[str, Any], **settings: Any) -> ImportResult:
    """Import files as a zip."""
    path = write_zip(folder / "package.zip", texts)
    return import_database(path, folder, ImportSettings(**settings), id="db")


def read(path: Path, format: str | None = None) -> tuple[Package, Collect]:
    """Read a package without building it."""
    collect = Collect()
    with open_archive(path, collect) as archive:
        chosen = reader(format) if format else sniffed(archive)
        return chosen.read(archive, collect), collect


def intensity(done: ImportResult, process: str) -> float:
    """kg of fossil CO2 per unit of the product of a process."""
    background = done.background
    column = [c.flow for c in background.columns].index("co2_fossil")
    return float(background.intensities[background.index(process), column])


def content(package: Package) -> dict[str, dict[str, Any]]:
    """What a package says, without files and places."""
    made: dict[str, dict[str, Any]] = {}
    for part in ("flows", "flow_properties", "unit_groups", "documents"):
        records = getattr(package, part).items()
        made[part] = {id: replace(record, place=_NOWHERE) for id, record in records}
    made["processes"] = {
        id: replace(
            process,
            place=_NOWHERE,
            exchanges=tuple(
                replace(x, pointer="", line=None, stated=x.stated if x.amount is None else "")
                for x in process.exchanges
            ),
        )
        for id, process in package.processes.items()
    }
    return made
