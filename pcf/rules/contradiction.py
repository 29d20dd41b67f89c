"""Whether what a study calls a thing agrees with what its model shows."""

from __future__ import annotations

from pcf.rules.choice import Choice, Code
from pcf.rules.outcome import Ask, Failure, Outcome, not_stated
from pcf.rules.record import Record
from pcf.rules.record_names import RecordNames
from pcf.rules.wording import Words, fact_name, quoted, words_of


def choice(ask: Ask) -> Outcome:
    """The word that a study states is one of a choice of the pack, and the model shows no other.

    A model that shows a kind of what is stated, or something of which that is a kind, agrees with
    it. A word that the choice does not know fails too: by it nobody can tell what to look for.
    Where nothing is stated the clause does not apply; the model then decides alone.
    """
    of = next(c for c in ask.pack.choices if c.id == ask.params["choice"])
    name = f"study.{of.key}"
    if not ask.stated(name):
        refused = ask.clause.na_allowed is False and ask.facts.stated(name)
        return Outcome((not_stated(name, ask),)) if refused else Outcome(na=words_of("na_unstated"))
    reason = ask.not_applicable((name,))
    if reason is not None:
        return Outcome(na=reason)
    word = str(ask.subjects.facts[name])
    stated = of.code(word)
    if not stated:
        return Outcome((_unknown(ask, of, word),))
    found = of.contradiction(stated, ask.subjects)
    return Outcome() if found is None else Outcome((_failure(ask, of, stated, found),))


def _unknown(ask: Ask, of: Choice, word: str) -> Failure:
    known = ", ".join(dict.fromkeys(code.id for code in of.codes))
    name = f"study.{of.key}"
    words = {"name": _key_name(ask, of)}
    return Failure("fail_choice_unknown", word, known, ask.facts.place(name), name, None, words)


def _key_name(ask: Ask, of: Choice) -> Words:
    called = fact_name(f"study.{of.key}", ask.pack)
    return called.zh, called.en


def _failure(ask: Ask, of: Choice, stated: str, found: tuple[Code, Record]) -> Failure:
    code, record = found
    place = ask.facts.place(f"study.{of.key}")
    where = ":".join(str(p) for p in (place.file, place.line) if p) if place else "study.toml"
    names = ask.subjects.kept("record names", lambda: RecordNames(ask.subjects))
    words = {"name": _key_name(ask, of), "where": quoted(where), "record": names.of(record)}
    return Failure("fail_choice", stated, code.id, record.place, record.node, record.share, words)
