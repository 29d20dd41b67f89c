"""A document as Markdown: the same words and the same rounded numbers as in HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pcf.documents.document import (
    Block,
    Content,
    Document,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Table,
)

_MARKS = re.compile(r"([\\`*_\[\]<>|#~$])")
_BLANKS = re.compile(r"\s+")


def markdown_of(document: Document, files: Mapping[str, str] | None = None) -> str:
    """Render a document.

    Parameters
    ----------
    files
        Path of the file of each figure, by its id; a figure without file is told in words.
    """
    mark = f"**{escaped(document.mark)}**" if document.mark else ""
    head = [escaped(document.kicker), f"# {escaped(document.title)}", mark]
    head.append(escaped(document.subtitle))
    body = [_block(block, files or {}) for block in document.blocks]
    tail = ["---", *(escaped(line) for line in document.footer), mark]
    return "\n\n".join(part for part in (*head, *body, *tail) if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKS.sub(r"\\\1", _BLANKS.sub(" ", text).strip())


def _cell(cell: Content) -> str:
    return escaped("".join(str(part) for part in cell))


def _block(block: Block, files: Mapping[str, str]) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escaped(block.text)}"
    if isinstance(block, Paragraph):
        return _cell(block.content)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Picture):
        return _picture(block, files)
    return _notice(block)


def _table(table: Table) -> str:
    columns = len(table.columns)
    lines = [
        "| " + " | ".join(escaped(column.title) for column in table.columns) + " |",
        "|" + "|".join(" ---: " if column.numeric else " --- " for column in table.columns) + "|",
    ]
    for row in table.rows:
        cells = [_cell(cell) for cell in row.cells] + [""] * (columns - len(row.cells))
        if row.total:
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        lines.append("| " + " | ".join(cells) + " |")
    caption = f"**{escaped(table.caption)}**\n\n" if table.caption else ""
    return caption + "\n".join(lines)


def _picture(picture: Picture, files: Mapping[str, str]) -> str:
    words = escaped(picture.description)
    path = files.get(picture.id)
    return f"![{escaped(picture.title)}]({path})\n\n{words}" if path else words


def _notice(notice: Notice) -> str:
    lines = [f"> **{escaped(notice.title)}**"]
    if notice.text:
        lines += [">", f"> {escaped(notice.text)}"]
    if notice.items:
        lines += [">", *(f"> - {escaped(item)}" for item in notice.items)]
    return "\n".join(lines)
