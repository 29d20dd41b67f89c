"""What ``pcf batch`` says on the screen: counts, how results spread, failures, files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.findings import finding
from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned
from pcf.report.page import Column, Page

if TYPE_CHECKING:
    from pcf.portfolio.run import Batch
    from pcf.portfolio.summary import Spread

_SPREADS, _FAILURES = 5, 5


def batch_page(batch: Batch, lang: Language, written: Sequence[Path]) -> Page:
    """Lay a batch out for the screen."""
    page, found = Page(), batch.summary
    page.line(phrase("batch_title", lang, id=batch.portfolio.id, count=found.count), "bold")
    page.line(phrase("batch_counts", lang, count=found.count, failed=found.failed,
                     compiled=found.compiled))  # fmt: skip
    if batch.taken_over:
        page.line(phrase("batch_taken", lang, count=batch.taken_over))
    shown = found.spreads[:_SPREADS]
    if found.bases > 1:
        page.line(phrase("batch_bases", lang, count=found.bases, shown=len(shown)), "bold")
    for spread in shown:
        _spread(page, spread, lang)
    if found.failed:
        _failures(page, batch, lang)
    page.line()
    for path in written:
        page.line(phrase("batch_wrote", lang, file=path.as_posix()), "dim")
    return page


def _spread(page: Page, spread: Spread, lang: Language) -> None:
    page.heading(phrase("batch_spread", lang, unit=spread.unit, basis=spread.basis,
                        count=spread.count))  # fmt: skip
    values = aligned([spread.lowest, spread.mean, spread.highest])
    named = (spread.best[0].name, "", spread.worst[0].name)
    words = [label(key, lang) for key in ("batch_lowest", "batch_mean", "batch_highest")]
    columns = (Column(""), Column(spread.unit, "number"), Column(label("batch_result", lang)))
    page.table(columns, list(zip(words, values, named, strict=True)))


def _failures(page: Page, batch: Batch, lang: Language) -> None:
    found = batch.summary
    page.heading(phrase("batch_failed", lang, failed=found.failed, count=found.count))
    columns = (Column(label("batch_codes", lang), "code"), Column("", "number"), Column(""))
    page.table(columns, [(code, str(n), finding(code).title(lang)) for code, n in found.codes])
    for result in found.failures[:_FAILURES]:
        cells = result.cells
        page.line(f"{cells['number']}  {result.name}  {cells['findings']}  {cells['place']}",
                  indent=2)  # fmt: skip
    if found.failed > _FAILURES:
        page.line("...", indent=2)
