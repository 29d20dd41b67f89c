"""Compute targets: footprint, stages in the words of the rule, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import fsum

from pcf.calc.footprint import Footprint, Part, RowResult
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Findings, finding
from pcf.project.raw_edit import gone_with, plain_address
from pcf.project.reader import Reading
from pcf.rules.case import Case
from pcf.rules.evaluation import ALL, Evaluation, evaluate_packs
from pcf.rules.pack import Pack
from pcf.targets.compile import base_plan, compile_plan
from pcf.targets.packaging import packaging_inside
from pcf.targets.plan import Group, Omission, Plan, overrides_of
from pcf.targets.project import BASE, Base
from pcf.targets.result import LeftOut, TargetResult

#: Between the two languages of a stage's name in ``[stage_map]``.
_BETWEEN = " / "


def plan_of(id: str, base: Base) -> Plan:
    """Plan of a target, or of the project itself for ``base``; raises `PcfError`."""
    return base_plan(base) if id == BASE else compile_plan(base.target(id), base)


def reading_of(groups: Sequence[Group], base: Base, name: str) -> Reading:
    """Read the project under groups of one plan or of several."""
    return base.read(overrides_of(groups, base.raw), name)


def footprint_of(groups: Sequence[Group], base: Base, name: str) -> Footprint:
    """Compute the project under groups of one plan or of several; raises `PcfError`."""
    return base.engine.footprint(reading_of(groups, base, name))


def calculate_target(id: str, base: Base) -> TargetResult:
    """Compute one target.

    Raises
    ------
    PcfError
        With every fault of the target, or of the project under it.
    """
    plan = compile_plan(base.target(id), base)
    return _result(plan, base)


def calculate_all(base: Base) -> tuple[TargetResult, ...]:
    """Compute every target, in the order of ``pcf.toml``.

    Raises
    ------
    UsageError
        ``TG033`` when the project states none.
    PcfError
        With the faults of all targets that cannot be computed, or of ``pcf.toml`` when they hide
        the targets.
    """
    _need_targets(base)
    made: list[TargetResult] = []
    faults: list[Finding] = []
    for target in base.targets:
        try:
            made.append(calculate_target(target.id, base))
        except PcfError as error:
            faults += [f for f in error.findings if f not in faults]
    if faults:
        raise PcfError(faults)
    return tuple(made)


def _need_targets(base: Base) -> None:
    """Refuse a project without targets (``TG033``), or with faults that hide them."""
    if base.targets:
        return
    if base.reading.findings.errors:
        raise PcfError(base.reading.findings.ordered())
    raise UsageError([finding("TG033", observed=base.folder.name)])


def _result(plan: Plan, base: Base) -> TargetResult:
    if plan.pack is None:
        raise ValueError("the base case is no target")
    found = footprint_of(plan.groups, base, plan.id)
    packed = packaging_inside(found, plan.pack, plan.id)
    footprint = replace(found, findings=(*found.findings, *plan.findings, *packed))
    return TargetResult(
        plan.id,
        plan.pack,
        footprint,
        stage_parts(footprint, plan.pack),
        plan.settings,
        _left_out(plan, base),
    )


def stage_parts(footprint: Footprint, pack: Pack | None) -> tuple[Part, ...]:
    """Stages of a footprint in the words and the order of a rule; they add up to its total."""
    words = pack.settings.get("stage_map", {}) if pack else {}
    listed = tuple(pack.settings.get("boundary", {}).get("stages", ())) if pack else ()
    parts = [_named(part, str(words.get(part.id, ""))) for part in footprint.stages]
    if not listed:
        return tuple(parts)
    return tuple(sorted(parts, key=lambda part: _rank(part.id, listed)))


def _rank(stage: str, listed: tuple[str, ...]) -> int:
    return listed.index(stage) if stage in listed else len(listed)


def _named(part: Part, words: str) -> Part:
    zh, _, en = words.partition(_BETWEEN)
    if not words:
        return part
    return replace(part, name_zh=zh.strip(), name_en=(en or zh).strip())


def _left_out(plan: Plan, base: Base) -> tuple[LeftOut, ...]:
    """Weigh what is left out on the system that still has it."""
    if not plan.omissions:
        return ()
    before: Footprint | None
    try:
        before = footprint_of(plan.without("boundary", "stage_map", "cut_off"), base, plan.id)
    except PcfError:
        before = None  # the weight is given as unknown, not as nothing
    weigh = partial(_weight, before=before, base=base)
    return tuple(
        LeftOut(o.address, o.reason_zh, o.reason_en, weigh(o), *_names(o.address, before, base))
        for o in plan.omissions
    )


def _names(address: str, before: Footprint | None, base: Base) -> tuple[str, str]:
    """Chinese and English name of a row or process."""
    table, _, id = address.partition(".")
    if table == "processes":
        process = next((p for p in base.model.processes if p.id == id), None)
        return (process.name_zh, process.name_en) if process else ("", "")
    rows = before.rows if before is not None else ()
    row = next((row for row in rows if plain_address(row.address) == address), None)
    return (row.name_zh, row.name_en) if row else ("", "")


def _weight(omission: Omission, before: Footprint | None, base: Base) -> float | None:
    """kg CO2e of the rows that are gone, cradle to gate; None when it cannot be computed."""
    if before is None:
        return None
    gone = gone_with(base.raw, omission.address)
    rows = [row for row in before.rows if _is_of(row, gone)]
    return fsum(row.amount * row.intensity for row in rows)


def _is_of(row: RowResult, gone: tuple[str, ...]) -> bool:
    address = plain_address(row.address)
    return any(address == item or address.startswith(f"{item}.") for item in gone)


def evaluate_target(id: str, base: Base) -> Evaluation:
    """Give the verdicts of a target's pack on the project under the target.

    Faults of the target are findings of the result; then no verdict is given.

    Parameters
    ----------
    id
        Id of a target; ``all`` = every one, with each finding once.

    Raises
    ------
    UsageError
        ``TG027`` when there is no such target, ``TG033`` when there is none at all.
    """
    if id == ALL and not any(target.id == ALL for target in base.targets):
        return _evaluate_all(base)
    try:
        target = base.target(id)
        plan = compile_plan(target, base)
    except UsageError:
        raise
    except PcfError as error:
        known = [*base.reading.findings]
        told = (*known, *(f for f in error.findings if f not in known))
        case = Case(base.folder, base.reading, None, None, told)
        return Evaluation(case, (), Findings(told))
    case = base.engine.case(reading_of(plan.groups, base, id))
    told = (*case.findings, *plan.findings)
    return evaluate_packs(replace(case, findings=told), (target.rules,), base.packs)


def _evaluate_all(base: Base) -> Evaluation:
    _need_targets(base)
    made = [evaluate_target(target.id, base) for target in base.targets]
    found: dict[object, Finding] = {}
    for item in (item for one in made for item in one.findings):
        found.setdefault((item.code, item.location, item.node, item.observed), item)
    results = tuple(result for one in made for result in one.results)
    return Evaluation(base.case, results, Findings(found.values()))
