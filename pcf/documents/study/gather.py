"""Gather what a study report is made of: of the project itself, or of one of its targets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from pcf.documents.rounding import rounded_result
from pcf.documents.study.about import Study
from pcf.documents.study.alternatives import Alternatives
from pcf.errors import PcfError
from pcf.project.digest import stamp
from pcf.project.report_texts import read_report_texts
from pcf.targets.result import Setting, TargetResult
from pcf.targets.run import stage_parts

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model import Model
    from pcf.model.target import Target
    from pcf.rules.evaluation import Evaluation
    from pcf.rules.packs import Registry
    from pcf.rules.read_pack import Head
    from pcf.rules.suggest import Suggestion

#: The standard that the project itself is held against, besides the rules of its family.
STANDARD = "gbt24067"


class Studied(Protocol):
    """What a study report needs of a project."""

    folder: Path

    @property
    def model(self) -> Model:
        """The project itself."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of ``pcf.toml``."""

    @property
    def rule_packs(self) -> Registry:
        """Rule packs of pcf, of the project and of the call."""

    def evaluate(self, rules: Sequence[str] = ()) -> Evaluation:
        """Check the project against rule packs."""

    def suggest_rules(self) -> tuple[Suggestion, ...]:
        """Give the rule packs that fit the product."""

    def calculate_target(self, id: str) -> TargetResult:
        """Compute a target."""

    def evaluate_target(self, id: str) -> Evaluation:
        """Check a target against its pack."""


def gather(project: object, target: str = "") -> Study:
    """Compute and check a project, or one of its targets, for a report.

    Raises
    ------
    PcfError
        With every fault of the project or of the target that keeps it from being computed.
    """
    studied = cast(Studied, project)
    if target:
        result = studied.calculate_target(target)
        evaluation = studied.evaluate_target(target)
    else:
        evaluation = studied.evaluate(_packs(studied))
        result = _base(evaluation)
    held = stamp(studied.folder, result.footprint.project)
    return Study(
        studied.folder,
        target,
        result,
        rounded_result(result.footprint, result.stages, result.pack),
        evaluation,
        read_report_texts(studied.folder, target, [each.id for each in studied.targets]),
        (held.digest, held.lock or ""),
        Alternatives(cast(Any, project), result, target),
        studied.model if target else None,
        _heads(studied.rule_packs, evaluation),
    )


def _heads(known: Registry, evaluation: Evaluation) -> tuple[Head, ...]:
    """Give the heads of the packs of an evaluation with what they are built on, each once."""
    packs = (result.pack for result in evaluation.results)
    found = {head.name: head for pack in packs for head in known.chain(pack.chain[-1])}
    return tuple(found.values())


def _packs(project: Studied) -> list[str]:
    """Ids of the standard and of the family rules of the product."""
    family = [s.id for s in project.suggest_rules() if s.level == "family" and not s.needs]
    return [STANDARD, *(id for id in family if id != STANDARD)]


def _base(evaluation: Evaluation) -> TargetResult:
    """Give the project itself the form of a target: every setting is its own."""
    footprint = evaluation.case.footprint
    if footprint is None:
        raise PcfError(evaluation.case.findings)
    pack = evaluation.results[0].pack
    return TargetResult(
        "base", pack, footprint, stage_parts(footprint, pack), _settings(footprint), ()
    )


def _settings(footprint: Footprint) -> tuple[Setting, ...]:
    boundary = footprint.solved.linked.model.boundary
    stated = {
        **{
            key: footprint.method[key] for key in footprint.method if key != "background_allocation"
        },
        "boundary": boundary.kind,
        "stages": ", ".join(boundary.stages),
    }
    return tuple(Setting(key, value, "project") for key, value in stated.items())
