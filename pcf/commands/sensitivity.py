"""``pcf sensitivity``: how far the footprint depends on choices, parameters and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.calc import Example, Sets, Swaps
from pcf.commands.options import METHOD, OUTPUT, Scenario, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.uncertainty import Seed
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
Derivatives = Annotated[
    bool,
    typer.Option("--derivatives", help="opt_sensitivity_derivatives", rich_help_panel=METHOD),
]
SobolCount = Annotated[
    int | None,
    typer.Option("--sobol", metavar="N", help="opt_sensitivity_sobol", rich_help_panel=METHOD),
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb("csv")
def sensitivity(
    screen: Screen,
    electricity: Electricity = False,
    derivatives: Derivatives = False,
    sobol: SobolCount = None,
    seed: Seed = None,
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
    _one_analysis(
        {"--electricity": electricity, "--derivatives": derivatives, "--sobol": sobol,
         "--params": names or None}
    )  # fmt: skip
    if derivatives:
        return _derivatives(screen, project, choice, top)
    if sobol is not None:
        return _sobol(screen, project, choice, (sobol, seed, top))
    if electricity:
        return _electricity(screen, project, choice)
    return _set(screen, project, choice, top)


def _one_analysis(asked: dict[str, object]) -> None:
    """Refuse two analyses in one call (``PF013``)."""
    stated = [name for name, value in asked.items() if value not in (None, False)]
    if len(stated) > 1:
        raise UsageError([finding("PF013", observed=stated[-1], expected=stated[0])])


def _derivatives(screen: Screen, project: Project, choice: Choice, top: int) -> Outcome:
    from pcf.report.derivatives_view import derivatives_page, derivatives_table

    with screen.working("working_calc"):
        result = project.derivatives(choice.scenario, choice.overrides, choice.swaps)
    views = (
        lambda: derivatives_page(result, screen.lang, top=top),
        lambda: derivatives_table(result, screen.lang),
    )
    stamp = inputs.stamped(project.folder)
    return screen.analysis(
        "sensitivity-derivatives", result, views, stamp, result.footprint.findings
    )


def _sobol(
    screen: Screen, project: Project, choice: Choice, numbers: tuple[int, int | None, int]
) -> Outcome:
    from pcf.report.derivatives_view import sobol_page, sobol_table
    from pcf.spread import DrawChoice

    count, seed, top = numbers
    drawn = DrawChoice(
        seed=seed, scenario=choice.scenario, overrides=choice.overrides, swaps=choice.swaps
    )
    with screen.working("working_calc"):
        result = project.sobol(count, drawn)
    views = (
        lambda: sobol_page(result, screen.lang, top=top),
        lambda: sobol_table(result),
    )
    stamp = inputs.stamped(project.folder)
    return screen.analysis("sensitivity-sobol", result, views, stamp, result.footprint.findings)


def _electricity(screen: Screen, project: Project, choice: Choice) -> Outcome:
    from pcf.report.sensitivity_view import electricity_table, sensitivity_page

    with screen.working("working_calc"):
        result = project.sensitivity_electricity(choice.scenario, choice.overrides, choice.swaps)
    views = (
        lambda: sensitivity_page(result, screen.lang),
        lambda: electricity_table(result, screen.lang),
    )
    stamp = inputs.stamped(project.folder)
    return screen.analysis("sensitivity", result, views, stamp, result.findings)


def _set(screen: Screen, project: Project, choice: Choice, top: int) -> Outcome:
    from pcf.report.ranking_view import ranking_page, ranking_table

    with screen.working("working_calc"):
        result = project.sensitivity(choice)
    views = (
        lambda: ranking_page(result, screen.lang, top=top),
        lambda: ranking_table(result, screen.lang),
    )
    stamp = inputs.stamped(project.folder)
    return screen.analysis("sensitivity-set", result, views, stamp, result.footprint.findings)


def _step(text: str) -> float:
    """Read the range of a parameter; nothing and everything are no range (``PF012``)."""
    from pcf.commands.explain import share_of

    step = share_of(text, "--range")
    if not 0.0 < step < 1.0:
        raise UsageError([finding("PF012", observed=text)])
    return step
