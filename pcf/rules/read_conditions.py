"""Conditions, settings and names in the texts of a pack, checked against what exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pcf.rules import names
from pcf.rules.conditions import Condition, ConditionError, parse_condition
from pcf.rules.entry import PackEntry
from pcf.rules.pack_keys import SETTING_KEYS
from pcf.suggest import nearest

_REFERENCE = re.compile(r"\$([a-z_]+)\.([a-z_]+)")
#: Table of ``pack.toml`` with lists of words that conditions of that pack refer to.
WORDS = "words"
_EXAMPLE = "share >= 0.01"


@dataclass(slots=True)
class Terms:
    """What the texts of a pack may refer to.

    settings
        Tables of ``pack.toml`` over those of the parents.
    study_keys
        Keys of ``study.toml`` that the pack or a parent declares.
    routes
        Ids of the routes that the pack or a parent looks for.
    choices
        Ids of the choices of the pack or a parent.
    words
        Lists of words of the pack itself, by name.
    unset
        First setting that was referred to and is not stated; empty = none.
    referred
        Whether a text referred to a setting at all.
    """

    settings: Mapping[str, Mapping[str, Any]]
    study_keys: frozenset[str]
    routes: frozenset[str] = frozenset()
    unset: str = ""
    referred: bool = False
    choices: frozenset[str] = frozenset()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def conditions(
        self, entry: PackEntry, key: str, subject: str | None = None
    ) -> tuple[Condition, ...]:
        """Read a list of conditions on facts, or on the fields of a subject."""
        made = [self.condition(entry, key, text, subject) for text in entry.texts(key)]
        return tuple(condition for condition in made if condition is not None)

    def condition(
        self, entry: PackEntry, key: str, text: str, subject: str | None = None
    ) -> Condition | None:
        """Read one condition; None and a finding when it is none or names what does not exist."""
        filled = self.filled(entry, key, text)
        if filled is None:
            return None
        try:
            condition = parse_condition(filled)
        except ConditionError:
            entry.tell("RU008", key, observed=text, expected=_EXAMPLE)
            return None
        if subject is None:
            self._check_fact(entry, key, condition.field)
        else:
            check_field(entry, key, subject, condition.field)
        return condition

    def filled(self, entry: PackEntry, key: str, text: str) -> str | None:
        """Put settings of the pack in place of ``$table.key``, and words of ``$words.name``.

        None when one is not there. Words are put into the list in which their name stands.
        """
        if "$" not in text:
            return text
        worded = self._with_words(entry, key, text)
        if worded is None or "$" not in worded:
            return worded
        return self._with_settings(entry, key, worded)

    def _with_words(self, entry: PackEntry, key: str, text: str) -> str | None:
        """Put the words of the pack in place of ``$words.name``."""
        made, done = "", 0
        for match in _REFERENCE.finditer(text):
            table, name = match.groups()
            if table != WORDS:
                continue
            if name not in self.words:
                near = nearest(match.group(), [f"${WORDS}.{known}" for known in self.words])
                entry.tell("RU016", key, observed=match.group(), suggestion=near)
                return None
            made += text[done : match.start()]
            words = ", ".join(self.words[name])
            made += words if made.count("[") > made.count("]") else f"[{words}]"
            done = match.end()
        return made + text[done:]

    def _with_settings(self, entry: PackEntry, key: str, text: str) -> str | None:
        self.referred = True
        for match in _REFERENCE.finditer(text):
            table, name = match.groups()
            if name not in SETTING_KEYS.get(table, {}):
                known = [f"${t}.{k}" for t, keys in SETTING_KEYS.items() for k in keys]
                near = nearest(match.group(), known)
                entry.tell("RU016", key, observed=match.group(), suggestion=near)
                return None
            if name not in self.settings.get(table, {}):
                self.unset = self.unset or f"{table}.{name}"
                return None
        return _REFERENCE.sub(lambda m: _literal(self.settings[m[1]][m[2]]), text)

    def fact(self, entry: PackEntry, key: str, name: str) -> None:
        """Check that a stated fact can exist."""
        self._check_fact(entry, key, name)

    def _check_fact(self, entry: PackEntry, key: str, name: str) -> None:
        if name.removeprefix("route.") in self.routes and name.startswith("route."):
            return
        if name.removeprefix("kept.") in self.routes and name.startswith("kept."):
            return
        if name.removeprefix("choice.") in self.choices and name.startswith("choice."):
            return
        if not names.is_fact(name, self.study_keys):
            known = names.known_facts(self.study_keys)
            near = nearest(name, [*known, *(f"route.{id}" for id in self.routes)])
            entry.tell("RU009", key, observed=name, scope="facts", suggestion=near)


def check_field(entry: PackEntry, key: str, subject: str, name: str) -> None:
    """Check that a subject has a field."""
    known = names.subjects()[subject].fields
    if name not in known:
        near = nearest(name, known)
        entry.tell("RU009", key, observed=name, scope=subject, suggestion=near)


def _literal(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(str(part) for part in value) + "]"
    return repr(value) if isinstance(value, float) else str(value)
