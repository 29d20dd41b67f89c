"""Records and facts: what rules look at, as flat named values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pcf.findings import Location
from pcf.rules.conditions import Value


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a subject.

    node
        Id or address for messages.
    share
        Part of the footprint that hangs on it (0..1); None when unknown.
    """

    values: Mapping[str, Value]
    node: str
    place: Location | None = None
    share: float | None = None


def yes_no(holds: bool) -> str:
    """Word for a truth value, as conditions compare it."""
    return "yes" if holds else "no"
