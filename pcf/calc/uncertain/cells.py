"""Cells of a model that move with the draws, and of which cells the amount of a row is a product.

Every amount that the rules make of the tables is a constant times a product of cells: a leg of
transport of its mass and its distance, an end-of-life row of the quantity, any other row of its own
amount. So an amount of a draw is the amount of the result times the ratios of its cells. Whether
that holds for a project is not assumed: each run compares draws with full calculations.
"""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pcf.calc.uncertain.formulas import (
    ArrayBook,
    parameter_quantities,
    ratio,
)
from pcf.engine.system import Floats
from pcf.graph.rows import END_OF_LIFE
from pcf.project.reparametrize import names_in

if TYPE_CHECKING:
    from pcf.calc.uncertain.stated import Input
    from pcf.model import Amount, Model

#: A cell: its kind and what it belongs to.
Cell = tuple[str, str]


class Cells:
    """Cells of a model with the formulas that move them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._amounts: dict[Cell, Amount] = dict(cells_with_amounts(model))
        self._order = tuple(_in_order(model))

    def ratios(self, drawn: Mapping[str, Floats], inputs: Mapping[str, Input]) -> dict[Cell, Any]:
        """Ratio of every moving cell to its deterministic value, one number per draw.

        A row whose amount is zero has no such ratio: for it the amount itself is given.

        Raises `NotEvaluatedError` when a formula or a ratio cannot be computed over arrays.
        """
        names = {a.removeprefix("parameters."): v for a, v in drawn.items() if a[0] == "p"}
        made = self._by_formula(names) if names else {}
        for address, values in drawn.items():
            if address.startswith("parameters."):
                continue
            item = inputs[address]
            cell = ("row", address)
            own = values if item.is_factor or not item.value else values / item.value
            made[cell] = made.get(cell, 1.0) * own
        return made

    def _by_formula(self, names: Mapping[str, Floats]) -> dict[Cell, Any]:
        """Ratios of cells whose formulas use drawn parameters, themselves or through others."""
        moving = set(names)
        order = []
        for name, formula, unit, value in self._order:
            if formula is not None and moving.intersection(names_in(formula)):
                moving.add(name)
            array = np.concatenate([[value], names[name]]) if name in names else value
            order.append((name, formula if name in moving else None, unit, array))
        book = ArrayBook(parameter_quantities(order))
        made: dict[Cell, Any] = {}
        for cell, amount in self._amounts.items():
            if moving.intersection(names_in(amount.text)):
                if cell[0] == "row" and not amount.value:
                    made[cell] = np.asarray(book.in_unit(str(amount.text), amount.unit))[1:]
                else:
                    made[cell] = ratio(book.quantity(str(amount.text)))
        return made


def cells_of_rows(model: Model) -> dict[str, tuple[Cell, ...]]:
    """Cells that the amount of each row is a product of, by address; further parts share them."""
    found: dict[str, tuple[Cell, ...]] = {}
    for exchange in (*model.exchanges, *(use.exchange for use in model.electricity)):
        found[exchange.address] = (("row", exchange.address),)
    for leg in model.transport:
        mass: Cell = ("mass", leg.id) if leg.cargo_row is None else ("row", f"row:{leg.cargo_row}")
        found[f"row:transport/{leg.id}"] = (mass, ("distance", leg.id))
    end = model.end_of_life
    for route in end.routes if end is not None else ():
        for item in route.recovered:
            cell = ("recovered", f"{route.id}.{item.id}")
            found[f"row:{END_OF_LIFE}/{route.id}.{item.id}"] = (("quantity", ""), cell)
    return found


def cells_of(address: str, known: Mapping[str, tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """Cells of a row; a part ``ADDRESS.PART`` has those of the whole."""
    if address in known:
        return known[address]
    if address.startswith(f"row:{END_OF_LIFE}/"):
        return (("quantity", ""),)
    return known.get(address.rpartition(".")[0], ())


def cells_with_amounts(model: Model) -> Iterator[tuple[Cell, Amount]]:
    """Every cell of a model with its amount."""
    for exchange in (*model.exchanges, *(use.exchange for use in model.electricity)):
        yield ("row", exchange.address), exchange.amount
    for leg in model.transport:
        if leg.mass is not None:
            yield ("mass", leg.id), leg.mass
        if leg.distance is not None:
            yield ("distance", leg.id), leg.distance
    for flow in model.unit.reference_flows:
        yield ("demand", flow.process), flow.amount
    for process in model.processes:
        yield ("reference", process.id), process.reference
    end = model.end_of_life
    if end is not None:
        if end.quantity is not None:
            yield ("quantity", ""), end.quantity
        for route in end.routes:
            for item in route.recovered:
                yield ("recovered", f"{route.id}.{item.id}"), item.amount


def _in_order(model: Model) -> Iterator[tuple[str, str | None, str, float]]:
    """Parameters, each after those that its formula uses."""
    known = {p.name: p for p in model.parameters}
    uses = {p.name: [n for n in names_in(p.formula) if n in known] for p in model.parameters}
    for name in graphlib.TopologicalSorter(uses).static_order():
        p = known[name]
        yield name, p.formula, p.unit, p.value
