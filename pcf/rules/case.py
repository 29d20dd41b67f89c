"""A project as rules see it: what was read, linked and computed, as far as it went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pcf.calc.calculate import Linked
from pcf.calc.footprint import Footprint
from pcf.findings import Finding
from pcf.model import Model
from pcf.project.reader import Reading


@dataclass(frozen=True, slots=True)
class Case:
    """A project for evaluation.

    linked, footprint
        None when errors prevent them.
    findings
        Everything that reading, linking and calculating found.
    """

    folder: Path
    reading: Reading
    linked: Linked | None
    footprint: Footprint | None
    findings: tuple[Finding, ...] = ()

    @property
    def model(self) -> Model | None:
        """The product system; None when it could not be read."""
        return self.reading.model
