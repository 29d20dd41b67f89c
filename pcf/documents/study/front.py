"""Cover and executive summary."""

from __future__ import annotations

from pcf.documents.answers import says_yes
from pcf.documents.document import Block, Content, Paragraph, content
from pcf.documents.names import has_chinese, in_language
from pcf.documents.sections import sum_table
from pcf.documents.study.writer import Cell, Writer
from pcf.findings import Location, finding


def cover(w: Writer) -> tuple[tuple[str, Content], ...]:
    """Who asked, who wrote, what about, when, which version, verified or not."""
    product, found, fields = w.study.model.product, w.study.footprint, w.fields
    standards = dict.fromkeys(p.standard for p in w.study.packs if p.level != "family")
    between = "；" if w.lang == "zh" else "; "
    rows: list[tuple[str, Content]] = [
        ("sheet_product", content(w.pick(found.product_zh, found.product_en))),
        ("sheet_model", content(product.id)),
        ("sheet_producer", content(product.producer)),
        ("study_commissioner", fields.optional("report.commissioner")),
        ("sheet_author", fields.mandatory("sheet_author", "report.author")),
        ("study_report_number", _stated(w, "report.number")),
        ("study_version", _stated(w, "revision.number")),
        ("sheet_date", fields.mandatory("sheet_date", "report.date")),
        ("sheet_standard", content(between.join(map(w.standard, standards)))),
        ("sheet_period", content(product.period.replace("/", " / "))),
        ("study_verification_status", content(_status(w))),
    ]
    for key, code in (("report.commissioner", "RP039"), ("report.number", "RP038")):
        if not w.has(key):
            place = Location("study.toml", None, key)
            w.findings.append(finding(code, place, node=key, observed=key))
    return tuple((w.word(key), cell) for key, cell in rows if cell)


def _stated(w: Writer, key: str) -> Content:
    return w.fields.optional(key) if w.has(key) else ()


def _status(w: Writer) -> str:
    """Say what the study states about its review and verification."""
    said = []
    for key, words in (
        ("review.claimed", "study_s_reviewed"),
        ("review.verified", "study_s_verified"),
    ):
        yes = says_yes(w.study.model.study.get(key))
        said.append(w.word(words if yes else f"{words}_not"))
    return ("；" if w.lang == "zh" else "; ").join(said)


def executive_summary(w: Writer) -> list[Block]:
    """One page: result, what it covers, where it comes from, what it rests on."""
    rounded, cover_of = w.study.rounded, w.study.footprint.coverage
    left_out = len(w.study.cut_off.items)
    rows: list[tuple[str, Cell]] = [
        (w.word("sheet_product"),
         w.pick(w.study.footprint.product_zh, w.study.footprint.product_en)),
        (w.word(f"sheet_unit_{w.study.footprint.unit_kind}"),
         w.pick(w.study.footprint.unit_zh, w.study.footprint.unit_en)),
        (w.word("sheet_boundary"), w.word(w.study.footprint.boundary)),
        (w.word("fact_gwp_set"), w.study.footprint.method["gwp_set"]),
        (w.word("sheet_period"), w.study.model.product.period.replace("/", " / ")),
        (w.word("primary_share"), w.percent(cover_of.primary_share, "coverage.primary_share")),
        (w.word("evidence_share"), w.percent(cover_of.evidence_share, "coverage.evidence_share")),
        (w.word("study_excluded_count"), w.count(left_out, "exclusions")),
        (w.word("study_verification_status"), _status(w)),
    ]  # fmt: skip
    return [
        Paragraph(content(w.value(rounded.total, unit=True)), "lead"),
        w.say("study_climate_only"),
        *w.carried(),
        *w.piece("summary"),
        *w.facts("", rows),
        *sum_table(w.basis, rounded.stages, w.word("sheet_by_stage")),
        w.say("study_summary_contributors", rows=len(rounded.contributors.parts),
              all=len(w.study.footprint.rows)),
        *_verdicts(w),
        *([w.note("study_as_written")] if _is_foreign(w) else []),
    ]  # fmt: skip


def _is_foreign(w: Writer) -> bool:
    """Whether an English report holds statements that ``study.toml`` makes in Chinese alone."""
    stated = (value.said("en").value for value in w.study.model.study.values())
    return w.lang == "en" and any(
        has_chinese(in_language(text, "en")) for text in stated if isinstance(text, str)
    )


def _verdicts(w: Writer) -> list[Block]:
    outcomes = [verdict.outcome for verdict in w.study.verdicts.values()]
    if not outcomes:
        return []
    counts = {name: outcomes.count(name) for name in ("pass", "fail", "judgement", "na")}
    return [
        w.say("study_summary_clauses", all=len(outcomes), passed=counts["pass"],
              failed=counts["fail"], open=counts["judgement"], na=counts["na"])
    ]  # fmt: skip
