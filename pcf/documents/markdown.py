"""A document as Markdown: the same words and the same rounded numbers as in HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pcf.documents.document import (
    Block,
    Content,
    Document,
    Heading,
    Items,
    Notice,
    Paragraph,
    Picture,
    Table,
)
from pcf.documents.layout import register_of, with_addresses
from pcf.documents.limits import as_printed
from pcf.i18n import Language, label, phrase
from pcf.plain import unturned

_MARKS = re.compile(r"([\\`*_\[\]<>|#~$])")
_BLANKS = re.compile(r"\s+")


def markdown_of(document: Document, files: Mapping[str, str] | None = None) -> str:
    """Render a document.

    Parameters
    ----------
    files
        Path of the file of each figure, by its id; a figure without file is told in words.
    """
    document = as_printed(document)
    mark = f"**{escaped(document.mark)}**" if document.mark else ""
    head = [escaped(document.kicker), f"# {escaped(document.title)}", mark]
    head.append(escaped(document.subtitle))
    body = [_block(block, files or {}, document.lang) for block in with_addresses(document).blocks]
    tail = ["---", *(escaped(line) for line in document.footer), _addresses(document), mark]
    return "\n\n".join(part for part in (*head, *body, *tail) if part) + "\n"


def _addresses(document: Document) -> str:
    """List what ``pcf explain`` takes for each number."""
    entries = register_of(document).values()
    if not entries:
        return ""
    text = phrase("document_addresses_text", document.lang, scope=document.scope)
    lines = [f"- {escaped(entry.text)}: {code(entry.short)}" for entry in entries]
    return "\n".join([escaped(text), "", *lines])


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKS.sub(r"\\\1", _BLANKS.sub(" ", unturned(text)).strip())


def code(text: str) -> str:
    """Text as it is typed at a prompt: a code span, in which nothing is escaped."""
    told = _BLANKS.sub(" ", unturned(text)).strip()
    return escaped(told) if "`" in told or "|" in told or not told else f"`{told}`"


def _codes(cell: Content) -> str:
    return ", ".join(code(part) for part in "".join(map(str, cell)).split(", "))


def _cell(cell: Content) -> str:
    return escaped("".join(str(part) for part in cell))


def _block(block: Block, files: Mapping[str, str], lang: Language) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escaped(block.text)}"
    if isinstance(block, Paragraph):
        return _cell(block.content)
    if isinstance(block, Items):
        mark = "1." if block.ordered else "-"
        return "\n".join(f"{mark} {_cell(item)}" for item in block.items)
    if isinstance(block, Table):
        return _table(block, lang)
    if isinstance(block, Picture):
        return _picture(block, files)
    return _notice(block)


def _table(table: Table, lang: Language) -> str:
    columns = len(table.columns)
    typed = table.columns[-1].title == label("document_address", lang)
    lines = [
        "| " + " | ".join(escaped(column.title) for column in table.columns) + " |",
        "|" + "|".join(" ---: " if column.numeric else " --- " for column in table.columns) + "|",
    ]
    for row in table.rows:
        cells = [_cell(cell) for cell in row.cells] + [""] * (columns - len(row.cells))
        if typed and len(row.cells) == columns:
            cells[-1] = _codes(row.cells[-1])
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
