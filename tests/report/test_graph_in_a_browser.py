"""The picture of the supply chain as a reader meets it: counted, searched, focused, unfolded."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from browser import CHROMIUM, DRIVER, MISSING, browser
from graph_kit import with_more
from tiny_result import tiny

from pcf.api import Project
from pcf.calc.as_graph import graph_of
from pcf.documents.graph.page import graph_html, graph_svg
from pcf.documents.graph.supply import supply_of

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
EXAMPLES = Path(__file__).parents[2] / "datasets" / "examples"
READY = "document.body.dataset.ready"
NODES = "return document.querySelectorAll('#room .n').length"
#: Pairs of texts that cover each other by more than a pixel, and texts that leave their box.
OVERLAPS = """
const boxes = [...document.querySelectorAll('svg text')].map(e => [e.getBoundingClientRect(), e]);
const over = [];
for (const [n, [a, one]] of boxes.entries()) for (const [b, other] of boxes.slice(n + 1)) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (wide > 1 && high > 1) over.push(`${one.textContent} | ${other.textContent}`);
}
for (const box of document.querySelectorAll('svg .n')) {
  const frame = box.querySelector('rect').getBoundingClientRect();
  for (const e of box.querySelectorAll('text')) {
    const r = e.getBoundingClientRect();
    if (r.left < frame.left || r.right > frame.right || r.top < frame.top - 1
        || r.bottom > frame.bottom + 1) over.push(`out: ${e.textContent}`);
  }
}
return over"""


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="module")
def chains(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chains")
    found = {
        name: Project.load(EXAMPLES / name).calculate() for name in ("lfp-pack", "vehicle-bev")
    }
    found |= {name: tiny(folder / name, removal)
              for name, removal in (("hostile", 2), ("zero", 7), ("negative", 9))}  # fmt: skip
    made = {name: supply_of(result, graph_of(result)) for name, result in found.items()}
    return {**made, "wide": with_more(made["lfp-pack"], 60)}  # 199 nodes


@pytest.fixture(scope="module")
def pages(chains, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, supply in chains.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(graph_html(supply, "en"), encoding="utf-8")
    return made


@pytest.fixture
def shown(window, pages):
    """Page of the battery pack, just opened."""
    window.errors()
    window.requests()
    window.open(pages["lfp-pack"], 1400)
    window.wait(READY)
    yield window
    assert window.errors() == []
    assert set(window.requests()) == {pages["lfp-pack"].as_uri()}


def unfold(window) -> None:
    window.one("[data-view=all]").click()
    window.wait("document.querySelector('[data-view=all]').getAttribute('aria-pressed') === 'true'")
    window.wait("document.querySelectorAll('.n.category').length === 0")


def chosen(window) -> str:
    return window.run("return document.querySelector('.n.chosen')?.dataset.key ?? ''")


def test_every_node_is_there_folded_and_unfolded(shown, chains) -> None:
    folded = shown.run(NODES)
    assert 75 < folded < 90
    unfold(shown)
    assert shown.run(NODES) == len(chains["lfp-pack"].nodes)
    lines = shown.run("return document.querySelectorAll('#room .e').length")
    assert lines == len(chains["lfp-pack"].edges)
    shown.one("[data-view=folded]").click()
    shown.wait(f"document.querySelectorAll('#room .n').length === {folded}")


@pytest.mark.parametrize("name", ["lfp-pack", "vehicle-bev", "wide", "hostile", "zero", "negative"])
def test_no_text_covers_another_or_leaves_its_box(window, pages, name) -> None:
    window.errors()
    window.open(pages[name], 1400)
    window.wait(READY)
    for lang in ("en", "zh"):
        window.one(f"[data-switch={lang}]").click()
        window.wait(f"document.querySelector('svg').getAttribute('lang').startsWith('{lang}')")
        window.one("[data-view=folded]").click()
        window.wait("document.querySelector('[data-view=folded][aria-pressed=true]')")
        assert window.run(OVERLAPS) == []
        unfold(window)
        assert window.run(OVERLAPS) == []
    assert window.errors() == []


def test_a_click_focuses_and_the_panel_tells(shown) -> None:
    shown.run(
        "document.querySelector('[data-key=\"process:cell_filling\"] rect').dispatchEvent("
        "new MouseEvent('click', {bubbles: true}))"
    )
    assert chosen(shown) == "process:cell_filling"
    told = shown.text("#panel")
    for text in ("LFP electrolyte filling and sealing", "0.16985 (48.1 %)", "process:cell_filling",
                 "cell assembly", "Suppliers", "Users"):  # fmt: skip
        assert text in told
    on = shown.run("return [...document.querySelectorAll('.n.on')].map(e => e.dataset.key)")
    assert {"process:cell_assembly", "process:cell_formation", "unit"} <= set(on)
    assert "process:use_losses" not in on
    shown.run(
        "[...document.querySelectorAll('#panel td button')]"
        ".find(e => e.textContent.startsWith('LFP cell stacking')).click()"
    )
    assert chosen(shown) == "process:cell_assembly"
    shown.one("#panel .clear").click()
    assert chosen(shown) == ""
    assert not shown.one("#panel").is_displayed()


def test_search_goes_to_a_dataset_inside_a_folded_category(shown) -> None:
    query = shown.one("#query")
    query.send_keys("phosphorus penta")
    shown.wait("!document.getElementById('found').hidden")
    assert shown.run("return document.querySelectorAll('.n.hit').length") == 1
    query.clear()
    query.send_keys("bg:copper_cathode")
    shown.wait("document.getElementById('found').textContent.includes('dataset')")
    shown.run("document.querySelector('#found li button').click()")
    shown.wait("document.querySelector('.n.chosen')")
    assert chosen(shown) == "bg:copper_cathode_cn/copper_cathode"
    assert shown.run("return document.querySelector('[data-view=all]').ariaPressed") == "true"
    assert "dataset:bg:copper_cathode_cn/copper_cathode" in shown.text("#panel")
    query.clear()
    query.send_keys("zzzz")
    shown.wait("document.getElementById('found').textContent === 'nothing found'")


def test_a_category_lists_its_datasets_and_unfolds_at_one(shown) -> None:
    shown.run(
        "document.querySelector('.n.category[data-key=\"category:metal\"]').dispatchEvent("
        "new MouseEvent('click', {bubbles: true}))"
    )
    assert "Datasets in it" in shown.text("#panel")
    shown.run("document.querySelector('#panel tbody button').click()")
    shown.wait("document.querySelector('.n.chosen.background')")
    assert chosen(shown) == "bg:map_aluminium_ingot/aluminium_ingot"


def test_the_language_switches_and_the_focus_stays(shown) -> None:
    from selenium.webdriver.common.keys import Keys

    shown.run("document.querySelector('[data-key=\"process:use_losses\"]').focus()")
    shown.press(Keys.ENTER)
    assert chosen(shown) == "process:use_losses"
    shown.one("[data-switch=zh]").click()
    shown.wait("document.querySelector('svg').getAttribute('lang') === 'zh-CN'")
    assert chosen(shown) == "process:use_losses"
    assert "使用阶段充放电损耗" in shown.text("#panel")
    assert shown.run("return document.title").startswith("供应链图")
    shown.press(Keys.ESCAPE)
    assert chosen(shown) == ""


def test_zoom_shows_the_whole_and_comes_back(shown) -> None:
    width = "return document.querySelector('#room svg').getBoundingClientRect().width"
    shown.one("[data-zoom=fit]").click()
    whole = shown.run(width)
    assert whole <= shown.run("return document.getElementById('room').clientWidth")
    shown.one("[data-zoom=in]").click()
    assert shown.run(width) == pytest.approx(whole * 1.25, rel=1e-3)


def test_a_page_of_a_focus_opens_with_it(window, tmp_path) -> None:
    found = Project.load(EXAMPLES / "vehicle-bev").calculate()
    path = tmp_path / "focus.html"
    supply = supply_of(found, graph_of(found), focus="process:final_assembly")
    path.write_text(graph_html(supply, "zh", "--scenario x"), encoding="utf-8")
    window.open(path, 1400)
    window.wait(READY)
    assert chosen(window) == "process:final_assembly"
    title = window.run("return document.querySelector('#panel .copy').title")
    assert title == "pcf explain upstream:process:final_assembly --scenario x"


def test_at_360_pixels_the_page_itself_does_not_scroll_sideways(shown) -> None:
    shown.width(360)
    shown.run("document.querySelector('.n.process').dispatchEvent("
              "new MouseEvent('click', {bubbles: true}))")  # fmt: skip
    assert shown.run("return document.documentElement.scrollWidth") == 360
    assert shown.one("#panel").is_displayed()


def test_paper_shows_the_drawing_whole(shown) -> None:
    pypdf = pytest.importorskip("pypdf")
    read = pypdf.PdfReader(io.BytesIO(shown.pdf()))
    assert len(read.pages) == 1
    assert read.pages[0].mediabox.width > read.pages[0].mediabox.height
    text = read.pages[0].extract_text()
    for word in ("current collector", "recycling", "LFP module assembly", "0.353"):
        assert word in text


def test_without_script_the_folded_picture_stands(window, pages, chains, tmp_path) -> None:
    off = "Emulation.setScriptExecutionDisabled"
    window.driver.execute_cdp_cmd(off, {"value": True})
    try:
        window.open(pages["vehicle-bev"], 1400)
        assert window.one("#room svg").is_displayed()
        assert not window.one("#bar").is_displayed()
    finally:
        window.driver.execute_cdp_cmd(off, {"value": False})
    alone = tmp_path / "alone.svg"
    alone.write_text(graph_svg(chains["vehicle-bev"], "en"), encoding="utf-8")
    window.open(alone, 1400)
    assert window.run("return document.querySelectorAll('g.n').length") > 20
    assert window.errors() == []
