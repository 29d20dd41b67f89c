"""A map of boxes in columns as SVG; text stays text, every box that has a number its address."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pcf.documents.svg import FONTS, wrapped
from pcf.i18n import Language

_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _EDGE, _GAP, _HEAD, _FOOT = 760.0, 12.0, 26.0, 34.0, 46.0
#: How far lines swing out, and length of their tips.
_BEND, _TIP = 14.0, 5.0
_FONT, _LINE, _PAD, _LINES = 10.5, 13.0, 6.0, 3
#: Font size for which `wrapped` measures.
_MEASURED = 13.5
_INK, _RULE, _FILL, _FOLD = "#1F2933", "#7B8794", "#EAF3FA", "#F1F3F5"


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its name and share; `folded` ones stand for several."""

    id: str
    name: str
    share: str
    address: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A column with its head."""

    head: str
    address: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A supply from one box to another."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Map:
    """Columns, lines, and the folded foot below them; `border` names the dashed line."""

    id: str
    title: str
    description: str
    lanes: tuple[Lane, ...]
    lines: tuple[Line, ...]
    foot: str
    border: str


@dataclass(frozen=True, slots=True)
class _Placed:
    box: Box
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    lane: int

    @property
    def height(self) -> float:
        return _PAD * 2 + _LINE * (len(self.lines) + 1) - 3.0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def map_svg(drawn: Map, lang: Language) -> str:
    """Draw a map as an ``<svg>`` element."""
    register_namespace("", _SVG)
    count = max(len(drawn.lanes), 1)
    width = (_WIDTH - 2 * _EDGE - _GAP * (count + 1)) / count
    placed = [
        item for number, lane in enumerate(drawn.lanes) for item in _lane(lane, number, width)
    ]
    bottom = max([item.y + item.height for item in placed], default=_HEAD + 2 * _EDGE) + _GAP
    root = _root(drawn, lang, bottom + _FOOT + _EDGE)
    _rect(root, (_EDGE, _EDGE, _WIDTH - 2 * _EDGE, bottom - _EDGE), "none", dashes="5 4")
    _text(root, (_EDGE + 6, _EDGE + 12), drawn.border, colour=_RULE)
    _lines(root, drawn, placed)
    for number, lane in enumerate(drawn.lanes):
        _head(root, lane, _left(number, width), width)
    for item in placed:
        _box(root, item)
    _foot(root, drawn.foot, bottom)
    return tostring(root, encoding="unicode")


def _left(lane: int, width: float) -> float:
    return _EDGE + _GAP + lane * (width + _GAP)


def _lane(lane: Lane, number: int, width: float) -> list[_Placed]:
    made, y = [], _EDGE + 18.0 + _HEAD
    for box in lane.boxes:
        lines = _fitted(box.name, width - 2 * _PAD)
        made.append(_Placed(box, lines, _left(number, width), y, width, number))
        y += made[-1].height + 10.0
    return made


def _fitted(text: str, room: float) -> tuple[str, ...]:
    """Break a text into at most three lines."""
    lines = wrapped(text, room * _MEASURED / _FONT)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1][:-1]}…"]
    return tuple(lines)


def _root(drawn: Map, lang: Language, height: float) -> Element:
    root = Element(
        f"{{{_SVG}}}svg",
        {
            "viewBox": f"0 0 {_WIDTH:g} {height:g}", "width": f"{_WIDTH:g}",
            "height": f"{height:g}", "role": "img",
            "aria-labelledby": f"{drawn.id}-title {drawn.id}-desc",
            "lang": "zh-CN" if lang == "zh" else "en", "font-family": FONTS.replace('"', "'"),
            "font-size": f"{_FONT:g}",
        },
    )  # fmt: skip
    for tag, text in (("title", drawn.title), ("desc", drawn.description)):
        SubElement(root, f"{{{_SVG}}}{tag}", {"id": f"{drawn.id}-{tag}"}).text = text
    return root


def _rect(
    root: Element, at: tuple[float, float, float, float], fill: str, dashes: str = ""
) -> Element:
    x, y, width, height = at
    attributes = {
        "x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}", "rx": "4",
        "fill": fill, "stroke": _RULE, "stroke-width": "0.8",
    }  # fmt: skip
    if dashes:
        attributes["stroke-dasharray"] = dashes
    return SubElement(root, f"{{{_SVG}}}rect", attributes)


def _text(
    root: Element, at: tuple[float, float], text: str, *, colour: str = _INK, **more: str
) -> None:
    attributes = {"x": f"{at[0]:g}", "y": f"{at[1]:g}", "fill": colour}
    attributes |= {name.replace("_", "-"): value for name, value in more.items() if value}
    SubElement(root, f"{{{_SVG}}}text", attributes).text = text


def _head(root: Element, lane: Lane, x: float, width: float) -> None:
    for number, line in enumerate(_fitted(lane.head, width)):
        _text(root, (x, _EDGE + 32 + number * _LINE), line, font_weight="bold",
              data_address=lane.address if number == 0 else "")  # fmt: skip


def _box(root: Element, item: _Placed) -> None:
    fill = _FOLD if item.box.folded else _FILL
    dashes = "2 2" if item.box.folded else ""
    _rect(root, (item.x, item.y, item.width, item.height), fill, dashes)
    for number, line in enumerate(item.lines):
        _text(root, (item.x + _PAD, item.y + _PAD + 8 + number * _LINE), line)
    y = item.y + _PAD + 8 + len(item.lines) * _LINE
    _text(root, (item.x + _PAD, y), item.box.share, font_weight="bold",
          data_address=item.box.address)  # fmt: skip


def _lines(root: Element, drawn: Map, placed: list[_Placed]) -> None:
    """Draw supplies: into the left side of a box, from the side that looks at it."""
    at = {item.box.id: item for item in placed}
    for line in drawn.lines:
        start, end = at[line.start], at[line.end]
        left = start.x + (start.width if end.lane > start.lane else 0.0)
        right = end.x + (end.width if end.lane < start.lane else 0.0)
        out = _BEND if end.lane > start.lane else -_BEND
        into = _BEND if end.lane < start.lane else -_BEND
        tip = _TIP if into > 0 else -_TIP
        path = (
            f"M{left:.1f},{start.middle:.1f} C{left + out:.1f},{start.middle:.1f} "
            f"{right + into:.1f},{end.middle:.1f} {right:.1f},{end.middle:.1f} "
            f"m{tip:g},-2.5 l{-tip:g},2.5 l{tip:g},2.5"
        )
        SubElement(root, f"{{{_SVG}}}path", {
            "d": path, "fill": "none", "stroke": _RULE, "stroke-width": "0.7", "opacity": "0.7",
        })  # fmt: skip


def _foot(root: Element, text: str, bottom: float) -> None:
    """Draw the folded background below the border, with an arrow up to it."""
    y = bottom + 16.0
    _rect(root, (_EDGE, y, _WIDTH - 2 * _EDGE, 28.0), _FOLD, "2 2")
    _text(root, (_EDGE + 8, y + 18), _fitted(text, _WIDTH - 4 * _EDGE)[0])
    middle = _WIDTH / 2
    SubElement(root, f"{{{_SVG}}}path", {
        "d": f"M{middle:g},{y:g} V{bottom + 2:g} m-4,5 l4,-5 l4,5", "fill": "none",
        "stroke": _INK, "stroke-width": "1",
    })  # fmt: skip
