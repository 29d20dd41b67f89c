"""``pcf report``: documents for people in every format, with figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, METHOD, OUTPUT, complete, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import PcfError, UsageError
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


All = Annotated[
    Path | None,
    typer.Option("--all", metavar="DIR", help="opt_report_all", rich_help_panel=OUTPUT),
]

#: Formats that carry both languages, so that findings of both are told.
_BOTH = ("all", "html")


@verb("html", "md", "pdf", "docx", "xlsx")
def report(
    screen: Screen,
    as_: As = "",
    target: Targets = None,
    draft: Draft = False,
    figures: Figures = None,
    all_: All = None,
) -> Outcome:
    """Write the document to the screen or to ``-o``; exit 1 when it is withheld.

    ``--format text`` writes Markdown, or what the name of the file says. PDF, DOCX and XLSX go to
    files only; ``--all`` writes every format in both languages.
    """
    from pcf.api import Project
    from pcf.documents.run import KINDS

    if not as_:
        raise UsageError([finding("US034", observed="", expected=", ".join(KINDS),
                                  suggestion=KINDS[0], option="--as")])  # fmt: skip
    format = _format(screen, as_, all_)
    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        made = project.report(as_, *(target or ()), lang=screen.lang, draft=draft)
    paths = _figures(screen, made, figures)
    written = _everything(screen, made, all_)
    return Outcome(
        schema="report",
        data=made.to_dict,
        view=lambda: _view(made, screen, format, paths if all_ is None else written),
        findings=made.findings_of_both if format in _BOTH else made.findings,
        exit_code=1 if made.document is None else 0,
        project=inputs.stamped(project.folder),
        timed=True,
        withheld=made.document is None,
    )


def _format(screen: Screen, kind: str, all_: Path | None) -> str:
    """Give the format, of the option or of the name of the file; refuse what cannot be written.

    Raises
    ------
    UsageError
        ``US049`` for a format that goes to files only, without ``-o``; ``US050`` for ``-o`` beside
        ``--all``.
    PcfError
        ``IM043`` when a library is not installed: before anything is computed.
    """
    from pcf.documents.written import BINARY, FORMATS, format_of, need

    if screen.format == "json":
        return "json"
    if all_ is not None:
        if screen.output is not None:
            raise UsageError([finding("US050", observed="-o", expected="--all",
                                      suggestion="--all")])  # fmt: skip
        need(*FORMATS)
        return "all"
    named = format_of(screen.output) or "md"
    format = named if screen.format == "text" else screen.format
    if format in BINARY and screen.output is None:
        raise UsageError([finding("US049", observed=format, suggestion=f"-o {kind}.{format}")])
    need(format)
    return format


def _figures(screen: Screen, made: Report, folder: Path | None) -> dict[str, Path]:
    """Write the figures as SVG, and as PNG where the library for it is installed."""
    if folder is None:
        return {}
    paths = made.write_figures(folder)
    for path in paths.values():
        _wrote(screen, path)
    try:
        for path in made.write_pictures(folder).values():
            _wrote(screen, path)
    except PcfError as error:
        if any(item.code != "IM043" for item in error.findings):
            raise
        for item in error.findings:  # SVG is there; PNG is told to be missing
            screen.note(f"{item.message(screen.lang)}: {item.help(screen.lang)}")
    return paths


def _everything(screen: Screen, made: Report, folder: Path | None) -> dict[str, Path]:
    from pcf.documents.written import write_all

    written = write_all(made, folder) if folder is not None else []
    for path in written:
        _wrote(screen, path)
    return {path.name: path for path in written}


def _wrote(screen: Screen, path: Path) -> None:
    from pcf.i18n import phrase

    screen.note(phrase("wrote_file", screen.lang, file=path))


def _view(made: Report, screen: Screen, format: str, paths: dict[str, Path]) -> Page | str | bytes:
    """Give the document; the account of it goes to stderr. Withheld: the account alone."""
    from pcf.documents.written import FORMATS, beside
    from pcf.report.document_view import document_page, of_texts

    if made.document is None:
        return document_page(made, screen.lang, screen.folder, screen.width)
    if format == "all":
        return document_page(made, screen.lang, screen.folder, screen.width, brief=True)
    if made.draft or of_texts(made):
        page = document_page(made, screen.lang, screen.folder, screen.width, brief=True)
        screen.note(page.render(screen.width).rstrip())
    start = Path() if screen.output is None else screen.output.parent
    return FORMATS[format](made, beside(start, paths))
