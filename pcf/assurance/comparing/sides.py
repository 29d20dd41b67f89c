"""One side of a comparison: its footprint, and what it takes to compute it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pcf.assurance.comparing.causes import About
from pcf.assurance.comparing.notes import History, Note
from pcf.assurance.comparing.resting import HERE, TABLES, Resting
from pcf.background import Background
from pcf.calc.calculate import link_model, solve_linked
from pcf.calc.footprint import Footprint
from pcf.calc.result import footprint_of
from pcf.climate import FactorSet
from pcf.errors import PcfError
from pcf.findings import Findings
from pcf.location import laid_now, laid_over
from pcf.model import BackgroundChoice, Model, Supplier
from pcf.project.collect import Collector
from pcf.project.raw import RawProject
from pcf.project.reader import type_project

if TYPE_CHECKING:
    from pcf.rules.evaluation import PackResult

Kind = Literal["project", "scenario", "target", "revision", "bundle", "result"]


@dataclass(frozen=True, slots=True)
class Data:
    """Where datasets and factors come from.

    background
        Opens the backgrounds that a project chooses.
    factors
        Gives the factor set of an id.
    decisions
        Suppliers that a person has decided on, by row.
    tables
        Tables of defaults in the place of those of this pcf, as `pcf.location.laid_over` takes them
    """

    background: Callable[[BackgroundChoice], Background]
    factors: Callable[[str], FactorSet]
    decisions: Mapping[str, Supplier] = field(default_factory=dict)
    tables: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class System:
    """What it takes to compute a side, also with changes made to it.

    raw
        The inputs as text, scenario or target put in.
    hints
        What a changed address is about, where the side knows better.
    model
        The side itself, typed.
    rules
        Evaluates the rule packs that the side declares.
    history
        Change notes of its folder.
    resting
        Rule packs and tables that it rests on.
    """

    raw: RawProject
    data: Data
    model: Model
    hints: Mapping[str, About] = field(default_factory=dict)
    rules: Callable[[], tuple[PackResult, ...]] = tuple
    history: History = field(default_factory=History)
    resting: Resting = HERE


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    name
        As the call names it.
    footprint
        Its result.
    system
        None for a result that was read from a file: it cannot be computed again.
    declared
        Total that a bundle declares, where this pcf makes another one of its inputs.
    """

    name: str
    kind: Kind
    footprint: Footprint
    system: System | None = None
    declared: float | None = None

    @property
    def total(self) -> float:
        """Total as declared, kg CO2e per unit."""
        return self.footprint.total if self.declared is None else self.declared


def new_notes(a: Side, b: Side) -> tuple[Note, ...]:
    """Change notes of B that A does not have."""
    if b.system is None:
        return ()
    earlier = a.system.history.notes if a.system else ()
    known = {(n.version, n.date, n.what) for n in earlier}
    return tuple(n for n in b.system.history.notes if (n.version, n.date, n.what) not in known)


def compute(raw: RawProject, data: Data, name: str) -> Footprint:
    """Compute a project from its text, with its tables; no lock is held against it.

    Raises
    ------
    PcfError
        With the reasons when it cannot be computed.
    """
    others = {file: path for file, path in laid_now().items() if file not in TABLES}
    with laid_over({**others, **data.tables}):
        return _computed(raw, data, name)


def _computed(raw: RawProject, data: Data, name: str) -> Footprint:
    reading = type_project(raw, Collector(), name)
    if reading.model is None:
        raise PcfError(reading.findings.ordered())
    findings = Findings(reading.findings)
    background = data.background(reading.model.background)
    findings.extend(background.findings)
    linked = link_model(reading.model, background, data.decisions)
    factors = data.factors(reading.model.method.gwp_set)
    if findings.errors:
        raise PcfError(findings.ordered())
    return footprint_of(solve_linked(linked, factors), findings, locked=False)
