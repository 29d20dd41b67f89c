"""``pcf import``: take in a file of somebody else, unchanged, with an account of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, one_of, verb
from pcf.commands.screen import Outcome, Screen

InFile = Annotated[Path, typer.Argument(metavar="FILE", help="arg_import", rich_help_panel=INPUT)]
As = Annotated[
    str, typer.Option("--as", metavar="FORMAT", help="opt_import_as", rich_help_panel=INPUT)
]
Id = Annotated[str, typer.Option("--id", metavar="ID", help="opt_import_id", rich_help_panel=INPUT)]

#: What makes the outcome of an import: screen, file, word of ``--as``, id.
Importer = Callable[[Screen, Path, str, str], Outcome]


@verb()
def import_(screen: Screen, file: InFile, as_: As = "", id: Id = "") -> Outcome:
    """Import a file; exit 1 when it was taken in and cannot be used as it is."""
    one_of("--as", as_, tuple(IMPORTS))
    return IMPORTS[as_](screen, file, as_, id)


def _footprint(screen: Screen, file: Path, format: str, id: str) -> Outcome:
    """Take in a supplier's footprint."""
    from pcf.api import Project
    from pcf.report.receipt_view import receipt_page

    project = Project.load(screen.folder)
    receipt = project.receive(file, format, id)
    return Outcome(
        schema="import",
        data=lambda: receipt.to_dict(screen.lang),
        view=lambda: receipt_page(receipt, screen.lang, screen.folder, screen.width),
        findings=receipt.findings,
        exit_code=0 if receipt.received is not None else 1,
        project=inputs.stamped(project.folder),
        next_command="pcf check",
    )


#: Importers by the word of ``--as``; a new format is one line here.
IMPORTS: Mapping[str, Importer] = {"pact": _footprint, "catena-x": _footprint}
