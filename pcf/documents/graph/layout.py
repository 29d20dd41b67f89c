"""Where the nodes of a supply chain stand: stages as columns, components as bands.

The background stands in front of the first stage, the functional unit behind the last. In the cell
of a stage and a component processes stand in order of supply, the farthest upstream first, so that
most lines run from left to right or down. Equal input gives equal positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil, fsum

from pcf.documents.graph.supply import UNIT, Node, Supply

#: Sizes in pixels: a box of the foreground, and one of the background, folded and unfolded.
BOX, CATEGORY, DATASET = (172.0, 57.0), (186.0, 42.0), (226.0, 25.0)
EDGE, HEAD, TITLE, BAND_NAME = 16.0, 54.0, 56.0, 124.0
_GAP_X, _GAP_Y, _STAGE_GAP, _PAD = 30.0, 10.0, 62.0, 11.0
#: Most columns of boxes that a stage has, and boxes of a cell that stand below each other.
_COLUMNS, _TALL = 3, 5


@dataclass(frozen=True, slots=True)
class Box:
    """Place of a node: upper left corner and size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Span:
    """A stage from left to right, or a component from top to bottom."""

    id: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of all nodes; `width` and `height` of the picture."""

    boxes: Mapping[str, Box]
    stages: tuple[Span, ...]
    bands: tuple[Span, ...]
    behind: Span
    width: float
    height: float


_Cells = dict[tuple[str, str], list[Node]]


def layout_of(supply: Supply, size: tuple[float, float] = CATEGORY) -> Layout:
    """Give every node its place.

    Parameters
    ----------
    size
        Of a box of the background.
    """
    front = _front(supply)
    order = _order(supply)
    cells: _Cells = {}
    for node in sorted(front, key=lambda n: (-order[n.key], -abs(n.entry.weight), n.key)):
        cells.setdefault((node.stage, node.component), []).append(node)
    present = {node.stage for node in front}
    known = [entry.address.removeprefix("stage:") for entry in supply.stages]
    stages = [*(s for s in known if s in present), *sorted(present - set(known))]
    bands = _bands(front, order, stages)
    rows, columns = _grid(cells, stages, bands)
    top = TITLE + HEAD
    heights = [rows[band] * (BOX[1] + _GAP_Y) - _GAP_Y + 2 * _PAD for band in bands]
    tops = [top, *(top + end for end in accumulate(heights))]
    behind = [n for n in supply.nodes.values() if n.behind]
    bottom = max(tops[-1], top + 2 * _PAD + BOX[1])
    deep = ceil(len(behind) * (size[1] + _GAP_Y / 2) / (bottom - top)) if behind else 0
    left = EDGE + deep * (size[0] + _GAP_X) + (_STAGE_GAP - _GAP_X if deep else 0.0) + BAND_NAME
    spans = _spans(stages, columns, left)
    boxes = _placed(cells, dict(zip(stages, spans, strict=True)), columns,
                    dict(zip(bands, tops, strict=False)))  # fmt: skip
    x = (spans[-1].end if spans else left) + _STAGE_GAP
    if UNIT in supply.nodes:
        wanted = _wanted(supply, UNIT, boxes, backward=True) or (top + bottom) / 2
        y = min(max(wanted - BOX[1] / 2, top + _PAD), bottom - BOX[1] - _PAD)
        boxes[UNIT] = Box(x, y, *BOX)
        x += BOX[0] + _STAGE_GAP
    boxes |= _behind(supply, behind, boxes, (size, deep, top, bottom))
    return Layout(
        boxes, tuple(spans),
        tuple(Span(b, tops[n], tops[n + 1]) for n, b in enumerate(bands)),
        Span("", EDGE, left - BAND_NAME - _STAGE_GAP + _GAP_X), x - _STAGE_GAP + EDGE, bottom,
    )  # fmt: skip


def _front(supply: Supply) -> list[Node]:
    """Nodes of the foreground; one without a component stands with what it exchanges most with."""
    near: dict[str, tuple[float, str]] = {}
    for edge in supply.edges:
        for key, other in ((edge.source, edge.target), (edge.target, edge.source)):
            component = supply.nodes[other].component
            if component:
                near[key] = max(near.get(key, (-1.0, "")), (edge.width, component))
    return [
        replace(node, component=node.component or near.get(node.key, (0.0, ""))[1])
        for node in supply.nodes.values()
        if not node.behind and node.key != UNIT
    ]


def _order(supply: Supply) -> dict[str, int]:
    """Longest way from each node to the end of the chain; nodes of a loop stand at one place."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(key for key, node in supply.nodes.items() if not node.behind))
    ends = ((e.source, e.target) for e in supply.edges)
    graph.add_edges_from(sorted((a, b) for a, b in ends if a in graph and b in graph and a != b))
    loops = nx.condensation(graph)
    far: dict[int, int] = {}
    for part in reversed(list(nx.topological_sort(loops))):
        far[part] = max((far[user] + 1 for user in loops.successors(part)), default=0)
    place: Mapping[str, int] = loops.graph["mapping"]
    return {key: far[place[key]] for key in graph}


def _bands(front: Iterable[Node], order: Mapping[str, int], stages: Sequence[str]) -> list[str]:
    """Components from the farthest upstream to those that the functional unit takes."""
    members: dict[str, list[Node]] = {}
    for node in front:
        members.setdefault(node.component, []).append(node)

    def rank(band: str) -> tuple[int, int, float, str]:
        nodes = members[band]
        last = max(stages.index(node.stage) for node in nodes)
        size = fsum(abs(node.own.weight) for node in nodes)
        return -min(order[node.key] for node in nodes), last, -size, band

    return sorted(members, key=rank)


def _grid(
    cells: _Cells, stages: Sequence[str], bands: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Rows of boxes of each band, and columns of boxes of each stage."""
    columns = {}
    for stage in stages:
        most = max(len(nodes) for (s, _), nodes in cells.items() if s == stage)
        columns[stage] = max(1, min(_COLUMNS, most if most <= _COLUMNS else ceil(most / _TALL)))
        if most > _COLUMNS:
            columns[stage] = max(columns[stage], 2)
    rows = {
        band: max(
            ceil(len(nodes) / columns[stage]) for (stage, b), nodes in cells.items() if b == band
        )
        for band in bands
    }
    return rows, columns


def _spans(stages: Sequence[str], columns: Mapping[str, int], left: float) -> list[Span]:
    spans, x = [], left
    for stage in stages:
        end = x + columns[stage] * (BOX[0] + _GAP_X) - _GAP_X
        spans.append(Span(stage, x, end))
        x = end + _STAGE_GAP
    return spans


def _placed(
    cells: _Cells,
    spans: Mapping[str, Span],
    columns: Mapping[str, int],
    tops: Mapping[str, float],
) -> dict[str, Box]:
    boxes = {}
    for (stage, band), nodes in cells.items():
        rows = ceil(len(nodes) / columns[stage])
        for number, node in enumerate(nodes):
            column, row = divmod(number, rows)
            x = spans[stage].start + column * (BOX[0] + _GAP_X)
            boxes[node.key] = Box(x, tops[band] + _PAD + row * (BOX[1] + _GAP_Y), *BOX)
    return boxes


def _wanted(
    supply: Supply, key: str, boxes: Mapping[str, Box], *, backward: bool = False
) -> float | None:
    """Middle of what a node supplies (`backward`: of what supplies it), by size."""
    found = [
        (boxes[other].middle, abs(edge.entry.weight))
        for edge in supply.edges
        for here, other in [(edge.target, edge.source) if backward else (edge.source, edge.target)]
        if here == key and other in boxes
    ]
    whole = fsum(size for _, size in found)
    if whole:
        return fsum(y * size for y, size in found) / whole
    return fsum(y for y, _ in found) / len(found) if found else None


def _behind(
    supply: Supply,
    nodes: Sequence[Node],
    boxes: Mapping[str, Box],
    room: tuple[tuple[float, float], int, float, float],
) -> dict[str, Box]:
    """Stack the background, each node as near to what it supplies as there is room."""
    (width, height), deep, top, bottom = room
    wanted = {n.key: _wanted(supply, n.key, boxes) or (top + bottom) / 2 for n in nodes}
    order = sorted(nodes, key=lambda n: (wanted[n.key], n.key))
    made = {}
    for column in range(deep):
        members = order[column::deep]
        step = height + _GAP_Y / 2
        free = bottom - top - len(members) * step
        y = top
        for number, node in enumerate(members):
            latest = top + max(free, 0.0) + number * step
            y = min(max(y, wanted[node.key] - height / 2), max(latest, y))
            made[node.key] = Box(EDGE + column * (width + _GAP_X), y, width, height)
            y += step
    return made
