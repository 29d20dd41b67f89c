"""``pcf workbook``: the project as one ``.xlsx`` file, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import INPUT, OUTPUT, verb
from pcf.commands.output import check_output, note_output
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.report.page import Page

OutFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="arg_workbook_out", rich_help_panel=OUTPUT)
]
InFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="arg_workbook_in", rich_help_panel=INPUT)
]
Replace = Annotated[bool, typer.Option("--force", help="opt_force", rich_help_panel=OUTPUT)]


@verb()
def export(screen: Screen, file: OutFile, force: Replace = False) -> Outcome:
    """Write the project as a workbook; an existing file is kept unless ``--force``."""
    from pcf.project.folder import find_project
    from pcf.project.workbook import write_workbook
    from pcf.report.messages import message_page

    if file.exists() and not force:
        raise UsageError([finding("US048", observed=file.as_posix(), suggestion="--force")])
    check_output(file, ())
    folder = find_project(screen.folder)
    write_workbook(folder, file, screen.lang)
    note_output(file)
    return Outcome(
        schema="workbook-export",
        data=lambda: {"file": file.as_posix()},
        view=lambda: message_page("wrote_file", screen.lang, file=file.as_posix()),
        project=stamped(folder),
    )


@verb()
def import_(screen: Screen, file: InFile) -> Outcome:
    """Read a workbook into the project folder."""
    from pcf.project.workbook import read_workbook

    found = read_workbook(file, screen.folder).ordered()
    return Outcome(
        schema="workbook-import",
        data=lambda: {"file": file.as_posix(), "folder": screen.folder.as_posix()},
        view=lambda: _read_page(file, found, screen),
        findings=found,
        project=stamped(screen.folder),
        next_command="pcf check",
    )


def _read_page(file: Path, found: tuple[Finding, ...], screen: Screen) -> Page:
    from pcf.report.messages import message_page

    page = screen.told(found)
    page.extend(message_page("read_workbook", screen.lang, file=file.as_posix()))
    return page
