"""What an export of an imported background wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, phrase
from pcf.report.messages import message_page
from pcf.report.page import Page
from pcf.report.words import said

if TYPE_CHECKING:
    from pcf.exchange.brightway_project import WrittenFootprint
    from pcf.importing.writers import Written


def export_json(written: Written) -> dict[str, Any]:
    """Plain data of an export."""
    return {
        "background": {
            "id": written.source.id,
            "sha256": written.source.background.sha256,
            "licence": written.source.background.licence,
        },
        "format": written.format,
        "target": written.target.name,
        "counts": _counts(written),
    }


def export_page(written: Written, lang: Language) -> Page:
    """Say what was written, and what the format does not hold."""
    page = message_page(
        "export_written", lang, id=written.source.id, format=written.format,
        file=written.target.name,
    )  # fmt: skip
    page.line(phrase("export_counts", lang, **_counts(written)), indent=2)
    for item in written.findings:
        page.line(f"{item.level}[{item.code}] {said(item, lang)}", indent=2)
    return page


def _counts(written: Written) -> dict[str, int]:
    package = written.source.package
    return {
        "processes": len(package.processes),
        "exchanges": sum(len(p.exchanges) for p in package.processes.values()),
        "flows": len(package.flows),
    }


def footprint_json(written: WrittenFootprint) -> dict[str, Any]:
    """Plain data of an export of the product system."""
    return {
        "background": None,
        "format": written.format,
        "target": written.target.name,
        "counts": _sizes(written),
    }


def footprint_page(written: WrittenFootprint, lang: Language) -> Page:
    """Say what was written of the product system."""
    page = message_page(
        "export_written", lang, id=written.system.id, format=written.format,
        file=written.target.name,
    )  # fmt: skip
    page.line(phrase("export_counts", lang, **_sizes(written)), indent=2)
    for item in written.findings:
        page.line(f"{item.level}[{item.code}] {said(item, lang)}", indent=2)
    return page


def _sizes(written: WrittenFootprint) -> dict[str, int]:
    system = written.system
    rows = len(system.technosphere) + len(system.biosphere)
    return {"processes": len(system.activities), "exchanges": rows, "flows": len(system.gases)}
