"""Every test works in its own cache; nothing is written to the user's home."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["PCF_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
    for name in ("PCF_LANG", "PCF_FORMAT"):
        os.environ.pop(name, None)
