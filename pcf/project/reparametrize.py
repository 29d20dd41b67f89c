"""A model with other values of its parameters, computed from its formulas without reading again.

Every amount of a model keeps the text of its cell, so that amounts that are formulas can be
computed anew. What is changed so is what ``--set parameters.NAME=VALUE`` changes, except the
factors of alternative units, which stay: they do not enter the total.
"""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pcf.model import Amount, EndOfLife, Exchange, Model, Parameter
from pcf.project.cells import CellFault
from pcf.project.expressions import parse
from pcf.project.formulas import FormulaBook
from pcf.units import quantity

_CIRCULAR = "cff"


def names_in(text: str | None) -> tuple[str, ...]:
    """Parameters that a cell or formula uses itself; none for a number."""
    try:
        return parse(text).names if text else ()
    except CellFault:
        return ()


def uses_of(model: Model) -> dict[str, frozenset[str]]:
    """Plain parameters behind each parameter, itself among them, through all formulas."""
    own = {p.name: frozenset(names_in(p.formula)) for p in model.parameters}
    found: dict[str, frozenset[str]] = {}
    for name in graphlib.TopologicalSorter(own).static_order():
        below = own.get(name, frozenset())
        behind: frozenset[str] = frozenset().union(*(found[n] for n in below))
        found[name] = behind if below else frozenset({name})
    return found


def with_parameters(model: Model, values: Mapping[str, float]) -> Model | None:
    """Give the model with other values of plain parameters.

    Returns
    -------
    Model or None
        None when a formula cannot be computed, or an amount would be negative or not positive where
        it has to be: the reader then says why. None also under the Circular Footprint Formula: the
        shares of its materials may be formulas, and have no text here.
    """
    if model.method.end_of_life == _CIRCULAR:
        return None
    try:
        return _Reader(model, values).model()
    except CellFault:
        return None


class _Reader:
    def __init__(self, model: Model, values: Mapping[str, float]) -> None:
        self._base = model
        self._unit = (model.unit.amount.value, model.unit.amount.unit)
        known: dict[str, Any] = {p.name: None for p in model.parameters}
        self._book = FormulaBook(known)
        made: dict[str, Parameter] = {}
        for parameter in _in_order(model):
            value = values.get(parameter.name, parameter.value)
            if parameter.formula is not None:
                value = self._book.amount(parameter.formula, parameter.unit)
            known[parameter.name] = quantity(value, parameter.unit)
            made[parameter.name] = replace(parameter, value=value)
        self._parameters = tuple(made[p.name] for p in model.parameters)
        self._known = frozenset(known)

    def model(self) -> Model:
        base = self._base
        flows = tuple(
            replace(f, amount=self._amount(f.amount, per_unit=True, positive=True))
            for f in base.unit.reference_flows
        )
        return replace(
            base,
            parameters=self._parameters,
            unit=replace(base.unit, reference_flows=flows),
            processes=tuple(
                replace(p, reference=self._amount(p.reference, signed=True)) for p in base.processes
            ),
            exchanges=tuple(self._exchange(e) for e in base.exchanges),
            electricity=tuple(
                replace(use, exchange=self._exchange(use.exchange)) for use in base.electricity
            ),
            transport=tuple(
                replace(t, mass=self._optional(t.mass), distance=self._optional(t.distance))
                for t in base.transport
            ),
            end_of_life=self._end_of_life(base.end_of_life),
        )

    def _exchange(self, exchange: Exchange) -> Exchange:
        amount = self._amount(exchange.amount)
        return exchange if amount is exchange.amount else replace(exchange, amount=amount)

    def _optional(self, amount: Amount | None) -> Amount | None:
        return None if amount is None else self._amount(amount)

    def _end_of_life(self, end: EndOfLife | None) -> EndOfLife | None:
        if end is None:
            return None
        routes = tuple(
            replace(
                route,
                recovered=tuple(replace(r, amount=self._amount(r.amount)) for r in route.recovered),
            )
            for route in end.routes
        )
        quantity = end.quantity and self._amount(end.quantity, per_unit=True)
        return replace(end, quantity=quantity, routes=routes)

    def _amount(
        self,
        amount: Amount,
        *,
        per_unit: bool = False,
        positive: bool = False,
        signed: bool = False,
    ) -> Amount:
        """Compute an amount that is a formula; a plain number is given back as it is."""
        names = names_in(amount.text)
        if not names or not self._known.issuperset(names):
            return amount
        per = self._unit if per_unit else None
        value = self._book.amount(amount.text, amount.unit, per)
        if (value < 0 and not signed) or (value == 0 and (positive or signed)):
            raise CellFault("NU004", amount.text)
        return replace(amount, value=value)


def _in_order(model: Model) -> Iterator[Parameter]:
    """Parameters, each after those that its formula uses."""
    by_name = {p.name: p for p in model.parameters}
    uses = {p.name: [n for n in names_in(p.formula) if n in by_name] for p in model.parameters}
    for name in graphlib.TopologicalSorter(uses).static_order():
        yield by_name[name]
