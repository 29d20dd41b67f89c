"""Account of a document on the screen: whether it was made, and what stands against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.i18n import Language, phrase
from pcf.report.findings_view import findings_page
from pcf.report.page import Page

if TYPE_CHECKING:
    from pcf.documents.report import Report

_STATES = {"withheld": "report_withheld", "draft": "report_draft", "ready": "report_ready"}


def document_page(
    made: Report, lang: Language, folder: Path, width: int, *, brief: bool = False
) -> Page:
    """Lay out the account; `brief` names the first finding only, which counts the others."""
    page = Page()
    state = "withheld" if made.document is None else "draft" if made.draft else "ready"
    targets = " ".join(made.targets)
    page.line(phrase(_STATES[state], lang, kind=made.kind, targets=targets), "bold")
    shown = made.findings[:1] if brief else made.findings
    if shown:
        page.line()
        page.extend(findings_page(shown, lang, folder, width=width, counts=False))
    return page
