"""The living page as a file: self-contained, safe, both languages, never a row lost."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections import Counter
from itertools import pairwise

import pytest
from filled_pack import filled
from page import Page
from test_html_is_sound import contrast
from tiny_result import HOSTILE, document_of, many, rounded, tiny

from pcf.api import Project
from pcf.documents.document import Column, Document, Link, Row, Table, content, plain_text
from pcf.documents.living import packed
from pcf.documents.living import page as living
from pcf.documents.living.explorer import explorer_of
from pcf.documents.living.packed import json_text
from pcf.documents.living.page import living_html

_ELEMENT = re.compile(
    r'<script(?: type="application/json" id="(?P<id>[\w-]+)")?'
    r'(?P<packed> data-packed="deflate")?>(?P<text>.*?)</script>',
    re.S,
)


def held(html: str) -> dict[str, str]:
    """Text of every script element by its id, inflated; the program of the page is ``""``."""
    found = {}
    for match in _ELEMENT.finditer(html):
        text = match["text"]
        if match["packed"]:
            text = zlib.decompress(base64.b64decode(text)).decode()
        found[match["id"] or ""] = text
    return found


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return rounded(tiny(tmp_path_factory.mktemp("tiny"), 2))


@pytest.fixture(scope="module")
def html(table):
    return living_html(document_of(table, "zh"), document_of(table, "en"), explorer_of(table))


def policy(html: str) -> dict[str, str]:
    [text] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_the_policy_allows_no_request_and_only_the_scripts_of_the_page(html) -> None:
    pytest.importorskip("plotly")
    told = policy(html)
    assert told["default-src"] == "'none'"
    assert told["connect-src"] == "'none'"
    assert "http" not in " ".join(told.values())
    scripts = held(html)
    for name in ("", "plotly"):
        digest = base64.b64encode(hashlib.sha256(scripts[name].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in told["script-src"].split()
    assert len(told["script-src"].split()) == 2


def test_nothing_is_loaded(html) -> None:
    for element in Page(html).elements:
        assert element.tag not in ("iframe", "object", "embed", "img", "form", "base")
        assert not any(name.startswith("on") for name in element.attributes)
        for name in ("src", "srcset", "href", "xlink:href", "data", "action", "poster"):
            value = element.attributes.get(name, "")
            assert value in ("", "data:,") or value.startswith("#"), (element, value)
    assert re.findall(r"url\((?!#)", html.partition("</style>")[0]) == []


def test_the_page_says_its_size_and_stays_below_3_megabytes(html) -> None:
    size = len(html.encode())
    assert size < 3_000_000
    assert f"{size / 1e6:.1f} MB" in html


def test_the_same_result_gives_the_same_bytes(html, table) -> None:
    again = living_html(document_of(table, "zh"), document_of(table, "en"), explorer_of(table))
    assert again == html


def _hash_of(html: str) -> str:
    [told] = re.findall(r'<meta name="content-hash" content="(sha256:[0-9a-f]{64})">', html)
    return told


def test_a_page_packed_otherwise_tells_that_it_holds_the_same(html, table, monkeypatch) -> None:
    """Another build of zlib gives other bytes; level 1 stands for it here."""
    documents = document_of(table, "zh"), document_of(table, "en")

    def otherwise(text: str) -> str:
        return base64.b64encode(zlib.compress(text.encode(), 1)).decode()

    monkeypatch.setattr(packed, "packed_text", otherwise)
    monkeypatch.setattr(packed, "_LARGE", 10**9)
    again = living_html(*documents, explorer_of(table))
    assert again != html
    assert held(again) == held(html)
    assert _hash_of(again) == _hash_of(html)
    other = living_html(*documents[::-1], explorer_of(table))
    assert _hash_of(other) != _hash_of(html)
    told = [packed.Held(id, text) for id, text in held(html).items() if id]
    assert packed.content_hash(told) != packed.content_hash(told[1:])


def test_both_languages_hold_the_same_numbers(html, table) -> None:
    other = held(html)["article-en"]
    numbers = [n.text for n in document_of(table, "zh").numbers()]
    assert Page(html).numbers == numbers
    assert Page(other).numbers == numbers
    data = json.loads(held(html)["explorer"])
    text, share = (data["fields"]["entry"].index(name) for name in ("text", "share"))
    assert data["total"][text] == table.total.text
    printed = [(part.text, part.share) for part in table.stages.parts]
    assert [(entry[text], entry[share]) for entry in data["stages"]] == printed


def test_no_name_ends_its_element_or_becomes_markup(html) -> None:
    page = Page(html)
    assert not page.all("b", "img")
    assert any(HOSTILE in e.text for e in page.all("td"))
    assert not Page(held(html)["article-en"]).all("b", "img", "script")
    nodes = json.loads(held(html)["explorer"])["nodes"]
    assert HOSTILE in [entry[2] for _, entry in nodes]


def test_json_keeps_its_text_and_holds_no_sign_of_markup() -> None:
    text = json_text({"name": HOSTILE})
    assert json.loads(text) == {"name": HOSTILE}
    assert not set(text) & set("<>&\u2028\u2029")


def test_headings_are_in_order_and_contents_lead_to_them(html) -> None:
    page = Page(html)
    for part in (html, held(html)["article-en"]):
        levels = [int(e.tag[1]) for e in Page(part).all("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert [id for id, count in ids.items() if count > 1] == []
    inside = {*ids, *(e.attributes.get("id") for e in Page(held(html)["article-en"]).elements)}
    links = [e.attributes["href"][1:] for e in page.all("a")]
    assert len(links) == 1 + 2 * 3  # to the text; in each language: the result, two headings
    assert set(links) <= inside
    assert page.all("main")[0].attributes["id"] == "text"


def test_tables_and_inputs_are_named(html) -> None:
    page = Page(html)
    for cell in page.all("th"):
        assert cell.attributes["scope"] in ("col", "row")
    labels = {e.attributes["for"] for e in page.all("label")}
    assert labels == {e.attributes["id"] for e in page.all("input")}
    for svg in page.all("svg"):
        assert svg.attributes["role"] == "img"


def test_without_plotly_the_page_says_so_and_keeps_its_table(table, monkeypatch) -> None:
    monkeypatch.setattr(living, "_plotly", lambda: None)
    made = living_html(document_of(table, "en"), None, explorer_of(table))
    assert "pip install &#39;pcf[report]&#39;" in made
    assert "plotly" not in held(made)
    assert "explorer" in held(made)
    assert len(made.encode()) < 200_000
    assert len(policy(made)["script-src"].split()) == 1


def test_without_script_the_first_language_and_its_figures_are_there(html) -> None:
    shown = html.partition("<article")[2].partition("</article>")[0]
    assert "<noscript>" in shown
    assert "<figure" in shown
    assert "<svg" in shown


def test_ten_thousand_rows_are_all_in_the_page(table) -> None:
    big = rounded(many(table.footprint, 10_000))
    documents = [document_of(big, lang, rows=10_000) for lang in ("zh", "en")]
    made = living_html(*documents, explorer_of(big))
    assert len(made.encode()) < 3_000_000
    parts = held(made)
    rows = json.loads(parts["held"])
    for lang, text in (("zh", made), ("en", parts["article-en"])):
        [note] = [e for e in Page(text).all("p") if "held" in e.attributes.get("class", "")]
        waiting = rows[note.attributes["data-table"]]
        names = [e.text for e in Page(text).all("th") if e.attributes["scope"] == "row"]
        every = [name for name in names if name.startswith("R")]
        every += [plain_text(tuple(row[1])) for row in waiting]
        assert every == [f"R{n}" for n in range(10_000)], lang
    assert len(json.loads(parts["explorer"])["rows"]) == 10_004


def test_a_page_that_is_too_large_shows_fewer_rows_and_says_so(table, monkeypatch) -> None:
    monkeypatch.setattr(living, "MOST_BYTES", 30_000)
    monkeypatch.setattr(living, "_plotly", lambda: None)
    made = living_html(document_of(table, "en", rows=300), None, None)
    assert len(json.loads(held(made)["held"])["en-s6"]) == 300 - living.SHOWN_ROWS[-1]
    assert "because the inventory is long" in made


def test_the_study_of_a_pack_stays_below_3_megabytes(tmp_path) -> None:
    folder = filled(tmp_path / "pack")
    made = Project.load(folder).report("study", lang="zh", draft=True)
    html = made.to_html()
    assert len(html.encode()) < 3_000_000
    assert len(json.loads(held(html)["explorer"])["rows"]) == len(made.values.rounded.rows) > 250
    assert Page(held(html)["article-en"]).numbers == Page(html).numbers


def test_links_of_rows_that_are_held_back_are_links_of_the_web(table) -> None:
    cells = [
        (content("x"), (Link(url),)) for url in ("https://example.org/a", "javascript:alert(1)")
    ]
    rows = tuple(Row(cells[n % 2]) for n in range(300))
    columns = (Column("id"), Column("link"))
    document = Document("en", "t", "k", "s", (Table("c", columns, rows),))
    [waiting] = json.loads(held(living_html(document))["held"]).values()
    assert waiting[0] == [0, ["x"], [["https://example.org/a"]]]
    assert waiting[1] == [0, ["x"], ["javascript:alert(1)"]]


def test_colours_of_text_have_contrast(html) -> None:
    style = html.partition("</style>")[0]
    texts = set(re.findall(r"[^-]color: (#[0-9a-f]{6})", style)) | {"#00664a"}
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
    texts |= {named[name] for name in ("ink", "soft", "line", "action")}
    for text in texts:
        for ground in ("#ffffff", named["pale"]):
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast("#ffffff", named["line"]) >= 4.5  # the language that is chosen
