"""Service life of a functional unit: the formula of the pack on what the target states."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from pcf.findings import Finding, Location, finding
from pcf.model import Model
from pcf.model.target import TargetService, TargetValue
from pcf.project.cells import CellFault
from pcf.project.formulas import FormulaBook
from pcf.project.overrides import Override
from pcf.rules.service import Lookup, Service
from pcf.suggest import nearest
from pcf.targets.result import DecidedBy, Setting
from pcf.targets.stated_twice import USABLE, StatedTwice
from pcf.units import UnitError, convert, quantity

Tell = Callable[[Finding], None]
#: Unit of an input by the end of its name, where ``[service.units]`` of the pack does not say it.
UNIT_BY_ENDING = {"_energy": "kWh", "_years": "a", "_km": "km"}


@dataclass(frozen=True, slots=True)
class ServiceLife:
    """Service life in the unit of the parameter that it sets."""

    overrides: tuple[Override, ...]
    settings: tuple[Setting, ...]


class _ToldError(Exception):
    """A fault has been told; nothing can be computed."""


def service_life(
    stated: TargetService, service: Service, model: Model, node: str, tell: Tell
) -> ServiceLife | None:
    """Compute the service life; None when a fault was told.

    Units of inputs are checked, classes are looked up, and nothing has a default.
    """
    try:
        return _Reader(stated, service, model, node, tell).read()
    except _ToldError:
        return None


def unit_of_input(service: Service, name: str) -> str:
    """Unit of a numeric input; ``1`` for a plain number."""
    ending = next((unit for end, unit in UNIT_BY_ENDING.items() if name.endswith(end)), "1")
    return service.units.get(name) or ending


class _Reader:
    """Reads the service of one target."""

    def __init__(
        self, stated: TargetService, service: Service, model: Model, node: str, tell: Tell
    ) -> None:
        self._stated = stated
        self._service = service
        self._model = model
        self._node = node
        self._tell = tell
        self._units = {p.name: p.unit for p in model.parameters}
        self._known = {p.name: quantity(p.value, p.unit) for p in model.parameters}
        self._book = FormulaBook(self._known)

    def read(self) -> ServiceLife:
        """Give what the target sets."""
        parameter = str(self._stated.parameter.value)
        if parameter not in self._units:
            near = nearest(parameter, self._units)
            self._stop("TG012", self._stated.parameter.place, observed=parameter, suggestion=near)
        by: DecidedBy = "pack" if self._service.formula else "target"
        inputs = self._inputs()
        values = {**inputs, **self._shortened(inputs)}
        life = self._total(values)
        value = self._converted(life, parameter)
        self._hold_against_study(inputs, values)
        place = self._stated.place
        shown = f"{life:.10g} {self._service.unit}"
        return ServiceLife(
            (
                Override("set", f"parameters.{parameter}.value", value, place),
                Override("set", f"parameters.{parameter}.source", self._source(), place),
            ),
            (
                Setting(f"parameters.{parameter}", shown, by),
                *self._shown_inputs(values),
            ),
        )

    def _shortened(self, inputs: dict[str, float]) -> dict[str, float]:
        """Inputs that a limit makes smaller: the period that ends first counts."""
        made = {}
        for rule in self._service.shorter:
            if rule.limit in inputs and rule.per in inputs and rule.name in inputs:
                made[rule.name] = min(inputs[rule.name], inputs[rule.limit] / inputs[rule.per])
        return made

    def _hold_against_study(self, inputs: dict[str, float], used: dict[str, float]) -> None:
        twice = StatedTwice(self._model.study, self._book, self._node, self._tell)
        units = {name: unit_of_input(self._service, name) for name in inputs}
        twice.words(self._stated, frozenset(lookup.by for lookup in self._service.lookups))
        twice.numbers(self._stated, inputs, used, units)
        twice.capacity(self._stated, inputs, unit_of_input(self._service, USABLE))

    def _shown_inputs(self, values: dict[str, float]) -> list[Setting]:
        made = []
        lookups = {lookup.name for lookup in self._service.lookups}
        for name, value in values.items():
            unit = unit_of_input(self._service, name)
            shown = f"{value:.10g}" + ("" if unit == "1" else f" {unit}")
            by: DecidedBy = "pack" if name in lookups else "target"
            made.append(Setting(f"service.{name}", shown, by))
        for name in sorted(self._service.words & set(self._stated.inputs)):
            made.append(Setting(f"service.{name}", str(self._stated.inputs[name].value), "target"))
        return made

    def _source(self) -> str:
        if self._service.formula:
            return f"{self._service.source}: {self._service.formula}"
        stated = self._stated
        return f"{stated.formula_source.value if stated.formula_source else ''}: {self._formula()}"

    def _inputs(self) -> dict[str, float]:
        """Every number of the formula by name: inputs of the target and lookups of the pack."""
        service, stated = self._service, self._stated.inputs
        lookups = {lookup.name: lookup for lookup in service.lookups}
        known = (*service.inputs, *lookups, *service.optional)
        told = False
        for name, value in stated.items():
            if name not in known and service.formula:
                near = nearest(name, known) or self._usable_instead(name)
                self._tell(
                    finding(
                        "TG008",
                        value.place,
                        node=self._node,
                        observed=name,
                        expected=", ".join(service.inputs),
                        suggestion=near,
                    )
                )
                told = True
        for name in (*service.inputs, *self._needed()):
            if name not in stated:
                column = f"target.{self._node}.service.{name}"
                at = Location(self._stated.place.file, self._stated.place.line, column)
                self._tell(
                    finding(
                        "TG007",
                        at,
                        node=self._node,
                        observed=name,
                        expected="text" if name in service.words else unit_of_input(service, name),
                    )
                )
                told = True
        if told:
            raise _ToldError
        values = {
            name: self._number(name, value)
            for name, value in stated.items()
            if name not in service.words and name not in lookups
        }
        values.update({name: self._looked_up(lookup) for name, lookup in lookups.items()})
        return values

    def _needed(self) -> list[str]:
        """Optional inputs that another one makes necessary."""
        stated, made = self._stated.inputs, []
        for lookup in self._service.lookups:
            if lookup.by in stated and self._is_other(lookup):
                made += [lookup.nearest, lookup.reason]
        for rule in self._service.shorter:
            if rule.limit in stated or rule.per in stated:
                made += [rule.limit, rule.per, rule.source]
        return made

    def _is_other(self, lookup: Lookup) -> bool:
        word = str(self._stated.inputs[lookup.by].value)
        return bool(lookup.other) and word.casefold() == lookup.other.casefold()

    def _usable_instead(self, name: str) -> str | None:
        """Suggest the usable energy for any other energy of a pack that asks for the usable one."""
        is_energy = any(word in name for word in ("energy", "capacity", "kwh"))
        return USABLE if is_energy and USABLE in self._service.inputs else None

    def _number(self, name: str, stated: TargetValue) -> float:
        unit = unit_of_input(self._service, name)
        value = stated.value
        if isinstance(value, float) and not isinstance(value, bool):
            made = value
        elif isinstance(value, str):
            made = self._computed(self._book, value, unit, stated.place)
        else:
            self._stop("TG011", stated.place, observed=str(value), expected=unit, field=name)
        if not math.isfinite(made) or made <= 0:
            self._stop("TG014", stated.place, observed=f"{made:g}", field=name)
        return made

    def _looked_up(self, lookup: Lookup) -> float:
        by = lookup.nearest if self._is_other(lookup) else lookup.by
        chosen = self._stated.inputs[by]
        word = str(chosen.value)
        classes = {name.casefold(): number for name, number in lookup.values.items()}
        if word.casefold() not in classes:
            known = ", ".join(lookup.values)
            near = nearest(word, lookup.values)
            self._stop(
                "TG009",
                chosen.place,
                observed=word,
                expected=known,
                field=by,
                suggestion=near,
            )
        number = classes[word.casefold()]
        own = self._stated.inputs.get(lookup.name)
        if own is not None:
            given = self._number(lookup.name, own)
            if given != number:
                self._stop(
                    "TG010",
                    own.place,
                    observed=f"{given:g}",
                    expected=f"{number:g}",
                    field=lookup.name,
                    of=word,
                )
        return number

    def _formula(self) -> str:
        return str(self._stated.formula.value) if self._stated.formula else ""

    def _total(self, values: dict[str, float]) -> float:
        service, stated = self._service, self._stated
        if service.formula and stated.formula is not None:
            self._stop(
                "TG032", stated.formula.place, observed=self._formula(), expected=service.formula
            )
        if not service.formula and (stated.formula is None or stated.formula_source is None):
            self._stop("TG015", stated.place, expected=service.unit)
        if service.formula:
            book = FormulaBook(values)
            total = self._computed(book, service.formula, "1", stated.place)
        else:
            book = FormulaBook({**self._known, **values})
            total = self._computed(book, self._formula(), service.unit, stated.place)
        if total <= 0:
            self._stop("TG014", stated.place, observed=f"{total:g}", field="service")
        return total

    def _converted(self, life: float, parameter: str) -> float:
        unit = self._units[parameter]
        try:
            return convert(life, self._service.unit, unit)
        except UnitError:
            at = self._stated.parameter.place
            self._stop("TG013", at, observed=parameter, expected=self._service.unit, unit=unit)

    def _computed(self, book: FormulaBook, text: str, unit: str, at: Location) -> float:
        try:
            return book.amount(text, unit)
        except CellFault as fault:
            observed = fault.observed if fault.observed is not None else text
            params: dict[str, Any] = {
                "observed": observed,
                "expected": fault.expected,
                "suggestion": fault.suggestion,
                **fault.params,
            }
            self._tell(finding(fault.code, at, node=self._node, **params))
            raise _ToldError from fault

    def _stop(self, code: str, at: Location, **params: Any) -> NoReturn:
        """Tell a fault that leaves nothing to compute."""
        self._tell(finding(code, at, node=self._node, **params))
        raise _ToldError
