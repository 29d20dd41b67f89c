"""The portfolio page as a reader meets it: sorted, another result explored, a number opened."""

from __future__ import annotations

import pytest
from browser import CHROMIUM, DRIVER, MISSING, browser
from tiny_result import tiny

from pcf.documents.portfolio.members import Member, portfolio_of
from pcf.documents.portfolio.run import portfolio_report
from pcf.documents.rounding import rounded_result

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
TOTALS = ("[...document.querySelectorAll('article:not([hidden]) table[data-sortable]')]"
          ".find(t => t.caption?.textContent === 'Totals')")  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Totals 5, 0 and −2 of three projects that may be compared."""
    folder = tmp_path_factory.mktemp("portfolio")
    members = []
    for name, removal in (("five", 2), ("zero", 7), ("negative", 9)):
        found = tiny(folder / name, removal)
        rounded = rounded_result(found, found.stages, None)
        members.append(Member(name, "", "", "", rounded, ("sha256:0", ""), (0, 0)))
    path = folder / "page.html"
    html = portfolio_report(portfolio_of(members), "en").to_html()
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture
def shown(page, tmp_path_factory):
    with browser(tmp_path_factory.mktemp("browser")) as window:
        window.open(page, 1280)
        window.wait("document.body.dataset.charts === 'drawn'")
        yield window
        assert window.errors() == []
        assert set(window.requests()) == {page.as_uri()}


def test_a_reader_sorts_explores_and_traces(shown) -> None:
    column = f"return [...{TOTALS}.tBodies[0].rows].map(row => row.cells[1].textContent)"
    assert shown.run(column) == ["5.00", "0", "-2.00"]
    shown.run(f"{TOTALS}.tHead.rows[0].cells[1].querySelector('button').click()")
    assert shown.run(column) == ["-2.00", "0", "5.00"]
    shown.run(f"{TOTALS}.tHead.rows[0].cells[1].querySelector('button').click()")
    assert shown.run(column) == ["5.00", "0", "-2.00"]
    assert shown.run(f"return {TOTALS}.tHead.rows[0].cells[1].ariaSort") == "descending"

    total = "return document.querySelector('#drill tbody tr').cells[1].textContent"
    assert shown.run(total) == "5.00"
    shown.run("const e = document.getElementById('which'); e.value = '1';"
              "e.dispatchEvent(new Event('change'))")  # fmt: skip
    shown.wait("document.querySelector('#drill tbody tr').cells[1].textContent === '0'")
    copied = "return document.querySelector('#drill tbody .copy').title"
    assert shown.run(copied) == "pcf explain total -C zero"

    shown.run(f"{TOTALS}.tBodies[0].rows[2].querySelector('.n').click()")
    assert "total" in shown.text("#trace")
    assert shown.run("return document.querySelector('#trace .copy').title") == (
        "pcf explain total -C negative"
    )
    shown.one("#trace .go").click()
    shown.wait("document.querySelector('#drill tbody tr').cells[1].textContent === '-2.00'")
    assert shown.run("return document.getElementById('which').value") == "2"

    shown.one("[data-switch=zh]").click()
    shown.wait("document.documentElement.lang === 'zh-CN'")
    assert shown.run("return document.getElementById('which').selectedOptions[0].text") == (
        "试件 · 基准"
    )
    assert shown.run("return document.querySelectorAll('article:not([hidden]) th .sort').length")
    shown.width(360)
    assert shown.run("return document.documentElement.scrollWidth") == 360
