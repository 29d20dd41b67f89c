"""Plain summary for a buyer: one figure, what it covers, where it comes from, how sure it is."""

from __future__ import annotations

from pcf.documents.document import Block, Document, Heading, Notice, Paragraph, content
from pcf.documents.names import in_language, name_of
from pcf.documents.sections import (
    footer,
    open_ends_text,
    rounding_notes,
    stage_figure,
    subtitle,
    sum_table,
)
from pcf.documents.study.front import cover
from pcf.documents.study.writer import Cell, Writer
from pcf.model import STAGES

#: Unit processes named in a summary, and things left out.
_MOST = 5


def buyer_summary(w: Writer) -> Document:
    """Lay out the summary; what is missing in it is told by `Writer.told`."""
    rounded = w.study.rounded
    blocks: list[Block] = [
        Heading(2, w.word("study_b_result")),
        Paragraph(content(w.value(rounded.total, unit=True)), "lead"),
        w.say("study_b_meaning", unit=w.unit),
        *w.table("sheet_alternatives", ("sheet_reference", "#total"), _others(w)),
        Heading(2, w.word("study_b_covers")),
        *w.carried(),
        *w.facts("", _covers(w)),
        Heading(2, w.word("study_b_from")),
        *sum_table(w.basis, rounded.stages, w.word("sheet_by_stage"), zero=False),
        stage_figure(w.basis),
        *w.table("study_b_largest", ("study_contributor", "#study_contribution", "#share"),
                 _largest(w)),
        Heading(2, w.word("study_b_sure")),
        *w.facts("", _sure(w)),
        Heading(2, w.word("study_b_who")),
        *w.facts("", list(cover(w))),
        Notice("legal", w.word("study_b_limits"), w.word("study_b_limits_text")),
        *rounding_notes(w.basis),
    ]  # fmt: skip
    return Document(
        w.lang,
        w.word("study_b_title"),
        w.word("study_b_kicker"),
        subtitle(w.basis, w.study.model.product.id),
        tuple(blocks),
        scope=w.scope.strip(),
        footer=footer(w.basis),
        author=w.fields.text("report.author"),
        date=w.fields.text("report.date"),
    )


def _others(w: Writer) -> list[tuple[Cell, ...]]:
    return [
        (name_of(part, w.lang), w.value(part, unit=True)) for part in w.study.rounded.alternatives
    ]


def _covers(w: Writer) -> list[tuple[str, Cell]]:
    inside = {part.id for part in w.study.rounded.stages.parts}
    between = "、" if w.lang == "zh" else ", "
    out = [w.word(stage) for stage in STAGES if stage not in inside]
    items = w.study.cut_off.items
    left = ("；" if w.lang == "zh" else "; ").join(
        in_language(item.what, w.lang) for item in items[:_MOST]
    )
    more = len(items) - _MOST
    return [
        (w.word("sheet_boundary"), w.word(w.study.footprint.boundary)),
        (w.word("study_in"), between.join(w.word(s) for s in STAGES if s in inside)),
        (w.word("study_out"), between.join(out) or w.word("sheet_none")),
        (w.word("study_left_out"),
         (left or w.word("sheet_none")) + (w.text("sheet_more", count=more) if more > 0 else "")),
        (w.word("sheet_period"), w.study.model.product.period.replace("/", " / ")),
        (w.word("sheet_site"), ", ".join(
            filter(None, (w.study.model.product.plant, w.study.model.product.location)))),
    ]  # fmt: skip


def _largest(w: Writer) -> list[tuple[Cell, ...]]:
    parts = w.study.rounded.largest_processes.parts[:_MOST]
    return [(name_of(part, w.lang), w.value(part), w.share(part)) for part in parts]


def _sure(w: Writer) -> list[tuple[str, Cell]]:
    cover_of, spread = w.study.footprint.coverage, w.study.uncertainty
    unit = w.study.footprint.unit
    rows: list[tuple[str, Cell]] = [
        (w.word("primary_share"), w.percent(cover_of.primary_share, "coverage.primary_share")),
        (w.word("evidence_share"), w.percent(cover_of.evidence_share, "coverage.evidence_share")),
        (w.word("estimate_share"), w.percent(cover_of.estimate_share, "coverage.estimate_share")),
    ]
    if cover_of.open_ends is not None:
        rows.append((w.word("open_upstream"), open_ends_text(w.basis)))
    if spread.low95 is not None:
        low = w.figure(spread.low95, "uncertainty.low95")
        high = w.figure(spread.high95, "uncertainty.high95")
        rows.append((w.word("study_b_spread"), content(low, " – ", high, f" {unit}")))
        stated = w.percent(spread.stated_share, "uncertainty.stated_share")
        rows.append((w.word("study_spread_share"), stated))
    return rows
