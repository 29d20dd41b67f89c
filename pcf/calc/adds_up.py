"""Whether a result that was read from a file is one: each row once, and its sums those of the rows.

A file may come from anywhere. Only its rows say where a total comes from; a total, a stage or a
ledger column that its rows do not make would be attributed to causes that are not there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING

from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, Part, RowResult

#: Difference that rounding may leave, relative to the sum of the absolute values of the rows.
TOLERANCE = 1e-9
Sums = Mapping[str, float]


def faults_of_sums(footprint: Footprint) -> Iterator[Finding]:
    """Tell what of a result its rows do not make.

    ``CP013`` for a row or a part that is there twice; ``CP012`` for a total, a stage, process,
    component, ledger column or gas that is not the sum of its rows, and for a row that is not its
    amount times its intensity or not the sum of its ledger columns or gases. A row that is fed by a
    process of the project is 0 whatever its intensity.
    """
    rows = footprint.rows
    yield from _twice("", [row.address for row in rows])
    allowed = TOLERANCE * fsum(abs(row.value) for row in rows)
    for name, stated, made in _pairs(footprint):
        if not abs(stated - made) <= allowed:
            yield finding("CP012", observed=stated, expected=made, name=name)
    for kind, parts in _partitions(footprint):
        yield from _twice(f"{kind}:", [part.id for part in parts])


def _twice(kind: str, ids: Sequence[str]) -> Iterator[Finding]:
    counted = Counter(ids)
    return (finding("CP013", observed=f"{kind}{id}") for id, n in counted.items() if n > 1)


def _partitions(f: Footprint) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    return (
        ("stage", f.stages), ("process", f.processes), ("component", f.components),
        ("ledger", f.ledger), ("gas", f.gases),
    )  # fmt: skip


def _pairs(f: Footprint) -> Iterator[tuple[str, float, float]]:
    """Give what is stated and what the rows make of it, by name."""
    yield "total", f.total, fsum(row.value for row in f.rows)
    made = {
        "stage": _sums((row.stage, row.value) for row in f.rows),
        "process": _sums((row.process, row.value) for row in f.rows),
        "component": _sums((row.component, row.value) for row in f.rows),
        "ledger": _sums(pair for row in f.rows for pair in row.ledger.items()),
        "gas": _sums(pair for row in f.rows for pair in row.gases.items()),
    }
    for kind, parts in _partitions(f):
        stated = {part.id: part.value for part in parts}
        for id in sorted(stated.keys() | made[kind].keys()):
            yield f"{kind}:{id}", stated.get(id, 0.0), made[kind].get(id, 0.0)
    for row in f.rows:
        yield from _of_row(row)


def _of_row(row: RowResult) -> Iterator[tuple[str, float, float]]:
    yield row.address, row.value, fsum(row.ledger.values())
    yield row.address, row.value, fsum(row.gases.values())
    if not row.supplier.startswith("process:"):
        yield row.address, row.value, row.amount * row.intensity


def _sums(pairs: Iterator[tuple[str, float]]) -> Sums:
    made: dict[str, list[float]] = defaultdict(list)
    for id, value in pairs:
        made[id].append(value)
    return {id: fsum(values) for id, values in made.items()}
