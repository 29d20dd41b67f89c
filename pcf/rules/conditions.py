"""Conditions: the one small sentence form in which rule packs ask about a record.

``FIELD OPERATOR VALUE``, for instance ``origin = secondary``, ``share >= 0.01``,
``stage in [use, end_of_life]``, ``source filled``.

==============  ============================================================================
Operator        Holds when
==============  ============================================================================
``=``, ``!=``   the value is (not) the given word or number
``in``          the value is one of a list ``[a, b]``; ``not in`` the opposite
``>=`` ``<=``   the value is a number and compares so; ``>`` and ``<`` too
``~``           the value contains the given text, or one of a list ``[a, b]``; case does not
                matter; ``!~`` the opposite
``names``       the value is a name of the thing that the given word, or one of a list ``[a, b]``,
                stands for: ``LFP电芯(方形)`` names 电芯, ``电芯托盘`` does not; of the names in
                a text parted by ``|`` one is enough
``lists``       the value is a list of words, parted by commas or the like, and the given word or
                one of a list ``[a, b]`` is among them: ``not CN`` does not list CN
``filled``      a value is given (zero is given); ``empty`` the opposite
==============  ============================================================================

A text in both languages (``电芯 / cell``) is one of the given words where either part is.
Where the word asked for is ``yes`` or ``no``, a text that begins with one and goes on after a mark
(``yes, 14 % lower``, ``是：…``, ``no; first year``) says that one; one that says yes in a language
and no in the other says neither.

An absent value is neither equal to nor greater than anything: only ``empty``, ``!=``, ``not in``
and ``!~`` hold for it. Absent, zero and not applicable stay three different things.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pcf.model.study import by_language
from pcf.rules.heads import names_thing

Value = str | float | bool | None

_FORM = re.compile(
    r"(?P<field>[\w.-]+)\s+(?P<op>not in|in|names|lists|filled|empty|!=|!~|>=|<=|=|>|<|~)"
    r"(?:\s+(?P<value>.+))?"
)
_UNARY = ("filled", "empty")
_PARTED = re.compile(r"[,;/|，；、]")
_SAID = {
    "yes": re.compile(r"(?:y|yes|true|是)(?:\s*[,;:.(，；：。（—–].*)?", re.DOTALL),
    "no": re.compile(r"(?:n(?!\.\s*a)|no|false|否)(?:\s*[,;:.(，；：。（—–].*)?", re.DOTALL),
}


class ConditionError(ValueError):
    """A text is no condition; readers of rule packs turn it into a finding with file and line."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `words` holds the given words in lower case, `numbers` those that are numbers.

    A text is compared with the words, a number with the numbers.
    """

    text: str
    field: str
    op: str
    words: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()

    def holds(self, record: Mapping[str, Value]) -> bool:
        """Whether the condition holds for a record of named values."""
        value = record.get(self.field)
        op = self.op
        if op in ("=", "in"):
            return self._among(value)
        if op == "~":
            return self._inside(value)
        if op in ("!=", "not in"):
            return not self._among(value)
        if op == "!~":
            return not self._inside(value)
        if op == "names":
            called = str(value or "").split(" | ")
            return any(names_thing(name, word) for name in called for word in self.words)
        if op == "lists":
            return any(self._among(part.strip()) for part in _PARTED.split(str(value or "")))
        if op in _UNARY:
            return _is_given(value) == (op == "filled")
        return _compare(value, op, self.numbers[0])

    @property
    def is_yes_or_no(self) -> bool:
        """Whether ``yes`` or ``no`` is asked for, which are said in more than one way."""
        return "yes" in self.words or "no" in self.words

    def _among(self, value: Value) -> bool:
        if isinstance(value, str):
            low = value.strip().lower()
            parts = by_language(low) if "/" in low else (low,)
            return any(map(self._is_one, parts)) and (len(parts) == 1 or _agree(parts))
        if isinstance(value, bool):
            return ("yes" if value else "no") in self.words
        return value is not None and value in self.numbers

    def _is_one(self, text: str) -> bool:
        if text in self.words:
            return True
        return self.is_yes_or_no and any(
            form.fullmatch(text) for word, form in _SAID.items() if word in self.words
        )

    def _inside(self, value: Value) -> bool:
        if not _is_given(value):
            return False
        text = str(value).lower()
        return any(word in text for word in self.words)


def _agree(parts: Iterable[str]) -> bool:
    """Whether no part says yes where another says no."""
    said = {word for part in parts for word, form in _SAID.items() if form.fullmatch(part)}
    return len(said) < len(_SAID)


def _is_given(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or value.strip() != "")


def _compare(value: Value, op: str, wanted: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, float):
        return False
    return {
        ">=": value >= wanted,
        "<=": value <= wanted,
        ">": value > wanted,
        "<": value < wanted,
    }[op]


def _number(word: str) -> float | None:
    first = word.lstrip()[:1]
    if not (first.isdecimal() or first in "+-."):
        return None  # most words; to try each takes long
    try:
        made = float(word)
    except ValueError:
        return None
    return made if math.isfinite(made) else None


@lru_cache(maxsize=20_000)
def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    ConditionError
        When the text does not have the form, or an order comparison has no number.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ConditionError(text)
    op, given = match["op"], match["value"]
    if op in _UNARY:
        if given:
            raise ConditionError(text)
        return Condition(text.strip(), match["field"], op)
    if not given:
        raise ConditionError(text)
    is_list = given.startswith("[") and given.endswith("]")
    if op in ("in", "not in") and not is_list:
        raise ConditionError(text)
    several = is_list and op in ("in", "not in", "~", "!~", "names", "lists")
    parts = given[1:-1].split(",") if several else [given]
    words = tuple(word for part in parts if (word := part.strip().strip("'\"").lower()))
    numbers = tuple(number for word in words if (number := _number(word)) is not None)
    if not words or (op in (">=", "<=", ">", "<") and not numbers):
        raise ConditionError(text)
    return Condition(text.strip(), match["field"], op, words, numbers)


def given_words(condition: Condition) -> tuple[str, ...]:
    """Words or numbers of a condition as they are written, for messages."""
    match = _FORM.fullmatch(condition.text)
    given = match["value"] if match is not None else None
    if not given:
        return ()
    several = given.startswith("[") and given.endswith("]")
    parts = given[1:-1].split(",") if several else [given]
    return tuple(word for part in parts if (word := part.strip().strip("'\"")))


def all_hold(conditions: Iterable[Condition], record: Mapping[str, Value]) -> bool:
    """Whether every condition holds; true for none."""
    for condition in conditions:  # noqa: SIM110 - runs for each record of each clause
        if not condition.holds(record):
            return False
    return True
