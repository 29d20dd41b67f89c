r"""Variants of one project that differ in amounts and parameters alone, all at once.

The project is read, linked and solved once for each *structure*: what it is besides the numbers
that move. With the values x of a variant and x₀ of the project, each amount is a product of cells,

.. math:: a_r(x) = a_r(x_0) \prod_{c \in r} \frac{c(x)}{c(x_0)}

and the foreground is solved with them as `pcf.calc.uncertain.compiled` does. What cannot be put
this way is calculated in full, and in every chunk the first variant and those with the lowest and
the highest total are calculated in full too: if one differs by more than `EQUAL`, all are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pcf.calc.result import unit_text
from pcf.calc.uncertain.cells import Cell, cells_with_amounts
from pcf.calc.uncertain.compiled import CompiledTotal, Mask
from pcf.calc.uncertain.formulas import NotEvaluatedError
from pcf.climate import LEDGERS
from pcf.engine.system import Floats
from pcf.graph.twins import SAME, pairs_of
from pcf.model import STAGES
from pcf.portfolio.scores import Scores, basis_of, errors_of, stages_of, weights_of
from pcf.project.overrides import Override
from pcf.project.reparametrize import names_in, uses_of

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model import Model

#: Largest difference between this way and a full calculation, as a part of the sum of the
#: absolute contributions of the processes.
EQUAL = 1e-12
#: Difference of two amounts, as a part of the larger, from which they are not the same for sure.
_NEAR = 1.001 * SAME
_ROWS = ("bom", "exchanges", "electricity")


class Solves(Protocol):
    """What a portfolio needs of a project."""

    def calculate_changed(
        self, scenario: str | None, changes: Sequence[Override], target: str | None = None
    ) -> Footprint:
        """Solve the project with values put in; raises `PcfError`."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A number that moves: a plain parameter, or a cell of a table, with its value x₀."""

    parameter: str
    cell: Cell | None
    base: float
    formula: bool


def plain(address: str) -> str:
    """Address in one form: ``TABLE.ROW.COLUMN``, ``parameters.NAME``."""
    head, _, rest = address.removeprefix("row:").replace("/", ".", 1).partition(".")
    head = {"parameter": "parameters", "end_of_life": "endoflife"}.get(head, head)
    return f"{head}.{rest.removesuffix('.value') if head == 'parameters' else rest}"


def may_move(address: str) -> bool:
    """Whether a number put in at an address may be one that only moves an amount."""
    word = plain(address)
    head, last = word.partition(".")[0], word.rpartition(".")[2]
    if head == "parameters":
        return word.count(".") == 1
    if head in ("pcf", "endoflife", "processes", *_ROWS):
        return last in ("amount", "quantity")
    return head == "transport" and last in ("mass", "distance")


def moving_of(address: str, model: Model) -> Moving | None:
    """Find what an address moves; None when it is no parameter and no cell."""
    word = plain(address)
    head, _, rest = word.partition(".")
    if head == "parameters":
        found = next((p for p in model.parameters if p.name == rest), None)
        if found is None:
            return None
        return Moving(rest, None, found.value, found.formula is not None)
    cell = _cell(head, rest)
    amount = dict(cells_with_amounts(model)).get(cell) if cell is not None else None
    if cell is None or amount is None:
        return None
    return Moving("", cell, amount.value, bool(names_in(amount.text)))


def _cell(head: str, rest: str) -> Cell | None:
    name = rest.rpartition(".")[0]
    if head in _ROWS:
        return "row", f"row:{head}/{name}"
    if head == "transport":
        return rest.rpartition(".")[2], name
    if head == "processes":
        return "reference", name
    if head == "pcf" and name.startswith("unit.reference_flow."):
        return "demand", name.removeprefix("unit.reference_flow.")
    if head == "endoflife" and rest == "quantity":
        return "quantity", ""
    route, _, item = name.removeprefix("route.").partition(".recovered.")
    return ("recovered", f"{route}.{item}") if head == "endoflife" and item else None


class CompiledScores:
    """Scores of one structure as a function of the values that move.

    Parameters
    ----------
    base
        The project with its structure, at x₀.
    moving
        What each address moves.
    careful
        Parameters of formulas that do not enter the total but may be refused: variants with a
        parameter behind them at or below zero are calculated in full.
    """

    def __init__(
        self,
        base: Footprint,
        moving: Mapping[str, Moving],
        careful: frozenset[str],
        target: str = "",
    ) -> None:
        solved = base.solved
        self._moving = moving
        self._errors = errors_of(base)
        rows = solved.linked.rows
        place = {row.address: number for number, row in enumerate(rows)}
        self._twins = [
            (place[one.address], place[other.address])
            for one, other in pairs_of(rows, solved.linked.links)
            if one.part == other.part
        ]
        self._compiled = CompiledTotal(solved)
        self._weights = weights_of(solved)
        self._stage_of = stages_of(solved)
        self._boundary = solved.linked.model.boundary.stages
        uses = uses_of(solved.linked.model)
        self._careful = careful.union(*(uses.get(name, ()) for name in careful))
        self._unit, self._basis = unit_text(solved.linked.model.unit), basis_of(solved, target)

    @np.errstate(all="ignore")  # a variant whose numbers overflow has failed
    def scores(self, values: Mapping[str, Floats], count: int) -> tuple[list[Scores], Mask, Floats]:
        """Scores of variants, which of them failed, and the scale of their rounding errors.

        Raises `NotEvaluatedError` where this way does not go.
        """
        drawn: dict[str, Floats] = {}
        cells: dict[Cell, Floats] = {}
        refused = np.zeros(count, dtype=bool)
        for address, own in values.items():
            known = self._moving[address]
            if known.cell is None:
                drawn[f"parameters.{known.parameter}"] = own
                if known.parameter in self._careful:
                    refused |= own <= 0.0
                continue
            if not known.base and known.cell[0] != "row":
                raise NotEvaluatedError("zero")
            cells[known.cell] = own / known.base if known.base else own
        ratios = self._compiled.ratios(drawn, {}, cells)
        parts, failed = self._compiled.by_process(ratios, count, self._weights)
        alike, errors = self._alike(ratios, count)
        made, scale = self._added_up(parts, count, errors)
        beyond = ~np.isfinite([(s.total, *s.ledger) for s in made]).all(axis=1)
        return made, failed | refused | alike | beyond | ~np.isfinite(scale), scale

    def _alike(self, ratios: Mapping[Cell, Any], count: int) -> tuple[Mask, tuple[str, ...]]:
        """Variants in which moving rows may state one input twice, and the errors of the others.

        ``GR046`` is the one error beside a total that depends on amounts. Those variants are
        calculated in full; of the others the error is told only for rows that do not move.
        """
        found, stays = np.zeros(count, dtype=bool), False
        for one, other in self._twins:
            a, b = (self._compiled.amount(number, ratios) for number in (one, other))
            near = np.abs(a - b) <= _NEAR * np.maximum(np.abs(a), np.abs(b))
            if np.ndim(near):
                found |= near
            else:
                stays |= bool(abs(a - b) <= SAME * max(abs(a), abs(b)) and a and b)
        kept = tuple(code for code in self._errors if code != "GR046" or stays)
        return found, kept

    def _added_up(
        self, parts: Mapping[str, Floats], count: int, errors: tuple[str, ...]
    ) -> tuple[list[Scores], Floats]:
        """Add the processes up, always in the order of the rows."""
        whole = np.zeros((1 + len(LEDGERS), count))
        scale = np.zeros(count)
        stages: dict[str, Floats] = {stage: np.zeros(count) for stage in self._boundary}
        for process, values in parts.items():
            whole += values
            stages[self._stage_of[process]] += values[0]
            scale += np.abs(values[0])
        by_stage = [stages[s].tolist() if s in stages else [None] * count for s in STAGES]
        totals, *ledger = whole.tolist()
        made = [
            Scores(total, self._unit, self._basis, stage, columns, errors)
            for total, stage, columns in zip(
                totals, zip(*by_stage, strict=True), zip(*ledger, strict=True), strict=True
            )
        ]
        return made, scale
