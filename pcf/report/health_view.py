"""What ``pcf doctor`` saw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from pcf.i18n import Language, label
from pcf.report.page import Column, Page


class Observed(Protocol):
    """One thing looked at."""

    @property
    def key(self) -> str:
        """Label id, or the name of a package."""

    @property
    def value(self) -> str:
        """What was seen."""

    @property
    def ok(self) -> bool:
        """Whether it is as it should be."""


def health_page(seen: Sequence[Observed], lang: Language) -> Page:
    """Lay out what was seen, with ``ok`` or ``x`` before it."""
    page = Page()
    rows = [("ok" if item.ok else "x", label(item.key, lang), item.value) for item in seen]
    page.table((Column(), Column(), Column()), rows, indent=0)
    if not all(item.ok for item in seen):
        page.line()
        page.line(label("doctor_problem", lang), "yellow")
    return page


def health_json(seen: Sequence[Observed]) -> dict[str, Any]:
    """Give the `data` object of ``pcf doctor``."""
    return {
        "ok": all(item.ok for item in seen),
        "observations": [{"id": i.key, "value": i.value, "ok": i.ok} for i in seen],
    }
