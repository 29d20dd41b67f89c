"""Export of a project: compute, ask the rule pack, hand the result to a format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pcf.calc.footprint import Footprint, Part
from pcf.errors import PcfError, UsageError
from pcf.exchange.export import Export, Subject
from pcf.exchange.formats import EXPORTS, ExportFormat
from pcf.findings import Finding, Findings, finding
from pcf.project.digest import stamp
from pcf.suggest import nearest

if TYPE_CHECKING:
    from pcf.rules.evaluation import Evaluation
    from pcf.targets.result import TargetResult


class Exportable(Protocol):
    """What an export needs of a project."""

    folder: Path

    def evaluate(self, rules: Sequence[str] = ()) -> Evaluation:
        """Compute the base case and check it against packs."""

    def calculate_target(self, id: str) -> TargetResult:
        """Compute a target."""

    def evaluate_target(self, id: str) -> Evaluation:
        """Check a target against its pack."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: format, target (None = base case), draft, shape of a format with several."""

    format: str
    target: str | None = None
    draft: bool = False
    shape: str = ""


def export_project(project: Exportable, order: Order) -> Export:
    """Export a project; see `pcf.api.Project.export`."""
    format = _format(order)
    shape = order.shape or next(iter(format.shapes), "")
    if order.target is None:
        evaluation = project.evaluate((format.pack,))
        footprint = _computed(evaluation)
        stages: tuple[Part, ...] = footprint.stages
    else:
        result = project.calculate_target(order.target)
        evaluation = project.evaluate_target(order.target)
        footprint, stages = result.footprint, result.stages
    subject = Subject(
        footprint,
        stages,
        _digest(project.folder, footprint),
        order.target,
        Findings(evaluation.findings.ordered()).errors,
    )
    return format.make(subject, order.draft, shape)


def _format(order: Order) -> ExportFormat:
    """Give the format; ``US034`` for a word that is none, or a shape that it does not have."""
    if order.format not in EXPORTS:
        raise UsageError([_not_among("--as", order.format, tuple(EXPORTS))])
    format = EXPORTS[order.format]
    if order.shape and order.shape not in format.shapes:
        raise UsageError([_not_among("--shape", order.shape, format.shapes or ("-",))])
    return format


def _not_among(option: str, word: str, known: tuple[str, ...]) -> Finding:
    near = nearest(word, known) or known[0]
    return finding("US034", observed=word, expected=", ".join(known), suggestion=near,
                   option=option)  # fmt: skip


def _computed(evaluation: Evaluation) -> Footprint:
    footprint = evaluation.case.footprint
    if footprint is None:
        raise PcfError(evaluation.findings.ordered())
    return footprint


def _digest(folder: Path, footprint: Footprint) -> str:
    """Everything that a document depends on: project, lock, background, factors."""
    held = stamp(folder, footprint.project)
    identity = footprint.identity
    parts = (held.digest, held.lock or "", identity.data_digest, identity.factors_sha256)
    return "|".join(parts)
