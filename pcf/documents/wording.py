"""A document with its units in the words of its language, right before it is rendered.

The neutral document keeps units as the model has them, so that both languages and JSON hold the
same numbers.
"""

from __future__ import annotations

from dataclasses import replace

from pcf.documents.document import (
    Block,
    Content,
    Document,
    Heading,
    Inline,
    Items,
    Notice,
    Number,
    Paragraph,
    Picture,
    Row,
    Table,
)
from pcf.i18n import Language
from pcf.i18n.units import result_units, unit_words


def worded(document: Document) -> Document:
    """Give every unit of a document its word; it may be done more than once."""
    lang = document.lang
    blocks = tuple(_block(block, lang) for block in document.blocks)
    cover = tuple((name, _content(cell, lang)) for name, cell in document.cover)
    return replace(document, blocks=blocks, cover=cover)


def _block(block: Block, lang: Language) -> Block:
    if isinstance(block, Heading):
        return replace(block, text=result_units(block.text, lang))
    if isinstance(block, Paragraph):
        return replace(block, content=_content(block.content, lang))
    if isinstance(block, Items):
        return replace(block, items=tuple(_content(item, lang) for item in block.items))
    if isinstance(block, Table):
        return _table(block, lang)
    if isinstance(block, Picture):
        texts = (result_units(t, lang) for t in (block.title, block.description, block.svg))
        return Picture(block.id, *texts)
    return _notice(block, lang)


def _notice(block: Notice, lang: Language) -> Notice:
    items = tuple(result_units(item, lang) for item in block.items)
    text = result_units(block.text, lang)
    return replace(block, title=result_units(block.title, lang), text=text, items=items)


def _table(table: Table, lang: Language) -> Table:
    columns = tuple(replace(c, title=result_units(c.title, lang)) for c in table.columns)
    rows = tuple(
        Row(tuple(_content(cell, lang) for cell in row.cells), row.total) for row in table.rows
    )
    return replace(table, caption=result_units(table.caption, lang), columns=columns, rows=rows)


def _content(cell: Content, lang: Language) -> Content:
    return tuple(_part(part, lang) for part in cell)


def _part(part: Inline, lang: Language) -> Inline:
    if isinstance(part, Number):
        return replace(part, unit=unit_words(part.unit, lang)) if part.unit else part
    return result_units(part, lang) if isinstance(part, str) else part
