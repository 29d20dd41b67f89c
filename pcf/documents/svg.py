"""Charts as SVG, drawn by matplotlib; text stays text, so no font is needed where it is drawn.

Each bar has its name and its value on a line above it: nothing can overlap, and the figure stays
readable on a narrow screen. Colours are those of Okabe and Ito, which colour-blind readers can tell
apart; no meaning hangs on colour alone, because every value carries its sign. The same chart gives
the same bytes.
"""

from __future__ import annotations

import io
import logging
import os
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.cache import cache_folder
from pcf.documents.charts import Bar, Chart, Tone
from pcf.i18n import Language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Latin first, then the Chinese fonts of Apple, Windows and Linux.
FONTS = (
    '"Helvetica Neue", Arial, "Liberation Sans", "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif'
)
#: Okabe and Ito: blue, vermilion, bluish green.
COLOURS: dict[Tone, str] = {"total": "#0072B2", "more": "#D55E00", "less": "#009E73"}
_INK, _RULE = "#1F2933", "#7B8794"
_WIDTH, _EDGE, _BAR, _LINE, _GAP, _FONT = 360.0, 2.0, 12.0, 17.5, 13.0, 13.5
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A bar with the lines of its name and the upper edge of its first line."""

    bar: Bar
    lines: tuple[str, ...]
    top: float

    @property
    def upper(self) -> float:
        """Upper edge of the bar itself."""
        return self.top + _LINE * len(self.lines)


def svg_of(chart: Chart, lang: Language) -> str:
    """Draw a chart.

    Parameters
    ----------
    lang
        Language of title and description, which stand in the SVG as well.

    Returns
    -------
    str
        An ``<svg>`` element that may stand in HTML or in a file of its own.
    """
    placed = tuple(_placed(chart))
    height = placed[-1].upper + _BAR + _GAP if placed else _GAP
    drawn = _drawn(placed, height)
    return _cleaned(drawn, chart, lang, height)


def _placed(chart: Chart) -> Iterator[_Placed]:
    top = 4.0
    for bar in chart.bars:
        room = _WIDTH - 2 * _EDGE - width_of(bar.text) - 12.0
        placed = _Placed(bar, tuple(wrapped(bar.name, room)), top)
        yield placed
        top = placed.upper + _BAR + _GAP


def width_of(text: str) -> float:
    """Estimate the width of a text in pixels; Chinese characters are square."""
    return sum(_FONT if ord(sign) > 0x2E7F else _FONT * 0.58 for sign in text)


def wrapped(text: str, room: float) -> list[str]:
    """Break a text into lines of at most `room` pixels: at blanks, else between characters."""
    lines, line = [], ""
    for word in _words(text, room):
        if line and width_of(line + word) > room:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str, room: float) -> Iterator[str]:
    """Give what may not be broken: words with the blank after them, single Chinese characters."""
    word = ""
    for sign in text:
        word += sign
        if sign == " " or ord(sign) > 0x2E7F or width_of(word) > room - _FONT:
            yield word
            word = ""
    if word:
        yield word


def _drawn(placed: tuple[_Placed, ...], height: float) -> str:
    """Draw with matplotlib, in pixels from the upper left corner."""
    home = cache_folder() / "matplotlib"  # its own list of fonts: never in the user's home
    os.environ.setdefault("MPLCONFIGDIR", str(home))
    with _without_font_noise():
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "pcf"}):
            figure = Figure(figsize=(_WIDTH / 72, height / 72), dpi=72, facecolor="none")
            FigureCanvasSVG(figure)
            _fill(figure, placed, height)
            out = io.BytesIO()
            empty = {"Date": None, "Creator": None, "Format": None, "Type": None}
            figure.savefig(out, format="svg", metadata=empty)
    return out.getvalue().decode()


class _without_font_noise(warnings.catch_warnings):  # noqa: N801 - reads as a word
    """Let matplotlib measure Chinese with its own font: nothing is laid out by that measure."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _fill(figure: Figure, placed: tuple[_Placed, ...], height: float) -> None:
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.axis("off")
    axes.set_xlim(0.0, _WIDTH)
    axes.set_ylim(height, 0.0)
    ends = [0.0, *(end for item in placed for end in (item.bar.start, item.bar.end))]
    low, high = min(ends), max(ends)
    scale = (_WIDTH - 2 * _EDGE) / (high - low) if high > low else 0.0
    for number, item in enumerate(placed):
        _bar(axes, item, f"n{number}", (low, scale))


def _bar(axes: Axes, item: _Placed, gid: str, at: tuple[float, float]) -> None:
    from matplotlib.patches import Rectangle

    low, scale = at
    bar = item.bar
    first, last = sorted(_EDGE + (value - low) * scale for value in (bar.start, bar.end))
    axes.add_patch(
        Rectangle((first, item.upper), max(last - first, 1.0), _BAR, color=COLOURS[bar.tone], lw=0)
    )
    zero = _EDGE - low * scale
    if low < 0 or not bar.start:
        axes.plot([zero, zero], [item.upper - 2.0, item.upper + _BAR + 2.0], color=_RULE, lw=0.8)
    for number, line in enumerate(item.lines):
        y = item.top + _LINE * number + 12.0
        axes.text(_EDGE, y, line, fontsize=_FONT, color=_INK, parse_math=False)
    axes.text(
        _WIDTH - _EDGE, item.top + 12.0, bar.text, fontsize=_FONT, ha="right", color=_INK,
        weight="bold", parse_math=False, gid=gid,
    )  # fmt: skip


def _cleaned(drawn: str, chart: Chart, lang: Language, height: float) -> str:
    """Make the SVG a good part of a page: own ids, addresses, our fonts, title and description."""
    from xml.etree import ElementTree

    from defusedxml.ElementTree import fromstring

    ElementTree.register_namespace("", _SVG)
    root: Element = fromstring(drawn)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata"):
                parent.remove(child)
    addresses = {f"n{number}": bar.address for number, bar in enumerate(chart.bars)}
    for element in root.iter():
        _own(element, chart.id, addresses)
    root.attrib = {
        "viewBox": f"0 0 {_WIDTH:g} {height:g}", "width": f"{_WIDTH:g}", "height": f"{height:g}",
        "role": "img", "aria-labelledby": f"{chart.id}-title {chart.id}-desc",
        "lang": "zh-CN" if lang == "zh" else "en", "font-family": FONTS.replace('"', "'"),
    }  # fmt: skip
    for position, (tag, text) in enumerate(
        (("title", chart.title), ("desc", chart.description(lang)))
    ):
        words = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{chart.id}-{tag}"})
        words.text = text
        root.insert(position, words)
    return ElementTree.tostring(root, encoding="unicode")


def _own(element: Element, chart: str, addresses: dict[str, str]) -> None:
    id = element.attrib.get("id")
    if id is not None:
        element.attrib["id"] = f"{chart}-{id}"
        if addresses.get(id):
            element.attrib["data-address"] = addresses[id]
    clip = element.attrib.pop("clip-path", None)
    if clip is not None:
        element.attrib["clip-path"] = clip.replace("url(#", f"url(#{chart}-")
    style = element.attrib.get("style")
    if style is not None and "font-family" in style:
        kept = [p for p in style.split("; ") if not p.startswith("font-family")]
        element.attrib["style"] = "; ".join(kept)
        element.attrib.pop("transform", None)
