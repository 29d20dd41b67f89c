"""What another content of the background does to a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned, number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of, said

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.versions import Root
    from pcf.calc.data_versions import Moved, Preview
    from pcf.findings import Finding
    from pcf.project.lockfile import Pin

_ROOTS = 8


def update_page(
    seen: Preview,
    pin: Pin,
    new: Background,
    lang: Language,
    top: int,
    findings: Sequence[Finding],
) -> Page:
    """Lay out a preview; `top` is the number of moved rows listed."""
    page = Page()
    page.line(f"{label('locked_content', lang)}  {pin.id} {pin.version} {pin.sha256[:12]}", "bold")
    page.line(f"{label('new_content', lang)}  {new.id} {new.version} {new.sha256[:12]}", "bold")
    for item in findings:
        page.line(f"{label(item.level, lang)}[{item.code}] {said(item, lang)}", "yellow")
        if item.help(lang):
            page.line(f"{label('help_word', lang)}: {item.help(lang)}", indent=3)
    page.line()
    _totals(page, seen, lang)
    _moved(page, seen.moved[:top], len(seen.moved), lang)
    _roots(page, seen.roots[:_ROOTS], seen, lang)
    return page


def _totals(page: Page, seen: Preview, lang: Language) -> None:
    after = f"{number(seen.after.total)} {in_words(seen.after.unit, lang)}"
    if seen.difference is None:
        page.line(phrase("total_after_only", lang, after=after), "bold")
        return
    change = seen.difference
    text = f"{label('total', lang)}  {number(change.total_a)} -> {after}"
    text += f"   {signed(number(change.delta))}"
    if change.relative is not None:
        text += f"   ({signed(percent(change.relative))})"
    page.line(text, "bold")


def _moved(page: Page, moved: Sequence[Moved], count: int, lang: Language) -> None:
    if not moved:
        return
    page.heading(phrase("by_row", lang, count=len(moved), all=count))
    deltas = aligned([item.change.delta for item in moved], sign=True)
    columns = (
        Column(label("change", lang), "number"),
        Column(label("row", lang)),
        Column(label("cause", lang)),
    )
    rows = [
        (delta, f"{name_of(item.change, lang)}  {item.change.address}", _cause(item, lang))
        for item, delta in zip(moved, deltas, strict=True)
    ]
    page.table(columns, rows)


def _cause(item: Moved, lang: Language) -> str:
    if not item.roots:
        return label(f"cause_{item.change.cause}", lang)
    first = item.roots[0]
    more = " ..." if len(item.roots) > 1 else ""
    return f"bg:{first.process} {signed(number(first.value))}{more}"


def _roots(page: Page, roots: Sequence[Root], seen: Preview, lang: Language) -> None:
    if not roots:
        return
    page.heading(phrase("roots_of_change", lang, count=len(roots), all=len(seen.roots)))
    figures = aligned([root.value for root in roots], sign=True)
    rows = [
        (figure, f"bg:{root.process}/{root.flow}")
        for root, figure in zip(roots, figures, strict=True)
    ]
    page.table((Column(in_words(seen.after.unit, lang), "number"), Column()), rows)


def update_json(
    seen: Preview, pin: Pin, new: Background, lang: Language, *, written: bool
) -> dict[str, Any]:
    """Give the `data` object of ``pcf data update``."""
    from pcf.report.data_view import background_json

    change = seen.difference
    return {
        "locked": {"id": pin.id, "version": pin.version, "sha256": f"sha256:{pin.sha256}"},
        "new": background_json(new),
        "unit": seen.after.unit,
        "before": None if seen.before is None else seen.before.total,
        "after": seen.after.total,
        "delta": None if change is None else change.delta,
        "relative": None if change is None else change.relative,
        "rows": [
            {
                **asdict(item.change),
                "name": name_of(item.change, lang),
                "roots": [asdict(root) for root in item.roots],
            }
            for item in seen.moved
        ],
        "roots": [asdict(root) for root in seen.roots],
        "written": written,
    }
