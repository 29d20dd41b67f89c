"""A portfolio of any size on one page: how results spread, the best, the worst, failures.

Every list says how many of how many it shows. Numbers are printed to four digits; the table of
results beside the page has all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from pcf.documents.digits import number_text, share_text
from pcf.documents.document import (
    Block,
    Column,
    Document,
    Heading,
    Notice,
    Number,
    Paragraph,
    Picture,
    Row,
    Table,
    content,
)
from pcf.documents.report import Living, Report
from pcf.i18n import Language, label, phrase
from pcf.portfolio.results import Result
from pcf.portfolio.summary import BARS, FIRST, LISTED, Spread, Summary

if TYPE_CHECKING:
    from pcf.portfolio.run import Batch

_DIGITS = 4
_WIDE, _HIGH, _EDGE = 520.0, 150.0, 20.0


def batch_report(batch: Batch, lang: Language) -> Report:
    """Make the page of a batch as a report, from which every format is written."""
    return Report(
        "batch", (), lang, False, batch_document(batch, lang), None, (),
        Living(lambda tongue: batch_document(batch, tongue)),
    )  # fmt: skip


def batch_document(batch: Batch, lang: Language) -> Document:
    """Lay a batch out."""
    writer = _Writer(batch.summary, lang)
    title = phrase("batch_title", lang, id=batch.portfolio.id, count=f"{batch.summary.count:,}")
    footer = (
        f"{batch.identity.program} · sha256:{batch.identity.portfolio}",
        label("batch_footer", lang),
    )
    return Document(lang, title, label("batch_kicker", lang), "", tuple(writer.blocks()),
                    footer=footer)  # fmt: skip


class _Writer:
    def __init__(self, summary: Summary, lang: Language) -> None:
        self._summary, self._lang = summary, lang

    def word(self, key: str) -> str:
        return label(key, self._lang)

    def said(self, key: str, **values: object) -> str:
        return phrase(key, self._lang, **values)

    def blocks(self) -> Iterator[Block]:
        found = self._summary
        yield from self._failures()
        yield Paragraph(content(self.said(
            "batch_counts", count=f"{found.count:,}", failed=f"{found.failed:,}",
            compiled=f"{found.compiled:,}",
        )))  # fmt: skip
        if found.bases > 1:
            text = self.said("batch_bases", count=found.bases, shown=len(found.spreads))
            yield Notice("open", text, self.word("batch_bases_text"))
        for number, spread in enumerate(found.spreads):
            yield from self._spread(number, spread)
        shown = min(FIRST, found.count)
        yield Heading(2, self.said("batch_first", shown=shown, count=f"{found.count:,}"))
        yield self._table(found.first)

    def _failures(self) -> Iterator[Block]:
        found = self._summary
        if not found.failed:
            return
        from pcf.findings import finding

        told = tuple(
            f"{code} {finding(code).title(self._lang)}: {count:,}" for code, count in found.codes
        )
        title = self.said("batch_failed", failed=f"{found.failed:,}", count=f"{found.count:,}")
        yield Notice("open", title, self.word("batch_failed_text"), told)
        columns = tuple(Column(self.word(f"batch_{name}")) for name in ("result", "codes", "place"))
        rows = tuple(
            Row((content(r.name), content(r.cells["findings"]), content(r.cells["place"])))
            for r in found.failures
        )
        caption = self.said("batch_failures", shown=len(rows), count=f"{found.failed:,}")
        yield Table(caption, columns, rows)

    def _spread(self, number: int, spread: Spread) -> Iterator[Block]:
        yield Heading(2, self.said("batch_spread", unit=spread.unit, basis=spread.basis,
                                   count=f"{spread.count:,}"))  # fmt: skip
        names = ("lowest", "mean", "highest")
        columns = tuple(Column(f"{self.word(f'batch_{n}')}, {spread.unit}", True) for n in names)
        values = (spread.lowest, spread.mean, spread.highest)
        yield Table("", columns, (Row(tuple((Number(_shown(v)),) for v in values)),))
        if spread.count > LISTED:
            yield self._bars(number, spread)
        for key, some in (("batch_best", spread.best), ("batch_worst", spread.worst)):
            if spread.count > 1:
                text = self.said(key, shown=len(some), count=f"{spread.count:,}")
                yield Heading(3, text)
                yield self._table(some)

    def _bars(self, number: int, spread: Spread) -> Picture:
        title = self.said("batch_bars", count=f"{spread.count:,}", unit=spread.unit)
        step = (spread.highest - spread.lowest) / BARS
        told = ", ".join(
            f"{_shown(spread.lowest + n * step)}: {count:,} ({share_text(count / spread.count)} %)"
            for n, count in enumerate(spread.bars)
        )
        svg = _drawn(spread, title, f"batch-{number}")
        return Picture(f"batch-{number}", title, f"{title}. {told}", svg)

    def _table(self, results: Sequence[Result]) -> Table:
        heads = ("result", "number", "total", "unit", "basis")
        columns = tuple(Column(self.word(f"batch_{h}"), h in ("number", "total")) for h in heads)
        rows = tuple(
            Row((
                content(r.name), (Number(r.cells["number"]),),
                (Number("n/a" if r.total is None else _shown(r.total)),),
                content(r.cells["unit"]), content(r.cells["basis"]),
            ))
            for r in results
        )  # fmt: skip
        return Table("", columns, rows, sortable=len({r.cells["basis"] for r in results}) == 1)


def _shown(value: float) -> str:
    return number_text(value, _DIGITS)


def _drawn(spread: Spread, title: str, id: str) -> str:
    """Draw the counts as bars between the lowest and the highest total."""
    root = Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDE:g} {_HIGH + 24:g}",
        "role": "img", "aria-labelledby": f"{id}-title",
    })  # fmt: skip
    SubElement(root, "title", {"id": f"{id}-title"}).text = title
    most = max(spread.bars) or 1
    step = (_WIDE - 2 * _EDGE) / BARS
    for number, count in enumerate(spread.bars):
        high = (_HIGH - _EDGE) * count / most
        box = {"x": f"{_EDGE + number * step:.2f}", "y": f"{_HIGH - high:.2f}",
               "width": f"{step - 1.5:.2f}", "height": f"{high:.2f}",
               "fill": "#0072b2"}  # fmt: skip
        SubElement(SubElement(root, "rect", box), "title").text = f"{count:,}"
    for x, anchor, value in (
        (_EDGE, "start", spread.lowest),
        (_WIDE - _EDGE, "end", spread.highest),
    ):
        place = {"x": f"{x:g}", "y": f"{_HIGH + 16:g}", "text-anchor": anchor,
                 "font-size": "12", "fill": "#1f2933"}  # fmt: skip
        SubElement(root, "text", place).text = _shown(value)
    return tostring(root, encoding="unicode")
