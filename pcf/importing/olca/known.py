"""Flow properties of openLCA that a package may refer to without holding them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache

from pcf.importing.package import FlowProperty, Names, Place, Unit, UnitGroup
from pcf.location import data_root

_FILE = "olca-units.csv"


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    path = data_root("datasets") / "flow-aliases" / _FILE
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


def known_properties(wanted: Iterable[str]) -> tuple[dict[str, FlowProperty], dict[str, UnitGroup]]:
    """Give the flow properties among `wanted` that openLCA always has, and their unit groups."""
    ids = set(wanted)
    properties: dict[str, FlowProperty] = {}
    units: dict[str, list[Unit]] = {}
    rows = [row for row in _rows() if row["property"] in ids]
    for row in rows:
        own = Place(_FILE, row["property"])
        names = Names(en=row["name"])
        properties[row["property"]] = FlowProperty(row["property"], "", names, row["group"], own)
        unit = Unit(row["unit"], float(row["factor"]))
        listed = units.setdefault(row["group"], [])
        if unit not in listed:
            listed.append(unit)
    groups = {
        id: UnitGroup(id, "", Names(en=f"Units: {listed[0].name}"), tuple(listed),
                      listed[0].name, Place(_FILE, id))
        for id, listed in units.items()
    }  # fmt: skip
    return properties, groups
