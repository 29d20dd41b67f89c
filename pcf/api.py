"""The Python interface: the same verbs as the command line, on objects.

>>> import pcf
>>> project = pcf.Project.load("my-pack")          # doctest: +SKIP
>>> project.calculate().total                      # doctest: +SKIP
0.18
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.assurance.comparing.verbs import CompareVerbs
from pcf.assurance.verbs import AssuranceVerbs
from pcf.assurance.work_verbs import WorkVerbs
from pcf.background import Background, open_study
from pcf.calc.calculate import Linked, link_model, solve_linked
from pcf.calc.consistency import with_electricity_findings
from pcf.calc.footprint import Footprint
from pcf.calc.open_ends import with_open_ends
from pcf.calc.received_check import received_findings
from pcf.calc.result import footprint_of
from pcf.climate import FactorSet, load_factor_set
from pcf.documents.verbs import ReportVerbs
from pcf.errors import PcfError
from pcf.exchange.verbs import ExchangeVerbs
from pcf.findings import Finding, Findings
from pcf.fixing.verbs import FixVerbs
from pcf.locking import check_lock, decisions_of, lock_of, read_decisions
from pcf.model import BackgroundChoice, Model
from pcf.portfolio.shared import shared_background
from pcf.project.folder import find_project
from pcf.project.holding import held
from pcf.project.lockfile import Lock, read_lock, write_lock
from pcf.project.overrides import Override, setting, swap
from pcf.project.reader import Reading, read_project
from pcf.questions import QuestionVerbs
from pcf.rules.case import Case, as_far_as_it_goes
from pcf.targets.verbs import TargetVerbs

if TYPE_CHECKING:
    from pcf.assurance.canonical import Opener
    from pcf.portfolio.run import Batch, How
    from pcf.project.references import Unlinked
    from pcf.rules.evaluation import Evaluation
    from pcf.rules.packs import Registry
    from pcf.rules.suggest import Suggestion
    from pcf.targets.project import Base


class Project(
    TargetVerbs,
    ExchangeVerbs,
    FixVerbs,
    ReportVerbs,
    QuestionVerbs,
    AssuranceVerbs,
    CompareVerbs,
    WorkVerbs,
):
    """A project folder. Reading collects all faults; calculating refuses while errors stand."""

    def __init__(self, folder: Path, reading: Reading, packs: Path | None = None) -> None:
        self.folder = folder
        self._packs = packs
        self._reading = reading
        self._opened: dict[BackgroundChoice, Background] = {}
        self._opener: Opener = open_study
        self._base: Base | None = None

    @classmethod
    def load(cls, path: str | Path, packs: str | Path | None = None) -> Project:
        """Read the project that `path` is or lies in.

        Parameters
        ----------
        packs
            Folder of own rule packs, besides those of pcf and of the project's ``product_rules/``.

        Raises
        ------
        UsageError
            ``IO001`` when there is no project. Faults inside it are `findings`, not exceptions.
        """
        folder = find_project(Path(path))
        return cls(folder, read_project(folder), None if packs is None else Path(packs))

    @classmethod
    def _opened_by(cls, folder: Path, opener: Opener) -> Project:
        made = cls.load(folder)
        made._opener = opener
        return made

    @classmethod
    def _with_shared_backgrounds(cls, folder: Path) -> Project:
        return cls._opened_by(folder, shared_background)

    @cached_property
    def rule_packs(self) -> Registry:
        """Rule packs that the project can be held against: of pcf, of the project, of the call."""
        from pcf.rules.packs import registry

        return registry(self._packs, self.folder)

    @property
    def findings(self) -> Findings:
        """What reading the base case found."""
        return self._reading.findings

    @property
    def model(self) -> Model:
        """The base case; raises `PcfError` with every finding when the folder has errors."""
        return _model_of(self._reading)

    def check(
        self,
        scenario: str | None = None,
        overrides: Sequence[str] = (),
        swaps: Sequence[str] = (),
        rules: Sequence[str] = (),
    ) -> Findings:
        """Read, link, assemble and check: all findings in one pass, no exception for faults.

        Parameters as in `calculate`, and

        rules
            Ids of rule packs; ``all`` = every pack that fits the product.
        """
        return self.evaluate(rules, scenario, overrides, swaps).findings

    def evaluate(
        self,
        rules: Sequence[str] = (),
        scenario: str | None = None,
        overrides: Sequence[str] = (),
        swaps: Sequence[str] = (),
    ) -> Evaluation:
        """Check the project and give the verdict of every clause of the rule packs.

        Parameters as in `check`. Faults of the project are findings of the result; what errors keep
        from being computed is not applicable.

        Raises
        ------
        PcfError
            When a rule pack is unknown or cannot be read.
        """
        from pcf.fixing.complete import complete
        from pcf.rules.checked_rows import with_checks
        from pcf.rules.evaluation import evaluate_packs

        read = self._case(self._read(scenario, overrides, swaps))
        if scenario is None and not overrides and not swaps:
            read = replace(with_checks(read), base=read.model)
        again = self._rerun(scenario, overrides, swaps)
        case = replace(read, sensitivity=partial(again, read.footprint))
        return complete(evaluate_packs(case, rules, self.rule_packs), self.rule_packs)

    @property
    def family(self) -> str:
        """Product family that the project states; empty when it states none."""
        from pcf.rules.suggest import case_family

        return case_family(Case(self.folder, self._reading, None, None))

    def suggest_rules(self) -> tuple[Suggestion, ...]:
        """Give the rule packs that fit the product, the first to be applied first."""
        from pcf.rules.suggest import fitting_packs

        return fitting_packs(Case(self.folder, self._reading, None, None), self.rule_packs)

    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Solve the project.

        Parameters
        ----------
        scenario
            Name of a file in ``scenarios/``; None = base case.
        overrides
            ``ADDRESS=VALUE``, as in a scenario's ``[set]``.
        swaps
            ``ROW=SUPPLIER``, as in a scenario's ``[swap]``.

        Raises
        ------
        PcfError
            With every error-level finding, when the project cannot be computed.
        """
        made = self._footprint(self._read(scenario, overrides, swaps))
        return replace(made, rerun=self._rerun(scenario, overrides, swaps))

    def total(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> float:
        """Solve the project for its total alone; parameters and errors as in `calculate`."""
        from pcf.calc.recalculation import total_of_linked

        reading = self._read(scenario, overrides, swaps)
        return total_of_linked(*self._link(_model_of(reading), Findings(reading.findings))[:3])

    def calculate_changed(
        self, scenario: str | None, changes: Sequence[Override], target: str | None = None
    ) -> Footprint:
        """Solve the project, or a target of it, with changes that know their place."""
        if target is not None:
            from pcf.targets.run import calculate_target

            return calculate_target(target, self._target_base().under(changes)).footprint
        return self._footprint(read_project(self.folder, scenario, changes))

    def lock(self, decisions: Sequence[str] = ()) -> Path:
        """Write ``pcf.lock``: background, factor set and every link with its reason.

        Parameters
        ----------
        decisions
            ``ROW=SUPPLIER`` for rows that several suppliers fit; earlier decisions stay.

        Raises
        ------
        PcfError
            When a decision does not fit its row or a row stays ambiguous. Nothing is written then.
        """
        model = self.model
        background = self._background(model)
        with held(self.folder, "data lock"):
            earlier = read_lock(self.folder).lock
            chosen = {**decisions_of(earlier), **read_decisions(decisions, model)}
            linked = link_model(model, background, chosen)
            errors = Findings(linked.findings).errors
            if errors:
                raise PcfError(errors)
            factors = load_factor_set(model.method.gwp_set)
            return write_lock(self.folder, lock_of(linked, factors))

    def _read(
        self, scenario: str | None, overrides: Sequence[str], swaps: Sequence[str]
    ) -> Reading:
        if scenario is None and not overrides and not swaps:
            return self._reading
        changes = [*map(setting, overrides), *map(swap, swaps)]
        return read_project(self.folder, scenario, changes)

    def _target_base(self) -> Base:
        """Give the project as the makers of targets need it, made once."""
        from pcf.targets.project import Base, Engine

        if self._base is None:
            engine = Engine(self._footprint, self._case)
            self._base = Base(self.folder, self._reading, engine, self.rule_packs)
        return self._base

    def _footprint(self, reading: Reading) -> Footprint:
        return self._solve(*self._link(_model_of(reading), Findings(reading.findings)))

    def _background(self, model: Model) -> Background:
        """Open the backgrounds of a model, once for all runs of this object."""
        return self._opened_as(model.background)

    def _opened_as(self, choice: BackgroundChoice) -> Background:
        if choice not in self._opened:
            self._opened[choice] = self._opener(choice, self.folder)
        return self._opened[choice]

    def _link(
        self, model: Model, findings: Findings
    ) -> tuple[Linked, FactorSet, Findings, Lock | None]:
        """Link a model under its lock; faults go to `findings`."""
        reading_of_lock = read_lock(self.folder)
        findings.extend(reading_of_lock.findings)
        lock = reading_of_lock.lock
        linked = _linked(model, self._background(model), lock, findings)
        factors = load_factor_set(model.method.gwp_set)
        if lock is not None:
            check_lock(lock, linked, factors, findings)
        findings.extend(received_findings(linked, factors, {} if lock is None else lock.received))
        return linked, factors, findings, lock

    def _solve(
        self, linked: Linked, factors: FactorSet, findings: Findings, lock: Lock | None
    ) -> Footprint:
        if findings.errors:
            raise PcfError(findings.ordered())
        solved = solve_linked(linked, factors)
        footprint = footprint_of(solved, findings, locked=lock is not None)
        return with_open_ends(with_electricity_findings(footprint))

    def _case(self, reading: Reading) -> Case:
        """Take the project as far as it goes; faults are findings, not exceptions."""

        def link(model: Model, findings: Findings) -> tuple[Linked, Callable[[], Footprint]]:
            prepared = self._link(model, findings)
            return prepared[0], lambda: self._solve(*prepared)

        def unknown(rows: Unlinked) -> Iterable[Finding]:
            from pcf.calc.references import unknown_references

            return unknown_references(rows.references, self._opened_as(rows.background))

        return as_far_as_it_goes(self.folder, reading, link, unknown)


def _model_of(reading: Reading) -> Model:
    if reading.model is None:
        raise PcfError(reading.findings.ordered())
    return reading.model


def _linked(model: Model, background: Background, lock: Lock | None, findings: Findings) -> Linked:
    findings.extend(background.findings)
    return link_model(model, background, decisions_of(lock))


def run_batch(file: str | Path, folder: str | Path, how: How | None = None) -> Batch:
    """Compute a portfolio into a folder; see `pcf.portfolio.run.run_batch`."""
    from pcf.portfolio import run

    load = Project._with_shared_backgrounds
    return run.run_batch(Path(file), Path(folder), load, how or run.How())
