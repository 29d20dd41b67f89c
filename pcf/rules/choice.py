"""Words for one thing: what a study calls it, the code that a pack knows, and what is modelled.

A ``[[choice]]`` of ``pack.toml`` lists the codes of a key of ``study.toml`` with the other words
for each, and by which records a model shows it. A fact ``study.KEY`` then gives the code for any
of its words, and ``choice.ID`` the code that is stated or else the first one that the model shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pcf.rules.conditions import Condition, Value, all_hold
from pcf.rules.entry import PackEntry
from pcf.rules.names import subjects
from pcf.rules.read_conditions import Terms
from pcf.rules.subjects import Subjects

CHOICE_KEYS = ("id", "zh", "en", "key", "code")
CODE_KEYS = ("id", "words", "of", "where")
_FILLER = re.compile(r"[\s_\-‐–（）()]|电池$")


@dataclass(frozen=True, slots=True)
class Code:
    """One code, the other words for it, and the records that show it in a model.

    of
        Subject; empty where no record shows it.
    """

    id: str
    words: tuple[str, ...] = ()
    of: str = ""
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes of a key of ``study.toml``; its fact is ``choice.ID``."""

    id: str
    zh: str
    en: str
    key: str
    codes: tuple[Code, ...]

    def code(self, value: Value) -> str:
        """Code of a word, in any letters and with or without spaces and hyphens; empty for none."""
        word = _plain(value)
        return next(
            (c.id for c in self.codes if word and word in map(_plain, (c.id, *c.words))), ""
        )

    def modelled(self, of: Subjects) -> str:
        """First code whose records are in the model; empty where none are."""
        for code in self.codes:
            if code.of and any(all_hold(code.where, r.values) for r in of.records(code.of)):
                return code.id
        return ""


def _plain(value: Value) -> str:
    return _FILLER.sub("", value).casefold() if isinstance(value, str) else ""


def read_choices(top: PackEntry) -> tuple[Choice, ...]:
    """Read the ``[[choice]]`` tables of ``pack.toml``."""
    made: dict[str, Choice] = {}
    for entry in top.tables("choice"):
        entry.only(*CHOICE_KEYS)
        name = entry.text("id", filled=True)
        if name in made:
            entry.tell("RU010", "id", observed=name, first=top.raw.file)
            continue
        codes = tuple(_code(part) for part in entry.tables("code"))
        zh, en = entry.text("zh", filled=True), entry.text("en", filled=True)
        made[name] = Choice(name, zh, en, entry.text("key", filled=True), codes)
    return tuple(made.values())


def _code(entry: PackEntry) -> Code:
    entry.only(*CODE_KEYS)
    name, words = entry.text("id", filled=True), entry.texts("words")
    if not entry.has("of"):
        return Code(name, words)
    subject = entry.choice("of", tuple(subjects()))
    where = Terms({}, frozenset()).conditions(entry, "where", subject)
    return Code(name, words, subject, where)
