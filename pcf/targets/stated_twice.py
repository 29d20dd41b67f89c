"""Service life of a target against what ``study.toml`` states of the same battery."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from pcf.findings import Finding, Location, finding
from pcf.model import StudyValue
from pcf.model.target import Target, TargetService
from pcf.project.cells import CellFault
from pcf.project.formulas import FormulaBook
from pcf.units import UnitError, convert

Tell = Callable[[Finding], None]
#: Section of ``study.toml`` whose keys have the names of the inputs.
SECTION = "eu"
#: Keys of ``study.toml`` that hold the nominal capacity, with the unit of a bare number.
CAPACITY = {"battery.capacity": "kWh", "eu.capacity_kwh": "kWh"}
USABLE = "usable_energy"
BASIS = "eu.capacity_basis"
#: Longest warranty in years that is not asked about; pcf's own.
LONGEST = 20.0
_SAME = 1e-9


class StatedTwice:
    """Holds the inputs of one service life against the study."""

    def __init__(
        self, study: Mapping[str, StudyValue], book: FormulaBook, node: str, tell: Tell
    ) -> None:
        self._study = study
        self._book = book
        self._node = node
        self._tell = tell

    def words(self, stated: TargetService, names: frozenset[str]) -> None:
        """Compare words, such as the class of the vehicle (``TG043``)."""
        for name in sorted(names & set(stated.inputs)):
            other = self._study.get(f"{SECTION}.{name}")
            own = str(stated.inputs[name].value)
            if other is None or not other.is_stated or other.not_applicable:
                continue
            if str(other.value).strip().casefold() != own.strip().casefold():
                self._contradiction(name, own, other, stated.inputs[name].place)

    def numbers(
        self,
        stated: TargetService,
        values: Mapping[str, float],
        used: Mapping[str, float],
        units: Mapping[str, str],
    ) -> None:
        """Compare numbers (``TG043``), and hold the warranty against what is usual (``TG045``).

        The study may repeat a number as it is stated, or as it is used after a limit in km.
        """
        for name, value in values.items():
            place = stated.inputs[name].place if name in stated.inputs else stated.place
            other = self._study.get(f"{SECTION}.{name}")
            number = self._number(other, units[name]) if other is not None else None
            same = number is None or any(
                math.isclose(number, own, rel_tol=_SAME) for own in (value, used[name])
            )
            if other is not None and not same:
                self._contradiction(name, f"{value:.10g}", other, place)
            if name.startswith("warranty") and units[name] == "a" and value > LONGEST:
                shown = f"{value:g}"
                limit = f"{LONGEST:g}"
                self._tell(finding("TG045", place, node=self._node, observed=shown, expected=limit))

    def capacity(self, stated: TargetService, values: Mapping[str, float], unit: str) -> None:
        """Usable energy: not above the nominal capacity (``TG034``), and no gross one (``TG043``).

        The same as the nominal one is a warning (``TG026``).
        """
        usable = values.get(USABLE)
        if usable is None or USABLE not in stated.inputs:
            return
        at = stated.inputs[USABLE].place
        basis = self._study.get(BASIS)
        if basis is not None and "gross" in map(str.casefold, basis.spoken):
            self._contradiction(USABLE, "usable", basis, at)
        nominal = [
            number
            for key in CAPACITY
            if key in self._study and (number := self._number(self._study[key], unit)) is not None
        ]
        if any(usable > most * (1.0 + _SAME) for most in nominal):
            self._tell(
                finding(
                    "TG034",
                    at,
                    node=self._node,
                    observed=f"{usable:g} {unit}",
                    expected=f"{min(nominal):g} {unit}",
                )
            )
        elif any(math.isclose(usable, most, rel_tol=_SAME) for most in nominal):
            self._tell(finding("TG026", at, node=self._node, observed=f"{usable:g} {unit}"))

    def _number(self, stated: StudyValue, unit: str) -> float | None:
        """Number, number with unit, or formula over parameters; None for other words."""
        if isinstance(stated.value, float):
            return stated.value
        text = str(stated.value).strip()
        number, _, word = text.partition(" ")
        try:
            return convert(float(number), word.strip(), unit)
        except (UnitError, ValueError):
            pass
        try:
            return self._book.amount(text, unit)
        except CellFault:
            return None  # words: the study describes the value, it does not compute it

    def _contradiction(self, name: str, own: str, other: StudyValue, place: Location) -> None:
        there = other.place
        self._tell(
            finding(
                "TG043",
                place,
                node=self._node,
                observed=own,
                field=name,
                expected=str(other.value),
                of=str(there) if there else "study.toml",
            )
        )


def check_stage_map(target: Target, preset: str, study: Mapping[str, StudyValue]) -> list[Finding]:
    """Warn when the study names another stage map than the target takes (``TG044``).

    A study has one such statement and may have several targets: it is no error.
    """
    stated = study.get("eu.stage_map")
    if stated is None or not preset or not stated.is_stated or stated.not_applicable:
        return []
    if str(stated.value).strip() == preset:
        return []
    there = str(stated.place) if stated.place else "study.toml"
    at = target.at("stage_map")
    params = {"observed": preset, "expected": str(stated.value), "of": there}
    return [finding("TG044", at, node=target.id, **params)]  # type: ignore[arg-type]
