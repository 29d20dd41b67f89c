"""Make a report of a project: compute the target, ask its rules, lay out the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pcf.documents.basis import Basis, Fields
from pcf.documents.document import Document, Heading, Notice
from pcf.documents.fitting import fits, fitting_target
from pcf.documents.living.explorer import explorer_of
from pcf.documents.names import own_words
from pcf.documents.report import Living, Report, Values
from pcf.documents.rounding import rounded_result
from pcf.documents.study.places import Places
from pcf.errors import UsageError
from pcf.findings import Finding, Findings, finding
from pcf.i18n import Language, label, phrase
from pcf.project.digest import stamp
from pcf.suggest import nearest

if TYPE_CHECKING:
    from pcf.documents.study.writer import Writer
    from pcf.model.target import Target
    from pcf.rules.evaluation import Evaluation
    from pcf.rules.packs import Registry
    from pcf.targets.reconcile import Reconciliation
    from pcf.targets.result import TargetResult

RECONCILIATION = "reconciliation"
#: Documents of a whole study, of the project itself or of a target.
STUDIES = ("study", "summary")
#: Name of the project itself among targets.
BASE = "base"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A declaration sheet: the root of its rule packs, and who lays it out."""

    pack: str
    make: Callable[[Basis, Fields], Document]


def _eu(basis: Basis, fields: Fields) -> Document:
    from pcf.documents.sheets.eu_battery import eu_battery

    return eu_battery(basis, fields)


def _miit(basis: Basis, fields: Fields) -> Document:
    from pcf.documents.sheets.miit import miit

    return miit(basis, fields)


def _gbt(basis: Basis, fields: Fields) -> Document:
    from pcf.documents.sheets.gbt24067 import gbt24067

    return gbt24067(basis, fields)


#: Sheets by the word of ``--as``.
SHEETS: Mapping[str, Sheet] = {
    "eu-battery": Sheet("eu-battery", _eu),
    "miit": Sheet("miit-traction-battery", _miit),
    "gbt24067": Sheet("gbt24067", _gbt),
}
#: Everything that ``--as`` may be.
KINDS = (*SHEETS, RECONCILIATION, *STUDIES)


#: A document, and what was found while it was laid out.
LaidOut = tuple[Document, tuple[Finding, ...]]


class Reportable(Protocol):
    """What a report needs of a project."""

    folder: Path

    @property
    def rule_packs(self) -> Registry:
        """Rule packs of pcf, of the project and of the call."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of ``pcf.toml``."""

    def calculate_target(self, id: str) -> TargetResult:
        """Compute a target."""

    def evaluate_target(self, id: str) -> Evaluation:
        """Check a target against its pack."""

    def reconcile(self, a: str, b: str) -> Reconciliation:
        """Attribute the difference of two targets."""

    def refused_claims(self) -> tuple[Finding, ...]:
        """Claims of the study that the declaration before does not allow."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: kind, targets (none: the one that fits), language, draft.

    `refused` stands against the document besides what making it finds.
    """

    kind: str
    targets: tuple[str, ...] = ()
    lang: Language = "en"
    draft: bool = False
    refused: tuple[Finding, ...] = ()


def report_project(project: Reportable, order: Order) -> Report:
    """Make a report; see `pcf.documents.verbs.ReportVerbs.report`."""
    if order.kind not in KINDS:
        near = nearest(order.kind, KINDS) or KINDS[0]
        raise UsageError([finding("US034", observed=order.kind, expected=", ".join(KINDS),
                                  suggestion=near, option="--as")])  # fmt: skip
    if order.kind == RECONCILIATION:
        return _reconciliation(project, order)
    if order.kind in STUDIES:
        return _study(project, order)
    sheet = SHEETS[order.kind]
    result = project.calculate_target(_target(project, order, sheet))
    if not fits(result.pack, sheet.pack):
        raise UsageError([finding("RP003", node=result.id, observed=result.pack.id,
                                  expected=sheet.pack)])  # fmt: skip
    return _declaration(project, order, sheet, result)


def _target(project: Reportable, order: Order, sheet: Sheet) -> str:
    """Give the target asked for, else the only one whose rule fits the sheet."""
    if len(order.targets) > 1:
        raise UsageError([finding("RP005", observed=len(order.targets), expected=order.kind)])
    if order.targets:
        return order.targets[0]
    return fitting_target(project, order.kind, sheet.pack)


def _declaration(project: Reportable, order: Order, sheet: Sheet, result: TargetResult) -> Report:
    from pcf.documents.study.gather import gather

    evaluation = project.evaluate_target(result.id)
    held = stamp(project.folder, result.footprint.project)
    rounded = rounded_result(result.footprint, result.stages, result.pack)
    basis = Basis(result, rounded, evaluation, order.lang, (held.digest, held.lock or ""))
    places = Places(rounded, lambda: gather(project, result.id))

    def laid_out(lang: Language) -> LaidOut:
        fields = Fields(basis.model.study, lang, filled=places.filled)
        return sheet.make(replace(basis, lang=lang), fields), tuple(fields.findings)

    values = Values(rounded, result.footprint.performance_class())
    return _report(replace(order, targets=(result.id,)), laid_out, values,
                   evaluation.findings.ordered())  # fmt: skip


def _study(project: Reportable, order: Order) -> Report:
    """Make a document of the whole study in the language wanted."""
    from pcf.documents.study.gather import gather
    from pcf.documents.study.writer import Writer

    if len(order.targets) > 1:
        raise UsageError([finding("RP005", observed=len(order.targets), expected=order.kind)])
    study = gather(project, order.targets[0] if order.targets else "")

    def laid_out(lang: Language) -> LaidOut:
        writer = Writer(study, lang)
        return _laid_out(writer, order.kind), tuple(writer.told)

    values = Values(study.rounded, study.footprint.performance_class())
    known = (*study.quoted.findings(), *study.texts.findings, *study.evaluation.findings.ordered())
    return _report(replace(order, targets=order.targets or (BASE,)), laid_out, values, known)


def _report(
    order: Order,
    laid_out: Callable[[Language], LaidOut],
    values: Values,
    known: Iterable[Finding],
) -> Report:
    """Make a report of what is laid out by language, held back while errors stand against it."""
    document, said = laid_out(order.lang)
    told = Findings([*said, *known, *order.refused])
    blocking = told.errors
    questions = tuple(item for item in told if item.level == "judgement")
    withheld = bool(blocking) and not order.draft
    drafted = "RP021" if blocking else "RP044"
    closing = finding("RP020" if withheld else drafted, observed=len(blocking))
    found = (*((closing,) if blocking or order.draft else ()), *told.ordered())
    made = _noticed(document, blocking, questions, order)

    @lru_cache(maxsize=1)
    def also(lang: Language) -> LaidOut:
        document, said = laid_out(lang)
        return _noticed(document, blocking, questions, replace(order, lang=lang)), said

    return Report(
        order.kind, order.targets, order.lang, order.draft, None if withheld else made, values,
        found, Living(lambda lang: also(lang)[0], partial(explorer_of, values.rounded),
                      told=lambda lang: also(lang)[1]),
    )  # fmt: skip


def _laid_out(writer: Writer, kind: str) -> Document:
    if kind == "summary":
        from pcf.documents.study.buyer import buyer_summary

        return buyer_summary(writer)
    from pcf.documents.study.report import study_report

    return study_report(writer)


def _noticed(
    document: Document,
    blocking: tuple[Finding, ...],
    questions: tuple[Finding, ...],
    order: Order,
) -> Document:
    """Put in front what stands against the sheet and what nobody has answered yet."""
    lang, notices = order.lang, []
    if order.draft:
        text = label("sheet_draft_text" if blocking else "sheet_draft_bare_text", lang)
        title = phrase("sheet_draft_title", lang, count=len(blocking))
        title = title if blocking else label("sheet_draft_bare", lang)
        notices.append(Notice("draft", title, text, _listed(blocking, lang)))
    if questions:
        title = phrase("sheet_open_title", lang, count=len(questions))
        notices.append(Notice("open", title, "", _listed(questions, lang)))
    mark = label("sheet_draft_mark", lang) if order.draft else ""
    blocks = document.blocks
    if notices and blocks and isinstance(blocks[0], Heading):  # it follows them on their page
        blocks = (replace(blocks[0], new_page=False), *blocks[1:])
    return replace(document, mark=mark, blocks=(*notices, *blocks))


def _listed(findings: tuple[Finding, ...], lang: Language) -> tuple[str, ...]:
    """One line per code: the first message, and how many more there are."""
    of_code: dict[str, list[Finding]] = {}
    for item in findings:
        of_code.setdefault(item.code, []).append(item)
    lines = []
    for code, items in of_code.items():
        more = phrase("sheet_more", lang, count=len(items) - 1) if len(items) > 1 else ""
        lines.append(f"{code}  {own_words(items[0].message(lang), lang)}{more}")
    return tuple(lines)


def _reconciliation(project: Reportable, order: Order) -> Report:
    from pcf.documents.sheets.reconciliation import reconciliation

    if len(order.targets) != 2:
        raise UsageError([finding("RP004", observed=len(order.targets))])
    walk = project.reconcile(*order.targets)

    def made(lang: Language) -> Document:
        document = reconciliation(walk, lang, project.folder.resolve().name)
        return _noticed(document, (), (), replace(order, lang=lang)) if order.draft else document

    return Report(
        order.kind, order.targets, order.lang, order.draft, made(order.lang), None, (), Living(made)
    )
