"""The difference of two contents of a background: what moved, by how much, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcf.background import Background
    from pcf.background.versions import Lone, ProductChange, VersionDifference
    from pcf.calc.data_versions import Compared

_REASONS = 3


def versions_page(compared: Compared, lang: Language, words: tuple[str, str], top: int) -> Page:
    """Lay out a difference; `top` products are listed, each with its largest reasons."""
    page = Page()
    difference = compared.difference
    for name, word, side in zip("AB", words, (difference.a, difference.b), strict=True):
        page.line(f"{name}  {word}  {_name(side.background)}", "bold")
    page.line(phrase("metric_is", lang, set=compared.factors, biogenic=compared.biogenic))
    for item in compared.findings:
        page.line(said(item, lang), "yellow")
    page.line()
    if difference.is_empty:
        page.line(label("no_difference", lang), "green")
        return page
    page.line(
        phrase(
            "versions_count",
            lang,
            changed=len(difference.changed),
            added=len(difference.added),
            removed=len(difference.removed),
            unchanged=difference.unchanged,
        )
    )
    _changed(page, difference, lang, top)
    _lone(page, "products_added", difference.added[:top], lang)
    _lone(page, "products_removed", difference.removed[:top], lang)
    return page


def _name(background: Background) -> str:
    return f"{background.id} {background.version} {background.sha256[:12]}"


def _changed(page: Page, difference: VersionDifference, lang: Language, top: int) -> None:
    shown = difference.changed[:top]
    if not shown:
        return
    page.heading(phrase("products_changed", lang, count=len(shown), all=len(difference.changed)))
    columns = (
        Column(label("change", lang), "number"),
        Column(label("product", lang)),
        Column("A", "number"),
        Column("B", "number"),
        Column("kg CO2e/"),
        Column(label("own_exchanges", lang), "number"),
        Column(label("upstream", lang), "number"),
    )
    before, after = (aligned([getattr(c, n) for c in shown]) for n in ("before", "after"))
    rows = [
        (
            signed(percent(change.relative)),
            _product(change),
            a,
            b,
            change.unit,
            signed(number(change.own)),
            signed(number(change.upstream)),
        )
        for change, a, b in zip(shown, before, after, strict=True)
    ]
    page.table(columns, rows)
    page.heading(label("reasons_of_change", lang))
    for change in shown:
        page.line(f"{_product(change)}  {_reasons(difference, change)}", indent=2)


def _product(item: ProductChange | Lone) -> str:
    return f"{item.process}/{item.flow}"


def _reasons(difference: VersionDifference, change: ProductChange) -> str:
    """Largest exchanges that moved, or the roots upstream when its own did not."""
    parts = [
        f"{term.name} {number(term.before)} -> {number(term.after)}: {signed(number(term.own))}"
        for term in difference.terms(change.process, change.flow)
        if term.own
    ][:_REASONS]
    parts += [
        f"<- {root.process}: {signed(number(root.value))}"
        for root in difference.roots(change.process, change.flow)
        if root.process != change.process
    ][: _REASONS - len(parts)]
    return "; ".join(parts)


def _lone(page: Page, key: str, items: Sequence[Lone], lang: Language) -> None:
    if not items:
        return
    page.heading(label(key, lang))
    figures = aligned([item.value for item in items])
    rows = [
        (_product(item), figure, in_words(f"kg CO2e/{item.unit}", lang))
        for item, figure in zip(items, figures, strict=True)
    ]
    page.table((Column(), Column("", "number"), Column()), rows)


def versions_json(compared: Compared, top: int) -> dict[str, Any]:
    """Give the `data` object of ``pcf data diff``: the reasons of the `top` largest changes."""
    from pcf.report.data_view import background_json

    difference = compared.difference
    return {
        "a": background_json(difference.a.background),
        "b": background_json(difference.b.background),
        "gwp_set": compared.factors,
        "biogenic": compared.biogenic,
        "changed": [
            {
                **asdict(change),
                "relative": change.relative,
                **(_reasons_json(difference, change) if place < top else {}),
            }
            for place, change in enumerate(difference.changed)
        ],
        "added": [asdict(item) for item in difference.added],
        "removed": [asdict(item) for item in difference.removed],
        "unchanged": difference.unchanged,
    }


def _reasons_json(difference: VersionDifference, change: ProductChange) -> dict[str, Any]:
    return {
        "terms": [asdict(term) for term in difference.terms(change.process, change.flow)],
        "roots": [asdict(root) for root in difference.roots(change.process, change.flow)],
    }
