"""What ``pcf doctor`` looks at: whether this machine can run pcf as it should."""

from __future__ import annotations

import locale
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pcf.errors import PcfError
from pcf.i18n import Language

DEPENDENCIES = (
    "numpy",
    "scipy",
    "networkx",
    "pandas",
    "bw2calc",
    "typer",
    "rich",
    "pint",
    "simpleeval",
    "openpyxl",
    "defusedxml",
    "platformdirs",
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing looked at: `key` is a label id or the name of a package."""

    key: str
    value: str
    ok: bool = True


def observe(lang: Language) -> tuple[Observation, ...]:
    """Look at versions, encodings, folders and data."""
    return (*_versions(), *_surroundings(lang), _cache(), *_data(), _solver())


def _versions() -> list[Observation]:
    from importlib.metadata import PackageNotFoundError, version

    from pcf.report.envelope import tool_version

    seen = [
        Observation("pcf", tool_version()),
        Observation("python", platform.python_version(), sys.version_info >= (3, 11)),
        Observation("system", platform.platform()),
    ]
    for name in DEPENDENCIES:
        try:
            seen.append(Observation(name, version(name)))
        except PackageNotFoundError:
            seen.append(Observation(name, "-", ok=False))
    return seen


def _surroundings(lang: Language) -> list[Observation]:
    encoding = sys.stdout.encoding or "ascii"
    try:
        "产品碳足迹".encode(encoding)
        chinese = True
    except (UnicodeEncodeError, LookupError):
        chinese = False
    return [
        Observation("stdout_encoding", encoding, chinese or lang != "zh"),
        Observation("stderr_encoding", sys.stderr.encoding or "ascii"),
        Observation("locale", ".".join(part or "-" for part in locale.getlocale())),
        Observation("language", lang),
    ]


def _cache() -> Observation:
    from pcf.background.store import cache_folder

    folder = cache_folder()
    there = next(p for p in (folder, *folder.parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            writable = True
    except OSError:
        writable = False
    home = Path.home().as_posix()
    shown = folder.as_posix()
    shown = "~" + shown[len(home) :] if shown.startswith(home + "/") else shown
    stated = " (PCF_CACHE_DIR)" if os.environ.get("PCF_CACHE_DIR") else ""
    return Observation("cache_folder", shown + stated, writable)


def _data() -> list[Observation]:
    from pcf.background import available_backgrounds, open_background
    from pcf.climate import factor_sets

    seen = []
    try:
        for name in available_backgrounds():
            opened = open_background(name)
            shown = f"{opened.id} {opened.version}  sha256 {opened.sha256[:12]}"
            seen.append(Observation("background", f"{shown}  {len(opened.products)}"))
        sets = ", ".join(f.id for f in factor_sets())
        seen.append(Observation("factors", sets, bool(sets)))
    except PcfError as error:
        seen.append(Observation("background", str(error).split("\n")[0], ok=False))
    return seen or [Observation("background", "-", ok=False)]


def _solver() -> Observation:
    """Solve 2x = 1 with the sparse solver."""
    import numpy as np
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    answer = splu(csc_array(np.array([[2.0]]))).solve(np.array([1.0]))
    return Observation("solver", "SuperLU (scipy)", bool(answer[0] == 0.5))
