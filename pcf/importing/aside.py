"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a path of the same name in a fresh folder beside `target`; it takes its place at the end.

    Nothing is left when writing fails.
    """
    folder = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        fresh = folder / target.name
        yield fresh
        fresh.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
