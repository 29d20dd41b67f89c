"""The HTML file: self-contained, well formed, accessible, and nothing in a name is markup."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from filled_pack import NASTY
from page import Page

from pcf.documents.svg import COLOURS

KINDS = ("eu-battery", "miit", "gbt24067", "reconciliation")
CASES = [(kind, lang) for kind in KINDS for lang in ("zh", "en")]


@pytest.fixture(params=CASES, ids=lambda case: "-".join(case))
def made(request, report):
    return report(*request.param, request.param[0] == "eu-battery")


def test_nothing_is_loaded(made) -> None:
    html = made.to_html(static=True)
    page = Page(html)
    for element in page.elements:
        assert element.tag not in ("script", "iframe", "object", "embed", "img", "form", "base")
        assert not any(name.startswith("on") for name in element.attributes)
        for name in ("src", "srcset", "href", "xlink:href", "data", "action", "poster"):
            value = element.attributes.get(name, "")
            link = element.tag == "a" and value.startswith("https://")
            assert link or value in ("", "data:,"), (element, value)
    assert "@import" not in html
    assert re.findall(r"url\((?!#)", html) == []
    assert "default-src 'none'" in html


def test_language_and_headings(made) -> None:
    page = Page(made.to_html(static=True))
    [html] = page.all("html")
    assert html.attributes["lang"] == {"zh": "zh-CN", "en": "en"}[made.lang]
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert len(page.all("main")) == len(page.all("footer")) == 1


def test_tables_have_headers_with_scope(made) -> None:
    page = Page(made.to_html(static=True))
    assert page.all("table")
    for cell in page.all("th"):
        assert cell.attributes["scope"] in ("col", "row")
        assert cell.text
    for row in page.all("tr"):
        cells = [e for e in page.all("th", "td") if e.parent is row]
        assert cells[0].tag == "th"


def test_ids_are_unique_and_references_hit(made) -> None:
    page = Page(made.to_html(static=True))
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert [id for id, count in ids.items() if count > 1] == []
    for element in page.all("svg"):
        for id in element.attributes["aria-labelledby"].split():
            assert id in ids
    for used in re.findall(r"url\(#([^)]+)\)", made.to_html(static=True)):
        assert used in ids


def test_figures_have_words(made) -> None:
    page = Page(made.to_html(static=True))
    for svg in page.all("svg"):
        assert svg.attributes["role"] == "img"
        title = next(e for e in page.elements if e.tag == "title" and e.parent is svg)
        told = next(e for e in page.elements if e.tag == "desc" and e.parent is svg)
        assert title.text
        assert "kg CO2e" in told.text


def test_names_with_markup_are_text(made) -> None:
    html = made.to_html(static=True)
    assert "<script" not in html
    text = made.to_markdown()
    assert "<script" not in text.replace(r"\<script", "")
    if made.kind == "eu-battery":
        assert any(NASTY in e.text for e in Page(html).all("td"))
        assert r"\<script\>alert(1)\</script\> & \"x\"".replace(r"\"", '"') in text
        assert r"\$a\_1\$ \| \*b\*" in text


def test_a_cell_of_markdown_never_breaks_its_row(made) -> None:
    lines = made.to_markdown().split("\n")
    bars = [len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0 for line in lines]
    for before, after in pairwise(bars):
        assert not before or not after or before == after


def luminance(colour: str) -> float:
    def channel(text: str) -> float:
        value = int(text, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    digits = colour.lstrip("#")
    full = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    red, green, blue = (channel(full[i : i + 2]) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_of_text_have_contrast(report) -> None:
    style = report("eu-battery").to_html(static=True).partition("</style>")[0]
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", style))
    texts = {named["ink"], named["soft"], named["line"], "#9b1c1c", "#0b5394"}
    assert set(re.findall(r"[^-]color: (#[0-9a-f]{3,6})", style)) <= texts
    grounds = {"#ffffff", named["pale"], *re.findall(r"background: (#[0-9a-f]{6})", style)}
    for text in texts:
        for ground in grounds:
            assert contrast(text, ground) >= 4.5, (text, ground)  # AA for text


def test_colours_of_bars_have_contrast() -> None:
    for colour in COLOURS.values():
        assert contrast(colour, "#ffffff") >= 3.0, colour  # AA for graphics
