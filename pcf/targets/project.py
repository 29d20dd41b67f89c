"""The project under its targets: read once, changed and computed as often as it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pcf.calc.footprint import Footprint
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Findings, finding
from pcf.model import Model
from pcf.model.target import Target
from pcf.project.collect import Collector
from pcf.project.overrides import Override, apply_overrides
from pcf.project.raw import RawProject, read_raw
from pcf.project.reader import Reading, type_project
from pcf.rules.case import Case
from pcf.rules.packs import Registry
from pcf.rules.subjects import Subjects
from pcf.suggest import nearest

#: The project as its folder states it, where a target could stand.
BASE = "base"
#: A flow that no row uses: no fault of the project when a target has dropped the row.
_UNUSED = "GR007"


@dataclass(frozen=True, slots=True)
class Engine:
    """How a reading becomes a result: `footprint` raises, `case` goes as far as it can."""

    footprint: Callable[[Reading], Footprint]
    case: Callable[[Reading], Case]


class Base:
    """A project folder, its base case, and the packs that its targets name."""

    def __init__(self, folder: Path, reading: Reading, engine: Engine, packs: Registry) -> None:
        self.folder = folder
        self.reading = reading
        self.engine = engine
        self.packs = packs

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets in the order of ``pcf.toml``."""
        return self.reading.targets

    def target(self, id: str) -> Target:
        """Target by its id.

        Raises
        ------
        PcfError
            When there is none and ``pcf.toml`` has faults, which may hide it.
        UsageError
            ``TG027`` when there is none.
        """
        for target in self.targets:
            if target.id == id:
                return target
        if self.reading.findings.errors:
            raise PcfError(self.reading.findings.ordered())
        known = [target.id for target in self.targets]
        near = nearest(id, known)
        raise UsageError(
            [finding("TG027", observed=id, expected=", ".join(known) or "-", suggestion=near)]
        )

    @property
    def model(self) -> Model:
        """The base case; raises `PcfError` when the folder has errors."""
        if self.reading.model is None:
            raise PcfError(self.reading.findings.ordered())
        return self.reading.model

    @cached_property
    def _read(self) -> tuple[RawProject, tuple[Finding, ...]]:
        collect = Collector()
        raw = read_raw(self.folder, collect)
        return raw, tuple(collect.close())

    @property
    def raw(self) -> RawProject:
        """The folder as text."""
        return self._read[0]

    def under(self, changes: Sequence[Override]) -> Base:
        """Give the same project with changes put in, as if the folder said so."""
        if not changes:
            return self
        collect = Collector()
        for note in self._read[1]:
            collect.add(note)
        raw = apply_overrides(self.raw, changes, collect)
        made = Base(self.folder, type_project(raw, collect, None), self.engine, self.packs)
        made.__dict__["_read"] = (raw, self._read[1])
        return made

    def read(self, changes: Sequence[Override], name: str) -> Reading:
        """Read the project with changes put in; `name` stands where a scenario would."""
        if not changes and name == BASE:
            return self.reading
        collect = Collector()
        for note in self._read[1]:
            collect.add(note)
        raw = apply_overrides(self.raw, changes, collect)
        reading = type_project(raw, collect, None if name == BASE else f"target:{name}")
        own = {item.node for item in self.reading.findings if item.code == _UNUSED}
        kept = [f for f in reading.findings if f.code != _UNUSED or f.node in own]
        return replace(reading, findings=Findings(kept))

    @cached_property
    def case(self) -> Case:
        """The base case, computed as far as it goes."""
        return self.engine.case(self.reading)

    @cached_property
    def stated(self) -> Subjects:
        """Records of the base case that need no result."""
        return Subjects(Case(self.folder, self.reading, None, None))

    @cached_property
    def computed(self) -> Subjects:
        """Records of the base case with its result."""
        return Subjects(self.case)
