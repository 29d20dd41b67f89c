"""Tables as they are printed: no more rows than their limit, and how many stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pcf.documents.document import Block, Document, Paragraph, Table, content
from pcf.documents.wording import worded
from pcf.i18n import Language, phrase


def as_printed(document: Document) -> Document:
    """Give the document of formats that are read page by page: PDF, DOCX, Markdown, static HTML.

    Its units are in words (`pcf.documents.wording`).

    Tables above their limit keep their first rows and those of totals, and a note below says how
    many rows stand in the workbook and in the interactive page.
    """
    blocks = tuple(made for block in document.blocks for made in _printed(block, document.lang))
    return worded(replace(document, blocks=blocks))


def _printed(block: Block, lang: Language) -> Iterator[Block]:
    limit = block.print_limit if isinstance(block, Table) else None
    if not isinstance(block, Table) or limit is None or _plain(block) <= limit:
        yield block
        return
    left, rows = limit, []
    for row in block.rows:
        if row.total or left > 0:
            rows.append(row)
            left -= 0 if row.total else 1
    count = len(block.rows) - len(rows)
    if rows:
        yield replace(block, rows=tuple(rows), print_limit=None)
    yield Paragraph(content(phrase("document_further_rows", lang, count=count)), "note")


def _plain(table: Table) -> int:
    """Rows that are not totals."""
    return sum(not row.total for row in table.rows)
