"""Account of a supplier's file that was taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.findings_view import findings_page
from pcf.report.numbers import number, percent
from pcf.report.page import Column, Page
from pcf.report.words import in_words

if TYPE_CHECKING:
    from pcf.exchange.receive import Receipt
    from pcf.model import Received


def receipt_page(receipt: Receipt, lang: Language, folder: Path, width: int) -> Page:
    """Lay out the account: bytes, hash, values read and kept, figures, findings."""
    page = Page()
    page.line(f"supplier:{receipt.id}  {receipt.format} {receipt.version}", "bold")
    key = "receipt_already" if receipt.already else "receipt_kept"
    page.line(phrase(key, lang, file=receipt.file, size=receipt.size))
    page.line(f"sha256 {receipt.sha256}", "dim")
    read, kept = len(receipt.used), len(receipt.unused)
    page.line(phrase("receipt_values", lang, count=read + kept, read=read, kept=kept))
    for pointer in receipt.unused:
        page.line(pointer, "dim", indent=2)
    if receipt.received is not None:
        page.line()
        _figures(page, receipt.received, lang)
    if receipt.findings:
        page.line()
        page.extend(findings_page(receipt.findings, lang, folder, width=width))
    return page


def _figures(page: Page, item: Received, lang: Language) -> None:
    unit = in_words(f"kg CO2e/{item.unit}", lang)
    columns = (Column(label("receipt_part", lang)), Column(unit, "number"))
    rows = [(label(name, lang), number(value)) for name, value in item.ledger]
    rows.append((label("total", lang), number(sum(value for _, value in item.ledger))))
    page.table(columns, rows, bold_last=True)
    facts = (item.location, item.period, item.gwp_set or "-", item.boundary)
    page.line("  ".join(facts))
    page.line(phrase("receipt_valid", lang, day=item.valid_until or "-"))
    if item.primary_share is not None:
        page.line(phrase("receipt_primary", lang, share=percent(item.primary_share)))
