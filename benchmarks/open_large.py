"""Open a background of a folder and print the score of the last process.

``python open_large.py FOLDER``; compiles it first when the cache has no compiled form.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from pcf.background import Background, open_background
from pcf.climate import characterize, load_factor_set


def main(folder: Path) -> None:
    """Print kg CO2e per unit of the last process (AR6, biogenic 0/0)."""
    start = time.perf_counter()
    background = open_background("generated", folder=folder)
    row = background.intensities[background.intensities.shape[0] - 1]
    print("inside opened", time.perf_counter() - start)
    told(background, row)


def told(background: Background, row: Any) -> None:
    """Print the score of a line of the intensities."""
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "0/0")
    print(repr(float(row @ np.nan_to_num(factors, nan=0.0))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
