"""Sensitivity set: the same footprint under the choices that a reviewer would ask about.

Every case is an ordinary calculation of the project with values put in (`--set`), so each can be
repeated at the prompt. A choice that the project leaves no alternative for is told with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pcf.calc.calculates import Calculates
from pcf.calc.footprint import Footprint
from pcf.calc.recalculation import Recalculation, total_of
from pcf.calc.sensitivity_cases import Kind, no_case
from pcf.calc.sensitivity_cases import SensitivityCase as SensitivityCase
from pcf.calc.sensitivity_cases import SensitivitySet as SensitivitySet
from pcf.calc.use_stage import USE, use_amounts
from pcf.errors import PcfError, UsageError
from pcf.findings import finding
from pcf.model import Model, Parameter
from pcf.project.overrides import scenario_names
from pcf.project.use_profiles import use_profiles
from pcf.suggest import nearest

#: Parameters that are varied, the most influential ones, and by how much.
LARGEST = 5
STEP = 0.10
_ALLOCATIONS = ("mass", "energy", "economic")
_GWP_SETS = {"AR6": "AR5"}
_BY_ROUTES = ("cut-off", "closed-loop", "open-loop")
_CIRCULAR = "cff"
_OPEN_LOOP_FACTOR = "0.5"
#: What a whole is in units of shares, and names of parameters that are shares.
_WHOLE = {"1": 1.0, "": 1.0, "%": 100.0}
_PART = re.compile(r"share|effic|yield|fraction|depth|portion|率|份额|占比|比例|效率")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a set is about: a scenario and values put in, and which parameters are varied.

    Parameters
    ----------
        Names; empty = the most influential ones.
    step
        Relative change of each, and of the amounts of the use stage, e.g. 0.1.
    runs_scenarios
        Whether the scenarios of the project are computed; a target has none.
    """

    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    swaps: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    step: float = STEP
    runs_scenarios: bool = True


def sensitivity_set(
    project: Calculates, choice: Choice = Choice(), base: Footprint | None = None
) -> SensitivitySet:
    """Compute the sensitivity set of a project.

    Alternatives: another allocation of each multi-output process, the grid in place of contracts,
    another GWP set, the five most influential parameters 10 % up and down, the use stage (scenarios
    that declare another use profile with ``kind = "use"``, and all its amounts 10 % up and down),
    other end-of-life formulas, and the other scenarios of the project. Parameters and amounts are
    varied on the solved system; the other cases are read and linked again.

    Parameters
    ----------
    project
        The project.
    choice
        Scenario, values and parameters; see `Choice`.
    base
        Result of the same scenario and values, when it is known already.

    Raises
    ------
    PcfError
        When the base case cannot be computed; ``PF011`` for a parameter that has no value.
    """
    if base is None:
        base = project.calculate(choice.scenario, choice.overrides, choice.swaps)
    study = _Study(project, choice, base, base.solved.linked.model, Recalculation(base.solved))
    if choice.parameters:
        cases = tuple(study.chosen())
    else:
        cases = (
            *study.allocations(),
            *study.electricity(),
            *study.gwp_sets(),
            *study.parameters(),
            *study.uses(),
            *study.ends_of_life(),
            *study.scenarios(),
        )
    return SensitivitySet(base.total, base.unit, cases)


def plain_parameters(model: Model) -> tuple[Parameter, ...]:
    """Parameters that can be varied: given by a value that is not zero."""
    return tuple(p for p in model.parameters if p.formula is None and p.value)


@dataclass(frozen=True, slots=True)
class _Study:
    project: Calculates
    choice: Choice
    base: Footprint
    model: Model
    again: Recalculation

    def case(
        self, kind: Kind, name: str, changes: Iterable[str], scenario: str | None = None
    ) -> SensitivityCase:
        """Compute one alternative; errors become its reason."""
        put_in = tuple(changes)
        scenario = scenario or self.choice.scenario
        overrides = (*self.choice.overrides, *put_in)
        try:
            total = self.project.total(scenario, overrides, self.choice.swaps)
        except PcfError as error:
            codes = dict.fromkeys(f.code for f in error.findings if f.level == "error")
            return SensitivityCase(kind, name, put_in, None, None, None, ", ".join(codes))
        return self.made(kind, name, put_in, total)

    def made(self, kind: Kind, name: str, put_in: tuple[str, ...], total: float) -> SensitivityCase:
        """Compare a total with the base."""
        delta = total - self.base.total
        relative = delta / abs(self.base.total) if self.base.total else None
        return SensitivityCase(kind, name, put_in, total, delta, relative)

    def varied(self, parameter: Parameter, step: float) -> SensitivityCase:
        """Compute with another value of one parameter, on the solved system where it can."""
        value, limit = _within(parameter, parameter.value * (1.0 + step))
        name = f"{parameter.name} {step * 100:+.4g} %"
        change = f"parameters.{parameter.name}={value!r}"
        total = self.again.with_parameters({parameter.name: value})
        if total is None:
            return replace(self.case("parameter", name, (change,)), limit=limit)
        return replace(self.made("parameter", name, (change,), total), limit=limit)

    def allocations(self) -> Iterator[SensitivityCase]:
        """Other allocations of each process with co-products."""
        several = {e.process for e in self.model.exchanges if e.direction == "coproduct"}
        study_rule = self.model.method.allocation
        for process in self.model.processes:
            if process.id not in several:
                continue
            rule = process.allocation or study_rule
            for method in _ALLOCATIONS:
                if rule is None or rule.method != method:
                    changes = (
                        f"processes.{process.id}.allocation={method}",
                        f"processes.{process.id}.allocation_reason=sensitivity",
                    )
                    yield self.case("allocation", f"{process.id}: {method}", changes)
        if not several:
            yield no_case("allocation", "duty_no_coproduct")

    def electricity(self) -> Iterator[SensitivityCase]:
        """The grid in place of contracts and dedicated lines."""
        found = self.base.grid_total()
        if found is None:
            yield no_case("electricity", "duty_no_claim")
            return
        rows = ((a.removeprefix("row:").replace("/", "."), d) for a, d in found.replaced)
        other = (f"{row}.supplier=bg:{dataset}" for row, dataset in rows)
        changes = ("pcf.method.electricity=grid", *other)
        if found.no_grid:
            yield no_case("electricity", "duty_no_grid")
        elif found.total is None:
            yield self.case("electricity", "grid", changes)
        else:
            yield self.made("electricity", "grid", changes, found.total)

    def gwp_sets(self) -> Iterator[SensitivityCase]:
        """Another set of characterization factors."""
        other = _GWP_SETS.get(self.model.method.gwp_set, "AR6")
        yield self.case("gwp_set", other, (f"pcf.method.gwp_set={other}",))

    def parameters(self) -> Iterator[SensitivityCase]:
        """The most influential parameters up and down."""
        step = self.choice.step
        plain = plain_parameters(self.model)
        pairs = [(p, self.varied(p, step)) for p in plain]
        held = {p.name: self.varied(p, -step) for p, case in pairs if case.limit is not None}

        def effect(pair: tuple[Parameter, SensitivityCase]) -> float:
            """Change of the total; of a parameter held at its limit, the other way counts too."""
            cases = (pair[1], held.get(pair[0].name, pair[1]))
            return max(abs(case.delta or 0.0) for case in cases)

        ranked = sorted(pairs, key=lambda pair: (-effect(pair), pair[0].name))
        for parameter, case in ranked[:LARGEST]:
            yield case
            yield held.get(parameter.name) or self.varied(parameter, -step)
        if not plain:
            yield no_case("parameter", "duty_no_parameter")

    def chosen(self) -> Iterator[SensitivityCase]:
        """Named parameters up and down, in the order in which they are named."""
        plain = {p.name: p for p in plain_parameters(self.model)}
        for name in self.choice.parameters:
            if name not in plain:
                near = nearest(name, plain) or ", ".join(plain) or "-"
                raise UsageError([finding("PF011", observed=name, suggestion=near)])
            yield self.varied(plain[name], self.choice.step)
            yield self.varied(plain[name], -self.choice.step)

    def ends_of_life(self) -> Iterator[SensitivityCase]:
        """Other formulas of the end of life that the model states what they need for."""
        end, method = self.model.end_of_life, self.model.method.end_of_life
        if end is None or method is None:
            yield no_case("end_of_life", "duty_no_end_of_life")
            return
        formulas = (*(_BY_ROUTES if end.routes else ()), *((_CIRCULAR,) if end.materials else ()))
        for formula in formulas:
            if formula == method:
                continue
            changes = [f"pcf.method.end_of_life={formula}"]
            if formula == "open-loop":
                changes.append(f"pcf.method.open_loop_factor={_OPEN_LOOP_FACTOR}")
            yield self.case("end_of_life", formula, changes)

    def uses(self) -> Iterator[SensitivityCase]:
        """Declared use profiles, and the amounts of the use stage up and down."""
        if USE not in self.model.boundary.stages:
            yield no_case("use", "duty_no_use_stage")
            return
        profiles = self._profiles()
        if not self.choice.runs_scenarios:
            yield no_case("use", "duty_use_under_target")
        elif not profiles:
            yield no_case("use", "duty_no_use_profile")
        for name in profiles:
            if name != self.choice.scenario:
                yield self.case("use", name, (), name)
        amounts = use_amounts(self.base.solved.linked)
        if not amounts.rows and not amounts.legs:
            yield no_case("use", "duty_no_use_amounts")
            return
        for step in (self.choice.step, -self.choice.step):
            name, changes = f"{USE} {step * 100:+.4g} %", amounts.changes(step)
            again = None if amounts.legs else self.again.with_values({}, amounts.varied(step))
            if again is None:
                yield self.case("use", name, changes)
            else:
                yield self.made("use", name, changes, total_of(again))

    def _profiles(self) -> tuple[str, ...]:
        """Scenarios that declare another use profile."""
        if not self.choice.runs_scenarios:
            return ()
        return use_profiles(self.project.folder)

    def scenarios(self) -> Iterator[SensitivityCase]:
        """Scenarios of the project that are no use profile of a use stage told above."""
        if not self.choice.runs_scenarios:
            return
        told = self._profiles() if USE in self.model.boundary.stages else ()
        for name in scenario_names(self.project.folder):
            if name != self.choice.scenario and name not in told:
                yield self.case("scenario", name, (), name)


def _within(parameter: Parameter, value: float) -> tuple[float, float | None]:
    """Hold a varied value inside the bounds of its parameter; the bound that held it, else None.

    Bounds are those that are stated (`low`, `high`), and 0 and 1 (100 %) of a share or an
    efficiency: a number without unit, or in percent, that is no more than a whole and no count.
    """
    low, high = parameter.low, parameter.high
    whole = _WHOLE.get(parameter.unit, 0.0)
    named = _PART.search(parameter.name.lower()) is not None
    if 0 < parameter.value <= whole and (parameter.value % 1 or named):
        low, high = max(low or 0.0, 0.0), whole if high is None else min(high, whole)
    if high is not None and value > high >= parameter.value:
        return high, high
    if low is not None and value < low <= parameter.value:
        return low, low
    return value, None
