"""A process map as SVG; text stays text, every box that has a number its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pcf.documents.graph.layout import Box as Place
from pcf.documents.study.map_layout import (
    BAND,
    BORDER,
    CHAIN,
    FONT,
    LINE,
    PAD,
    SIDE,
    WIDTH,
    Band,
    Line,
    Stage,
    bands_of,
    fitted,
    routes_of,
    side_height,
    side_lines,
)
from pcf.documents.svg import FONTS
from pcf.i18n import Language

_SVG = "http://www.w3.org/2000/svg"
_INK, _SOFT, _RULE, _ACCENT = "#1F2933", "#52606D", "#7B8794", "#0B3C5D"
_FILL, _FOLD, _BAND, _IN, _OUT = "#EAF3FA", "#F1F3F5", "#FBFCFD", "#F3F6F8", "#FDF3EE"
_EDGE, _TOP, _MIDDLE = 4.0, 44.0, (BAND[0] + BAND[1]) / 2


@dataclass(frozen=True, slots=True)
class Map:
    """Stages in the order of the life cycle, and what stands around them.

    product
        What the chain delivers, the functional or declared unit.
    outside
        What is left out, below the boundary.
    heads
        Words over the inputs, of the boundary, over the outputs, and over what is left out.
    """

    id: str
    title: str
    description: str
    stages: tuple[Stage, ...]
    lines: tuple[Line, ...]
    product: str
    outside: tuple[str, ...]
    heads: tuple[str, str, str, str]


def map_svg(drawn: Map, lang: Language) -> str:
    """Draw a map as an ``<svg>`` element."""
    register_namespace("", _SVG)
    bands = bands_of(drawn.stages, _TOP)
    end = bands[-1].place.bottom if bands else _TOP
    border = Place(BORDER[0], _TOP - 10.0, BORDER[1] - BORDER[0], end - _TOP + 20.0)
    product = fitted(drawn.product, BAND[1] - BAND[0] - 2 * PAD, 2, 11.0)
    foot = Place(BAND[0], border.bottom + CHAIN, BAND[1] - BAND[0], len(product) * 15.0 + 2 * PAD)
    lines = [fitted(item, WIDTH / 2 - 4 * PAD, 2) for item in drawn.outside]
    below, tall = foot.bottom + 14.0, _outside_height(lines)
    root = _root(drawn, lang, below + tall + _EDGE)
    _heads(root, drawn.heads)
    _rect(root, border, "none", stroke=_ACCENT, stroke_width="1.4", stroke_dasharray="7 4")
    for band in bands:
        _band(root, band)
    for _, path in routes_of(bands, drawn.lines):
        _path(root, path, stroke=_RULE, stroke_width="0.8", marker_end=f"url(#{drawn.id}-tip)")
    for band in bands:
        _boxes(root, band)
    for before, after in pairwise(bands):
        _chain(root, before.place.bottom, after.place.y)
    if bands:
        _chain(root, end, foot.y)
    _rect(root, foot, _ACCENT, rx="4")
    for number, line in enumerate(product):
        _text(root, (_MIDDLE, foot.y + PAD + 11 + number * 15.0), line, fill="#FFFFFF",
              font_size="11", font_weight="bold", text_anchor="middle")  # fmt: skip
    _outside(root, lines, (below, tall), drawn.heads[3])
    return tostring(root, encoding="unicode")


def _root(drawn: Map, lang: Language, height: float) -> Element:
    root = Element(
        f"{{{_SVG}}}svg",
        {
            "viewBox": f"0 0 {WIDTH:g} {height:g}", "width": f"{WIDTH:g}",
            "height": f"{height:g}", "role": "img",
            "aria-labelledby": f"{drawn.id}-title {drawn.id}-desc",
            "lang": "zh-CN" if lang == "zh" else "en", "font-family": FONTS.replace('"', "'"),
            "font-size": f"{FONT:g}",
        },
    )  # fmt: skip
    for tag, text in (("title", drawn.title), ("desc", drawn.description)):
        SubElement(root, f"{{{_SVG}}}{tag}", {"id": f"{drawn.id}-{tag}"}).text = text
    tip = SubElement(root, f"{{{_SVG}}}marker", {
        "id": f"{drawn.id}-tip", "markerWidth": "6", "markerHeight": "6", "refX": "5",
        "refY": "3", "orient": "auto", "markerUnits": "userSpaceOnUse",
    })  # fmt: skip
    SubElement(tip, f"{{{_SVG}}}path", {"d": "M0,0.5 L5,3 L0,5.5 Z", "fill": _RULE})
    return root


def _heads(root: Element, heads: tuple[str, str, str, str]) -> None:
    """Words over the three columns; that of the boundary stands on its line."""
    for x, text in ((_EDGE, heads[0]), (WIDTH - _EDGE - SIDE, heads[2])):
        for number, line in enumerate(fitted(text, SIDE, 2)):
            _text(root, (x, 16.0 + number * LINE), line, font_weight="bold", fill=_SOFT)
    _text(root, (BORDER[0] + 4, _TOP - 16.0), heads[1], font_weight="bold", fill=_ACCENT)


def _band(root: Element, band: Band) -> None:
    """A stage with its head, and what crosses the boundary beside it."""
    _rect(root, band.place, _BAND, stroke="#CBD2D9", stroke_width="0.8", rx="3")
    head = fitted(band.stage.head, band.place.width - 2 * PAD, 1, 11.5)[0]
    _text(root, (band.place.x + PAD, band.place.y + 17), head, font_weight="bold",
          font_size="11.5", fill=_ACCENT, data_address=band.stage.address)  # fmt: skip
    y = band.place.y
    left, right = Place(_EDGE, y, SIDE, 0), Place(WIDTH - _EDGE - SIDE, y, SIDE, 0)
    if band.stage.inputs:
        box = _side(root, band.stage.inputs, left, _IN)
        _arrow(root, box.right, band.place.x, min(box.middle, band.place.bottom - 8))
    if band.stage.outputs:
        box = _side(root, band.stage.outputs, right, _OUT)
        _arrow(root, band.place.right, box.x, min(box.middle, band.place.bottom - 8))


def _side(root: Element, items: Sequence[str], at: Place, fill: str) -> Place:
    box = Place(at.x, at.y, at.width, side_height(items))
    _rect(root, box, fill, stroke=_RULE, stroke_width="0.6", rx="3")
    y = box.y + PAD
    for lines in side_lines(items):
        for line in lines:
            y += LINE
            _text(root, (box.x + PAD, y - 3), line)
        y += 3.0
    return box


def _boxes(root: Element, band: Band) -> None:
    for box, place, name in band.boxes:
        _rect(root, place, _FILL, stroke=_RULE, stroke_width="0.8", rx="4")
        for number, line in enumerate(name):
            _text(root, (place.x + PAD, place.y + PAD + 9 + number * LINE), line)
        _text(root, (place.x + PAD, place.bottom - PAD - 1), box.share, font_weight="bold",
              data_address=box.address)  # fmt: skip
    if band.strip is not None:
        _rect(root, band.strip, _FOLD, stroke=_RULE, stroke_width="0.8", stroke_dasharray="2 2")
        rest = fitted(band.stage.rest, band.strip.width - 2 * PAD, 1)[0]
        _text(root, (band.strip.x + PAD, band.strip.y + 15), rest, fill=_SOFT)


def _outside_height(lines: Sequence[Sequence[str]]) -> float:
    if not lines:
        return 0.0
    rows = [max(map(len, lines[at : at + 2])) for at in range(0, len(lines), 2)]
    return 22.0 + sum(rows) * LINE + 3.0 * len(rows) + PAD


def _outside(
    root: Element, lines: Sequence[Sequence[str]], at: tuple[float, float], head: str
) -> None:
    """What is left out, in two columns outside the boundary."""
    if not lines:
        return
    box = Place(_EDGE, at[0], WIDTH - 2 * _EDGE, at[1])
    _rect(root, box, "none", stroke=_RULE, stroke_width="0.8", stroke_dasharray="2 3")
    _text(root, (box.x + PAD, box.y + 15), head, font_weight="bold", fill=_SOFT)
    y = box.y + 22.0
    for row in range(0, len(lines), 2):
        pair = lines[row : row + 2]
        for column, item in enumerate(pair):
            for number, line in enumerate(item):
                x = box.x + PAD + column * WIDTH / 2
                _text(root, (x, y + 10 + number * LINE), line, fill=_SOFT)
        y += max(map(len, pair)) * LINE + 3.0


def _chain(root: Element, top: float, bottom: float) -> None:
    """Thick arrow of the reference flow down to the next stage."""
    x, neck = _MIDDLE, bottom - 9.0
    path = (
        f"M{x - 5:g},{top:g} H{x + 5:g} V{neck:g} H{x + 11:g} L{x:g},{bottom - 1:g} "
        f"L{x - 11:g},{neck:g} H{x - 5:g} Z"
    )
    SubElement(root, f"{{{_SVG}}}path", {"class": "chain", "d": path, "fill": _ACCENT})


def _arrow(root: Element, start: float, end: float, y: float) -> None:
    """Arrow over the boundary."""
    path = f"M{start:g},{y:g} H{end - 1:g} m-5,-3.5 l5,3.5 l-5,3.5"
    _path(root, path, stroke=_INK, stroke_width="1.1")


def _path(root: Element, path: str, **more: str) -> None:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    SubElement(root, f"{{{_SVG}}}path", {"d": path, "fill": "none", **named})


def _rect(root: Element, place: Place, fill: str, **more: str) -> None:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    SubElement(root, f"{{{_SVG}}}rect", {
        "x": f"{place.x:g}", "y": f"{place.y:g}", "width": f"{place.width:g}",
        "height": f"{place.height:g}", "fill": fill, **named,
    })  # fmt: skip


def _text(root: Element, at: tuple[float, float], text: str, **more: str) -> None:
    attributes = {"x": f"{at[0]:g}", "y": f"{at[1]:g}", "fill": _INK}
    attributes |= {name.replace("_", "-"): value for name, value in more.items() if value}
    SubElement(root, f"{{{_SVG}}}text", attributes).text = text
