"""Electricity of a study: every row that draws it, and the second run with the grid mix."""

from __future__ import annotations

from pcf.calc.electricity_views import UNIT
from pcf.documents.digits import amount_text
from pcf.documents.document import Block, Content, Number, content
from pcf.documents.rounding import RoundedRow
from pcf.documents.study.writer import Cell, Writer
from pcf.rules.record import Record
from pcf.units import conversion_factor


def electricity(w: Writer) -> list[Block]:
    """Give the ledger of electricity and what instruments change."""
    rows = [_row(w, record) for record in w.study.records("electricity")]
    columns = (
        "row", "fact_process", "study_kind", "study_dataset", "study_scope", "study_basis", "year",
        "location", "#study_kwh", "#study_kwh_factor", "study_counted_as", "#share",
    )  # fmt: skip
    table = w.table("study_electricity", columns, rows, wide=True)
    own = any(_own_process(record) for record in w.study.records("electricity"))
    return [
        *w.piece("electricity"),
        *(table or [w.say("study_no_electricity")]),
        *([w.note("study_own_process")] if own else []),
        *_claims(w),
        *_grid(w),
    ]


def _row(w: Writer, record: Record) -> tuple[Cell, ...]:
    got = record.values
    address = str(got["address"])
    kwh, year = got["kwh"], got["dataset_year"]
    row = w.study.rows.get(address)
    return (
        str(got["id"]), w.process(str(got["process"])), w.coded("study_kind_", got["kind"]),
        str(got["dataset"] or got["supplier"]), w.coded("scope_", got["dataset_scope"]),
        w.coded("basis_", got["dataset_basis"]), "-" if year is None else f"{year:g}",
        str(got["dataset_location"] or "-"),
        Number(amount_text(kwh if isinstance(kwh, float) else None), source=address),
        w.figure(_factor(record, row), address), _counted(w, record),
        w.share(row.part) if row is not None and not _own_process(record) else "-",
    )  # fmt: skip


def _own_process(record: Record) -> bool:
    """Whether a unit process of the study supplies a row: its burden stands in the rows of that."""
    return str(record.values["supplier"]).startswith("process:")


def _factor(record: Record, row: RoundedRow | None) -> float | None:
    """kg CO2e per kWh of the supplier; of a unit process its intensity, as the inventory has it."""
    factor = record.values["factor"]
    if isinstance(factor, float):
        return factor
    return None if row is None else row.row.intensity / conversion_factor(row.row.unit, UNIT)


def _counted(w: Writer, record: Record) -> str:
    """Say what a row counts as: own generation is no instrument in words, though rules say so."""
    kind, counted = record.values["kind"], record.values["counted_as"]
    is_own = (kind, counted) == ("self", "instrument")
    return w.coded("study_counted_", kind if is_own else counted)


def _claims(w: Writer) -> list[Block]:
    rows: list[tuple[Cell, ...]] = [
        (use.exchange.id, w.process(use.exchange.process), w.coded("study_kind_", use.kind),
         str(use.exchange.supplier or "-"), use.certificate or "-", str(use.fallback or "-"))
        for use in w.study.model.electricity
        if use.kind in ("contract", "direct", "self")
    ]  # fmt: skip
    columns = ("row", "fact_process", "study_kind", "supplier", "study_certificate",
               "study_fallback")  # fmt: skip
    return w.table("study_instruments", columns, rows)


def _grid(w: Writer) -> list[Block]:
    found = w.study.grid
    if found is None:
        return [w.say("study_no_instrument")]
    if found.total is None:
        said = (("study_grid_unknown", found.missing), ("study_grid_no_grid", found.no_grid))
        return [w.say(key, rows=", ".join(rows)) for key, rows in said if rows]
    unit = w.study.footprint.unit
    total = w.study.rounded.total
    rows_of: list[tuple[str, Cell]] = [
        (w.word("study_as_declared"), w.value(total, unit=True)),
        (w.word("study_on_grid"), w.figure(found.total, "duty.grid_total", unit)),
        (w.word("study_difference"), _difference(w, found.delta, found.relative)),
    ]
    return [w.say("study_second_run"), *w.facts("study_second_run_table", rows_of),
            *w.facts("", w.stated("sensitivity.grid_mix"))]  # fmt: skip


def _difference(w: Writer, delta: float | None, relative: float | None) -> Content:
    unit = w.study.footprint.unit
    return content(
        w.figure(delta, "duty.grid_delta", unit), " (", w.percent(relative, "duty.grid_change"), ")"
    )
