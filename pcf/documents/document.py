"""A document without a format: headings, paragraphs, tables, figures, notices.

Makers of documents build it; renderers turn it into HTML or Markdown. Figures of the footprint are
`Number`: their text is rounded once (`pcf.documents.rounding`), and their address is what
``pcf explain`` takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pcf.i18n import Language

NoticeKind = Literal["draft", "legal", "open"]
ParagraphKind = Literal["plain", "note", "lead"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is printed.

    text
        Rounded text, the same in every language and format.
    unit
        Printed after it; empty where a column names the unit.
    address
        What ``pcf explain`` takes; empty for a number that is no part of the footprint.
    source
        Key or file that states a number which is not computed; ``target:ID`` or ``explain:WORDS``
        for one that is explained under a target, or with those words after its address.
    """

    text: str
    unit: str = ""
    address: str = ""
    source: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.unit}" if self.unit else self.text


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a reader may follow; nothing is loaded from it."""

    url: str

    def __str__(self) -> str:
        return self.url


Inline = str | Number | Link
#: What a cell or paragraph holds, in order.
Content = tuple[Inline, ...]


def content(*parts: Inline) -> Content:
    """Give content of the parts that hold something."""
    return tuple(part for part in parts if part != "")


def plain_text(cell: Content) -> str:
    """Text of content without marks."""
    return "".join(str(part) for part in cell)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 to 4, the title of the document being level 1.

    A heading with `new_page` begins a page where there are pages.
    """

    level: Literal[2, 3, 4]
    text: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    content: Content
    kind: ParagraphKind = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """Column of a table."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Row of a table; the first cell is its header. `total` rows are set apart."""

    cells: tuple[Content, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Table with a caption; a `wide` one is printed on a page in landscape.

    A `sortable` one can be put in the order of any column where a reader can ask for it.
    `print_limit` is how many rows are printed where pages are turned (`pcf.documents.limits`);
    workbooks and the living page keep all of them.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    wide: bool = False
    sortable: bool = False
    print_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with marks or numbered."""

    items: tuple[Content, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Figure as SVG, with the words that stand for it where it cannot be seen."""

    id: str
    title: str
    description: str
    svg: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader must not overlook, with its items."""

    kind: NoticeKind
    title: str
    text: str = ""
    items: tuple[str, ...] = ()


Block = Heading | Paragraph | Items | Table | Picture | Notice


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language.

    kicker
        Line above the title: what kind of paper it is.
    mark
        Word of the watermark; empty for a document that is no draft.
    scope
        Further words of ``pcf explain`` after an address, e.g. ``--target eu``.
    footer
        Lines at the end: what the document was made of.
    compact
        Printed in two columns of small print, for a paper of one page.
    contents
        Whether it begins with a table of contents of its headings.
    cover
        Names and values on the cover page (who asked, who wrote, date ...); empty for none.
    author
        Who wrote it, for the properties of the file.
    date
        Its date, ``2026-03-01``; empty where none is stated. Never the time at which it was made.
    """

    lang: Language
    title: str
    kicker: str
    subtitle: str
    blocks: tuple[Block, ...]
    mark: str = ""
    scope: str = ""
    footer: tuple[str, ...] = field(default=())
    compact: bool = False
    contents: bool = False
    cover: tuple[tuple[str, Content], ...] = ()
    author: str = ""
    date: str = ""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Figures, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    def numbers(self) -> Iterator[Number]:
        """Every number, in the order of reading."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                cells: tuple[Content, ...] = (block.content,)
            elif isinstance(block, Items):
                cells = block.items
            elif isinstance(block, Table):
                cells = tuple(cell for row in block.rows for cell in row.cells)
            else:
                continue
            yield from (part for cell in cells for part in cell if isinstance(part, Number))
