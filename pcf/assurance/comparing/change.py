"""One input that differs between two sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pcf.assurance.comparing.causes import About
from pcf.findings import Location

Kind = Literal["changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class InputChange:
    """One input that differs.

    address
        ``bom.B-1.amount``, ``bom.B-1`` for a whole row, ``pcf.method.gwp_set``, or a file.
    cause
        What it is about; ``none`` when no number rests on it.
    before, after
        As written; None where it is not there.
    key
        Where it stands: (table, row, column), (file, path), or (``file``, name).
    early
        It comes in with the first step: a process that is new, with its rows, carries nothing
        until something draws from it.
    """

    address: str
    kind: Kind
    cause: About
    before: str | None
    after: str | None
    place_a: Location | None
    place_b: Location | None
    key: tuple[Any, ...] = field(default=(), compare=False, repr=False)
    early: bool = field(default=False, compare=False, repr=False)
