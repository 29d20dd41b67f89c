"""Hash of tables that were hashed before: large ones are known again by what the disk says of them.

Tables of more than `LARGE` bytes need not be read to open their compiled form: when every file has
the path, number, size and times that it had when it was hashed, its bytes are the same. A file that
was written just before it was hashed is not believed, as its times cannot tell a further change.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from pcf.background.tables import digest, table_files
from pcf.cache import keep, kept_file, read_kept

LARGE = 8 * 2**20
#: Nanoseconds after a change in which the times of a file do not tell another one.
_FRESH = 2_000_000_000


def known_digest(folder: Path) -> str:
    """SHA-256 of the tables of a folder, as `digest` gives it."""
    stated = [
        (str(path.absolute()), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        for path in table_files(folder)
        if path.is_file() and (found := path.stat())
    ]
    if sum(size for _, _, size, _, _ in stated) < LARGE:
        return digest(folder)
    path = kept_file("digests", json.dumps(stated).encode())
    known = read_kept(path)
    if isinstance(known, str):
        return known
    now = time.time_ns()
    made = digest(folder)
    if all(now - max(changed, moved) > _FRESH for _, _, _, changed, moved in stated):
        keep(path, made)
    return made
