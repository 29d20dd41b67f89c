"""Regions of the United Nations (standard M49), as exchange formats name them."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

#: Words for the whole world and for more than one region (Catena-X 9.0.0).
GLOBAL, SEVERAL = "Global", "Several"


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    text = files("pcf.project").joinpath("un_m49.toml").read_text(encoding="utf-8")
    countries: dict[str, str] = {}
    parents: dict[str, str] = {}
    for entry in tomllib.loads(text)["region"]:
        parents[entry["name"]] = entry["part_of"]
        countries.update(dict.fromkeys(entry["countries"], entry["name"]))
    return countries, parents


def subregion_of(location: str) -> str | None:
    """Sub-region of a country or a part of it (``CN-FJ``); None when M49 gives it none."""
    return _tables()[0].get(location[:2])


def region_of(location: str) -> str | None:
    """Region (continent) of a country; None when M49 gives it none."""
    inner = subregion_of(location)
    return None if inner is None else _tables()[1][inner]


def region_names() -> frozenset[str]:
    """Names of all regions and sub-regions."""
    parents = _tables()[1]
    return frozenset(parents) | frozenset(parents.values())


def covers(stated: str, location: str) -> bool:
    """Whether a stated place (country, part of it, region, ``GLO``) contains `location`."""
    if stated in ("GLO", "RoW", GLOBAL) or stated == location:
        return True
    if stated in region_names():
        return stated in (subregion_of(location), region_of(location))
    if stated == "RER":
        return region_of(location) == "Europe"
    return len(stated) == len("CN") and location.startswith(f"{stated}-")
