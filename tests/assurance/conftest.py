"""Sealed bundles that the tests of this folder share; each is made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "rules"))

from sealable import bottle

import pcf
from pcf.assurance.sign import new_key


@pytest.fixture(scope="session")
def bottle_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that passes the rules it declares."""
    return bottle(tmp_path_factory.mktemp("project") / "bottle")


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Private key of the manufacturer."""
    return new_key(tmp_path_factory.mktemp("keys") / "plant").private


@pytest.fixture(scope="session")
def sealed(bottle_project: Path, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, signed by the manufacturer."""
    made = pcf.Project.load(bottle_project).seal(key=key)
    return made.write(tmp_path_factory.mktemp("bundle") / "bottle.pcfz")


@pytest.fixture(scope="session")
def trust(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trust file of the certifier, who knows the manufacturer."""
    path = tmp_path_factory.mktemp("trust") / "trust.toml"
    public = key.with_name(f"{key.name}.pub").read_text().strip()
    entry = ("[[key]]", 'name = "Bottle Works"', f'public_key = "{public}"', 'since = "2026-01-01"')
    path.write_text("\n".join(entry))
    return path
