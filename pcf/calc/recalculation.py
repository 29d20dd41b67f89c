"""The total of a solved project under other amounts, with its links and background kept.

Links do not depend on amounts. While a changed model has the same rows with the same suppliers, it
is assembled and solved anew with the decided links; nothing is read, searched or linked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.calc.calculate import Linked, Solved, solve_linked
from pcf.calc.expand import expand
from pcf.errors import PcfError
from pcf.findings import Findings
from pcf.project.reparametrize import with_parameters

if TYPE_CHECKING:
    from pcf.climate import FactorSet
    from pcf.graph.rows import Row
    from pcf.model import Exchange, Model


class Recalculation:
    """Totals of one solved project under changed amounts, kg CO2e per functional unit."""

    def __init__(self, solved: Solved) -> None:
        self._solved = solved
        self._base = {row.address: row for row in solved.linked.rows}

    def with_parameters(self, values: Mapping[str, float]) -> float | None:
        """Total with other values of plain parameters; None when that takes a full calculation."""
        model = with_parameters(self._solved.linked.model, values)
        return None if model is None else self.total(model)

    def with_amount(self, address: str, value: float) -> float | None:
        """Total with another amount of one row of the tables; None as in `with_parameters`."""
        return self.total(_with_amounts(self._solved.linked.model, {address: value}))

    def with_values(
        self, parameters: Mapping[str, float], amounts: Mapping[str, float]
    ) -> Solved | None:
        """Solve with other values of parameters and rows at once; None as in `with_parameters`."""
        model: Model | None = self._solved.linked.model
        if parameters:
            model = with_parameters(self._solved.linked.model, parameters)
        return None if model is None else self.solved(_with_amounts(model, amounts))

    def total(self, model: Model) -> float | None:
        """Total of a model that differs in amounts alone; None when it differs in more."""
        found = self.solved(model)
        return None if found is None else total_of(found)

    def solved(self, model: Model) -> Solved | None:
        """Solve a model that differs in amounts alone; None when it differs in more."""
        findings = Findings()
        rows = expand(model, findings, self._solved.linked.background)
        if findings.errors or not self._same(rows):
            return None
        links = {
            row.address: replace(self._solved.linked.links[row.address], row=row)
            for row in rows
            if row.address in self._solved.linked.links
        }
        linked = Linked(model, self._solved.linked.background, rows, links, ())
        try:
            return solve_linked(linked, self._solved.factor_set)
        except PcfError:  # the caller calculates in full and gets the findings
            return None

    def _same(self, rows: tuple[Row, ...]) -> bool:
        """Whether rows are those of the base but for their amounts."""
        if len(rows) != len(self._base):
            return False
        for row in rows:
            known = self._base.get(row.address)
            if known is None or known.amount.unit != row.amount.unit:
                return False
            if (known.supplier, known.flow, known.sign) != (row.supplier, row.flow, row.sign):
                return False
        return True


def _with_amounts(model: Model, amounts: Mapping[str, float]) -> Model:
    """Give a model with other amounts of rows, by address."""
    if not amounts:
        return model

    def changed(row: Exchange) -> Exchange:
        if row.address not in amounts:
            return row
        return replace(row, amount=replace(row.amount, value=amounts[row.address]))

    uses = tuple(replace(use, exchange=changed(use.exchange)) for use in model.electricity)
    return replace(model, exchanges=tuple(map(changed, model.exchanges)), electricity=uses)


def total_of_linked(linked: Linked, factor_set: FactorSet, findings: Findings) -> float:
    """Solve a linked model for its total; raises `PcfError` with all findings on an error."""
    if findings.errors:
        raise PcfError(findings.ordered())
    return total_of(solve_linked(linked, factor_set))


def total_of(solved: Solved, burdens: NDArray[np.float64] | None = None) -> float:
    """Sum of the contributions of all rows, as the result object adds them.

    `burdens` are kg CO2e per unit of supplier by line of the inventory, when they are others than
    those of the background.
    """
    per_unit = solved.scored.characterized().sum(axis=1) if burdens is None else burdens
    lines = solved.scored.line
    return fsum(
        float(quantity) * float(per_unit[line])
        for quantity, line in zip(np.asarray(solved.quantity), lines, strict=True)
        if line >= 0
    )
