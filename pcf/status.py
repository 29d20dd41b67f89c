"""Where a project stands: counts, gaps, and the single next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pcf.calc.footprint import Footprint
from pcf.findings import Finding, Findings, Location
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.project.reader import Reading
from pcf.project.schema import JUDGEMENTS
from pcf.rules.checked_rows import CheckedRows, checked_rows

if TYPE_CHECKING:
    from pcf.rules.evaluation import Evaluation, PackResult


@dataclass(frozen=True, slots=True)
class Declaration:
    """How far the clauses of one rule pack are met; the official text decides.

    blocking, warnings
        Clauses that fail at error level, and those that fail at the level of a warning only.
    judgements, open
        Clauses that a person decides, and those of them without an answer.
    not_evaluated
        Clauses that errors keep from being evaluated: no pass, and none of the failures.
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
    warnings: int = 0
    not_evaluated: int = 0


@dataclass(frozen=True, slots=True)
class TargetVerdicts:
    """Verdicts of a rule pack on the model under one target of the project.

    computable
        Whether the model under the target can be computed.
    """

    id: str
    result: PackResult
    computable: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next.

    id, detail
        Label key of the sentence and its parameter.
    command
        The call that serves it.
    place, code, share_of_total
        Where it is, which finding it is, and what hangs on it, as far as that applies.
    """

    id: str
    detail: str = ""
    command: str = ""
    place: Location | None = None
    code: str | None = None
    share_of_total: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the step as it stands in the `data` object."""
        at = self.place
        return {
            "id": self.id,
            "detail": self.detail,
            "command": self.command,
            "place": None if at is None else {"file": at.file, "line": at.line,
                                              "column": at.column},
            "code": self.code,
            "share_of_total": self.share_of_total,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Status(PlainData):
    """Where a project stands.

    rows_without_evidence
        Addresses of rows without evidence with their absolute share of the total, largest first.
    next_step
        The first of: errors with a safe fix; the error on which most hangs; a question that a
        person has to answer; evidence for the largest row without any; the lock; calculating.
    declarations
        Counts of every rule pack that fits the product, the first to be applied first.
    targets
        The same for each target of the project, by its own name.
    required_missing
        Ids of materials and processes that the rules require and the project lacks or has without
        amount or supplier.
    open_judgements
        Codes of clauses that wait for a person.
    verifier_checks
        Checks of a verifier, as far as there are any.
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
    next_step: NextStep
    declarations: tuple[Declaration, ...] = ()
    targets: tuple[Declaration, ...] = ()
    required_missing: tuple[str, ...] = ()
    open_judgements: tuple[str, ...] = ()
    verifier_checks: CheckedRows | None = None

    @property
    def can_declare(self) -> bool:
        """Whether nothing stands against a declaration under at least one pack or target."""
        return any(item.ready for item in (*self.declarations, *self.targets))

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf status --format json``."""
        data = asdict(self)
        data["product"] = self.product_zh if lang == "zh" else self.product_en
        data["rows_without_evidence"] = [
            {"address": address, "share": share} for address, share in self.rows_without_evidence
        ]
        data["next_step"] = self.next_step.to_dict()
        data["verifier_checks"] = self.verifier_checks and self.verifier_checks.counts
        return data


def status_of(evaluation: Evaluation, targets: Sequence[TargetVerdicts] = ()) -> Status:
    """Build the status of a project from what was read, found, computed and evaluated.

    Parameters
    ----------
    evaluation
        The project under every rule pack that fits it.
    targets
        The project under each of its targets.
    """
    case = evaluation.case
    folder, reading, footprint = case.folder, case.reading, case.footprint
    findings = Findings(case.findings)
    model = reading.model
    coverage = footprint.coverage if footprint else None
    gaps = _evidence_gaps(footprint)
    errors = len(findings.errors)
    locked = (folder / "pcf.lock").is_file()
    computable = footprint is not None
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
        next_step=_next_step(evaluation, locked, gaps),
        declarations=tuple(_declaration(r.pack.id, r, computable) for r in evaluation.results),
        targets=tuple(_declaration(t.id, t.result, t.computable) for t in targets),
        required_missing=_required_missing(evaluation),
        open_judgements=tuple(dict.fromkeys(f.code for f in _open(evaluation.findings))),
        verifier_checks=checked_rows(folder, footprint),
    )


def _declaration(id: str, result: PackResult, computable: bool) -> Declaration:
    from pcf.rules.as_findings import level_of

    count = result.tally
    failing = sum(
        1 for v in result.verdicts if v.outcome == "fail" and level_of(v.clause) == "error"
    )
    return Declaration(
        id=id,
        name_zh=result.pack.name_zh,
        name_en=result.pack.name_en,
        passed=count.passed,
        failed=count.failed,
        blocking=failing,
        na=count.na,
        judgements=count.judgements,
        open=count.open,
        ready=computable and result.blocking == 0 and count.open == 0,
        warnings=count.failed - failing,
        not_evaluated=count.not_evaluated,
    )


def _required_missing(evaluation: Evaluation) -> tuple[str, ...]:
    """Nodes of the failures of lists of required materials and processes, each once."""
    nodes = (
        failure.node
        for result in evaluation.results
        for verdict in result.verdicts
        if verdict.clause.check == "required" and verdict.outcome == "fail"
        for failure in verdict.failures
    )
    return tuple(dict.fromkeys(node for node in nodes if node))


def _open(findings: Findings) -> tuple[Finding, ...]:
    """Clauses that wait for a person, the one on which most hangs first."""
    return tuple(f for f in findings.ordered() if f.level == "judgement" and f.clause is not None)


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
    evaluation: Evaluation, locked: bool, gaps: tuple[tuple[str, float], ...]
) -> NextStep:
    findings = evaluation.findings
    errors = [item for item in findings.ordered() if item.level == "error"]
    fixable = [item for item in errors if item.fix is not None and item.fix.safe]
    if fixable:
        command = "pcf check --fix"
        first = fixable[0]
        return NextStep("next_fix", str(len(fixable)), command, first.location, first.code)
    if errors:
        return _error_step(errors, evaluation)
    questions = _open(findings)
    if questions:
        asked = questions[0]
        command = f"pcf rules show {asked.code}"
        share = asked.share_of_total
        place = Location(JUDGEMENTS.file)
        return NextStep("next_judgement", asked.code, command, place, asked.code, share)
    if gaps:
        address, share = gaps[0]
        return NextStep("next_evidence", address, f"pcf explain {address}", share_of_total=share)
    if not locked:
        return NextStep("next_lock", command="pcf data lock")
    return NextStep("next_calc", command="pcf calc")


def _error_step(errors: list[Finding], evaluation: Evaluation) -> NextStep:
    """Errors of the project come before those of clauses, which need a result; then by share."""
    first = min(errors, key=lambda item: item.clause is not None)  # the first of equals
    holder = next(
        (r.pack.id for r in evaluation.results if r.pack.clause(first.code) is not None), None
    )
    rules = f" --rules {holder}" if holder else ""
    place = first.location
    detail = first.code if place is None else f"{first.code} ({place})"
    command = f"pcf check{rules} --select {first.code}"
    return NextStep("next_error", detail, command, place, first.code, first.share_of_total)
