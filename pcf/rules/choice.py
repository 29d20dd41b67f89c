"""Words for one thing: what a study calls it, the code that a pack knows, and what is modelled.

A ``[[choice]]`` of ``pack.toml`` lists the codes of a key of ``study.toml`` with the other words
for each, and by which records a model shows it. A fact ``study.KEY`` then gives the code for any
of its words, and ``choice.ID`` the code that counts: the one stated, or the one that the model
shows where that is a kind of it (`within`) or where nothing is stated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pcf.model.study import by_language
from pcf.rules.choice_faults import are_readable
from pcf.rules.choice_faults import plain_word as _plain
from pcf.rules.conditions import Condition, Value
from pcf.rules.entry import PackEntry
from pcf.rules.names import subjects
from pcf.rules.read_conditions import Terms
from pcf.rules.record import Record
from pcf.rules.subjects import Subjects

CHOICE_KEYS = ("id", "zh", "en", "key", "several", "code")
_BRACKETS = re.compile(r"[()（）]")
CODE_KEYS = ("id", "words", "within", "of", "where", "and_where", "weak")


@dataclass(frozen=True, slots=True)
class Code:
    """One code, the other words for it, and the records that show it in a model.

    of
        Subject; empty where no record shows it.
    and_where
        What a second record has to satisfy beside the first; none where one is enough.
    within
        Broader code of which this one is a kind; empty for none.
    weak
        Whether the records are only a sign of it, which contradicts no statement.
    """

    id: str
    words: tuple[str, ...] = ()
    of: str = ""
    where: tuple[Condition, ...] = ()
    and_where: tuple[Condition, ...] = ()
    within: str = ""
    weak: bool = False

    def shown(self, of: Subjects) -> Record | None:
        """Record by which a model shows the code; None where it does not."""
        if not self.of:
            return None
        index = of.index(self.of)
        found = index.first(self.where)
        if found is None or not self.and_where:
            return found
        return index.first(self.and_where)


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes of a key of ``study.toml``; its fact is ``choice.ID``.

    several
        Whether a model may show several codes: a statement then contradicts it only when the model
        shows others and not the one that is stated.
    """

    id: str
    zh: str
    en: str
    key: str
    codes: tuple[Code, ...]
    several: bool = False

    def code(self, value: Value) -> str:
        """Code of a word, in any letters and with or without spaces and hyphens; empty for none.

        A text in both languages, or with another word in brackets, has the code that all of its
        known parts give: the narrowest where one is a kind of the other, none where they differ.
        """
        found = [code for part in _parts(value) if (code := self._code_of(part))]
        narrow = next((c for c in found if all(self.is_kind(c, other) for other in found)), "")
        return self._code_of(value) or narrow

    def _code_of(self, value: Value) -> str:
        word = _plain(value)
        return next(
            (c.id for c in self.codes if word and word in map(_plain, (c.id, *c.words))), ""
        )

    def modelled(self, of: Subjects) -> str:
        """First code whose records are in the model; empty where none are."""
        return next((code.id for code in self.codes if code.shown(of) is not None), "")

    def effective(self, value: Value, of: Subjects) -> str:
        """Code that counts: the one stated, or a kind of it that the model shows.

        Where nothing is stated the model decides.
        """
        stated, modelled = self.code(value), self.modelled(of)
        return modelled if not stated or self.is_kind(modelled, stated) else stated

    def contradiction(self, stated: str, of: Subjects) -> tuple[Code, Record] | None:
        """Code that the model shows though it excludes the one stated, with the record; or None."""
        shown = ((c, c.shown(of)) for c in self.codes if c.of and not c.weak)
        found = [(code, record) for code, record in shown if record is not None]
        looked = found if self.several else found[:1]
        if any(self.is_kind(c.id, stated) or self.is_kind(stated, c.id) for c, _ in looked):
            return None
        return found[0] if found else None

    def is_kind(self, one: str, other: str) -> bool:
        """Whether a code is another one, or a kind of it."""
        broader = {code.id: code.within for code in reversed(self.codes) if code.within}
        seen: set[str] = set()
        while one and one != other and one not in seen:
            seen.add(one)
            one = broader.get(one, "")
        return bool(one) and one == other


def _parts(value: Value) -> list[str]:
    """Parts of a statement that may each be a word for the thing: by language, and of brackets."""
    texts = by_language(value) if isinstance(value, str) else ()
    return [part for text in texts for part in (text, *_BRACKETS.split(text)) if part.strip()]


def read_choices(top: PackEntry) -> tuple[Choice, ...]:
    """Read the ``[[choice]]`` tables of ``pack.toml``."""
    made: dict[str, Choice] = {}
    for name, entry in top.named("choice", CHOICE_KEYS):
        tables = entry.tables("code") if are_readable(entry) else []
        codes = tuple(_code(part) for part in tables)
        zh, en = entry.text("zh", filled=True), entry.text("en", filled=True)
        several = entry.flag("several", default=False)
        made[name] = Choice(name, zh, en, entry.text("key", filled=True), codes, several)
    return tuple(made.values())


def _code(entry: PackEntry) -> Code:
    entry.only(*CODE_KEYS)
    name, words = entry.text("id", filled=True), entry.texts("words")
    within = entry.text("within", required=False)
    if not entry.has("of"):
        return Code(name, words, within=within)
    subject = entry.choice("of", tuple(subjects()))
    where = Terms({}, frozenset()).conditions(entry, "where", subject)
    second = Terms({}, frozenset()).conditions(entry, "and_where", subject)
    weak = entry.flag("weak", default=False)
    return Code(name, words, subject, where, second, within, weak)
