"""Scores of imported processes, and packages compared without the places they came from."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from pcf.climate import characterize, load_factor_set
from pcf.importing.database import import_database
from pcf.importing.store_package import load_package

BESIDE = Path(os.environ.get("PCF_TEST_DATA", Path(__file__).parents[3] / "shared"))
_PLACES = ("place", "pointer", "line")


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not beside the checkout")


def score(done, process: str) -> float:
    """kg CO2e (EF 3.1, 0/0) per unit of the reference product; `process` is an id or a name."""
    background = done.background
    named = {p.name_en: p.id for p in background.processes()}
    factors, _ = characterize(background.columns, load_factor_set("EF3.1"), "0/0")
    id = named.get(process, process)
    return float(background.intensities[background.index(id)] @ factors)


def take(path: Path, home: Path, **more):
    """Import a file; the ledger is checked by the import itself."""
    done = import_database(path, home, more.pop("settings", None), id=more.pop("id", "x"), **more)
    for count in done.conservation.counts:
        assert count.came_in == count.taken + count.held
    return done


def package_of(done):
    """The neutral package that an import keeps."""
    return load_package(done.folder / "package.jsonl.gz")[0]


def content(value):
    """Plain data of a package without places, format, name and hash."""
    if is_dataclass(value):
        return {
            f.name: content(getattr(value, f.name)) for f in fields(value) if f.name not in _PLACES
        }
    if isinstance(value, dict):
        return {key: content(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(content(part) for part in value)
    return value


def inventory(package):
    """Everything in a package that a round trip must keep."""
    found = content(package)
    for name in ("format", "name", "sha256"):
        del found[name]
    return found


def codes(done) -> set[str]:
    return {finding.code for finding in done.findings}
