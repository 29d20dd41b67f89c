"""Safe fixes on a page: every edit with its place, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, phrase
from pcf.report.page import Column, Page
from pcf.report.width import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pcf.findings import Edit
    from pcf.fixing.apply import Repair


def edits_page(repair: Repair, lang: Language) -> Page:
    """List the edits, before and after, each with its place."""
    page = Page()
    _edits(page, repair.edits)
    return page


def fixes_page(repair: Repair, lang: Language) -> Page:
    """Say what is to be changed or was changed, and what was taken back."""
    page = Page()
    edits = repair.edits
    if not edits:
        page.line(phrase("fix_none", lang))
        return page
    if not repair.written:
        page.line(phrase("fix_shown", lang, count=len(edits)), "bold")
        _edits(page, edits)
        page.line(phrase("fix_how", lang))
        return page
    kept = [e for item in repair.done if item.fix for e in item.fix.edits]
    if kept:
        unique = tuple(dict.fromkeys(kept))
        page.line(phrase("fix_written", lang, count=len(unique)), "bold")
        _edits(page, unique)
    for item in repair.undone:
        codes = ", ".join(dict.fromkeys(f.code for f in item.against))
        key = "fix_undone_new" if codes else "fix_undone_stayed"
        page.line(phrase(key, lang, code=item.finding.code, codes=codes), "bold yellow")
        _edits(page, item.finding.fix.edits if item.finding.fix else ())
    return page


def _edits(page: Page, edits: Iterable[Edit]) -> None:
    rows = [(e.place, plain(e.address), f"{plain(e.before)} -> {plain(e.after)}") for e in edits]
    page.table((Column(), Column(), Column()), rows)
