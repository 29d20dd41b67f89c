"""The wheel: nothing but the package and its metadata, and all the data in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [built] = out.glob("*.whl")
    return built


def test_wheel_holds_nothing_but_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"pcf"}


def test_wheel_holds_every_data_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    for folder in ("datasets", "product_rules"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"pcf/_data/{path.relative_to(ROOT).as_posix()}" in packed


def test_unpacked_wheel_computes_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "elsewhere"
    work.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    env = {**os.environ, "PYTHONPATH": str(site), "PCF_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c",
         "import pcf, pathlib; assert 'site' in pcf.__file__, pcf.__file__;"
         "from pcf.location import data_root;"
         "p = data_root('datasets') / 'examples' / 'paper-case';"
         "print(repr(pcf.Project.load(p).calculate().total))"],
        cwd=work, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    import pcf
    from pcf.location import data_root

    here = pcf.Project.load(data_root("datasets") / "examples" / "paper-case").calculate()
    assert float(done.stdout) == here.total
