"""Pages of one sentence."""

from __future__ import annotations

from pcf.i18n import Language, phrase
from pcf.report.page import Page


def message_page(key: str, lang: Language, **params: object) -> Page:
    """Lay out one sentence of the label list, line by line."""
    page = Page()
    for line in phrase(key, lang, **params).split("\n"):
        page.line(line)
    return page
