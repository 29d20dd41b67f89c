r"""The total of a solved project over many draws at once.

With the amounts of draw *d*, the foreground is assembled and solved as the result was:

.. math:: A_d\, s_d = f_d, \qquad F_d = \sum_p t_{p,d} \sum_{r \in p} σ_r a_{r,d} κ_r\, c_r

Without a loop the processes are visited from the unit backwards, each step for all draws together;
with a loop the systems are solved one after the other. A draw fails where an amount that must be
positive is not, a loop has no answer, or a process would have to run backwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pcf.calc.solve import NEGATIVE, RESIDUAL
from pcf.calc.uncertain.cells import Cell, Cells, cells_of, cells_of_rows
from pcf.calc.uncertain.formulas import NotEvaluatedError
from pcf.calc.uncertain.order import supply_order
from pcf.engine.solve import backward_error
from pcf.engine.system import Floats
from pcf.project.mixes import rows_of

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.uncertain.stated import Input

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of draws, kg CO2e per functional unit; NaN where `failed`."""

    values: Floats
    failed: Mask


class CompiledTotal:
    """Evaluates the total of one solved project."""

    def __init__(self, solved: Solved) -> None:
        self._solved = solved
        model, foreground = solved.linked.model, solved.foreground
        self._cells = Cells(model)
        known = cells_of_rows(model)
        rows = solved.linked.rows
        self._cells_of = [cells_of(row.address, known) for row in rows]
        self._per_reference = [solved.per_reference(number) for number in range(len(rows))]
        self._zeros = {
            ("row", row.address): number
            for number, row in enumerate(rows)
            if not row.amount.value and row.physical is None
        }
        self._columns = foreground.columns_of()
        self._credits = any(
            row.sign < 0 and solved.linked.links[row.address].supplier.kind == "process"
            for row in rows
            if row.address in solved.linked.links
        )
        self._place = {key: number for number, key in enumerate(foreground.keys)}
        self._inner = self._inner_rows()
        self._order = supply_order(foreground.size, [(i, j) for i, j, _, _ in self._inner])
        burdens: Floats = solved.scored.characterized().sum(axis=1)
        self._burdens = burdens

    @property
    def lines(self) -> dict[int, int]:
        """Index of the background product behind each line of the inventory."""
        found = {}
        for number, row in enumerate(self._solved.linked.rows):
            line, link = int(self._solved.scored.line[number]), None
            if line >= 0:
                link = self._solved.linked.links.get(row.address)
            if link is not None and link.index is not None:
                found[line] = link.index
        return found

    @property
    def burdens(self) -> Floats:
        """kg CO2e per unit of supplier, one per line of the inventory."""
        return self._burdens

    def ratios(
        self,
        drawn: Mapping[str, Floats],
        inputs: Mapping[str, Input],
        cells: Mapping[Cell, Floats] | None = None,
    ) -> dict[Cell, Any]:
        """Ratios of the cells; raises `NotEvaluatedError` where this way does not go.

        `cells` are ratios of cells that move by themselves, besides those of the inputs.
        """
        found = self._cells.ratios(drawn, inputs)
        for own, values in (cells or {}).items():
            found[own] = found.get(own, 1.0) * values
        blocked = self._blocked()
        if blocked.intersection(found):
            raise NotEvaluatedError("allocation")
        model = self._solved.linked.model
        zeros = {("row", row.address) for row in rows_of(model) if not row.amount.value}
        for number, moved in enumerate(self._cells_of):
            for cell in zeros.intersection(moved, found):
                if self._zeros.get(cell) != number:  # e.g. transport that carries nothing
                    raise NotEvaluatedError(cell[1])
        return found

    def totals(
        self, ratios: Mapping[Cell, Any], draws: int, burdens: Floats | None = None
    ) -> Totals:
        """Totals of draws.

        Parameters
        ----------
        ratios
            Of the cells that move; see `ratios`.
        burdens
            kg CO2e per unit of supplier (lines × draws) when the background is drawn.
        """
        with np.errstate(all="ignore"):
            scaling, failed = self._solved_draws(ratios, draws)
            values = self._score(scaling, ratios, burdens)
        failed |= ~np.isfinite(values)
        return Totals(np.where(failed, np.nan, values), failed)

    def by_process(
        self, ratios: Mapping[Cell, Any], draws: int, weights: Floats
    ) -> tuple[dict[str, Floats], Mask]:
        """What each process carries under several weights at once.

        Parameters
        ----------
        ratios
            As in `totals`.
        weights
            kg CO2e per unit of supplier: one line per line of the inventory, one column per weight.

        Returns
        -------
        tuple
            Weights × draws by process, kg CO2e per functional unit, and which draws failed.
        """
        shares = self._solved.foreground.shares
        with np.errstate(all="ignore"):
            scaling, failed = self._solved_draws(ratios, draws)
            made = {}
            for process, direct in self._direct(ratios, draws, weights).items():
                made[process] = np.zeros_like(direct)
                for column in self._columns[process]:
                    made[process] += direct * (shares[column] * scaling[column])
        for values in made.values():
            failed |= ~np.isfinite(values).all(axis=0)
        return made, failed

    def _direct(self, ratios: Mapping[Cell, Any], draws: int, weights: Floats) -> dict[str, Floats]:
        """What the rows of each process carry per run: weights × draws."""
        made: dict[str, Floats] = {}
        for number, row in enumerate(self._solved.linked.rows):
            line = int(self._solved.scored.line[number])
            if line >= 0:
                own = made.setdefault(row.process, np.zeros((weights.shape[1], draws)))
                own += weights[line][:, None] * self._per_run(number, ratios)
        return made

    def _solved_draws(self, ratios: Mapping[Cell, Any], draws: int) -> tuple[Floats, Mask]:
        """Scaling of every draw, and which draws have none."""
        failed = np.zeros(draws, dtype=bool)
        for (kind, _), values in ratios.items():
            bad = ~np.isfinite(values) | (values < 0.0)
            failed |= bad | (values == 0.0) if kind in ("demand", "reference") else bad
        scaling = self._scaling(ratios, draws, failed)
        largest = np.max(np.abs(scaling), axis=0, initial=0.0)
        if not self._credits:
            failed |= np.any(scaling < -NEGATIVE * largest, axis=0)
        return scaling, failed

    def _blocked(self) -> set[Cell]:
        """Cells that move shares of an allocation or outputs: the exact way takes those."""
        outputs = {key for key in self._place if len(self._columns[key[0]]) > 1}
        found: set[Cell] = {("reference", process) for process, _ in outputs}
        for exchange in self._solved.linked.model.exchanges:
            if exchange.direction == "coproduct" and (exchange.process, exchange.flow) in outputs:
                found.add(("row", exchange.address))
        return found

    def _inner_rows(self) -> list[tuple[int, int, float, int]]:
        """Entries (supplier, user, value per unit of the row, row) between unit processes."""
        solved, foreground = self._solved, self._solved.foreground
        diagonal = self._diagonal()
        made = []
        for number, row in enumerate(solved.linked.rows):
            link = solved.linked.links.get(row.address)
            if link is None or link.supplier.kind != "process":
                continue
            supplier = self._place[(link.supplier.id, link.supplier.flow or "")]
            taken = 1.0 if diagonal[supplier] > 0.0 else -1.0
            for user in self._columns[row.process]:
                value = taken * float(foreground.shares[user])
                made.append((supplier, user, value, number))
        return made

    def _diagonal(self) -> Floats:
        """What each column makes of its own product, before anything that it takes of it."""
        from pcf.graph.outputs import Outputs

        outputs = Outputs(self._solved.linked.model)
        made = np.ones(len(self._place))
        for (process, flow), column in self._place.items():
            output = outputs.of(process).get(flow)
            made[column] = 1.0 if output is None else output.amount.value
        return made

    def _per_run(self, number: int, ratios: Mapping[Cell, Any]) -> Any:
        """Signed amount of a row per reference flow of its process, in the supplier's unit."""
        row = self._solved.linked.rows[number]
        own: Cell = ("row", row.address)
        if own in ratios and self._zeros.get(own) == number:
            return row.sign * self._solved.factor(row) * ratios[own]
        found: Any = self._per_reference[number]
        for cell in self._cells_of[number]:
            if cell in ratios:
                found = found * ratios[cell]
        return found

    def amount(self, number: int, ratios: Mapping[Cell, Any]) -> Any:
        """Amount of a row in the unit of its supplier: one per draw, or a number if it stays."""
        return self._per_run(number, ratios)

    def _scaling(self, ratios: Mapping[Cell, Any], draws: int, failed: Mask) -> Floats:
        demand = np.repeat(self._solved.foreground.demand[:, None], draws, axis=1)
        diagonal = np.repeat(self._diagonal()[:, None], draws, axis=1)
        reference_of = {p.id: p.product for p in self._solved.linked.model.processes}
        for (kind, name), values in ratios.items():
            if kind == "reference":
                diagonal[self._place[(name, reference_of[name])]] *= values
            elif kind == "demand":
                demand[self._place[(name, reference_of[name])]] *= values
        inner = [(i, j, v * self._per_run(row, ratios)) for i, j, v, row in self._inner]
        if self._order is None:
            return _looped(diagonal, inner, demand, failed)
        draws_of: dict[int, list[tuple[int, Any]]] = defaultdict(list)
        for supplier, user, value in inner:
            draws_of[user].append((supplier, value))
        scaling = np.zeros_like(demand)
        for column in self._order:
            scaling[column] = demand[column] / diagonal[column]
            for supplier, value in draws_of[column]:
                demand[supplier] += value * scaling[column]
        return scaling

    def _score(self, scaling: Floats, ratios: Mapping[Cell, Any], burdens: Floats | None) -> Floats:
        shares = self._solved.foreground.shares
        direct: dict[str, Any] = defaultdict(float)
        lines = self._solved.scored.line
        for number, row in enumerate(self._solved.linked.rows):
            line = int(lines[number])
            if line >= 0:
                burden = self._burdens[line] if burdens is None else burdens[line]
                direct[row.process] = direct[row.process] + self._per_run(number, ratios) * burden
        found = np.zeros(scaling.shape[1])
        for process, columns in self._columns.items():
            for column in columns:  # one by one: the same bits however many draws there are
                found += direct[process] * (shares[column] * scaling[column])
        return found


def _looped(
    diagonal: Floats, inner: list[tuple[int, int, Any]], demand: Floats, failed: Mask
) -> Floats:
    """Solve draw by draw; a system without answer fails."""
    draws = diagonal.shape[1]
    scaling = np.zeros_like(demand)
    moving = [(i, j, np.broadcast_to(value, (draws,))) for i, j, value in inner]
    for d in range(draws):
        matrix = np.diag(diagonal[:, d])
        for i, j, value in moving:
            matrix[i, j] -= value[d]
        try:
            found = np.linalg.solve(matrix, demand[:, d])
            found += np.linalg.solve(matrix, demand[:, d] - matrix @ found)
        except np.linalg.LinAlgError:
            failed[d] = True
            continue
        error = backward_error(matrix, np.abs(matrix), demand[:, d], found)  # type: ignore[arg-type]
        failed[d] |= not error <= RESIDUAL
        scaling[:, d] = found
    return scaling
