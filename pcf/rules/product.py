"""Whether one stated quantity is the product of others: lifetime energy, for instance."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from pcf.model import Parameter
from pcf.rules.outcome import Ask, Failure, Outcome, words_of
from pcf.units import UnitError, quantity

if TYPE_CHECKING:
    from pint import Quantity

_TOLERANCE = 1e-3


def product(ask: Ask) -> Outcome:
    """The product of quantities equals another one, units carried through.

    Each name is a key of ``study.toml`` that holds a number or names a parameter. A name that holds
    neither makes the clause not applicable; a unit that does not fit fails.
    """
    names: tuple[str, ...] = ask.params["of"]
    wanted = ask.params["equals"]
    found = {name: _quantity(ask, name) for name in (*names, wanted)}
    for name, value in found.items():
        if value is None:
            return Outcome(na=words_of("na_no_value", name=name))
    values = [value for value in found.values() if value is not None]
    made, stated = prod(values[1:-1], start=values[0]), values[-1]
    tolerance = ask.params.get("tolerance", _TOLERANCE)
    try:
        there = float(made.to(stated.units).magnitude)
    except Exception as error:  # pint has several kinds of errors for units that do not fit
        return Outcome((_failure(ask, str(error), ""),))
    here = float(stated.magnitude)
    if abs(there - here) <= tolerance * abs(here):
        return Outcome()
    unit = f" {stated.units}" if str(stated.units) != "dimensionless" else ""
    return Outcome((_failure(ask, f"{there:.6g}{unit}", f"{here:.6g}{unit}"),))


def _quantity(ask: Ask, name: str) -> Quantity[float] | None:
    """Quantity that a study key holds or names; None when it does neither."""
    value = ask.facts.get(f"study.{name}")
    if isinstance(value, float):
        return quantity(value, "1")
    model = ask.subjects.case.model
    parameters: dict[str, Parameter] = {p.name: p for p in model.parameters} if model else {}
    parameter = parameters.get(str(value))
    if parameter is None:
        return None
    try:
        return quantity(parameter.value, parameter.unit)
    except UnitError:
        return None


def _failure(ask: Ask, observed: str, required: str) -> Failure:
    equals = ask.params["equals"]
    factors = " x ".join(str(ask.facts.get(f"study.{name}")) for name in ask.params["of"])
    return Failure(
        "fail_product",
        observed,
        required,
        ask.facts.place(f"study.{equals}"),
        str(ask.facts.get(f"study.{equals}")),
        None,
        {"factors": factors},
    )
