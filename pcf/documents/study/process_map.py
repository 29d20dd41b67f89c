"""The drawn process map: the chain of stages inside the system boundary, and what crosses it.

A stage shows its largest processes in the order of supply; the others are one strip with their
number and share, and stand in the table of unit processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.documents.document import Picture
from pcf.documents.names import in_language
from pcf.documents.rounding import share_text
from pcf.documents.study.map_layout import Box, Line, Stage
from pcf.documents.study.map_svg import Map, map_svg
from pcf.i18n import Language
from pcf.model import STAGES

if TYPE_CHECKING:
    from pcf.calc.footprint import RowResult
    from pcf.documents.study.writer import Writer

#: Most boxes of a stage; inputs and outputs of one that are named; items left out that are.
MOST, _SIDE, _OUTSIDE = 7, 3, 8


@dataclass(frozen=True, slots=True)
class _Process:
    """A unit process with its value; its share counts as it is."""

    id: str
    name: str
    value: float


def process_map(w: Writer) -> Picture:
    """Draw the map of the product system."""
    supplies = set(_supplies(w))
    stages = tuple(_stages(w, supplies))
    shown = {box.id for stage in stages for box in stage.boxes}
    lines = tuple(Line(a, b) for a, b in sorted(supplies) if a in shown and b in shown)
    title = w.word("study_map")
    heads = tuple(w.word(f"study_map_{key}") for key in ("inputs", "border", "outputs", "outside"))
    product = f"{w.word(f'sheet_unit_{w.study.footprint.unit_kind}')}: {w.unit}"
    made = Map(
        "process-map", title, _description(w, stages, tuple(_outside(w, None))), stages, lines,
        product, tuple(_outside(w, _OUTSIDE)), (heads[0], heads[1], heads[2], heads[3]),
    )  # fmt: skip
    return Picture(made.id, title, made.description, map_svg(made, w.lang))


def _supplies(w: Writer) -> Iterator[tuple[str, str]]:
    """Supplies between unit processes."""
    for link in w.study.footprint.solved.linked.links.values():
        if link.supplier.kind == "process" and link.supplier.id != link.row.process:
            yield link.supplier.id, link.row.process


def _stages(w: Writer, supplies: Iterable[tuple[str, str]]) -> Iterator[Stage]:
    values = {part.id: part.value for part in w.study.footprint.processes}
    members: dict[str, list[_Process]] = {p.id: [] for p in w.study.rounded.stages.parts}
    listed = {p.id: p.stage for p in w.study.model.processes}
    if w.study.end_of_life_process in values:
        listed.setdefault(w.study.end_of_life_process, "end_of_life")
    for id, stage in listed.items():
        if stage in members:
            name = w.pick(*w.study.process_names(id))
            members[stage].append(_Process(id, name, values.get(id, 0.0)))
    rank = _ranks(listed, supplies)
    rows: dict[str, list[RowResult]] = {}
    for row in w.study.footprint.rows:
        rows.setdefault(row.stage, []).append(row)
    for part in w.study.rounded.stages.parts:
        ordered = sorted(members[part.id], key=lambda p: (-abs(p.value), p.id))
        cut = len(ordered) if len(ordered) <= MOST else MOST - 1
        kept = sorted(ordered[:cut], key=lambda p: (rank[p.id], -abs(p.value), p.id))
        own = rows.get(part.id, [])
        yield Stage(
            f"{w.name(part)}  {part.share}", part.address, tuple(_box(w, p) for p in kept),
            _rest(w, ordered[cut:]), _inputs(w, own), _outputs(w, own, {p.id for p in ordered}),
        )  # fmt: skip


def _ranks(listed: Mapping[str, str], supplies: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Steps from the farthest supplier; processes of a loop stand at one place."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(listed))
    graph.add_edges_from(sorted((a, b) for a, b in supplies if a in graph and b in graph))
    loops = nx.condensation(graph)
    far: dict[int, int] = {}
    for part in nx.topological_sort(loops):
        far[part] = max((far[maker] + 1 for maker in loops.predecessors(part)), default=0)
    place: Mapping[str, int] = loops.graph["mapping"]
    return {id: far[place[id]] for id in graph}


def _box(w: Writer, process: _Process) -> Box:
    share = share_text(w.study.footprint.share(process.value))
    return Box(process.id, process.name, share, f"process:{process.id}")


def _rest(w: Writer, rest: list[_Process]) -> str:
    if not rest:
        return ""
    share = share_text(w.study.footprint.share(fsum(p.value for p in rest)))
    return f"{w.counted('study_map_rest', len(rest))}  {share}"


def _inputs(w: Writer, rows: Iterable[RowResult]) -> tuple[str, ...]:
    """Materials, energy and services from the background and from suppliers, the largest first."""
    found: dict[str, float] = {}
    for row in rows:
        if row.direction == "input" and not row.supplier.startswith(("process:", "emission")):
            name = w.pick(row.name_zh, row.name_en) or row.flow
            found[name] = found.get(name, 0.0) + abs(row.value)
    return _named(w, found)


def _outputs(w: Writer, rows: Iterable[RowResult], members: set[str]) -> tuple[str, ...]:
    """Direct emissions and removals, wastes, and co-products, the largest first."""
    found: dict[str, float] = {}
    for row in rows:
        outside = not row.supplier.startswith("process:")
        if row.direction in ("emission", "removal", "waste") and outside:
            name = w.pick(row.name_zh, row.name_en) or row.flow
            if row.direction != "emission":
                name = w.text("study_map_kind", name=name, kind=w.word(row.direction))
            found[name] = found.get(name, 0.0) + abs(row.value)
    flows = {flow.id: w.pick(flow.name_zh, flow.name_en) for flow in w.study.model.flows}
    for exchange in w.study.model.exchanges:
        if exchange.direction == "coproduct" and exchange.process in members:
            name = flows.get(exchange.flow) or exchange.flow
            found.setdefault(w.text("study_map_kind", name=name, kind=w.word("coproduct")), 0.0)
    return _named(w, found)


def _named(w: Writer, found: Mapping[str, float]) -> tuple[str, ...]:
    names = sorted(found, key=lambda name: (-found[name], name))
    more = len(names) - _SIDE
    if more <= 1:  # a line "and 1 more" takes the room of the one
        return tuple(names)
    return (*names[:_SIDE], w.text("study_more", count=more))


def _outside(w: Writer, most: int | None) -> Iterator[str]:
    """Stages outside the boundary, then what is left out inside it."""
    inside = {part.id for part in w.study.rounded.stages.parts}
    between = "、" if w.lang == "zh" else ", "
    out = [w.word(stage) for stage in STAGES if stage not in inside]
    if out:
        yield w.text("study_map_stages_out", stages=between.join(out))
    items = w.study.cut_off.items
    for item in items[:most]:
        yield in_language(item.what, w.lang)
    if most is not None and len(items) > most:
        yield w.text("study_more", count=len(items) - most)


def _description(w: Writer, stages: tuple[Stage, ...], outside: tuple[str, ...]) -> str:
    between, colon, end = ("；", "：", "。") if w.lang == "zh" else ("; ", ": ", ".")
    told = [f"{stage.head}{colon}{_told(stage, w.lang)}" for stage in stages]
    told.append(_background(w))
    if outside:
        comma = "、" if w.lang == "zh" else ", "
        told.append(f"{w.word('study_map_outside')}{colon}{comma.join(outside)}")
    return between.join(told) + end


def _background(w: Writer) -> str:
    links = w.study.footprint.solved.linked.links.values()
    datasets = {link.supplier.id for link in links if link.supplier.kind == "background"}
    received = {link.supplier.id for link in links if link.supplier.kind == "received"}
    text = w.text("study_map_background", count=len(datasets))
    return text + (w.text("study_map_received", count=len(received)) if received else "")


def _told(stage: Stage, lang: Language) -> str:
    between = "、" if lang == "zh" else ", "
    told = [f"{box.name} {box.share}" for box in stage.boxes]
    return between.join([*told, *([stage.rest] if stage.rest else [])]) or "-"
