"""Chapter 3: inventory analysis."""

from __future__ import annotations

from math import fsum

from pcf.background.transport import transport_modes
from pcf.calc.supply_flows import EMISSION
from pcf.documents.document import Block
from pcf.documents.rounding import RoundedRow
from pcf.documents.sections import quality_table
from pcf.documents.study.electricity import electricity
from pcf.documents.study.scope import stated
from pcf.documents.study.validation import validation
from pcf.documents.study.writer import Cell, Writer

#: Rows whose data quality is listed one by one, the largest first.
_MOST = 100
_ORIGINS = ("primary", "secondary", "estimate")


def inventory(w: Writer) -> list[Block]:
    """Collection, sources, unit processes, quality, allocation, electricity, transport."""
    return [
        w.heading("study_p_data-collection"), *w.piece("data-collection"), *_origins(w),
        w.heading("study_sources"), *_sources(w),
        w.heading("study_unit_processes"), *_processes(w),
        w.heading("study_quality"), *_quality(w),
        w.heading("study_p_allocation"), *_allocation(w),
        w.heading("study_p_electricity"), *electricity(w),
        w.heading("study_p_transport"), *_transport(w),
        w.heading("study_validation"), *validation(w),
    ]  # fmt: skip


def _origins(w: Writer) -> list[Block]:
    rows = w.study.footprint.rows
    whole = fsum(abs(row.value) for row in rows)
    made = []
    for origin in _ORIGINS:
        own = [row for row in rows if row.origin == origin]
        carried = fsum(abs(row.value) for row in own)
        share = carried / whole if whole else None
        proved = sum(1 for row in own if row.evidence)
        made.append(
            (w.word(origin), w.count(len(own), "rows", origin=origin),
             w.count(proved, "rows", origin=origin, evidence="yes"),
             w.percent(share, f"coverage.{origin}"))
        )  # fmt: skip
    columns = ("fact_origin", "#study_rows", "#study_rows_evidence", "#study_abs_share")
    return [
        *w.table("study_origins", columns, made),
        w.note("study_abs_note"),
        w.say("study_see_inventory"),
    ]


def _sources(w: Writer) -> list[Block]:
    identity = w.study.footprint.identity
    counts = dict.fromkeys(("background", "received", "process"), 0)
    for link in w.study.footprint.solved.linked.links.values():
        counts[link.supplier.kind] += 1
    rows: list[tuple[str, Cell]] = [
        (w.word("background"), f"{identity.background} {identity.background_version}"),
        *((w.word("background"), f"{also.id} {also.version}") for also in identity.also),
        (
            w.word("study_links_background"),
            w.count(counts["background"], "links", kind="background"),
        ),
        (w.word("study_links_received"), w.count(counts["received"], "links", kind="received")),
        (w.word("study_links_process"), w.count(counts["process"], "links", kind="process")),
    ]
    columns = ("study_id", "flow", "unit", "fact_gwp_set", "boundary", "location", "study_period",
               "source")  # fmt: skip
    received = [
        (r.id, r.flow, r.unit, r.gwp_set, r.boundary, r.location, r.period, r.source)
        for r in w.study.model.received
    ]
    return [
        *w.facts("", rows),
        *w.table("study_received", columns, received, wide=True),
        *w.facts("", w.stated("received.gwp_note")),
    ]


def _processes(w: Writer) -> list[Block]:
    parts = {part.id: part for part in w.study.rounded.processes.parts}
    counts: dict[str, int] = {}
    for row in w.study.footprint.rows:
        counts[row.process] = counts.get(row.process, 0) + 1
    made: list[tuple[Cell, ...]] = []
    for p in w.study.model.processes:
        part = parts.get(p.id)
        made.append(
            (
                w.process(p.id), w.word(p.stage), p.location, str(p.year or "-"),
                p.technology or "-",
                stated(p.reference.value, p.reference.unit, f"model/processes.csv: {p.id}"),
                w.count(counts.get(p.id, 0), "rows", process=p.id),
                w.value(part) if part else "-", w.share(part) if part else "-",
            )
        )  # fmt: skip
    columns = (
        "fact_process", "sheet_stage", "location", "year", "technology", "#reference_flow",
        "#study_rows", "#study_contribution", "#share",
    )  # fmt: skip
    return [w.say("study_processes_text"), *w.table("study_processes", columns, made, wide=True)]


def _quality(w: Writer) -> list[Block]:
    tops = {part.address for part in w.study.rounded.contributors.parts}
    by = {row.part.address: row for row in w.study.rounded.rows if row.part.address in tops}
    order = [by[part.address] for part in w.study.rounded.contributors.parts[:_MOST]]
    columns = (
        "row", "#share", "fact_origin", "fact_dq", "#study_rating", "fact_evidence",
        "study_dataset",
    )  # fmt: skip
    return [
        w.say("study_quality_text"),
        quality_table(w.basis),
        *w.table("study_quality_top", columns, [_rated(w, row) for row in order], wide=True),
        w.note("study_quality_note"),
    ]


def _rated(w: Writer, item: RoundedRow) -> tuple[Cell, ...]:
    from pcf.calc.duties import row_rating

    row = item.row
    rating: Cell = "-"
    if row.dq:
        rating = w.digits(row_rating(row.dq), 2, row.address)
    return (
        f"{w.name(item.part)} ({row.address})", w.share(item.part),
        w.word(row.origin), row.dq or "-", rating, row.evidence or "-",
        w.word(EMISSION) if row.supplier == EMISSION else row.supplier,
    )  # fmt: skip


def _allocation(w: Writer) -> list[Block]:
    """Outputs that share a burden, with the part that each carries."""
    model, foreground = w.study.model, w.study.footprint.solved.foreground
    several = dict.fromkeys(e.process for e in model.exchanges if e.direction == "coproduct")
    rules = {p.id: p.allocation or model.method.allocation for p in model.processes}
    flows = {f.id: f for f in model.flows}
    rows: list[tuple[Cell, ...]] = []
    for (process, flow), share in zip(foreground.keys, foreground.shares, strict=True):
        rule = rules.get(process)
        if process in several and rule is not None:
            known = flows.get(flow)
            name = w.pick(known.name_zh, known.name_en) if known else flow
            rows.append(
                (w.process(process), name, w.word(rule.method),
                 w.percent(float(share), f"allocation:{process}/{flow}"), rule.reason or "-")
            )  # fmt: skip
    if not several:
        return [w.say("study_no_allocation"), *w.piece("allocation")]
    columns = ("fact_process", "study_output", "study_allocation_by", "#share", "sheet_reason")
    return [
        *w.piece("allocation"),
        *w.table("study_allocation_done", columns, rows),
        *w.facts("", w.stated("sensitivity.allocation")),
    ]


def _transport(w: Writer) -> list[Block]:
    modes = {mode.id: w.pick(mode.name_zh, mode.name_en) for mode in transport_modes()}
    rows: list[tuple[Cell, ...]] = []
    for record in w.study.records("transport"):
        got, part = record.values, w.study.parts.get(f"row:transport/{record.values['id']}")
        distance, mode = got["distance_km"], str(got["mode"])
        km: Cell = w.word("study_default_distance")
        if isinstance(distance, float):
            km = stated(distance, "km", f"model/transport.csv: {got['id']}")
        rows.append(
            (str(got["id"]), w.process(str(got["process"])), modes.get(mode, mode),
             str(got["cargo"] or "-"), km, w.value(part) if part else "-",
             w.share(part) if part else "-")
        )  # fmt: skip
    columns = ("study_id", "fact_process", "study_mode", "study_cargo", "#study_distance",
               "#study_contribution", "#share")  # fmt: skip
    made = w.table("study_transport", columns, rows)
    keys = w.stated("transport.radiative_forcing")
    return [*w.piece("transport"), *(made or [w.say("study_no_transport")]), *w.facts("", keys)]
