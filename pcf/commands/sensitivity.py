"""``pcf sensitivity``: how far the footprint depends on choices, parameters and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.calc import Example, Sets, Swaps
from pcf.commands.options import METHOD, OUTPUT, Scenario, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.duties import Choice

Electricity = Annotated[
    bool,
    typer.Option("--electricity", help="opt_sensitivity_electricity", rich_help_panel=METHOD),
]
Params = Annotated[
    str | None,
    typer.Option("--params", metavar="A,B", help="opt_sensitivity_params", rich_help_panel=METHOD),
]
Range = Annotated[
    str,
    typer.Option("--range", metavar="SHARE", help="opt_sensitivity_range", rich_help_panel=METHOD),
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb("csv")
def sensitivity(
    screen: Screen,
    electricity: Electricity = False,
    params: Params = None,
    range_: Range = "10%",
    scenario: Scenario = None,
    set_: Sets = None,
    swap: Swaps = None,
    example: Example = None,
    top: Top = 10,
) -> Outcome:
    """Recompute under other choices and rank what the total depends on; writes no file."""
    from pcf.api import Project
    from pcf.duties import Choice

    folder = screen.folder if example is None else inputs.example_folder(example)
    names = tuple(name.strip() for name in (params or "").split(",") if name.strip())
    choice = Choice(scenario, tuple(set_ or ()), tuple(swap or ()), names, _step(range_))
    project = Project.load(folder)
    if electricity:
        return _electricity(screen, project, choice)
    return _set(screen, project, choice, top)


def _electricity(screen: Screen, project: Project, choice: Choice) -> Outcome:
    from pcf.report.sensitivity_view import electricity_table, sensitivity_page

    if choice.parameters:
        raise UsageError([finding("PF013", observed="--params", expected="--electricity")])
    with screen.working("working_calc"):
        result = project.sensitivity_electricity(choice.scenario, choice.overrides, choice.swaps)
    as_csv = screen.format == "csv"
    return Outcome(
        schema="sensitivity",
        data=lambda: result.to_dict(screen.lang),
        view=lambda: (
            electricity_table(result, screen.lang)
            if as_csv
            else sensitivity_page(result, screen.lang)
        ),
        findings=result.findings,
        project=inputs.stamped(project.folder),
        encoding="utf-8-sig" if as_csv else "utf-8",
        timed=True,
    )


def _set(screen: Screen, project: Project, choice: Choice, top: int) -> Outcome:
    from pcf.report.ranking_view import ranking_page, ranking_table

    with screen.working("working_calc"):
        result = project.sensitivity(choice)
    as_csv = screen.format == "csv"
    return Outcome(
        schema="sensitivity-set",
        data=lambda: result.to_dict(screen.lang),
        view=lambda: (
            ranking_table(result, screen.lang)
            if as_csv
            else ranking_page(result, screen.lang, top=top)
        ),
        findings=result.footprint.findings,
        project=inputs.stamped(project.folder),
        encoding="utf-8-sig" if as_csv else "utf-8",
        timed=True,
    )


def _step(text: str) -> float:
    """Read the range of a parameter; nothing and everything are no range (``PF012``)."""
    from pcf.commands.explain import share_of

    step = share_of(text, "--range")
    if not 0.0 < step < 1.0:
        raise UsageError([finding("PF012", observed=text)])
    return step
