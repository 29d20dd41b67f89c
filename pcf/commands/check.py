"""``pcf check``: read, link, check and hold against rule packs; every finding in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import METHOD, OUTPUT, Scenario, complete, verb
from pcf.commands.screen import Outcome, Screen

if TYPE_CHECKING:
    from pcf.findings import Finding
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
Select = Annotated[
    str,
    typer.Option("--select", metavar="CODES", help="opt_select", rich_help_panel=OUTPUT),
]
Ignore = Annotated[
    str,
    typer.Option("--ignore", metavar="CODES", help="opt_ignore", rich_help_panel=OUTPUT),
]
Strict = Annotated[bool, typer.Option("--strict", help="opt_strict", rich_help_panel=METHOD)]


@verb("sarif", "github", "junit", "csv")
def check(
    screen: Screen,
    scenario: Scenario = None,
    rules: Rules = "",
    select: Select = "",
    ignore: Ignore = "",
    strict: Strict = False,
) -> Outcome:
    """Check the project; exit 1 when there are findings at error level."""
    from pcf.api import Project
    from pcf.report.check_data import check_json
    from pcf.report.finding_formats import WRITERS

    with screen.working("working_check"):
        project = Project.load(screen.folder)
        evaluation = project.evaluate(_words(rules), scenario)
    every = evaluation.findings.ordered()
    found = _chosen(every, _words(select), _words(ignore), evaluation)
    hidden = len(every) - len(found)
    writer = WRITERS.get(screen.format)
    return Outcome(
        schema="check",
        data=lambda: check_json(found, scenario, evaluation.results, hidden),
        view=lambda: (
            writer(found, evaluation.results, screen.lang)
            if writer
            else _page(found, hidden, evaluation, screen)
        ),
        findings=found,
        exit_code=1 if _objects(found, strict) else 0,
        project=stamped(project.folder),
        next_command="" if evaluation.findings.errors else "pcf calc",
        encoding="utf-8-sig" if screen.format == "csv" else "utf-8",
        timed=True,
    )


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


def _page(found: tuple[Finding, ...], hidden: int, evaluation: Evaluation, screen: Screen) -> Page:
    from pcf.i18n import phrase
    from pcf.report.findings_view import findings_page
    from pcf.report.rules_view import counts_page

    folder = evaluation.case.folder
    page = findings_page(found, screen.lang, folder, width=screen.width, whole=screen.verbose)
    if hidden:
        page.line(phrase("rules_hidden", screen.lang, count=hidden))
    if evaluation.results:
        page.extend(counts_page(evaluation.results, screen.lang))
    return page
