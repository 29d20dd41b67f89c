"""``docs/performance.md``: what was measured, from the results of the benchmarks."""

from __future__ import annotations

from benchmarks.page import page_text

NAME = "performance.md"


def build() -> str:
    """Give the text of the page."""
    return page_text()
