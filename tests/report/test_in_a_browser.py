"""Sheets as people meet them: a real browser, wide, narrow and on paper."""

from __future__ import annotations

import re
import shutil

import pytest
from browser import CHROMIUM, DRIVER, MISSING, browser

from pcf.api import Project

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
#: Every sheet once; its living page holds the other language as well.
CASES = [("eu-battery", "zh"), ("miit", "en"), ("gbt24067", "zh"), ("reconciliation", "en")]
READY = "document.body.dataset.ready"


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as made:
        made.requests()
        yield made


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def page(request, report, tmp_path_factory):
    made = report(*request.param, draft=request.param[0] == "eu-battery")
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(made.to_html(), encoding="utf-8")
    return path


def switch(window) -> None:
    """Show the other language."""
    other = window.run("return document.querySelector('[data-switch][aria-pressed=false]')")
    lang = other.get_attribute("data-switch")
    other.click()
    window.wait(f"document.documentElement.lang.startsWith('{lang}')")


def beside(window) -> list[str]:
    """What stands beside the screen; a chart or wide table scrolls in a room of its own."""
    return window.run(
        "return [...document.querySelectorAll('main *')].filter(e => {"
        " const r = e.getBoundingClientRect();"
        " return !e.closest('thead, .chart-room, .scroll') && r.width"
        "  && (r.right > innerWidth + 1 || r.left < -1)"
        "}).map(e => e.tagName + e.textContent.slice(0, 40))"
    )


def test_no_error_no_request_and_nothing_beside_the_screen(window, page) -> None:
    window.requests()
    for width in (1200, 360):
        window.open(page, width)
        window.wait(READY)
        for _ in range(2):
            assert window.run("return document.documentElement.scrollWidth") <= width
            assert beside(window) == []
            switch(window)
    assert set(window.requests()) == {page.as_uri()}
    assert window.errors() == []


def test_labels_of_figures_do_not_meet(window, page) -> None:
    window.open(page, 360)
    window.wait(READY)
    for _ in range(2):
        met = window.run(
            "const met = []; for (const svg of document.querySelectorAll('figure svg')) {"
            " const all = [...svg.querySelectorAll('text')]"
            "  .map(t => [t, t.getBoundingClientRect()]);"
            " const frame = svg.getBoundingClientRect();"
            " for (const [t, r] of all) {"
            "  if (r.left < frame.left - 1 || r.right > frame.right + 1"
            "    || r.bottom > frame.bottom + 1) met.push('outside: ' + t.textContent);"
            "  for (const [u, s] of all) if (t !== u && r.left < s.right - 1"
            "    && s.left < r.right - 1 && r.top < s.bottom - 3 && s.top < r.bottom - 3)"
            "   met.push(t.textContent + ' / ' + u.textContent);"
            " } } return met"
        )
        assert met == []
        switch(window)


def test_paper_is_a4_and_no_page_is_empty(window, page) -> None:
    window.open(page, 1200)
    window.wait(READY)
    pdf = window.pdf()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert boxes
    assert {tuple(round(float(side)) for side in box) for box in boxes} == {(595, 842)}
    if shutil.which("pdftotext"):
        assert all(len(text.split()) > 8 for text in texts(pdf, page))


def test_a_long_word_in_a_table_widens_no_page(window, tmp_path) -> None:
    # an address of the web of 200 signs, in tables of two and of three columns
    from pcf.documents.document import Column, Document, Row, Table, content
    from pcf.documents.html import html_of

    word = "https://example.org/" + "x" * 180
    tables = tuple(
        Table("", tuple(Column(f"c{n}") for n in range(size)),
              tuple(Row(tuple(content(word) for _ in range(size))) for _ in range(3)))
        for size in (2, 3)
    )  # fmt: skip
    path = tmp_path / "long.html"
    path.write_text(html_of(Document("en", "t", "k", "s", tables)), encoding="utf-8")
    for width in (1280, 360):
        window.open(path, width)
        assert window.run("return document.documentElement.scrollWidth") <= width


def texts(pdf: bytes, page) -> list[str]:
    """Text of each page."""
    import subprocess

    path = page.with_suffix(".pdf")
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().rstrip("\f").split("\f")


def test_a_whole_study_fits_a_narrow_screen_and_paper(window, clean, tmp_path) -> None:
    path = tmp_path / "study.html"
    made = Project.load(clean.folder).report("study", lang="zh", draft=True)
    path.write_text(made.to_html(), encoding="utf-8")
    window.requests()
    window.open(path, 360)
    window.wait(READY)
    switch(window)
    assert window.run("return document.documentElement.scrollWidth") <= 360
    assert beside(window) == []
    pdf = window.pdf()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    sizes = {tuple(round(float(side)) for side in box) for box in boxes}
    assert sizes == {(595, 842), (842, 595)}  # wide tables lie across
    if shutil.which("pdftotext"):
        assert all(len(text.split()) > 8 for text in texts(pdf, path))
    assert set(window.requests()) == {path.as_uri()}
    assert window.errors() == []


def test_the_declaration_of_one_page_is_one_page(window, report, tmp_path) -> None:
    for lang in ("zh", "en"):
        path = tmp_path / "page.html"
        path.write_text(report("gbt24067", lang).to_html(), encoding="utf-8")
        window.open(path, 1200)
        window.wait(READY)
        assert len(re.findall(rb"/Type\s*/Page\b", window.pdf())) == 1
