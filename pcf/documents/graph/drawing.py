"""The drawing of a supply chain as SVG: text stays text, every box carries its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pcf.documents.fonts import one_line
from pcf.documents.graph.curves import path_of, ports_of
from pcf.documents.graph.layout import BAND_NAME, CATEGORY, DATASET, EDGE, HEAD, Box, Layout
from pcf.documents.graph.measure import cut, lines_of, width_of
from pcf.documents.graph.supply import UNIT, Edge, Node, Supply
from pcf.documents.living.entries import Entry
from pcf.documents.svg import FONTS
from pcf.i18n import Language, label, phrase
from pcf.i18n.units import unit_words

_SVG = "http://www.w3.org/2000/svg"
INK, SOFT, RULE = "#1f2933", "#52606d", "#7b8794"
#: Okabe and Ito: blue for burdens, bluish green and dashes for credits and removals.
BURDEN, CREDIT = "#0072b2", "#009e73"
_FILLS = {"process": "#ffffff", "unit": "#0b3c5d", "background": "#f3f6f8", "received": "#fdf3e3",
          "emission": "#fbe9e3", "category": "#e7edf2"}  # fmt: skip
_BAND, _STAGE = ("#f7f9fb", "#ffffff"), "#0b3c5d"
_FONT, _LINE, _PAD = 11.0, 15.5, 7.0
#: Widths of lines in pixels.
THICK, THIN = 13.0, 0.7


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG with the order in which its nodes and edges are numbered."""

    svg: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def drawing_of(supply: Supply, layout: Layout, lang: Language, *, id: str = "chain") -> Drawing:
    """Draw a supply chain.

    Parameters
    ----------
    id
        Begins every id of the SVG.
    """
    register_namespace("", _SVG)
    pen = _Pen(supply, layout, lang)
    nodes = tuple(sorted(supply.nodes.values(), key=lambda n: _at(layout.boxes[n.key])))
    edges = tuple(sorted(supply.edges, key=lambda e: (-e.width, e.source, e.target, e.less)))
    root = _root(layout, id, pen)
    pen.heads(root)
    number = {node.key: position for position, node in enumerate(nodes)}
    pen.edges(root, edges, number)
    pen.names(root)
    pen.nodes(root, nodes)
    return Drawing(tostring(root, encoding="unicode"), nodes, edges)


def _at(box: Box) -> tuple[float, float]:
    return box.x, box.y


def _f(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _element(parent: Element, tag: str, attributes: Mapping[str, str]) -> Element:
    return SubElement(parent, f"{{{_SVG}}}{tag}", {k: v for k, v in attributes.items() if v})


def _text(parent: Element, at: tuple[float, float], text: str, **more: str) -> Element:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    made = _element(parent, "text", {"x": _f(at[0]), "y": _f(at[1]), **named})
    made.text = text
    return made


def _rect(parent: Element, box: Box, **more: str) -> Element:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    place = {"x": _f(box.x), "y": _f(box.y), "width": _f(box.width), "height": _f(box.height)}
    return _element(parent, "rect", {**place, **named})


def _root(layout: Layout, id: str, pen: _Pen) -> Element:
    width, height = _f(layout.width), _f(layout.height + EDGE)
    root = Element(f"{{{_SVG}}}svg", {
        "viewBox": f"0 0 {width} {height}", "width": width, "height": height, "role": "group",
        "aria-labelledby": f"{id}-title {id}-desc", "lang": "zh-CN" if pen.lang == "zh" else "en",
        "font-family": FONTS.replace('"', "'"), "font-size": _f(_FONT), "fill": INK,
    })  # fmt: skip
    for tag, text in (("title", pen.title), ("desc", pen.description)):
        _element(root, tag, {"id": f"{id}-{tag}"}).text = text
    _rect(root, Box(0, 0, layout.width, layout.height + EDGE), fill="#ffffff")
    return root


def name_of(entry: Entry, lang: Language) -> str:
    """Name in a language, else in the other, else the address; on one line."""
    names = (entry.name_zh, entry.name_en) if lang == "zh" else (entry.name_en, entry.name_zh)
    return one_line(names[0]) or one_line(names[1]) or one_line(entry.address)


def told(entry: Entry) -> str:
    """Value with its share."""
    return entry.text if entry.share in ("", "n/a") else f"{entry.text} ({entry.share})"


@dataclass(frozen=True, slots=True)
class _Pen:
    supply: Supply
    layout: Layout
    lang: Language

    @property
    def title(self) -> str:
        return label("graph_title", self.lang)

    @property
    def unit(self) -> str:
        return unit_words(self.supply.unit, self.lang)

    @property
    def subtitle(self) -> str:
        unit = self.supply.nodes.get(UNIT)
        parts = [name_of(unit.entry, self.lang) if unit else "", self.unit]
        if self.supply.scenario:
            parts.append(phrase("graph_scenario", self.lang, name=self.supply.scenario))
        if self.supply.focus:
            focus = name_of(self.supply.nodes[self.supply.focus].entry, self.lang)
            parts.append(phrase("graph_upstream", self.lang, name=focus))
        return "  ·  ".join(filter(None, map(one_line, parts)))

    @property
    def description(self) -> str:
        count = len(self.supply.nodes)
        return phrase("graph_described", self.lang, nodes=count, edges=len(self.supply.edges))

    def word(self, key: str) -> str:
        return label(key, self.lang)

    def heads(self, root: Element) -> None:
        """Title, legend, bands and heads of the stages."""
        wide = self.layout.width - 2 * EDGE
        _text(root, (EDGE, 24), self.title, font_size="15", font_weight="bold", fill=_STAGE)
        left = EDGE + width_of(self.title, 16) + 20
        _text(root, (left, 24), cut(self.subtitle, max(wide - left, 60), _FONT), fill=SOFT)
        self._legend(root)
        group = _element(root, "g", {"class": "bands"})
        for number, band in enumerate(self.layout.bands):
            start = self.layout.stages[0].start - BAND_NAME if self.layout.stages else EDGE
            end = self.layout.stages[-1].end + 12 if self.layout.stages else wide
            box = Box(start, band.start, end - start, band.end - band.start)
            _rect(group, box, fill=_BAND[number % 2], stroke="#e4e7eb", stroke_width="0.6")
        self._stage_heads(root)

    def names(self, root: Element) -> None:
        """Names of the bands, over the lines that cross them."""
        group = _element(root, "g", {
            "class": "names", "fill": SOFT, "font-weight": "bold", "stroke": "#ffffff",
            "stroke-width": "3", "paint-order": "stroke", "stroke-linejoin": "round",
        })  # fmt: skip
        start = self.layout.stages[0].start - BAND_NAME if self.layout.stages else EDGE
        for band in self.layout.bands:
            name = band.id or self.word("graph_no_component")
            for at, line in enumerate(lines_of(name, BAND_NAME - 16, _FONT, 2)):
                _text(group, (start + 8, band.start + 20 + at * _LINE), line)

    def _stage_heads(self, root: Element) -> None:
        group = _element(root, "g", {"class": "stages"})
        entries = {e.address.removeprefix("stage:"): e for e in self.supply.stages}
        y = self.layout.bands[0].start - HEAD + 18 if self.layout.bands else 70.0
        for span in self.layout.stages:
            entry = entries.get(span.id)
            name = name_of(entry, self.lang) if entry else span.id
            room = span.end - span.start
            _rect(group, Box(span.start, y + 25, room, 2.5), fill=_STAGE)
            _text(group, (span.start, y + 1), cut(name, room, 13), font_size="12.5",
                  font_weight="bold", fill=_STAGE)  # fmt: skip
            if entry and entry.text:
                _text(group, (span.start, y + 19), cut(told(entry), room, _FONT), fill=SOFT,
                      data_address=entry.address)  # fmt: skip
        behind = self.layout.behind
        if behind.end - behind.start > 60:
            room = behind.end - behind.start
            _rect(group, Box(behind.start, y + 25, room, 2.5), fill=RULE)
            for at, line in enumerate(lines_of(self.word("graph_behind"), room, 12, 2)):
                _text(group, (behind.start, y + 1 + at * 17.5), line, font_size="12",
                      font_weight="bold", fill=SOFT)  # fmt: skip

    def _legend(self, root: Element) -> None:
        group = _element(root, "g", {"class": "legend", "fill": SOFT, "font-size": "10.5"})
        x, y = EDGE, 43.0
        mass = self.supply.weight == "mass"
        for key, colour, dashes in (("graph_burden", BURDEN, ""), ("graph_credit", CREDIT, "7 4")):
            _element(group, "path", {
                "d": f"M{_f(x)},{_f(y - 4)} h34", "stroke": colour, "stroke-width": "5",
                "stroke-dasharray": dashes, "opacity": "0.6", "fill": "none",
            })  # fmt: skip
            text = self.word(f"{key}_mass" if mass else key)
            _text(group, (x + 40, y), text)
            x += 40 + width_of(text, 10.5) + 18
        rest = self.word("graph_boxes")
        _text(group, (x, y), cut(rest, self.layout.width - x - EDGE, 10.5))

    def edges(self, root: Element, edges: Sequence[Edge], number: Mapping[str, int]) -> None:
        """Lines, the widest first, so that no line hides a smaller one."""
        group = _element(root, "g", {"class": "edges", "fill": "none", "stroke": BURDEN})
        widest = max((edge.width for edge in edges), default=0.0)
        ports = ports_of(self.supply.edges, self.layout.boxes)
        for edge in edges:
            behind = self.supply.nodes[edge.source].behind
            thick = THIN + (THICK - THIN) * edge.width / widest if widest else THIN
            path = _element(group, "path", {
                "class": "e less" if edge.less else "e",
                "data-s": str(number[edge.source]), "data-t": str(number[edge.target]),
                "data-address": one_line(edge.entry.address),
                "d": path_of(self.layout.boxes[edge.source], self.layout.boxes[edge.target],
                             ports[edge.source, edge.target, edge.less]),
                "stroke-width": _f(thick), "opacity": "0.3" if behind else "0.45",
                "stroke": CREDIT if edge.less else "",
                "stroke-dasharray": "7 4" if edge.less else "" if edge.width else "2 3",
            })  # fmt: skip
            told_mass = f"; {edge.mass}" if edge.mass else ""
            name = name_of(edge.entry, self.lang)
            _element(path, "title", {}).text = f"{name}: {edge.entry.text} {self.unit}{told_mass}"

    def nodes(self, root: Element, nodes: Sequence[Node]) -> None:
        """Boxes with names and values."""
        group = _element(root, "g", {"class": "nodes"})
        largest = max((abs(n.own.weight) for n in nodes if not n.behind), default=0.0)
        for at, node in enumerate(nodes):
            box = self.layout.boxes[node.key]
            made = _element(group, "g", {
                "class": f"n {node.kind}", "data-n": str(at), "data-key": one_line(node.key),
                "data-address": one_line(node.entry.address),
            })  # fmt: skip
            _element(made, "title", {}).text = self._told(node)
            _rect(made, box, rx="4", fill=_FILLS[node.kind], stroke=RULE, stroke_width="0.9",
                  stroke_dasharray="3 2" if node.holds else "")  # fmt: skip
            if box.height == DATASET[1] and node.behind:
                self._slim(made, node, box)
            else:
                self._full(made, node, box)
            if largest and node.own.weight and not node.behind:
                self._bar(made, node, box, largest)

    def _told(self, node: Node) -> str:
        name = name_of(node.entry, self.lang)
        return f"{name}: {told(node.entry)} {self.unit}"

    def _full(self, made: Element, node: Node, box: Box) -> None:
        ink = "#ffffff" if node.kind == UNIT else ""
        room = box.width - 2 * _PAD
        one = box.height == CATEGORY[1]
        name = name_of(node.entry, self.lang) or node.key
        if node.kind == UNIT and not (node.entry.name_zh or node.entry.name_en):
            name = self.word("functional_unit")
        lines = (cut(name, room, _FONT),) if one else lines_of(name, room, _FONT)
        for number, line in enumerate(lines):
            _text(made, (box.x + _PAD, box.y + 14 + number * _LINE), line, fill=ink)
        colour = ink or ("#00664a" if node.entry.weight < 0 else "")
        text = cut(told(node.entry), room, _FONT * 1.08)
        _text(made, (box.x + _PAD, box.bottom - 9), text, font_weight="bold", fill=colour)

    def _slim(self, made: Element, node: Node, box: Box) -> None:
        value = node.entry.text
        taken = width_of(value, _FONT * 1.08) + 8
        name = cut(name_of(node.entry, self.lang), box.width - 2 * _PAD - taken, _FONT)
        _text(made, (box.x + _PAD, box.y + 16), name)
        colour = "#00664a" if node.entry.weight < 0 else ""
        _text(made, (box.right - _PAD, box.y + 16), value, font_weight="bold", text_anchor="end",
              fill=colour)  # fmt: skip

    def _bar(self, made: Element, node: Node, box: Box, largest: float) -> None:
        """Bar at the foot of a box: what its own rows carry."""
        wide = max((box.width - 4) * abs(node.own.weight) / largest, 0.8)
        colour = CREDIT if node.own.weight < 0 else BURDEN
        _rect(made, Box(box.x + 2, box.bottom - 4, wide, 2.6), fill=colour)
