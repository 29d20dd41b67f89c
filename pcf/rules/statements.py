"""The checks on single facts: what a study states, and conditions on it and on what is computed."""

from __future__ import annotations

from pcf.rules.conditions import Condition
from pcf.rules.outcome import Ask, Failure, Outcome, no_value, not_stated, unmet_fact
from pcf.rules.pack_facts import PackFacts


def stated(ask: Ask) -> Outcome:
    """Every key is given in ``study.toml`` or ``pcf.toml``.

    With all keys given, a text that begins with ``n/a:`` makes the clause not applicable for the
    reason behind it. Where the clause says ``na_allowed = false`` such a text is not given.
    """
    keys: tuple[str, ...] = ask.params["keys"]
    missing = tuple(not_stated(name, ask) for name in keys if not ask.stated(name))
    return Outcome(missing, na=None if missing else ask.not_applicable(keys))


def fact(ask: Ask) -> Outcome:
    """Every condition on facts holds.

    A key that the study calls not applicable makes the clause not applicable for that reason,
    unless another of its conditions fails on a value, and counts as not stated where the clause
    says ``na_allowed = false``. A condition that asks for those words themselves is like any other.
    A key with words that say nothing is not stated, whatever the condition asks.
    A computed fact without value fails a clause of level error; a milder one is not applicable,
    unless another of its conditions fails on a value.
    """
    facts = ask.facts
    needed: tuple[Condition, ...] = ask.params["need"]
    spared = [c for c in needed if facts.not_applicable(c.field) and not _asks_for_na(c)]
    empty = [c for c in needed if c not in spared and _says_nothing(c.field, ask)]
    failed = [c for c in needed if c not in (*spared, *empty) and not c.holds(facts)]
    refused = empty if ask.clause.na_allowed else [*empty, *spared]
    names = dict.fromkeys(c.field for c in refused)
    found = _fact(ask, failed, tuple(not_stated(name, ask) for name in names))
    if not ask.clause.na_allowed:
        return found
    reason = ask.not_applicable(c.field for c in spared)
    return found if found.failures or reason is None else Outcome(na=reason)


def _says_nothing(name: str, ask: Ask) -> bool:
    """Whether a key is there in words that state nothing: a bare ``n/a``, ``tbd``, a dash."""
    value = ask.facts.statement(name)
    return value is not None and value.value not in ("", ()) and not ask.stated(name)


def _asks_for_na(condition: Condition) -> bool:
    """Whether a condition looks for the words of 'not applicable' themselves."""
    return condition.op == "~" and any(word in ("n/a", "不适用") for word in condition.words)


def _fact(ask: Ask, failed: list[Condition], refused: tuple[Failure, ...]) -> Outcome:
    """Give failures of conditions, with those of keys that may not be called not applicable."""
    facts = ask.facts
    absent = [c for c in failed if c.op != "filled" and has_no_value(c.field, facts)]
    failures = [*refused, *(unmet_fact(c, ask) for c in failed if c not in absent)]
    if absent and not failures:
        return no_value(ask, *dict.fromkeys(c.field for c in absent))
    if ask.clause.severity == "error":
        failures += no_value(ask, *dict.fromkeys(c.field for c in absent)).failures
    return Outcome(tuple(failures))


def has_no_value(name: str, facts: PackFacts) -> bool:
    """Whether a computed fact has no value; a key that is not stated is another thing."""
    return not name.startswith(("study.", "pcf.")) and facts.get(name) is None
