"""A comparison on the screen: the totals, what the difference is made of, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcf.documents.names import setting_value
from pcf.findings import Location
from pcf.i18n import Language, label, phrase
from pcf.report.difference_view import changes_of, stages_of
from pcf.report.history_view import notes_of, told_of
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import fact, in_words, name_of, pick, said

if TYPE_CHECKING:
    from pcf.assurance.comparing.attribution import Step
    from pcf.assurance.comparing.claims import Tracking
    from pcf.assurance.comparing.comparison import Comparison
    from pcf.assurance.comparing.found import RuleChange
    from pcf.assurance.comparing.resting import TableChange

_SHORT = 12
_GONE = "-"


def comparison_page(found: Comparison, lang: Language, *, top: int = 20) -> Page:
    """Lay out a comparison; `top` is the number of rows listed of each kind."""
    page = Page()
    page.line(f"A  {found.name_a}", "bold")
    page.line(f"B  {found.name_b}", "bold")
    page.line()
    if found.is_empty:
        page.line(label("no_difference", lang), "green")
        notes_of(page, found.notes, lang)
        told_of(page, found.findings, lang)
        return page
    _totals(page, found, lang)
    _tracking(page, found.tracking, lang)
    _obstacles(page, found, lang)
    if any(step.delta for step in found.steps):
        _steps(page, found, lang)
        stages_of(page, found.difference, lang)
        changes_of(page, found.difference, lang, top)
    _inputs(page, found, lang, top)
    _links(page, found, lang, top)
    _backgrounds(page, found, lang, top)
    _factors(page, found, lang, top)
    _settings(page, found, lang)
    _rules(page, found.rules, lang, top)
    _tables(page, found.tables, lang, top)
    notes_of(page, found.notes, lang)
    told_of(page, found.findings, lang)
    return page


def _totals(page: Page, found: Comparison, lang: Language) -> None:
    units = found.difference.unit_a, found.difference.unit_b
    unit_a, unit_b = (in_words(unit, lang) for unit in units)
    same = unit_a == unit_b
    before = number(found.total_a) + ("" if same else f" {unit_a}")
    text = f"{label('total', lang)}  {before} -> {number(found.total_b)} {unit_b}"
    if same and not found.delta:
        text += f"   {label('compare_same_total', lang)}"
    elif same:
        text += f"   {signed(number(found.delta))}   ({signed(percent(found.relative))})"
    page.line(text, "bold")


def _tracking(page: Page, found: Tracking | None, lang: Language) -> None:
    if found is None:
        return
    page.heading(label("compare_tracking", lang))
    keys = ("declared", "recalculated", "now", "method", "change")
    values = (
        found.declared, found.recalculated, found.now, found.change_of_method, found.change,
    )  # fmt: skip
    shown = [*aligned(values[:3]), *aligned(values[3:], sign=True)]
    share = ("", "", "", "", signed(percent(found.relative)))
    rows = [
        (label(f"tracking_{key}", lang), figure, part)
        for key, figure, part in zip(keys, shown, share, strict=True)
    ]
    page.table((Column(), Column(in_words(found.unit, lang), "number"), Column("", "number")), rows)


def _obstacles(page: Page, found: Comparison, lang: Language) -> None:
    if not found.obstacles:
        return
    page.line()
    page.line(f"! {label('not_comparable', lang)}", "yellow")
    rows = [
        (fact(what, lang), setting_value(a, lang), "" if a == b else setting_value(b, lang))
        for what, a, b in found.obstacles
    ]
    page.table((Column(), Column("A"), Column("B")), rows)


def _causes(causes: Sequence[str], lang: Language) -> str:
    return " + ".join(label(f"about_{cause}", lang) for cause in causes)


def _steps(page: Page, found: Comparison, lang: Language) -> None:
    moved = [step for step in found.steps if step.delta or step.rest]
    page.heading(label("compare_attribution", lang))
    result = "result" in (found.kind_a, found.kind_b)
    page.line(label("compare_by_rows" if result else "compare_order", lang), "dim", indent=2)
    deltas = aligned([step.delta for step in moved], sign=True)
    after = aligned([step.total for step in moved])
    rows = [
        (_causes(step.causes, lang), delta, _share(step, found), total)
        for step, delta, total in zip(moved, deltas, after, strict=True)
    ]
    columns = (
        Column(),
        Column(in_words(found.difference.unit_b, lang), "number"),
        Column(label("share_of_change", lang), "number", least=70),
        Column(label("after_step", lang), "number", least=60),
    )
    page.table(columns, rows)
    for step in moved:
        if len(step.causes) > 1:
            why = "; ".join(said(item, lang) for item in step.merged_because[:2])
            text = phrase("compare_merged", lang, causes=_causes(step.causes, lang), why=why)
            page.line(text, "yellow", indent=2)


def _share(step: Step, found: Comparison) -> str:
    return percent(step.delta / found.delta if found.delta else None)


def _place(a: Location | None, b: Location | None) -> str:
    """Places without columns; one where both are the same."""
    shown = [f"{p.file}:{p.line}" if p.line else p.file for p in (a, b) if p is not None]
    return " -> ".join(dict.fromkeys(shown))


def _inputs(page: Page, found: Comparison, lang: Language, top: int) -> None:
    if not found.inputs:
        return
    listed = sorted(found.inputs, key=lambda c: c.cause == "none")[:top]
    text = phrase("compare_inputs", lang, count=len(found.inputs), shown=len(listed))
    page.heading(text)
    columns = (
        Column(label("compare_input", lang)),
        Column("A"),
        Column("B"),
        Column(label("about", lang), least=90),
        Column(label("compare_where", lang), least=70),
    )
    rows = [
        (c.address, c.before or _GONE, c.after or _GONE, label(f"about_{c.cause}", lang),
         _place(c.place_a, c.place_b))
        for c in listed
    ]  # fmt: skip
    page.table(columns, rows)


def _links(page: Page, found: Comparison, lang: Language, top: int) -> None:
    if not found.links:
        return
    page.heading(label("compare_links", lang))
    rows = [
        (link.address.removeprefix("row:"), link.supplier_a, link.supplier_b)
        for link in found.links[:top]
    ]
    page.table((Column(label("row", lang)), Column("A"), Column("B")), rows)


def _backgrounds(page: Page, found: Comparison, lang: Language, top: int) -> None:
    if found.backgrounds:
        page.heading(label("compare_backgrounds", lang))
        rows = [
            (b.id, f"{b.version_a} {b.sha256_a[:_SHORT]} {b.allocation_a}".strip() or _GONE,
             f"{b.version_b} {b.sha256_b[:_SHORT]} {b.allocation_b}".strip() or _GONE)
            for b in found.backgrounds
        ]  # fmt: skip
        page.table((Column(), Column("A"), Column("B")), rows)
    listed = found.datasets[:top]
    if not found.backgrounds or not listed:
        return
    text = phrase("compare_datasets", lang, count=len(found.datasets), shown=len(listed))
    page.heading(text)
    effects = aligned([d.value for d in listed], sign=True)
    rows_ = [
        (f"{name_of(d, lang)}  {d.supplier}", number(d.before), number(d.after),
         in_words(f"kg CO2e/{d.unit}", lang), effect)
        for d, effect in zip(listed, effects, strict=True)
    ]  # fmt: skip
    columns = (
        Column(), Column("A", "number"), Column("B", "number"), Column(least=80),
        Column(label("compare_effect", lang), "number", least=60),
    )  # fmt: skip
    page.table(columns, rows_)


def _factors(page: Page, found: Comparison, lang: Language, top: int) -> None:
    change = found.factors
    if change is None:
        return
    listed = change.gases[:top]
    page.heading(phrase("compare_factors", lang, count=len(change.gases), shown=len(listed)))
    page.line(
        f"{change.id_a} {change.sha256_a[:_SHORT]} -> {change.id_b} {change.sha256_b[:_SHORT]}",
        indent=2,
    )
    if not change.known:
        page.line(label("compare_factors_unknown", lang), "yellow", indent=2)
        return
    rows = [(gas.flow, number(gas.before, 6), number(gas.after, 6)) for gas in listed]
    page.table((Column("kg CO2e/kg"), Column("A", "number"), Column("B", "number")), rows)


def _settings(page: Page, found: Comparison, lang: Language) -> None:
    told = {what for what, _, _ in found.obstacles}
    rows = [
        (fact(s.key, lang), setting_value(s.before, lang), setting_value(s.after, lang))
        for s in found.settings
        if s.key not in told
    ]
    if rows:
        page.heading(label("compare_settings", lang))
        page.table((Column(), Column("A"), Column("B")), rows)


def _rules(page: Page, rules: Sequence[RuleChange], lang: Language, top: int) -> None:
    if not rules:
        return
    page.heading(label("compare_rules", lang))
    chains = [
        (r.id, " < ".join(reversed(r.chain_a)) or _GONE, " < ".join(reversed(r.chain_b)) or _GONE)
        for r in rules
        if r.chain_a != r.chain_b
    ]
    if chains:
        page.table((Column(), Column("A"), Column("B")), chains)
    for rule in rules:
        if rule.clauses:
            named = ", ".join(rule.clauses[:top])
            page.line(phrase("compare_clauses", lang, id=rule.id, named=named), indent=2)
    verdicts = [
        (v.code, label(f"verdict_{v.before or 'none'}", lang),
         label(f"verdict_{v.after or 'none'}", lang), pick(v.text_zh, v.text_en, lang))
        for rule in rules
        for v in rule.verdicts
    ]  # fmt: skip
    if verdicts:
        columns = (Column(label("compare_verdicts", lang)), Column("A"), Column("B"),
                   Column(least=70))  # fmt: skip
        page.table(columns, verdicts[:top])


def _tables(page: Page, tables: Sequence[TableChange], lang: Language, top: int) -> None:
    if not tables:
        return
    page.heading(label("compare_tables", lang))
    columns = (Column(), Column(label("compare_table_rows", lang), least=60))
    page.table(columns, [(table.name, ", ".join(table.rows[:top])) for table in tables])
