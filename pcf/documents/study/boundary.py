"""System boundary and cut-off: stages, process map, what is left out and how much it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.documents.document import Block, Number
from pcf.documents.left_out import left_out_table
from pcf.documents.names import in_language
from pcf.documents.study.process_map import process_map
from pcf.documents.study.writer import Cell, Writer
from pcf.model import STAGES

if TYPE_CHECKING:
    from pcf.calc.cutoff import CutOffMeasure, LeftOut


def boundary(w: Writer) -> list[Block]:
    """Kind of boundary, stages in and out, the drawn map, and what lies outside."""
    keys = (
        "scope.result_kind", "scope.boundary_reason", "scope.capital_goods",
        "scope.waste_treatment", "scope.recycled_boundary", "biogenic.mineralisation",
    )  # fmt: skip
    kind = (w.word("sheet_boundary"), w.word(w.study.footprint.boundary))
    return [
        w.heading("study_p_boundary"),
        *w.facts("", [kind, *w.stated(*keys)]),
        *w.piece("boundary"),
        *w.table("study_stages", ("sheet_stage", "study_inside", "#study_processes"), _stages(w)),
        process_map(w),
        w.note("study_map_note"),
        w.say("study_elementary"),
        *_excluded(w),
        *left_out_table(w.basis),
    ]


def _stages(w: Writer) -> list[tuple[Cell, ...]]:
    words = {part.id: w.name(part) for part in w.study.rounded.stages.parts}
    processes = w.study.model.processes
    rows: list[tuple[Cell, ...]] = []
    for stage in STAGES:
        inside = stage in words
        count = sum(1 for p in processes if p.stage == stage)
        rows.append(
            (words.get(stage) or w.word(stage), w.word("study_in" if inside else "study_out"),
             w.count(count, "processes", stage=stage))
        )  # fmt: skip
    return rows


def _excluded(w: Writer) -> list[Block]:
    items = w.study.cut_off.items
    if not items:
        return [w.say("study_nothing_excluded"), *w.facts("", w.stated("cutoff.nothing_left_out"))]
    columns = ("study_excluded", "sheet_reason", "#study_excluded_share", "source")
    return w.table("study_exclusions", columns, [_item(w, item) for item in items])


def _item(w: Writer, item: LeftOut) -> tuple[Cell, ...]:
    share: Cell = w.word("study_not_estimated")
    if item.share is not None:
        share = w.percent(item.share, f"exclusions/{item.id}")
    return (
        f"{in_language(item.what, w.lang)} ({item.id})",
        in_language(item.reason, w.lang),
        share,
        item.source,
    )


def cut_off(w: Writer) -> list[Block]:
    """Cut-off criteria, and what was left out against them."""
    proof = w.study.cut_off
    said = w.study.result.pack.settings.get("cut_off", {})
    limits = [(key, said[key]) for key in ("single", "total") if key in said]
    rows: list[tuple[str, Cell]] = [
        (w.word(f"study_cutoff_{key}"), w.percent(float(limit), f"cut_off.{key}"))
        for key, limit in limits
    ]
    if proof.unexplained_mass is not None:
        share = w.percent(proof.unexplained_mass, "coverage.unexplained_mass")
        rows.append((w.word("study_unexplained_mass"), share))
    columns = ("study_measure", "#study_single_max", "#study_together", "#study_estimated",
               "#study_unestimated")  # fmt: skip
    measures = [_measure(w, m) for m in (proof.footprint, proof.mass, proof.energy)]
    return [
        w.heading("study_p_cut-off"),
        *w.piece("cut-off"),
        *w.facts("", rows),
        *w.table("study_cutoff_shares", columns, measures if proof.items else []),
        w.note("study_cutoff_note"),
    ]


def _measure(w: Writer, measure: CutOffMeasure) -> tuple[Cell, ...]:
    at = f"exclusions.{measure.basis}"
    return (
        w.word(f"study_by_{measure.basis}"),
        w.percent(measure.single_max, f"{at}.single_max"),
        w.percent(measure.total, f"{at}.total"),
        Number(str(measure.estimated), "", f"{at}.estimated"),
        Number(str(measure.unestimated), "", f"{at}.unestimated"),
    )
