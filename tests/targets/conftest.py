"""One background for every test of targets, and the small project with its packs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import kit
import pytest
import small

from pcf.background import Background
from pcf.targets.project import Base


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Background:
    return kit.background(tmp_path_factory.mktemp("background"), small.DATASETS)


@pytest.fixture
def make(tmp_path: Path, tiny: Background) -> Callable[..., Base]:
    """Give the small project; `packs` are heads of packs by id."""

    def made(packs: dict[str, str] | None = None, **project: object) -> Base:
        folder = small.project(tmp_path / "project", **project)  # type: ignore[arg-type]
        return small.base(folder, tiny, small.packs(tmp_path / "packs", **(packs or {})))

    return made
