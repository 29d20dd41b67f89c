"""A cache of its own, the command line in this process and in another one, and a project."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from surroundings import ROOT


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """One cache for all tests of the command line: the background is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch, cache, tmp_path):
    monkeypatch.setenv("PCF_CACHE_DIR", str(cache))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("PCF_LANG", "en")
    for name in ("PCF_FORMAT", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@dataclass
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def pcf(capsys):
    """Call pcf in this process."""
    from pcf.commands import main

    def call(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture
def process():
    """Call pcf in a process of its own; streams as bytes."""

    def call(*words, **environment):
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        return subprocess.run(
            [sys.executable, "-m", "pcf", *map(str, words)],
            capture_output=True,
            env=surroundings,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def made_project(tmp_path_factory, cache):
    """The small embedded example as a locked project; copy it before changing it."""
    from pcf.commands import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PCF_CACHE_DIR", str(cache))
        folder = tmp_path_factory.mktemp("project") / "bottle"
        assert main(["init", str(folder), "--example", "paper-case", "-q"]) == 0
    return folder


@pytest.fixture
def project(made_project, tmp_path):
    """A copy of the small example."""
    return Path(shutil.copytree(made_project, tmp_path / "bottle"))
