"""The tables of a document as a workbook: numbers are numbers, everything else is text.

A number has the digits that are printed, with a number format that shows them all; its unit stands
in a column of its own or in the header, its address in the last column. No cell is ever a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pcf.documents.document import (
    Column,
    Content,
    Document,
    Heading,
    Notice,
    Number,
    Row,
    Table,
    content,
    plain_text,
)
from pcf.documents.fonts import one_line
from pcf.documents.layout import addressed, numbers_of, with_column, words_of
from pcf.documents.wording import worded
from pcf.i18n import Language, label
from pcf.project.workbook import MAX_CELL, fill_text
from pcf.project.workbook_archive import stable_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?\Z")
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?) %\Z")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_INK, _ACCENT, _SOFT, _ALARM = "1F2933", "0B3C5D", "52606D", "9B1C1C"
_MAX_TITLE, _MAX_WIDTH, _SHORT = 31, 60, 24
#: A cell holds no more, with room for coded signs and the mark of a cut.
_MAX_TEXT = MAX_CELL - 100


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a sheet: its valid title, and its place in the document."""

    title: str
    caption: str
    table: Table


def xlsx_of(document: Document) -> bytes:
    """Give the workbook of every table of a document, with a sheet of contents in front."""
    from openpyxl import Workbook

    book, document = Workbook(), worded(document)
    sheets = tuple(sheets_of(document))
    _contents(book, document, sheets)
    for sheet in sheets:
        _fill(book, sheet)
    told = book.properties
    told.title, told.creator = one_line(document.title), one_line(document.author)
    told.language = "zh-CN" if document.lang == "zh" else "en"
    made = io.BytesIO()
    book.save(made)
    return stable_bytes(made.getvalue())


def sheets_of(document: Document) -> Iterator[Sheet]:
    """Tables with the titles of their sheets; a table without caption has that of its heading."""
    heading, number = one_line(document.title), 0
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = one_line(block.text)
        if isinstance(block, Table):
            number += 1
            caption = one_line(block.caption) or heading
            yield Sheet(sheet_title(number, caption), caption, _complete(block, document))


def sheet_title(number: int, caption: str) -> str:
    """Valid and unique title of a sheet: its number, and what there is room for of its caption."""
    bare = _FORBIDDEN.sub(" ", caption).replace("'", " ")
    return f"{number} {' '.join(bare.split())}"[:_MAX_TITLE].strip()


def _complete(table: Table, document: Document) -> Table:
    """Table with columns for units, sources and addresses, where it has any."""
    at = 0
    while at < len(table.columns):
        if any(_unit(row.cells[at]) for row in table.rows):
            table = _with_unit(table, at, document.lang)
            at += 1
        at += 1
    return addressed(_with_sources(table, document), document)


def _number(cell: Content) -> Number | None:
    """Give the number that is all a cell holds."""
    part = cell[0] if len(cell) == 1 else None
    return part if isinstance(part, Number) else None


def _unit(cell: Content) -> str:
    found = _number(cell)
    return found.unit if found is not None else ""


def _with_unit(table: Table, at: int, lang: Language) -> Table:
    """Split the units of a column off."""
    column = Column(label("unit", lang))

    def split(row: Row) -> Row:
        found = _number(row.cells[at])
        unit = found.unit if found is not None else ""
        cell = row.cells[at] if found is None else (replace(found, unit=""),)
        return replace(row, cells=(*row.cells[:at], cell, content(unit), *row.cells[at + 1 :]))

    columns = (*table.columns[: at + 1], column, *table.columns[at + 1 :])
    return replace(table, columns=columns, rows=tuple(split(row) for row in table.rows))


def _with_sources(table: Table, document: Document) -> Table:
    found = [
        [number.source for number in numbers_of(row) if not words_of(number, document)]
        for row in table.rows
    ]
    return with_column(table, label("sheet_source", document.lang), found)


def value_of(text: str) -> tuple[float | int | None, str]:
    """Give the value of a printed number and the number format that prints it again.

    None for what is no number, such as ``n/a`` or ``<0.1 %``.
    """
    share = _PERCENT.match(text)
    if share is None and not _PLAIN.match(text):
        return None, "@"
    digits = share[1] if share is not None else text
    places = len(digits.partition(".")[2])
    shape = "0" + (f".{'0' * places}" if places else "")
    exact = Decimal(digits)
    if share is not None:
        exact, shape = exact / 100, f'{shape}" "%'
    if text.startswith("+"):
        shape = f"+{shape};-{shape};{shape}"
    value = int(exact) if exact == exact.to_integral_value() else float(exact)
    return value, shape


def _fill(book: Workbook, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    made: Any = book.create_sheet(sheet.title)
    line = Side(style="thin", color=_ACCENT)
    bold, soft = Font(bold=True, color=_INK), Font(bold=True, color=_SOFT)
    tops, rule = Alignment(vertical="top", wrap_text=True), Border(bottom=line)
    above = Border(top=line)
    for at, column in enumerate(sheet.table.columns, start=1):
        cell = made.cell(1, at)
        _put_text(cell, column.title)
        cell.font, cell.border = soft, rule
        cell.alignment = Alignment(horizontal="right" if column.numeric else None, wrap_text=True)
    for at_row, row in enumerate(sheet.table.rows, start=2):
        for at, parts in enumerate(row.cells, start=1):
            cell = made.cell(at_row, at)
            _put(cell, parts)
            if cell.data_type == "s" and len(cell.value) > _SHORT:
                cell.alignment = tops
            if row.total:
                cell.font, cell.border = bold, above
    for at, width in enumerate(_widths(sheet.table), start=1):
        made.column_dimensions[get_column_letter(at)].width = width
    made.freeze_panes = "B2"
    made.print_title_rows = "1:1"
    made.page_setup.orientation = "landscape" if len(sheet.table.columns) > 5 else "portrait"
    made.page_setup.paperSize, made.page_setup.fitToHeight = 9, 0
    made.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Any, parts: Content) -> None:
    found = _number(parts)
    value, shape = value_of(found.text) if found is not None else (None, "@")
    if value is None:
        _put_text(cell, plain_text(parts))
        return
    cell.value, cell.number_format = value, shape


def _put_text(cell: Any, text: str) -> None:
    """Text that is never a formula; what a cell cannot hold is cut with a mark."""
    told = one_line(text)
    if not told:
        return
    kept = told if len(told) <= _MAX_TEXT else f"{told[:_MAX_TEXT]} […]"
    fill_text(cell, kept)


def _widths(table: Table) -> Sequence[float]:
    made = []
    for at, column in enumerate(table.columns):
        texts = [column.title, *(plain_text(row.cells[at]) for row in table.rows)]
        longest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) for text in texts)
        made.append(float(min(max(longest + 3, 9), _MAX_WIDTH)))
    return made


def _contents(book: Workbook, document: Document, sheets: Sequence[Sheet]) -> None:
    from openpyxl.styles import Font

    made: Any = book.active
    made.title = label("document_contents", document.lang)
    made.column_dimensions["A"].width, made.column_dimensions["B"].width = 70.0, 34.0
    big = Font(bold=True, size=16, color=_ACCENT)
    soft, alarm = Font(color=_SOFT), Font(bold=True, color=_ALARM)
    head = [(document.mark, alarm), (document.kicker, soft), (document.title, big),
            (document.subtitle, soft)]  # fmt: skip
    notices = [block for block in document.blocks if isinstance(block, Notice)]
    tail = [(text, soft) for text in document.footer]
    row = 1
    for text, font in (*head, *((_told(n), soft) for n in notices), ("", soft)):
        if text or font is soft:
            _put_text(made.cell(row, 1), text)
            made.cell(row, 1).font = font
            row += 1
    for sheet in sheets:
        cell = made.cell(row, 1)
        _put_text(cell, sheet.caption)
        cell.hyperlink = f"#'{sheet.title}'!A1"
        cell.font = Font(color=_ACCENT, underline="single")
        _put_text(made.cell(row, 2), sheet.title)
        row += 1
    scope = document.scope
    if any(number.text[:1] in ("<", ">") for number in document.numbers()):
        tail.insert(0, (label("document_small_cells", document.lang), soft))
    if any(True for number in document.numbers() if number.address):
        tail.insert(0, (f"pcf explain {label('document_address', document.lang)} {scope}", soft))
    for text, font in (("", soft), *tail):
        _put_text(made.cell(row, 1), text)
        made.cell(row, 1).font = font
        row += 1


def _told(notice: Notice) -> str:
    return "  ".join(filter(None, (notice.title, notice.text)))
