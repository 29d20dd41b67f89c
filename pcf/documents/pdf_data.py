"""A document as plain data for the page layout: strings, widths and places, nothing interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pcf.documents.columns import (
    ACROSS,
    GAP,
    HALF,
    UPRIGHT,
    breakable,
    heights_of,
    size_of,
    widths_of,
)
from pcf.documents.document import (
    Block,
    Content,
    Document,
    Heading,
    Items,
    Link,
    Notice,
    Number,
    Paragraph,
    Picture,
    Table,
)
from pcf.documents.fonts import OTHERS, SANS, SERIF, one_line, shown
from pcf.documents.html import is_web_address
from pcf.documents.layout import (
    Placed,
    placed_headings,
    register_of,
    runs_of,
    short_of,
    with_addresses,
    words_of,
)
from pcf.documents.limits import as_printed
from pcf.i18n import label, phrase

#: Characters of running text that may stand in one word, as a width in letters' sizes.
_LINE = 38.0
_VIEW = re.compile(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"')
#: Heights in points on pages that hold 690: a lower row and a lower table are not cut where a page
#: ends; a taller figure stands on top of the next page, and text follows it on this one.
_ROW, _TOGETHER, _FLOATING = 150.0, 150.0, 260.0
#: Height that a figure may have on a page, in points.
_TALL = 640.0


def data_of(document: Document) -> dict[str, Any]:
    """Give the data that ``templates/document.typ`` reads."""
    return _Data(as_printed(document)).whole()


class _Data:
    """Names of addresses and files while the data of a document are made."""

    def __init__(self, document: Document) -> None:
        self._document = with_addresses(document)
        self._register = register_of(document)
        self._labels = {words: f"a{number}" for number, words in enumerate(self._register)}
        self._headings: Iterator[Placed] = iter(placed_headings(document))
        self._figures = 0

    def whole(self) -> dict[str, Any]:
        """Everything."""
        document, lang = self._document, self._document.lang
        runs = [
            {"across": run.across, "blocks": [self._block(b, _width(document, run.across))
                                              for b in run.blocks]}
            for run in runs_of(document)
        ]  # fmt: skip
        return {
            "lang": lang,
            "region": "CN" if lang == "zh" else "GB",
            "fonts": {"serif": SERIF, "sans": SANS, "others": OTHERS},
            "title": _text(document.title),
            "author": _text(document.author),
            "date": _date(document.date),
            "kicker": _text(document.kicker),
            "subtitle": breakable(_text(document.subtitle), 24.0),
            "short": breakable(_cut(_text(short_of(document))), 40.0),
            "mark": _text(document.mark),
            "contents": document.contents,
            "compact": document.compact,
            "indent": lang == "zh" and document.contents,
            "size": 9.0,
            "cover": [[_text(name), self._inline(cell, 24.0)] for name, cell in document.cover],
            "footer": [breakable(_text(line), 34.0) for line in document.footer],
            "register": self._entries(),
            "words": self._words(),
            "runs": runs,
        }

    def _words(self) -> dict[str, str]:
        lang, scope = self._document.lang, _text(self._document.scope)
        return {
            "contents": label("document_contents", lang),
            "addresses": label("document_addresses", lang),
            "addresses_text": phrase("document_addresses_text", lang, scope=scope),
        }

    def _entries(self) -> list[dict[str, str]]:
        return [
            {"label": self._labels[words], "words": breakable(_text(entry.short), 16.0),
             "text": breakable(_text(entry.text), 9.0)}
            for words, entry in self._register.items()
        ]  # fmt: skip

    def _block(self, block: Block, width: float) -> Mapping[str, Any]:
        if isinstance(block, Heading):
            placed = next(self._headings)
            return {"k": "heading", "level": placed.level, "page": block.new_page,
                    "text": _text(placed.whole)}  # fmt: skip
        if isinstance(block, Paragraph):
            return {"k": "paragraph", "kind": block.kind, "c": self._inline(block.content, _LINE)}
        if isinstance(block, Items):
            items = [self._inline(item, _LINE - 4) for item in block.items]
            return {"k": "items", "ordered": block.ordered, "items": items}
        if isinstance(block, Table):
            return self._table(block, width)
        if isinstance(block, Picture):
            return self._figure(block, width)
        return _notice(block)

    def _table(self, table: Table, width: float) -> Mapping[str, Any]:
        size = size_of(table, width) if not self._document.compact else 8.2
        widths = widths_of(table, width, size)
        heights = heights_of(table, widths, size)
        rooms = [(w - GAP) / size / 1.03 for w in widths]
        return {
            "k": "table",
            "caption": _text(table.caption),
            "size": size,
            "widths": widths,
            "whole": max(heights, default=0.0) < _ROW,
            "loose": sum(heights) > _TOGETHER,
            "columns": [
                {"title": breakable(_text(column.title), room / 0.95), "numeric": column.numeric}
                for column, room in zip(table.columns, rooms, strict=True)
            ],
            "rows": [
                {"total": row.total,
                 "cells": [self._inline(c, r) for c, r in zip(row.cells, rooms, strict=True)]}
                for row in table.rows
            ],
        }  # fmt: skip

    def _figure(self, picture: Picture, width: float) -> Mapping[str, Any]:
        file = f"figure-{self._figures}.svg"
        self._figures += 1
        small = self._document.compact
        wide, high = shown_size(picture.svg, width * (0.75 if small else 1.0))
        return {"k": "figure", "file": file, "title": _text(picture.title),
                "alt": _text(picture.description) or _text(picture.title),
                "width": wide, "floats": high > _FLOATING and not small}  # fmt: skip

    def _inline(self, cell: Content, room: float) -> list[Any]:
        made: list[Any] = []
        for part in cell:
            text = breakable(_text(str(part)), room)
            if isinstance(part, Link) and is_web_address(part.url):
                made.append({"url": part.url.strip(), "text": text})
            elif isinstance(part, Number):
                made.append([text, self._labels.get(words_of(part, self._document), "")])
            else:
                made.append(text)
        return made


def _notice(block: Notice) -> Mapping[str, Any]:
    return {
        "k": "notice",
        "kind": block.kind,
        "title": breakable(_text(block.title), _LINE),
        "text": breakable(_text(block.text), _LINE),
        "items": [breakable(_text(item), _LINE - 4) for item in block.items],
    }


def _text(text: str) -> str:
    return shown(one_line(text, ends=True))


def _cut(text: str, length: int = 90) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _date(text: str) -> list[int] | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return [day.year, day.month, day.day]


def _width(document: Document, across: bool) -> float:
    return HALF if document.compact else ACROSS if across else UPRIGHT


def shown_width(svg: str, width: float) -> float:
    """Width of a figure in points: its own, as long as it has room on the page."""
    return shown_size(svg, width)[0]


def shown_size(svg: str, width: float) -> tuple[float, float]:
    """Width of a figure, and its height, in points."""
    found = _VIEW.search(svg)
    if found is None:
        return width, 0.0
    own, height = (float(number) * 0.75 for number in found.groups())
    wide = min(own, width, _TALL * own / height if height else width)
    return wide, wide * height / own if own else 0.0
