"""The product system of a project as Brightway takes it: foreground, background, unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pcf.calc.calculate import Solved
from pcf.errors import UsageError
from pcf.exchange.brightway import system_triplets
from pcf.findings import Finding, finding
from pcf.importing.aside import fresh_target
from pcf.importing.brightway import datapackage, project_out
from pcf.importing.brightway.system import (
    Activity,
    Gas,
    Method,
    System,
    background_system,
    method_name,
    triplets,
)
from pcf.suggest import nearest

#: Code of the activity that takes what one functional unit takes; its score is the footprint.
FUNCTIONAL_UNIT = "functional-unit"
#: Formats of a product system.
FOOTPRINT_WRITERS: Mapping[str, Callable[[System, Path], tuple[Finding, ...]]] = {
    "brightway": datapackage.write_system,
    "brightway-project": project_out.write_system,
}


def product_system(solved: Solved) -> System:
    """Give the whole system of a footprint.

    The columns are those of `system_triplets`, and a last one with the demand: the score of one
    `FUNCTIONAL_UNIT` is the total per functional unit.
    """
    model, background = solved.linked.model, solved.linked.background
    whole = system_triplets(solved)
    method = Method(solved.factor_set.id, model.method.biogenic)
    last = whole.products
    demand = [(row, last, -amount) for row, amount in sorted(whole.demand.items())]
    return System(
        model.id,
        (*_foreground(solved), *background_system(background, None).activities, _unit(solved)),
        _gases(solved),
        (*triplets(whole.technosphere), *demand, (last, last, 1.0)),
        triplets(whole.biosphere),
        method_name(method),
    )


@dataclass(frozen=True, slots=True)
class WrittenFootprint:
    """What was written of a product system."""

    system: System
    format: str
    target: Path
    findings: tuple[Finding, ...]


def write_footprint(solved: Solved, format: str, target: Path) -> WrittenFootprint:
    """Write the product system of a footprint; whole, or not at all.

    Raises
    ------
    UsageError
        ``IM045`` for a format that holds no product system, ``IM048`` when `target` is there.
    """
    if format not in FOOTPRINT_WRITERS:
        known = tuple(FOOTPRINT_WRITERS)
        near, listed = nearest(format, known) or known[0], ", ".join(known)
        raise UsageError([finding("IM045", observed=format, expected=listed, suggestion=near)])
    system = product_system(solved)
    with fresh_target(target) as fresh:
        findings = FOOTPRINT_WRITERS[format](system, fresh)
    return WrittenFootprint(system, format, target, findings)


def _foreground(solved: Solved) -> tuple[Activity, ...]:
    model = solved.linked.model
    processes = {process.id: process for process in model.processes}
    coproducts = {
        (row.process, row.flow): row.amount.unit
        for row in model.exchanges
        if row.direction == "coproduct"
    }
    made = []
    for id, flow in solved.foreground.keys:
        code = f"foreground|{id}|{flow}"
        process = processes.get(id)
        if process is None:  # end of life, which has no row among the processes
            made.append(Activity(code, id, flow, "unit", model.product.location))
            continue
        unit = process.reference.unit if flow == process.product else coproducts[id, flow]
        made.append(Activity(code, process.name_en, flow, unit, process.location))
    return tuple(made)


def _unit(solved: Solved) -> Activity:
    unit = solved.linked.model.unit
    location = solved.linked.model.product.location
    name = unit.description_en or FUNCTIONAL_UNIT
    return Activity(FUNCTIONAL_UNIT, name, "functional unit", "unit", location)


def _gases(solved: Solved) -> tuple[Gas, ...]:
    known = {flow.id: flow.name_en for flow in solved.linked.background.flows()}
    return tuple(
        Gas(
            f"{column.flow}|{column.ledger}", known.get(column.flow, column.flow),
            ("air", column.ledger), None if np.isnan(factor) else float(factor),
        )
        for column, factor in zip(solved.scored.columns, solved.scored.factors, strict=True)
    )  # fmt: skip
