"""Stacked bars of stages, one bar for each result, on one scale; credits stand left of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pcf.documents.graph.measure import cut, width_of
from pcf.documents.svg import FONTS
from pcf.i18n import Language

_SVG = "http://www.w3.org/2000/svg"
#: Colours of Okabe and Ito, light to dark enough to tell apart in grey as well.
COLOURS = ("#0072b2", "#e69f00", "#56b4e9", "#cc79a7", "#009e73", "#d55e00", "#f0e442", "#7b8794")
_INK, _RULE = "#1f2933", "#7b8794"
_WIDTH, _EDGE, _BAR, _STEP, _FONT = 430.0, 2.0, 16.0, 46.0, 12.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stage of a bar: position of its colour, value, and its printed text."""

    colour: int
    value: float
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A result: its name, its printed total, the segments."""

    name: str
    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars on one scale with the names of their colours."""

    id: str
    title: str
    description: str
    names: tuple[str, ...]
    bars: tuple[StackedBar, ...]


def stacked_svg(chart: Stacked, lang: Language) -> str:
    """Draw stacked bars as an ``<svg>`` element."""
    register_namespace("", _SVG)
    places = _legend_places(chart.names)
    head = (places[-1][1] if places else 0.0) + 18.0
    root = _root(chart, lang, head + _STEP * len(chart.bars) + 6)
    for number, (name, (x, y)) in enumerate(zip(chart.names, places, strict=True)):
        _rect(root, (x, y - 9, 11, 11), COLOURS[number % len(COLOURS)])
        _text(root, (x + 16, y + 1), cut(name, _WIDTH - 30, _FONT))
    low, scale = _scale(chart.bars)
    for number, bar in enumerate(chart.bars):
        _bar(root, bar, head + number * _STEP, (low, scale))
    return tostring(root, encoding="unicode")


def _legend_places(names: Sequence[str]) -> list[tuple[float, float]]:
    made, x, y = [], _EDGE, 14.0
    for name in names:
        wide = min(width_of(name, _FONT), _WIDTH - 30) + 34
        if x > _EDGE and x + wide > _WIDTH:
            x, y = _EDGE, y + 18
        made.append((x, y))
        x += wide
    return made


def _scale(bars: Sequence[StackedBar]) -> tuple[float, float]:
    """Smallest value of the scale, and pixels of one unit; 0 pixels when nothing has a value."""
    low = min((sum(s.value for s in b.segments if s.value < 0) for b in bars), default=0.0)
    high = max((sum(s.value for s in b.segments if s.value > 0) for b in bars), default=0.0)
    return low, (_WIDTH - 2 * _EDGE) / (high - low) if high > low else 0.0


def _root(chart: Stacked, lang: Language, height: float) -> Element:
    root = Element(f"{{{_SVG}}}svg", {
        "viewBox": f"0 0 {_WIDTH:g} {height:g}", "width": f"{_WIDTH:g}", "height": f"{height:g}",
        "role": "img", "aria-labelledby": f"{chart.id}-title {chart.id}-desc",
        "lang": "zh-CN" if lang == "zh" else "en", "font-family": FONTS.replace('"', "'"),
        "font-size": f"{_FONT:g}",
    })  # fmt: skip
    for tag, text in (("title", chart.title), ("desc", chart.description)):
        SubElement(root, f"{{{_SVG}}}{tag}", {"id": f"{chart.id}-{tag}"}).text = text
    return root


def _rect(root: Element, at: tuple[float, float, float, float], fill: str) -> Element:
    x, y, width, height = at
    return SubElement(root, f"{{{_SVG}}}rect", {
        "x": f"{x:.2f}", "y": f"{y:.2f}", "width": f"{width:.2f}", "height": f"{height:.2f}",
        "fill": fill,
    })  # fmt: skip


def _text(root: Element, at: tuple[float, float], text: str, **more: str) -> None:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    place = {"x": f"{at[0]:.2f}", "y": f"{at[1]:.2f}", "fill": _INK}
    SubElement(root, f"{{{_SVG}}}text", {**place, **named}).text = text


def _bar(root: Element, bar: StackedBar, top: float, on: tuple[float, float]) -> None:
    low, scale = on
    taken = width_of(bar.text, _FONT * 1.08) + 12
    _text(root, (_EDGE, top + 14), cut(bar.name, _WIDTH - 2 * _EDGE - taken, _FONT))
    _text(root, (_WIDTH - _EDGE, top + 14), bar.text, text_anchor="end", font_weight="bold")
    zero = _EDGE - low * scale
    right = left = zero
    for part in bar.segments:
        wide = abs(part.value) * scale
        if part.value < 0:
            left -= wide
        box = _rect(root, (left if part.value < 0 else right, top + 20, wide, _BAR),
                    COLOURS[part.colour % len(COLOURS)])  # fmt: skip
        SubElement(box, f"{{{_SVG}}}title").text = part.words
        if part.value > 0:
            right += wide
    SubElement(root, f"{{{_SVG}}}path", {
        "d": f"M{zero:.2f},{top + 17:.2f} v{_BAR + 6:g}", "stroke": _RULE, "stroke-width": "1",
    })  # fmt: skip
