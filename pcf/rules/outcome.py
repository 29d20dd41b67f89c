"""What a check gives: failures with place and value met, or why there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pcf.findings import Location
from pcf.i18n import Language, phrase
from pcf.model.empty_words import names_nothing
from pcf.rules.conditions import Condition, Value, given_words
from pcf.rules.names import subjects
from pcf.rules.record import Record
from pcf.rules.record_names import RecordNames
from pcf.rules.wording import (
    Spoken,
    Words,
    described,
    fact_name,
    fault,
    field_name,
    listed,
    number,
    told_value,
)
from pcf.rules.wording import words_of as words_of

if TYPE_CHECKING:
    from pcf.rules.pack import Clause, Pack
    from pcf.rules.pack_facts import PackFacts
    from pcf.rules.subjects import Subjects

Told = Mapping[str, str | Words]


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

    def stated(self, name: str) -> bool:
        """Whether the project states a key; 'not applicable' counts where the clause allows it."""
        refused = not self.clause.na_allowed and bool(self.facts.not_applicable(name))
        return not refused and self.facts.stated(name) and not self.names_nothing(name)

    def names_nothing(self, name: str) -> bool:
        """Whether a key that wants a text or a number has a truth value or a bare no, say."""
        value = self.facts.statement(name)
        if value is None or value.not_applicable:
            return False
        is_number = isinstance(value.value, float)
        if value.parts and not all(map(names_nothing, value.parts)):
            return False
        kinds = ("text",) if is_number else ("text", "number")
        key = name.removeprefix("study.")
        return any(k.kind in kinds for k in self.pack.keys if k.key == key)

    def not_applicable(self, names: Iterable[str]) -> Words | None:
        """Reason for which the study calls one of the keys not applicable; None for none.

        Where the clause leaves no choice there is no such reason.
        """
        if not self.clause.na_allowed:
            return None
        reasons = (self.facts.not_applicable(name) for name in names)
        return next(((reason, reason) for reason in reasons if reason), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that a clause misses.

    key, words
        Sentence of the label list and its further places; ``{observed}`` and ``{required}`` are
        those of the failure. A word may be a pair of texts, Chinese and English; words that take
        work are given by a function, which is called when a message is shown.
    observed, required
        Value met and value wanted, for programs; the sentence tells them in words.
    unit
        Unit of both; empty for none.
    share
        Part of the footprint that hangs on it (0..1), when known.
    """

    key: str
    observed: str
    required: str
    place: Location | None = None
    node: str | None = None
    share: float | None = None
    words: Told | Callable[[], Told] = field(default_factory=dict)
    unit: str = ""

    def text(self, lang: Language) -> str:
        """State the fact in one sentence."""
        index = 0 if lang == "zh" else 1
        told = self.words() if callable(self.words) else self.words
        words = {k: w if isinstance(w, str) else w[index] for k, w in told.items()}
        places = {"observed": self.observed, "required": self.required, "node": self.node or ""}
        return phrase(self.key, lang, **{**places, **words})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one check: failures; or not applicable with a reason; or a question to a person.

    `note` says on what a pass rests, where that is worth telling.
    """

    failures: tuple[Failure, ...] = ()
    na: Words | None = None
    asks: bool = False
    note: Words | None = None


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


def limits(low: float | None, high: float | None, unit: str, found: float) -> Words:
    """Bounds as words: what has to be, in both languages."""
    told = (("must_ge", low), ("must_le", high))
    parts = [
        words_of(key, value=number(bound, unit, (found,)))
        for key, bound in told
        if bound is not None
    ]
    return listed(parts, "cond_and")


def not_stated(name: str, ask: Ask) -> Failure:
    """Make the failure of a key that is not stated."""
    called, value = fact_name(name, ask.pack), ask.facts.statement(name)
    words = {"name": (called.zh, called.en)}
    if value is None or ask.facts.not_applicable(name):
        return Failure("fail_stated", "-", "filled", ask.facts.place(name), name, None, words)
    given = value.value
    said = ", ".join(value.parts) or ("" if isinstance(given, (str, tuple)) else shown(given))
    key = "fail_says_nothing" if said else "fail_stated"
    return Failure(key, said or "-", "filled", ask.facts.place(name), name, None, words)


def no_value(ask: Ask, *names: str) -> Outcome:
    """What a check says of inputs without value.

    A clause of level error fails and names what is missing: a floor is not kept because nobody
    stated the input. A milder one is not applicable, and so is one on a key that the study calls
    not applicable with a reason.
    """
    facts = ask.facts
    reason = ask.not_applicable(names)
    if reason is not None:
        return Outcome(na=reason)
    called = {name: fact_name(name, ask.pack) for name in names}
    told = {name: (spoken.zh, spoken.en) for name, spoken in called.items()}
    if ask.clause.severity != "error":
        return Outcome(na=words_of("na_no_value", name=told[names[0]]))
    return Outcome(
        tuple(
            Failure("fail_no_value", "-", "filled", facts.place(name), name, None,
                    {"name": told[name]})
            for name in names
        )
    )  # fmt: skip


def unmet_fact(condition: Condition, ask: Ask) -> Failure:
    """Make the failure of a condition on a fact."""
    name, facts = condition.field, ask.facts
    called = fact_name(name, ask.pack)
    value, unit = facts.get(name), unit_of(called, facts)
    return Failure(
        "fail_fact",
        shown(value),
        wanted(condition),
        facts.place(name),
        name,
        None,
        lambda: {"fault": fault(condition, called, value, unit)},
        _for_programs(unit),
    )


def unit_of(called: Spoken, values: Mapping[str, Value]) -> str:
    """Unit of a field or fact for one record or project."""
    if called.unit == "own":
        return str(values.get("unit") or "")
    return str(values.get("result.unit") or "") if called.unit == "result" else called.unit


def _for_programs(unit: str) -> str:
    return {"share": "1", "years": "year", "months": "month", "text": ""}.get(unit, unit)


def wanted(condition: Condition) -> str:
    """What a condition asks, without the field: ``primary``, ``>= 0.8``, ``kg | t``, ``filled``."""
    text = " | ".join(given_words(condition))
    if condition.op in ("=", "in"):
        return text
    return f"{condition.op} {text}".strip()


def unmet_record(
    record: Record, conditions: Sequence[Condition], ask: Ask, *, forbidden: bool = False
) -> Failure:
    """Make the failure of a record: conditions that do not hold, or all when it is `forbidden`."""
    told = [c for c in conditions if forbidden or not c.holds(record.values)]
    fields = list(dict.fromkeys(c.field for c in told))
    values = [shown(record.values.get(name)) for name in fields]
    single = len(told) == 1
    of = str(ask.params["of"])
    unit = unit_of(field_name(of, fields[0]), record.values) if single else ""
    return Failure(
        "fail_forbidden" if forbidden else "fail_record",
        values[0] if single else "; ".join(map("{} = {}".format, fields, values)),
        wanted(told[0]) if single else "; ".join(c.text for c in told),
        record.place,
        record.node,
        record.share,
        cache(lambda: _record_words(record, told, ask, forbidden=forbidden)),
        _for_programs(unit),
    )


def _record_words(
    record: Record, conditions: Sequence[Condition], ask: Ask, *, forbidden: bool
) -> Told:
    """Name of a record, and what is wrong with it."""
    of, parts = str(ask.params["of"]), []
    for condition in conditions:
        called = field_name(of, condition.field)
        value, unit = record.values.get(condition.field), unit_of(called, record.values)
        if forbidden:
            parts.append(_forbidden(condition, called, value, unit))
        else:
            parts.append(fault(condition, called, value, unit))
    names = ask.subjects.kept("record names", lambda: RecordNames(ask.subjects))
    together = "cond_and" if forbidden else "cond_also"
    faults = tuple(dict.fromkeys(parts))
    return {"who": names.of(record), "fault": listed_with(faults, together)}


def _forbidden(condition: Condition, called: Spoken, value: Value, unit: str) -> Words:
    """What is so and may not be so."""
    is_search = condition.op in ("filled", "empty", "~", "!~", "names")
    if called.unit == "text" or value is None or is_search:
        return described(condition, called, value, unit)
    return words_of("cond_is", name=(called.zh, called.en), value=told_value(value, unit))


def listed_with(parts: Sequence[Words], mark: str) -> Words:
    """Several sentences with one mark between all of them."""
    zh, en = words_of(mark)
    return zh.join(part[0] for part in parts), en.join(part[1] for part in parts)


def where_words(of: str, where: Sequence[Condition]) -> Words:
    """Which records of a subject are meant: ``transport legs in which ...``."""
    about = subjects()[of]
    name = about.zh.partition("：")[0], about.en.partition(":")[0]
    if not where:
        return name
    parts = []
    for condition in where:
        called = field_name(of, condition.field)
        unit = called.unit if called.unit not in ("own", "result", "text") else ""
        parts.append(described(condition, called, unit=unit))
    return words_of("cond_where", subject=name, where=listed_with(parts, "cond_and"))
