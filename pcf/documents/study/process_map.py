"""The drawn process map: stages as columns, unit processes as boxes, the background folded.

A column shows its largest processes; the others are one box with their number and share, and stand
in the table of unit processes. Lines are supplies between boxes that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.documents.document import Picture
from pcf.documents.rounding import share_text
from pcf.documents.study.map_svg import Box, Lane, Line, Map, map_svg
from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.documents.study.writer import Writer

#: Most boxes of a column, the folded one among them.
MOST = 12


@dataclass(frozen=True, slots=True)
class _Process:
    """A unit process with its value; its share counts as it is."""

    id: str
    name: str
    value: float


def process_map(w: Writer) -> Picture:
    """Draw the map of the product system."""
    lanes = tuple(_lanes(w))
    box_of = _boxes_of(w, lanes)
    title = w.word("study_map")
    made = Map(
        "process-map", title, _description(w, lanes), lanes, tuple(_lines(w, box_of)), _foot(w),
        w.word("study_map_border"),
    )  # fmt: skip
    return Picture(made.id, title, made.description, map_svg(made, w.lang))


def _lanes(w: Writer) -> Iterator[Lane]:
    values = {part.id: part.value for part in w.study.footprint.processes}
    members: dict[str, list[_Process]] = {p.id: [] for p in w.study.rounded.stages.parts}
    listed = {p.id: p.stage for p in w.study.model.processes}
    if w.study.end_of_life_process in values:
        listed.setdefault(w.study.end_of_life_process, "end_of_life")
    for id, stage in listed.items():
        if stage in members:
            name = w.pick(*w.study.process_names(id))
            members[stage].append(_Process(id, name, values.get(id, 0.0)))
    for part in w.study.rounded.stages.parts:
        head = f"{w.name(part)}  {part.share}"
        yield Lane(head, part.address, tuple(_boxes(w, part.id, members[part.id])))


def _boxes(w: Writer, stage: str, members: list[_Process]) -> Iterator[Box]:
    ordered = sorted(members, key=lambda p: -abs(p.value))
    cut = len(ordered) if len(ordered) <= MOST else MOST - 1
    for process in ordered[:cut]:
        share = share_text(w.study.footprint.share(process.value))
        yield Box(process.id, process.name, share, f"process:{process.id}")
    rest = ordered[cut:]
    if rest:
        share = share_text(w.study.footprint.share(fsum(p.value for p in rest)))
        yield Box(f"rest-{stage}", w.text("study_map_rest", count=len(rest)), share, folded=True)


def _boxes_of(w: Writer, lanes: tuple[Lane, ...]) -> dict[str, str]:
    """Box of every process: its own, or the folded one of its stage."""
    shown = {box.id for lane in lanes for box in lane.boxes}
    stages = {p.id: p.stage for p in w.study.model.processes}
    folded = {id: f"rest-{stage}" for id, stage in stages.items() if f"rest-{stage}" in shown}
    return folded | {id: id for id in shown}


def _lines(w: Writer, box_of: dict[str, str]) -> Iterator[Line]:
    seen: set[Line] = set()
    for link in w.study.footprint.solved.linked.links.values():
        if link.supplier.kind != "process":
            continue
        start, end = box_of.get(link.supplier.id), box_of.get(link.row.process)
        if start is None or end is None or start == end or Line(start, end) in seen:
            continue
        seen.add(Line(start, end))
        yield Line(start, end)


def _foot(w: Writer) -> str:
    links = w.study.footprint.solved.linked.links.values()
    datasets = {link.supplier.id for link in links if link.supplier.kind == "background"}
    received = {link.supplier.id for link in links if link.supplier.kind == "received"}
    text = w.text("study_map_background", count=len(datasets))
    return text + (w.text("study_map_received", count=len(received)) if received else "")


def _description(w: Writer, lanes: tuple[Lane, ...]) -> str:
    between, colon, end = ("；", "：", "。") if w.lang == "zh" else ("; ", ": ", ".")
    told = between.join(f"{lane.head}{colon}{_told(lane, w.lang)}" for lane in lanes)
    return f"{told}{between}{_foot(w)}{end}"


def _told(lane: Lane, lang: Language) -> str:
    between = "、" if lang == "zh" else ", "
    return between.join(f"{box.name} {box.share}" for box in lane.boxes) or "-"
