"""The living page as a reader meets it: drilled, searched, switched, narrow, printed, offline."""

from __future__ import annotations

import io

import pytest
from browser import CHROMIUM, DRIVER, MISSING, browser
from tiny_result import HOSTILE, document_of, many, rounded, tiny

from pcf.documents.living.explorer import explorer_of
from pcf.documents.living.page import living_html

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
READY = "document.body.dataset.ready"
DRAWN = "document.body.dataset.charts === 'drawn'"
#: Lines of the drill-down table as (level, name, value, address).
LINES = """return [...document.querySelectorAll('#drill tbody tr[data-kind]')].map(line => [
  +line.dataset.level, line.querySelector('.name span:not(.mark-open), .name .leaf').textContent,
  line.cells[1].textContent, line.querySelector('code')?.textContent ?? ''])"""


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Page of a result that removes so much, with a table of 300 rows; `many` has 400 rows more."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, removal in (("plain", 2), ("zero", 7), ("negative", 9), ("many", 2)):
        found = tiny(folder / name, removal)
        table = rounded(many(found, 400) if name == "many" else found)
        documents = [document_of(table, lang, rows=300) for lang in ("zh", "en")]
        made[name] = folder / f"{name}.html"
        made[name].write_text(living_html(*documents, explorer_of(table)), encoding="utf-8")
    return made


@pytest.fixture
def shown(window, pages):
    """The plain page, just opened."""
    window.errors()
    window.requests()
    window.open(pages["plain"], 1280)
    window.wait(DRAWN)
    yield window
    assert window.errors() == []
    assert set(window.requests()) == {pages["plain"].as_uri()}


def switch(window, lang) -> None:
    window.one(f"[data-switch={lang}]").click()
    window.wait(f"document.documentElement.lang.startsWith('{lang}')")


def click_name(window, name) -> None:
    window.run(
        "[...document.querySelectorAll('#drill .open')]"
        ".find(e => e.textContent.trim() === arguments[0]).click()",
        name,
    )


def test_the_table_opens_level_by_level_down_to_the_source(shown) -> None:
    switch(shown, "en")
    assert shown.run(LINES)[:2] == [
        [0, "test piece", "5.00", "total"],
        [1, "raw material acquisition", "1.00", "stage:raw_material"],
    ]
    click_name(shown, "production")
    click_name(shown, HOSTILE)
    steel, uptake = shown.run(LINES)[4:6]
    assert steel == [3, "steel", "6.00", "row:bom/STEEL"]
    assert uptake == [3, "co2_biogenic_uptake", "-2.00", "row:exchanges/UPTAKE"]
    click_name(shown, "steel")
    told = shown.text("#drill tbody")
    for text in ("3 kg", "2.00 kg CO2e/kg", "model/bom.csv:2", "dataset:bg:steel/steel"):
        assert text in told
    shown.run("document.querySelector('[data-level=\"4\"] .open').click()")
    assert [5, "T", "", ""] in shown.run(LINES)
    assert shown.one(".citation").text == "test"
    click_name(shown, "test piece")  # closes everything below it
    assert len(shown.run(LINES)) == 1


def test_a_row_that_a_unit_process_feeds_says_where_its_burden_stands(shown) -> None:
    switch(shown, "en")
    told = "carries 0: its burden stands in the rows of the process that supplies it"
    for name in ("production", HOSTILE, "steel"):
        click_name(shown, name)
    assert told not in shown.text("#drill tbody")
    click_name(shown, "steel")
    click_name(shown, "ore")
    assert told in shown.text("#drill tbody")
    click_name(shown, "test piece")


def test_a_switched_page_keeps_what_is_open_and_remembers_nothing_elsewhere(shown) -> None:
    click_name(shown, "生产")
    numbers = [line[2:] for line in shown.run(LINES)]
    assert shown.one("#drill-title").text == "逐级明细"
    switch(shown, "en")
    assert [line[2:] for line in shown.run(LINES)] == numbers
    assert shown.one("#drill-title").text == "Drill-down"
    assert shown.run("return document.documentElement.lang") == "en"
    assert shown.run("return document.title").startswith("Result")
    assert shown.run("return [...document.querySelectorAll('article')].map(e => e.hidden)") == [
        True,
        False,
    ]
    assert shown.run("return [localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


def test_the_charts_are_drawn_with_the_rounded_texts(shown) -> None:
    labels = "return [...document.querySelectorAll('#chart-{} text')].map(e => e.textContent)"
    sankey = "\n".join(shown.run(labels.format("sankey")))
    for text in ("生产  4.00", "矿山  1.00", "直接排放与清除  -1.00"):
        assert text in sankey
    less = shown.run(
        "return document.getElementById('chart-sankey').data[0].link.color"
        ".filter(colour => colour.includes('158')).length"
    )
    assert less == 2  # the removal, through two gaps
    assert shown.run("return document.querySelectorAll('#chart-sankey .sankey-link').length") == 6
    for kind, text in (("stages", "4.00 (80.0 %)"), ("gases", "5.00 (100.0 %)"),
                       ("ledger", "-2.00 (-40.0 %)"), ("treemap", "4.00 (80.0 %)")):  # fmt: skip
        shown.one(f"#tab-{kind}").click()
        shown.wait(f"document.querySelector('#chart-{kind} svg text')")
        assert text in "\n".join(shown.run(labels.format(kind))), kind
    assert shown.run("return document.querySelectorAll('#explore b, #explore img').length") == 0


def test_a_click_on_a_chart_opens_the_table_there(shown) -> None:
    shown.run(
        "document.getElementById('chart-sankey').emit('plotly_click',"
        " {points: [{pointNumber: document.getElementById('chart-sankey').data[0].node.label"
        " .findIndex(text => text.startsWith('矿山'))}]})"
    )
    assert shown.run("return document.activeElement.textContent") == "矿山"
    assert [3, "co2_fossil", "1.00", "row:exchanges/DIESEL"] in shown.run(LINES)


def test_search_finds_rows_and_text_and_goes_there(shown) -> None:
    query = shown.one("#query")
    query.send_keys("steel")
    shown.wait("!document.getElementById('found').hidden")
    found = shown.text("#found")
    assert "steel" in found
    assert "6.00" in found
    shown.run(
        "[...document.querySelectorAll('#found button')]"
        ".find(e => e.textContent.includes('数据行')).click()"
    )
    assert shown.run("return document.activeElement.closest('tr').item.key") == "row:bom/STEEL"
    query.clear()
    query.send_keys("R299")  # a row that the table holds back
    shown.wait("document.getElementById('found').textContent.includes('R299')")
    shown.run("document.querySelector('#found li button').click()")
    assert shown.run("return document.activeElement.cells[0].textContent") == "R299"
    query.clear()
    query.send_keys("zzzz")
    shown.wait("document.getElementById('found').textContent === '没有找到'")


def test_a_number_of_the_text_gives_its_address_and_copies_the_command(shown) -> None:
    shown.run("document.querySelector('p.lead .n').click()")
    assert "total" in shown.text("#trace")
    shown.one("#trace .copy").click()
    shown.wait("document.getElementById('said').textContent")
    assert shown.run("return document.getElementById('said').textContent") == (
        "已复制：pcf explain total --target eu"
    )
    shown.one("#trace .go").click()
    assert shown.run("return document.activeElement.closest('tr').item.key") == "total"


def test_everything_is_reached_with_the_keyboard(shown) -> None:
    from selenium.webdriver.common.keys import Keys

    shown.press(Keys.TAB)
    assert shown.run("return document.activeElement.className") == "skip"
    shown.run("document.getElementById('tab-sankey').focus()")
    shown.press(Keys.ARROW_RIGHT)
    assert shown.run("return document.activeElement.id") == "tab-stages"
    assert shown.run("return document.getElementById('panel-sankey').hidden")
    shown.run("document.querySelector('#drill .open').focus()")
    shown.press(Keys.TAB)  # its copy button
    shown.press(Keys.TAB)
    shown.press(Keys.ENTER)
    assert shown.run("return document.activeElement.getAttribute('aria-expanded')") == "true"
    assert "row" not in shown.run(LINES)[2][3]
    assert shown.run(LINES)[2][0] == 2


def test_at_360_pixels_nothing_stands_beside_the_screen(shown) -> None:
    shown.width(360)
    click_name(shown, "生产")
    click_name(shown, "工厂")
    click_name(shown, "steel")
    assert shown.run("return document.documentElement.scrollWidth") == 360
    beside = shown.run(
        "return [...document.querySelectorAll('#drill *, article td, #bar *')].filter(e => {"
        " const r = e.getBoundingClientRect();"
        " return r.width && !e.closest('thead, .unseen, .bar-title')"
        "  && (r.right > 361 || r.left < -1)"
        "}).map(e => e.outerHTML.slice(0, 80))"
    )
    assert beside == []


def test_a_narrow_screen_says_that_the_supply_chain_slides(shown) -> None:
    seen = {}
    for width in (1280, 360):
        shown.width(width)
        room = "document.querySelector('#panel-sankey .chart-room')"
        slides = shown.run(f"return {room}.scrollWidth > {room}.clientWidth + 1")
        said = shown.run("return document.querySelector('.slides').offsetHeight > 0")
        seen[width] = (slides, said)
    assert seen == {1280: (False, False), 360: (True, True)}


def test_names_of_300_letters_break_at_360_pixels(window, pages) -> None:
    long = "X" * 300
    window.errors()
    window.open(pages["plain"], 360)
    window.wait(DRAWN)
    window.run(
        "document.querySelector('#drill .open').lastChild.textContent = arguments[0];"
        "const cover = document.createElement('dl'); cover.className = 'cover';"
        "cover.innerHTML = '<div><dt>a</dt><dd></dd></div>';"
        "cover.querySelector('dd').textContent = arguments[0];"
        "document.querySelector('article:not([hidden])').prepend(cover)",
        long,
    )
    assert window.run("return document.documentElement.scrollWidth") == 360
    beside = window.run(
        "return [...document.querySelectorAll('.cover dd, #drill .open')]"
        ".map(e => e.getBoundingClientRect().right).filter(r => r > 360)"
    )
    assert beside == []


def test_paper_is_a4_in_the_language_that_is_shown_with_every_row(shown) -> None:
    pypdf = pytest.importorskip("pypdf")
    switch(shown, "en")
    read = pypdf.PdfReader(io.BytesIO(shown.pdf()))
    sizes = {(round(p.mediabox.width), round(p.mediabox.height)) for p in read.pages}
    assert sizes == {(595, 842)}
    text = "\n".join(page.extract_text() for page in read.pages)
    assert "Inventory" in text
    assert "清单" not in text
    assert "Drill-down" not in text  # the static figure stands for it
    assert "R299" in text
    assert all(len(page.extract_text().split()) > 3 for page in read.pages)


@pytest.mark.parametrize(("name", "total"), [("zero", "0"), ("negative", "-2.00")])
def test_zero_and_negative_totals_are_drawn(window, pages, name, total) -> None:
    window.errors()
    window.open(pages[name], 1280)
    window.wait(DRAWN)
    assert window.run(LINES)[0][2] == total
    for kind in ("sankey", "stages", "treemap"):
        window.one(f"#tab-{kind}").click()
        window.wait(f"document.querySelector('#chart-{kind} svg text')")
    assert window.errors() == []


def test_long_levels_come_in_parts_and_lose_no_row(window, pages) -> None:
    window.open(pages["many"], 1280)
    window.wait(READY)
    click_name(window, "生产")
    click_name(window, "工厂")
    rows = "return document.querySelectorAll('#drill tr[data-kind=row]').length"
    counts = [window.run(rows)]
    while window.run("return Boolean(document.querySelector('#drill .more'))"):
        window.one("#drill .more").click()
        counts.append(window.run(rows))
    assert counts == [100, 200, 300, 400, 403]  # 400, steel, uptake, ore
    note = "document.querySelector('article:not([hidden]) .held')"
    assert "300" in window.run(f"return {note}.textContent")
    window.run(f"{note}.querySelector('button').click()")
    assert window.run("return document.querySelectorAll('#zh-s6 tbody tr').length") == 300


def test_without_script_the_text_and_its_figure_are_read(window, pages) -> None:
    off = "Emulation.setScriptExecutionDisabled"
    window.driver.execute_cdp_cmd(off, {"value": True})
    try:
        window.open(pages["plain"], 360)
        text = window.one("article").text
        assert "无可绘制" not in text
        assert "需要脚本" in text
        assert window.one("figure svg").is_displayed()
        assert not window.one("#explore").is_displayed()
        assert not window.one("#bar").is_displayed()
    finally:
        window.driver.execute_cdp_cmd(off, {"value": False})
