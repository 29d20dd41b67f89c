"""Fields of a supplier's footprint that a request asks for, and what an answer to each may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pcf.model.denial import is_denial
from pcf.model.verification import is_bare_no
from pcf.project.cells import CellFault
from pcf.project.cells import number as number_of
from pcf.units import compatible, is_known

BOUNDARIES = ("cradle-to-gate", "gate-to-gate", "cradle-to-grave")
Value = str | float | list[float]


class AnswerFault(ValueError):  # noqa: N818  # a fault of the answer, not of the program
    """An answer is not what the field takes; the text says what is expected."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form.

    needed
        Whether a new footprint cannot do without.
    read
        Makes the value of an answer; raises `AnswerFault`.
    """

    key: str
    needed: bool
    read: Callable[[str], Value]


_PLACE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,6})?|RoW").fullmatch


def number(text: str) -> float:
    """Read a finite number as a cell is read: ``1,5`` and ``1 000`` are refused; any width goes.

    Raises
    ------
    AnswerFault
        For anything else.
    """
    try:
        value = number_of(text)
    except CellFault:
        value = None
    if value is None:
        raise AnswerFault("1.25")
    return value


def _date(text: str) -> date:
    return date.fromisoformat(unicodedata.normalize("NFKC", text))


def _emission(text: str) -> float:
    value = number(text)
    if value < 0:
        raise AnswerFault(">= 0")
    return value


def _removal(text: str) -> float:
    value = number(text)
    if value > 0:
        raise AnswerFault("<= 0")
    return value


def _words(text: str) -> str:
    return " ".join(text.split())


def _verification(text: str) -> str:
    """Give the words of a verification; ``none`` for a bare no, whatever the word for it."""
    words = _words(text)
    return "none" if is_bare_no(words) or is_denial(words) else words


def _unit(text: str) -> str:
    if not is_known(text):
        raise AnswerFault("kg, t, piece, kWh …")
    return text


def _set(text: str) -> str:
    if text not in gwp_sets():
        raise AnswerFault(" | ".join(gwp_sets()))
    return text


def _boundary(text: str) -> str:
    word = text.casefold().replace(" ", "-")
    if word not in BOUNDARIES:
        raise AnswerFault(" | ".join(BOUNDARIES))
    return word


def _location(text: str) -> str:
    if _PLACE(text) is None:
        raise AnswerFault("CN, CN-FJ, DE …")
    return text


def _day(text: str) -> str:
    try:
        return _date(text).isoformat()
    except ValueError:
        raise AnswerFault("2026-12-31") from None


def _period(text: str) -> str:
    first, _, last = text.replace("／", "/").replace(" ", "").partition("/")
    try:
        start, end = _date(first), _date(last)
    except ValueError:
        raise AnswerFault("2025-01-01/2025-12-31") from None
    if start > end:
        raise AnswerFault("2025-01-01/2025-12-31")
    return f"{start.isoformat()}/{end.isoformat()}"


def _share(text: str) -> float:
    bare = text.replace("％", "%").strip()
    value = number(bare.removesuffix("%").strip())
    if bare.endswith("%"):
        value /= 100.0
    if not 0.0 <= value <= 1.0:
        raise AnswerFault("80 % | 0.8")
    return value


def _ratings(text: str) -> list[float]:
    parts = [part for part in re.split(r"[;,、；，\s]+", text) if part]
    if len(parts) != 3:
        raise AnswerFault("2; 1; 2")
    values = [number(part) for part in parts]
    if not all(1.0 <= value <= 5.0 for value in values):
        raise AnswerFault("2; 1; 2 (1..5)")
    return values


@lru_cache(maxsize=1)
def gwp_sets() -> tuple[str, ...]:
    """Ids of the factor sets that pcf knows."""
    from pcf.climate import factor_sets

    return tuple(one.id for one in factor_sets())


def same_kind(answered: str, asked: str) -> bool:
    """Whether a figure per one unit can be used per another."""
    return is_known(answered) and compatible(answered, asked)


#: In the order of the form; figures first.
FIGURES = ("fossil", "biogenic_emission", "biogenic_removal", "dluc", "aircraft", "unsplit")
#: What figures mean nothing without; it changes only together with them.
MEANING = ("unit", "gwp_set", "boundary", "standard", "location", "period", "source")
QUALITY = ("primary_share", "dqr", "verification", "valid_until")
FIELDS: tuple[Field, ...] = (
    Field("unit", True, _unit),
    Field("fossil", False, _emission),
    Field("biogenic_emission", False, _emission),
    Field("biogenic_removal", False, _removal),
    Field("dluc", False, _emission),
    Field("aircraft", False, _emission),
    Field("unsplit", False, number),
    Field("gwp_set", True, _set),
    Field("boundary", True, _boundary),
    Field("standard", False, _words),
    Field("location", True, _location),
    Field("period", True, _period),
    Field("valid_until", False, _day),
    Field("primary_share", False, _share),
    Field("dqr", False, _ratings),
    Field("verification", False, _verification),
    Field("source", True, _words),
)
FIELD_BY_KEY = {field.key: field for field in FIELDS}


def choices_of(key: str) -> tuple[str, ...]:
    """Words of the drop-down list of a field; none for a field without one."""
    if key == "gwp_set":
        return gwp_sets()
    return BOUNDARIES if key == "boundary" else ()
