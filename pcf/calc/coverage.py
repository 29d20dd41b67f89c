"""What a total rests on: the coverage ledger beside each number."""

from __future__ import annotations

from math import fsum

import numpy as np

from pcf.calc.calculate import Linked, Solved
from pcf.calc.footprint import Coverage, RowResult, Uncharacterized
from pcf.calc.mass import FlowMasses
from pcf.graph.reach import reach_of
from pcf.graph.rows import Row
from pcf.units import compatible, is_mass

WEAK_TAGS = ("estimate", "recall")


def coverage_of(solved: Solved, rows: tuple[RowResult, ...], other_way: float) -> Coverage:
    """Build the coverage ledger of a result.

    `other_way` is the total as demand × intensity of the foreground products.
    """
    linked = solved.linked
    reached = reach_of(linked.model, linked.rows, linked.links).active
    needing = [r for r in linked.rows if r.kind == "technosphere" and r.process in reached]
    columns = solved.scored.columns
    used = _inventory_totals(solved)
    flows = {c.flow for c, kg in zip(columns, used, strict=True) if kg}
    mass, explained = _masses(linked)
    weight = fsum(abs(row.value) for row in rows)

    def part(chosen: list[RowResult]) -> float | None:
        return fsum(abs(row.value) for row in chosen) / weight if weight else None

    exclusions = linked.model.exclusions
    return Coverage(
        rows=len(needing),
        rows_linked=sum(1 for row in needing if row.address in linked.links),
        flows=len(flows),
        flows_characterized=len(flows - set(solved.scored.missing)),
        mass_explained=None if mass is None or explained is None else explained / mass,
        product_mass_kg=mass,
        explained_mass_kg=explained,
        primary_share=part([r for r in rows if r.origin == "primary"]),
        evidence_share=part([r for r in rows if r.evidence]),
        estimate_share=part([r for r in rows if is_weak(solved, r)]),
        unsplit_share=(
            fsum(abs(r.ledger.get("unsplit", 0.0)) for r in rows) / weight if weight else None
        ),
        excluded_share=fsum(e.share for e in exclusions if e.share is not None),
        excluded_unestimated=sum(1 for e in exclusions if e.share is None),
        traversal=fsum(row.value for row in rows) / other_way if other_way else None,
        uncharacterized=_uncharacterized(solved, used),
    )


def _inventory_totals(solved: Solved) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """kg of each greenhouse-gas column per functional unit."""
    scored = solved.scored
    total = np.zeros(len(scored.columns))
    for number, line in enumerate(scored.line):
        if line >= 0:
            total += solved.quantity[number] * scored.inventory[line]
    return total


def _uncharacterized(
    solved: Solved, used: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[Uncharacterized, ...]:
    kg: dict[str, float] = {}
    for column, amount in zip(solved.scored.columns, used.tolist(), strict=True):
        if column.flow in solved.scored.missing and amount:
            kg[column.flow] = kg.get(column.flow, 0.0) + amount
    found = []
    for flow, amount in sorted(kg.items()):
        record = solved.linked.background.flow(flow)
        found.append(Uncharacterized(flow, record.name_zh, record.name_en, amount))
    return tuple(found)


def is_weak(solved: Solved, row: RowResult) -> bool:
    """Whether a row is an estimate, or draws on a dataset that is one or is recalled."""
    if row.origin == "estimate":
        return True
    link = solved.linked.links.get(row.address)
    if link is None or link.supplier.kind != "background":
        return False
    return solved.linked.background.process(link.supplier.id).tag in WEAK_TAGS


def _masses(linked: Linked) -> tuple[float | None, float | None]:
    """Product mass, and the mass that the bill of materials leads back to suppliers for it.

    A bill may hold more than the product weighs, as far as waste and co-products leave the process.
    What it holds beyond that stays in the sum: mass and bill contradict each other.
    """
    model = linked.model
    if model.product.mass is None or not model.unit.reference_flows:
        return None, None
    stated = model.product.mass.to("kg")
    tracer = _MassTracer(linked)
    process = model.unit.reference_flows[0].process
    explained = tracer.explained(process, tables=("bom",))
    if explained is None or explained <= stated:
        return stated, explained
    return stated, explained - min(explained - stated, tracer.leaving(process))


class _MassTracer:
    """Follows product mass from a process through its material inputs to linked suppliers.

    The part of a process that is explained is min(1, Σ input mass × explained part of the supplier
    / output mass): losses cannot make up for a material that is missing, beyond their own size. A
    process that takes in energy and services alone explains nothing; one whose material is not
    measured by mass explains itself.
    """

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._references = {p.id: p.reference for p in linked.model.processes}
        self._inputs: dict[str, list[tuple[Row, float]]] = {}
        masses = FlowMasses(linked)
        for row in linked.rows:
            kg = _kg(row, masses) if row.direction == "input" else None
            if kg is not None:
                self._inputs.setdefault(row.process, []).append((row, kg))
        self._leaving = [
            (row.process, _kg(row, masses) or 0.0)
            for row in linked.rows
            if row.direction in ("waste", "coproduct")
        ]
        self._parts: dict[str, float] = {}
        self._fed = {
            row.process
            for row in linked.rows
            if row.direction == "input"
            and _table(row) in ("bom", "exchanges")
            and _is_material(row, linked, masses)
        }

    def explained(
        self, process: str, tables: tuple[str, ...] = ("bom", "exchanges")
    ) -> float | None:
        """kg of input mass that reaches linked suppliers, per reference flow of `process`."""
        rows = [(r, kg) for r, kg in self._inputs.get(process, ()) if _table(r) in tables]
        return fsum(kg * self._part(r) for r, kg in rows) if rows else None

    def leaving(self, process: str) -> float:
        """kg of waste and co-products that leave a process per reference flow."""
        return fsum(kg for of, kg in self._leaving if of == process)

    def _part(self, row: Row) -> float:
        link = self._linked.links.get(row.address)
        if link is None:
            return 0.0
        supplier = link.supplier
        if supplier.kind != "process" or not is_mass(self._references[supplier.id].unit):
            return 1.0
        if supplier.id not in self._parts:
            self._parts[supplier.id] = 1.0  # a loop explains itself
            kg = self.explained(supplier.id)
            made = abs(self._references[supplier.id].to("kg"))
            unmeasured = 1.0 if supplier.id in self._fed else 0.0
            self._parts[supplier.id] = unmeasured if kg is None else min(1.0, kg / made)
        return self._parts[supplier.id]


def _kg(row: Row, masses: FlowMasses) -> float | None:
    """Mass of a row; of one that is no mass, by the mass that its flow of the project states."""
    if is_mass(row.carried.unit):
        return row.carried.to("kg")
    return masses.kg(row.flow, row.carried.value, row.carried.unit)


def _table(row: Row) -> str:
    return row.address.removeprefix("row:").split("/")[0]


def _is_material(row: Row, linked: Linked, masses: FlowMasses) -> bool:
    """Whether a row takes in something that becomes part of a product, by the flow behind it."""
    link = linked.links.get(row.address)
    flow = row.flow
    if link is not None and link.supplier.kind == "background":
        flow = link.supplier.flow or row.flow
        mapped = linked.background.flow(flow).category == "mapping"
        if mapped and compatible(row.amount.unit, "MJ"):
            return False  # heat and steam are mapped to several datasets
    return masses.is_material(flow)
