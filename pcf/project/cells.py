"""What one cell says: numbers, shares, units, choices, ids, suppliers, scores, years.

Every reader takes the text of a cell and gives its value, None for a blank cell, or raises
`CellFault`, which names the finding. Nothing is guessed: ``1,5`` may be 1.5 or 15 and is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from pcf import units
from pcf.model import STAGES, Stage
from pcf.model.quality import pef_scores
from pcf.model.stages import STAGE_WORDS, stage_of
from pcf.project.words import choice_words, plain
from pcf.suggest import nearest

MAX_ID = 120
MAX_UNIT = 40
CellReader = Callable[[str], Any]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII).fullmatch
_WIDE = str.maketrans("０１２３４５６７８９＋－−．％，ｅＥ", "0123456789+--.%,eE")
_ONE_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII).fullmatch
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII).fullmatch
_CONTINENTAL = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII).fullmatch
_GAPS = re.compile(r"[\s_'’]")
_WITH_UNIT = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*([^\W\d_]\S*)").fullmatch
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*").fullmatch
_POWER_OF_NUMBER = re.compile(r"[\d)]\s*(?:\*\*|\^)")
_LOCATION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?|GLO|RER|RoW").fullmatch
_DATES = re.compile(r"(\d{4})-(\d{2})-(\d{2})/(\d{4})-(\d{2})-(\d{2})", re.ASCII).fullmatch


class CellFault(Exception):  # noqa: N818  # a fault of the cell, not of the program
    """A cell cannot be read.

    Parameters
    ----------
    code
        Code of the finding; empty when the cause has been told elsewhere already.
    observed, expected, suggestion
        As in `pcf.findings.finding`.
    params
        Further values of the message.
    """

    def __init__(
        self,
        code: str,
        observed: object = None,
        expected: object = None,
        suggestion: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.observed = observed
        self.expected = expected
        self.suggestion = suggestion
        self.params = params


def number(text: str) -> float | None:
    """Read a finite number with a decimal point; full-width characters are understood."""
    if _NUMBER(text) is None:
        text = text.strip().translate(_WIDE)
        if not text:
            return None
        if _NUMBER(text) is None:
            _no_number(text)
    value = float(text)
    if value == 0.0 or math.isinf(value):
        _check_range(text, value)
    return value


def _check_range(text: str, value: float) -> None:
    """Refuse a number that a float64 cannot hold: beyond its range, or so small that it reads 0."""
    mantissa = re.split("[eE]", text)[0]
    if value != 0.0 or mantissa.strip("+-.0"):
        raise CellFault("NU003", text)


def _no_number(text: str) -> NoReturn:
    """Say why `text` is no number; both readings where there are two."""
    if plain(text).lstrip("+-") in ("nan", "inf", "infinity"):
        raise CellFault("NU003", text)
    if _ONE_COMMA(text):
        first = text.replace(",", ".")
        sign = text[: len(text) - len(text.lstrip("+-"))]
        second = sign + (text.lstrip("+-0,").replace(",", "") or "0")
        raise CellFault("NU002", text, first=first, second=second, suggestion=first)
    if _THOUSANDS(text):
        raise CellFault("NU024", text, suggestion=text.replace(",", ""))
    if _CONTINENTAL(text):
        raise CellFault("NU024", text, suggestion=text.replace(".", "").replace(",", "."))
    closed = _GAPS.sub("", text)
    if closed != text and _NUMBER(closed):
        raise CellFault("NU024", text, suggestion=closed)
    if text.endswith("%") and _NUMBER(text[:-1].rstrip()):
        part = format((Decimal(text[:-1].rstrip()) / 100).normalize(), "f")
        raise CellFault("NU023", text, suggestion=part)
    match = _WITH_UNIT(text)
    has_unit = match is not None and units.is_known(match.group(2)[:MAX_UNIT])
    raise CellFault("NU001", text, suggestion=match.group(1) if match and has_unit else None)


def share(text: str) -> float | None:
    """Read a share 0..1; with a percent sign the number is divided by 100."""
    plain_text = text.strip().translate(_WIDE)
    is_percent = plain_text.endswith("%")
    value = number(plain_text[:-1] if is_percent else plain_text)
    if value is None:
        if is_percent:
            raise CellFault("NU001", text.strip())
        return None
    value = value / 100 if is_percent else value
    if not 0.0 <= value <= 1.0:
        raise CellFault("NU017", text.strip(), expected="0..1")
    return value


def free_text(text: str) -> str | None:
    """Read any text; spaces at both ends are taken off."""
    return text.strip() or None


def identifier(text: str) -> str | None:
    """Read an id: ASCII letters, digits, ``-``, ``_`` and ``.``."""
    word = text.strip()
    if not word:
        return None
    if _ID(word) is None or len(word) > MAX_ID:
        better = re.sub(r"[^A-Za-z0-9._-]+", "-", unicodedata.normalize("NFKC", word)).strip("-._")
        raise CellFault("ID002", word, suggestion=better[:MAX_ID] or None)
    return word


def unit(text: str) -> str | None:
    """Read a unit that `pcf.units` knows; it is kept as written."""
    word = text.strip()
    if not word:
        return None
    if len(word) > MAX_UNIT or _POWER_OF_NUMBER.search(word) or not units.is_known(word):
        near = nearest(unicodedata.normalize("NFKC", word)[:MAX_UNIT], units.known_units(), 0.5)
        raise CellFault("UN001", word[:MAX_UNIT], suggestion=near)
    return word


def choice_reader(name: str, choices: tuple[str, ...]) -> CellReader:
    """Make the reader of a closed set; Chinese and English words are understood."""
    words = choice_words(name, choices)

    def read(text: str) -> str | None:
        word = plain(text)
        if not word:
            return None
        found = words.get(word)
        if found is None:
            near = nearest(word, words)
            suggestion = None if near is None else words[near]
            raise CellFault("NU018", text.strip(), ", ".join(choices), suggestion)
        return found

    return read


def allocation(text: str) -> str | None:
    """Read the allocation of a process; ``property:NAME`` keeps its name as written."""
    head, mark, name = text.strip().replace("：", ":").partition(":")
    if mark and plain(head) in ("property", "属性") and name.strip():
        return f"property:{name.strip()}"
    choices = ("none", "mass", "energy", "economic", "property:NAME", "substitution")
    if plain(text) == "property:name":
        raise CellFault("NU018", text.strip(), ", ".join(choices))
    found: str | None = choice_reader("allocation", choices)(text)
    return found


def stage(text: str) -> Stage | None:
    """Read a life-cycle stage: its id or one of its names."""
    word = plain(text)
    if not word:
        return None
    found = stage_of(word)
    if found is None:
        near = nearest(word, (*STAGES, *STAGE_WORDS))
        suggestion = stage_of(near) if near else None
        raise CellFault("NU018", text.strip(), ", ".join(STAGES), suggestion)
    return found


def quality_scores(text: str) -> str | None:
    """Read five or six pedigree scores 1..5, or the criteria of the PEF method.

    Gives them in one form: ``2,1,3,2,4`` or ``TeR=1;GeR=2;TiR=1;P=2``.
    """
    word = plain(text)
    if not word:
        return None
    if "=" in word:
        named = pef_scores(word)
        if named is None:
            raise CellFault("DQ005", text.strip(), expected="TeR=1;GeR=2;TiR=1;P=2")
        return str(named)
    parts = [part for part in re.split(r"[\s,;、]+", word.strip("()")) if part]
    if len(parts) not in (5, 6) or any(part not in ("1", "2", "3", "4", "5") for part in parts):
        raise CellFault("DQ005", text.strip(), expected="2,1,3,2,4")
    return ",".join(parts)


def year(text: str) -> int | None:
    """Read a year of four digits, 1900 to 2100."""
    word = plain(text)
    if not word:
        return None
    if not re.fullmatch(r"\d{4}", word, re.ASCII) or not 1900 <= int(word) <= 2100:
        raise CellFault("DQ008", text.strip(), expected="1900..2100")
    return int(word)


def location(text: str) -> str | None:
    """Read a place: ISO 3166 code of a country or region, or ``GLO``, ``RER``, ``RoW``."""
    word = text.strip()
    if not word:
        return None
    if _LOCATION(word) is None:
        better = unicodedata.normalize("NFKC", word).upper().replace("_", "-")
        raise CellFault("ID007", word, suggestion=better if _LOCATION(better) else None)
    return word


def period(text: str) -> str | None:
    """Read a period ``YYYY-MM-DD/YYYY-MM-DD`` whose end is not before its beginning."""
    word = text.strip()
    if not word:
        return None
    match = _DATES(word)
    try:
        numbers = [int(part) for part in match.groups()] if match else []
        good = bool(numbers) and date(*numbers[:3]) <= date(*numbers[3:])
    except ValueError:
        good = False
    if not good:
        raise CellFault("DQ010", word, expected="2025-01-01/2025-12-31")
    return word
