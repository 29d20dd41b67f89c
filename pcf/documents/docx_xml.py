"""Pieces of WordprocessingML as text: every word is escaped here, nothing of it is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pcf.documents.fonts import clean, one_line

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
ACCENT, THIN, ALARM = "0B3C5D", "E4E7EB", "9B1C1C"
#: A table of no more rows stays on one page.
SHORT = 12
#: Twentieths of a point: A4 and its margins.
_LONG, _SHORT, _SIDE, _TOP = 16838, 11906, 1417, 1474


def quoted(text: str) -> str:
    """Text for an attribute."""
    return escape(one_line(text), {'"': "&quot;"})


def run(text: str, *, bold: bool = False, style: str = "") -> str:
    """Text in one format."""
    kind = f'<w:rStyle w:val="{style}"/>' if style else ""
    props = f"<w:rPr>{kind}{'<w:b/>' if bold else ''}</w:rPr>" if kind or bold else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def paragraph(inner: str, style: str, extra: str = "") -> str:
    """Paragraph of runs in a style; `extra` stands among its properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{inner}</w:p>'


def internal_link(inner: str, anchor: str, tooltip: str = "") -> str:
    """Runs that lead to a bookmark."""
    told = f' w:tooltip="{quoted(tooltip[:250])}"' if tooltip else ""
    return f'<w:hyperlink w:anchor="{anchor}"{told} w:history="1">{inner}</w:hyperlink>'


def web_link(inner: str, relation: str) -> str:
    """Runs that lead to an address of the web."""
    return f'<w:hyperlink r:id="{relation}" w:history="1">{inner}</w:hyperlink>'


def bookmark(inner: str, name: str, number: int) -> str:
    """Runs with a name."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
    )


def field(code: str, shown: str = "", *, dirty: bool = False) -> str:
    """Field with what it shows until it is computed."""
    begin = '<w:fldChar w:fldCharType="begin"' + (' w:dirty="true"/>' if dirty else "/>")
    return (
        f'<w:r>{begin}</w:r><w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText>'
        f'</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def contents(entries: Sequence[tuple[int, str, str]]) -> list[str]:
    """Table of contents: level, text and bookmark of each heading, in one field."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
        'xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    made = []
    for number, (level, text, anchor) in enumerate(entries):
        page = "<w:r><w:tab/></w:r>" + field(f"PAGEREF {anchor} \\h")
        line = internal_link(run(text) + page, anchor)
        made.append(paragraph((begin if number == 0 else "") + line, f"TOC{level}"))
    made.append('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
    return made


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one direction; `kept` are references of headers and footers."""

    across: bool = False
    columns: int = 1
    continuous: bool = False
    cover: bool = False
    small: bool = False
    kept: str = ""

    def xml(self) -> str:
        """Properties of the section."""
        wide, high = (_LONG, _SHORT) if self.across else (_SHORT, _LONG)
        turned = ' w:orient="landscape"' if self.across else ""
        side, top = (794, 907) if self.small else (_SIDE, _TOP)
        kind = "continuous" if self.continuous else "nextPage"
        space = ' w:space="397"' if self.columns > 1 else ""
        return (
            f'<w:sectPr>{self.kept}<w:type w:val="{kind}"/>'
            f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="{side}" w:bottom="{top - 150}" w:left="{side}" '
            f'w:header="{top // 2}" w:footer="{top // 2 - 100}" w:gutter="0"/>'
            f'<w:cols w:num="{self.columns}"{space}/>{"<w:titlePg/>" if self.cover else ""}'
            "</w:sectPr>"
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """Runs of a cell, and whether they stand on the right."""

    inner: str
    right: bool = False


def table(
    widths: Sequence[float], head: Sequence[Cell], rows: Sequence[tuple[bool, Sequence[Cell]]],
    caption: str, size: float,
) -> str:  # fmt: skip
    """Table with a first row that is repeated on every page; `widths` and `size` in points."""
    grid = "".join(f'<w:gridCol w:w="{round(w * 20)}"/>' for w in widths)
    border = 'w:space="0" w:val="single"'
    told = f'<w:tblCaption w:val="{quoted(caption)}"/>' if caption else ""
    first = "<w:cantSplit/><w:tblHeader/>"
    head_row = _row(widths, head, "TableHead", size, first, ACCENT) if head else ""
    count = len(rows)
    kept = [at < count - 1 and (count <= SHORT or at >= count - 2) for at in range(count)]
    body = "".join(
        _row(widths, cells, "TableTotal" if total else "TableText", size,
             "<w:cantSplit/>", ACCENT if total else "", keep=keep)
        for (total, cells), keep in zip(rows, kept, strict=True)
    )  # fmt: skip
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{round(sum(widths) * 20)}" w:type="dxa"/><w:tblBorders>'
        f'<w:top {border} w:sz="8" w:color="{ACCENT}"/>'
        f'<w:bottom {border} w:sz="8" w:color="{ACCENT}"/>'
        f'<w:insideH {border} w:sz="4" w:color="{THIN}"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/>{told}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{head_row}{body}</w:tbl>"
    )


def _row(
    widths: Sequence[float], cells: Sequence[Cell], style: str, size: float, props: str, line: str,
    *, keep: bool = False,
) -> str:  # fmt: skip
    edge = "bottom" if style == "TableHead" else "top"
    border = (
        f'<w:tcBorders><w:{edge} w:val="single" w:sz="6" w:space="0" w:color="{line}"/>'
        "</w:tcBorders>"
        if line
        else ""
    )
    next_too = "<w:keepNext/>" if keep else ""
    half = f'<w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    made = []
    for width, cell in zip(widths, cells, strict=True):
        side = '<w:jc w:val="right"/>' if cell.right else ""
        inner = paragraph(cell.inner, style, next_too + side + half)
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{round(width * 20)}" w:type="dxa"/>{border}</w:tcPr>'
            f"{inner}</w:tc>"
        )
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(made)}</w:tr>"


def watermark(text: str, number: int) -> str:
    """Word across the page, behind the text."""
    wide = min(480, 90 * max(2, len(text)) if text.isascii() else 200 * len(text))
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
        f'</v:shapetype><v:shape id="Watermark{number}" o:spid="_x0000_s{2048 + number}" '
        f'type="#_x0000_t136" alt="{quoted(text)}" style="position:absolute;width:{wide}pt;'
        "height:150pt;rotation:320;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#faefee" stroked="f">'
        f'<v:textpath style="font-family:&quot;SimHei&quot;;font-size:1pt" '
        f'string="{quoted(text)}"/></v:shape></w:pict></w:r>'
    )
