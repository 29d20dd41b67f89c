"""Flows that look alike, flows that nobody uses, places and years that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcf.background.records import BURDEN_FREE, FlowRecord
from pcf.background.tables import Tables
from pcf.background.validate import Index
from pcf.findings import Finding, Location, finding

_PLACE = re.compile(r"GLO|RER|RoW|[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_YEAR = re.compile(r"(19|20)\d{2}", re.ASCII)
_LISTED = 6


def identity_findings(tables: Tables) -> Iterator[Finding]:
    """Find what makes a dataset hard to tell from another, or impossible to place.

    ``DS059`` two flows of one name and unit; ``DS060`` one CAS number under several flows;
    ``DS061`` a flow that no process makes or uses; ``DS062`` the same for greenhouse gases, in one
    line; ``DS065`` a place that is no ISO 3166 code; ``DS066`` a year that is none. Flows that a
    process of kind ``mapping`` connects are one thing under two names, as declared, and no finding.
    """
    index = Index(tables)
    places = {f.id: at for f, at in zip(tables.flows, tables.places.flows, strict=True)}
    groups = _bridged(tables)
    yield from _same_name(tables, groups, places)
    yield from _same_cas(tables, groups, places)
    yield from _unused(index, places)
    for process, at in zip(tables.processes, tables.places.processes, strict=True):
        if not _PLACE.fullmatch(process.location):
            where = Location(at.file, at.line, "location")
            yield finding("DS065", where, node=process.id, observed=process.location)
        if not _YEAR.fullmatch(process.year):
            where = Location(at.file, at.line, "year")
            yield finding("DS066", where, node=process.id, observed=process.year)


def _bridged(tables: Tables) -> dict[str, str]:
    """Representative of the flows that mapping processes connect."""
    mapped = {p.id: p.product for p in tables.processes if p.kind == "mapping"}
    leader = {flow.id: flow.id for flow in tables.flows}

    def find(flow: str) -> str:
        while leader[flow] != flow:
            flow = leader[flow]
        return flow

    for row in tables.exchanges:
        if row.direction == "input" and row.process in mapped:
            leader[find(row.flow)] = find(mapped[row.process])
    return {flow: find(flow) for flow in leader}


def _candidates(tables: Tables) -> list[FlowRecord]:
    return [f for f in tables.flows if f.kind != "elementary" and f.kind not in BURDEN_FREE]


def _same_name(
    tables: Tables, groups: dict[str, str], places: dict[str, Location]
) -> Iterator[Finding]:
    alike: dict[tuple[str, str], list[str]] = {}
    for flow in _candidates(tables):
        for name in {flow.name_zh.strip(), flow.name_en.strip().casefold()}:
            alike.setdefault((name, flow.unit), []).append(flow.id)
    told: set[tuple[str, ...]] = set()
    for (name, _), ids in alike.items():
        distinct = tuple(sorted(ids))
        if len({groups[id] for id in ids}) > 1 and distinct not in told:
            told.add(distinct)
            at = places[ids[-1]]
            yield finding(
                "DS059", Location(at.file, at.line, "name_en"), node=ids[-1],
                observed=_listed(distinct), name=name,
            )  # fmt: skip


def _same_cas(
    tables: Tables, groups: dict[str, str], places: dict[str, Location]
) -> Iterator[Finding]:
    alike: dict[str, list[str]] = {}
    for flow in _candidates(tables):
        if flow.cas:
            alike.setdefault(flow.cas, []).append(flow.id)
    for cas, ids in alike.items():
        if len({groups[id] for id in ids}) > 1:
            at = places[ids[-1]]
            where = Location(at.file, at.line, "cas")
            yield finding("DS060", where, node=ids[-1], observed=_listed(tuple(ids)), cas=cas)


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:_LISTED]) + (" ..." if len(ids) > _LISTED else "")


def _unused(index: Index, places: dict[str, Location]) -> Iterator[Finding]:
    used = {row.flow for row in index.tables.exchanges}
    idle = [flow for flow in index.tables.flows if flow.id not in used]
    gases = tuple(flow.id for flow in idle if flow.kind == "elementary")
    for flow in idle:
        if flow.kind != "elementary":
            yield finding("DS061", places[flow.id], node=flow.id, observed=flow.id)
    if gases:
        yield finding("DS062", places[gases[0]], observed=len(gases), listed=_listed(gases))
