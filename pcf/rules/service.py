"""What a pack says for targets: service life, presets of stages, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pcf.findings import Location
from pcf.model import Stage
from pcf.rules.conditions import Condition

Evidence = Literal["verified", "secondary", "recall", "own"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A number of the service formula that the pack fixes by class.

    by
        Input whose word chooses the value.
    other
        Word of a class for which the rule has no value; the input `nearest` then chooses it, and
        the input `reason` says why. Empty = there is no such word.
    """

    name: str
    by: str
    values: Mapping[str, float]
    source: str
    place: Location
    other: str = ""
    nearest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shorter:
    """Input `name` is at most `limit` / `per`; both are optional inputs that stand together.

    source
        Input that says where `per` comes from.
    """

    name: str
    limit: str
    per: str
    source: str


@dataclass(frozen=True, slots=True)
class Service:
    """Service life of the functional unit: the total that the product delivers.

    unit
        Unit of the result, e.g. ``kWh``.
    formula
        Formula over inputs and lookups; empty = the project must state one with its source.
    inputs
        Names that the project states; those of lookups are words, the others are numbers.
    units
        Unit of each numeric input; an input without one is a plain number.
    """

    unit: str
    formula: str
    inputs: tuple[str, ...]
    evidence: Evidence
    source: str
    place: Location
    lookups: tuple[Lookup, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    shorter: tuple[Shorter, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Inputs that are words: those by which a lookup chooses, reasons and sources."""
        of_lookups = (w for lookup in self.lookups for w in (lookup.by, *_of_other(lookup)))
        return frozenset((*of_lookups, *(rule.source for rule in self.shorter)))

    @property
    def optional(self) -> tuple[str, ...]:
        """Inputs that may be left out."""
        of_lookups = [word for lookup in self.lookups for word in _of_other(lookup)]
        limits = [name for rule in self.shorter for name in (rule.limit, rule.per, rule.source)]
        return (*of_lookups, *limits)


def _of_other(lookup: Lookup) -> tuple[str, ...]:
    return (lookup.nearest, lookup.reason) if lookup.other else ()


@dataclass(frozen=True, slots=True)
class PresetRule:
    """Processes that fulfil all conditions belong to `stage`."""

    where: tuple[Condition, ...]
    stage: Stage


@dataclass(frozen=True, slots=True)
class StagePreset:
    """A way to assign processes to stages; a process takes the stage of the first rule it fits."""

    id: str
    name_zh: str
    name_en: str
    evidence: Evidence
    source: str
    rules: tuple[PresetRule, ...]
    place: Location


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows or processes that the rule itself leaves out, and why."""

    of: Literal["rows", "processes"]
    where: tuple[Condition, ...]
    reason_zh: str
    reason_en: str
    place: Location
