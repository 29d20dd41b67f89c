"""What an explanation of a number holds: its parts, facts about it, and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import Any

from pcf.findings import Location
from pcf.i18n import Language
from pcf.plain import PlainData


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled statement about the number: `key` is a label id, `value` text."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an explained number.

    ``value = amount × intensity`` where both are given; `share` is value / explained value.
    `address` can be explained in turn; `terms` holds that explanation when depth > 1.
    """

    address: str
    name_zh: str
    name_en: str
    value: float
    share: float | None
    amount: float | None = None
    unit: str = ""
    intensity: float | None = None
    tag: str = ""
    source: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation(PlainData):
    """A number and its parts, largest first until `until` of the absolute sum is covered.

    `rest_count` parts with `rest_value` together are not listed; listed + rest = value. The value
    is None for a figure that the result does not have; `facts` say what it would be.
    """

    address: str
    name_zh: str
    name_en: str
    value: float | None
    unit: str
    share_of_total: float | None
    terms: tuple[Term, ...]
    rest_count: int
    rest_value: float
    facts: tuple[Fact, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    place: Location | None = None

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf explain --format json``."""
        from pcf.calc.as_json import explanation_json

        return explanation_json(self, lang)


def largest(terms: Iterable[Term], until: float) -> tuple[tuple[Term, ...], int, float]:
    """Give the largest terms that cover `until` (0..1) of the absolute sum.

    Then come count and sum of the rest. Terms of value zero are never listed.
    """
    ordered = sorted((t for t in terms if t.value), key=lambda t: (-abs(t.value), t.address))
    goal = until * fsum(abs(t.value) for t in ordered)
    covered, count = 0.0, 0
    while count < len(ordered) and (covered < goal or count == 0):
        covered += abs(ordered[count].value)
        count += 1
    rest = ordered[count:]
    return tuple(ordered[:count]), len(rest), fsum(t.value for t in rest)
