"""Sheets as people meet them: a real browser, wide, narrow and on paper."""

from __future__ import annotations

import re
import shutil

import pytest
from browser import CHROMIUM, DRIVER, MISSING, browser

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
KINDS = ("eu-battery", "miit", "gbt24067", "reconciliation")


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as made:
        made.log("performance")
        yield made


@pytest.fixture(params=[(k, lang) for k in KINDS for lang in ("zh", "en")], ids="-".join)
def page(request, report, tmp_path):
    made = report(*request.param, draft=request.param[0] == "eu-battery")
    path = tmp_path / "page.html"
    path.write_text(made.to_html(), encoding="utf-8")
    return path


def test_no_error_no_request_and_nothing_beside_the_screen(window, page) -> None:
    for width in (1200, 360):
        window.open(page, width)
        assert window.run("return document.readyState") == "complete"
        assert window.run("return document.documentElement.scrollWidth") <= width
        beside = window.run(
            "return [...document.querySelectorAll('main *')].filter(e => {"
            " const r = e.getBoundingClientRect();"
            " return !e.closest('thead') && r.width && (r.right > innerWidth + 1 || r.left < -1)"
            "}).map(e => e.tagName + e.textContent.slice(0, 40))"
        )
        assert beside == []
    assert {url for url in window.requests() if url != "data:,"} == {page.as_uri()}
    assert [item for item in window.log("browser") if item["level"] == "SEVERE"] == []


def test_labels_of_figures_do_not_meet(window, page) -> None:
    window.open(page, 360)
    met = window.run(
        "const met = []; for (const svg of document.querySelectorAll('svg')) {"
        " const all = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);"
        " const frame = svg.getBoundingClientRect();"
        " for (const [t, r] of all) {"
        "  if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.bottom > frame.bottom + 1)"
        "   met.push('outside: ' + t.textContent);"
        "  for (const [u, s] of all) if (t !== u && r.left < s.right - 1 && s.left < r.right - 1"
        "    && r.top < s.bottom - 3 && s.top < r.bottom - 3)"
        "   met.push(t.textContent + ' / ' + u.textContent);"
        " } } return met"
    )
    assert met == []


def test_paper_is_a4_and_no_page_is_empty(window, page) -> None:
    window.open(page, 1200)
    pdf = window.pdf()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert boxes
    for width, height in boxes:
        assert (float(width), float(height)) == (
            pytest.approx(595, abs=1),
            pytest.approx(842, abs=1),
        )
    if shutil.which("pdftotext"):
        assert all(len(text.split()) > 8 for text in texts(pdf, page))


def texts(pdf: bytes, page) -> list[str]:
    """Text of each page."""
    import subprocess

    path = page.with_suffix(".pdf")
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().rstrip("\f").split("\f")


def test_the_declaration_of_one_page_is_one_page(window, report, tmp_path) -> None:
    for lang in ("zh", "en"):
        path = tmp_path / "page.html"
        path.write_text(report("gbt24067", lang).to_html(), encoding="utf-8")
        window.open(path, 1200)
        assert len(re.findall(rb"/Type\s*/Page\b", window.pdf())) == 1
