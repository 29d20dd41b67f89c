"""A case of a project as a side: as it is, under a scenario, or under a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pcf.assurance.comparing.causes import About
from pcf.assurance.comparing.notes import History
from pcf.assurance.comparing.resting import HERE, TABLES, Resting
from pcf.assurance.comparing.sides import Data, Kind, Side, System, compute
from pcf.climate import FactorSet, load_factor_set
from pcf.errors import PcfError
from pcf.location import laid_now, laid_over
from pcf.locking import decisions_of
from pcf.project.collect import Collector
from pcf.project.lockfile import read_lock
from pcf.project.overrides import Override, apply_overrides, read_scenario
from pcf.project.raw import RawProject
from pcf.project.raw_edit import gone_with, plain_address
from pcf.project.reader import type_project
from pcf.targets.plan import GroupName, Plan, overrides_of
from pcf.targets.project import Base
from pcf.targets.run import evaluate_target, plan_of

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.calc.footprint import Footprint
    from pcf.model import BackgroundChoice
    from pcf.rules.evaluation import PackResult

SCENARIO, TARGET, BASE = "scenario:", "target:", "base"
#: What the groups of a target are about; the others follow from what they change.
_ABOUT: dict[GroupName, About] = {
    "unit": "scope", "boundary": "scope", "stage_map": "scope", "cut_off": "scope",
    "end_of_life": "method", "electricity": "method", "biogenic": "method", "gwp_set": "factors",
}  # fmt: skip


class Comparable(Protocol):
    """What comparing needs of a project."""

    folder: Path

    def calculate(self, scenario: str | None = None) -> Footprint:
        """Solve the base case or a scenario."""

    def calculate_target(self, id: str) -> Any:
        """Compute a target."""

    def _target_base(self) -> Base:
        """Give the project as the makers of targets need it."""

    def _opened_as(self, choice: BackgroundChoice) -> Background:
        """Open the backgrounds of a study."""


class Case:
    """Makes sides of the cases of one project.

    Parameters
    ----------
    project
        The project.
    factors
        Gives its factor sets.
    history
        Change notes of its folder.
    resting
        Rule packs and tables that it rests on; they are laid over while it is read.
    """

    def __init__(
        self,
        project: Comparable,
        factors: Callable[[str], FactorSet] = load_factor_set,
        history: History | None = None,
        resting: Resting = HERE,
    ) -> None:
        self._project, self._factors, self._history = project, factors, history or History()
        self._base, self._resting = project._target_base(), resting

    def side(self, word: str, name: str, kind: Kind) -> Side:
        """Make a side.

        Parameters
        ----------
        word
            ``base``, ``scenario:NAME`` or ``target:ID``.
        name, kind
            Of the side, as the call names it.

        Raises
        ------
        PcfError
            When the case cannot be computed.
        """
        base, plan = self._base, None
        if word.startswith(SCENARIO):
            base = base.under(self._scenario(word.removeprefix(SCENARIO)))
        elif word.startswith(TARGET):
            plan = plan_of(word.removeprefix(TARGET), base)
        raw = self._changed(base.raw, overrides_of(plan.groups, base.raw) if plan else ())
        tables = {file: path for file, path in laid_now().items() if file in TABLES}
        data = Data(
            self._project._opened_as, self._factors, decisions_of(read_lock(raw.folder).lock),
            tables,
        )  # fmt: skip
        reading = type_project(raw, Collector(), None if word == BASE else word)
        if reading.model is None:
            raise PcfError(reading.findings.ordered())
        own = _own_factors(data, reading.model.method.gwp_set)
        footprint = compute(raw, data, word) if own else self._footprint(word)
        asked = [plan.id] if plan else [target.id for target in base.targets]
        system = System(
            raw, data, reading.model, _hints(plan, base.raw),
            lambda: _rules(asked, base, self._resting), self._history, self._resting,
        )  # fmt: skip
        return Side(name, kind, footprint, system)

    def _scenario(self, name: str) -> list[Override]:
        collect = Collector()
        changes = read_scenario(self._base.folder, name, collect)
        if collect.has_errors:
            raise PcfError(collect.close())
        return changes

    @staticmethod
    def _changed(raw: RawProject, changes: Sequence[Override]) -> RawProject:
        return apply_overrides(raw, changes, Collector()) if changes else raw

    def _footprint(self, word: str) -> Footprint:
        """Compute as the verbs do."""
        if word.startswith(TARGET):
            found: Footprint = self._project.calculate_target(word.removeprefix(TARGET)).footprint
            return found
        scenario = word.removeprefix(SCENARIO) if word.startswith(SCENARIO) else None
        return self._project.calculate(scenario)


def _own_factors(data: Data, id: str) -> bool:
    """Whether a bundle brings other factors than those that pcf has under the same name."""
    return data.factors(id).sha256 != load_factor_set(id).sha256


def _hints(plan: Plan | None, raw: RawProject) -> dict[str, About]:
    """What the addresses are about that a target changes for its own sake."""
    made: dict[str, About] = {}
    for group in plan.groups if plan else ():
        about = _ABOUT.get(group.name)
        if about is None:
            continue
        for change in group.overrides:
            address = plain_address(change.address)
            gone = gone_with(raw, address) if change.kind == "drop" else (address,)
            made.update(dict.fromkeys(gone, about))
    return made


def _rules(targets: Sequence[str], base: Base, resting: Resting) -> tuple[PackResult, ...]:
    """Evaluate the packs of targets; one that cannot be compiled has no verdicts."""
    with laid_over({**laid_now(), **resting.laid}):
        return tuple(result for id in targets for result in evaluate_target(id, base).results)
