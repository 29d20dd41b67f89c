"""A document as DOCX to be edited: real headings, tables, lists, fields; the same bytes each time.

Fonts are named, not embedded: those that every office has, 宋体 and 黑体 for Chinese. Pictures are
those of the PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pcf.documents import docx_xml as xml
from pcf.documents.columns import ACROSS, HALF, UPRIGHT, size_of, widths_of
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
from pcf.documents.docx_styles import apply_styles, parsed, running_heads, set_properties
from pcf.documents.fonts import library, one_line
from pcf.documents.html import is_web_address
from pcf.documents.layout import (
    placed_headings,
    register_of,
    runs_of,
    with_addresses,
    words_of,
)
from pcf.documents.limits import as_printed
from pcf.documents.pdf import png_of
from pcf.documents.pdf_data import shown_width
from pcf.i18n import label, phrase
from pcf.project.workbook_archive import stable_bytes

if TYPE_CHECKING:
    from docx.document import Document as Word

_STYLE_OF = {"plain": "Normal", "note": "Note", "lead": "Lead"}
#: Colour of the edge and of the ground of a notice.
_NOTICE = {"draft": (xml.ALARM, "FDF3F2"), "open": ("8A6D00", "FCF8E8"),
           "legal": (xml.ACCENT, "F3F6F8")}  # fmt: skip


def docx_of(document: Document) -> bytes:
    """Render a document.

    Raises
    ------
    PcfError
        ``IM043`` when the extra ``report`` is not installed.
    """
    docx = library("docx", "docx", "python-docx")
    document = as_printed(document)
    word: Word = docx.Document()
    apply_styles(word, document)
    set_properties(word, document)
    _Writer(word, with_addresses(document)).write()
    made = io.BytesIO()
    word.save(made)
    return stable_bytes(made.getvalue())


class _Writer:
    """Puts the blocks of a document before the last section of an empty file."""

    def __init__(self, word: Word, document: Document) -> None:
        self._word, self._document = word, document
        self._end: Any = word.element.body.xpath("w:sectPr")[0]
        self._register = register_of(document)
        self._anchors = {words: f"address_{n}" for n, words in enumerate(self._register)}
        self._placed = placed_headings(document)
        self._headings = iter(enumerate(self._placed))
        self._bookmarks = iter(range(1, 10**9))
        self._numbering = 0

    def write(self) -> None:
        """Write everything."""
        document = self._document
        kept = running_heads(self._word, document)
        self._front()
        runs = runs_of(document)
        if document.compact:
            self._section(xml.Section(small=True, kept=kept))
            kept = ""
        for number, run in enumerate(runs):
            for block in run.blocks:
                self._block(block, self._width(run.across))
            last = number == len(runs) - 1
            section = xml.Section(
                across=run.across, columns=2 if document.compact else 1,
                continuous=document.compact, cover=bool(document.cover) and number == 0,
                small=document.compact, kept=kept,
            )  # fmt: skip
            kept = ""
            if last and not run.across:
                self._back()
                self._final(section)
                return
            self._section(section)
        self._back()
        self._final(xml.Section(small=document.compact, kept=kept))

    def _width(self, across: bool) -> float:
        return HALF if self._document.compact else ACROSS if across else UPRIGHT

    def _add(self, text: str) -> None:
        self._end.addprevious(parsed(text))

    def _section(self, section: xml.Section) -> None:
        """End a section; the paragraph that carries it takes no room."""
        tight = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        self._add(xml.paragraph("", "Normal", tight + section.xml()))

    def _final(self, section: xml.Section) -> None:
        made = parsed(section.xml())
        self._end.getparent().replace(self._end, made)
        self._end = made

    def _front(self) -> None:
        document = self._document
        mark = xml.run(f"    {one_line(document.mark)}", bold=True) if document.mark else ""
        gap = '<w:spacing w:before="3600"/>' if document.cover else ""
        self._add(xml.paragraph(xml.run(one_line(document.kicker)) + mark, "Kicker", gap))
        self._add(xml.paragraph(xml.run(one_line(document.title)), "Title"))
        self._add(xml.paragraph(xml.run(one_line(document.subtitle)), "Subtitle"))
        if document.cover:
            self._cover()
        if document.contents:
            self._add(xml.paragraph(xml.run(label("document_contents", document.lang), bold=True),
                                    "Lead"))  # fmt: skip
            entries = [(p.level, one_line(p.whole), f"_Toc{n:06d}")
                       for n, p in enumerate(self._placed) if p.level <= 3]  # fmt: skip
            for line in xml.contents(entries):
                self._add(line)
            self._add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def _cover(self) -> None:
        widths = (UPRIGHT * 0.34, UPRIGHT * 0.66)
        rows = [
            (False, [xml.Cell(xml.run(one_line(name))), xml.Cell(self._inline(cell))])
            for name, cell in self._document.cover
        ]
        self._add(xml.paragraph("", "Normal", '<w:spacing w:before="3600"/>'))
        self._add(xml.table(widths, (), rows, "", 10.5))
        self._add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def _block(self, block: Block, width: float) -> None:
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._add(xml.paragraph(self._inline(block.content), _STYLE_OF[block.kind]))
        elif isinstance(block, Items):
            self._items(block)
        elif isinstance(block, Table):
            self._table(block, width)
        elif isinstance(block, Picture):
            self._picture(block, width)
        else:
            self._notice(block)

    def _heading(self, block: Heading) -> None:
        number, placed = next(self._headings)
        text = xml.run(one_line(placed.whole))
        inner = xml.bookmark(text, f"_Toc{number:06d}", next(self._bookmarks))
        extra = "<w:pageBreakBefore/>" if block.new_page and not self._document.compact else ""
        self._add(xml.paragraph(inner, f"Heading{placed.level}", extra))

    def _items(self, block: Items) -> None:
        style = "ListNumber" if block.ordered else "ListBullet"
        extra = self._restarted() if block.ordered else ""
        for item in block.items:
            self._add(xml.paragraph(self._inline(item), style, extra))

    def _restarted(self) -> str:
        """Numbering of its own for a list, which begins with one."""
        numbering: Any = self._word.part.numbering_part.element
        style: Any = self._word.styles["List Number"].element
        [base] = style.xpath("w:pPr/w:numPr/w:numId/@w:val")
        [kind] = numbering.xpath(f"w:num[@w:numId='{base}']/w:abstractNumId/@w:val")
        made = numbering.add_num(int(kind))
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{made.numId}"/></w:numPr>'

    def _table(self, table: Table, width: float) -> None:
        size = 7.5 if self._document.compact else size_of(table, width)
        caption = one_line(table.caption)
        if caption:
            self._add(xml.paragraph(xml.run(caption), "Caption"))
        sides = [column.numeric for column in table.columns]
        head = [xml.Cell(xml.run(one_line(c.title)), c.numeric) for c in table.columns]
        rows = [
            (row.total, [xml.Cell(self._inline(cell), right)
                         for cell, right in zip(row.cells, sides, strict=True)])
            for row in table.rows
        ]  # fmt: skip
        self._add(xml.table(widths_of(table, width, size), head, rows, caption, size))
        self._add(xml.paragraph("", "Small"))

    def _picture(self, picture: Picture, width: float) -> None:
        from docx.shared import Pt

        room = width * (0.7 if self._document.compact else 1.0)
        line = self._word.add_paragraph(style="Figure")
        shape: Any = line.add_run().add_picture(
            io.BytesIO(png_of(picture)), width=Pt(shown_width(picture.svg, room))
        )
        told = shape._inline.docPr
        told.set("descr", one_line(picture.description) or one_line(picture.title))
        told.set("name", picture.id)
        self._end.addprevious(line._p)
        self._add(xml.paragraph(xml.run(one_line(picture.title)), "FigureCaption"))

    def _notice(self, block: Notice) -> None:
        line, ground = _NOTICE[block.kind]
        box = (f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="{line}"/></w:pBdr>'
               f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>'
               '<w:ind w:left="160"/>')  # fmt: skip
        self._add(xml.paragraph(xml.run(one_line(block.title)), "NoticeTitle", box))
        texts = [block.text] if block.text else []
        for text in (*texts, *(f"• {item}" for item in block.items)):
            self._add(xml.paragraph(xml.run(one_line(text)), "Notice", box))
        self._add(xml.paragraph("", "Small"))

    def _back(self) -> None:
        """Say what the document was made of, and give the addresses of its numbers."""
        document = self._document
        for text in document.footer:
            self._add(xml.paragraph(xml.run(one_line(text)), "Small"))
        if not self._register:
            return
        title = label("document_addresses", document.lang)
        told = phrase("document_addresses_text", document.lang, scope=document.scope)
        self._add(xml.paragraph("", "Small"))
        self._add(xml.paragraph(xml.run(f"{title}  ", bold=True) + xml.run(told), "Small"))
        self._add(xml.paragraph("".join(self._entries()), "Small"))

    def _entries(self) -> Iterator[str]:
        for number, (words, entry) in enumerate(self._register.items()):
            target = xml.run(one_line(entry.short))
            marked = xml.bookmark(target, self._anchors[words], next(self._bookmarks))
            between = ";   " if number else ""
            yield xml.run(f"{between}{one_line(entry.text)} → ") + marked

    def _inline(self, cell: Content) -> str:
        made = []
        for part in cell:
            text = xml.run(one_line(str(part), ends=True))
            if isinstance(part, Link) and is_web_address(part.url):
                made.append(xml.web_link(text, self._relation(part.url.strip())))
            elif isinstance(part, Number) and words_of(part, self._document) in self._anchors:
                words = words_of(part, self._document)
                tip = f"pcf explain {words}"
                made.append(xml.internal_link(text, self._anchors[words], tip))
            else:
                made.append(text)
        return "".join(made)

    def _relation(self, url: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        part: Any = self._word.part
        return str(part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
