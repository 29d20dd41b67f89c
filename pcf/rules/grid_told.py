"""Whether what a study says about the second run on the grid is what that run gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pcf.calc.grid_total import GridTotal
from pcf.model import StudyValue

#: Key of ``study.toml`` that tells the difference.
GRID_MIX = "sensitivity.grid_mix"
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.,])(?P<sign>[-+\u2212]?)\s?(?P<number>\d+(?:\.\d+)?)\s*(?P<percent>%?)"
)
#: A place that documents fill in from the result.
_PLACE = re.compile(r"\{\{[^{}]*grid_(?:total|delta|change)[^{}]*\}\}")


def is_told(stated: StudyValue | None, found: GridTotal) -> bool | None:
    """Whether each language of a statement gives the total, the difference or its percentage.

    A figure equals one of them at its own precision; without a sign it is a size. None when the
    second run has no result.
    """
    if found.total is None or found.delta is None:
        return None
    texts = () if stated is None else tuple(filter(None, (*stated.parts, stated.english)))
    return bool(texts) and all(_tells(text, found) for text in texts)


def _tells(text: str, found: GridTotal) -> bool:
    if _PLACE.search(text):
        return True
    plain = unicodedata.normalize("NFKC", text)
    return any(_equals(match, _values(match, found)) for match in _FIGURE.finditer(plain))


def _values(match: re.Match[str], found: GridTotal) -> Iterable[float | None]:
    if match["percent"]:
        return (None if found.relative is None else found.relative * 100.0,)
    return (found.total, found.delta)


def _equals(match: re.Match[str], values: Iterable[float | None]) -> bool:
    digits = len(match["number"].partition(".")[2])
    figure = float(match["number"]) * (-1.0 if match["sign"] in ("-", "\u2212") else 1.0)
    half = 0.5 * 10.0**-digits * (1.0 + 1e-9)
    for value in values:
        if value is None:
            continue
        wanted = value if match["sign"] else abs(value)
        if abs(figure - wanted) <= half and (figure or not wanted):
            return True
    return False
