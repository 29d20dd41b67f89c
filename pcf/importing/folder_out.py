"""Files of an imported background beside its tables, written whole or not at all."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pcf.background.tables import Manifest
from pcf.importing.link import Choice
from pcf.importing.package import Package
from pcf.importing.schemas import SchemaReport
from pcf.importing.settings import NOT_STATED, SETTINGS_FILE, ImportSettings, settings_text
from pcf.leftovers import fresh_folder, swap
from pcf.whole import sync_folder, sync_tree

CHOICES_FILE = "choices.csv"
REPORT_FILE = "conservation.json"


def write_beside(
    folder: Path, package: Package, settings: ImportSettings, manifest: Manifest
) -> None:
    """Write ``manifest.toml`` and ``import.toml``."""
    from pcf.project.toml_text import quoted

    keys = ("id", "version", "name_zh", "name_en", "system_model", "licence")
    lines = [f"{key} = {quoted(getattr(manifest, key))}" for key in keys]
    stated = ("redistributable", *(("approach",) if manifest.approach else ()))
    lines += ["imported = true", *(f"{k} = {quoted(getattr(manifest, k))}" for k in stated)]
    text = "\n".join(lines) + "\n"
    (folder / "manifest.toml").write_text(text, encoding="utf-8", newline="\n")
    source = {"file": package.name, "sha256": package.sha256, "format": package.format}
    text = settings_text(settings, source)
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8", newline="\n")


def link_rows(choices: Sequence[Choice]) -> Iterator[tuple[str, ...]]:
    """Rows of ``links.csv``, header first, sorted by row."""
    yield ("row", "process", "flow", "reason", "place", "providers", "candidates")
    for choice in sorted(choices, key=lambda c: c.demand.row):
        shares = "; ".join(
            process if share == 1.0 else f"{process}={share!r}"
            for process, share in choice.providers
        )
        demand = choice.demand
        yield (
            demand.row, demand.process, demand.flow, choice.reason, choice.level, shares,
            "; ".join(choice.candidates),
        )  # fmt: skip


def read_choices(folder: Path) -> dict[str, str]:
    """Decisions of the user: process by row."""
    path = folder / CHOICES_FILE
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["row"]: row["process"] for row in csv.DictReader(stream)}


class Aside:
    """A new folder beside `target` that takes its place at the end, or vanishes (`leftovers`)."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> Path:
        self._new = fresh_folder(self._target)
        return self._new

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            shutil.rmtree(self._new, ignore_errors=True)
            return
        try:
            self._new.chmod(0o755)
            sync_tree(self._new)
            swap(self._new, self._target)
        except BaseException:
            shutil.rmtree(self._new, ignore_errors=True)
            raise
        sync_folder(self._target.parent)


def manifest_of(package: Package, settings: ImportSettings, id: str) -> Manifest:
    """Head of the background that a package becomes."""
    licences = Counter(p.licence for p in package.processes.values() if p.licence)
    approach = settings.system_model or _approach(package)
    licence = licences.most_common(1)[0][0] if licences else "not stated in the package"
    return Manifest(
        id=id,
        version=package.sha256[:12],
        name_zh=package.name,
        name_en=package.name,
        system_model=f"{approach or NOT_STATED}; links: {settings.policy}; "
        f"co-products: {settings.coproducts}",
        licence=settings.licence or licence,
        imported=True,
        redistributable=settings.redistributable,
        approach=approach,
    )


def _approach(package: Package) -> str:
    """Say what the data sets state of their modelling principle; empty when none states one."""
    stated = Counter(p.principle.lower() or NOT_STATED for p in package.processes.values())
    if len(stated) == 1:
        return next(iter(stated)).replace(NOT_STATED, "")
    return ", ".join(f"{word} {count}" for word, count in sorted(stated.items()))


def write_report(folder: Path, told: Mapping[str, Any]) -> None:
    """Write ``conservation.json``."""
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / REPORT_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_schema_report(folder: Path) -> SchemaReport:
    """Read what the validation at the import found; an empty report when nothing stands there."""
    try:
        data = json.loads((folder / REPORT_FILE).read_text(encoding="utf-8"))
        return SchemaReport.from_dict(data.get("schemas"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return SchemaReport()
