"""Zip files that are the same bytes for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

_MOMENT = (1980, 1, 1, 0, 0, 0)


def add_member(packed: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    """Add a compressed member, at a time that is always the same."""
    packed.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)


def write_members(target: Path, members: Iterable[tuple[str, str | bytes]]) -> None:
    """Write a zip file of members (name, content), in their order."""
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in members:
            add_member(packed, name, content)
