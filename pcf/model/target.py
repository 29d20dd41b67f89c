"""A target: a rule pack applied to the model, as ``[target.ID]`` of ``pcf.toml`` states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pcf.findings import Location

Stated = str | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetValue:
    """A value that a target states, with its place."""

    value: Stated
    place: Location


@dataclass(frozen=True, slots=True)
class TargetService:
    """Service life under a target (``[target.ID.service]``).

    parameter
        Parameter of the model that it sets.
    inputs
        Inputs of the pack's formula: numbers, words (a class) or formulas over parameters.
    formula, formula_source
        Formula of the project, where the pack has none, and where it comes from.
    """

    parameter: TargetValue
    inputs: Mapping[str, TargetValue]
    formula: TargetValue | None
    formula_source: TargetValue | None
    place: Location


@dataclass(frozen=True, slots=True)
class Target:
    """One target; what is not stated is decided by its pack or by the project.

    rules
        Id of the rule pack.
    values
        Stated settings by key: ``rules``, ``gwp_set``, ``biogenic``, ``electricity``,
        ``end_of_life``, ``open_loop_factor``, ``boundary``, ``boundary_stages``, ``stage_map``,
        ``unit``, ``exclude_reason``.
    exclude
        Rows (``bom.B-17``) and processes (``processes.ID``) that it leaves out.
    stages
        Processes that it puts into another stage.
    sets, swaps
        Free overrides, in the form of a scenario, by address.
    """

    id: str
    rules: str
    place: Location
    values: Mapping[str, TargetValue] = field(default_factory=dict)
    exclude: tuple[TargetValue, ...] = ()
    service: TargetService | None = None
    stages: Mapping[str, TargetValue] = field(default_factory=dict)
    sets: Mapping[str, TargetValue] = field(default_factory=dict)
    swaps: Mapping[str, TargetValue] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """Stated text of a key."""
        stated = self.values.get(key)
        return stated.value if stated is not None and isinstance(stated.value, str) else None

    def at(self, key: str) -> Location:
        """Place of a key; of one that is not stated, where it would stand."""
        stated = self.values.get(key)
        column = f"target.{self.id}.{key}"
        return (
            Location(self.place.file, self.place.line, column) if stated is None else stated.place
        )
