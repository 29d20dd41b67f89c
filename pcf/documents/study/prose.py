"""Prose of people as blocks: headings, paragraphs, lists, tables; emphasis is plain text.

Raw HTML is text as any other. A picture is left out with a finding (``RP033``): figures of a report
come from its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pcf.documents.document import (
    Block,
    Column,
    Content,
    Heading,
    Inline,
    Items,
    Link,
    Paragraph,
    Row,
    Table,
    content,
)
from pcf.documents.html import is_web_address
from pcf.findings import Finding, Location, finding

if TYPE_CHECKING:
    from markdown_it.token import Token

    from pcf.project.report_texts import ReportText

#: Levels of nested lists and quotations that are read.
_DEEPEST = 20


def _as_it_is(cell: Content) -> Content:
    return cell


def prose(
    written: ReportText, filled: Callable[[Content], Content] = _as_it_is
) -> tuple[list[Block], list[Finding]]:
    """Turn a written piece into blocks, with what was found in it.

    `filled` puts values of the result where the text has places for them.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable("table")
    made = _Maker(written.file, filled)
    made.read(reader.parse(written.text))
    return made.blocks, made.findings


class _Maker:
    """Makes blocks of tokens."""

    def __init__(self, file: str, filled: Callable[[Content], Content]) -> None:
        self.file = file
        self._filled = filled
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._lists: list[tuple[bool, list[Content]]] = []
        self._cells: list[list[Content]] = []
        self._quoted = 0

    def read(self, tokens: Sequence[Token]) -> None:
        for position, token in enumerate(tokens):
            kind = token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                self._lists.append((kind.startswith("ordered"), []))
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self._end_list()
            elif kind in ("blockquote_open", "blockquote_close"):
                self._quoted += 1 if kind.endswith("open") else -1
            elif kind == "table_open":
                self._cells = []
            elif kind == "tr_open":
                self._cells.append([])
            elif kind == "table_close":
                self.blocks.append(_table(self._cells))
            elif kind in ("fence", "code_block"):
                self._put(self._filled(content(token.content.strip())))
            elif kind == "inline":
                self._inline(token, tokens[position - 1].type)

    def _inline(self, token: Token, before: str) -> None:
        told = self._filled(tuple(self._parts(token.children or (), token)))
        if before == "heading_open" and not self._lists:
            self.blocks.append(Heading(4, "".join(str(part) for part in told)))
        elif before in ("th_open", "td_open"):
            self._cells[-1].append(told)
        else:
            self._put(told)

    def _put(self, told: Content) -> None:
        if not told:
            return
        if self._lists:
            indent = "– " * (len(self._lists) - 1)
            self._lists[0][1].append(content(indent, *told))
        else:
            self.blocks.append(Paragraph(told, "note" if self._quoted else "plain"))

    def _end_list(self) -> None:
        ordered, items = self._lists.pop()
        if not self._lists and items:
            self.blocks.append(Items(tuple(items), ordered))

    def _parts(self, children: Iterable[Token], whole: Token) -> list[Inline]:
        told: list[Inline] = []
        for child in children:
            if child.type in ("softbreak", "hardbreak"):
                told.append(" ")
            elif child.type == "image":
                self._picture(child, whole)
            elif child.type == "link_close":
                continue
            elif child.type == "link_open":
                url = str(child.attrGet("href") or "")
                if is_web_address(url):
                    told += [Link(url), " "]
            elif child.content:
                told.append(child.content)
        return _joined(told)

    def _picture(self, token: Token, whole: Token) -> None:
        line = whole.map[0] + 1 if whole.map else None
        observed = str(token.attrGet("src") or "")[:80]
        self.findings.append(finding("RP033", Location(self.file, line), observed=observed))


def _joined(parts: Iterable[Inline]) -> list[Inline]:
    """Put neighbouring texts together."""
    made: list[Inline] = []
    for part in parts:
        if isinstance(part, str) and made and isinstance(made[-1], str):
            made[-1] += part
        else:
            made.append(part)
    return made


def _table(cells: list[list[Content]]) -> Table:
    head, *rows = cells
    columns = tuple(Column("".join(str(part) for part in cell)) for cell in head)
    return Table("", columns, tuple(Row(tuple(row)) for row in rows))
