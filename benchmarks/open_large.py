"""Open a background of a folder and print the score of the last process.

``python open_large.py FOLDER``; compiles it first when the cache has no compiled form.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from pcf.background import open_background
from pcf.climate import characterize, load_factor_set


def main(folder: Path) -> None:
    """Print kg CO2e per unit of the last process (AR6, biogenic 0/0)."""
    background = open_background("generated", folder=folder)
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "0/0")
    line = background.intensities[len(background.products) - 1]
    print(repr(float(line @ np.nan_to_num(factors, nan=0.0))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
