"""``pcf whatif``: base and changed footprint side by side; no file is touched."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands import inputs
from pcf.commands.calc import Example, Sets, Swaps
from pcf.commands.options import METHOD, OUTPUT, Scenario, complete, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.targets import alone

Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="ID",
        help="opt_explain_target",
        rich_help_panel=METHOD,
        autocompletion=complete("targets"),
    ),
]


@verb("csv")
def whatif(
    screen: Screen,
    set_: Sets = None,
    swap: Swaps = None,
    scenario: Scenario = None,
    target: Target = None,
    example: Example = None,
    top: Top = 10,
) -> Outcome:
    """Compare the project with itself under other values; writes no file."""
    from pcf.api import Project
    from pcf.calc.whatif import what_if
    from pcf.report.whatif_view import whatif_page, whatif_table

    if target is not None:
        alone("--target", {"--scenario": scenario})
    folder = screen.folder if example is None else inputs.example_folder(example)
    with screen.working("working_calc"):
        project = Project.load(folder)
        result = what_if(project, set_ or (), swap or (), scenario, target)
    known = result.base.findings
    findings = (*known, *(item for item in result.changed.findings if item not in known))
    views = (
        lambda: whatif_page(result, screen.lang, top=top),
        lambda: whatif_table(result, screen.lang),
    )
    stamp = inputs.stamped(project.folder)
    return screen.analysis("whatif", result, views, stamp, findings)
