"""Decide for every row who supplies it; refuse where that is not certain.

Order of decision: the supplier that the row states; the decision recorded in ``pcf.lock``; the one
unit process of the project that makes the flow; the one background dataset that supplies it.
Several that fit are a finding with ranked candidates, never a first match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pcf.background import Background
from pcf.background.joined import MARK
from pcf.background.official import official_regions
from pcf.findings import Finding, Findings, Location, finding
from pcf.graph.candidates import listed, rank
from pcf.graph.outputs import Outputs
from pcf.graph.rows import Row
from pcf.model import Model, Received, Supplier
from pcf.suggest import nearest
from pcf.units import UnitError, conversion_factor, is_mass

#: Kinds of background flow that take in a waste.
WASTE_KINDS = ("waste_service", "service")


@dataclass(frozen=True, slots=True)
class Link:
    """A decided supplier.

    unit
        Unit in which the supplier is measured.
    factor
        Turns the row's amount into `unit`.
    index
        Product of the background (`Background.products`), for a background supplier.
    """

    row: Row
    supplier: Supplier
    unit: str
    factor: float
    reason: str
    index: int | None = None


class Linker:
    """Resolves suppliers of rows against one model, one background and the decisions of a lock."""

    def __init__(
        self, model: Model, background: Background, decisions: Mapping[str, Supplier]
    ) -> None:
        self.background = background
        self.outputs = Outputs(model)
        self.decisions = decisions
        self.locations = {p.id: p.location for p in model.processes}
        self.received: dict[str, Received] = {r.id: r for r in model.received}
        self.findings = Findings()

    def link(self, rows: Iterable[Row]) -> dict[str, Link]:
        """Link every technosphere row; rows that cannot be linked leave a finding and no link."""
        links: dict[str, Link] = {}
        for row in rows:
            if row.kind == "technosphere":
                found = self._decide(row)
                if isinstance(found, Finding):
                    self.findings.add(found)
                else:
                    links[row.address] = found
        return links

    def _decide(self, row: Row) -> Link | Finding:
        if row.supplier is not None:
            return self._bind(row, row.supplier, row.reason or "stated")
        decided = self.decisions.get(row.address.removeprefix("row:"))
        if decided is not None:
            return self._bind(row, decided, "decided")
        makers = [m for m in self.outputs.makers(row.flow) if m != row.process]
        if len(makers) == 1:
            return self._bind(row, Supplier("process", makers[0], row.flow), "only-producer")
        if makers:
            return self._ambiguous(row, len(makers), "; ".join(f"process:{m}" for m in makers))
        candidates = rank(self.background, row.flow, self.locations.get(row.process, ""))
        if len(candidates) == 1:
            only = candidates[0].supplier.removeprefix("bg:").split("/")[0]
            return self._bind(row, Supplier("background", only, row.flow), "only-producer")
        if candidates:
            return self._ambiguous(row, len(candidates), listed(candidates))
        return self._missing(row)

    def _ambiguous(self, row: Row, count: int, candidates: str) -> Finding:
        return finding(
            "GR033",
            row.place,
            node=row.address,
            observed=row.flow,
            expected="supplier",
            suggestion=candidates.split(" ")[0].rstrip(";"),
            count=count,
            candidates=candidates,
            row=row.address.removeprefix("row:"),
        )

    def _missing(self, row: Row) -> Finding:
        from pcf.background.search import search

        hits = search(self.background, row.flow.replace("_", " "), limit=3)
        near = ", ".join(f"bg:{hit.process}" for hit in hits)
        return finding(
            "GR034",
            row.place,
            node=row.address,
            observed=row.flow,
            suggestion=near or "pcf data search",
        )

    def _bind(self, row: Row, supplier: Supplier, reason: str) -> Link | Finding:
        if supplier.kind == "process":
            return self._bind_process(row, supplier, reason)
        if supplier.kind == "background":
            return self._bind_background(row, supplier, reason)
        received = self.received.get(supplier.id)
        if received is None:
            return self._unknown(row, supplier, self.received)
        return self._bind_received(row, supplier, received, reason)

    def _bind_received(
        self, row: Row, supplier: Supplier, received: Received, reason: str
    ) -> Link | Finding:
        """Link to a footprint; a row in mass to one per piece or litre by its stated mass."""
        mass, unit = received.mass_kg, row.amount.unit
        if mass and not is_mass(received.unit) and is_mass(unit):
            factor = conversion_factor(unit, "kg") / mass
            return Link(row, supplier, received.unit, factor, reason)
        return self._with_unit(row, supplier, received.unit, reason)

    def _bind_process(self, row: Row, supplier: Supplier, reason: str) -> Link | Finding:
        outputs = self.outputs.of(supplier.id)
        if not outputs:
            return self._unknown(row, supplier, self.locations)
        flow = supplier.flow or row.flow or next(iter(outputs))
        output = outputs.get(flow)
        if output is None:
            return self._other_product(row, supplier, ", ".join(outputs))
        if output.amount.value < 0 and row.direction != "waste":
            return finding("GR036", row.place, node=row.address, observed=str(supplier))
        bound = Supplier("process", supplier.id, flow)
        return self._with_unit(row, bound, output.amount.unit, reason)

    def _bind_background(self, row: Row, supplier: Supplier, reason: str) -> Link | Finding:
        background = self.background
        supplier = replace(supplier, id=background.canonical(supplier.id))
        try:
            record = background.process(supplier.id)
        except KeyError:
            return self._unknown(row, supplier, ())
        flow = supplier.flow
        if flow is None:
            made = {made_flow for _, made_flow in background.outputs(supplier.id)}
            flow = row.flow if row.flow in made else record.product
        try:
            index = background.index(supplier.id, flow)
        except KeyError:
            made = {made_flow for _, made_flow in background.outputs(supplier.id)}
            return self._other_product(row, supplier, ", ".join(sorted(made)))
        if row.direction == "waste" and background.flow(flow).kind not in WASTE_KINDS:
            return finding("GR037", row.place, node=row.address, observed=str(supplier))
        if row.flow and flow != row.flow and background.providers(row.flow):
            self._note_other_flow(row, supplier, flow)
        bound = Supplier("background", supplier.id, flow)
        return self._with_unit(row, bound, background.unit_of(supplier.id, flow), reason, index)

    def _note_other_flow(self, row: Row, supplier: Supplier, flow: str) -> None:
        self.findings.add(
            finding(
                "GR035",
                row.place,
                node=row.address,
                observed=row.flow,
                expected=flow,
                supplier=str(supplier),
            )
        )

    def _with_unit(
        self, row: Row, supplier: Supplier, unit: str, reason: str, index: int | None = None
    ) -> Link | Finding:
        try:
            factor = 1.0 if row.amount.unit == unit else conversion_factor(row.amount.unit, unit)
        except UnitError:
            return finding(
                "UN030",
                row.place,
                node=row.address,
                observed=row.amount.unit,
                expected=unit,
                suggestion=unit,
                supplier=str(supplier),
            )
        return Link(row, supplier, unit, factor, reason, index)

    def _unknown(self, row: Row, supplier: Supplier, known: Iterable[str]) -> Finding:
        if supplier.kind == "background":
            return unknown_dataset(supplier, self.background, row.place, row.address)
        near = nearest(supplier.id, known)
        prefix = str(Supplier(supplier.kind, near)) if near else "pcf data search"
        return finding(
            "GR030", row.place, node=row.address, observed=str(supplier), suggestion=prefix
        )

    def _other_product(self, row: Row, supplier: Supplier, made: str) -> Finding:
        wanted = supplier.flow or row.flow
        return unknown_product(supplier, wanted, made, row.place, row.address)


def unknown_dataset(
    supplier: Supplier, background: Background, place: Location | None, node: str
) -> Finding:
    """Make the finding of a dataset that no background has: ``IM032``, ``EL031``, ``GR030``."""
    named, mark, _ = supplier.id.partition(MARK)
    ids = [part.id for part in background.components]
    if mark and named not in ids:
        return finding(
            "IM032",
            place,
            node=node,
            observed=str(supplier),
            expected=", ".join(ids),
            suggestion=named,
        )
    regions = official_regions()
    if supplier.id in regions:
        dataset = regions[supplier.id] or "elec_grid_cn"
        return finding("EL031", place, node=node, observed=supplier.id, suggestion=f"bg:{dataset}")
    near = nearest(supplier.id, [p.id for p in background.processes()])
    suggestion = str(Supplier("background", near)) if near else "pcf data search"
    return finding("GR030", place, node=node, observed=str(supplier), suggestion=suggestion)


def unknown_product(
    supplier: Supplier, wanted: str, made: str, place: Location | None, node: str
) -> Finding:
    """Make the finding of a supplier that does not make what is wanted: ``GR031``."""
    return finding(
        "GR031", place, node=node, observed=wanted, expected=made, supplier=str(supplier)
    )
