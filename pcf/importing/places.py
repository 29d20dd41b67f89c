"""Codes of places: as ISO 3166, and the larger places that each lies in."""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from pcf.location import data_root

WORLD = "GLO"
_WORLD = {"GLO", "GLOBAL", "WORLD", "WLD", ""}
_ISO = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    return {row["code"]: row["iso"] for row in _rows("places.csv")}


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    return {row["country"]: row["region"] for row in _rows("regions.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    path = data_root("datasets") / "flow-aliases" / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def normal(code: str) -> str:
    """Give the ISO 3166 code of a place, or of the province that a city lies in.

    ``NMG-CN`` is ``CN-NM``, ``SZ-JS-CN`` (a city) ``CN-JS``; codes that are ISO already, regions
    and unknown codes stay as they are; no code is the world.
    """
    code = code.strip()
    if code.upper() in _WORLD:
        return WORLD
    known = _provinces()
    city = code.partition("-")[2]
    return known.get(code) or known.get(city) or code


@lru_cache(maxsize=65_536)
def chain(code: str) -> tuple[str, ...]:
    """Give the place and everything that it lies in: city, province, country, region, world."""
    code = code.strip()
    steps = [code] if code.partition("-")[2] in _provinces() else []
    steps.append(normal(code))
    country = steps[-1].partition("-")[0]
    if _ISO.fullmatch(steps[-1]):
        steps.append(country)
        steps.append(_regions().get(country, WORLD))
    steps.append(WORLD)
    return tuple(dict.fromkeys(steps))
