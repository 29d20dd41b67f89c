"""PDF as people see it: pages drawn and read back, nothing missing, nothing beside the paper."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import printed
import pytest
from paper import NO_POPPLER, POPPLER, fonts, in_order, pictures, squeezed, texts

from pcf.documents.document import Column, Document, Heading, Paragraph, Row, Table, content
from pcf.documents.fonts import shown, width_of
from pcf.documents.layout import placed_headings, register_of, runs_of, with_addresses
from pcf.documents.limits import as_printed
from pcf.documents.pdf import pdf_of, png_of

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")
drawn = pytest.mark.skipif(not POPPLER, reason=NO_POPPLER)
KINDS = ("eu-battery", "miit", "gbt24067", "reconciliation", "by-hand")


@pytest.fixture(scope="module")
def made(report):
    """Document of a kind and its PDF, each made once."""

    @cache
    def of(kind: str, lang: str) -> tuple[Document, bytes]:
        found = printed.study(lang) if kind == "by-hand" else report(kind, lang).document
        return found, pdf_of(found)

    return of


@pytest.fixture(params=[(k, lang) for k in KINDS for lang in ("zh", "en")], ids="-".join)
def case(request, made):
    return made(*request.param)


def reader(pdf: bytes):
    return pypdf.PdfReader(io.BytesIO(pdf))


@drawn
def test_no_page_is_empty_and_no_ink_lies_beside_the_text(case, tmp_path) -> None:
    document, pdf = case
    for at, page in enumerate(pictures(pdf, tmp_path)):
        wide, high = page.size
        assert sorted((wide, high)) == [pytest.approx(210, abs=1), pytest.approx(297, abs=1)]
        # text of full pages stands 25 mm from the edge, small print 14 mm; 2 mm for anti-aliasing
        assert page.beside(7 if document.compact else 13) == 0, at
        side = 12 if document.compact else 23
        assert page.ink(0, 0, side, high) == page.ink(wide - side, 0, wide, high) == 0, at
        assert page.ink(side, 22, wide - side, high - 18) > 60, at


@drawn
def test_every_font_is_ours_embedded_and_gives_its_text_back(case, tmp_path) -> None:
    for name, answers in fonts(case[1], tmp_path):
        assert answers == ["yes", "yes", "yes"], name
        assert any(own in name for own in ("NotoSerifSC", "NotoSansSC", "DejaVuSans")), name


def test_the_text_can_be_copied_and_is_that_of_the_document(case) -> None:
    document, pdf = case
    text = squeezed("".join(texts(pdf)))
    assert "\ufffd" not in text
    assert "\x00" not in text
    arabic = [name for name in printed.HOSTILE if "\u0600" < max(name) < "\u0700"]
    for block in as_printed(document).blocks:
        if not isinstance(block, Table):
            continue
        for row in block.rows:
            for cell in row.cells:
                word = "".join(map(str, cell))
                if word not in arabic:
                    assert squeezed(shown(word)) in text, word
    for placed in placed_headings(document):
        assert squeezed(shown(placed.text)) in text


def test_both_languages_print_the_same_numbers_in_the_same_order(made) -> None:
    for kind in KINDS:
        told = []
        for lang in ("zh", "en"):
            document, pdf = made(kind, lang)
            numbers = [shown(n.text) for n in document.numbers()]
            assert in_order("".join(texts(pdf)), numbers) == "", (kind, lang)
            told.append(numbers)
        assert told[0] == told[1]


def test_pages_are_numbered_but_the_cover(case) -> None:
    document, pdf = case
    read = texts(pdf)
    for number, text in enumerate(read, start=1):
        covered = bool(document.cover) and number == 1
        assert (f"{number} / {len(read)}" in text) is not covered


def test_title_language_and_tags(case) -> None:
    document, pdf = case
    found = reader(pdf)
    assert found.metadata.title == shown(document.title)
    assert found.root_object["/Lang"] == ("zh-CN" if document.lang == "zh" else "en-GB")
    assert found.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in found.root_object
    assert "pdfuaid" in found.root_object["/Metadata"].get_data().decode()
    assert ("/CreationDate" in found.metadata) is bool(document.date)


def test_a_dated_document_is_archival_and_bears_its_own_date(made) -> None:
    document, pdf = made("by-hand", "en")
    found = reader(pdf)
    assert document.date == "2026-03-01"
    assert found.metadata["/CreationDate"].startswith("D:20260301")
    assert found.metadata.author == "Institute #1"
    assert "<pdfaid:part>2" in found.root_object["/Metadata"].get_data().decode()


def test_bookmarks_are_the_headings(case) -> None:
    document, pdf = case
    found: list[tuple[int, str]] = []

    def walk(items, level: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            else:
                found.append((level, squeezed(item.title)))

    walk(reader(pdf).outline, 1)
    assert found == [(p.level, squeezed(shown(p.whole))) for p in placed_headings(document)]


def test_headings_of_a_report_are_numbered_unless_they_number_themselves() -> None:
    texts = ["Goal", "Scope", "Unit"]
    blocks = (Heading(2, "Goal"), Heading(2, "Scope"), Heading(4, "Unit"))
    document = replace(printed.study("en"), blocks=blocks)
    assert [p.whole for p in placed_headings(document)] == ["1  Goal", "2  Scope", "2.1  Unit"]
    own = replace(document, blocks=(Heading(2, "1 Goal"), *blocks[1:]))
    assert [p.whole for p in placed_headings(own)] == ["1 Goal", "Scope", "Unit"]
    plain = replace(document, contents=False)
    assert [p.whole for p in placed_headings(plain)] == texts
    pdf_of(own)  # a level that is left out does not stop the accessible file


def test_each_number_leads_to_its_address(case) -> None:
    document, pdf = case
    found = reader(pdf)
    links = [note.get_object() for page in found.pages for note in page.get("/Annots", ())]
    inner = [note for note in links if "/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo"]
    register = register_of(document)
    assert register
    assert len(inner) >= len(register)
    text = "".join(texts(pdf))
    assert in_order(text[text.rindex("pcf explain") if not document.compact else 0 :],
                    [shown(entry.short) for entry in register.values()]) == ""  # fmt: skip
    outer = [note["/A"]["/URI"] for note in links if note.get("/A", {}).get("/S") == "/URI"]
    assert all(url.startswith("https://") for url in outer)


def test_rows_of_a_long_table_tell_their_address_themselves() -> None:
    document = replace(printed.study("en"), blocks=(printed.long_table(41),))
    [table] = with_addresses(document).blocks
    assert [c.title for c in table.columns][-1] == "address"
    assert [str(row.cells[-1][0]) for row in table.rows][:2] == ["row:r0", "row:r1"]
    assert register_of(document) == {}
    short = replace(document, blocks=(printed.long_table(40),))
    assert with_addresses(short) == short
    assert len(register_of(short)) == 40


def test_the_declaration_of_one_page_is_one_page_in_print_that_can_be_read(made) -> None:
    for lang in ("zh", "en"):
        document, pdf = made("gbt24067", lang)
        assert document.compact
        [page] = reader(pdf).pages
        assert min(sizes_of(page)) > 4.0


def sizes_of(page) -> set[float]:
    """Sizes of the letters of a page, in points."""
    sizes: set[float] = set()

    def note(text, _, matrix, __, size) -> None:
        if text.strip() and size:
            sizes.add(size * abs(matrix[0]))

    page.extract_text(visitor_text=note)
    return sizes - {0.0}


@drawn
def test_a_wide_table_turns_the_page_and_takes_its_heading_along(made, tmp_path) -> None:
    _, pdf = made("by-hand", "en")
    turned = [p.size[0] > p.size[1] for p in pictures(pdf, tmp_path)]
    read = [squeezed(text) for text in texts(pdf)]
    first = turned.index(True)
    assert "Annex" in read[first]
    assert "Inventory,wide" in read[first]
    last = len(turned) - 1 - turned[::-1].index(True)
    assert "Amountsperunit." in read[last]
    assert "row0" in read[last + 1]  # without its hyphen


def test_no_page_is_left_empty_where_the_direction_changes() -> None:
    wide = printed.wide_table(rows=20)
    blocks = (Heading(2, "A", new_page=True), wide, Heading(2, "B", new_page=True),
              Paragraph(content("text")), Heading(2, "C", new_page=True), wide)  # fmt: skip
    document = replace(printed.study("en"), blocks=blocks, contents=False, cover=())
    assert [run.across for run in runs_of(document)] == [True, False, True]
    found = reader(pdf_of(document))
    assert len(found.pages) <= 5  # an empty first page would be the masthead alone


def test_the_first_row_is_repeated_on_every_page_and_no_row_is_lost() -> None:
    document = replace(printed.study("en"), blocks=(printed.long_table(600),), cover=())
    read = texts(pdf_of(document))
    pages = [text for text in read if "row-" in text]
    assert len(pages) > 12
    assert all("amount" in text and "supplier" in text for text in pages)
    whole = " ".join(pages)
    assert all(f"row-{n} " in whole.replace("\n", " ") for n in range(600))


def test_a_word_is_broken_only_where_it_has_no_room() -> None:
    columns = (Column("name"), Column("number", numeric=True), Column("text"))
    rows = (Row((content("a" * 200), (printed.number("123456.789"),), content("plain words"))),)
    document = replace(printed.study("en"), blocks=(Table("", columns, rows),), contents=False)
    lines = "\n".join(texts(pdf_of(document))).splitlines()
    assert any("123456.789" in line for line in lines)
    assert any("plain words" in line for line in lines)
    assert max(len(line) for line in lines if set(line) == {"a"}) < 75


@drawn
def test_a_draft_says_so_on_every_page(tmp_path) -> None:
    for lang, mark in (("zh", "草稿"), ("en", "DRAFT")):
        pdf = pdf_of(printed.study(lang, mark))
        assert all(mark in text for text in texts(pdf))
        plain = pictures(pdf_of(printed.study(lang)), tmp_path)
        for with_mark, without in zip(pictures(pdf, tmp_path), plain, strict=False):
            if with_mark.size == without.size:
                box = (20, 60, 190, 200, 253)
                assert with_mark.ink(*box) > without.ink(*box)


def test_letters_that_no_font_has_are_told_by_their_code() -> None:
    assert shown("cell 🔋") == "cell [U+1F50B]"
    assert shown("龘 rare") == "龘 rare"
    assert shown("\U0002a6da") == "[U+2A6DA]"
    assert shown("a\u202eb\u200bc") == "a[U+202E]bc"
    assert shown("العربية") == "العربية"
    assert width_of("电池") == 2.0


@pytest.mark.parametrize("rows", [(), (Row(((),)),)])
def test_empty_tables_and_paragraphs_do_not_stop_it(rows) -> None:
    blocks = (Table("", (Column(""),), rows), Paragraph(()), Heading(2, ""),
              Table("c", (Column("a"),), ()))  # fmt: skip
    for lang in ("zh", "en"):
        document = Document(lang, "t", "", "", blocks)
        assert pdf_of(document).startswith(b"%PDF")
        assert pdf_of(replace(document, compact=True)).startswith(b"%PDF")


def test_the_same_document_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    code = (
        "import sys, hashlib, printed; from pcf.documents.pdf import pdf_of;"
        "print(hashlib.sha256(pdf_of(printed.study('zh'))).hexdigest())"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True,
            env={"PCF_CACHE_DIR": str(tmp_path / seed), "HOME": str(tmp_path / "home"),
                 "PYTHONPATH": os.pathsep.join([str(root), str(Path(__file__).parent)]),
                 "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert not (tmp_path / "home").exists()


def test_a_figure_is_drawn_as_png_with_the_same_fonts() -> None:
    picture = printed.picture("zh")
    made = png_of(picture)
    assert made.startswith(b"\x89PNG")
    assert made == png_of(picture)
    wide = int.from_bytes(made[16:20], "big")
    assert 700 < wide < 1300  # 360 px of the chart at 200 dots per inch


@pytest.mark.parametrize("seed", [1, 2])
def test_no_character_of_unicode_stops_any_format(seed) -> None:
    from pcf.documents.docx import docx_of
    from pcf.documents.xlsx import xlsx_of

    rng = random.Random(seed)
    planes = ((32, 127), (0, 0x3000), (0x3000, 0xE000), (0xE000, 0x11000), (0x10000, 0x110000))

    def word(length: int) -> str:
        return "".join(chr(rng.randrange(*rng.choice(planes))) for _ in range(length))

    rows = tuple(Row((content(word(30)), (printed.number(word(5), word(6), word(4)),)))
                 for _ in range(60))  # fmt: skip
    blocks = (
        Heading(4, word(9)),
        Paragraph(content(word(200))),
        Table(word(20), (Column(word(5)), Column(word(5), numeric=True)), rows),
    )
    document = replace(printed.study("en", word(3)), blocks=blocks, title=word(9), scope=word(5))
    assert pdf_of(document).startswith(b"%PDF")
    assert docx_of(document).startswith(b"PK")
    assert xlsx_of(document).startswith(b"PK")


def test_an_identifier_is_never_hyphenated_and_a_short_row_never_cut() -> None:
    name = "row:exchanges/E-characterization_administration_manufacturing"
    cells = (content(name), content("words of some length " * 8), *(content("x y z "),) * 6)
    rows = (Row(cells),) * 30
    table = Table("", tuple(Column(str(n)) for n in range(8)), rows)
    document = replace(printed.study("en"), blocks=(table,), contents=False, cover=())
    read = texts(pdf_of(document))
    bare = "".join("".join(read).split())
    assert bare.count(name) == 30
    for text in read:  # the six short cells of a row stand on the page of its name
        assert text.count("x y z") == 6 * "".join(text.split()).count(name)
