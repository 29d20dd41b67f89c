"""What a study report is made of: one result and everything asked of it, each worked out once.

Nothing here depends on the language, so that both languages print the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.calc.gas_inventory import GasFlow, gas_inventory
from pcf.documents.rounding import RoundedPart, RoundedResult, RoundedRow
from pcf.graph.outputs import has_coproducts
from pcf.graph.rows import END_OF_LIFE
from pcf.project.lockfile import Lock, read_lock
from pcf.project.report_texts import ReportTexts
from pcf.rules.subjects import Subjects

if TYPE_CHECKING:
    from pcf.calc.balances import UnitBalance
    from pcf.calc.cutoff import CutOffProof
    from pcf.calc.footprint import Footprint
    from pcf.calc.grid_total import GridTotal
    from pcf.calc.uncertainty import Uncertainty
    from pcf.documents.study.alternatives import Alternatives
    from pcf.documents.study.quoted import Quoted
    from pcf.model import Model
    from pcf.rules.evaluate import Verdict
    from pcf.rules.evaluation import Evaluation
    from pcf.rules.pack import Pack
    from pcf.rules.read_pack import Head
    from pcf.rules.record import Record
    from pcf.targets.result import TargetResult


@dataclass(frozen=True)
class Study:
    """Facts of a study.

    target
        Id of the target; empty for the project itself.
    stamp
        Digest of the project folder, and of its lock (empty without one).
    alternatives
        Runs the sensitivity set of the result.
    heads
        Heads of the rule packs and of what they are built on, the oldest first.
    base
        The project itself, where the study is for one of its targets.
    """

    folder: Path
    target: str
    result: TargetResult
    rounded: RoundedResult
    evaluation: Evaluation
    texts: ReportTexts
    stamp: tuple[str, str]
    alternatives: Alternatives
    base: Model | None = None
    heads: tuple[Head, ...] = ()

    @property
    def footprint(self) -> Footprint:
        """The result."""
        return self.result.footprint

    @property
    def model(self) -> Model:
        """The product system."""
        return self.footprint.solved.linked.model

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Rule packs that the study was held against."""
        return tuple(result.pack for result in self.evaluation.results)

    @cached_property
    def subjects(self) -> Subjects:
        """Records of the project as rules see them."""
        return Subjects(self.evaluation.case)

    def records(self, subject: str) -> tuple[Record, ...]:
        """Records of a subject, e.g. ``electricity``."""
        return self.subjects.records(subject)

    @cached_property
    def gases(self) -> tuple[GasFlow, ...]:
        """Greenhouse-gas inventory by flow."""
        return gas_inventory(self.footprint)

    @cached_property
    def cut_off(self) -> CutOffProof:
        """What was left out."""
        return self.footprint.cutoff_proof()

    @cached_property
    def uncertainty(self) -> Uncertainty:
        """Spread of the total from stated distributions."""
        return self.footprint.uncertainty()

    @cached_property
    def grid(self) -> GridTotal | None:
        """Second run with the grid mix, where instruments are claimed."""
        return self.footprint.grid_total()

    @cached_property
    def unit_balances(self) -> tuple[UnitBalance, ...]:
        """Balances of the unit processes."""
        return self.footprint.unit_balances()

    @cached_property
    def system_balances(self) -> tuple[UnitBalance, ...]:
        """Balances of the product system."""
        return self.footprint.system_balances()

    @cached_property
    def lock(self) -> Lock | None:
        """The lock of the project; None without one."""
        return read_lock(self.folder).lock

    @cached_property
    def quoted(self) -> Quoted:
        """Figures that prose quotes."""
        from pcf.documents.study.quoted import Quoted

        return Quoted(self)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """Verdict of every clause of the packs, each code once."""
        found: dict[str, Verdict] = {}
        for result in self.evaluation.results:
            for verdict in result.verdicts:
                found.setdefault(verdict.clause.code, verdict)
        return found

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Id of the rule pack in which each clause of `verdicts` stands, by its code."""
        ids = {head.path: head.id for head in self.heads}
        found: dict[str, str] = {}
        for result in self.evaluation.results:
            for clause in (verdict.clause for verdict in result.verdicts):
                owner = ids.get(clause.place.file.rpartition("/")[0], result.pack.id)
                found.setdefault(clause.code, owner)
        return found

    @cached_property
    def rows(self) -> Mapping[str, RoundedRow]:
        """Every row as it is printed, by its address."""
        return {row.part.address: row for row in self.rounded.rows}

    @cached_property
    def parts(self) -> Mapping[str, RoundedPart]:
        """Rounded contribution of every row by its address."""
        return {address: row.part for address, row in self.rows.items()}

    @cached_property
    def row_sources(self) -> Mapping[str, int]:
        """Number of each source that rows name, in the order of the rows."""
        named = dict.fromkeys(row.source for row in self.footprint.rows if row.source)
        return {source: number for number, source in enumerate(named, start=1)}

    def needs(self, condition: str) -> bool:
        """Whether the study is one to which a piece of prose applies; see `Piece.required`."""
        model = self.model
        if condition == "coproducts":
            return has_coproducts(model)
        if condition == "electricity":
            return bool(model.electricity)
        if condition in ("use", "end_of_life"):
            return condition in {part.id for part in self.footprint.stages}
        return condition == "always"

    def process_names(self, id: str) -> tuple[str, str]:
        """Chinese and English name of a unit process."""
        return self._process_names.get(id, (id, id))

    @cached_property
    def _process_names(self) -> dict[str, tuple[str, str]]:
        named = {p.id: (p.name_zh, p.name_en) for p in self.footprint.processes}
        return named | {p.id: (p.name_zh, p.name_en) for p in self.model.processes}

    @property
    def end_of_life_process(self) -> str:
        """Process that holds the rows of ``endoflife.toml``."""
        return END_OF_LIFE
