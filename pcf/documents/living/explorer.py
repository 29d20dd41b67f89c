"""What the living page lets a reader walk through: total, stage, process, row, dataset, source.

Everything is made here, once, from the result and its rounded values: texts that are shown are
rounded texts (`pcf.documents.rounding`); `weight` gives the size of a shape in a chart and is never
shown. The script of the page computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.calc.small_parts import SMALL, small_parts
from pcf.documents.digits import amount_text, share_text
from pcf.documents.living.entries import (
    Drawn,
    Entry,
    ProcessEntry,
    RowEntry,
    Scale,
    SupplierEntry,
    weight,
)
from pcf.documents.living.sankey import Sankey, sankey_of
from pcf.documents.living.suppliers import suppliers_of
from pcf.documents.living.treemap import Tile, tiles_of
from pcf.documents.rounding import RoundedPart, RoundedResult, RoundedRow

if TYPE_CHECKING:
    from pcf.model import UnitProcess


@dataclass(frozen=True, slots=True)
class Explorer:
    """Everything that the living page can show of a result.

    rows
        Every row, the largest absolute value first.
    sankey, tiles
        The charts; parts below `fold` of the absolute sum stand together in them.
    """

    unit: str
    total: Entry
    stages: tuple[Entry, ...]
    ledger: tuple[Entry, ...]
    gases: tuple[Entry, ...]
    processes: tuple[ProcessEntry, ...]
    rows: tuple[RowEntry, ...]
    suppliers: tuple[SupplierEntry, ...]
    sources: tuple[tuple[str, str], ...]
    sankey: Sankey
    tiles: tuple[Tile, ...]
    fold: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several results that a page lets a reader explore.

    scope
        Words of ``pcf explain`` after an address of this result.
    """

    name_zh: str
    name_en: str
    scope: str
    explorer: Explorer


def explorer_of(rounded: RoundedResult) -> Explorer:
    """Make the explorer of a computed result from its rounded values.

    Stages, ledger, gases, processes and rows are shown exactly as they are rounded there. The
    result behind it must have its solved system.
    """
    footprint = rounded.footprint
    scale = Scale(rounded.printed, footprint.total)
    ordered = sorted(rounded.rows, key=lambda item: (-abs(item.row.value), item.row.address))
    rows = [item.row for item in ordered]
    stages = [_rounded(part) for part in rounded.stages.parts]
    found = suppliers_of(footprint, rows, scale)
    processes = _processes(rounded)
    position = {process.entry.address: process for process in processes}
    drawn = Drawn(
        tuple(rows), found.of_row, tuple(stages), position, found.suppliers, scale,
        small_parts(footprint),
    )  # fmt: skip
    return Explorer(
        unit=rounded.unit,
        total=_total(rounded),
        stages=tuple(stages),
        ledger=tuple(_rounded(part) for part in rounded.ledger.parts if part.exact),
        gases=tuple(_rounded(part) for part in rounded.gases.parts if part.exact),
        processes=processes,
        rows=_rows(ordered, processes, found.of_row),
        suppliers=found.suppliers,
        sources=found.sources,
        sankey=sankey_of(drawn),
        tiles=tiles_of(drawn),
        fold=share_text(SMALL),
    )


def _rounded(part: RoundedPart) -> Entry:
    return Entry(
        part.address, part.name_zh, part.name_en, part.text, part.share, weight(part.exact)
    )


def _total(rounded: RoundedResult) -> Entry:
    total, footprint = rounded.total, rounded.footprint
    names = (footprint.product_zh, footprint.product_en)
    return Entry(total.address, *names, total.text, total.share, weight(total.exact))


def _processes(rounded: RoundedResult) -> tuple[ProcessEntry, ...]:
    """Every unit process that has rows, the largest absolute value first."""
    footprint = rounded.footprint
    stage_of = {row.process: row.stage for row in footprint.rows}
    position = {part.id: number for number, part in enumerate(rounded.stages.parts)}
    known = {p.id: p for p in footprint.solved.linked.model.processes}
    return tuple(
        _process(_rounded(part), position[stage_of[part.id]], known.get(part.id))
        for part in rounded.processes.parts
    )


def _process(entry: Entry, stage: int, record: UnitProcess | None) -> ProcessEntry:
    if record is None:  # rows of an end-of-life formula belong to no process of the project
        return ProcessEntry(entry, stage, "", "", "", "")
    reference = f"{amount_text(record.reference.value)} {record.reference.unit}"
    return ProcessEntry(entry, stage, record.component, record.location, reference, record.source)


def _rows(
    rows: Sequence[RoundedRow], processes: Sequence[ProcessEntry], of_row: Sequence[int]
) -> tuple[RowEntry, ...]:
    position = {p.entry.address: number for number, p in enumerate(processes)}
    return tuple(
        _row(item, position[f"process:{item.row.process}"], supplier)
        for item, supplier in zip(rows, of_row, strict=True)
    )


def _row(item: RoundedRow, process: int, supplier: int) -> RowEntry:
    row, place = item.row, item.row.place
    where = "" if place is None else f"{place.file}:{place.line}" if place.line else place.file
    return RowEntry(
        _rounded(item.part),
        process,
        supplier,
        row.direction,
        f"{item.activity} {row.activity_unit}",
        item.amount,
        row.unit,
        item.intensity,
        row.origin,
        row.evidence or "",
        row.dq or "",
        row.source,
        row.reason,
        where,
    )
