"""A project as rules see it: what was read, linked and computed, as far as it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.calc.calculate import Linked
from pcf.calc.footprint import Footprint
from pcf.findings import Finding
from pcf.model import Model
from pcf.project.reader import Reading

if TYPE_CHECKING:
    from pcf.rules.duty_facts import Alternatives


@dataclass(frozen=True, slots=True)
class Case:
    """A project for evaluation.

    linked, footprint
        None when errors prevent them.
    findings
        Everything that reading, linking and calculating found.
    sensitivity
        Runs the sensitivity set when a rule asks for it; None where it cannot be run.
    """

    folder: Path
    reading: Reading
    linked: Linked | None
    footprint: Footprint | None
    findings: tuple[Finding, ...] = ()
    sensitivity: Callable[[], Alternatives] | None = field(default=None, compare=False)

    @property
    def model(self) -> Model | None:
        """The product system; None when it could not be read."""
        return self.reading.model
