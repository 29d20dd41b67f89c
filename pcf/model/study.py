"""What a study says about itself in words, and how people answered questions of rule packs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location

Answer = Literal["yes", "no", "na"]
_NOT_APPLICABLE = re.compile(r"(?:n/a|不适用)\s*[:\uff1a](?P<reason>.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class StudyValue:
    """A value of ``study.toml`` with its place: text, number, truth value or list of texts.

    english
        The same text in English, of a value that is stated as ``{ zh = "…", en = "…" }``.
    """

    value: str | float | bool | tuple[str, ...]
    place: Location | None = None
    english: str = ""

    def said(self, lang: str) -> StudyValue:
        """Give the value as it is stated in a language, else as it is."""
        if lang == "en" and self.english:
            return StudyValue(self.english, self.place)
        return self

    @property
    def both(self) -> str | float | bool | tuple[str, ...]:
        """Value as conditions see it: a text in both languages is ``中文 / English``."""
        return f"{self.value} / {self.english}" if self.english else self.value

    @property
    def not_applicable(self) -> str | None:
        """Reason after ``n/a:`` or ``不适用:``, maybe empty; None for every other value."""
        if not isinstance(self.value, str):
            return None
        match = _NOT_APPLICABLE.fullmatch(self.value.strip())
        return match["reason"].strip() if match else None

    @property
    def is_stated(self) -> bool:
        """Whether something is said: a value, or a reason why it does not apply."""
        if isinstance(self.value, (bool, float)):
            return True
        if isinstance(self.value, tuple):
            return any(part.strip() for part in self.value)
        reason = self.not_applicable
        return bool(self.value.strip()) if reason is None else bool(reason)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer of a person to a clause that only a person can decide.

    id
        Code of the clause.
    answer
        ``yes`` fulfilled, ``no`` not fulfilled, ``na`` does not apply.
    date
        Day of the answer, ``2026-03-31``.
    """

    id: str
    answer: Answer
    name: str
    date: str
    reason: str
    place: Location | None = None
