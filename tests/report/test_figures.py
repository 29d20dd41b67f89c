"""Figures: text stays text, the same chart gives the same bytes, negative parts stand left."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pcf.documents.charts import Bar, Chart, bars_of
from pcf.documents.rounding import RoundedPart
from pcf.documents.svg import COLOURS, svg_of, width_of, wrapped

SVG = "{http://www.w3.org/2000/svg}"


def part(id: str, value: float) -> RoundedPart:
    exact = Decimal(repr(value))
    return RoundedPart(id, f"{id}阶段", f"{id} stage", value, exact, "", f"stage:{id}", "kg")


def chart(*values: float, lang: str = "en") -> Chart:
    names = "abcdef"
    return bars_of("c", "Title", [part(names[i], v) for i, v in enumerate(values)], "kg", lang)


def texts(svg: str) -> list[str]:
    return ["".join(e.itertext()).strip() for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def spans(svg: str) -> list[tuple[str, float, float]]:
    """Colour, left and right edge of each bar."""
    made = []
    for path in ElementTree.fromstring(svg).iter(f"{SVG}path"):
        style = path.attrib.get("style", "")
        colour = next((c for c in COLOURS.values() if f"fill: {c.lower()}" in style), None)
        if colour:
            xs = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", path.attrib["d"])]
            made.append((colour, min(xs), max(xs)))
    return made


def test_chinese_is_text_and_no_font_is_named_that_only_we_have() -> None:
    svg = svg_of(chart(3.0, 1.0, lang="zh"), "zh")
    assert texts(svg) == ["a阶段", "3.0", "b阶段", "1.0"]
    assert "DejaVu" not in svg
    assert "<use" not in svg
    assert "PingFang SC" in svg
    assert 'lang="zh-CN"' in svg


def test_negative_bars_stand_left_of_zero_in_another_colour() -> None:
    # from -1 to 3 over 356 px: zero lies at 2 + 356/4 = 91
    svg = svg_of(chart(3.0, -1.0), "en")
    [(blue, left, right), (green, low, zero)] = spans(svg)
    assert (blue, green) == (COLOURS["total"], COLOURS["less"])
    assert (left, right) == (pytest.approx(91.0), pytest.approx(358.0))
    assert (low, zero) == (pytest.approx(2.0), pytest.approx(91.0))


def test_the_same_chart_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "from pcf.documents.charts import *; from pcf.documents.svg import svg_of;"
        "import sys; c = Chart('c', 'T', 'kg', (Bar('n', '1', 0.0, 1.0, 'total', 'total'),));"
        "sys.stdout.buffer.write(svg_of(c, 'en').encode())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True,
            env={"PCF_CACHE_DIR": str(tmp_path / "cache"), "HOME": str(tmp_path / "home"),
                 "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0].stdout == runs[1].stdout
    assert b"<svg" in runs[0].stdout
    assert not (tmp_path / "home").exists()  # matplotlib keeps its list of fonts in our cache


def test_addresses_and_own_ids() -> None:
    root = ElementTree.fromstring(svg_of(chart(3.0, 1.0), "en"))
    assert [e.attrib["data-address"] for e in root.iter() if "data-address" in e.attrib] == [
        "stage:a", "stage:b",
    ]  # fmt: skip
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert all(id.startswith("c-") for id in ids)
    assert len(ids) == len(set(ids))


def test_names_are_no_formulas_and_no_markup() -> None:
    name = "<b>$x_1$</b> & ]]> \\alpha"
    svg = svg_of(Chart("c", name, "kg", (Bar(name, "1", 0.0, 1.0, "total"),)), "en")
    assert texts(svg)[0] == name
    assert "<b>" not in svg


def test_long_names_are_broken_and_never_reach_the_value() -> None:
    for name in ("a very long name of a stage " * 4, "很长的阶段名称" * 10, "x" * 90):
        lines = wrapped(name, 200.0)
        assert len(lines) > 1
        assert all(width_of(line) <= 200.0 for line in lines)
        assert "".join(lines).replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize("values", [(), (0.0,), (0.0, 0.0), (-1.0, -2.0), (1e-12, 1.0), (1e9,)])
def test_every_total_can_be_drawn(values) -> None:
    svg = svg_of(chart(*values), "en")
    assert len(spans(svg)) == len(values)
    assert all(0 <= low <= high <= 361 for _, low, high in spans(svg))
