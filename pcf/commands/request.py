"""``pcf request``: ask a supplier for exactly what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, OUTPUT, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

Supplier = Annotated[
    str, typer.Argument(metavar="SUPPLIER", help="arg_request", rich_help_panel=INPUT)
]
Rows = Annotated[
    list[str] | None,
    typer.Option("--row", metavar="ROW", help="opt_request_row", rich_help_panel=INPUT),
]
Replace = Annotated[bool, typer.Option("--force", help="opt_force", rich_help_panel=OUTPUT)]


@verb()
def request(
    screen: Screen, supplier: Supplier, row: Rows = None, force: Replace = False
) -> Outcome:
    """Write the request as a workbook (``-o FILE.xlsx``); without ``-o`` say what would be asked.

    Exit 1 when there is nothing to ask.
    """
    from pcf.api import Project
    from pcf.project.files import write_bytes
    from pcf.report.request_view import request_page

    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        made = project.request(supplier, tuple(row or ()))
    file = screen.output
    if file is not None and made.items:
        if file.exists() and not force:
            raise UsageError([finding("US048", observed=file.as_posix(), suggestion="--force")])
        write_bytes(file, made.to_bytes())
    written: Path | None = file if made.items else None
    return Outcome(
        schema="request",
        data=lambda: {
            **made.to_dict(screen.lang),
            "file": None if written is None else written.as_posix(),
        },
        view=lambda: request_page(made, written, screen.lang),
        exit_code=0 if made.items else 1,
        project=inputs.stamped(project.folder),
        own_output=True,
    )
