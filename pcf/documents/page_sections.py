"""Blocks of a document as a page shows them: with anchors, and figures whose ids are their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.documents.document import Block, Document, Heading, Picture, Row, Table
from pcf.i18n import Language, phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markupsafe import Markup

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
#: Columns that fit beside each other on a page.
_FITTING = 6
#: Attributes that name ids.
_NAMING = ("aria-labelledby", "aria-describedby")


@dataclass(frozen=True, slots=True)
class PageSection:
    """A block with its anchor.

    svg
        Figure of a picture, safe to stand in a page; empty for any other block.
    rows, held
        Rows of a table that stand in the page, and how many more the page holds packed.
    """

    block: Block
    anchor: str
    svg: Markup | str = ""
    rows: tuple[Row, ...] = ()
    held: int = 0
    held_note: str = ""

    @property
    def kind(self) -> str:
        """Kind of the block."""
        return type(self.block).__name__

    @property
    def level(self) -> int:
        """Level of a heading; 0 for any other block."""
        return self.block.level if isinstance(self.block, Heading) else 0

    @property
    def scrolls(self) -> bool:
        """Whether it is a table that may be wider than the page."""
        block = self.block
        return isinstance(block, Table) and (block.wide or len(block.columns) > _FITTING)


def sections_of(
    document: Document, prefix: str = "", most: int | None = None
) -> tuple[PageSection, ...]:
    """Give the blocks of a document their anchors.

    Parameters
    ----------
    prefix
        Put before every id, so that documents can stand in one page.
    most
        Rows of a table that stand in the page; all without it.
    """
    return tuple(
        _section(block, (prefix, number), most, document.lang)
        for number, block in enumerate(document.blocks, start=1)
    )


def _section(block: Block, at: tuple[str, int], most: int | None, lang: Language) -> PageSection:
    prefix, number = at
    if isinstance(block, Picture):
        return PageSection(block, f"{prefix}figure-{block.id}", _own_ids(block.svg, prefix))
    anchor = f"{prefix}s{number}"
    if not isinstance(block, Table):
        return PageSection(block, anchor)
    shown = block.rows if most is None else block.rows[:most]
    held = len(block.rows) - len(shown)
    note = phrase("living_rows_static", lang, shown=len(shown)) if held else ""
    return PageSection(block, anchor, rows=shown, held=held, held_note=note)


def _own_ids(svg: str, prefix: str) -> Markup:
    """Put the prefix before every id of a figure that we drew, and before what names it."""
    from markupsafe import Markup

    if not prefix:
        return Markup(svg)
    from xml.etree import ElementTree

    from defusedxml.ElementTree import fromstring

    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root: Element = fromstring(svg)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            element.attrib[name] = _prefixed(name.rpartition("}")[2], value, prefix)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _prefixed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name in _NAMING:
        return " ".join(prefix + id for id in value.split())
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}")
