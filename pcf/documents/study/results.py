"""Chapter 4: results of the impact assessment."""

from __future__ import annotations

from pcf.calc.gas_inventory import GasFlow
from pcf.climate import LEDGERS
from pcf.documents.document import Block, Number, Paragraph, Picture, content
from pcf.documents.ledger_table import ledger_table
from pcf.documents.names import name_of
from pcf.documents.rounding import RoundedPart, RoundedTop, share_text
from pcf.documents.sections import ledger_figure, rounding_notes, stage_figure, sum_notes, sum_table
from pcf.documents.study.pareto import pareto_figure
from pcf.documents.study.writer import Cell, Writer

#: Contributors that are printed; how many more there are is told.
MOST = 200


def results(w: Writer) -> list[Block]:
    """Total, stages, ledger, gases, contributors, components, other references."""
    rounded = w.study.rounded
    return [
        w.heading("study_total"),
        Paragraph(content(w.value(rounded.total, unit=True)), "lead"),
        w.say("study_total_text", unit=w.unit),
        *_class(w),
        *rounding_notes(w.basis),
        w.note("study_trace", scope=w.scope),
        w.heading("study_by_stage"),
        *sum_table(w.basis, rounded.stages, w.word("sheet_by_stage")),
        stage_figure(w.basis),
        w.heading("study_special"),
        *_special(w),
        w.heading("study_gases"),
        *_gases(w),
        w.heading("study_contributors"),
        *_contributors(w),
        w.heading("study_components"),
        *sum_table(w.basis, rounded.components, w.word("study_components"), zero=False),
        *_alternatives(w),
    ]


def _class(w: Writer) -> list[Block]:
    found = w.study.footprint.performance_class()
    if found is None:
        return []
    if found.name is None:
        return [w.note("sheet_class_outside", source=found.source)]
    return [w.note("sheet_class_user", name=found.name, source=found.source)]


def _special(w: Writer) -> list[Block]:
    """Ledger columns apart, by stage as well, and what stands outside the total."""
    keys = (
        "biogenic.carbon_content", "timing.statement", "timing.effect",
        "timing.effect_reported_apart", "land.dluc_assessed", "land.lookback_years",
        "land.agricultural_inputs", "ccu.captured", "ccu.destination", "biogenic.bio_based",
    )  # fmt: skip
    return [
        w.say("study_special_text"),
        *w.piece("special-items"),
        *ledger_table(w.basis),
        ledger_figure(w.basis),
        *_stage_by_ledger(w),
        w.say("study_outside_total"),
        *w.facts("study_outside", w.stated(*keys)),
    ]


def _stage_by_ledger(w: Writer) -> list[Block]:
    parts = {part.id: part for part in w.study.rounded.ledger.parts}
    used = [name for name in LEDGERS if parts[name].exact or name == "fossil"]
    crossed = w.study.rounded.crossed
    rows: list[tuple[Cell, ...]] = [
        (w.name(stage), *(w.value(crossed[stage.id, name]) for name in used))
        for stage in w.study.rounded.stages.parts
    ]
    columns = ("sheet_stage", *(f"#{name}" for name in used))
    closing: tuple[Cell, ...] = (w.word("total"), *(w.value(parts[name]) for name in used))
    return w.table("study_stage_ledger", columns, rows, closing=closing)


def _gases(w: Writer) -> list[Block]:
    columns = (
        "study_flow", "study_ledger", "#study_kg", "#study_factor|kg CO2e/kg",
        "#study_contribution", "#share",
    )  # fmt: skip
    factors = w.study.footprint.solved.factor_set
    whole = w.study.rounded.flows
    rows = [_gas(w, item, part) for item, part in zip(w.study.gases, whole.parts, strict=True)]
    total = (w.word("total"), "", "", "", w.value(whole.total), w.share(whole.total))
    made: list[Block] = [
        *sum_table(w.basis, w.study.rounded.gases, w.word("by_gas"), zero=False),
        *w.table("study_gas_flows", columns, rows, closing=total),
        *sum_notes(w.basis, whole),
        w.note("study_gas_note", set=w.pick(factors.name_zh, factors.name_en)),
    ]
    missing = [
        (w.pick(g.name_zh, g.name_en), w.digits(g.kg, 4, f"coverage.{g.flow}"))
        for g in w.study.footprint.coverage.uncharacterized
    ]
    if missing:
        made += w.table("study_uncharacterized", ("study_flow", "#study_kg"), missing)
    return made


def _gas(w: Writer, item: GasFlow, part: RoundedPart) -> tuple[Cell, ...]:
    factor: Cell = "-"
    if item.factor is not None:
        factor = Number(f"{item.factor:.12g}", source=part.address)
    return (
        w.pick(item.name_zh, item.name_en), w.word(item.ledger),
        Number(w.study.rounded.figure(item.kg), source=part.address), factor,
        w.value(part), w.share(part),
    )  # fmt: skip


def _contributors(w: Writer) -> list[Block]:
    rounded = w.study.rounded
    rows, processes = rounded.contributors, rounded.largest_processes
    made: list[Block] = [
        w.say(
            "study_contributors_text",
            rows=w.counted("study_inventory_rows", len(rows.parts)),
            processes=w.counted("study_processes_counted", len(processes.parts)),
        ),
        *_top(w, "study_top_rows", rows),
    ]
    figure: Picture | None = pareto_figure(w, rows)
    made += [figure] if figure is not None else []
    return [*made, *_top(w, "study_top_processes", processes), w.note("study_cumulative_note")]


def _top(w: Writer, caption: str, top: RoundedTop) -> list[Block]:
    before = (0.0, *top.cumulative)
    rows: list[tuple[Cell, ...]] = [
        (f"{name_of(part, w.lang)} ({part.id.removeprefix('row:')})", w.value(part),
         Number(share_text(reached - less), source=part.address),
         w.percent(reached, f"cumulative:{part.address}"))
        for part, less, reached in zip(top.parts, before, top.cumulative, strict=False)
    ]  # fmt: skip
    rest: tuple[Cell, ...] | None = None
    if top.rest_count:
        name = w.counted("study_rest", top.rest_count)
        all_of_it = Number(share_text(1.0), source=top.rest.address)
        own = Number(share_text(1.0 - before[-1]), source=top.rest.address)
        rest = (name, w.value(top.rest), own, all_of_it)
    columns = (
        "study_contributor", "#study_contribution", "#study_abs_share", "#study_cumulative",
    )  # fmt: skip
    return w.table(caption, columns, rows, limit=MOST, closing=rest)


def _alternatives(w: Writer) -> list[Block]:
    rows = [
        (name_of(part, w.lang), w.value(part, unit=True)) for part in w.study.rounded.alternatives
    ]
    if not rows:
        return []
    table = w.table("sheet_alternatives", ("sheet_reference", "#total"), rows)
    return [w.heading("study_other_units"), *table]
