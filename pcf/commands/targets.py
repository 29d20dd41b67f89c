"""Targets at the prompt: what ``pcf calc``, ``pcf check`` and ``pcf compare`` do with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pcf.commands.inputs import stamped
from pcf.commands.screen import Outcome, Screen, keep_json
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.findings import Finding
    from pcf.targets.result import TargetResult

_TARGET = "target:"
_BASE = "base"


def alone(option: str, others: Mapping[str, object]) -> None:
    """Refuse options that do not go with one about targets (``TG036``)."""
    for other, value in others.items():
        if value:
            raise UsageError([finding("TG036", observed=other, expected=option)])


def calc_target(screen: Screen, project: Project, id: str, top: int, *, keep: bool) -> Outcome:
    """Compute one target; its result is left in ``build/``."""
    from pcf.report.envelope import envelope
    from pcf.report.targets_view import target_page

    with screen.working("working_calc"):
        result = project.calculate_target(id)
    found = result.footprint.findings
    if keep:
        body = envelope("calc", result.to_dict("en"), found, project=stamped(project.folder)())
        keep_json(project.folder / "build" / f"result-target-{id}.json", body)
    return Outcome(
        schema="calc",
        data=lambda: result.to_dict(screen.lang),
        view=lambda: target_page(result, screen.lang, top=top, verbose=screen.verbose),
        findings=found,
        project=stamped(project.folder),
        next_command=f"pcf check --target {id}",
        timed=True,
    )


def calc_all(screen: Screen, project: Project) -> Outcome:
    """Compute every target."""
    from pcf.report.targets_view import targets_page
    from pcf.targets.as_json import targets_json

    with screen.working("working_calc"):
        results = project.calculate_all()
    return Outcome(
        schema="calc-all",
        data=lambda: targets_json(results, screen.lang),
        view=lambda: targets_page(results, screen.lang),
        findings=_findings(results),
        project=stamped(project.folder),
        next_command=_next(results),
        timed=True,
    )


def _findings(results: tuple[TargetResult, ...]) -> tuple[Finding, ...]:
    """Findings of all targets, each once."""
    found: list[Finding] = []
    for result in results:
        found += [item for item in result.footprint.findings if item not in found]
    return tuple(found)


def _next(results: tuple[TargetResult, ...]) -> str:
    if len(results) < 2:
        return f"pcf compare base target:{results[0].id}"
    return f"pcf compare target:{results[0].id} target:{results[-1].id}"


def is_walk(a: str, b: str) -> bool:
    """Whether both words of ``pcf compare`` mean this project: targets or ``base``."""
    words = (a, b)
    return all(w.startswith(_TARGET) or w == _BASE for w in words)


def walk(screen: Screen, a: str, b: str, tolerance: float) -> Outcome:
    """Attribute the difference of two targets; exit 1 when they differ by more than tolerated."""
    from pcf.api import Project
    from pcf.report.reconciliation_view import reconciliation_page

    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        found = project.reconcile(a.removeprefix(_TARGET), b.removeprefix(_TARGET))
    share = found.relative
    differs = not found.is_empty and (not tolerance or share is None or abs(share) > tolerance)
    return Outcome(
        schema="compare-targets",
        data=lambda: {**found.to_dict(screen.lang), "tolerance": tolerance},
        view=lambda: reconciliation_page(found, screen.lang),
        exit_code=1 if differs else 0,
        project=stamped(project.folder),
        timed=True,
    )
