"""Two sums over records or facts, one by the other, held between bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from pcf.rules.conditions import Condition, all_hold
from pcf.rules.outcome import Ask, Failure, Outcome, Words, bounds, no_value, shown, words_of
from pcf.rules.record import Record


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
        return no_value(ask, error.args[0])
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


def _nothing() -> Words:
    return words_of("na_no_relation")


def _of(parts: Sequence[_Part], process: str) -> list[_Part]:
    return [p for p in parts if p.process in (process, None)]


def _parts(ask: Ask, terms: Iterable[Term]) -> list[_Part]:
    made = []
    for term in terms:
        if term.fact:
            made.append(_Part(_fact(ask, term.fact) * _factor(ask, term), None, None))
            continue
        for record in ask.subjects.records(term.of):
            if not all_hold(term.where, record.values):
                continue
            value = record.values.get(term.field)
            if not isinstance(value, float):
                raise _AbsentError(f"{record.node} {term.field}")
            process = record.values.get("process", record.values.get("id"))
            made.append(_Part(value * _factor(ask, term), record, str(process)))
    return made


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
    shares = [p.record.share for p in upper if p.record and p.record.share is not None]
    return Failure(
        "fail_ratio",
        f"{found:.4g}",
        bounds(low, high),
        about.place if about else None,
        about.node if about else None,
        min(fsum(shares), 1.0) if shares else None,
        {
            "upper": shown(fsum(p.value for p in upper)),
            "lower": shown(fsum(p.value for p in lower)),
        },
    )


def _largest(parts: Sequence[_Part]) -> Record | None:
    found = [p for p in parts if p.record is not None]
    return max(found, key=lambda p: abs(p.value)).record if found else None
