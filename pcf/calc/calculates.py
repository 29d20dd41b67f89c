"""What sets of runs need of a project: that it can be computed again with values put in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint


class Calculates(Protocol):
    """A project that can be computed under a scenario, with values and suppliers put in."""

    folder: Path

    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Solve the project."""

    def total(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> float:
        """Solve the project for its total alone."""
