"""Contrast of texts as Chromium paints them: 4.5 to 1, and 3 to 1 for large letters (WCAG AA)."""

from __future__ import annotations

import pytest
from browser import CHROMIUM, DRIVER, MISSING, browser
from study_kit import example, study

from pcf.calc.as_graph import graph_of
from pcf.documents.graph.page import graph_html
from pcf.documents.graph.supply import supply_of

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
#: Text, colour, ground and ratio of every text that is shown and has too little contrast, and how
#: many were measured. The ground of HTML is that of its ancestors, one painted over the other; of
#: SVG the filled shape that was painted last under the middle of the text.
MEASURE = """
const channels = (text) => {
  const found = text.match(/[\\d.]+/g).map(Number);
  return [found[0], found[1], found[2], found[3] ?? 1];
};
const over = (front, back) => [0, 1, 2].map((n) => front[n] * front[3] + back[n] * (1 - front[3]));
const luminance = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, n) => {
  const part = colour[n] / 255;
  return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
}, 0);
const ground = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement)
    layers.push(getComputedStyle(at).backgroundColor);
  return layers.reverse().reduce((back, layer) => over(channels(layer), back), [255, 255, 255]);
};
const painted = (text, box) => {
  const svg = text.ownerSVGElement, x = box.x + box.width / 2, y = box.y + box.height / 2;
  let back = ground(svg.parentElement);
  for (const shape of svg.querySelectorAll("rect, path, circle, polygon")) {
    const style = getComputedStyle(shape), place = new DOMPoint(x, y);
    if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
    if (style.fill === "none" || style.visibility === "hidden") continue;
    if (style.display === "none") continue;
    const matrix = shape.getScreenCTM();
    if (!matrix || !shape.isPointInFill(place.matrixTransform(matrix.inverse()))) continue;
    const [, , , alpha] = channels(style.fill);
    const whole = alpha * style.fillOpacity * style.opacity;
    back = over([...channels(style.fill).slice(0, 3), whole], back);
  }
  return back;
};
const faint = [];
let count = 0;
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode, element = node.parentElement;
  if (!node.data.trim() || ["SCRIPT", "STYLE", "title", "desc"].includes(element.tagName)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect(), style = getComputedStyle(element);
  if (!box.width || !box.height || style.visibility === "hidden") continue;
  if (element.closest(".unseen, .skip, .watermark, [aria-hidden=true]")) continue;
  const svg = element.closest("svg text");
  const back = svg ? painted(svg, box) : ground(element);
  const front = channels(svg ? style.fill : style.color);
  if (svg) front[3] *= style.fillOpacity;
  const [one, other] = [luminance(over(front, back)), luminance(back)];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const size = parseFloat(style.fontSize), bold = style.fontWeight >= 700;
  count += 1;
  const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
  if (ratio < least - 0.005) faint.push([node.data.trim().slice(0, 40), front, back, ratio]);
}
return [count, faint];
"""


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A study that is a draft, its static page, and the picture of a supply chain."""
    folder, report = tmp_path_factory.mktemp("pages"), study("vehicle-bev")
    found = example("vehicle-bev").calculate()
    texts = {
        "living": report.to_html(),
        "static": report.to_html(static=True),
        "chain": graph_html(supply_of(found, graph_of(found)), "en"),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def faint(window, least):
    count, found = window.run(MEASURE)
    assert count > least
    return found


def test_static_page(window, pages) -> None:
    window.open(pages / "static.html", 1280)
    assert faint(window, 1000) == []


def test_living_page_with_every_chart_and_what_opens(window, pages) -> None:
    window.open(pages / "living.html", 1280)
    window.wait("document.body.dataset.charts === 'drawn'")
    assert faint(window, 1000) == []
    for kind in ("stages", "gases", "ledger", "treemap"):
        window.one(f"#tab-{kind}").click()
        window.wait(f"document.querySelector('#chart-{kind} svg text')")
        assert faint(window, 1000) == [], kind
    window.one("#drill .open").click()
    window.one("#query").send_keys("battery")
    window.wait("!document.querySelector('#found').hidden")
    assert faint(window, 1000) == []
    window.one("[data-switch=zh]").click()
    window.wait("document.documentElement.lang === 'zh-CN'")
    assert faint(window, 1000) == []


def test_picture_of_the_chain_folded_whole_and_focused(window, pages) -> None:
    window.open(pages / "chain.html", 1280)
    window.wait("!document.querySelector('#bar').hidden")
    assert faint(window, 50) == []
    window.one("[data-view=all]").click()
    window.wait("document.querySelector('[data-view=all]').ariaPressed === 'true'")
    assert faint(window, 80) == []


def test_the_measure_finds_what_is_faint(window, tmp_path) -> None:
    """Grey #777 on white is 4.48 to 1, and #767676 4.54; on a half-blue ground both are less."""
    page = tmp_path / "page.html"
    page.write_text(
        '<p style="color:#777">a</p><p style="color:#767676">b</p>'
        '<div style="background:rgba(0,0,255,.5)"><p style="color:#767676">c</p></div>'
        '<svg width="90" height="30"><rect width="90" height="30" fill="#333"/>'
        '<text x="9" y="20" fill="#555">d</text></svg>'
        '<p style="color:#949494;font-size:24px">e</p>',
        encoding="utf-8",
    )
    window.open(page, 800)
    assert [item[0] for item in faint(window, 4)] == ["a", "c", "d"]
