"""Open a background of a folder and print the score of the last process.

``python open_large.py FOLDER``; compiles it first when the cache has no compiled form.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.telling import tell
from pcf.background import Background, open_background
from pcf.climate import characterize, load_factor_set


def main(folder: Path) -> None:
    """Print kg CO2e per unit of the last process (AR6, biogenic 0/0)."""
    import mmap  # noqa: F401 - imports of either side are not its work

    with tell("opened"):
        background = open_background("generated", folder=folder)
        row = background.intensities[background.intensities.shape[0] - 1]
    told(background, row)


def told(background: Background, row: Any) -> None:
    """Print the score of a line of the intensities."""
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "0/0")
    print(repr(float(row @ np.nan_to_num(factors, nan=0.0))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
