"""``pcf uncertainty``: draws of the distributions that a project states."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands import inputs
from pcf.commands.calc import Example, Sets, Swaps
from pcf.commands.options import METHOD, OUTPUT, Scenario, verb
from pcf.commands.screen import Outcome, Screen

Draws = Annotated[
    int | None,
    typer.Option("--draws", metavar="N", help="opt_draws", rich_help_panel=METHOD),
]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="S", help="opt_seed", rich_help_panel=METHOD)
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="X", help="opt_against", rich_help_panel=METHOD),
]
Background = Annotated[
    bool, typer.Option("--background", help="opt_draw_background", rich_help_panel=METHOD)
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb("csv")
def uncertainty(
    screen: Screen,
    draws: Draws = None,
    seed: Seed = None,
    against: Against = None,
    background: Background = False,
    scenario: Scenario = None,
    set_: Sets = None,
    swap: Swaps = None,
    example: Example = None,
    top: Top = 10,
) -> Outcome:
    """Draw the stated distributions; writes no file."""
    from pcf.api import Project
    from pcf.report.uncertainty_view import uncertainty_page, uncertainty_table
    from pcf.spread import DrawChoice

    folder = screen.folder if example is None else inputs.example_folder(example)
    choice = DrawChoice(
        seed, draws, scenario, tuple(set_ or ()), tuple(swap or ()), against, background
    )
    project = Project.load(folder)
    with screen.working("working_calc"):
        result = project.uncertainty(choice)
    views = (
        lambda: uncertainty_page(result, screen.lang, top=top),
        lambda: uncertainty_table(result, screen.lang),
    )
    stamp = inputs.stamped(project.folder)
    return screen.analysis("uncertainty", result, views, stamp, result.findings)
