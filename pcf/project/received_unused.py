"""Faults of supplier files that nothing uses: they stand in no one's way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from pcf.findings import Finding
from pcf.project.raw import RawProject

#: Columns that name a supplier.
_COLUMNS = ("supplier", "fallback", "displaces")
_FOLDER = "suppliers/"


def weighed(notes: Iterable[Finding], raw: RawProject) -> Iterator[Finding]:
    """Give the findings of ``suppliers/``; errors of files that no row names become warnings.

    A file that a row, the end of life or a target names keeps its errors.
    """
    used: frozenset[str] | None = None
    for note in notes:
        file = note.location.file if note.location is not None else ""
        if note.level != "error" or not file.startswith(_FOLDER):
            yield note
            continue
        if used is None:
            used = _used(raw)
        is_used = PurePosixPath(file).stem in used
        yield note if is_used else replace(note, level="warning")


def _used(raw: RawProject) -> frozenset[str]:
    """Ids of received footprints that the project names."""
    texts = [str(toml.data) for toml in raw.tomls.values()]
    for table in raw.tables.values():
        for name in _COLUMNS:
            texts += table.column(name)
    found = (re.findall(r"supplier:([^\s/'\",]+)", text) for text in texts if "supplier:" in text)
    return frozenset(name for names in found for name in names)
