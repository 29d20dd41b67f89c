"""Zip files that are the same bytes for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from pcf.importing.package import Package
from pcf.progress import counted


def add_member(packed: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    """Add a compressed member, at a time that is always the same."""
    packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def records_of(package: Package) -> int:
    """About as many members as a package makes: one per record."""
    parts = (package.unit_groups, package.flow_properties, package.flows, package.documents)
    return len(package.processes) + sum(map(len, parts))


def write_members(
    target: Path, members: Iterable[tuple[str, str | bytes]], total: int | None = None
) -> None:
    """Write a zip file of members (name, content) in their order; about `total` of them."""
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in counted(members, "stage_exporting", total):
            add_member(packed, name, content)
