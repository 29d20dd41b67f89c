"""Gather a portfolio from project folders, and make its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pcf.documents.living.explorer import Choice, explorer_of
from pcf.documents.portfolio.document import portfolio_document
from pcf.documents.portfolio.members import Member, Portfolio, portfolio_of
from pcf.documents.report import Living, Report
from pcf.documents.rounding import rounded_result
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.i18n import Language, label
from pcf.project.digest import stamp
from pcf.project.overrides import scenario_names
from pcf.targets.run import stage_parts

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model.target import Target
    from pcf.targets.result import TargetResult

#: Word for every scenario, and for every target.
EVERY = "all"
#: Results that can be explored in one page; more would make it too large.
MOST_EXPLORED = 12


class Counted(Protocol):
    """What a portfolio needs of a project."""

    folder: Path

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of ``pcf.toml``."""

    def calculate(self, scenario: str | None = None) -> Footprint:
        """Solve the project."""

    def calculate_target(self, id: str) -> TargetResult:
        """Compute a target."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What is taken of each project besides the project as it is: names, or ``all``."""

    scenarios: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


def gather(projects: Sequence[tuple[str, Counted]], cases: Cases) -> Portfolio:
    """Compute every project with its cases.

    Parameters
    ----------
    projects
        Each with its folder as it was given; empty for the project that the call is about.

    Raises
    ------
    PcfError
        With every fault that keeps a result from being computed, and ``RP041`` naming the folder.
    """
    members: list[Member] = []
    for folder, project in projects:
        try:
            members += _members(folder, project, cases)
        except PcfError as error:
            where = Location(folder or ".")
            told = finding("RP041", where, observed=folder or project.folder.resolve().name)
            raise type(error)([told, *error.findings]) from error
    return portfolio_of(members)


def _members(folder: str, project: Counted, cases: Cases) -> Iterator[Member]:
    scenarios = cases.scenarios
    if EVERY in scenarios:
        scenarios = scenario_names(project.folder)
    targets = cases.targets
    if EVERY in targets:
        targets = tuple(target.id for target in project.targets)
    for scenario in ("", *scenarios):
        found = project.calculate(scenario or None)
        yield _member((folder, scenario, ""), project.folder, found, None)
    for target in targets:
        result = project.calculate_target(target)
        yield _member((folder, "", target), project.folder, result.footprint, result)


def _member(
    names: tuple[str, str, str], place: Path, found: Footprint, result: TargetResult | None
) -> Member:
    pack = None if result is None else result.pack
    stages = found.stages if pack is None else stage_parts(found, pack)
    held = stamp(place, found.project)
    levels = [item.level for item in found.findings]
    return Member(
        *names,
        "" if pack is None else pack.id,
        rounded_result(found, stages, pack),
        (held.digest, held.lock or ""),
        (levels.count("error"), levels.count("warning")),
    )


def portfolio_report(portfolio: Portfolio, lang: Language = "en") -> Report:
    """Make the report of a portfolio, with every result to explore."""

    def choices() -> tuple[Choice, ...]:
        return tuple(
            Choice(_named(m, "zh"), _named(m, "en"), m.scope, explorer_of(m.rounded))
            for m in portfolio.members[:MOST_EXPLORED]
        )

    found: tuple[Finding, ...] = ()
    if not portfolio.comparable:
        found = (finding("RP040", observed=len(portfolio.groups)),)
    return Report(
        "portfolio", (), lang, False, portfolio_document(portfolio, lang), None, found,
        Living(lambda tongue: portfolio_document(portfolio, tongue), None, choices),
    )  # fmt: skip


def _named(member: Member, lang: Language) -> str:
    case = member.case(lang) or label("portfolio_base", lang)
    return f"{member.product(lang)} · {case}"
