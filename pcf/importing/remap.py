"""A package with the mapping lists of the user put in: exchanges stand under the flows meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pcf.background.background import Background
from pcf.findings import Findings, finding
from pcf.importing.flow_records import FlowBook
from pcf.importing.mappings import Mapped
from pcf.importing.package import Exchange, Flow, FlowKind, Names, Package, Place, Process
from pcf.importing.quantities import our_unit
from pcf.importing.supplied import supplied_id


@dataclass(frozen=True, slots=True)
class Remapped:
    """A package with the mapping lists put in.

    said
        File and line of the row that names the supplier, by row of the background.
    """

    package: Package
    said: Mapping[str, str]


def remapped(
    package: Package, mapped: Mapping[str, Mapped], embedded: Background, findings: Findings
) -> Remapped:
    """Give the package with every mapped exchange turned into what it means.

    A reference flow stays as it is. An exchange whose amount cannot be turned into the unit of the
    mapping stays as it is, with warning ``IM039``.
    """
    if not mapped:
        return Remapped(package, {})
    made = _Remapper(package, mapped, embedded, findings)
    return Remapped(made.package(), made.said)


class _Remapper:
    def __init__(
        self,
        package: Package,
        mapped: Mapping[str, Mapped],
        embedded: Background,
        findings: Findings,
    ) -> None:
        self._package = package
        self._mapped = mapped
        self._embedded = embedded
        self._findings = findings
        self._book = FlowBook(package, {}, "")
        self._told: set[str] = set()
        self.said: dict[str, str] = {}

    def package(self) -> Package:
        flows = dict(self._package.flows)
        for id, stated in self._mapped.items():
            if stated.kind == "gas":
                flows[id] = replace(flows[id], kind="elementary", stub=False)
            elif stated.kind == "dataset":
                flow = self._flow(stated.target)
                flows.setdefault(flow.id, flow)
        processes = {id: self._process(p) for id, p in self._package.processes.items()}
        return replace(self._package, flows=flows, processes=processes)

    def _flow(self, dataset: str) -> Flow:
        """Product of a dataset of the embedded background as a flow of the package."""
        record = self._embedded.flow(self._embedded.process(dataset).product)
        kind: FlowKind = "product"
        names = Names(record.name_zh, record.name_en, ())
        return Flow(record.id, "", names, kind, Place(self._embedded.id), unit=record.unit)

    def _process(self, process: Process) -> Process:
        hit = [x for x in process.exchanges if x.flow in self._mapped]
        if all(x.id in process.references for x in hit):
            return process
        exchanges = tuple(
            self._exchange(x, process)
            if x.flow in self._mapped and x.id not in process.references
            else x
            for x in process.exchanges
        )
        return replace(process, exchanges=exchanges)

    def _exchange(self, exchange: Exchange, process: Process) -> Exchange:
        stated = self._mapped[exchange.flow]
        made = exchange.direction == "output" and not exchange.avoided
        waste = self._package.flows[exchange.flow].kind == "waste"
        supplies = stated.kind in ("dataset", "process")
        if (stated.kind == "gas" and not stated.target) or (supplies and made and not waste):
            return exchange
        flow, supplier, own = self._meaning(stated, exchange)
        unit = our_unit(stated.unit) or own
        factor = self._factor(stated, exchange, unit)
        if factor is None:
            if exchange.flow not in self._told:
                self._told.add(exchange.flow)
                at = stated.row.at("unit")
                self._findings.add(
                    finding("IM039", at, node=process.id, observed=exchange.unit or "-",
                            expected=unit or "-", flow=exchange.flow)
                )  # fmt: skip
            return exchange
        if supplier:
            self.said[f"{process.id}.{exchange.id}"] = f"{stated.row.file}:{stated.row.line}"
        scale = factor * stated.factor
        amount = None if exchange.amount is None else exchange.amount * scale
        formula = f"({exchange.formula})*{scale!r}" if exchange.formula else ""
        return replace(
            exchange, flow=flow, amount=amount, formula=formula, unit=self._unit(stated, own),
            provider=supplier or exchange.provider,
            direction="input" if stated.kind == "dataset" else exchange.direction,
        )  # fmt: skip

    def _factor(self, stated: Mapped, exchange: Exchange, unit: str) -> float | None:
        """Factor from the amount to the unit of the mapping.

        Of a flow that the package only names, without a unit, the row says what its unit is.
        """
        flow = self._package.flows[exchange.flow]
        if flow.stub and not exchange.unit and stated.unit:
            return 1.0
        return self._book.factor(exchange, unit) if unit else None

    def _meaning(self, stated: Mapped, exchange: Exchange) -> tuple[str, str, str]:
        """Flow, supplier, and the unit that the factor refers to when the row states none."""
        source = our_unit(self._package.flows[exchange.flow].unit)
        if stated.kind == "gas":
            return exchange.flow, "", "kg"
        if stated.kind == "flow":
            return stated.target, "", source
        if stated.kind == "dataset":
            product = self._embedded.process(stated.target).product
            supplier = supplied_id(self._embedded, stated.target)
            return product, supplier, self._embedded.flow(product).unit
        process = self._package.processes[stated.target]
        made = (x.flow for x in process.exchanges if x.id in process.references)
        return next(made, exchange.flow), stated.target, source

    def _unit(self, stated: Mapped, own: str) -> str:
        """Unit of the amount that comes out: that of the target, empty for a flow's own."""
        return own if stated.kind in ("gas", "dataset") else ""
