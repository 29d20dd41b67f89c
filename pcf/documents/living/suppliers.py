"""Suppliers of rows with their sources, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pcf.calc.datasets import dataset_behind
from pcf.calc.supply_flows import Shown, category_word
from pcf.documents.living.entries import Scale, SupplierEntry
from pcf.i18n import label

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult

#: Categories of rows that no dataset feeds.
_PLAIN = {"emission": "emission", "supplier": "received", "process": "foreground"}


@dataclass(frozen=True, slots=True)
class Suppliers:
    """Suppliers, their sources as (key, citation), and the supplier of each row by position."""

    suppliers: tuple[SupplierEntry, ...]
    sources: tuple[tuple[str, str], ...]
    of_row: tuple[int, ...]


@dataclass(slots=True)
class _Sources:
    """Citations, each once."""

    known: dict[tuple[str, str], int] = field(default_factory=dict)

    def positions(self, sources: Sequence[tuple[str, str]]) -> tuple[int, ...]:
        return tuple(self.known.setdefault(source, len(self.known)) for source in sources)


def suppliers_of(footprint: Footprint, rows: Sequence[RowResult], scale: Scale) -> Suppliers:
    """Gather what feeds the rows; the value of a supplier is the sum over its rows."""
    values: dict[str, list[float]] = {}
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        values.setdefault(row.supplier, []).append(row.value)
        names.setdefault(row.supplier, (row.supplier_zh, row.supplier_en))
    reader, sources = _Reader(footprint), _Sources()
    made = tuple(
        reader.supplier(supplier, names[supplier], (values[supplier], scale), sources)
        for supplier in values
    )
    position = {supplier: number for number, supplier in enumerate(values)}
    return Suppliers(made, tuple(sources.known), tuple(position[row.supplier] for row in rows))


class _Reader:
    def __init__(self, footprint: Footprint) -> None:
        from pcf.calc.datasets import DatasetExplainer

        self._background = footprint.solved.linked.background
        self._datasets = DatasetExplainer(footprint.solved, 1.0)

    def supplier(
        self,
        supplier: str,
        names: tuple[str, str],
        sum_of: tuple[list[float], Scale],
        sources: _Sources,
    ) -> SupplierEntry:
        values, scale = sum_of
        kind, _, rest = supplier.partition(":")
        cited = self._datasets.sources(supplier)
        if kind != "bg":
            process = kind == "process"
            at = f"process:{rest.partition('/')[0]}" if process else supplier if rest else ""
            address = "" if process else Shown().use(supplier)
            words = (label(f"living_{_PLAIN[kind]}", "zh"), label(f"living_{_PLAIN[kind]}", "en"))
            entry = scale.sum(address, names if any(names) else words, values)
            place = sources.positions(cited)
            return SupplierEntry(entry, kind, *words, "", "", "", place, at)
        record = self._background.process(rest.partition("/")[0])
        behind = dataset_behind(self._background, record)
        if behind is not record:
            cited += self._datasets.sources(f"bg:{behind.id}/{behind.product}")
        return SupplierEntry(
            scale.sum(Shown().use(supplier), names, values),
            kind,
            category_word(behind.category, "zh"),
            category_word(behind.category, "en"),
            behind.location,
            behind.year,
            behind.technology,
            sources.positions(cited),
            f"dataset:{supplier}",
        )
