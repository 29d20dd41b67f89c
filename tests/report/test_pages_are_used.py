"""Pages turn only for tables that need it; columns fit their content; pages are full."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from paper import NO_POPPLER, POPPLER, pictures, squeezed, texts
from study_kit import study

from pcf.documents.columns import FEW, UPRIGHT, fits, size_of, widths_of
from pcf.documents.document import (
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Table,
    content,
)
from pcf.documents.fonts import shown
from pcf.documents.layout import runs_of
from pcf.documents.pdf import pdf_of
from pcf.documents.pdf_data import data_of

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")


def table_of(rows, columns, word="word", wide=True):
    heads = tuple(Column(f"column {n}") for n in range(columns))
    return Table("", heads, tuple(Row((content(word),) * columns) for _ in range(rows)), wide)


def document(*blocks):
    return Document("en", "T", "", "", tuple(blocks), contents=True)


def across(*blocks):
    return [run.across for run in runs_of(document(*blocks))]


def test_a_wide_table_of_few_rows_stands_upright_in_smaller_print():
    short = table_of(FEW, 11)
    assert across(Heading(2, "H", new_page=True), short) == [False]
    assert size_of(short, UPRIGHT) < 8.0
    assert across(Heading(2, "H", new_page=True), table_of(FEW + 1, 11)) == [True]


def test_a_table_that_has_room_does_not_turn_the_page_however_it_is_called():
    assert fits(table_of(200, 5))


def test_what_stands_between_two_wide_tables_turns_with_them():
    wide, line = table_of(40, 11), Paragraph(content("some words"))
    assert across(wide, Heading(3, "A"), line, line, Heading(3, "B"), wide) == [True]
    long = [Paragraph(content("words " * 120)) for _ in range(6)]
    assert across(wide, *long, wide) == [True, False, True]
    assert across(wide, Heading(2, "Next", new_page=True), *long) == [True, False]


def test_a_chapter_that_begins_with_little_before_its_wide_table_is_turned_as_a_whole():
    line = Paragraph(content("some words"))
    assert across(line, Heading(2, "A", new_page=True), line, line, table_of(40, 11)) == [
        False,
        True,
    ]


def test_short_chinese_columns_are_never_broken_and_long_texts_get_the_room():
    names = "电解铜箔生产与表面处理、分切、检验" * 4
    cells = (content(names), content("阶段"), content("原材料获取"), content("CN"), content("x"))
    made = Table("", tuple(Column(t) for t in ("名称", "阶段", "种类", "地点", "y")),
                 tuple(Row(cells) for _ in range(20)), True)  # fmt: skip
    size = size_of(made, UPRIGHT)
    widths = widths_of(made, UPRIGHT, size)
    assert widths[1] >= 2 * size + 8  # two characters and the gap
    assert widths[2] >= 5 * size + 8
    assert widths[0] > sum(widths[1:])
    assert sum(widths) == pytest.approx(UPRIGHT)


def test_of_two_long_columns_the_longer_one_is_wider():
    cells = (content("word " * 20), content("word " * 80), content("no"))
    made = Table("", (Column("a"), Column("b"), Column("c")), (Row(cells),) * 3)
    widths = widths_of(made, UPRIGHT, 9.0)
    assert widths[1] > 2 * widths[0] > 4 * widths[2]


def test_a_text_as_long_as_a_page_gets_the_room_that_others_can_spare():
    cells = (*(content("1.5"),) * 4, content("word " * 400))
    made = Table("", (*(Column("heads of two words", numeric=True),) * 4, Column("z")),
                 (Row(cells),))  # fmt: skip
    few = replace(made, rows=(Row((*cells[:4], content("word " * 20))),))
    long, short = (widths_of(t, UPRIGHT, 9.0) for t in (made, few))
    assert long[4] > short[4] + 20
    assert sum(long) == pytest.approx(sum(short)) == pytest.approx(UPRIGHT)


def test_short_tables_stay_whole_and_rows_taller_than_a_page_are_cut():
    def data(table):
        return next(b for b in data_of(document(table))["runs"][0]["blocks"] if b["k"] == "table")

    short, tall = table_of(6, 4), table_of(3, 2, "word " * 1500)
    assert (data(short)["loose"], data(short)["whole"]) == (False, True)
    assert (data(tall)["loose"], data(tall)["whole"]) == (True, False)
    assert data(table_of(40, 4))["loose"]
    words = "".join(texts(pdf_of(document(tall)))).count("word")
    assert words == 3 * 2 * 1500  # none is lost below the edge of the paper


#: Part of a page that has to be used where the next one does not begin anew: what is not cut is a
#: table of 150 points or a figure of 260 points, with its caption and headings, of 690 points.
USED = 0.5


@pytest.mark.skipif(not POPPLER, reason=NO_POPPLER)
@pytest.mark.parametrize(
    ("name", "lang", "most"),
    [("hydrogen-coal", "en", 43), ("cement", "zh", 44)],
)
def test_pages_are_used_up_to_the_end_of_a_chapter(name, lang, most, tmp_path):
    report = study(name, lang)
    pdf = report.to_pdf()
    pages = pictures(pdf, tmp_path)
    assert len(pages) <= most
    anew = beginnings(report.document, pdf)
    used = [share_used(page) for page in pages]
    across = [page.size[0] > page.size[1] for page in pages]
    for at, share in enumerate(used[1:-1], start=1):  # the cover is what it is
        assert share > 0.1, at + 1
        turns = across[at] != across[at + 1]
        assert share >= USED or turns or at + 1 in anew, (at + 1, share)


def share_used(page):
    """Part of the height between the margins down to the last line."""
    wide, high = page.size
    strips = [page.ink(22, y, wide - 22, y + 5) > 0 for y in range(24, high - 27, 5)]
    return (max((n for n, inked in enumerate(strips) if inked), default=-1) + 1) / len(strips)


def beginnings(document, pdf):
    """Positions of the pages on which a chapter begins anew, and of the one after the contents."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    outline = {squeezed(item.title): reader.get_destination_page_number(item)
               for item in flat(reader.outline)}  # fmt: skip
    chapters = [block.text for block in document.blocks
                if isinstance(block, Heading) and block.new_page]  # fmt: skip
    found = {outline[squeezed(shown(text))] for text in chapters}
    return found | {min(outline.values())}


def flat(items):
    for item in items:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item
