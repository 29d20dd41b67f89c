"""Whether what a study says about the second run on the grid is what that run gives."""

from __future__ import annotations

import re
import unicodedata

from pcf.calc.grid_total import GridTotal
from pcf.model import StudyValue

#: Key of ``study.toml`` that tells the difference.
GRID_MIX = "sensitivity.grid_mix"
_DIGITS = r"\d{1,3}(?:[, \u2019']\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_FIGURE = re.compile(
    rf"(?<![A-Za-z0-9_.,])(?P<of>百分之)?(?P<sign>[-+\u2212]?)\s?(?P<number>{_DIGITS})"
    r"\s*(?P<unit>%|per\s?cent\b|pct\b|(?:kg|t|tonnes?|tons?|g|mg)(?![a-bd-z])|千克|公斤|毫克|克|吨)?",
    re.IGNORECASE,
)
#: Kilograms of the units of mass in which a difference is told.
_KG = {"kg": 1.0, "千克": 1.0, "公斤": 1.0, "t": 1e3, "吨": 1e3, "g": 1e-3, "克": 1e-3, "mg": 1e-6,
       "毫克": 1e-6}  # fmt: skip
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[, \u2019']\d{3})+(?:\.\d+)?")
#: A place that documents fill in from the result.
_PLACE = re.compile(r"\{\{[^{}]*grid_(?:total|delta|change)[^{}]*\}\}")


def is_told(stated: StudyValue | None, found: GridTotal) -> bool | None:
    """Whether each language of a statement gives the total, the difference or its percentage.

    A figure equals one of them at its own precision; without a sign it is a size. It has a unit of
    mass or a percent sign: a bare number may be that of a section or year, but for the zero of no
    difference. None when the second run has no result.
    """
    if found.total is None or found.delta is None:
        return None
    texts = () if stated is None else tuple(filter(None, (*stated.parts, stated.english)))
    return bool(texts) and all(_tells(text, found) for text in texts)


def _tells(text: str, found: GridTotal) -> bool:
    if _PLACE.search(text):
        return True
    plain = unicodedata.normalize("NFKC", text)
    return any(_equals(match, found) for match in _FIGURE.finditer(plain))


def _equals(match: re.Match[str], found: GridTotal) -> bool:
    """Whether a figure in words is the total, the difference or its percentage."""
    unit = (match["unit"] or "").casefold()
    values: tuple[float | None, ...]
    if match["of"] or unit[:1] in ("%", "p"):
        scale, values = 0.01, (found.relative,)
    elif unit:
        scale = _KG.get(unit, 1e3)
        values = (found.total, found.delta)
    else:
        return found.delta == 0.0 and not match["number"].strip("0.,")
    sign = -1.0 if match["sign"] in ("-", "\u2212") else 1.0
    return any(
        _is(value if match["sign"] else abs(value), text, sign, scale)
        for text in _readings(match["number"])
        for value in values
        if value is not None
    )


def _readings(number: str) -> tuple[str, ...]:
    """Ways to read digits: a comma parts thousands or decimals, a space only thousands."""
    plain = re.sub(r"[, \u2019']", "", number)
    if not _THOUSANDS.fullmatch(number):
        return (number.replace(",", "."),)
    is_open = number.count(",") == 1 and "." not in number
    return (plain, number.replace(",", ".")) if is_open else (plain,)


def _is(value: float, digits: str, sign: float, scale: float) -> bool:
    """Whether digits are a value at their own precision; zero only where it is zero."""
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * scale * (1.0 + 1e-9)
    figure = float(digits) * sign * scale
    return abs(figure - value) <= half and bool(figure or not value)
