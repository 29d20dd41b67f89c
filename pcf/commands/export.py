"""``pcf export``: the footprint in an exchange format, with what the format cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import METHOD, OUTPUT, verb
from pcf.commands.screen import Outcome, Screen, write_atomic
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.exchange.export import Export
    from pcf.report.page import Page

As = Annotated[
    str, typer.Option("--as", metavar="FORMAT", help="opt_export_as", rich_help_panel=OUTPUT)
]
TargetName = Annotated[
    str | None,
    typer.Option("--target", metavar="ID", help="opt_export_target", rich_help_panel=METHOD),
]
Shape = Annotated[
    str, typer.Option("--shape", metavar="MODEL", help="opt_export_shape", rich_help_panel=OUTPUT)
]
Draft = Annotated[bool, typer.Option("--draft", help="opt_export_draft", rich_help_panel=OUTPUT)]


@verb()
def export(
    screen: Screen,
    as_: As = "",
    target: TargetName = None,
    shape: Shape = "",
    draft: Draft = False,
) -> Outcome:
    """Write the document to the screen or to ``-o``; notes go beside it. Exit 1 when withheld."""
    from pcf.api import Project
    from pcf.exchange.formats import EXPORTS

    if not as_:
        listed = ", ".join(EXPORTS)
        raise UsageError([finding("US034", observed="", expected=listed,
                                  suggestion=next(iter(EXPORTS)), option="--as")])  # fmt: skip
    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        made = project.export(as_, target, draft=draft, shape=shape)
    if screen.format != "json" and screen.output is not None and made.document is not None:
        write_atomic(notes_file(screen.output), _notes(made, screen))
    return Outcome(
        schema="export",
        data=lambda: made.to_dict(screen.lang),
        view=lambda: _view(made, screen),
        findings=made.findings,
        exit_code=1 if made.document is None else 0,
        project=inputs.stamped(project.folder),
        timed=True,
        withheld=made.document is None,
    )


def notes_file(output: Path) -> Path:
    """Give the name of the notes beside a document: ``pack.json`` has ``pack.json.notes.md``."""
    return output.with_name(f"{output.name}.notes.md")


def _notes(made: Export, screen: Screen) -> str:
    from pcf.report.export_view import notes_text

    return notes_text(made, screen.lang)


def _view(made: Export, screen: Screen) -> Page | str:
    """Give the document; on a screen the account of it goes to stderr. Withheld: the account."""
    from pcf.report.export_view import export_page

    page = export_page(made, screen.lang, screen.folder, screen.width)
    if made.document is None:
        return page
    if screen.output is not None:
        screen.note(page.render(screen.width).rstrip())
        screen.note(notes_file(screen.output).as_posix())
        return made.text
    screen.note(page.render(screen.width).rstrip())
    return made.text
