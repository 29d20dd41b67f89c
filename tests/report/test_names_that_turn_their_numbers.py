"""Signs of direction in a name are shown by their codes; the number beside it is not turned."""

from __future__ import annotations

import html
import json

import pytest

from pcf.documents.document import Column, Document, Number, Row, Table, content
from pcf.documents.docx import docx_of
from pcf.documents.fonts import clean, shown
from pcf.documents.html import html_of
from pcf.documents.living.packed import json_text
from pcf.documents.markdown import markdown_of
from pcf.documents.report import Living, Report
from pcf.documents.xlsx import xlsx_of
from pcf.report.page import Column as ScreenColumn
from pcf.report.page import Page

_SIGNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NAME = "mixer \u202e"


@pytest.fixture(scope="module")
def document() -> Document:
    columns = (Column("process \u2067"), Column("kg", numeric=True))
    table = Table("by \u202dprocess", columns, (Row((content(_NAME), (Number("2.56"),))),))
    return Document("en", "title \u202e", "kicker", "subtitle", (table,))


@pytest.mark.parametrize("sign", _SIGNS)
def test_every_sign_of_direction_is_shown_by_its_code(sign) -> None:
    code = f"[U+{ord(sign):04X}]"
    assert clean(f"a{sign}b") == f"a{code}b"
    assert shown(f"电{sign}b") == f"电{code}b"


def turned(text: str) -> list[str]:
    return [sign for sign in text if sign in _SIGNS]


def test_no_format_holds_one(document, tmp_path) -> None:
    import io
    import zipfile

    page, paper = html_of(document), markdown_of(document)
    assert "mixer [U+202E]" in html.unescape(page)
    assert r"mixer \[U+202E\]" in paper
    texts = [page, paper]
    for made in (docx_of(document), xlsx_of(document)):
        archive = zipfile.ZipFile(io.BytesIO(made))
        texts += [archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml")]
    assert sum("mixer [U+202E]" in text for text in texts) >= 3
    assert [turned(text) for text in texts if turned(text)] == []


def test_what_charts_and_graphs_read_holds_none() -> None:
    assert json.loads(json_text({"name": _NAME})) == {"name": "mixer [U+202E]"}


def test_the_screen_shows_none() -> None:
    page = Page()
    page.line(_NAME)
    page.table((ScreenColumn("p"), ScreenColumn("kg", "number")), [(_NAME, "2.56")])
    told = page.render(60)
    assert turned(told) == []
    assert told.count("mixer [U+202E]") == 2


def test_a_figure_as_a_file_holds_none(document) -> None:
    from pcf.documents.document import Picture

    picture = Picture("p", "t", "d", f"<svg><text>{_NAME}</text></svg>")
    made = Document("en", "t", "k", "s", (picture,))
    report = Report("study", (), "en", False, made, None, (), Living(lambda _: made))
    assert report.figures == {"p": "<svg><text>mixer [U+202E]</text></svg>"}
