"""What a reader of a format is, and which ones there are."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from pcf.errors import UsageError
from pcf.findings import Location, finding
from pcf.importing.archive import Archive
from pcf.importing.conservation import Collect
from pcf.importing.formats import FORMATS
from pcf.importing.package import Package
from pcf.suggest import nearest


class Reader(Protocol):
    """Reads packages of one format; lenient in reading, strict in accounting."""

    name: str

    def sniff(self, archive: Archive) -> float:
        """Say how sure it is (0..1) that the package is of this format, from names and heads."""

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read a package whole; every file and record is entered in the ledger."""


def reader(name: str) -> Reader:
    """Give the reader of a format.

    Raises
    ------
    UsageError
        ``IM002`` for a format that is not known.
    """
    if name not in FORMATS:
        listed = ", ".join(FORMATS)
        near = nearest(name, FORMATS) or next(iter(FORMATS))
        raise UsageError([finding("IM002", observed=name, expected=listed, suggestion=near)])
    module, _, kind = FORMATS[name].partition(":")
    return cast(Reader, getattr(import_module(module), kind)())


def sniffed(archive: Archive) -> Reader:
    """Give the reader that is surest of a package; ``IM002`` when none knows it."""
    readers = [reader(name) for name in FORMATS]
    best = max(readers, key=lambda one: one.sniff(archive))
    if best.sniff(archive) <= 0:
        at = Location(archive.name)
        listed = ", ".join(FORMATS)
        raise UsageError([finding("IM002", at, observed=archive.name, expected=listed)])
    return best
