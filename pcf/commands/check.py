"""``pcf check``: read, link, check and hold against rule packs; every finding in one pass."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.fixes import repaired
from pcf.commands.inputs import stamped
from pcf.commands.options import METHOD, OUTPUT, Scenario, complete, verb
from pcf.commands.packs import Packs, checked
from pcf.commands.screen import Outcome, Screen
from pcf.commands.targets import alone

if TYPE_CHECKING:
    from pcf.findings import Finding
    from pcf.fixing.apply import Repair
    from pcf.report.page import Page
    from pcf.rules.evaluation import Evaluation, PackResult

Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="P,...",
        help="opt_rules",
        rich_help_panel=METHOD,
        autocompletion=complete("rule_packs"),
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="ID|all",
        help="opt_target",
        rich_help_panel=METHOD,
        autocompletion=complete("targets"),
    ),
]
Select = Annotated[
    str | None,
    typer.Option("--select", metavar="CODES", help="opt_select", rich_help_panel=OUTPUT),
]
Ignore = Annotated[
    str | None,
    typer.Option("--ignore", metavar="CODES", help="opt_ignore", rich_help_panel=OUTPUT),
]
Fix = Annotated[bool, typer.Option("--fix", help="opt_fix", rich_help_panel=METHOD)]
Yes = Annotated[bool, typer.Option("--yes", help="opt_fix_yes", rich_help_panel=METHOD)]
Strict = Annotated[bool, typer.Option("--strict", help="opt_strict", rich_help_panel=METHOD)]


@verb("sarif", "github", "junit", "csv", collects=False)
def check(
    screen: Screen,
    scenario: Scenario = None,
    rules: Rules = None,
    target: Target = None,
    packs: Packs = None,
    select: Select = None,
    ignore: Ignore = None,
    fix: Fix = False,
    yes: Yes = False,
    strict: Strict = False,
) -> Outcome:
    """Check the project; exit 1 when there are findings at error level."""
    names = _words("--rules", rules)
    call = _Call(checked(packs), _codes_of("--select", select), _codes_of("--ignore", ignore))
    if target is not None:
        alone("--target", {"--scenario": scenario, "--rules": rules, "--fix": fix})
        return _outcome(screen, f"target:{target}", strict, _under_target(screen, target, call))
    answer = _checked(screen, names, scenario, call)
    if fix:
        project = answer.evaluation.case.folder
        repair = repaired(screen, project, answer.found, names, scenario, yes=yes, packs=call.packs)
        if repair.written:
            answer = _checked(screen, names, scenario, call)
        answer = replace(answer, repair=repair)
    return _outcome(screen, scenario, strict, answer)


@dataclass(frozen=True, slots=True)
class _Call:
    """Folder of own packs, and the words with which codes begin that are shown or left out."""

    packs: Path | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]

    def shows(self, code: str) -> bool:
        """Whether a code begins with a selected and with no ignored word, in any letters."""
        name = code.upper()
        return not (self.select and not name.startswith(self.select)) and not (
            self.ignore and name.startswith(self.ignore)
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found, what of it is shown, and what came of fixing.

    results
        Verdicts of the codes that are shown, pack by pack.
    """

    evaluation: Evaluation
    found: tuple[Finding, ...]
    results: tuple[PackResult, ...]
    hidden: int
    repair: Repair | None = None


def _checked(screen: Screen, rules: tuple[str, ...], scenario: str | None, call: _Call) -> _Answer:
    from pcf.api import Project

    with screen.working("working_check"):
        project = Project.load(screen.folder, call.packs)
        evaluation = project.evaluate(rules, scenario)
        claims = () if scenario else project.claim_findings()
    return _shown(evaluation, call, claims)


def _under_target(screen: Screen, target: str, call: _Call) -> _Answer:
    """Check the project under a target, or under every one, against the pack of each."""
    from pcf.api import Project

    with screen.working("working_check"):
        evaluation = Project.load(screen.folder, call.packs).evaluate_target(target)
    return _shown(evaluation, call)


def _shown(evaluation: Evaluation, call: _Call, claims: tuple[Finding, ...] = ()) -> _Answer:
    """Take what the call selects: the same findings and verdicts for every form of output.

    `claims` are what stands against the versions of the study, as ``pcf seal`` tells it.

    Raises
    ------
    UsageError
        ``RU026`` for a word with which no code begins.
    """
    from pcf.findings import Findings

    every = Findings([*evaluation.findings, *claims]).ordered()
    if not call.select and not call.ignore:
        return _Answer(evaluation, every, evaluation.results, 0)
    known = {code.upper() for code in _codes(every, evaluation)} | _elsewhere()
    for word in (*call.select, *call.ignore):
        _refuse_unknown(word, known)
    found = tuple(item for item in every if call.shows(item.code))
    results = tuple(
        replace(r, verdicts=tuple(v for v in r.verdicts if call.shows(v.clause.code)))
        for r in evaluation.results
    )
    return _Answer(evaluation, found, results, len(every) - len(found))


def _outcome(screen: Screen, scenario: str | None, strict: bool, answer: _Answer) -> Outcome:
    from pcf.report.check_data import check_json
    from pcf.report.finding_formats import WRITERS, Form

    evaluation, found, repair = answer.evaluation, answer.found, answer.repair
    writer = WRITERS.get(screen.format)
    form = Form(strict, _from_here(evaluation.case.folder))
    fixes = None if repair is None else repair.to_dict()
    return Outcome(
        schema="check",
        data=lambda: check_json(found, scenario, answer.results, answer.hidden, fixes),
        view=lambda: (
            writer(found, answer.results, screen.lang, form) if writer else _page(answer, screen)
        ),
        findings=found,
        exit_code=1 if _objects(found, strict) else 0,
        project=stamped(evaluation.case.folder),
        next_command=_next(answer),
        encoding="utf-8-sig" if screen.format == "csv" else "utf-8",
        timed=True,
    )


def _next(answer: _Answer) -> str:
    repair = answer.repair
    if repair is not None and repair.planned and not repair.written:
        return "pcf check --fix --yes"
    if repair is None and any(item.fix and item.fix.safe for item in answer.found):
        return "pcf check --fix"
    errors = (*answer.evaluation.findings.errors, *answer.found)
    return "" if any(item.level == "error" for item in errors) else "pcf calc"


def _words(option: str, text: str | None) -> tuple[str, ...]:
    """Words of an option; one that was given and names nothing is refused (``RU047``)."""
    from pcf.errors import UsageError
    from pcf.findings import finding

    if text is None:
        return ()
    words = tuple(word for part in text.split(",") if (word := part.strip()))
    if not words:
        expected = "pcf rules list" if option == "--rules" else "PCF001,GBT"
        raise UsageError([finding("RU047", node=option, observed=text, expected=expected)])
    return words


def _codes_of(option: str, text: str | None) -> tuple[str, ...]:
    """Words of an option about codes, in capitals."""
    return tuple(word.upper() for word in _words(option, text))


def _from_here(folder: Path) -> str:
    """Path of the project from the current directory, by which other programs find its files."""
    try:
        path = os.path.relpath(folder)
    except ValueError:  # another drive
        path = str(folder)
    return "" if path == os.curdir else Path(path).as_posix()


def _objects(found: tuple[Finding, ...], strict: bool) -> bool:
    """Whether something stands against the project; strictly, warnings and open questions do."""
    levels = ("error", "warning", "judgement") if strict else ("error",)
    return any(item.level in levels for item in found)


def _codes(every: tuple[Finding, ...], evaluation: Evaluation) -> set[str]:
    from pcf.i18n import finding_catalogue

    clauses = {v.clause.code for result in evaluation.results for v in result.verdicts}
    return {*finding_catalogue(), *clauses, *(item.code for item in every)}


def _elsewhere() -> set[str]:
    """Codes of every clause of the shipped packs: what is not loaded may be ignored as well."""
    from pcf.rules.packs import registry

    return {clause.code for pack in registry().packs() for clause in pack.own_clauses}


def _refuse_unknown(word: str, known: set[str]) -> None:
    from pcf.errors import UsageError
    from pcf.findings import finding
    from pcf.suggest import nearest

    if not any(code.startswith(word) for code in known):
        near = nearest(word, sorted(known))
        raise UsageError([finding("RU026", observed=word, suggestion=near)])


def _page(answer: _Answer, screen: Screen) -> Page:
    from pcf.i18n import phrase
    from pcf.report.findings_view import findings_page
    from pcf.report.fixes_view import fixes_page
    from pcf.report.page import Page
    from pcf.report.rules_view import counts_page, stopped_page
    from pcf.rules.as_findings import is_not_evaluated

    evaluation, repair = answer.evaluation, answer.repair
    page = Page()
    if repair is not None:
        page.extend(fixes_page(repair, screen.lang))
        page.line()
    folder = evaluation.case.folder
    width, whole = screen.width, screen.verbose
    told = [item for item in answer.found if not is_not_evaluated(item)]
    if told or len(told) == len(answer.found):
        page.extend(findings_page(told, screen.lang, folder, width=width, whole=whole))
    if answer.hidden:
        page.line(phrase("rules_hidden", screen.lang, count=answer.hidden))
    unknown = {item.code for item in answer.found if is_not_evaluated(item)}
    page.extend(stopped_page(answer.results, unknown, screen.lang))
    if answer.results:
        page.extend(counts_page(answer.results, screen.lang, width))
    return page
