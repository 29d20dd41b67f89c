"""Processes on their way into a background: what was taken, what was held back."""

from __future__ import annotations

from dataclasses import dataclass, field

from pcf.background.records import ExchangeRecord, ProcessRecord
from pcf.importing.conservation import Held
from pcf.importing.coverage import GasCounter
from pcf.importing.flow_records import FlowBook
from pcf.importing.link import Demand, Supply
from pcf.importing.package import Exchange, Process


@dataclass(slots=True)
class Draft:
    """One process on its way into the background.

    uses
        What its exchanges became, by exchange id.
    columns
        Heads of further products that have columns of their own (causal allocation).
    held
        Exchanges that were held back, by exchange id.
    by_rule
        Whether the rule of the import, and not the package, divides its products.
    reason, detail
        Why the whole process is held back; empty when it is taken.
    """

    process: Process
    uses: dict[str, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    record: ProcessRecord | None = None
    rows: list[ExchangeRecord] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    supplies: list[Supply] = field(default_factory=list)
    columns: list[ProcessRecord] = field(default_factory=list)
    by_rule: bool = False
    reason: str = ""
    detail: str = ""

    def hold(self, exchange: Exchange, reason: str, detail: str = "") -> None:
        """Hold one exchange back."""
        place = self.process.place_of(exchange)
        node = f"{self.process.id}/{exchange.id}"
        self.held[exchange.id] = Held("exchange", reason, place, node, detail)

    def records(self) -> list[ProcessRecord]:
        """Heads in the background, the reference product first; none when it is held back."""
        return [] if self.record is None else [self.record, *self.columns]

    def refuse(self, reason: str, detail: str = "") -> Draft:
        """Hold the whole process back, with all its exchanges."""
        self.reason, self.detail, self.record = reason, detail, None
        self.rows, self.demands, self.supplies, self.columns = [], [], [], []
        self.uses.clear()
        for exchange in self.process.exchanges:
            if exchange.id not in self.held:
                self.hold(exchange, "process-held", reason)
        return self


@dataclass(frozen=True, slots=True)
class Built:
    """All processes of a package, before they are linked."""

    drafts: tuple[Draft, ...]
    flows: FlowBook
    gases: GasCounter

    def taken(self) -> list[Draft]:
        """Processes that are not held back."""
        return [draft for draft in self.drafts if not draft.reason]
