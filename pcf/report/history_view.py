"""Versions of a study on the screen: sealed bundles, change notes, what they leave open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pcf.findings import Finding
from pcf.i18n import Language, label
from pcf.report.page import Column, Page, Style
from pcf.report.words import said

if TYPE_CHECKING:
    from pcf.assurance.comparing.notes import History, Note

_SHOWN = 5
_STYLES: dict[str, Style] = {"error": "bold red", "warning": "yellow"}


def notes_of(page: Page, notes: Iterable[Note], lang: Language) -> None:
    """Add change notes: version, day, who, what and why."""
    rows = [(n.version, n.date, n.who, f"{n.what} ({n.why})") for n in notes]
    if rows:
        page.heading(label("compare_notes", lang))
        page.table((Column(), Column(), Column(), Column()), rows)


def told_of(page: Page, findings: Iterable[Finding], lang: Language) -> None:
    """Add findings, each with its place and what helps."""
    for item in findings:
        page.line()
        text = f"{item.level}[{item.code}] {said(item, lang)}"
        page.line(text, _STYLES.get(item.level, ""))
        if item.location is not None:
            page.line(f"--> {item.location}", indent=2)
        if item.help(lang):
            page.line(f"= {item.help(lang)}", indent=2)


def history_of(page: Page, history: History, lang: Language, more: Iterable[Finding] = ()) -> Page:
    """Add the versions of a study to the page of its status; nothing when it has none.

    Parameters
    ----------
    more
        Findings besides those of the versions.
    """
    if history.bundles:
        page.heading(label("history_bundles", lang))
        for name in history.bundles[-_SHOWN:]:
            page.line(name, indent=2)
    notes_of(page, history.notes[-_SHOWN:], lang)
    told_of(page, (*history.findings, *more), lang)
    return page


def history_json(history: History) -> dict[str, Any]:
    """Give the versions of a study as they stand in the `data` of ``pcf status``."""
    return {
        "bundles": list(history.bundles),
        "notes": [
            {"version": n.version, "date": n.date, "who": n.who, "what": n.what, "why": n.why,
             "after": n.after}
            for n in history.notes
        ],
    }  # fmt: skip
