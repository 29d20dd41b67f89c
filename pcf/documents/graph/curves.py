"""Lines between boxes: curves that leave at one side and arrive at another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pcf.documents.graph.layout import Box
from pcf.documents.graph.supply import Edge

Ends = tuple[str, str, bool]
#: Part of a side on which lines arrive and leave.
_SIDE = 0.68


def ports_of(edges: Iterable[Edge], boxes: Mapping[str, Box]) -> dict[Ends, tuple[float, float]]:
    """Where along the sides of its two boxes each line ends, 0 to 1, in the order of the others.

    So lines of one box do not cover each other.
    """
    leaving: dict[str, list[Edge]] = {}
    coming: dict[str, list[Edge]] = {}
    every = sorted(edges, key=lambda e: (e.source, e.target, e.less))
    for edge in every:
        leaving.setdefault(edge.source, []).append(edge)
        coming.setdefault(edge.target, []).append(edge)
    start = _spread(leaving, lambda e: boxes[e.target])
    end = _spread(coming, lambda e: boxes[e.source])
    return {_key(edge): (start[_key(edge)], end[_key(edge)]) for edge in every}


def _key(edge: Edge) -> Ends:
    return edge.source, edge.target, edge.less


def _spread(sides: Mapping[str, list[Edge]], other: Callable[[Edge], Box]) -> dict[Ends, float]:
    made = {}
    for edges in sides.values():
        ordered = sorted(edges, key=lambda e: (other(e).middle, other(e).x, *_key(e)))
        for number, edge in enumerate(ordered):
            made[_key(edge)] = (1 - _SIDE) / 2 + _SIDE * (number + 0.5) / len(ordered)
    return made


def path_of(source: Box, target: Box, ports: tuple[float, float]) -> str:
    """Path of a line; a supply of a node by itself is a loop above it."""
    if source == target:
        return _loop(source)
    if target.x >= source.right:
        return _across(source, target, ports)
    if abs(target.x - source.x) < 1:
        return _beside(source, target, ports)
    return _down(source, target, ports)


def _across(source: Box, target: Box, ports: tuple[float, float]) -> str:
    """Path from the right side to the left side."""
    x, y = source.right, source.y + source.height * ports[0]
    u, v = target.x, target.y + target.height * ports[1]
    bend = max((u - x) * 0.5, 14.0)
    return f"M{x:.1f},{y:.1f} C{x + bend:.1f},{y:.1f} {u - bend:.1f},{v:.1f} {u:.1f},{v:.1f}"


def _beside(source: Box, target: Box, ports: tuple[float, float]) -> str:
    """Path between boxes that stand below each other; straight between neighbours."""
    down = target.y > source.y
    between = target.y - source.bottom if down else source.y - target.bottom
    if between < source.height:
        x = source.x + source.width * (0.25 + 0.5 * ports[0])
        y, v = (source.bottom, target.y) if down else (source.y, target.bottom)
        return f"M{x:.1f},{y:.1f} V{v:.1f}"
    y, v = source.y + source.height * ports[0], target.y + target.height * ports[1]
    out = source.x - 16 - 6 * ports[0]
    return f"M{source.x:.1f},{y:.1f} C{out:.1f},{y:.1f} {out:.1f},{v:.1f} {target.x:.1f},{v:.1f}"


def _down(source: Box, target: Box, ports: tuple[float, float]) -> str:
    """Path back to the left: from the lower side to the upper side, or the other way round."""
    x, u = source.x + source.width * ports[0], target.x + target.width * ports[1]
    down = target.y > source.y
    y, v = (source.bottom, target.y) if down else (source.y, target.bottom)
    bend = max(abs(v - y) * 0.5, 16.0) * (1 if down else -1)
    return f"M{x:.1f},{y:.1f} C{x:.1f},{y + bend:.1f} {u:.1f},{v - bend:.1f} {u:.1f},{v:.1f}"


def _loop(box: Box) -> str:
    x, y = box.right - 24, box.y
    return f"M{x:.1f},{y:.1f} c-6,-14 20,-14 14,0"
