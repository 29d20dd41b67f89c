"""Electricity views of a footprint side by side: totals, factors used, views that do not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.csv_text import csv_text
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of, pick

if TYPE_CHECKING:
    from pcf.calc.electricity_spread import ElectricitySensitivity, ElectricityView, FactorUse


def sensitivity_page(result: ElectricitySensitivity, lang: Language) -> Page:
    """Lay out an electricity sensitivity."""
    page = Page()
    page.line(f"{pick(result.product_zh, result.product_en, lang)}  ({result.project})", "bold")
    if result.scenario:
        page.line(f"{label('scenario', lang)}: {result.scenario}")
    page.line()
    _views(page, result, lang)
    _spread(page, result, lang)
    _factors(page, result, lang)
    _others(page, result, lang)
    page.line()
    page.line(label("electricity_foreground_only", lang), "dim")
    return page


def electricity_table(result: ElectricitySensitivity, lang: Language) -> str:
    """Give the views as CSV, one row each."""
    rows = [
        (view.id, name_of(view, lang), view.total, view.delta, view.relative, view.share)
        for view in result.views
    ]
    return csv_text(("view", "name", "total", "change", "relative", "electricity_share"), rows)


def _views(page: Page, result: ElectricitySensitivity, lang: Language) -> None:
    columns = (
        Column(label("electricity_views", lang)),
        Column(in_words(result.unit, lang), "number"),
        Column(label("change", lang), "number"),
        Column("", "number"),
        Column(label("electricity_share", lang), "number", least=70),
        Column(label("electricity_rows", lang), "number", least=90),
    )
    totals = aligned([view.total for view in result.views])
    deltas = aligned([view.delta for view in result.views], sign=True)
    rows = [
        (
            name_of(view, lang),
            total,
            delta,
            signed(percent(view.relative)),
            percent(view.share),
            _count(view, result),
        )
        for view, total, delta in zip(result.views, totals, deltas, strict=True)
    ]
    page.table(columns, rows)


def _count(view: ElectricityView, result: ElectricitySensitivity) -> str:
    """Rows that a view covers, of those it is about; of the stated one, every electricity row."""
    if view is result.stated:
        return str(sum(use.rows for use in view.factors))
    return f"{len(view.covered)}/{len(view.covered) + len(view.kept)}"


def _spread(page: Page, result: ElectricitySensitivity, lang: Language) -> None:
    page.line()
    low, high = result.low, result.high
    text = phrase(
        "electricity_spread",
        lang,
        low=number(low.total),
        low_view=name_of(low, lang),
        high=number(high.total),
        high_view=name_of(high, lang),
        unit=in_words(result.unit, lang),
        spread=percent(result.spread),
    )
    page.line(text, "bold")
    for why in dict.fromkeys(row.why for view in result.views for row in view.kept):
        words = _word("electricity_why_", why, lang)
        page.line(phrase("electricity_kept", lang, why=words))


def _factors(page: Page, result: ElectricitySensitivity, lang: Language) -> None:
    pairs = [(view, use) for view in result.views for use in view.factors]
    if not pairs:
        return
    page.heading(label("electricity_factors_used", lang))
    columns = (
        Column(label("electricity_views", lang)),
        Column(label("electricity_factor", lang), "number"),
        Column("kWh", "number", least=80),
        Column(label("supplier", lang)),
        Column(label("electricity_year", lang), least=70),
        Column(label("electricity_basis", lang), least=100),
        Column(label("electricity_source", lang), least=120),
    )
    factors = aligned([use.factor for _, use in pairs])
    amounts = aligned([use.kwh for _, use in pairs])
    rows = []
    for (view, use), factor, amount in zip(pairs, factors, amounts, strict=True):
        first = use is view.factors[0]
        rows.append(
            (
                name_of(view, lang) if first else "",
                factor,
                amount,
                use.supplier.partition("/")[0],
                use.year,
                _kind(use, lang),
                "; ".join(use.sources),
            )
        )
    page.table(columns, rows)


def _kind(use: FactorUse, lang: Language) -> str:
    if not use.scope:
        return ""
    return f"{_word('scope_', use.scope, lang)}, {_word('basis_', use.basis, lang)}"


def _word(family: str, key: str, lang: Language) -> str:
    """Label of one word of a family."""
    return label(family + key, lang)


def _others(page: Page, result: ElectricitySensitivity, lang: Language) -> None:
    if not result.not_admissible:
        return
    page.heading(label("electricity_not_admissible", lang))
    rows = [
        (name_of(view, lang), pick(view.why_zh, view.why_en, lang))
        for view in result.not_admissible
    ]
    page.table((Column(), Column()), rows)
