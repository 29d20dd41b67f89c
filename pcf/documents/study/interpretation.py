"""Chapter 5: interpretation."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pcf.background.balance import TOLERANCE, Kind
from pcf.calc.balances import State, UnitBalance
from pcf.documents.document import Block, Number
from pcf.documents.names import own_words
from pcf.documents.sections import open_ends_text
from pcf.documents.study.beside import share_beside
from pcf.documents.study.energy import energy
from pcf.documents.study.sensitivity import sensitivity, uncertainty
from pcf.documents.study.writer import Cell, Writer

_KINDS: tuple[Kind, ...] = ("mass", "carbon", "energy")
_STATES: tuple[State, ...] = ("closed", "open", "undecided", "nothing")
#: Balances that are printed one by one.
_MOST = 40


def interpretation(w: Writer) -> list[Block]:
    """Issues, completeness, consistency, sensitivity, uncertainty, gaps, conclusions, limits."""
    return [
        w.heading("study_p_interpretation"), *_issues(w),
        w.heading("study_p_completeness"), *_completeness(w),
        w.heading("study_balances"), *_balances(w), *energy(w),
        w.heading("study_p_consistency"), *_consistency(w),
        w.heading("study_p_sensitivity"), *sensitivity(w),
        w.heading("study_p_uncertainty"), *uncertainty(w),
        w.heading("study_gaps"), *_gaps(w),
        w.heading("study_p_conclusions"), *w.piece("conclusions"),
        w.heading("study_p_limits"), w.say("study_limit_single"), w.say("study_limit_method"),
        *w.piece("limits"),
        w.heading("study_p_recommendations"), *_recommendations(w),
    ]  # fmt: skip


def _issues(w: Writer) -> list[Block]:
    stages = sorted(w.study.rounded.stages.parts, key=lambda part: -abs(part.exact))
    top = w.study.rounded.contributors.parts
    made: list[Block] = [*w.piece("interpretation")]
    rows: list[tuple[str, Cell]] = []
    if stages and stages[0].exact:
        told = (f"{w.name(stages[0])}  ", w.share(stages[0]))
        rows.append((w.word("study_largest_stage"), told))
    for part in top[:3]:
        rows.append((w.word("study_largest_row"), (f"{w.name(part)}  ", w.share(part))))
    return [*made, *w.facts("study_hot_spots", rows)]


def _completeness(w: Writer) -> list[Block]:
    cover = w.study.footprint.coverage

    def count(value: int, key: str) -> Number:
        return Number(str(value), "", f"coverage.{key}")

    rows: list[tuple[str, Cell]] = [
        (w.word("study_rows_needing"), count(cover.rows, "rows")),
        (w.word("rows_linked"), count(cover.rows_linked, "rows_linked")),
        (w.word("study_gas_flows_met"), count(cover.flows, "flows")),
        (w.word("flows_characterized"), count(cover.flows_characterized, "flows_characterized")),
        (w.word("mass_explained"), w.percent(cover.mass_explained, "coverage.mass_explained")),
        (w.word("traversal"), w.digits(cover.traversal, 7, "coverage.traversal")),
        (w.word("primary_share"), w.percent(cover.primary_share, "coverage.primary_share")),
        (w.word("evidence_share"), w.percent(cover.evidence_share, "coverage.evidence_share")),
        (w.word("estimate_share"), w.percent(cover.estimate_share, "coverage.estimate_share")),
        (w.word("unsplit_share"), w.percent(cover.unsplit_share, "coverage.unsplit_share")),
        (w.word("excluded_share"), w.percent(cover.excluded_share, "coverage.excluded_share")),
        (w.word("sheet_unestimated"), count(cover.excluded_unestimated, "excluded_unestimated")),
    ]
    if cover.open_ends is not None:
        rows.append((w.word("open_upstream"), open_ends_text(w.basis)))
    return [*w.piece("completeness"), *w.facts("coverage", rows), w.note("study_traversal_note"),
            *_required(w)]  # fmt: skip


def _required(w: Writer) -> list[Block]:
    """What the packs ask for by name and the project lacks."""
    lacking = [
        (verdict.clause.code, own_words(failure.text(w.lang), w.lang))
        for verdict in w.study.verdicts.values()
        if verdict.clause.check == "required"
        for failure in verdict.failures
    ]
    found = w.table("study_missing", ("study_clause", "sheet_content"), lacking)
    named = any(
        verdict.clause.check == "required" and verdict.outcome != "na"
        for verdict in w.study.verdicts.values()
    )
    return found or [w.say("study_nothing_missing" if named else "study_nothing_named")]


def _balances(w: Writer) -> list[Block]:
    counts = Counter((b.kind, b.state) for b in w.study.unit_balances)
    rows: list[tuple[Cell, ...]] = [
        (w.word(f"study_balance_{kind}"),
         *(w.count(counts[kind, state], "balances", kind=kind, state=state) for state in _STATES))
        for kind in _KINDS
    ]  # fmt: skip
    columns = ("study_balance", *(f"#study_state_{state}" for state in _STATES))
    open_ones = [b for b in w.study.unit_balances if b.state == "open"]
    listed: list[tuple[Cell, ...]] = [
        (w.process(b.process), w.word(f"study_balance_{b.kind}"),
         _gap(w, b, f"balance:{b.process}/{b.kind}"))
        for b in sorted(open_ones, key=lambda b: (-(b.gap or 0.0), b.process, b.kind))
    ]  # fmt: skip
    whole: list[tuple[Cell, ...]] = [
        (w.word(f"study_balance_{b.kind}"), w.word(f"study_state_{b.state}"),
         _gap(w, b, f"balance:system/{b.kind}"))
        for b in w.study.system_balances
    ]  # fmt: skip
    made: list[Block] = [
        w.say("study_balances_text"),
        *w.table("study_balance_units", columns, rows),
    ]
    columns = ("fact_process", "study_balance", "#study_gap")
    made += w.table("study_open_balances", columns, listed, limit=_MOST)
    columns = ("study_balance", "study_state", "#study_gap")
    return [*made, *w.table("study_balance_system", columns, whole)]


def _gap(w: Writer, balance: UnitBalance, source: str) -> Number:
    """Gap with as many digits as tell it from the limit that it passes or keeps."""
    made, limit = w.percent(balance.gap, source), TOLERANCE[balance.kind]
    if balance.gap is None or balance.gap == limit:
        return made
    return replace(made, text=share_beside(balance.gap, limit))


def _consistency(w: Writer) -> list[Block]:
    found = w.study.footprint
    rows: list[tuple[str, Cell]] = [
        (w.word("fact_gwp_set"), found.method["gwp_set"]),
        (w.word("fact_biogenic"), w.word(found.method["biogenic"])),
        (w.word("study_system_models"), ", ".join(_system_models(w)) or "-"),
        (w.word("study_other_sets"), ", ".join(_other_sets(w)) or w.word("sheet_none")),
    ]
    return [*w.piece("consistency"), *w.facts("", rows)]


def _system_models(w: Writer) -> list[str]:
    parts = w.study.footprint.identity.backgrounds
    return [f"{b.id} {b.version}: {b.system_model or '-'}" for b in parts if b.used]


def _other_sets(w: Writer) -> list[str]:
    """Footprints received under other factors."""
    own = w.study.footprint.method["gwp_set"]
    return [f"{r.id} ({r.gwp_set})" for r in w.study.model.received if r.gwp_set != own]


def _gaps(w: Writer) -> list[Block]:
    """Findings on data, one line per code with its number."""
    found: dict[str, list[str]] = {}
    for item in w.study.footprint.findings:
        if item.level in ("error", "warning"):
            found.setdefault(item.code, []).append(own_words(item.message(w.lang), w.lang))
    rows: list[tuple[Cell, ...]] = [
        (code, w.count(len(told), "findings", code=code), told[0]) for code, told in found.items()
    ]
    table = w.table("study_findings", ("study_code", "#study_count", "study_first"), rows)
    return [*(table or [w.say("study_no_gap")]), *_missed(w)]


def _missed(w: Writer) -> list[Block]:
    """Clauses that fail, with the first of what each misses."""
    failed = [v for v in w.study.verdicts.values() if v.outcome == "fail"]
    rows: list[tuple[Cell, ...]] = [
        (f"{v.clause.code}  {w.pick(v.clause.text_zh, v.clause.text_en)}",
         w.count(len(v.failures), "failures", clause=v.clause.code),
         own_words(v.failures[0].text(w.lang), w.lang) if v.failures else "-")
        for v in failed
    ]  # fmt: skip
    return w.table("study_failed", ("study_clause", "#study_count", "study_first"), rows)


def _recommendations(w: Writer) -> list[Block]:
    made = w.piece("recommendations")
    weak = [row for row in w.study.footprint.top(20) if row.origin == "estimate"][:5]
    rows: list[tuple[Cell, ...]] = [
        (f"{w.name(w.study.parts[row.address])} ({row.address})",
         w.share(w.study.parts[row.address]))
        for row in weak
    ]  # fmt: skip
    return [*made, *w.table("study_replace_first", ("row", "#share"), rows)]
