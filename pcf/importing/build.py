"""From the neutral form to rows of a background: what is taken, as what, and what is held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from pcf.background.records import ExchangeRecord, FlowRecord
from pcf.importing.amounts import AmountError, amount_of
from pcf.importing.coproducts import Output, divisible, shared
from pcf.importing.coverage import GasCounter
from pcf.importing.dividing import base_id, column_rows, columns, named
from pcf.importing.draft import Built, Draft
from pcf.importing.flow_records import FlowBook, Use
from pcf.importing.gases import GasMap
from pcf.importing.heads import PACKAGE_SOURCE, head, short
from pcf.importing.link import Demand, Supply
from pcf.importing.package import Exchange, Package, Process
from pcf.importing.settings import ImportSettings
from pcf.progress import counted


def build(
    package: Package, settings: ImportSettings, elementary: Mapping[str, FlowRecord]
) -> Built:
    """Turn every process of a package into rows.

    Parameters
    ----------
    package
        The neutral form.
    settings
        What the package leaves open.
    elementary
        Elementary flows of pcf by id.
    """
    builder = _Builder(package, settings, elementary)
    listed = counted(package.processes.values(), "stage_building", len(package.processes))
    drafts = tuple(builder.draft(process) for process in listed)
    return Built(drafts, builder.flows, builder.gases)


class _Builder:
    def __init__(
        self, package: Package, settings: ImportSettings, elementary: Mapping[str, FlowRecord]
    ) -> None:
        self._package = package
        self._settings = settings
        self._map = GasMap(settings.gases)
        self._ledgers = {id: flow.ledger for id, flow in elementary.items()}
        self.flows = FlowBook(package, elementary, settings.missing_unit)
        self.gases = GasCounter()

    def draft(self, process: Process) -> Draft:
        made = Draft(process)
        listed = {exchange.id: exchange for exchange in process.exchanges}
        references = [listed[id] for id in process.references if id in listed]
        if not references:
            return made.refuse("no-reference-flow", ", ".join(process.references))
        rule = self._settings.coproducts
        if len(references) > 1 and not divisible(process, references, rule, self.flows):
            return made.refuse("several-reference-flows", ", ".join(process.references))
        reference = references[0]
        fault, output = self._reference(made, reference)
        if output is None:
            return made.refuse(*fault)
        outputs = [output]
        for exchange in process.exchanges:
            if exchange is not reference:
                self._exchange(made, exchange, outputs)
        return self._finished(made, reference, outputs)

    def _reference(self, made: Draft, exchange: Exchange) -> tuple[tuple[str, str], Output | None]:
        try:
            amount = amount_of(exchange, made.process)
        except AmountError as fault:
            return ("reference-held", fault.reason), None
        if amount == 0:
            return ("reference-zero", exchange.stated), None
        direction = exchange.direction
        if not direction or not exchange.flow:
            return (
                "reference-held",
                "direction-missing" if not direction else "flow-missing",
            ), None
        turned = "input" if direction == "output" else "output"
        unit, factor = self.flows.unit(exchange, reference=True)
        if not unit:
            return ("reference-unit-unknown", exchange.flow), None
        way = direction if amount > 0 else turned
        use: Use = "treated" if way == "input" else "product"
        flow = self.flows.add(exchange.flow, use, unit)
        made.uses[exchange.id] = "reference"
        return ("", ""), Output(exchange, flow, abs(amount) * factor, unit)

    def _exchange(self, made: Draft, exchange: Exchange, outputs: list[Output]) -> None:
        try:
            amount = amount_of(exchange, made.process)
        except AmountError as fault:
            made.hold(exchange, fault.reason, fault.detail)
            return
        flow = self._package.flows.get(exchange.flow)
        if not exchange.direction:
            made.hold(exchange, "direction-missing")
        elif flow is None:
            self._undescribed(made, exchange, amount)
        elif flow.kind == "elementary" or flow.stub:
            self._elementary(made, exchange, amount)
        else:
            self._technosphere(made, exchange, amount, outputs)

    def _elementary(self, made: Draft, exchange: Exchange, amount: float) -> None:
        flow = self._package.flows[exchange.flow]
        gas = self._map.find(flow, exchange.direction)
        if gas is None:
            if flow.stub:
                self._undescribed(made, exchange, amount)
                return
            if self._map.is_listed(flow) or self._map.looks_like_a_gas(flow):
                self.gases.without(flow, exchange.direction, amount)
                made.uses[exchange.id] = "greenhouse gas without factor"
            else:
                made.uses[exchange.id] = "elementary flow without climate effect"
            return
        bare = flow.stub and not exchange.unit  # gases of the lists are measured in kg
        factor = 1.0 if bare else self.flows.factor(exchange, "kg")
        if factor is None:
            made.hold(exchange, "unit-unknown", exchange.unit or flow.unit)
            return
        self.gases.found(flow, gas)
        made.uses[exchange.id] = "greenhouse gas"
        row = self._row(made, exchange, gas.flow, amount * factor, "kg", "emission")
        booked = gas.ledger if gas.ledger != self._ledgers[gas.flow] else ""
        made.rows.append(replace(row, ledger=booked))

    def _undescribed(self, made: Draft, exchange: Exchange, amount: float) -> None:
        """Take an input of a flow that the package only names, as an open end; hold others back."""
        flow = self._package.flows.get(exchange.flow)
        product = flow is None or flow.kind != "elementary"
        taken_in = exchange.direction == "input" or exchange.avoided
        if not product or not taken_in or not exchange.flow:
            made.hold(exchange, "flow-missing", flow.names.any if flow else exchange.flow)
        elif amount == 0:
            made.uses[exchange.id] = "zero amount"
        elif exchange.flow in self._supplied:
            self._technosphere(made, exchange, amount, [])
        else:
            self._missing(made, exchange, -amount if exchange.avoided else amount)

    @cached_property
    def _supplied(self) -> frozenset[str]:
        """Flows that are the reference flow of some process."""
        return frozenset(
            exchange.flow
            for process in self._package.processes.values()
            for exchange in process.exchanges
            if exchange.id in process.references
        )

    def _missing(self, made: Draft, exchange: Exchange, amount: float) -> None:
        id, unit = self.flows.missing(exchange)
        made.uses[exchange.id] = "input of a flow that is not there"
        row = self._row(made, exchange, id, amount, unit, "input")
        made.rows.append(row)
        process = made.process
        made.demands.append(
            Demand(row.id, process.id, id, process.location, process.kind, missing=True)
        )

    def _technosphere(
        self, made: Draft, exchange: Exchange, amount: float, outputs: list[Output]
    ) -> None:
        if amount == 0:
            made.uses[exchange.id] = "zero amount"
            return
        unit, factor = self.flows.unit(exchange)
        if not unit:
            made.hold(exchange, "unit-unknown", exchange.unit)
            return
        flow = self._package.flows.get(exchange.flow)
        outgoing = exchange.direction == "output" and not exchange.avoided
        if outgoing and flow is not None and flow.kind == "waste":
            self._input(made, exchange, (amount * factor, unit), treated=True)
        elif outgoing and amount > 0:
            made.uses[exchange.id] = "co-product"
            outputs.append(Output(exchange, exchange.flow, amount * factor, unit))
        else:
            sign = -1.0 if outgoing or exchange.avoided else 1.0
            self._input(made, exchange, (sign * amount * factor, unit), treated=False)

    def _input(
        self, made: Draft, exchange: Exchange, quantity: tuple[float, str], *, treated: bool
    ) -> None:
        amount, unit = quantity
        flow = self.flows.add(exchange.flow, "treated" if treated else "product", unit)
        made.uses[exchange.id] = "waste to treatment" if treated else "input"
        row = self._row(made, exchange, flow, amount, unit, "input")
        made.rows.append(row)
        process = made.process
        made.demands.append(
            Demand(row.id, process.id, flow, process.location, process.kind, exchange.provider)
        )

    def _finished(self, made: Draft, reference: Exchange, outputs: list[Output]) -> Draft:
        process = made.process
        merged = shared(process, outputs, self._settings.coproducts, self.flows)
        if merged == "causal-allocation":
            return self._divided(made, outputs)
        if isinstance(merged, str):
            return made.refuse(merged)
        rule, burdened, free = merged
        made.by_rule = rule != "stated" and len(burdened) + len(free) > 1
        made.rows[:0] = [
            self._row(made, part.exchange, part.flow, part.amount, part.unit,
                      "coproduct" if n else "output", part)
            for n, part in enumerate(burdened)
        ]  # fmt: skip
        made.rows += [self._free(made, part) for part in free]
        made.record = head(self._package, self._settings, made, burdened[0], rule)
        made.supplies = [
            Supply(process.id, part.flow, process.location, process.kind, process.market,
                   process.year)
            for part in burdened
        ]  # fmt: skip
        return made

    def _free(self, made: Draft, part: Output) -> ExchangeRecord:
        flow = self.flows.add(part.flow, "by_product", part.unit)
        return self._row(made, part.exchange, flow, part.amount, part.unit, "coproduct")

    def _divided(self, made: Draft, outputs: list[Output]) -> Draft:
        """Give every product a column of its own: shares differ from exchange to exchange."""
        process = made.process
        burdens = {row.id.removeprefix(f"{process.id}.") for row in made.rows}
        found = columns(process, outputs, burdens)
        if found is None:
            return made.refuse("causal-allocation")
        demands = {demand.row: demand for demand in made.demands}
        rows: list[ExchangeRecord] = []
        made.demands, made.supplies = [], []
        for number, column in enumerate(found[0], 1):
            part = column.output
            flow = part.flow if number == 1 else self.flows.add(part.flow, "product", part.unit)
            main = replace(part, flow=flow)
            own = head(self._package, self._settings, made, main, "none")
            record = named(own, number, self.flows.names(flow))
            out = self._row(made, part.exchange, flow, part.amount, part.unit, "output")
            rows.append(replace(out, process=record.id))
            for row in column_rows(made, column, number):
                rows.append(replace(row, process=record.id))
                demand = demands.get(base_id(row.id) if number > 1 else row.id)
                if demand is not None:
                    made.demands.append(replace(demand, row=row.id, process=record.id))
            made.supplies.append(
                Supply(record.id, flow, process.location, process.kind, process.market,
                       process.year)
            )  # fmt: skip
            if number == 1:
                made.record = record
            else:
                made.columns.append(record)
        made.rows = rows + [self._free(made, part) for part in found[1]]
        return made

    def _row(
        self, made: Draft, exchange: Exchange, flow: str, amount: float, unit: str,
        direction: str, part: Output | None = None,
    ) -> ExchangeRecord:  # fmt: skip
        mass, energy = self.flows.properties(flow) if direction in _OUT else (None, None)
        low, high = _range(exchange, amount)
        return ExchangeRecord(
            id=f"{made.process.id}.{exchange.id}",
            process=made.process.id,
            direction=direction,  # type: ignore[arg-type]
            flow=flow,
            amount=amount,
            unit=unit,
            mass_kg=mass,
            energy_mj=energy,
            uncertainty="" if low is None else "range",
            low=low,
            high=high,
            tag="published",
            sources=(PACKAGE_SOURCE,),
            comment=short(exchange.comment),
            share=None if part is None else part.share,
            price=None if part is None else part.price,
        )


_OUT = ("output", "coproduct")


def _range(exchange: Exchange, amount: float) -> tuple[float | None, float | None]:
    """Give the range as stated, in the unit and with the sign that the amount has been given."""
    spread, stated = exchange.uncertainty, exchange.amount
    if spread is None or spread.low is None or spread.high is None or not stated:
        return None, None
    ends = sorted(end * amount / stated for end in (spread.low, spread.high))
    return ends[0], ends[1]


def uses_of(drafts: tuple[Draft, ...]) -> Counter[str]:
    """Count what taken exchanges became."""
    return Counter(use for draft in drafts for use in draft.uses.values())
