"""Runs Brightway in a process of its own: a stated directory, nothing of the user's home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Location, finding

_CHILD = Path(__file__).with_name("child.py")
_TIMEOUT_S = 6 * 3600


def run_brightway(request: dict[str, Any], directory: Path, shown: str) -> dict[str, Any]:
    """Ask Brightway for something.

    Parameters
    ----------
    request
        What to do; see ``child.py``.
    directory
        Directory of Brightway; it must exist.
    shown
        Name of the file or folder that findings are about.

    Raises
    ------
    PcfError
        ``IM043`` without bw2data, ``IM044`` when Brightway does not have or cannot open it.
    """
    if find_spec("bw2data") is None:
        raise PcfError(
            [finding("IM043", Location(shown), observed="Brightway", expected="bw2data",
                     suggestion="brightway")]
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        answer = Path(scratch) / "answer.json"
        home = Path(scratch) / "home"
        home.mkdir()
        done = subprocess.run(
            [sys.executable, "-P", str(_CHILD)],
            input=json.dumps({**request, "answer": str(answer)}),
            env=_environment(directory, home),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        found = _answer(answer) if done.returncode in (0, 3) else {}
        if not found or "missing" in found:
            last = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
            what, known = found.get("missing", last), found.get("known", ())
            listed = ", ".join(known) or "-"
            raise PcfError([finding("IM044", Location(shown), observed=what, expected=listed)])
        return found


def _answer(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=str)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _environment(directory: Path, home: Path) -> dict[str, str]:
    """Environment of the process: the stated directory, and a home of its own."""
    homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CACHE_HOME",
             "XDG_CONFIG_HOME", "XDG_STATE_HOME")  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in homes}
    homed = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    return {
        **kept,
        **homed,
        "BRIGHTWAY2_DIR": str(directory),
        "BRIGHTWAY2_OUTPUT_DIR": str(home),
        "PYTHONUTF8": "1",
    }
