"""Whether two products of quantities are equal: what a study states and what its model computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pcf.model import Parameter
from pcf.rules.measured import Compared, compared
from pcf.rules.outcome import Ask, Failure, Outcome, listed_with, no_value, unit_of
from pcf.rules.record import Record
from pcf.rules.record_names import RecordNames
from pcf.rules.wording import Words, fact_name, field_name, number, words_of
from pcf.units import Measured, is_known

_TOLERANCE = 1e-3
#: The unit of the study as a quantity.
_UNIT = "pcf.unit.amount"


@dataclass(frozen=True, slots=True)
class Factor:
    """A quantity by its name: a fact, or a field of the records where the name has no dot.

    unit
        Unit in which a number without one counts; empty for that of the other side.
    """

    name: str
    unit: str = ""

    @property
    def text(self) -> str:
        """Quantity as a pack writes it: its name, and the unit behind it."""
        return f"{self.name} {self.unit}".strip()

    @property
    def is_field(self) -> bool:
        """Whether it is a field of the record that is looked at."""
        return "." not in self.name


@dataclass(frozen=True, slots=True)
class _Found:
    """A factor with its value; `bare` when nobody gives its number a unit."""

    value: Measured
    bare: bool


def equal(ask: Ask) -> Outcome:
    """The product of the quantities on one side equals that on the other, units carried through.

    A name with a dot is a fact; a text of ``study.toml`` there names a parameter. A name without is
    a field of the records `of`, and each record that satisfies `where` is compared for itself. A
    value that is not there fails a clause of level error and makes a milder one not applicable. A
    record without a value for one of its own fields is passed over where another has one. Without
    records the clause does not apply.
    """
    absent = [f.name for f in _factors(ask) if not f.is_field and _value(ask, f, None) is None]
    if absent:
        return no_value(ask, *dict.fromkeys(absent))
    of = ask.params.get("of")
    if of is None:
        failure = _compare(ask, None)
        return Outcome((failure,) if failure is not None else ())
    fields = [f.name for f in _factors(ask) if f.is_field]
    meant = ask.subjects.index(of).find([ask.params.get("where", ())])
    chosen = [r for r in meant if all(isinstance(r.values.get(name), float) for name in fields)]
    if not chosen:
        told = ask.clause.severity == "error"
        failures = tuple(_no_value(ask, record, fields) for record in meant if told)
        return Outcome(failures, na=None if failures else words_of("na_no_relation"))
    made = (_compare(ask, record) for record in chosen)
    return Outcome(tuple(failure for failure in made if failure is not None))


def _factors(ask: Ask) -> tuple[Factor, ...]:
    return (*ask.params["left"], *ask.params["right"])


def _no_value(ask: Ask, record: Record, fields: list[str]) -> Failure:
    """Failure of a record that has no value for a field that is compared."""
    name = next(f for f in fields if not isinstance(record.values.get(f), float))
    words = {"name": _of_record(ask, record, name)}
    return Failure("fail_no_value", "-", "filled", record.place, record.node, None, words)


def _of_record(ask: Ask, record: Record, field: str) -> Words:
    called = field_name(str(ask.params["of"]), field)
    names = ask.subjects.kept("record names", lambda: RecordNames(ask.subjects))
    return words_of("cond_of_record", who=names.of(record), name=(called.zh, called.en))


def _compare(ask: Ask, record: Record | None) -> Failure | None:
    """Failure of one comparison; None when both sides are equal."""
    left, right = (
        [value for f in ask.params[side] if (value := _value(ask, f, record)) is not None]
        for side in ("left", "right")
    )
    bare = any(f.bare for f in left), any(f.bare for f in right)
    answer = compared([f.value for f in left], [f.value for f in right], *bare)
    allowed = ask.params.get("tolerance", _TOLERANCE) * abs(answer.there)
    if not answer.fault and abs(answer.here - answer.there) <= allowed:
        return None
    return _failure(ask, record, answer)


def _value(ask: Ask, factor: Factor, record: Record | None) -> _Found | None:
    if factor.is_field and record is not None:
        called = field_name(str(ask.params["of"]), factor.name)
        value, unit = record.values.get(factor.name), unit_of(called, record.values)
        return _found(value, unit if is_known(unit) else "1", bare=False)
    model = ask.subjects.case.model
    if factor.name == _UNIT and model is not None:
        amount = model.unit.amount
        return _found(float(amount.value), amount.unit, bare=False)
    value = ask.facts.get(factor.name)
    if isinstance(value, float):
        return _found(value, factor.unit or "1", bare=not factor.unit)
    parameters: Mapping[str, Parameter] = {p.name: p for p in model.parameters} if model else {}
    parameter = parameters.get(str(value))
    if parameter is None or not is_known(parameter.unit):
        return None
    return _found(parameter.value, parameter.unit, bare=False)


def _found(value: object, unit: str, *, bare: bool) -> _Found | None:
    return _Found(Measured(value, unit), bare) if isinstance(value, float) else None


def _failure(ask: Ask, record: Record | None, answer: Compared) -> Failure:
    stated = [f.name for f in _factors(ask) if f.name.startswith("study.")]
    place = record.place if record is not None else None
    if place is None and stated:
        place = ask.facts.place(stated[0])
    node = record.node if record is not None else (stated or [_factors(ask)[0].name])[0]
    left, right = (_named(ask, ask.params[side], record) for side in ("left", "right"))
    words = {"left": left, "right": right}
    if answer.fault:
        return Failure("fail_unequal_units", answer.fault, "", place, node, None, words)
    one, other = (f"{v:.6g} {answer.unit}".strip() for v in (answer.here, answer.there))
    share = record.share if record is not None else None
    return Failure("fail_equal", one, other, place, node, share, words)


def _named(ask: Ask, factors: tuple[Factor, ...], record: Record | None) -> Words:
    told: list[Words] = []
    for factor in factors:
        if factor.is_field and record is not None:
            told.append(_of_record(ask, record, factor.name))
            continue
        spoken = fact_name(factor.name, ask.pack)
        value = ask.facts.get(factor.name)
        model = ask.subjects.case.model
        unit = model.unit.amount.unit if factor.name == _UNIT and model else factor.unit
        shown = number(value, unit) if isinstance(value, float) else (str(value),) * 2
        told.append(words_of("cond_stated_as", name=(spoken.zh, spoken.en), value=shown))
    return listed_with(told, "cond_times")
