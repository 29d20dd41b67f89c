"""Sensitivity set: the same footprint under the choices that a reviewer would ask about.

Every case is an ordinary calculation of the project with values put in (`--set`), so each can be
repeated at the prompt. A choice that the project leaves no alternative for is told with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pcf.calc.footprint import Footprint
from pcf.errors import PcfError
from pcf.i18n import Language, label
from pcf.model import Model
from pcf.plain import PlainData
from pcf.project.overrides import scenario_names

Kind = Literal["allocation", "electricity", "gwp_set", "parameter", "end_of_life", "scenario"]
#: Parameters that are varied, the most influential ones, and by how much.
LARGEST = 5
STEP = 0.10
#: Most parameters of which the influence is computed.
_MOST_PARAMETERS = 60
_ALLOCATIONS = ("mass", "energy", "economic")
_GWP_SETS = {"AR6": "AR5"}
_END_OF_LIFE = ("cut-off", "closed-loop", "open-loop")
_OPEN_LOOP_FACTOR = "0.5"


class Calculates(Protocol):
    """What the set needs of a project."""

    folder: Any

    @property
    def model(self) -> Model:
        """The base case."""

    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Solve the project."""


@dataclass(frozen=True, slots=True)
class SensitivityCase:
    """One alternative.

    changes
        Values put in, ``ADDRESS=VALUE``; for a scenario its name alone.
    total, delta, relative
        Result, its difference to the base and that difference by the base; None when not computed.
    reason
        Why it could not be computed: the codes of the findings, or a label key.
    """

    kind: Kind
    name: str
    changes: tuple[str, ...]
    total: float | None
    delta: float | None
    relative: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SensitivitySet(PlainData):
    """The base total and every alternative, in the order of the kinds."""

    total: float
    unit: str
    cases: tuple[SensitivityCase, ...]

    def of(self, kind: Kind) -> tuple[SensitivityCase, ...]:
        """Alternatives of one kind."""
        return tuple(case for case in self.cases if case.kind == kind)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the set as plain data."""
        return {
            "total": {"value": self.total, "unit": self.unit},
            "cases": [
                {
                    "kind": case.kind,
                    "kind_name": label(f"duty_{case.kind}", lang),
                    "name": case.name,
                    "changes": list(case.changes),
                    "total": case.total,
                    "delta": case.delta,
                    "relative": case.relative,
                    "reason": label(case.reason, lang) if case.reason else "",
                }
                for case in self.cases
            ],
        }


def sensitivity_set(project: Calculates) -> SensitivitySet:
    """Compute the sensitivity set of a project.

    Alternatives: another allocation of each multi-output process, the grid in place of contracts,
    another GWP set, the five most influential parameters 10 % up and down, other end-of-life
    formulas, and the scenarios of the project (use profiles, for instance).

    Raises
    ------
    PcfError
        When the base case cannot be computed.
    """
    base = project.calculate()
    study = _Study(project, base, project.model)
    return SensitivitySet(
        base.total,
        base.unit,
        (
            *study.allocations(),
            *study.electricity(),
            *study.gwp_sets(),
            *study.parameters(),
            *study.ends_of_life(),
            *study.scenarios(),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Study:
    project: Calculates
    base: Footprint
    model: Model

    def case(
        self, kind: Kind, name: str, changes: Iterable[str], scenario: str | None = None
    ) -> SensitivityCase:
        """Compute one alternative; errors become its reason."""
        put_in = tuple(changes)
        try:
            total = self.project.calculate(scenario, put_in).total
        except PcfError as error:
            codes = dict.fromkeys(f.code for f in error.findings if f.level == "error")
            return SensitivityCase(kind, name, put_in, None, None, None, ", ".join(codes))
        delta = total - self.base.total
        relative = delta / abs(self.base.total) if self.base.total else None
        return SensitivityCase(kind, name, put_in, total, delta, relative)

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
            yield _none("allocation", "duty_no_coproduct")

    def electricity(self) -> Iterator[SensitivityCase]:
        """The grid in place of contracts and dedicated lines."""
        claims = any(use.kind in ("contract", "direct") for use in self.model.electricity)
        if claims and self.model.method.electricity == "instruments":
            yield self.case("electricity", "grid", ("pcf.method.electricity=grid",))
        else:
            yield _none("electricity", "duty_no_claim")

    def gwp_sets(self) -> Iterator[SensitivityCase]:
        """Another set of characterization factors."""
        other = _GWP_SETS.get(self.model.method.gwp_set, "AR6")
        yield self.case("gwp_set", other, (f"pcf.method.gwp_set={other}",))

    def parameters(self) -> Iterator[SensitivityCase]:
        """The most influential parameters up and down."""
        plain = [p for p in self.model.parameters if p.formula is None and p.value]
        up = [
            self.case(
                "parameter", f"{p.name} +10 %", (f"parameters.{p.name}={p.value * (1.0 + STEP)!r}",)
            )
            for p in plain[:_MOST_PARAMETERS]
        ]
        ranked = sorted(
            zip(plain, up, strict=False),
            key=lambda pair: (-abs(pair[1].delta or 0.0), pair[0].name),
        )
        for parameter, case in ranked[:LARGEST]:
            yield case
            lower = parameter.value * (1.0 - STEP)
            change = f"parameters.{parameter.name}={lower!r}"
            yield self.case("parameter", f"{parameter.name} -10 %", (change,))
        if not plain:
            yield _none("parameter", "duty_no_parameter")

    def ends_of_life(self) -> Iterator[SensitivityCase]:
        """Other formulas of the end of life."""
        if self.model.end_of_life is None or self.model.method.end_of_life is None:
            yield _none("end_of_life", "duty_no_end_of_life")
            return
        for formula in _END_OF_LIFE:
            if formula == self.model.method.end_of_life:
                continue
            changes = [f"pcf.method.end_of_life={formula}"]
            if formula == "open-loop":
                changes.append(f"pcf.method.open_loop_factor={_OPEN_LOOP_FACTOR}")
            yield self.case("end_of_life", formula, changes)

    def scenarios(self) -> Iterator[SensitivityCase]:
        """Scenarios of the project, which hold its alternative use profiles."""
        for name in scenario_names(self.project.folder):
            yield self.case("scenario", name, (), name)


def _none(kind: Kind, reason: str) -> SensitivityCase:
    return SensitivityCase(kind, "", (), None, None, None, reason)
