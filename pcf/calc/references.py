"""References of rows that were not linked, held against the background and the transport modes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pcf.background import Background, transport_modes
from pcf.calc.transport import unknown_mode
from pcf.findings import Finding, Location
from pcf.graph.link import unknown_dataset, unknown_product
from pcf.model import Supplier


class Referring(Protocol):
    """A row with a supplier or a transport mode."""

    @property
    def node(self) -> str:
        """Address of the row."""

    @property
    def place(self) -> Location:
        """Where it stands."""

    @property
    def supplier(self) -> Supplier | None:
        """Supplier that it states."""

    @property
    def flow(self) -> str:
        """Flow that it asks for."""

    @property
    def mode(self) -> str:
        """Transport mode that it needs; empty for none."""


def unknown_references(rows: Iterable[Referring], background: Background) -> Iterator[Finding]:
    """Name the datasets, products of datasets and transport modes that are not there.

    The findings are those of linking: ``GR030``, ``GR031``, ``EL031``, ``IM032``, ``TR032``.
    """
    modes = {mode.id: mode for mode in transport_modes()}
    known: dict[Supplier, bool] = {}
    for row in rows:
        if row.mode and row.mode not in modes:
            yield unknown_mode(row.mode, modes, row.place, row.node)
        supplier = row.supplier
        if supplier is None or supplier.kind != "background":
            continue
        if supplier not in known:
            known[supplier] = _is_there(supplier, background)
        if not known[supplier]:
            yield unknown_dataset(supplier, background, row.place, row.node)
        elif supplier.flow is not None:
            made = {flow for _, flow in background.outputs(background.canonical(supplier.id))}
            if supplier.flow not in made:
                yield unknown_product(
                    supplier, supplier.flow, ", ".join(sorted(made)), row.place, row.node
                )


def _is_there(supplier: Supplier, background: Background) -> bool:
    try:
        background.process(background.canonical(supplier.id))
    except KeyError:
        return False
    return True
