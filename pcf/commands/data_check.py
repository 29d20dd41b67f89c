"""``pcf data check``: whether every figure of a background can be defended."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands.backgrounds import EMBEDDED
from pcf.commands.options import INPUT, verb
from pcf.commands.screen import Outcome, Screen

CheckedBackground = Annotated[
    str,
    typer.Option(
        "--background", metavar="ID|FOLDER", help="opt_check_background", rich_help_panel=INPUT
    ),
]


@verb()
def check(screen: Screen, background: CheckedBackground = EMBEDDED) -> Outcome:
    """Check tables, balances, bounds, names and ranges; exit 1 when there is an error."""
    from pcf.calc.data_check import check_folder
    from pcf.commands.backgrounds import background_folder
    from pcf.report.background_check_view import background_check_json, background_check_page

    folder = background_folder(background)
    with screen.working("working_data_check"):
        found = check_folder(folder)
    return Outcome(
        schema="data-check",
        data=lambda: background_check_json(found, screen.lang),
        view=lambda: background_check_page(
            found, screen.lang, folder.parent, width=screen.width, whole=screen.verbose
        ),
        findings=found.findings,
        exit_code=1 if found.has_errors else 0,
        timed=True,
    )
