"""``pcf report``: declaration sheets and reconciliations for people, with figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, METHOD, OUTPUT, complete, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.documents.report import Report
    from pcf.report.page import Page

As = Annotated[
    str, typer.Option("--as", metavar="KIND", help="opt_report_as", rich_help_panel=INPUT)
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="ID",
        help="opt_report_target",
        rich_help_panel=METHOD,
        autocompletion=complete("targets"),
    ),
]
Draft = Annotated[bool, typer.Option("--draft", help="opt_report_draft", rich_help_panel=OUTPUT)]
Figures = Annotated[
    Path | None,
    typer.Option("--figures", metavar="DIR", help="opt_report_figures", rich_help_panel=OUTPUT),
]


@verb("html", "md")
def report(
    screen: Screen,
    as_: As = "",
    target: Targets = None,
    draft: Draft = False,
    figures: Figures = None,
) -> Outcome:
    """Write the document to the screen or to ``-o``; exit 1 when it is withheld.

    ``--format text`` writes Markdown, or HTML to a file whose name says so.
    """
    from pcf.api import Project
    from pcf.documents.run import KINDS

    if not as_:
        raise UsageError([finding("US034", observed="", expected=", ".join(KINDS),
                                  suggestion=KINDS[0], option="--as")])  # fmt: skip
    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        made = project.report(as_, *(target or ()), lang=screen.lang, draft=draft)
    paths = made.write_figures(figures) if figures is not None else {}
    for path in paths.values():
        _wrote(screen, path)
    return Outcome(
        schema="report",
        data=made.to_dict,
        view=lambda: _view(made, screen, paths),
        findings=made.findings,
        exit_code=1 if made.document is None else 0,
        project=inputs.stamped(project.folder),
        timed=True,
        withheld=made.document is None,
    )


def _wrote(screen: Screen, path: Path) -> None:
    from pcf.i18n import phrase

    screen.note(phrase("wrote_file", screen.lang, file=path))


def _view(made: Report, screen: Screen, paths: dict[str, Path]) -> Page | str:
    """Give the document; the account of it goes to stderr. Withheld: the account alone."""
    from pcf.report.document_view import document_page

    if made.document is None:
        return document_page(made, screen.lang, screen.folder, screen.width)
    if made.draft:
        page = document_page(made, screen.lang, screen.folder, screen.width, brief=True)
        screen.note(page.render(screen.width).rstrip())
    if _is_html(screen):
        return made.to_html()
    return made.to_markdown(_beside(screen.output, paths))


def _is_html(screen: Screen) -> bool:
    named = screen.output is not None and screen.output.suffix.lower() in (".html", ".htm")
    return screen.format == "html" or (screen.format == "text" and named)


def _beside(output: Path | None, paths: dict[str, Path]) -> dict[str, str]:
    """Paths of the figures as the document has to name them."""
    import os

    start = Path() if output is None else output.parent
    return {id: Path(os.path.relpath(path, start)).as_posix() for id, path in paths.items()}
