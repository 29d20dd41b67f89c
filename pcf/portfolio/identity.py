"""What the results of a batch rest on: nothing of it may change between its begin and its end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy

import pcf
from pcf.background.digests import known_digest
from pcf.background.opening import IMPORTED, imported_backgrounds
from pcf.hashing import file_sha256
from pcf.location import data_root
from pcf.portfolio.model import Portfolio
from pcf.portfolio.table import VariantTable
from pcf.project.digest import stamp

#: Folders of data that enter no calculation; backgrounds have digests of their own.
_NOT_READ = ("background", "examples", "validation")


@dataclass(frozen=True, slots=True)
class Identity:
    """Digests of everything that a batch reads, and how it is cut into chunks.

    program
        Versions of pcf and of numpy.
    embedded
        Digest of all data and rules that come with pcf and may enter a result.
    projects, tables
        Digest of the inputs of each project by product, and of each table of variants by file.
    """

    portfolio: str
    program: str
    embedded: str
    projects: Mapping[str, str]
    tables: Mapping[str, str]
    results: int
    chunk: int

    def to_dict(self) -> dict[str, Any]:
        """Give it as it stands in ``batch.json``."""
        return {"schema": 1, **asdict(self)}


def identity_of(
    portfolio: Portfolio, tables: Mapping[str, VariantTable], results: int, chunk: int
) -> Identity:
    """Take the digests of a portfolio."""
    return Identity(
        file_sha256(portfolio.file),
        program(),
        embedded(),
        {product.id: inputs_of(product.folder) for product in portfolio.products},
        {file: table.sha256 for file, table in tables.items()},
        results,
        chunk,
    )


def has_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / "pcf.toml").is_file()


def program() -> str:
    """Versions on which the bits of a result depend."""
    return f"pcf {pcf.__version__}, numpy {numpy.__version__}"


def embedded() -> str:
    """Digest of the data that come with pcf and enter results."""
    root = data_root("datasets")
    whole = hashlib.sha256()
    for folder in sorted(f for f in (root / "background").iterdir() if f.is_dir()):
        whole.update(f"{folder.name}\0{known_digest(folder)}\n".encode())
    for name, folder in (*_read_folders(root), ("product_rules", data_root("product_rules"))):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            within = f"{name}/{path.relative_to(folder).as_posix()}"
            whole.update(f"{within}\0{file_sha256(path)}\n".encode())
    return whole.hexdigest()


def _read_folders(root: Path) -> Iterator[tuple[str, Path]]:
    """Folders of data that a calculation may read: all but those that it never reads."""
    for folder in sorted(f for f in root.iterdir() if f.is_dir()):
        if folder.name not in _NOT_READ:
            yield folder.name, folder


def inputs_of(folder: Path) -> str:
    """Digest of the inputs of a project: its files, its lock and the backgrounds inside it."""
    if not has_project(folder):
        return ""
    held = stamp(folder, "")
    parts = [held.digest, held.lock or ""]
    parts += [f"{b} {known_digest(folder / IMPORTED / b)}" for b in imported_backgrounds(folder)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
