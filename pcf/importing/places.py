"""Codes of places: as ISO 3166, and the larger places that each lies in."""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from pcf.location import data_root

WORLD = "GLO"
#: Members of the European Union; a dataset of it stands between them and Europe.
_EU = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
     "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
_ISO = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    return {row["code"]: row["iso"] for row in _rows("places.csv")}


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    return {row["country"]: row["region"] for row in _rows("regions.csv")}


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    return {row["word"]: row["code"] for row in _rows("place-aliases.csv")}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(r["code"] for r in _rows("place-aliases.csv") if r["kind"] == "country")


def _rows(name: str) -> list[dict[str, str]]:
    path = data_root("datasets") / "flow-aliases" / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def normal(code: str) -> str:
    """Give the ISO 3166 code of a place, or of the province that a city lies in.

    ``NMG-CN`` is ``CN-NM``, ``SZ-JS-CN`` (a city) ``CN-JS``, ``cn`` and ``CHN`` are ``CN``, ``UK``
    is ``GB``, ``EU-27`` is ``EU`` and ``Europe`` ``RER``; unknown codes stay as they are; no code
    is the world.
    """
    word = " ".join(code.split())
    folded = word.upper()
    if not word:
        return WORLD
    known, city = _provinces(), folded.partition("-")[2]
    found = known.get(folded) or known.get(city) or _aliases().get(folded)
    if found:
        return found
    return folded if folded.partition("-")[0] in _countries() else word


def is_known(code: str) -> bool:
    """Whether a code names a country, a part of one, a region, or the world."""
    place = normal(code)
    return place.partition("-")[0] in _countries() or place in _aliases().values()


@lru_cache(maxsize=65_536)
def chain(code: str) -> tuple[str, ...]:
    """Give the place and everything that it lies in: city, province, country, region, world."""
    code = code.strip()
    steps = [code.upper()] if code.upper().partition("-")[2] in _provinces() else []
    steps.append(normal(code))
    country = steps[-1].partition("-")[0]
    if country == "EU":
        steps.append("RER")
    elif _ISO.fullmatch(steps[-1]):
        steps.append(country)
        steps += ["EU"] if country in _EU else []
        steps.append(_regions().get(country, WORLD))
    steps.append(WORLD)
    return tuple(dict.fromkeys(steps))
