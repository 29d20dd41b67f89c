"""The numbers of one result: total, stages, ledger columns, and what it may be compared with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pcf.calc.result import unit_text
from pcf.climate import LEDGERS
from pcf.engine.system import Floats
from pcf.graph.rows import END_OF_LIFE
from pcf.model import STAGES, Model

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint


@dataclass(frozen=True, slots=True)
class Scores:
    """Numbers of a result, kg CO2e per functional unit.

    stages
        In the order of `STAGES`; None for a stage outside the boundary.
    ledger
        In the order of `LEDGERS`.
    errors
        See `errors_of`.
    basis
        Results with the same basis may be compared: unit, functional unit, family, boundary, method
        and backgrounds are the same.
    """

    total: float
    unit: str
    basis: str
    stages: tuple[float | None, ...]
    ledger: tuple[float, ...]
    errors: tuple[str, ...] = ()


def scores_of(footprint: Footprint, target: str = "") -> Scores:
    """Take the numbers of a footprint."""
    stages = {part.id: part.value for part in footprint.stages}
    ledger = {part.id: part.value for part in footprint.ledger}
    return Scores(
        footprint.total,
        footprint.unit,
        basis_of(footprint.solved, target),
        tuple(stages.get(stage) for stage in STAGES),
        tuple(ledger[column] for column in LEDGERS),
        errors_of(footprint),
    )


def errors_of(footprint: Footprint) -> tuple[str, ...]:
    """Codes of errors that stand beside a total and do not keep it from being computed."""
    return tuple(sorted({item.code for item in footprint.findings if item.level == "error"}))


def stages_of(solved: Solved) -> dict[str, str]:
    """Stage of each process, the end of life among them."""
    found: dict[str, str] = {p.id: p.stage for p in solved.linked.model.processes}
    found[END_OF_LIFE] = "end_of_life"
    return found


def weights_of(solved: Solved) -> Floats:
    """kg CO2e per unit of supplier by line: the whole, then the ledger columns."""
    whole = solved.scored.characterized().sum(axis=1)
    made: Floats = np.column_stack([whole, solved.scored.by(LEDGERS, "ledger")])
    return made


def basis_of(solved: Solved, target: str = "") -> str:
    """Short digest of what two results have to share to be compared."""
    model = solved.linked.model
    parts = [
        (part.id, part.version, part.sha256, part.allocation)
        for part in solved.linked.background.components
    ]
    facts = (*_facts(model), tuple(parts), solved.factor_set.sha256, target)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8]


def _facts(model: Model) -> Sequence[object]:
    unit, method = model.unit, model.method
    rule = method.allocation.method if method.allocation else "per-process"
    return (
        unit_text(unit), unit.kind, unit.description_zh, unit.description_en,
        model.product.family, model.boundary.kind, tuple(model.boundary.stages), method.gwp_set,
        method.biogenic, method.electricity, method.end_of_life, method.open_loop_factor, rule,
    )  # fmt: skip
