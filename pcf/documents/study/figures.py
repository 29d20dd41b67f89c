"""Figures in sentences of people: masses of CO2e."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pcf.units import conversion_factor, is_known

NUMBER = (
    r"(?P<figure>[-\u2212]?\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?|[-\u2212]?\d+(?:\.\d+)?)"
)
#: Not within another number or an ASCII word; Chinese characters may stand right before.
_BEFORE = r"(?<![A-Za-z0-9_.,-])"
_MASS = (
    r"(?P<mass>kilogram(?:me)?s?|grams?|tonnes?|tons?|kg|kt|Mt|t|g"
    r"|千克|公斤|公吨|千吨|吨|克)"
)
_CO2 = (
    r"(?:of\s+)?(?:CO(?:2|\u2082)(?:\s?-?\s?(?:equivalents?|equiv|eq|e|当量))?"
    r"|carbon\s+dioxide(?:[\s-]+equivalents?)?|二氧化碳(?:当量)?)(?![A-Za-z0-9])"
)
_UNIT = (
    r"(?P<per>kilowatt[ -]hours?|[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*"
    r"|千瓦时|度|千克|公斤|公吨|吨公里|吨|千米|公里|平方米|立方米|[件个台只套辆块瓶升米年月日天])"
)
_PER = rf"\s*\.?\s*(?:/\s*|per\s+|每\s*)(?:one\s+|1\s*)?\(?{_UNIT}"
_CARBON = re.compile(rf"{_BEFORE}{NUMBER}\s*-?\s*{_MASS}\s*{_CO2}(?:{_PER})?", re.IGNORECASE)
#: The unit stands in front: ``碳足迹（kg CO2e/t）：741``.
_HEADED = re.compile(
    rf"[(（\[]\s*{_MASS}\s*{_CO2}(?:{_PER})?\s*[)）\]]\s*(?:[:：=为是]|\bis\b)\s*{NUMBER}"
    r"(?![0-9.]*\s*[%\uff05])",
    re.IGNORECASE,
)
_PER_BEFORE = re.compile(
    rf"(?:(?:\b(?:per|each|every)\s+|每\s*)(?:one\s+|1\s*)?|(?<![\d.])(?:\bone\s+|1\s*)){_UNIT}",
    re.IGNORECASE,
)
_EQUIVALENT = re.compile(r"(?:2|\u2082)[\s-]*e|equiv|当量", re.IGNORECASE)
#: Words of what lies outside the product system.
_OUTSIDE = re.compile(r"\b(?:beyond|outside)\b|之外|以外|边界外", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?]|\.(?=\s)|\n\s*\n")
#: Signs of emphasis, which stand for nothing in a sentence.
_EMPHASIS = re.compile(r"[*`]")
#: Units in words, besides those that the units themselves know.
_WORDS = {
    "gram": "g", "kilogram": "kg", "kilogramme": "kg", "ton": "t", "tonne": "t",
    "kilowatthour": "kWh", "kilometre": "km", "kilometer": "km",
    **dict.fromkeys("件个台只套辆块瓶", "piece"),
}  # fmt: skip
_TIMES = frozenset(("year", "a", "yr", "month", "day", "hour", "h", *"年月日天"))
#: Unit of time: what is emitted in a time is no figure of a footprint.
TIME = "time"

#: Words by which a figure is of another time than that of the study.
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|former(?:ly)?|prior|before|last\s+(?:year|period|study))\b"
    r"|上一?年|上一(?:期|版|轮|周期)|前一?年|去年|往年|以往|此前|之前|原先",
    re.IGNORECASE,
)
#: Words by which a figure is a factor of something that is burned or drawn.
_FACTOR = re.compile(r"\bfactors?\b|因子|系数", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Carbon:
    """A mass of CO2e: the figure as written, kg of its unit, what it is per, and its place.

    gas
        Whether it is said of the gas, and of what lies outside the product system.
    """

    figure: str
    kilograms: float
    per: str | None
    quote: str
    start: int
    gas: bool = False


def plain(text: str) -> str:
    """Text whose signs of emphasis are left out; its lines stay."""
    return _EMPHASIS.sub("", text)


def carbon_in(text: str) -> Iterator[Carbon]:
    """Masses of CO2e of a text that are said of the product system and of its time."""
    for found in (*_CARBON.finditer(text), *_HEADED.finditer(text)):
        before = sentence_before(text, found.start())
        clause = _SENTENCE.split(text[found.start() :], maxsplit=1)[0]
        if _EARLIER.search(before + clause):
            continue
        equivalent = _EQUIVALENT.search(found[0])
        if not equivalent and _FACTOR.search(before):
            continue
        per = _unit(found["per"]) if found["per"] else _last_unit(before)
        mass = conversion_factor(_unit(found["mass"]) or "kg", "kg")
        gas = not equivalent and bool(_OUTSIDE.search(before + clause))
        yield Carbon(found["figure"], mass, per, found[0].strip(), found.start(), gas)


def _last_unit(before: str) -> str | None:
    """What the last ``per kg`` or ``1 kg`` of a sentence is per."""
    known = (_unit(found["per"]) for found in _PER_BEFORE.finditer(before))
    return next(reversed([unit for unit in known if unit is not None]), None)


def sentence_before(text: str, end: int) -> str:
    """What of a sentence stands before a place."""
    begin = max((m.end() for m in _SENTENCE.finditer(text, 0, end)), default=0)
    return text[begin:end]


def _unit(word: str) -> str | None:
    """Unit of a word; `TIME` for one of time, None for a word that is no unit, as a pack."""
    bare = re.sub(r"[ -]", "", word)
    single = bare.lower().removesuffix("s")
    if bare in _TIMES or single in _TIMES:
        return TIME
    if bare in _WORDS or single in _WORDS:
        return _WORDS.get(bare) or _WORDS[single]
    return next((name for name in (bare, bare.lower()) if is_known(name)), None)
