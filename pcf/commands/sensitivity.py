"""``pcf sensitivity``: how far the footprint depends on a choice; so far, that of electricity."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands import inputs
from pcf.commands.calc import Example, Sets, Swaps
from pcf.commands.options import METHOD, Scenario, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

Electricity = Annotated[
    bool,
    typer.Option("--electricity", help="opt_sensitivity_electricity", rich_help_panel=METHOD),
]


@verb()
def sensitivity(
    screen: Screen,
    electricity: Electricity = False,
    scenario: Scenario = None,
    set_: Sets = None,
    swap: Swaps = None,
    example: Example = None,
) -> Outcome:
    """Recompute under every electricity view; writes no file."""
    from pcf.api import Project
    from pcf.report.sensitivity_view import sensitivity_page

    if not electricity:
        raise UsageError([finding("EL060", suggestion="--electricity")])
    folder = screen.folder if example is None else inputs.example_folder(example)
    with screen.working("working_calc"):
        project = Project.load(folder)
        result = project.sensitivity_electricity(scenario, set_ or (), swap or ())
    return Outcome(
        schema="sensitivity",
        data=lambda: result.to_dict(screen.lang),
        view=lambda: sensitivity_page(result, screen.lang),
        findings=result.findings,
        project=inputs.stamped(project.folder),
        timed=True,
    )
