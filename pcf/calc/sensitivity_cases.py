"""Alternatives of a sensitivity set and their totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pcf.i18n import Language, label
from pcf.plain import PlainData

Kind = Literal[
    "allocation", "electricity", "gwp_set", "parameter", "use", "end_of_life", "scenario"
]


@dataclass(frozen=True, slots=True)
class SensitivityCase:
    """One alternative.

    changes
        Values put in, ``ADDRESS=VALUE``; none for a scenario, which `name` names.
    total, delta, relative
        Result, its difference to the base and that difference by the base; None when not computed.
    reason
        Why it could not be computed: the codes of the findings, or a label key.
    limit
        Bound at which a parameter was held, None where it was varied by the whole step.
    """

    kind: Kind
    name: str
    changes: tuple[str, ...]
    total: float | None
    delta: float | None
    relative: float | None
    reason: str = ""
    limit: float | None = None


def no_case(kind: Kind, reason: str) -> SensitivityCase:
    """Tell that there is no alternative of a kind, with the label of its reason."""
    return SensitivityCase(kind, "", (), None, None, None, reason)


@dataclass(frozen=True, slots=True)
class SensitivitySet(PlainData):
    """The base total and every alternative, in the order of the kinds."""

    total: float
    unit: str
    cases: tuple[SensitivityCase, ...]

    def of(self, kind: Kind) -> tuple[SensitivityCase, ...]:
        """Alternatives of one kind."""
        return tuple(case for case in self.cases if case.kind == kind)

    @property
    def computed(self) -> tuple[SensitivityCase, ...]:
        """Alternatives that have a result."""
        return tuple(case for case in self.cases if case.total is not None)

    @property
    def largest(self) -> SensitivityCase | None:
        """The alternative that changes the total most; None when none has a result."""
        return max(self.computed, key=lambda c: abs(c.delta or 0.0), default=None)

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
                    "limit": case.limit,
                }
                for case in self.cases
            ],
        }
