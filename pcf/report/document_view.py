"""Account of a document on the screen: whether it was made, and what stands against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.i18n import Language, phrase
from pcf.report.findings_view import findings_page
from pcf.report.page import Page

if TYPE_CHECKING:
    from pcf.documents.report import Report
    from pcf.findings import Finding

#: Findings of one code that a brief account names.
_MOST = 5
_STATES = {"withheld": "report_withheld", "draft": "report_draft", "ready": "report_ready"}


def document_page(
    made: Report, lang: Language, folder: Path, width: int, *, brief: bool = False
) -> Page:
    """Lay out the account; `brief` names the first finding, which counts the others, and texts.

    Of the texts of people it names what is missing or odd in either language.
    """
    page = Page()
    state = "withheld" if made.document is None else "draft" if made.draft else "ready"
    targets = " ".join(made.targets)
    page.line(phrase(_STATES[state], lang, kind=made.kind, targets=targets), "bold")
    shown = (*made.findings[:1], *of_texts(made)) if brief else made.findings
    if shown:
        page.line()
        page.extend(findings_page(shown, lang, folder, width=width, counts=False))
    return page


def of_texts(made: Report) -> tuple[Finding, ...]:
    """Warnings on the texts of people, in both languages; a few of each code."""
    by_code: dict[str, list[Finding]] = {}
    for item in made.findings_of_both:
        if item.code.startswith("RP") and item.level == "warning":
            by_code.setdefault(item.code, []).append(item)
    return tuple(item for items in by_code.values() for item in items[:_MOST])
