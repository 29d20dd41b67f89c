"""Read the terms of a ratio, fields of records or facts that are added up; and factors."""

from __future__ import annotations

from pcf.rules.entry import PackEntry
from pcf.rules.equal import Factor
from pcf.rules.names import subjects
from pcf.rules.ratio import Term
from pcf.rules.read_conditions import Terms, check_field
from pcf.units import is_known

_KEYS = ("of", "where", "field", "factor", "fact", "factor_fact")


def read_terms(table: PackEntry, key: str, terms: Terms) -> tuple[Term, ...]:
    """Read a list of terms; each has ``of`` and ``field``, or ``fact``."""
    return tuple(_term(entry, terms) for entry in table.tables(key))


def _term(entry: PackEntry, terms: Terms) -> Term:
    entry.only(*_KEYS)
    factor = entry.number("factor") if entry.has("factor") else 1.0
    factor_fact = entry.text("factor_fact", required=False)
    if factor_fact:
        terms.fact(entry, "factor_fact", factor_fact)
    if entry.has("fact"):
        fact = entry.text("fact", filled=True)
        terms.fact(entry, "fact", fact)
        return Term(fact=fact, factor=factor or 0.0, factor_fact=factor_fact)
    subject = entry.choice("of", tuple(subjects()))
    field = entry.text("field", filled=True)
    check_field(entry, "field", subject, field)
    return Term(
        of=subject,
        where=terms.conditions(entry, "where", subject),
        field=field,
        factor=factor or 0.0,
        factor_fact=factor_fact,
    )


def read_factors(
    table: PackEntry, key: str, subject: str | None, terms: Terms
) -> tuple[Factor, ...]:
    """Read names of facts or of fields of the subject, each with a unit behind it or none."""
    made = []
    for text in table.texts(key):
        name, _, unit = text.strip().partition(" ")
        factor = Factor(name, unit.strip())
        if not factor.is_field or subject is None:
            terms.fact(table, key, name)
        else:
            check_field(table, key, subject, name)
        if factor.unit and not is_known(factor.unit):
            table.tell("RU003", key, observed=text, expected="study.battery.capacity kWh")
            continue
        made.append(factor)
    if table.source.get(key) == []:
        table.tell("RU003", key, observed=key, expected='["..."]')
    return tuple(made)
