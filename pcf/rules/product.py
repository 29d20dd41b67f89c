"""Whether one stated quantity is the product of others: lifetime energy, for instance."""

from __future__ import annotations

from pcf.model import Parameter
from pcf.rules.measured import compared
from pcf.rules.outcome import Ask, Failure, Outcome, listed_with, no_value
from pcf.rules.wording import fact_name, number, quoted
from pcf.units import Measured, is_known

_TOLERANCE = 1e-3


def product(ask: Ask) -> Outcome:
    """The product of quantities equals another one, units carried through.

    Each name is a key of ``study.toml`` that holds a number or names a parameter. A name that holds
    neither fails a clause of level error and makes a milder one not applicable. A unit that does
    not fit fails. Where a number without unit meets quantities of parameters it counts in the unit
    of the other side.
    """
    names: tuple[str, ...] = ask.params["of"]
    wanted = ask.params["equals"]
    found = {name: _measured(ask, name) for name in (*names, wanted)}
    absent = [f"study.{name}" for name, value in found.items() if value is None]
    if absent:
        return no_value(ask, *absent)
    values = [value for value in found.values() if value is not None]
    numbers = _is_number(ask, wanted), any(_is_number(ask, name) for name in names)
    answer = compared(values[:-1], values[-1:], numbers[1], numbers[0])
    if answer.fault:
        return Outcome((_failure(ask, answer.fault, ""),))
    there, here = answer.here, answer.there
    if abs(there - here) <= ask.params.get("tolerance", _TOLERANCE) * abs(here):
        return Outcome()
    unit = f" {answer.unit}" if answer.unit else ""
    return Outcome((_failure(ask, f"{there:.6g}{unit}", f"{here:.6g}{unit}"),))


def _is_number(ask: Ask, name: str) -> bool:
    return isinstance(ask.facts.get(f"study.{name}"), float)


def _measured(ask: Ask, name: str) -> Measured | None:
    """Quantity that a study key holds or names; None when it does neither."""
    value = ask.facts.get(f"study.{name}")
    if isinstance(value, float):
        return Measured(value, "1")
    model = ask.subjects.case.model
    parameters: dict[str, Parameter] = {p.name: p for p in model.parameters} if model else {}
    parameter = parameters.get(str(value))
    if parameter is None or not is_known(parameter.unit):
        return None
    return Measured(parameter.value, parameter.unit)


def _failure(ask: Ask, observed: str, required: str) -> Failure:
    equals = ask.params["equals"]
    stated = [ask.facts.get(f"study.{name}") for name in ask.params["of"]]
    told = [number(v, "") if isinstance(v, float) else quoted(str(v)) for v in stated]
    factors = listed_with(told, "cond_times")
    called = fact_name(f"study.{equals}", ask.pack)
    return Failure(
        "fail_product",
        observed,
        required,
        ask.facts.place(f"study.{equals}"),
        str(ask.facts.get(f"study.{equals}")),
        None,
        {"factors": factors, "name": (called.zh, called.en)},
    )
