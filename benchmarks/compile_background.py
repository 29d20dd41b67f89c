"""Compile the embedded background from its tables, index it, and print the score of one product.

``python compile_background.py PROCESS``; the cache of the call is empty, so nothing is reused.
"""

from __future__ import annotations

import sys

import numpy as np

from pcf.background import open_background
from pcf.background.search import search
from pcf.climate import characterize, load_factor_set


def main(process: str) -> None:
    """Compile, search once, and print kg CO2e per unit of `process` (AR6, biogenic 0/0)."""
    background = open_background()
    hits = search(background, process.replace("_", " "))
    if not hits:
        raise SystemExit(f"{process}: not found")
    factors, _ = characterize(background.columns, load_factor_set("AR6"), "0/0")
    line = background.intensities[background.index(process)]
    print(repr(float(line @ np.nan_to_num(factors, nan=0.0))))


if __name__ == "__main__":
    main(sys.argv[1])
