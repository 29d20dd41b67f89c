"""Electricity of a study: every row that draws it, and the second run with the grid mix."""

from __future__ import annotations

from pcf.documents.digits import amount_text
from pcf.documents.document import Block, Content, Number, content
from pcf.documents.study.writer import Cell, Writer
from pcf.rules.record import Record


def electricity(w: Writer) -> list[Block]:
    """Give the ledger of electricity and what instruments change."""
    rows = [_row(w, record) for record in w.study.records("electricity")]
    columns = (
        "row", "fact_process", "study_kind", "study_dataset", "study_scope", "study_basis", "year",
        "location", "#study_kwh", "#study_kwh_factor", "study_counted_as", "#share",
    )  # fmt: skip
    table = w.table("study_electricity", columns, rows, wide=True)
    return [
        *w.piece("electricity"),
        *(table or [w.say("study_no_electricity")]),
        *_claims(w),
        *_grid(w),
    ]


def _row(w: Writer, record: Record) -> tuple[Cell, ...]:
    got = record.values
    address = str(got["address"])
    kwh, factor = got["kwh"], got["factor"]
    year = got["dataset_year"]
    share = w.study.parts.get(address)
    return (
        str(got["id"]), w.process(str(got["process"])), _word(w, "study_kind_", got["kind"]),
        str(got["dataset"] or got["supplier"]), _word(w, "scope_", got["dataset_scope"]),
        _word(w, "basis_", got["dataset_basis"]), "-" if year is None else f"{year:g}",
        str(got["dataset_location"] or "-"),
        Number(amount_text(kwh if isinstance(kwh, float) else None), source=address),
        w.figure(factor if isinstance(factor, float) else None, address),
        _word(w, "study_counted_", got["counted_as"]), w.share(share) if share else "-",
    )  # fmt: skip


def _word(w: Writer, prefix: str, value: object) -> str:
    """Word of a value by its label, else the value itself."""
    if value in (None, ""):
        return "-"
    known = w.word(f"{prefix}{value}")
    return w.word(str(value)) if known == f"{prefix}{value}" else known


def _claims(w: Writer) -> list[Block]:
    rows: list[tuple[Cell, ...]] = [
        (use.exchange.id, w.process(use.exchange.process), _word(w, "study_kind_", use.kind),
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
