"""Datasets of the embedded background inside an imported one, where a mapping list asks for them.

Each becomes an aggregated dataset: the greenhouse gases of one unit of its product, as the embedded
background has them at the time of the import, with its version and hash as source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pcf.background.background import Background
from pcf.background.records import ExchangeRecord, FlowRecord, ProcessRecord, Source
from pcf.background.tables import Places, Tables
from pcf.findings import Location
from pcf.importing.link import Supply


@dataclass(frozen=True, slots=True)
class Supplied:
    """Datasets that are put into the tables, by their id in the embedded background."""

    embedded: Background
    datasets: tuple[str, ...]

    def id(self, dataset: str) -> str:
        """Id of a dataset in the imported background."""
        return supplied_id(self.embedded, dataset)

    def supplies(self) -> list[Supply]:
        """What they supply."""
        heads = map(self._head, self.datasets)
        return [Supply(p.id, p.product, p.location, "result", False, p.year) for p in heads]

    def into(self, tables: Tables) -> Tables:
        """Give the tables with these datasets, their flows and their source."""
        if not self.datasets:
            return tables
        heads = [self._head(dataset) for dataset in self.datasets]
        rows = [row for dataset in self.datasets for row in self._rows(dataset)]
        known = {flow.id for flow in tables.flows}
        flows = [f for f in self._flows() if f.id not in known]
        return replace(
            tables,
            sources=(*tables.sources, self._source()),
            flows=(*tables.flows, *flows),
            processes=(*tables.processes, *heads),
            exchanges=(*tables.exchanges, *rows),
            places=Places(
                *(
                    (*places, *(Location(self.embedded.id) for _ in range(count)))
                    for places, count in (
                        (tables.places.sources, 1),
                        (tables.places.flows, len(flows)),
                        (tables.places.processes, len(heads)),
                        (tables.places.exchanges, len(rows)),
                    )
                )
            ),
        )

    def _flows(self) -> Iterable[FlowRecord]:
        named = {self.embedded.process(dataset).product for dataset in self.datasets}
        named |= {column.flow for column in self.embedded.columns}
        return (self.embedded.flow(id) for id in sorted(named))

    def _source(self) -> Source:
        e = self.embedded
        return Source(e.id, f"{e.name['en']} {e.version}", e.licence, e.sha256)

    def _head(self, dataset: str) -> ProcessRecord:
        record = self.embedded.process(dataset)
        unit = self.embedded.unit_of(dataset, record.product)
        return replace(
            record, id=self.id(dataset), amount=1.0, unit=unit, kind="aggregated",
            allocation="none", variant="", sources=(self.embedded.id,),
            comment=f"{self.embedded.id} {self.embedded.version}: {dataset}",
            principle=self.embedded.system_model,
        )  # fmt: skip

    def _rows(self, dataset: str) -> Iterable[ExchangeRecord]:
        record = self.embedded.process(dataset)
        id, source = self.id(dataset), (self.embedded.id,)
        unit = self.embedded.unit_of(dataset, record.product)
        yield ExchangeRecord(
            f"{id}.0", id, "output", record.product, 1.0, unit, tag=record.tag, sources=source
        )
        amounts = self.embedded.intensities[self.embedded.index(dataset)].tolist()
        for number, (column, kg) in enumerate(zip(self.embedded.columns, amounts, strict=True), 1):
            if kg:
                yield ExchangeRecord(
                    f"{id}.{number}", id, "emission", column.flow, kg, "kg",
                    ledger=column.ledger, tag=record.tag, sources=source,
                )  # fmt: skip


def supplied_id(embedded: Background, dataset: str) -> str:
    """Id that a dataset of the embedded background has in an imported one."""
    return f"{embedded.id}_{dataset}"
