"""A project as rules see it: what was read, linked and computed, as far as it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.calc.calculate import Linked
from pcf.calc.footprint import Footprint
from pcf.errors import PcfError
from pcf.findings import Finding, Findings
from pcf.graph.completeness import completeness_findings
from pcf.model import Model
from pcf.project.reader import Reading
from pcf.project.references import Unlinked

if TYPE_CHECKING:
    from pcf.rules.duty_facts import Alternatives

#: Setting that a finding of a library speaks of.
_SETTING_OF = {"LC001": ("method", "gwp_set"), "DS001": ("background", "id")}


@dataclass(frozen=True, slots=True)
class Case:
    """A project for evaluation.

    linked, footprint
        None when errors prevent them.
    findings
        Everything that reading, linking and calculating found.
    sensitivity
        Runs the sensitivity set when a rule asks for it; None where it cannot be run.
    base
        The model when it is that of the folder as it stands, so that nobody reads it again; None
        when a scenario or values are put in, or nobody said so.
    """

    folder: Path
    reading: Reading
    linked: Linked | None
    footprint: Footprint | None
    findings: tuple[Finding, ...] = ()
    sensitivity: Callable[[], Alternatives] | None = field(default=None, compare=False)
    base: Model | None = field(default=None, compare=False)

    @property
    def model(self) -> Model | None:
        """The product system; None when it could not be read."""
        return self.reading.model


def as_far_as_it_goes(
    folder: Path,
    reading: Reading,
    link: Callable[[Model, Findings], tuple[Linked, Callable[[], Footprint]]],
    unknown: Callable[[Unlinked], Iterable[Finding]] | None = None,
) -> Case:
    """Take a project as far as it goes; faults are findings of the case, not exceptions.

    Parameters
    ----------
    link
        Links the model, with faults to the findings, and gives what computes the rest; both may
        raise `PcfError`.
    unknown
        Names what the rows of a project without model refer to and nobody has.
    """
    findings = Findings(reading.findings)
    linked: Linked | None = None
    footprint: Footprint | None = None
    if reading.model is not None:
        try:
            linked, solve = link(reading.model, findings)
            footprint = solve()
        except PcfError as error:
            known = {(f.code, f.location, f.node) for f in findings}
            more = (f for f in error.findings if (f.code, f.location, f.node) not in known)
            findings.extend(_placed(f, reading) for f in more)
            if linked is not None:
                findings.extend(completeness_findings(linked.model, linked.rows, linked.links))
    elif reading.unlinked is not None and unknown is not None:
        try:
            findings.extend(unknown(reading.unlinked))
        except PcfError as error:
            findings.extend(_placed(f, reading) for f in error.findings)
    told = [*(findings if footprint is None else footprint.findings), *reading.review.findings]
    return Case(folder, reading, linked, footprint, tuple(told))


def _placed(item: Finding, reading: Reading) -> Finding:
    """Give a finding on a setting the place where the setting stands."""
    path = _SETTING_OF.get(item.code)
    if path is None or item.location is not None or reading.settings is None:
        return item
    return replace(item, location=reading.settings.where(path))
