"""What a study says about itself in words, and how people answered questions of rule packs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location
from pcf.model.empty_words import not_applicable, says_nothing

Answer = Literal["yes", "no", "na"]
_IN_BOTH = re.compile(r"(?P<zh>[^/]*[\u3400-\u9fff][^/]*?)\s*/\s*(?P<en>[^/\u3400-\u9fff]+)")


def by_language(text: str) -> tuple[str, ...]:
    """Give the Chinese and the English part of ``中文 / English``, else the text alone."""
    found = _IN_BOTH.fullmatch(text.strip())
    return (found["zh"], found["en"]) if found else (text,)


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
    def spoken(self) -> tuple[str, ...]:
        """Text in each language in which it is stated; none of a number, list or truth value."""
        said = (self.value, self.english) if isinstance(self.value, str) else ()
        return tuple(text.strip() for text in said if text.strip())

    @property
    def parts(self) -> tuple[str, ...]:
        """Texts of the value that are not empty; none of a number or truth value."""
        texts = self.value if isinstance(self.value, tuple) else (self.value,)
        return tuple(text for text in texts if isinstance(text, str) and text.strip())

    @property
    def not_applicable(self) -> str | None:
        """Reason after ``n/a:`` or ``不适用:``, maybe empty; None for every other value.

        A list says so when each of its texts does.
        """
        reasons = [not_applicable(text) for text in self.parts]
        if not reasons or None in reasons:
            return None
        return "; ".join(dict.fromkeys(filter(None, reasons)))

    @property
    def says_nothing(self) -> bool:
        """Whether it is a place holder: a dash, ``tbd``, ``待定``; in either language."""
        held = [says_nothing(text) for text in self.parts]
        return (bool(held) and all(held)) or bool(self.english and says_nothing(self.english))

    @property
    def is_stated(self) -> bool:
        """Whether something is said: a value, or a reason why it does not apply."""
        if isinstance(self.value, (bool, float)):
            return True
        return bool(self.parts) and self.not_applicable != "" and not self.says_nothing


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
