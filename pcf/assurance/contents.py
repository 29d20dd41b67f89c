"""What a bundle holds that is made from its inputs; verification makes it again and compares.

Everything here is a function of the inputs, the backgrounds, the factor sets and the rule packs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from pcf.assurance.asked_documents import Document as Document
from pcf.assurance.bundle import result_path
from pcf.assurance.manifest import Held
from pcf.assurance.remembered import Remembered
from pcf.assurance.rounded import json_bytes, rounded
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Findings
from pcf.i18n import LANGUAGES, Language
from pcf.project.overrides import scenario_names
from pcf.rules.checked_rows import DEVIATION, STALE

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.documents.document import Document as Laid
    from pcf.documents.report import Report
    from pcf.exchange.export import Export
    from pcf.model import Model
    from pcf.model.target import Target
    from pcf.rules.evaluation import Evaluation
    from pcf.rules.packs import Registry
    from pcf.targets.result import TargetResult

BASE = "base"
FINDINGS = "findings.json"
JUDGEMENTS = "judgements.csv"


class Sealable(Protocol):
    """What sealing and verifying need of a project."""

    folder: Path

    @property
    def model(self) -> Model:
        """The base case."""

    @property
    def rule_packs(self) -> Registry:
        """Rule packs of pcf and of the project."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of ``pcf.toml``."""

    def calculate(self, scenario: str | None = None) -> Footprint:
        """Solve the base case or a scenario."""

    def evaluate(self, rules: Sequence[str] = ()) -> Evaluation:
        """Check the base case."""

    def calculate_target(self, id: str) -> TargetResult:
        """Compute a target."""

    def evaluate_target(self, id: str) -> Evaluation:
        """Check a target against its pack."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Derived members of a bundle.

    members
        By path.
    computed
        Cases with a result.
    packs
        Rule packs that were asked, ``ID@EDITION``.
    factors
        Factor sets in use.
    blocking
        Errors that stand against the declaration.
    total
        Of the base case, with its unit.
    notices
        Open deviations and stale checks of a verifier.
    """

    members: Mapping[str, bytes]
    computed: tuple[str, ...]
    packs: tuple[str, ...]
    factors: tuple[str, ...]
    reports: tuple[Held, ...]
    exports: tuple[Held, ...]
    blocking: tuple[Finding, ...]
    total: tuple[float, str] | None = None
    notices: tuple[Finding, ...] = ()


class Maker:
    """Computes every case of a project and lays the results out as members."""

    def __init__(self, project: Sealable) -> None:
        self._project = Remembered(project)
        self._members: dict[str, bytes] = {}
        self._cases: dict[str, Any] = {}
        self._answers: list[tuple[str, ...]] = []
        self._blocking: dict[tuple[object, ...], Finding] = {}
        self._computed: list[str] = []
        self._packs: dict[str, None] = {}
        self._factors: dict[str, None] = {}
        self._total: tuple[float, str] | None = None

    def make(self, reports: Sequence[Document], exports: Sequence[Document]) -> Contents:
        """Compute base, scenarios and targets, ask the rules, make the documents.

        Raises
        ------
        UsageError
            For a kind of report or export that there is not.
        """
        base = self._project.evaluate()
        self._case(BASE, base, None)
        notices = tuple(f for f in base.findings if f.code in (DEVIATION, STALE))
        for name in scenario_names(self._project.folder):
            self._scenario(name)
        for target in self._project.targets:
            self._target(target.id)
        self._members[FINDINGS] = json_bytes({"cases": self._cases})
        self._members[JUDGEMENTS] = _table(self._answers)
        told = tuple(held for item in reports for held in self._reports(item))
        handed = tuple(map(self._export, exports))
        return Contents(
            self._members, tuple(self._computed), tuple(self._packs), tuple(self._factors),
            told, handed, Findings(self._blocking.values()).ordered(), self._total,
            notices,
        )  # fmt: skip

    def _block(self, findings: Iterable[Finding]) -> None:
        for item in findings:
            if item.level == "error":
                key = (item.code, item.location, item.node, item.observed)
                self._blocking.setdefault(key, item)

    def _result(self, case: str, footprint: Footprint, data: Mapping[str, Any]) -> None:
        self._computed.append(case)
        if case == BASE:
            self._total = (footprint.total, footprint.unit)
        self._factors[footprint.identity.factors] = None
        body = {"schema": "pcf/calc/1", "data": rounded(data)}
        self._members[result_path(case)] = json_bytes(body)

    def _case(self, case: str, seen: Evaluation, target: TargetResult | None) -> None:
        self._block(seen.findings)
        footprint = seen.case.footprint if target is None else target.footprint
        if footprint is not None:
            data = footprint.to_dict("en") if target is None else target.to_dict("en")
            self._result(case, footprint, data)
        packs = {}
        for result in seen.results:
            name = result.pack.chain[-1]
            self._packs[name] = None
            packs[name] = {v.clause.code: v.outcome for v in result.verdicts}
            for v in result.verdicts:
                if v.answer is not None:
                    a = v.answer
                    self._answers.append((case, name, a.id, a.answer, a.name, a.date, a.reason))
        told = sorted((told_of(item) for item in seen.findings), key=repr)
        self._cases[case] = {"findings": told, "verdicts": packs}

    def _scenario(self, name: str) -> None:
        try:
            footprint = self._project.calculate(name)
        except PcfError as error:
            self._block(error.findings)
            return
        self._result(f"scenario:{name}", footprint, footprint.to_dict("en"))

    def _target(self, id: str) -> None:
        try:
            result = self._project.calculate_target(id)
        except PcfError as error:
            self._block(error.findings)
            return
        self._case(f"target:{id}", self._project.evaluate_target(id), result)

    def _reports(self, item: Document) -> Iterator[Held]:
        """Make a report in every language; that of a study is laid out twice, computed once."""
        from pcf.documents.run import STUDIES, Order, report_project

        study: Report | None = None
        for lang in LANGUAGES:
            order = Order(item.kind, tuple(filter(None, (item.target,))), lang)
            try:
                made = study or report_project(cast(Any, self._project), order)
            except UsageError:
                raise
            except PcfError as error:
                yield self._withheld(item, lang, error.findings)
                continue
            study = made if item.kind in STUDIES else None
            document = made.document if lang == made.lang else made.other
            if document is None:
                yield self._withheld(item, lang, made.blocking)
            else:
                yield self._written(item, lang, document)

    def _written(self, item: Document, lang: Language, document: Laid) -> Held:
        from pcf.documents.markdown import markdown_of

        name = f"{item.kind}-{item.target}" if item.target else item.kind
        path = f"reports/{name}.{lang}.md"
        self._members[path] = markdown_of(document).encode()
        return Held(item.kind, item.target, lang, path)

    def _export(self, item: Document) -> Held:
        name = f"{item.kind}-{item.target}" if item.target else item.kind
        path = f"exports/{name}.json"
        try:
            made = self._export_of(item)
        except UsageError:
            raise
        except PcfError as error:
            return self._withheld(item, "", error.findings)
        if made.document is None:
            return self._withheld(item, "", made.findings)
        self._members[path] = made.text.encode()
        return Held(item.kind, item.target, "", path)

    def _export_of(self, item: Document) -> Export:
        from pcf.exchange.run import Order, export_project

        return export_project(cast(Any, self._project), Order(item.kind, item.target or None))

    def _withheld(self, item: Document, lang: str, findings: Iterable[Finding]) -> Held:
        """A document that stays out: it blocks when somebody asked for it by name."""
        errors = tuple(f for f in findings if f.level == "error")
        if item.asked:
            self._block(errors)
        codes = ", ".join(sorted({f.code for f in errors}))
        return Held(item.kind, item.target, lang, "", codes or "-")


def _table(rows: Sequence[tuple[str, ...]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(("case", "pack", "id", "answer", "name", "date", "reason"))
    writer.writerows(sorted(rows))
    return target.getvalue().encode()


def told_of(item: Finding) -> dict[str, Any]:
    """Give a finding as a bundle keeps it."""
    where = item.location
    return {
        "code": item.code,
        "level": item.level,
        "message_en": item.message("en"),
        "message_zh": item.message("zh"),
        "file": "" if where is None else where.file,
        "line": None if where is None else where.line,
        "node": item.node or "",
        "observed": item.observed or "",
        "expected": item.expected or "",
        "suggestion": item.suggestion or "",
        "share": rounded(item.share_of_total),
    }
