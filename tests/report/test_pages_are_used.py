"""Pages turn only for tables that need it; columns fit their content; pages are full."""

from __future__ import annotations

import pytest
from paper import NO_POPPLER, POPPLER, pictures
from study_kit import study

from pcf.documents.columns import FEW, UPRIGHT, fits, size_of, widths_of
from pcf.documents.document import Column, Document, Heading, Paragraph, Row, Table, content
from pcf.documents.layout import runs_of

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


@pytest.mark.skipif(not POPPLER, reason=NO_POPPLER)
@pytest.mark.parametrize(("name", "lang", "most"), [("lime", "en", 46), ("cement", "zh", 46)])
def test_no_two_pages_in_a_row_are_nearly_empty_and_pages_are_few(name, lang, most, tmp_path):
    pages = pictures(study(name, lang).to_pdf(), tmp_path)
    assert len(pages) <= most  # 56 and 50 before tables stood upright where they have room
    used = []
    for page in pages[1:]:  # the cover is what it is
        wide, high = page.size
        strips = [page.ink(22, y, wide - 22, y + 5) > 0 for y in range(24, high - 22, 5)]
        used.append((max((n for n, inked in enumerate(strips) if inked), default=-1) + 1)
                    / len(strips))  # fmt: skip
    assert min(used) > 0.1
    assert [n for n in range(len(used) - 1) if max(used[n : n + 2]) < 0.35] == []
    assert sum(share < 0.35 for share in used) <= 4
