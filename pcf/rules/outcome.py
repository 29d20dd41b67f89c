"""What a check gives: failures with place and value met, or why there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pcf.findings import Location
from pcf.i18n import Language, phrase
from pcf.rules.conditions import Condition, Value
from pcf.rules.record import Record

if TYPE_CHECKING:
    from pcf.rules.pack import Clause, Pack
    from pcf.rules.pack_facts import PackFacts
    from pcf.rules.subjects import Subjects

#: A sentence in Chinese and English.
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a check is asked: the clause, its pack and the project."""

    clause: Clause
    pack: Pack
    subjects: Subjects
    facts: PackFacts

    @property
    def params(self) -> Mapping[str, Any]:
        """Parameters of the clause, typed by the reader."""
        return self.clause.params


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that a clause misses.

    key, words
        Sentence of the label list and its further places; ``{observed}`` and ``{required}`` are
        those of the failure. A word may be a pair of texts, Chinese and English.
    share
        Part of the footprint that hangs on it (0..1), when known.
    """

    key: str
    observed: str
    required: str
    place: Location | None = None
    node: str | None = None
    share: float | None = None
    words: Mapping[str, str | Words] = field(default_factory=dict)

    def text(self, lang: Language) -> str:
        """State the fact in one sentence."""
        index = 0 if lang == "zh" else 1
        words = {k: w if isinstance(w, str) else w[index] for k, w in self.words.items()}
        return phrase(
            self.key, lang, observed=self.observed, required=self.required, node=self.node, **words
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one check: failures; or not applicable with a reason; or a question to a person.

    `note` says on what a pass rests, where that is worth telling.
    """

    failures: tuple[Failure, ...] = ()
    na: Words | None = None
    asks: bool = False
    note: Words | None = None


def words_of(key: str, **words: object) -> Words:
    """Give a sentence of the label list in both languages."""
    return phrase(key, "zh", **words), phrase(key, "en", **words)


def bounds(low: float | None, high: float | None) -> str:
    """Bounds as text, e.g. ``>= 1, <= 2``."""
    parts = [f">= {low:g}" if low is not None else "", f"<= {high:g}" if high is not None else ""]
    return ", ".join(part for part in parts if part)


def shown(value: Value) -> str:
    """Value as text for messages; ``-`` for none."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else value


def not_stated(name: str, facts: PackFacts) -> Failure:
    """Make the failure of a key that is not stated."""
    return Failure("fail_stated", "-", "filled", facts.place(name), name)


def no_value(ask: Ask, *names: str) -> Outcome:
    """What a check says of inputs without value.

    A clause of level error fails and names what is missing: a floor is not kept because nobody
    stated the input. A milder one is not applicable, and so is one on a key that the study calls
    not applicable with a reason.
    """
    facts = ask.facts
    for name in names:
        reason = facts.not_applicable(name)
        if reason:
            return Outcome(na=(reason, reason))
    if ask.clause.severity != "error":
        return Outcome(na=words_of("na_no_value", name=names[0]))
    return Outcome(
        tuple(Failure("fail_no_value", "-", "filled", facts.place(name), name) for name in names)
    )


def unmet_fact(condition: Condition, facts: PackFacts) -> Failure:
    """Make the failure of a condition on a fact."""
    return Failure(
        "fail_fact",
        f"{condition.field} = {shown(facts.get(condition.field))}",
        condition.text,
        facts.place(condition.field),
        condition.field,
    )


def unmet_record(
    record: Record, conditions: Sequence[Condition], *, forbidden: bool = False
) -> Failure:
    """Make the failure of a record: conditions that do not hold, or all when it is `forbidden`."""
    told = [c for c in conditions if forbidden or not c.holds(record.values)]
    fields = list(dict.fromkeys(c.field for c in told))
    text = ", ".join(c.text for c in told)
    return Failure(
        "fail_forbidden" if forbidden else "fail_record",
        ", ".join(f"{name} = {shown(record.values.get(name))}" for name in fields),
        text,
        record.place,
        record.node,
        record.share,
    )
