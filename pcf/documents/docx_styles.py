"""Styles, running head and properties of a DOCX file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcf.documents import docx_xml as xml
from pcf.documents.fonts import one_line
from pcf.documents.layout import short_of

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.section import _Footer, _Header

    from pcf.documents.document import Document

#: Latin and Chinese font of running text and of everything else.
_TEXT, _HEAD = ("Times New Roman", "宋体"), ("Arial", "黑体")
_SOFT, _INK = "52606D", "1F2933"


@dataclass(frozen=True, slots=True)
class _Style:
    """Size, colour and space before and after, in points."""

    name: str
    size: float
    color: str = _INK
    bold: bool = False
    before: float = 0.0
    after: float = 0.0
    fonts: tuple[str, str] = _HEAD
    keep: bool = False
    line: float = 1.0


_STYLES = (
    _Style("Normal", 10.5, after=6, fonts=_TEXT, line=1.35),
    _Style("Title", 22, xml.ACCENT, True, 4, 4, keep=True),
    _Style("Subtitle", 11, _SOFT, after=14),
    _Style("Heading 1", 15, xml.ACCENT, True, 20, 8, keep=True),
    _Style("Heading 2", 12, xml.ACCENT, True, 14, 6, keep=True),
    _Style("Heading 3", 10.5, _INK, True, 10, 4, keep=True),
    _Style("Caption", 9.5, _INK, True, 10, 4, keep=True),
    _Style("List Bullet", 10.5, after=2, fonts=_TEXT, line=1.3),
    _Style("List Number", 10.5, after=2, fonts=_TEXT, line=1.3),
    _Style("TOC 1", 10, before=5, after=2),
    _Style("TOC 2", 10, after=1),
    _Style("TOC 3", 10, after=1),
    _Style("Kicker", 9.5, _SOFT),
    _Style("Lead", 13, xml.ACCENT, before=4, after=6),
    _Style("Note", 8.5, _SOFT, before=3, after=3, line=1.2),
    _Style("Table Text", 9, before=2, after=2),
    _Style("Table Total", 9, bold=True, before=2, after=2),
    _Style("Table Head", 8.5, _SOFT, True, 2, 2, keep=True),
    _Style("Figure", 10, before=8, after=2, keep=True),
    _Style("Figure Caption", 8.5, _SOFT, after=10),
    _Style("Notice Title", 9.5, _INK, True, 4, 0, keep=True),
    _Style("Notice", 9, _INK, line=1.2),
    _Style("Small", 7.5, _SOFT, line=1.15),
)
#: Sizes of a paper of one page are this part of the others.
_SMALL = 0.72


def apply_styles(word: Word, document: Document) -> None:
    """Set every style that is used: fonts of both scripts, sizes, colours, space."""
    for style in _STYLES:
        _apply(word, style, _SMALL if document.compact else 1.0)
    for level in (1, 2, 3):
        _tabbed(word, level)
    defaults = word.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    main = "en-US" if document.lang == "zh" else "en-GB"
    for old in defaults.xpath("w:lang"):
        defaults.remove(old)
    defaults.append(parsed(f'<w:lang w:val="{main}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))


def parsed(text: str) -> Any:
    """Element of a piece of XML; it gets the name spaces."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {xml.NAMES}", text, count=1))


def _apply(word: Word, style: _Style, scale: float) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    known = {item.name for item in word.styles}
    made: Any = (
        word.styles[style.name]
        if style.name in known
        else word.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    if style.name != "Normal":
        made.base_style = word.styles["Normal"]
    made.font.size, made.font.bold = Pt(round(style.size * scale * 2) / 2), style.bold
    made.font.italic = False
    made.font.color.rgb = RGBColor.from_string(style.color)
    props = made.element.get_or_add_rPr()
    for old in props.xpath("w:rFonts | w:spacing"):
        props.remove(old)
    latin, chinese = style.fonts
    props.insert(0, parsed(f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" '
                           f'w:eastAsia="{chinese}"/>'))  # fmt: skip
    for old in made.element.xpath("w:pPr/w:pBdr"):
        old.getparent().remove(old)
    layout = made.paragraph_format
    layout.space_before, layout.space_after = Pt(style.before * scale), Pt(style.after * scale)
    layout.keep_with_next = style.keep
    layout.line_spacing = style.line if scale == 1.0 else min(style.line, 1.1)


def _tabbed(word: Word, level: int) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Pt

    layout: Any = word.styles[f"TOC {level}"].paragraph_format
    layout.left_indent = Pt(14.0 * (level - 1))
    layout.tab_stops.add_tab_stop(Pt(453.0), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def running_heads(word: Word, document: Document) -> str:
    """Fill header and footer; give the references that the first section keeps."""
    section = word.sections[0]
    _head(section.header, document, 1)
    _foot(section.footer)
    if document.cover:
        section.different_first_page_header_footer = True
        if document.mark:
            first: Any = section.first_page_header.paragraphs[0]._p
            first.append(parsed(xml.watermark(document.mark, 2)))
    references = section._sectPr.xpath("w:headerReference | w:footerReference")
    kept = "".join(item.xml for item in references)
    for item in references:
        section._sectPr.remove(item)
    return kept


def _head(header: _Header, document: Document, number: int) -> None:
    line: Any = header.paragraphs[0]._p
    text = one_line(short_of(document))
    mark = xml.run(f"    {one_line(document.mark)}", bold=True) if document.mark else ""
    made = parsed(xml.paragraph(xml.run(text if len(text) <= 90 else text[:89] + "…") + mark,
                                "Small"))  # fmt: skip
    if document.mark:
        made.append(parsed(xml.watermark(one_line(document.mark), number)))
    line.getparent().replace(line, made)


def _foot(footer: _Footer) -> None:
    line: Any = footer.paragraphs[0]._p
    inner = xml.field("PAGE", "1") + xml.run(" / ") + xml.field("NUMPAGES", "1")
    made = parsed(xml.paragraph(inner, "Small", '<w:jc w:val="right"/>'))
    line.getparent().replace(line, made)


def set_properties(word: Word, document: Document) -> None:
    """Title, author and language; no time and no name of a program."""
    told = word.core_properties
    told.title, told.author = one_line(document.title)[:255], one_line(document.author)[:255]
    told.comments = told.last_modified_by = ""
    told.subject = one_line(document.subtitle)[:255]
    told.language = "zh-CN" if document.lang == "zh" else "en-GB"
    element: Any = told._element
    for old in list(element):
        if str(old.tag).endswith(("}created", "}modified")):
            element.remove(old)
    package: Any = word.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
