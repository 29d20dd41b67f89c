"""Read, check, compile and store a background of a folder, as the first opening does it.

``python compile_large.py FOLDER``; prints the score of the last process, and what took how long.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pcf.background import Background, store
from pcf.background.compile import compile_read
from pcf.background.tables import read_tables
from pcf.collection import without_collection
from pcf.findings import Findings


def main(folder: Path) -> None:
    """Print kg CO2e per unit of the last process (AR6, biogenic 0/0)."""
    import scipy.sparse.csgraph
    import scipy.sparse.linalg  # noqa: F401 - imports of either side are not its work

    from benchmarks.open_large import told
    from benchmarks.telling import tell

    faults = Findings()
    with tell("read"):
        tables = read_tables(folder, faults)
    with tell("compiled"), without_collection():  # as `compile_folder` does
        compiled = compile_read(folder, tables, told=faults)
        if not store.save(compiled, store.store_folder(compiled.head.sha256, "default")):
            raise SystemExit("no place to write")
    background = Background(compiled.head, compiled.intensities, lambda: compiled.details)
    told(background, compiled.intensities[-1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
