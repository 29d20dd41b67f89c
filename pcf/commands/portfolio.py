"""``pcf portfolio``: several products, scenarios or targets side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.options import INPUT, METHOD, complete, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.documents.report import Report

Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="DIR", help="arg_portfolio", rich_help_panel=INPUT),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        metavar="NAME|all",
        help="opt_portfolio_scenario",
        rich_help_panel=METHOD,
        autocompletion=complete("scenarios"),
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="ID|all",
        help="opt_portfolio_target",
        rich_help_panel=METHOD,
        autocompletion=complete("targets"),
    ),
]


@verb("html", "md", "pdf", "docx", "xlsx")
def portfolio(
    screen: Screen, dirs: Folders = None, scenario: Scenarios = None, target: Targets = None
) -> Outcome:
    """Put results side by side; ``--format text`` writes Markdown, or what ``-o`` names."""
    from pcf.api import Project
    from pcf.documents.portfolio.run import Cases, gather, portfolio_report

    format = _format(screen)
    with screen.working("working_calc"):
        projects = [(path.as_posix(), _loaded(path)) for path in dirs or ()]
        own = "" if screen.folder == Path() else screen.folder.as_posix()
        found = gather(
            projects or [(own, Project.load(screen.folder))],
            Cases(tuple(scenario or ()), tuple(target or ())),
        )
        made = portfolio_report(found, screen.lang)
    return Outcome(
        schema="portfolio",
        data=lambda: found.to_dict(screen.lang),
        view=lambda: _view(made, screen, format),
        findings=made.findings,
        timed=True,
    )


def _loaded(path: Path) -> Project:
    """Read a project; what keeps it from being read names its folder (``RP041``)."""
    from pcf.api import Project

    try:
        return Project.load(path)
    except PcfError as error:
        told = finding("RP041", Location(path.as_posix()), observed=path.as_posix())
        raise PcfError([told, *error.findings]) from error


def _format(screen: Screen) -> str:
    """Give the format, of the option or of the name of the file; refuse what cannot be written."""
    from pcf.documents.written import BINARY, format_of, need

    if screen.format == "json":
        return "json"
    named = format_of(screen.output) or "md"
    format = named if screen.format == "text" else screen.format
    if format in BINARY and screen.output is None:
        told = f"-o portfolio.{format}"
        raise UsageError([finding("US049", observed=format, suggestion=told)])
    need(format)
    return format


def _view(made: Report, screen: Screen, format: str) -> str | bytes:
    from pcf.documents.written import FORMATS

    for item in made.findings:
        screen.note(f"{item.code}  {item.message(screen.lang)}")
    return FORMATS[format](made, {})
