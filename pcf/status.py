"""Where a project stands: counts, gaps, and the single next step."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pcf.calc.footprint import Footprint
from pcf.findings import Findings
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.project.reader import Reading

if TYPE_CHECKING:
    from pcf.rules.evaluation import Evaluation, PackResult


@dataclass(frozen=True, slots=True)
class Declaration:
    """How far the clauses of one rule pack are met; the official text decides.

    blocking
        Clauses that fail at error level.
    judgements, open
        Clauses that a person decides, and those of them without an answer.
    ready
        Nothing blocks and nothing is open.
    """

    id: str
    name_zh: str
    name_en: str
    passed: int
    failed: int
    blocking: int
    na: int
    judgements: int
    open: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Status(PlainData):
    """Where a project stands.

    rows_without_evidence
        Addresses of rows without evidence with their absolute share of the total, largest first.
    next_step
        Label key and its parameter, e.g. ``("next_fix_errors", "3")``.
    declarations
        Counts of every rule pack that fits the product, the first to be applied first.
    """

    project: str
    product_zh: str
    product_en: str
    family: str
    processes: int
    materials: int
    rows: int
    rows_linked: int
    errors: int
    warnings: int
    judgements: int
    total: float | None
    unit: str
    primary_share: float | None
    evidence_share: float | None
    mass_explained: float | None
    locked: bool
    ready: bool
    rows_without_evidence: tuple[tuple[str, float], ...]
    next_step: tuple[str, str]
    declarations: tuple[Declaration, ...] = ()

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf status --format json``."""
        data = asdict(self)
        data["product"] = self.product_zh if lang == "zh" else self.product_en
        data["rows_without_evidence"] = [
            {"address": address, "share": share} for address, share in self.rows_without_evidence
        ]
        data["next_step"] = {"id": self.next_step[0], "detail": self.next_step[1]}
        return data


def status_of(evaluation: Evaluation) -> Status:
    """Build the status of a project from what was read, found, computed and evaluated."""
    case = evaluation.case
    folder, reading, footprint = case.folder, case.reading, case.footprint
    findings = Findings(case.findings)
    model = reading.model
    coverage = footprint.coverage if footprint else None
    gaps = _evidence_gaps(footprint)
    errors = len(findings.errors)
    locked = (folder / "pcf.lock").is_file()
    declarations = tuple(_declaration(result, footprint) for result in evaluation.results)
    return Status(
        project=model.id if model else folder.name,
        product_zh=model.product.name_zh if model else "",
        product_en=model.product.name_en if model else "",
        family=model.product.family if model else "",
        processes=len(model.processes) if model else 0,
        materials=len(_materials(reading)),
        rows=coverage.rows if coverage else 0,
        rows_linked=coverage.rows_linked if coverage else 0,
        errors=errors,
        warnings=sum(1 for f in findings if f.level == "warning"),
        judgements=sum(1 for f in findings if f.level == "judgement"),
        total=footprint.total if footprint else None,
        unit=footprint.unit if footprint else "",
        primary_share=coverage.primary_share if coverage else None,
        evidence_share=coverage.evidence_share if coverage else None,
        mass_explained=coverage.mass_explained if coverage else None,
        locked=locked,
        ready=errors == 0 and locked and footprint is not None,
        rows_without_evidence=gaps,
        next_step=_next_step(errors, locked, declarations, gaps),
        declarations=declarations,
    )


def _declaration(result: PackResult, footprint: Footprint | None) -> Declaration:
    count = result.tally
    return Declaration(
        id=result.pack.id,
        name_zh=result.pack.name_zh,
        name_en=result.pack.name_en,
        passed=count.passed,
        failed=count.failed,
        blocking=result.blocking,
        na=count.na,
        judgements=count.judgements,
        open=count.open,
        ready=footprint is not None and result.blocking == 0 and count.open == 0,
    )


def _materials(reading: Reading) -> set[str]:
    """Distinct flows measured as a mass that the project's rows take in."""
    from pcf.units import is_mass

    if reading.model is None:
        return set()
    return {
        e.flow for e in reading.model.exchanges if e.direction == "input" and is_mass(e.amount.unit)
    }


def _evidence_gaps(footprint: Footprint | None) -> tuple[tuple[str, float], ...]:
    if footprint is None:
        return ()
    weight = sum(abs(row.value) for row in footprint.rows)
    gaps = [
        (row.address, abs(row.value) / weight)
        for row in footprint.rows
        if not row.evidence and row.value and weight
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap[1], gap[0])))


def _next_step(
    errors: int,
    locked: bool,
    declarations: tuple[Declaration, ...],
    gaps: tuple[tuple[str, float], ...],
) -> tuple[str, str]:
    if errors:
        return "next_fix_errors", str(errors)
    if not locked:
        return "next_lock", ""
    for declaration in declarations:
        if declaration.blocking:
            return "next_rules", declaration.id
    if gaps:
        return "next_evidence", gaps[0][0]
    return "next_calc", ""
