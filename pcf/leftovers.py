"""Folders of work that is not finished: named so that what a killed process left is recognised.

A folder is made beside its target as ``.new-<name>.<process>.<random>`` and takes its place at the
end by renaming. What stood there before is ``.old-…`` for a moment; when a process dies in that
moment, the next one puts it back.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

_NAMED = re.compile(r"\.(new|old)-(.+)\.(\d+)\.([a-z0-9_]+)")
#: Age from which a folder counts as left where processes cannot be asked for.
_DAY = 86_400.0


def fresh_folder(target: Path) -> Path:
    """Make a folder beside `target` for work on it; leftovers of dead processes are removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    return Path(tempfile.mkdtemp(prefix=f".new-{target.name}.{os.getpid()}.", dir=target.parent))


def swap(new: Path, target: Path) -> None:
    """Put a finished folder in the place of `target`; what stood there is removed afterwards."""
    if target.exists():
        old = new.with_name(new.name.replace(".new-", ".old-", 1))
        target.replace(old)
        try:
            new.replace(target)
        except BaseException:
            old.replace(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        new.replace(target)


def sweep(parent: Path) -> None:
    """Remove what killed processes left in a folder; a target that one had moved aside comes back.

    Folders of processes that are still at work stay.
    """
    for entry in sorted(parent.iterdir()):
        match = _NAMED.fullmatch(entry.name)
        if match is None or entry.is_symlink() or not entry.is_dir() or _at_work(entry, match):
            continue
        target = parent / match.group(2)
        if match.group(1) == "old" and not target.exists():
            entry.replace(target)
        else:
            shutil.rmtree(entry, ignore_errors=True)


def _at_work(folder: Path, match: re.Match[str]) -> bool:
    if os.name != "posix":
        return time.time() - folder.stat().st_mtime < _DAY
    return is_alive(int(match.group(3)))


def is_alive(process: int) -> bool:
    """Whether a process of this machine is at work; where nobody can be asked, it counts as so."""
    if os.name != "posix" or process == os.getpid():  # signal 0 would end a process elsewhere
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
