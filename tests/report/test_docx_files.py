"""DOCX to be edited: real headings, tables and fields, opened by a real word processor."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise

import printed
import pytest
from paper import NO_POPPLER, POPPLER, in_order, pictures, squeezed, texts

from pcf.documents.columns import UPRIGHT
from pcf.documents.document import Items, Table, content
from pcf.documents.docx import docx_of
from pcf.documents.fonts import one_line
from pcf.documents.layout import placed_headings, register_of, with_addresses

docx = pytest.importorskip("docx")
OFFICE = shutil.which("soffice")
NO_OFFICE = "no LibreOffice on this machine (Debian: libreoffice-writer)"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def made(report):
    """Document of a kind and its file, each made once."""

    @cache
    def of(kind: str, lang: str):
        found = printed.study(lang) if kind == "by-hand" else report(kind, lang).document
        return found, docx_of(found)

    return of


@pytest.fixture(
    params=[("gbt24067", "zh"), ("reconciliation", "en"), ("by-hand", "zh"), ("by-hand", "en")],
    ids="-".join,
)
def case(request, made):
    return made(*request.param)


def word(data: bytes):
    return docx.Document(io.BytesIO(data))


def whole_text(data: bytes) -> str:
    return "\n".join(t.text or "" for t in word(data).element.body.iter(f"{W}t"))


def xml(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_headings_are_headings_of_the_word_processor(case) -> None:
    document, data = case
    found = [(int(p.style.name[-1]), p.text) for p in word(data).paragraphs
             if re.fullmatch(r"Heading \d", p.style.name)]  # fmt: skip
    assert found == [(p.level, one_line(p.whole)) for p in placed_headings(document)]
    assert all(after[0] - before[0] <= 1 for before, after in pairwise(found))
    titles = [p.text for p in word(data).paragraphs if p.style.name == "Title"]
    assert titles == [one_line(document.title)]


def test_tables_are_tables_with_a_first_row_that_is_repeated(case) -> None:
    document, data = case
    tables = [b for b in with_addresses(document).blocks if isinstance(b, Table)]
    found = word(data).tables[1 if document.cover else 0 :]
    assert len(found) == len(tables)
    for shown, table in zip(found, tables, strict=True):
        rows = shown._tbl.tr_lst
        assert len(rows) == len(table.rows) + 1
        marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert marked == [True] + [False] * len(table.rows)
        for row, want in zip(rows, [[(c.title,) for c in table.columns],
                                    *(r.cells for r in table.rows)], strict=True):  # fmt: skip
            told = ["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in row.tc_lst]
            assert [one_line(t) for t in told] == [one_line("".join(map(str, c))) for c in want]
        widths = [int(c.get(f"{W}w")) for c in shown._tbl.tblGrid]
        assert sum(widths) <= 14000 if table.wide else UPRIGHT * 20 + 20
        assert all(width > 100 for width in widths)


def test_pictures_have_words_and_captions(case) -> None:
    document, data = case
    told = [e.get("descr") for e in word(data).element.body.iter()
            if str(e.tag).endswith("}docPr")]  # fmt: skip
    assert told == [one_line(p.description) for p in document.pictures]
    captions = [p.text for p in word(data).paragraphs if p.style.name == "Figure Caption"]
    assert captions == [one_line(p.title) for p in document.pictures]


def test_numbers_stand_in_the_order_of_the_document_and_lead_to_their_address(case) -> None:
    document, data = case
    assert in_order(whole_text(data), [one_line(n.text) for n in document.numbers()]) == ""
    body = word(data).element.body
    names = {e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")}
    links = [e for e in body.iter(f"{W}hyperlink") if e.get(f"{W}anchor", "").startswith("address")]
    assert {e.get(f"{W}anchor") for e in links} <= names
    assert {e.get(f"{W}tooltip") for e in links} == {
        f"pcf explain {words}" for words in register_of(document)
    }


def test_contents_and_page_numbers_are_fields(made) -> None:
    document, data = made("by-hand", "en")
    codes = [e.text.strip() for e in word(data).element.body.iter(f"{W}instrText")]
    assert codes[0] == 'TOC \\o "1-3" \\h \\z \\u'
    entries = [p.text for p in word(data).paragraphs if p.style.name.startswith("TOC")]
    assert [e.strip() for e in entries] == [p.whole for p in placed_headings(document)]
    footer = xml(data, "word/footer1.xml")
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_a_wide_table_turns_the_page(made) -> None:
    _, data = made("by-hand", "zh")
    across = [s.page_width > s.page_height for s in word(data).sections]
    assert across == [False, True, False]
    _, sheet = made("gbt24067", "zh")
    columns = [s._sectPr.find(f"{W}cols").get(f"{W}num") for s in word(sheet).sections]
    assert columns == ["1", "2"]


def test_languages_and_fonts_of_both_scripts_are_named(case) -> None:
    document, data = case
    styles = xml(data, "word/styles.xml")
    main = "en-US" if document.lang == "zh" else "en-GB"
    assert re.search(rf'<w:lang [^>]*w:val="{main}"[^>]*w:eastAsia="zh-CN"', styles)
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles


def test_the_file_tells_no_time_and_no_program(case) -> None:
    document, data = case
    core = xml(data, "docProps/core.xml")
    assert "python-docx" not in core
    assert "created" not in core
    assert "modified" not in core
    assert word(data).core_properties.title == one_line(document.title)
    assert word(data).core_properties.author == document.author
    assert {i.date_time for i in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }
    assert docx_of(document) == data


def test_only_addresses_of_the_web_are_links(made) -> None:
    from pcf.documents.document import Link, Paragraph

    links = (Link("javascript:alert(1)"), Link("https://example.org/?a=1&b=2"))
    document = replace(printed.study("en"), blocks=(Paragraph(content(*links)),))
    data = docx_of(document)
    outer = re.findall(r'Target="([^"]*)" TargetMode="External"',
                       xml(data, "word/_rels/document.xml.rels"))  # fmt: skip
    assert outer == ["https://example.org/?a=1&amp;b=2"]
    assert "javascript:alert(1)" in whole_text(data)


def test_a_numbered_list_begins_with_one_each_time() -> None:
    items = Items((content("a"), content("b")), ordered=True)
    data = docx_of(replace(printed.study("en"), blocks=(items, items)))
    numbers = [p._p.pPr.numPr.numId.val for p in word(data).paragraphs
               if p.style.name == "List Number"]  # fmt: skip
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    assert xml(data, "word/numbering.xml").count("startOverride") >= 2


def test_a_draft_bears_its_mark_in_the_head_of_every_page() -> None:
    data = docx_of(printed.study("en", "DRAFT"))
    heads = [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if "word/header" in n]
    assert len(heads) == 2  # cover and the other pages
    assert all('string="DRAFT"' in xml(data, name) for name in heads)
    assert "DRAFT" not in "".join(
        xml(docx_of(printed.study("en")), name) for name in ("word/document.xml",)
    )


@pytest.fixture(scope="module")
def opened(made, tmp_path_factory):
    """PDF that LibreOffice makes of each file, all in one start."""
    if OFFICE is None:
        pytest.skip(NO_OFFICE)
    folder = tmp_path_factory.mktemp("office")
    cases = [("gbt24067", "zh"), ("by-hand", "zh"), ("by-hand", "en")]
    for kind, lang in cases:
        (folder / f"{kind}-{lang}.docx").write_bytes(made(kind, lang)[1])
    files = [str(folder / f"{kind}-{lang}.docx") for kind, lang in cases]
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {case: (folder / f"{case[0]}-{case[1]}.pdf").read_bytes() for case in cases}


def test_a_word_processor_opens_it_and_shows_everything(opened, made) -> None:
    for case, pdf in opened.items():
        document, _ = made(*case)
        text = "".join(texts(pdf))
        assert in_order(text, [one_line(n.text) for n in document.numbers()]) == "", case
        for placed in placed_headings(document):
            assert squeezed(placed.text) in squeezed(text), case


@pytest.mark.skipif(not POPPLER, reason=NO_POPPLER)
def test_no_page_of_the_word_processor_is_empty_or_runs_over(opened, tmp_path) -> None:
    for case, pdf in opened.items():
        for at, page in enumerate(pictures(pdf, tmp_path)):
            wide, high = page.size
            assert page.beside(7) == 0, (case, at)
            assert page.ink(12, 20, wide - 12, high - 20) > 60, (case, at)
