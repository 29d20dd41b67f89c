"""Two sums over records or facts, one by the other, held between bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from pcf.rules.conditions import Condition
from pcf.rules.outcome import Ask, Failure, Outcome, bounds, limits, no_value, shown, unit_of
from pcf.rules.record import Record
from pcf.rules.record_names import RecordNames
from pcf.rules.wording import Words, fact_name, field_name, number, words_of


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a sum: ``factor * field`` of the records of a subject, or ``factor * fact``.

    factor_fact
        Name of a fact that is multiplied in.
    """

    of: str = ""
    where: tuple[Condition, ...] = ()
    field: str = ""
    factor: float = 1.0
    fact: str = ""
    factor_fact: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A value of a sum with the record behind it; None for a fact."""

    value: float
    record: Record | None
    process: str | None
    unit: str = ""


class _AbsentError(Exception):
    """A record or fact has no value."""


def ratio(ask: Ask) -> Outcome:
    r"""The sum of terms by another sum of terms lies in bounds: consumption, yield, stoichiometry.

    .. math:: \frac{\sum_i f_i x_i}{\sum_j f_j y_j}

    Without a record to relate to the clause does not apply. When a record or fact has no value, a
    clause of level error fails and a milder one does not apply (`no_value`). No record in the upper
    sum counts 0, so that a missing row is found. With ``group = "process"`` the sums are made for
    each unit process that has a record to relate to.
    """
    try:
        upper = _parts(ask, ask.params["sum"])
        lower = _parts(ask, ask.params["per"])
    except _AbsentError as error:
        return no_value(ask, error.args[0]) if len(error.args) == 1 else _absent(ask, *error.args)
    if ask.params.get("group") != "process":
        groups = [(upper, lower)]
    else:
        names = list(dict.fromkeys(p.process for p in lower if p.process is not None))
        groups = [(_of(upper, name), _of(lower, name)) for name in names]
    related = [(one, other) for one, other in groups if fsum(p.value for p in other)]
    if not related:
        return Outcome(na=_nothing())
    failures = [_compare(ask, one, other) for one, other in related]
    return Outcome(tuple(failure for failure in failures if failure is not None))


def _absent(ask: Ask, name: Words, record: Record) -> Outcome:
    """Make of a record without value what `no_value` makes of a fact."""
    if ask.clause.severity != "error":
        return Outcome(na=words_of("na_no_value", name=name))
    place, node, share = record.place, record.node, record.share
    return Outcome((Failure("fail_no_value", "-", "filled", place, node, share, {"name": name}),))


def _nothing() -> Words:
    return words_of("na_no_relation")


def _of(parts: Sequence[_Part], process: str) -> list[_Part]:
    return [p for p in parts if p.process in (process, None)]


def _parts(ask: Ask, terms: Iterable[Term]) -> list[_Part]:
    made = []
    for term in terms:
        if term.fact:
            unit = "" if term.factor_fact else fact_name(term.fact, ask.pack).unit
            made.append(_Part(_fact(ask, term.fact) * _factor(ask, term), None, None, unit))
            continue
        for record in ask.subjects.index(term.of).find([term.where]):
            value = record.values.get(term.field)
            if not isinstance(value, float):
                called = field_name(term.of, term.field)
                names = ask.subjects.kept("record names", lambda: RecordNames(ask.subjects))
                who, what = names.of(record), (called.zh, called.en)
                raise _AbsentError(words_of("cond_of_record", who=who, name=what), record)
            process = record.values.get("process", record.values.get("id"))
            unit = "" if term.factor_fact else _unit(term, record)
            made.append(_Part(value * _factor(ask, term), record, str(process), unit))
    return made


def _unit(term: Term, record: Record) -> str:
    unit = unit_of(field_name(term.of, term.field), record.values)
    return "" if unit in ("share", "text") else unit


def _factor(ask: Ask, term: Term) -> float:
    return term.factor * (_fact(ask, term.factor_fact) if term.factor_fact else 1.0)


def _fact(ask: Ask, name: str) -> float:
    value = ask.facts.get(name)
    if not isinstance(value, float):
        raise _AbsentError(name)
    return value


def _compare(ask: Ask, upper: Sequence[_Part], lower: Sequence[_Part]) -> Failure | None:
    low, high = ask.params.get("at_least"), ask.params.get("at_most")
    found = fsum(p.value for p in upper) / fsum(p.value for p in lower)
    if (low is None or found >= low) and (high is None or found <= high):
        return None
    about = _largest(upper) or _largest(lower)
    one, other = (_told_sum(parts) for parts in (upper, lower))
    shares = [p.record.share for p in upper if p.record and p.record.share is not None]
    return Failure(
        "fail_ratio",
        f"{found:.4g}",
        bounds(low, high),
        about.place if about else None,
        about.node if about else None,
        min(fsum(shares), 1.0) if shares else None,
        lambda: {
            "observed": number(found, "", [bound for bound in (low, high) if bound is not None]),
            "upper": one,
            "lower": other,
            "required": limits(low, high, "", found),
        },
    )


def _told_sum(parts: Sequence[_Part]) -> Words:
    """Sum with its unit, where all of its parts have one and the same."""
    units = {p.unit for p in parts}
    text = shown(fsum(p.value for p in parts))
    unit = units.pop() if len(units) == 1 else ""
    return (f"{text} {unit}",) * 2 if unit else (text, text)


def _largest(parts: Sequence[_Part]) -> Record | None:
    found = [p for p in parts if p.record is not None]
    return max(found, key=lambda p: abs(p.value)).record if found else None
