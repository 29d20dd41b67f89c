"""Official electricity factors: figures to compare with, never suppliers of a row."""

from __future__ import annotations

import csv

from pcf.location import data_file, per_data


@per_data
def official_regions() -> dict[str, str]:
    """Regions of ``datasets/electricity/official_factors.csv`` and the dataset to take for each.

    The official factors count emissions at the plant only, without fuel supply, losses and
    equipment; they belong to the accounts of organisations, not to product footprints (ISO 14067
    6.4.9.4.1). The dataset, where there is one, has life-cycle scope; else the text is empty.
    """
    path = data_file("electricity/official_factors.csv")
    found: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            dataset = row["dataset"] if row["linkable"] == "yes" else ""
            found[row["region"]] = found.get(row["region"]) or dataset
    return found
