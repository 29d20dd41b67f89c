"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pcf.errors import UsageError
from pcf.findings import Location, finding
from pcf.leftovers import fresh_folder
from pcf.whole import sync_folder, sync_tree


@contextmanager
def fresh_target(target: Path) -> Iterator[Path]:
    """Give the path `aside` gives for a target that is not there yet.

    Raises
    ------
    UsageError
        ``IM048`` when it is there.
    """
    if target.exists():
        raise UsageError([finding("IM048", Location(target.name), observed=target.name)])
    target.parent.mkdir(parents=True, exist_ok=True)
    with aside(target) as fresh:
        yield fresh


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a path of the same name in a fresh folder beside `target`; at the end it moves there.

    Nothing is left when writing fails; a folder that another process has put there meanwhile stays
    (``IM048``).
    """
    folder = fresh_folder(target)
    try:
        fresh = folder / target.name
        yield fresh
        sync_tree(folder)
        try:
            fresh.replace(target)
        except OSError as error:
            if not target.is_dir():
                raise
            told = finding("IM048", Location(target.name), observed=target.name)
            raise UsageError([told]) from error  # another process was faster
        sync_folder(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
