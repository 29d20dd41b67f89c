"""Where the parts of a process map stand: stages below each other inside the system boundary.

Boxes of a stage stand in rows of three with gutters between them; every line between two boxes runs
in gutters, so that none crosses a box. What enters stands on the left of the boundary, what leaves
on its right, what is left out below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pcf.documents.graph.layout import Box as Place
from pcf.documents.graph.measure import lines_of

WIDTH, SIDE, FONT, LINE, PAD = 700.0, 124.0, 10.5, 13.0, 6.0
#: Left and right side of the boundary, and of the stages inside it.
BORDER, BAND = (146.0, 554.0), (152.0, 548.0)
COLUMNS, GUTTER, HEAD, STRIP, CHAIN = 3, 12.0, 20.0, 21.0, 22.0
BOX_WIDTH = (BAND[1] - BAND[0] - (COLUMNS + 1) * GUTTER) / COLUMNS
#: Lines of a name in a box, and of one item at the sides.
NAME_LINES, SIDE_LINES = 3, 2
_LANES = (-4.0, -1.4, 1.4, 4.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A unit process with its name and share."""

    id: str
    name: str
    share: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the life cycle.

    rest
        The processes that are folded, in words; empty for none.
    inputs, outputs
        What comes over the boundary into the stage, and what leaves it.
    """

    head: str
    address: str
    boxes: tuple[Box, ...]
    rest: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A supply from one box to another of the same stage."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Band:
    """Place of a stage: its whole, its boxes, the strip of what is folded."""

    stage: Stage
    place: Place
    boxes: tuple[tuple[Box, Place, tuple[str, ...]], ...]
    strip: Place | None


def fitted(text: str, room: float, most: int, size: float = FONT) -> tuple[str, ...]:
    """Lines of a text; what has no room is told by an ellipsis after a whole word."""
    lines = lines_of(text, room, size, most)
    last = lines[-1]
    if last.endswith("…") and " " in last and not _is_chinese(last[-2:-1]):
        last = f"{last.rpartition(' ')[0].rstrip(' ,;')}…"
    return (*lines[:-1], last)


def _is_chinese(sign: str) -> bool:
    return bool(sign) and ord(sign) > 0x2E7F


def side_lines(items: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Lines of each item beside a stage."""
    return tuple(fitted(item, SIDE - 2 * PAD, SIDE_LINES) for item in items)


def side_height(items: Sequence[str]) -> float:
    """Height of a box beside a stage; 0 for none."""
    count = sum(map(len, side_lines(items)))
    return count * LINE + 2 * PAD + 3.0 * (len(items) - 1) if items else 0.0


def bands_of(stages: Sequence[Stage], top: float) -> tuple[Band, ...]:
    """Place stages below each other, with room for the chain between them."""
    made, y = [], top
    for stage in stages:
        band = _band(stage, y)
        made.append(band)
        y = band.place.bottom + CHAIN
    return tuple(made)


def _band(stage: Stage, top: float) -> Band:
    names = [fitted(box.name, BOX_WIDTH - 2 * PAD, NAME_LINES) for box in stage.boxes]
    rows = [range(at, min(at + COLUMNS, len(names))) for at in range(0, len(names), COLUMNS)]
    heights = [max(len(names[n]) for n in row) * LINE + LINE + 2 * PAD for row in rows]
    tops = list(accumulate((h + GUTTER for h in heights), initial=top + HEAD + GUTTER))
    boxes = tuple(
        (stage.boxes[n],
         Place(BAND[0] + GUTTER + column * (BOX_WIDTH + GUTTER), tops[row], BOX_WIDTH,
               heights[row]), names[n])
        for row, members in enumerate(rows)
        for column, n in enumerate(members)
    )  # fmt: skip
    bottom = tops[-1]
    strip = None
    if stage.rest:
        strip = Place(BAND[0] + GUTTER, bottom + 4.0, BAND[1] - BAND[0] - 2 * GUTTER, STRIP)
        bottom = strip.bottom + GUTTER
    tall = max(bottom - top, side_height(stage.inputs), side_height(stage.outputs))
    return Band(stage, Place(BAND[0], top, BAND[1] - BAND[0], tall), boxes, strip)


def routes_of(bands: Sequence[Band], lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Path of every line through the gutters; equal input gives equal paths."""
    for band in bands:
        at = {box.id: place for box, place, _ in band.boxes}
        own = [line for line in lines if line.start in at and line.end in at]
        for number, line in enumerate(own):
            yield line, _route(at[line.start], at[line.end], _LANES[number % len(_LANES)])


def _route(start: Place, end: Place, lane: float) -> str:
    """Out of the right side, along gutters, into the left side from the row gutter above."""
    if start.y == end.y and 0 < end.x - start.right <= GUTTER + 1:
        return f"M{start.right:g},{start.middle + lane:g} H{end.x:g}"
    out = start.right + GUTTER / 2 + lane
    over = end.y - GUTTER / 2 + lane
    into = end.x - GUTTER / 2 + lane
    return (
        f"M{start.right:g},{start.middle + lane:g} H{out:g} V{over:g} H{into:g} "
        f"V{end.middle + lane:g} H{end.x:g}"
    )
