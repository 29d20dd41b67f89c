"""Read, check, compile and store a background of a folder, as the first opening does it.

``python compile_large.py FOLDER``; prints the score of the last process, and what took how long.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pcf.background import Background, store
from pcf.background.compile import compile_tables
from pcf.background.tables import digest, read_tables
from pcf.background.validate import validate
from pcf.findings import Findings


def main(folder: Path) -> None:
    """Print kg CO2e per unit of the last process (AR6, biogenic 0/0)."""
    from benchmarks.open_large import told

    start = time.perf_counter()
    faults = Findings()
    tables = read_tables(folder, faults)
    read = time.perf_counter()
    if faults.errors or any(item.level == "error" for item in validate(tables)):
        raise SystemExit("the tables have faults")
    compiled = compile_tables(tables, "default", digest(folder))
    if not store.save(compiled, store.store_folder(compiled.head.sha256, "default")):
        raise SystemExit("no place to write")
    print("inside read", read - start)
    print("inside compiled", time.perf_counter() - read)
    background = Background(compiled.head, compiled.intensities, lambda: compiled.details)
    told(background, compiled.intensities[-1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
