"""From a model to its footprint: expand, link, assemble, solve, score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background
from pcf.calc.expand import expand
from pcf.calc.inventory import Foreground, Key, assemble
from pcf.calc.mixing import mixing_findings
from pcf.calc.score import Scored, Scorer
from pcf.calc.solve import Factorized, solve_intensities, solve_scaling
from pcf.climate import FactorSet
from pcf.errors import PcfError
from pcf.findings import Finding, Findings
from pcf.graph.link import Link, Linker
from pcf.graph.rows import Row
from pcf.model import Model, Received, Supplier


@dataclass(frozen=True, slots=True)
class Linked:
    """A model with every row decided: the supply graph of the project."""

    model: Model
    background: Background
    rows: tuple[Row, ...]
    links: Mapping[str, Link]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """The solved system, from which every number of the result is read.

    scaling
        s: units of each foreground column per functional unit.
    activity
        How often the rows of each process happen per functional unit.
    quantity
        Signed amount of each row per functional unit, in the unit of its supplier.
    """

    linked: Linked
    foreground: Foreground
    factorized: Factorized
    factor_set: FactorSet
    scored: Scored
    scaling: NDArray[np.float64]
    activity: Mapping[str, float]
    quantity: NDArray[np.float64]
    emission_units: Mapping[str, tuple[str, float]]
    _intensities: dict[Key, float] = field(default_factory=dict, init=False, repr=False)

    def intensities(self) -> Mapping[Key, float]:
        """Cradle-to-gate kg CO2e per unit of each foreground product: Aᵀ h = r; solved once.

        Raises `PcfError` (``GR040``) when there is no answer.
        """
        if not self._intensities:
            self._intensities.update(self._solved_intensities())
        return self._intensities

    def upstream_of_demand(self) -> dict[str, float]:
        """kg CO2e upstream of each process that the unit takes: demand × intensity."""
        intensities = self.intensities()
        return {
            key[0]: float(amount) * intensities[key]
            for key, amount in zip(self.foreground.keys, self.foreground.demand, strict=True)
            if amount
        }

    def _solved_intensities(self) -> dict[Key, float]:
        direct = dict.fromkeys(self.activity, 0.0)
        per_line = self.scored.characterized().sum(axis=1)
        for number, row in enumerate(self.linked.rows):
            line = self.scored.line[number]
            if line >= 0:
                direct[row.process] += self.per_reference(number) * float(per_line[line])
        foreground = self.foreground
        right = np.array(
            [
                direct[process] * share
                for (process, _), share in zip(foreground.keys, foreground.shares, strict=True)
            ]
        )
        found = solve_intensities(self.factorized, foreground, right)
        return {key: float(value) for key, value in zip(foreground.keys, found, strict=True)}

    def per_reference(self, number: int) -> float:
        """Signed amount of a row per reference flow of its process, in the supplier's unit."""
        row = self.linked.rows[number]
        return row.sign * row.amount.value * self.factor(row)

    def factor(self, row: Row) -> float:
        """Give the conversion from the row's unit to that of its supplier."""
        link = self.linked.links.get(row.address)
        if link is not None:
            return link.factor
        return self.emission_units.get(row.address, ("", 1.0))[1]


def link_model(model: Model, background: Background, decisions: Mapping[str, Supplier]) -> Linked:
    """Expand and link a model; faults are findings of the result, not exceptions."""
    findings = Findings()
    rows = expand(model, findings, background)
    linker = Linker(model, background, decisions)
    links = linker.link(rows)
    findings.extend(linker.findings)
    findings.extend(mixing_findings(background, links))
    return Linked(model, background, rows, links, tuple(findings))


def solve_linked(linked: Linked, factor_set: FactorSet) -> Solved:
    """Assemble and solve.

    Raises
    ------
    PcfError
        With every error-level finding met, when the model cannot be computed.
    """
    findings = Findings(linked.findings)
    model, rows = linked.model, linked.rows
    foreground = assemble(model, linked.background, rows, linked.links, findings)
    scorer = Scorer(linked.background, factor_set, model.method, findings)
    received: dict[str, Received] = {r.id: r for r in model.received}
    scored = scorer.score(rows, linked.links, received)
    _stop_on_errors(findings)
    credits = any(
        row.sign < 0 and linked.links[row.address].supplier.kind == "process"
        for row in rows
        if row.address in linked.links
    )
    answer = solve_scaling(foreground, findings, credits=credits)
    if answer is None:
        raise PcfError(findings.errors)
    factorized, scaling = answer
    activity = {
        process: float(sum(foreground.shares[k] * scaling[k] for k in columns))
        for process, columns in foreground.columns_of().items()
    }
    solved = Solved(
        linked,
        foreground,
        factorized,
        factor_set,
        scored,
        scaling,
        activity,
        np.zeros(len(rows)),
        scorer.emission_units,
    )
    for number, row in enumerate(rows):
        solved.quantity[number] = solved.per_reference(number) * activity[row.process]
    return solved


def _stop_on_errors(findings: Findings) -> None:
    if findings.errors:
        raise PcfError(findings.ordered())
