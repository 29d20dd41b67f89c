"""A background database, opened: datasets, suppliers and their greenhouse-gas intensities."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pcf.background.compiled import Details, Head, Intensities, Triplets
from pcf.background.records import (
    BURDEN_FREE,
    ExchangeRecord,
    FlowRecord,
    GhgColumn,
    ProcessRecord,
    Source,
)
from pcf.findings import Finding

if TYPE_CHECKING:
    from scipy.sparse import csc_array


class Background:
    """Datasets of a background under one allocation. Open it with `open_background`.

    Attributes
    ----------
    id, version, sha256
        Identity; the hash covers the bytes of all its tables.
    allocation
        ``default``, or the study-wide rule inside its multi-output processes.
    system_model, licence, attribution, conventions
        What its manifest says.
    imported
        True for a database of others, whose rows may be open ends (inputs without provider).
    redistributable
        ``yes``, ``no`` or ``unknown`` (counts as no): whether its tables may be handed on.
    components
        The backgrounds of a study that stand side by side here, the default one first; itself
        alone otherwise. See `pcf.background.joined`.
    columns
        Greenhouse-gas columns: elementary flow, ledger column, gas.
    intensities
        kg of elementary flow per unit of product, shape (products, columns), read-only; mapped
        from the disk when it was compiled before.
    findings
        Worth knowing about this choice, e.g. processes that kept their own allocation.
    """

    def __init__(
        self, head: Head, intensities: Intensities, details: Callable[[], Details]
    ) -> None:
        manifest = head.manifest
        self.id = manifest.id
        self.version = manifest.version
        self.name = {"zh": manifest.name_zh, "en": manifest.name_en}
        self.system_model = manifest.system_model
        self.licence = manifest.licence
        self.attribution = manifest.attribution
        self.conventions = manifest.conventions
        self.imported = manifest.imported
        self.redistributable = manifest.redistributable
        self.manifest = manifest
        self.components: tuple[Background, ...] = (self,)
        self.sha256 = head.sha256
        self.allocation = head.allocation
        self.columns: tuple[GhgColumn, ...] = head.columns
        self.findings: tuple[Finding, ...] = head.findings
        self.intensities = intensities
        self._head = head
        self._fetch = details
        self._rows: dict[str, tuple[ExchangeRecord, ...]] = {}

    @property
    def products(self) -> tuple[tuple[str, str], ...]:
        """Pairs of process and flow that can supply, in the order of the matrices."""
        return self._head.products

    @cached_property
    def _details(self) -> Details:
        return self._fetch()

    @cached_property
    def _processes(self) -> dict[str, ProcessRecord]:
        return {process.id: process for process in self._head.processes}

    @cached_property
    def _flows(self) -> dict[str, FlowRecord]:
        return {flow.id: flow for flow in self._head.flows}

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.key: source for source in self._head.sources}

    @cached_property
    def _positions(self) -> dict[tuple[str, str], int]:
        return {product: j for j, product in enumerate(self.products)}

    @cached_property
    def _outputs(self) -> dict[str, tuple[tuple[str, str], ...]]:
        grouped: dict[str, list[tuple[str, str]]] = {}
        for product in self.products:
            grouped.setdefault(product[0], []).append(product)
        return {process: tuple(made) for process, made in grouped.items()}

    @cached_property
    def _providers(self) -> dict[str, tuple[str, ...]]:
        grouped: dict[str, list[str]] = {}
        for process, flow in self.products:
            record = self._processes[process]
            if record.allocation != "cutoff" or flow == record.product:
                grouped.setdefault(flow, []).append(process)
        return {flow: tuple(sorted(names)) for flow, names in grouped.items()}

    def canonical(self, process: str) -> str:
        """Id of a process here: the default background needs no prefix, and may have it."""
        return process.removeprefix(f"{self.components[0].id}:")

    def component(self, index: int) -> tuple[Background, int]:
        """Background that a product (row of `intensities`) comes from, and its row there."""
        for part in self.components:
            if index < len(part.products):
                return part, index
            index -= len(part.products)
        raise IndexError(index)

    def index(self, process: str, flow: str | None = None) -> int:
        """Row of `intensities` of a product; None means the reference product of the process.

        Raises
        ------
        KeyError
            When the process is unknown or does not supply the flow.
        """
        return self._positions[process, flow or self.process(process).product]

    def process(self, id: str) -> ProcessRecord:
        """Head of a process; KeyError when unknown."""
        return self._processes[id]

    def processes(self) -> tuple[ProcessRecord, ...]:
        """All process heads, in the order of the tables."""
        return self._head.processes

    def flow(self, id: str) -> FlowRecord:
        """Flow by id; KeyError when unknown."""
        return self._flows[id]

    def flows(self) -> tuple[FlowRecord, ...]:
        """All flows, in the order of the table."""
        return self._head.flows

    def source(self, key: str) -> Source:
        """Citation by key; KeyError when unknown."""
        return self._sources[key]

    def sources(self) -> tuple[Source, ...]:
        """All citations, in the order of the table."""
        return self._head.sources

    def exchanges(self, process: str) -> tuple[ExchangeRecord, ...]:
        """Rows of a process as its table states them, before allocation; KeyError when unknown."""
        known = self._rows.get(process)
        if known is None:
            self.process(process)
            table = self._details.exchanges
            known = tuple(table[row] for row in table.of_process(process).tolist())
            self._rows[process] = known
        return known

    def outputs(self, process: str) -> tuple[tuple[str, str], ...]:
        """Products (process, flow) of a process, the reference product first; KeyError if unknown.

        Wastes and by-products that leave without burden are no products.
        """
        return self._outputs[process]

    def providers(self, flow: str) -> tuple[str, ...]:
        """Ids of the processes that can supply a flow, sorted; empty when there is none.

        Burden-free wastes and by-products, and co-products of a process that leaves all burden on
        its reference product (``cutoff``), are no supply that may be taken by flow alone.
        """
        return self._providers.get(flow, ())

    def share(self, process: str, flow: str) -> float:
        """Share (0..1) of the burden of a process that one of its outputs carries.

        Raises
        ------
        KeyError
            When the process is unknown or does not put out the flow.
        """
        position = self._positions.get((process, flow))
        if position is not None:
            return self._head.shares[position]
        rows = self.exchanges(process)
        out = any(row.flow == flow and row.direction == "coproduct" for row in rows)
        if out and self.flow(flow).kind in BURDEN_FREE:
            return 0.0
        raise KeyError((process, flow))

    def unit_of(self, process: str, flow: str) -> str:
        """Unit to which the intensity of a product refers; KeyError when it is no product."""
        self.index(process, flow)
        return self.flow(flow).unit

    def matrices(self) -> tuple[csc_array[np.float64], csc_array[np.float64]]:
        """Technosphere A (products × products) and biosphere B (columns × products).

        Outputs and emissions are positive, inputs negative, per unit of product and after
        allocation: Aᵀ Y = Bᵀ.
        """
        details = self._details
        return _sparse(details.technosphere), _sparse(details.biosphere)


def _sparse(matrix: Triplets) -> csc_array[np.float64]:
    from scipy.sparse import csc_array

    entries = (matrix.values, (matrix.rows, matrix.columns))
    made: csc_array[np.float64] = csc_array(entries, shape=matrix.shape)
    return made
