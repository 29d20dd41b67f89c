"""``pcf check``: read, link, check and hold against rule packs; every finding in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.fixes import repaired
from pcf.commands.inputs import stamped
from pcf.commands.options import METHOD, OUTPUT, Scenario, complete, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.targets import alone

if TYPE_CHECKING:
    from pcf.findings import Finding
    from pcf.fixing.apply import Repair
    from pcf.report.page import Page
    from pcf.rules.evaluation import Evaluation

Rules = Annotated[
    str,
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
    str,
    typer.Option("--select", metavar="CODES", help="opt_select", rich_help_panel=OUTPUT),
]
Ignore = Annotated[
    str,
    typer.Option("--ignore", metavar="CODES", help="opt_ignore", rich_help_panel=OUTPUT),
]
Fix = Annotated[bool, typer.Option("--fix", help="opt_fix", rich_help_panel=METHOD)]
Yes = Annotated[bool, typer.Option("--yes", help="opt_fix_yes", rich_help_panel=METHOD)]
Strict = Annotated[bool, typer.Option("--strict", help="opt_strict", rich_help_panel=METHOD)]


@verb("sarif", "github", "junit", "csv")
def check(
    screen: Screen,
    scenario: Scenario = None,
    rules: Rules = "",
    target: Target = None,
    select: Select = "",
    ignore: Ignore = "",
    fix: Fix = False,
    yes: Yes = False,
    strict: Strict = False,
) -> Outcome:
    """Check the project; exit 1 when there are findings at error level."""
    packs, wanted, unwanted = _words(rules), _words(select), _words(ignore)
    if target is not None:
        alone("--target", {"--scenario": scenario, "--rules": rules, "--fix": fix})
        answer = _under_target(screen, target, wanted, unwanted)
        return _outcome(screen, f"target:{target}", strict, answer)
    evaluation, found, hidden = _checked(screen, packs, scenario, wanted, unwanted)
    repair = None
    if fix:
        project = evaluation.case.folder
        repair = repaired(screen, project, found, packs, scenario, yes=yes)
        if repair.written:
            evaluation, found, hidden = _checked(screen, packs, scenario, wanted, unwanted)
    return _outcome(screen, scenario, strict, _Answer(evaluation, found, hidden, repair))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found, what of it is shown, and what came of fixing."""

    evaluation: Evaluation
    found: tuple[Finding, ...]
    hidden: int
    repair: Repair | None


def _checked(
    screen: Screen,
    rules: tuple[str, ...],
    scenario: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> tuple[Evaluation, tuple[Finding, ...], int]:
    from pcf.api import Project

    with screen.working("working_check"):
        evaluation = Project.load(screen.folder).evaluate(rules, scenario)
    every = evaluation.findings.ordered()
    found = _chosen(every, select, ignore, evaluation)
    return evaluation, found, len(every) - len(found)


def _under_target(
    screen: Screen, target: str, select: tuple[str, ...], ignore: tuple[str, ...]
) -> _Answer:
    """Check the project under a target, or under every one, against the pack of each."""
    from pcf.api import Project

    with screen.working("working_check"):
        evaluation = Project.load(screen.folder).evaluate_target(target)
    every = evaluation.findings.ordered()
    found = _chosen(every, select, ignore, evaluation)
    return _Answer(evaluation, found, len(every) - len(found), None)


def _outcome(screen: Screen, scenario: str | None, strict: bool, answer: _Answer) -> Outcome:
    from pcf.report.check_data import check_json
    from pcf.report.finding_formats import WRITERS

    evaluation, found, repair = answer.evaluation, answer.found, answer.repair
    writer = WRITERS.get(screen.format)
    fixes = None if repair is None else repair.to_dict()
    return Outcome(
        schema="check",
        data=lambda: check_json(found, scenario, evaluation.results, answer.hidden, fixes),
        view=lambda: (
            writer(found, evaluation.results, screen.lang) if writer else _page(answer, screen)
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
    return "" if answer.evaluation.findings.errors else "pcf calc"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


def _objects(found: tuple[Finding, ...], strict: bool) -> bool:
    """Whether something stands against the project; strictly, warnings and open questions do."""
    levels = ("error", "warning", "judgement") if strict else ("error",)
    return any(item.level in levels for item in found)


def _chosen(
    every: tuple[Finding, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    evaluation: Evaluation,
) -> tuple[Finding, ...]:
    """Findings whose code begins with a selected and with no ignored word.

    Raises
    ------
    UsageError
        ``RU026`` for a word with which no code begins.
    """
    if not select and not ignore:
        return every
    known = _codes(every, evaluation)
    for word in (*select, *ignore):
        _refuse_unknown(word, known)
    return tuple(
        item
        for item in every
        if (not select or item.code.startswith(select)) and not item.code.startswith(ignore or "-")
    )


def _codes(every: tuple[Finding, ...], evaluation: Evaluation) -> set[str]:
    from pcf.i18n import finding_catalogue

    clauses = {v.clause.code for result in evaluation.results for v in result.verdicts}
    return {*finding_catalogue(), *clauses, *(item.code for item in every)}


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
    from pcf.report.rules_view import counts_page

    evaluation, repair = answer.evaluation, answer.repair
    page = Page()
    if repair is not None:
        page.extend(fixes_page(repair, screen.lang))
        page.line()
    folder = evaluation.case.folder
    width, whole = screen.width, screen.verbose
    page.extend(findings_page(answer.found, screen.lang, folder, width=width, whole=whole))
    if answer.hidden:
        page.line(phrase("rules_hidden", screen.lang, count=answer.hidden))
    if evaluation.results:
        page.extend(counts_page(evaluation.results, screen.lang))
    return page
