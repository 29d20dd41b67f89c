"""Checks that need the whole project: allocation, boundary, units between tables, orphans."""

from __future__ import annotations

from collections import Counter

from pcf import units
from pcf.findings import Location, finding
from pcf.model import AllocationRule, Exchange, UnitProcess
from pcf.project.raw import END_OF_LIFE_FILE
from pcf.project.raw_toml import RawToml
from pcf.project.read_settings import Settings
from pcf.project.scope import Scope
from pcf.project.words import choice_words, plain
from pcf.suggest import nearest

#: How near a word must be to a declared flow to look like a misspelling of it.
_LIKE = 0.85
_MOST_COMPARED = 500


def check_project(
    scope: Scope,
    settings: Settings,
    processes: list[UnitProcess],
    exchanges: list[Exchange],
) -> None:
    """Run every check between tables; findings go to the collector of the scope."""
    _check_allocation(scope, settings, processes, exchanges)
    _check_boundary(scope, settings, processes)
    _check_end_of_life(scope, settings, processes)
    _check_reference_units(scope, settings, processes)
    _check_flows(scope)


def _coproducts(scope: Scope) -> Counter[str]:
    """Count the co-product rows of each process, readable or not."""
    counts: Counter[str] = Counter()
    raw = scope.raw.tables.get("exchanges")
    column = raw.table.column("direction") if raw is not None else None
    if raw is None or column is None or "direction" not in raw.names:
        return counts
    words = choice_words("direction", column.choices)
    meant = {d for d in set(raw.column("direction")) if words.get(plain(d)) == "coproduct"}
    for direction, process in zip(raw.column("direction"), raw.column("process"), strict=False):
        if direction in meant:
            counts[process] += 1
    return counts


def _check_allocation(
    scope: Scope, settings: Settings, processes: list[UnitProcess], exchanges: list[Exchange]
) -> None:
    coproducts = _coproducts(scope)
    study_rule = settings.method.allocation if settings.method else None
    substituted: set[str] = set()
    for process in processes:
        own = process.allocation
        at = _column(process.place, "allocation")
        if not coproducts[process.id]:
            if own is not None and own.method != "none":
                scope.collect.add(finding("AL005", at, node=process.id, observed=own.method))
            continue
        rule = own or study_rule
        if rule is None or rule.method == "none":
            if settings.method is not None or own is not None:
                scope.collect.add(
                    finding("AL003", at, node=process.id, observed=coproducts[process.id])
                )
        elif not rule.reason:
            _without_reason(scope, process, rule)
        if rule is not None and rule.method == "substitution":
            substituted.add(process.id)
    for row in exchanges:
        if row.direction == "coproduct" and row.process in substituted and row.displaces is None:
            at = _column(row.place, "displaces")
            scope.collect.add(finding("AL014", at, node=row.id, observed=row.flow))


def _without_reason(scope: Scope, process: UnitProcess, rule: AllocationRule) -> None:
    at = _column(process.place, "allocation_reason")
    scope.collect.add(finding("AL004", at, node=process.id, observed=rule.method))


def _column(place: Location | None, name: str) -> Location | None:
    return None if place is None else Location(place.file, place.line, name)


def _check_boundary(scope: Scope, settings: Settings, processes: list[UnitProcess]) -> None:
    if settings.boundary is None:
        return
    stages = settings.boundary.stages
    for process in processes:
        if process.stage not in stages:
            at = _column(process.place, "stage")
            expected = ", ".join(stages)
            scope.collect.add(
                finding("MB001", at, node=process.id, observed=process.stage, expected=expected)
            )


def _check_end_of_life(scope: Scope, settings: Settings, processes: list[UnitProcess]) -> None:
    """Hold the stage, the file and the method of the end of life against each other."""
    boundary, method = settings.boundary, settings.method
    if boundary is None or settings.boundary_entry is None:
        return
    inside = "end_of_life" in boundary.stages
    has_file = END_OF_LIFE_FILE in scope.raw.present
    has_process = any(p.stage == "end_of_life" for p in processes)
    if inside and not has_file and not has_process:
        settings.boundary_entry.tell("AL007", "stages", observed="end_of_life")
    if has_file and not inside and not _only_materials(scope):
        scope.collect.add(finding("AL008", Location(END_OF_LIFE_FILE), observed="end_of_life"))
    entry = settings.method_entry
    if inside and method is not None and method.end_of_life is None and entry is not None:
        entry.tell("AL009", "end_of_life", observed="none")


def _only_materials(scope: Scope) -> bool:
    """Whether ``endoflife.toml`` states materials, which are inputs as well, and no route."""
    raw = scope.raw.tomls.get(END_OF_LIFE_FILE)
    return raw is not None and "material" in raw.data and "route" not in raw.data


def _check_reference_units(scope: Scope, settings: Settings, processes: list[UnitProcess]) -> None:
    """Refuse a reference flow whose unit is not that of the process it takes."""
    measured = {p.id: p.reference.unit for p in processes}
    for flow in settings.unit.reference_flows if settings.unit else ():
        unit = measured.get(flow.process)
        if unit is not None and not units.compatible(flow.amount.unit, unit):
            scope.collect.add(
                finding(
                    "UN011",
                    _column(flow.place, "unit.reference_flow.unit"),
                    node=flow.process,
                    observed=flow.amount.unit,
                    expected=unit,
                    suggestion=unit,
                )
            )


def _check_flows(scope: Scope) -> None:
    """Name flows that no row uses, and words of rows that look like a misspelt flow."""
    tables = scope.raw.tables
    raw = tables.get("flows")
    if raw is None:
        return
    made = set(tables["processes"].column("product")) if "processes" in tables else set()
    used: dict[str, Location] = {}
    for name in ("exchanges", "bom", "electricity"):
        table = tables.get(name)
        for index, flow in enumerate(table.column("flow") if table else ()):
            if flow and flow not in used and table is not None:
                used[flow] = table.where(index, "flow")
    made |= _recovered_flows(scope.raw.tomls.get(END_OF_LIFE_FILE))
    for index, flow in enumerate(raw.column("id")):
        if flow and flow not in used and flow not in made:
            scope.collect.add(finding("GR007", raw.where(index, "id"), node=flow, observed=flow))
    _check_near_flows(scope, used, made)


def _recovered_flows(raw: RawToml | None) -> set[str]:
    routes = raw.data.get("route", []) if raw is not None else []
    parts = [
        part
        for route in (routes if isinstance(routes, list) else [])
        if isinstance(route, dict) and isinstance(route.get("recovered"), list)
        for part in route["recovered"]
    ]
    return {str(part.get("flow")) for part in parts if isinstance(part, dict)}


def _check_near_flows(scope: Scope, used: dict[str, Location], made: set[str]) -> None:
    strange = [flow for flow in used if flow not in scope.flows and flow not in made]
    for flow in strange[:_MOST_COMPARED]:
        near = nearest(flow, scope.flows.names, _LIKE)
        if near is not None:
            scope.collect.add(finding("GR006", used[flow], observed=flow, suggestion=near))
