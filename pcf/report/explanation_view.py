"""A number taken apart: its parts, largest first, what each rests on, and how to go deeper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.i18n.units import result_units
from pcf.model import STAGES
from pcf.report.numbers import aligned, number, percent
from pcf.report.page import Column, Page
from pcf.report.words import fact, in_words, name_of

if TYPE_CHECKING:
    from pcf.calc.explanation import Explanation, Fact, Term


def explanation_page(explanation: Explanation, lang: Language) -> Page:
    """Lay out an explanation."""
    page = Page()
    page.line(f"{explanation.address}  {name_of(explanation, lang)}", "bold")
    shown = "n/a" if explanation.value is None else number(explanation.value)
    unit = in_words(explanation.unit, lang)
    whole = f"{shown} {unit}".rstrip()
    if explanation.share_of_total is not None:
        whole += "   " + phrase("of_total", lang, share=percent(explanation.share_of_total))
    page.line(whole)
    if explanation.place is not None:
        page.line(f"--> {explanation.place}", "dim")
    if explanation.facts:
        page.line()
        rows = [
            (label(f.key, lang) if f.key in STAGES else fact(f.key, lang), _fact(f, lang))
            for f in explanation.facts
        ]
        page.table((Column(), Column()), rows)
    if explanation.terms:
        page.line()
        _terms(page, explanation, lang)
    _rest(page, explanation, lang)
    if explanation.sources:
        page.heading(label("sources", lang))
        for key, citation in explanation.sources:
            page.line(f"[{key}] {citation}", indent=2)
    return page


def _fact(found: Fact, lang: Language) -> str:
    """Words of a fact; its units are those of the language."""
    if found.key in ("reference_flow", "derivative"):
        return in_words(found.value, lang)
    return result_units(label(found.value, lang), lang)


def _flat(terms: Sequence[Term], depth: int = 0) -> list[tuple[int, Term]]:
    listed: list[tuple[int, Term]] = []
    for term in terms:
        listed.append((depth, term))
        listed += _flat(term.terms, depth + 1)
    return listed


def _terms(page: Page, explanation: Explanation, lang: Language) -> None:
    flat = _flat(explanation.terms)
    values = aligned([term.value for _, term in flat])
    columns = (
        Column(label("share", lang), "number"),
        Column(in_words(explanation.unit, lang), "number"),
        Column(label("part", lang)),
        Column(label("amount_times_intensity", lang), least=90),
        Column(label("source", lang), least=120),
    )
    rows = [
        (
            percent(term.share),
            value,
            f"{'. ' * depth}{name_of(term, lang)}  {term.address}",
            _product(term, lang),
            " ".join(filter(None, (term.source, _tag(term, lang)))),
        )
        for (depth, term), value in zip(flat, values, strict=True)
    ]
    page.table(columns, rows)


def _tag(term: Term, lang: Language) -> str:
    return f"[{label(term.tag, lang)}]" if term.tag else ""


def _product(term: Term, lang: Language) -> str:
    if term.amount is None or term.intensity is None:
        return ""
    unit = in_words(term.unit, lang)
    return f"{number(term.amount)} {unit} x {number(term.intensity)}"


def _rest(page: Page, explanation: Explanation, lang: Language) -> None:
    if not explanation.terms:
        return
    if explanation.rest_count:
        text = phrase(
            "rest_one" if explanation.rest_count == 1 else "rest",
            lang,
            listed=len(explanation.terms),
            count=explanation.rest_count,
            value=number(explanation.rest_value),
            unit=in_words(explanation.unit, lang),
        )
    else:
        text = phrase("rest_none", lang, listed=len(explanation.terms))
    page.line(text, indent=2)
